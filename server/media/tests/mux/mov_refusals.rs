//! What the writer does not take.

use crate::material::{description, packets, sound, sound_of_frame, track};
use interneg_media::mux::mov::{MovError, MovWriter};
use interneg_media::mux::{CleanAperture, MovieDescription, MovieFiles, MuxError, PictureTrack, SoundTrack};
use interneg_spec::proxy::{ProxyCodec, Wrapper};
use interneg_spec::{Raster, Rate, SampleRange};
use std::io::Cursor;

fn proxy(frame_count: u64) -> MovieDescription {
    let picture = PictureTrack { raster: Raster { width: 64, height: 64 }, ..track(ProxyCodec::ProresProxy) };
    description(picture, Rate::FPS_24, frame_count)
}

fn begun(description: &MovieDescription) -> MovWriter<Cursor<Vec<u8>>> {
    MovWriter::create(Cursor::new(Vec::new()), description).unwrap()
}

fn packet() -> Vec<u8> {
    packets(&proxy(1).picture, Rate::FPS_24, 0..1).remove(0)
}

#[test]
fn frames_must_be_as_many_as_announced() {
    let mut writer = begun(&proxy(2));
    writer.write_picture(&packet()).unwrap();
    assert!(matches!(writer.finish(), Err(MovError::TooFewFrames { announced: 2, written: 1 })));
    let mut writer = begun(&proxy(1));
    writer.write_picture(&packet()).unwrap();
    assert!(matches!(writer.write_picture(&packet()), Err(MovError::TooManyFrames { announced: 1 })));
    assert!(matches!(begun(&proxy(1)).finish(), Err(MovError::TooFewFrames { announced: 1, written: 0 })));
}

#[test]
fn sound_follows_its_picture() {
    let description = MovieDescription { sound: Some(sound(2)), ..proxy(2) };
    let samples = sound_of_frame(0, description.rate, description.sound.as_ref().unwrap());
    let mut writer = begun(&description);
    assert!(matches!(writer.write_sound(&samples), Err(MovError::OutOfOrder { frame: 0 })));
    writer.write_picture(&packet()).unwrap();
    assert!(matches!(writer.write_picture(&packet()), Err(MovError::OutOfOrder { frame: 0 })));
    let short = writer.write_sound(&samples[1..]);
    assert!(matches!(short, Err(MovError::SoundLength { frame: 0, bytes: 11_999, expected: 12_000 })));
    writer.write_sound(&samples).unwrap();
    assert!(matches!(writer.write_sound(&samples), Err(MovError::OutOfOrder { frame: 1 })));
    writer.write_picture(&packet()).unwrap();
    assert!(matches!(writer.finish(), Err(MovError::TooFewFrames { announced: 2, written: 1 })));
    let mut silent = begun(&proxy(1));
    silent.write_picture(&packet()).unwrap();
    assert!(matches!(silent.write_sound(&samples), Err(MovError::UnannouncedSound { frame: 0 })));
}

#[test]
fn packets_must_be_frames_of_the_codec() {
    let mut writer = begun(&proxy(1));
    for foreign in [&b""[..], b"icpf", &[0; 100]] {
        assert!(matches!(writer.write_picture(foreign), Err(MovError::ForeignFrame { frame: 0, .. })));
    }
    let large = vec![0; (1 << 28) + 1];
    assert!(matches!(writer.write_picture(&large), Err(MovError::FrameTooLarge { frame: 0, .. })));
    let mut other = proxy(1);
    other.picture.codec = ProxyCodec::DnxhrHqx;
    let error = begun(&other).write_picture(&packet()).unwrap_err().to_string();
    assert!(error.contains("frame 0 is no frame of dnxhr_hqx"), "{error}");
}

#[test]
fn descriptions_that_do_not_fit_are_refused() {
    type Change = fn(&mut MovieDescription);
    let cases: [(&str, Change); 17] = [
        ("frame_count", |movie| movie.frame_count = 0),
        ("frame_count", |movie| movie.frame_count = u64::MAX),
        // Twenty hours at 59.94 are more ticks than 32 bits count.
        ("frame_count", |movie| (movie.rate, movie.frame_count) = (Rate::FPS_59_94, 4_320_000)),
        ("picture.raster", |movie| movie.picture.raster.height = 32_768),
        ("picture.raster", |movie| movie.picture.raster.width = 0),
        ("picture.raster", |movie| movie.picture.pixel_aspect = (600, 1)),
        ("picture.pixel_aspect", |movie| movie.picture.pixel_aspect = (1, 0)),
        ("picture.clean_aperture", |movie| {
            movie.picture.clean_aperture = Some(CleanAperture { left: u32::MAX, top: 0, width: 8, height: 8 });
        }),
        ("picture.clean_aperture", |movie| {
            movie.picture.clean_aperture = Some(CleanAperture { left: 0, top: 60, width: 8, height: 5 });
        }),
        ("picture.range", |movie| movie.picture.range = SampleRange::Full),
        ("sound.channel_names", |movie| movie.sound = Some(sound(0))),
        ("sound.channel_names", |movie| movie.sound = Some(sound(65))),
        ("sound.sample_rate_hz", |movie| movie.sound = Some(SoundTrack { sample_rate_hz: 96_000, ..sound(1) })),
        ("start", |movie| movie.start = Some("10:00:00;00".parse().unwrap())),
        ("start", |movie| movie.rate = Rate::new(300, 1).unwrap()),
        ("reel", |movie| movie.reel = Some("x".repeat(5000))),
        ("comments", |movie| movie.comments = [("Scene".to_owned(), "1\0".to_owned())].into()),
    ];
    for (number, (wanted, change)) in cases.into_iter().enumerate() {
        let mut description = proxy(2);
        change(&mut description);
        match MovWriter::create(Cursor::new(Vec::new()), &description).err() {
            Some(MovError::Description { field, reason }) => assert_eq!(field, wanted, "case {number}: {reason}"),
            other => panic!("case {number} ({wanted}): {other:?}"),
        }
    }
}

/// A disk that is full.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl std::io::Seek for Full {
    fn seek(&mut self, _: std::io::SeekFrom) -> std::io::Result<u64> {
        Ok(0)
    }
}

#[test]
fn what_the_system_says_is_passed_on() {
    assert!(matches!(MovWriter::create(Full, &proxy(1)), Err(MovError::Write(_))));
}

/// The one of several files whose disk is full is named.
#[test]
fn a_full_disk_is_told_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let full = std::path::PathBuf::from("/dev/full");
    let fails_at = |wrapper, paths: &[std::path::PathBuf], description: &MovieDescription| {
        let write = || -> Result<(), MuxError> {
            let mut files = MovieFiles::create(wrapper, paths, description)?;
            for (frame, packet) in (0..).zip(packets(&description.picture, description.rate, 0..2)) {
                let sound = description.sound.as_ref();
                let sound = sound.map(|sound| sound_of_frame(frame, description.rate, sound)).unwrap_or_default();
                files.write_frame(&packet, &sound)?;
            }
            files.finish().map(drop)
        };
        let error = write().unwrap_err();
        assert!(error.is_io() && error.to_string().starts_with("/dev/full: No space left"), "{error}");
    };
    fails_at(Wrapper::Mov, std::slice::from_ref(&full), &proxy(2));
    fails_at(Wrapper::MxfOp1a, std::slice::from_ref(&full), &proxy(2));
    let picture = PictureTrack { raster: Raster { width: 256, height: 128 }, ..track(ProxyCodec::DnxhrLb) };
    let described = MovieDescription { sound: Some(sound(1)), ..description(picture, Rate::FPS_24, 2) };
    fails_at(Wrapper::MxfOpAtom, &[folder.path().join("v1.mxf"), full], &described);
}
