//! HLS, while it grows and after.

use crate::judges::{ffprobe, numbers, times};
use crate::material::{FRAMES, PATIENCE, can_review, description, picture, planes, tone};
use interneg_media::review::{INIT_NAME, PLAYLIST_NAME, ReviewCodec, ReviewError, ReviewWriter, is_of_hls, segments};
use interneg_spec::Rate;

#[test]
fn it_is_read_while_it_grows() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let description = description(ReviewCodec::H264, Rate::FPS_24);
    let mut writer = ReviewWriter::create(folder.path(), &description, 0..FRAMES * 2, PATIENCE).unwrap();
    let samples = writer.sound_samples();
    writer.write_sound(&tone(samples)).unwrap();
    let mut frame = 0;
    while writer.finished_frames() == 0 {
        writer.write_picture(&planes(&picture(frame))).unwrap();
        frame += 1;
    }
    assert!(frame < FRAMES * 2, "the first segment came before the last frame was given");
    let playlist = folder.path().join(PLAYLIST_NAME);
    let growing = std::fs::read_to_string(&playlist).unwrap();
    assert!(growing.contains("#EXT-X-PLAYLIST-TYPE:EVENT\n") && !growing.contains("#EXT-X-ENDLIST"));
    let names =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.into_iter().all(|name| is_of_hls(&name)), "no file is there in part");
    // ffmpeg goes on asking for more of a growing playlist, so it is given what was finished by now as a whole one.
    let finished = folder.path().join("finished.m3u8");
    std::fs::write(&finished, format!("{growing}#EXT-X-ENDLIST\n")).unwrap();
    let first = segments(folder.path()).unwrap();
    let first_frames = first.iter().map(|segment| segment.frames).sum::<u64>();
    assert_eq!(first_frames, writer.finished_frames());
    assert_eq!(numbers(&finished), (0..first_frames).collect::<Vec<_>>());

    for frame in frame..FRAMES * 2 {
        writer.write_picture(&planes(&picture(frame))).unwrap();
    }
    writer.finish().unwrap();
    let whole = std::fs::read_to_string(&playlist).unwrap();
    assert!(whole.starts_with(&growing) && whole.ends_with("#EXT-X-ENDLIST\n"), "{whole}");
    assert_eq!(whole.matches("#EXTINF:1.000000,\n").count(), 4);
    assert!(whole.contains(INIT_NAME));
    assert_eq!(numbers(&playlist), (0..FRAMES * 2).collect::<Vec<_>>());
    let probed = ffprobe(&playlist);
    assert_eq!(probed["format"]["duration"], "4.000000");
    let begins = times(&probed, 0);
    assert!(begins.windows(2).all(|pair| pair[1] - pair[0] == begins[1] - begins[0]), "{begins:?}");
}

#[test]
fn too_much_and_too_little_are_errors() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let description = description(ReviewCodec::H264, Rate::FPS_24);
    let create = || ReviewWriter::create(folder.path(), &description, 0..2, PATIENCE).unwrap();
    let bytes = picture(0);

    let mut writer = create();
    writer.write_picture(&planes(&bytes)).unwrap();
    let mut short = planes(&bytes);
    short.planes[1].bytes = &short.planes[1].bytes[1..];
    assert!(matches!(writer.write_picture(&short), Err(ReviewError::Plane { plane: 1, .. })));
    let samples = writer.sound_samples();
    let too_many = tone(0..samples.end + 1);
    assert!(matches!(writer.write_sound(&too_many), Err(ReviewError::Sound { .. })));
    assert!(matches!(writer.write_sound(&[0]), Err(ReviewError::Sound { .. })));
    writer.write_picture(&planes(&bytes)).unwrap();
    assert!(matches!(writer.write_picture(&planes(&bytes)), Err(ReviewError::Frames { .. })));
    assert!(matches!(writer.finish(), Err(ReviewError::Sound { .. })));

    let mut writer = create();
    writer.write_picture(&planes(&bytes)).unwrap();
    assert!(matches!(writer.finish(), Err(ReviewError::Frames { .. })));
    assert!(segments(folder.path()).unwrap().is_empty(), "nothing was finished");
}

#[test]
fn it_may_go_from_thread_to_thread() {
    fn is_send<T: Send>() {}
    is_send::<ReviewWriter>();
}
