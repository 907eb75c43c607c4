//! Clips in chunks that were coded apart.

use crate::judges::{ffprobe, numbers, sound, times};
use crate::material::{FRAMES, can_review, description, paths, tone, write};
use interneg_media::review::{Description, ReviewCodec, ReviewError, join, segments};
use interneg_spec::Rate;

#[test]
fn two_chunks_join_without_a_gap() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let description = description(ReviewCodec::H264, Rate::FPS_23_976);
    let chunk = |name: &str, frames| write(&folder.path().join(name), &description, frames, tone);
    let (whole, first, second) = (chunk("whole", 0..FRAMES), chunk("a", 0..30), chunk("b", 30..FRAMES));
    assert_eq!(
        first.iter().map(|segment| (segment.first_frame, segment.frames)).collect::<Vec<_>>(),
        [(0, 24), (24, 6)]
    );
    assert_eq!(segments(&folder.path().join("b")).unwrap(), second);

    let (one, two) = (folder.path().join("one.mp4"), folder.path().join("two.mp4"));
    join(&paths(&whole), &one).unwrap();
    join(&[paths(&first), paths(&second)].concat(), &two).unwrap();
    assert_eq!(numbers(&two), (0..FRAMES).collect::<Vec<_>>());
    let (probed_one, probed_two) = (ffprobe(&one), ffprobe(&two));
    for stream in [0, 1] {
        assert_eq!(times(&probed_one, stream), times(&probed_two, stream));
    }
    for name in ["duration", "nb_frames", "start_time"] {
        assert_eq!(probed_one["streams"][0][name], probed_two["streams"][0][name]);
    }

    // The tone goes on over the seam: no sample is further from it than 2 % of full scale, which is a tenth of its
    // height. The first units of a clip, where the encoder has heard nothing yet, are left out.
    let expected: Vec<f32> = tone(0..96_000).iter().step_by(2).map(|sample| *sample as f32 / 8_388_608.0).collect();
    for path in [&one, &two] {
        let decoded = sound(path);
        let furthest = decoded.iter().zip(&expected).skip(4096).map(|(one, two)| (one - two).abs()).fold(0.0, f32::max);
        assert!(furthest < 0.02, "{furthest} in {}", path.display());
    }
}

#[test]
fn what_does_not_follow_is_refused() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let description = Description { sound: None, ..description(ReviewCodec::H264, Rate::FPS_24) };
    let silence = |_| Vec::new();
    let first = paths(&write(&folder.path().join("a"), &description, 0..24, silence));
    let third = paths(&write(&folder.path().join("c"), &description, 36..48, silence));
    let target = folder.path().join("clip.mp4");
    let refused = |segments: &[std::path::PathBuf], expected: &str| {
        let error = join(segments, &target).unwrap_err();
        assert!(matches!(&error, ReviewError::Join { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!target.exists());
    };
    refused(&[], "there are none");
    refused(&third, "goes on with sample 36 where 0 is expected");
    refused(&[first.clone(), third].concat(), "goes on with sample 36 where 24 is expected");

    let wide = interneg_media::mux::ColourTags { primaries: 9, transfer: 1, matrix: 9 };
    let other = Description { colour: wide, ..description };
    let second = paths(&write(&folder.path().join("b"), &other, 24..36, silence));
    refused(&[first, second].concat(), "coded otherwise");
}

#[test]
fn damaged_segments_are_errors() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let description = description(ReviewCodec::H264, Rate::FPS_24);
    let path = paths(&write(folder.path(), &description, 0..12, tone)).remove(0);
    let whole = std::fs::read(&path).unwrap();
    let target = folder.path().join("clip.mp4");
    let head = u32::from_be_bytes(whole[..4].try_into().unwrap()) as usize;
    let refused = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let result = join(std::slice::from_ref(&path), &target);
        matches!(result, Err(ReviewError::Damaged { .. } | ReviewError::Join { .. }))
    };
    for length in (0..head + 8).step_by(7).chain([whole.len() - 1]) {
        assert!(refused(&whole[..length]), "{length}");
    }
    for at in 0..head {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x80;
        // Some bytes say what only players ask for; none may end the process.
        refused(&bytes);
    }
    std::fs::write(&path, &whole).unwrap();
    join(&[path], &target).unwrap();
}
