//! MP4.

use crate::judges::{boxes, ffprobe, numbers, sound, times};
use crate::material::{FRAMES, can_review, click, click_sample, description, paths, write};
use interneg_media::mux::{ColourTags, first_sample};
use interneg_media::review::{Description, PictureEncoder, ReviewCodec, ReviewSound, SoundEncoder, join};
use interneg_spec::{Rate, SampleRange};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A clip with a click, as MP4.
fn movie(folder: &tempfile::TempDir, description: &Description) -> PathBuf {
    let segments =
        write(&folder.path().join("hls"), description, 0..FRAMES, |samples| click(samples, description.rate));
    let path = folder.path().join("clip.mp4");
    join(&paths(&segments), &path).unwrap();
    path
}

fn field<'a>(stream: &'a Value, name: &str) -> &'a str {
    stream[name].as_str().unwrap_or("absent")
}

/// What is true of all review movies.
fn check(path: &Path, rate: Rate) -> Value {
    let probed = ffprobe(path);
    let [picture, track] = probed["streams"].as_array().unwrap().as_slice() else { panic!("{probed}") };
    assert_eq!(field(picture, "r_frame_rate"), format!("{}/{}", rate.numerator(), rate.denominator()));
    assert_eq!(field(picture, "nb_read_frames"), FRAMES.to_string());
    assert_eq!((field(picture, "start_time"), field(track, "start_time")), ("0.000000", "0.000000"));
    let seconds: f64 = field(picture, "duration").parse().unwrap();
    assert!((seconds - FRAMES as f64 / rate.as_f64()).abs() < 1e-6, "{seconds}");
    assert_eq!((field(track, "codec_name"), field(track, "profile")), ("aac", "LC"));
    assert_eq!((field(track, "sample_rate"), &track["channels"]), ("48000", &Value::from(2)));
    // Presentation is n * denominator / numerator seconds, exactly.
    let (_, scale) = field(picture, "time_base").split_once('/').unwrap();
    let ticks = scale.parse::<i64>().unwrap() * i64::from(rate.denominator()) / i64::from(rate.numerator());
    let frames = FRAMES as i64;
    assert_eq!(times(&probed, 0), (0..frames).map(|frame| frame * ticks).collect::<Vec<_>>());
    assert_eq!(boxes(&std::fs::read(path).unwrap()), ["ftyp", "moov", "mdat"], "fast start");
    assert_eq!(numbers(path), (0..FRAMES).collect::<Vec<_>>());
    probed
}

/// The click is where frame 30 begins: tolerance a thousandth of a second, far less than a unit of 1024 samples.
fn check_click(path: &Path, rate: Rate) {
    let samples = sound(path);
    let loudest = (0..samples.len()).max_by(|one, two| samples[*one].abs().total_cmp(&samples[*two].abs())).unwrap();
    assert!(samples[loudest].abs() > 0.1, "{}", samples[loudest]);
    let expected = click_sample(rate) as usize + 16;
    assert!(loudest.abs_diff(expected) < 48, "{loudest}, expected {expected}");
}

#[test]
fn h264_with_sound() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let description = description(ReviewCodec::H264, Rate::FPS_23_976);
    let path = movie(&folder, &description);
    let probed = check(&path, description.rate);
    let picture = &probed["streams"][0];
    assert_eq!((field(picture, "codec_name"), field(picture, "codec_tag_string")), ("h264", "avc1"));
    assert_eq!((field(picture, "profile"), field(picture, "pix_fmt")), ("High", "yuv420p"));
    for name in ["color_space", "color_transfer", "color_primaries"] {
        assert_eq!(field(picture, name), "bt709");
    }
    assert_eq!(field(picture, "color_range"), "tv");

    check_click(&path, description.rate);
    let samples = sound(&path);
    let length = first_sample(FRAMES, description.rate, 48_000) as usize;
    assert!(samples.len().abs_diff(length) <= 1024, "{} of {length}", samples.len());
}

#[test]
fn hevc_with_the_colour_of_hlg() {
    if !can_review(ReviewCodec::Hevc) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let colour = ColourTags { primaries: 9, transfer: 18, matrix: 9 };
    let description = Description { colour, range: SampleRange::Full, ..description(ReviewCodec::Hevc, Rate::FPS_25) };
    let probed = check(&movie(&folder, &description), description.rate);
    let picture = &probed["streams"][0];
    assert_eq!((field(picture, "codec_name"), field(picture, "codec_tag_string")), ("hevc", "hvc1"));
    assert_eq!(field(picture, "profile"), "Main");
    assert_eq!(field(picture, "color_space"), "bt2020nc");
    assert_eq!(field(picture, "color_transfer"), "arib-std-b67");
    assert_eq!(field(picture, "color_primaries"), "bt2020");
    assert_eq!(field(picture, "color_range"), "pc");
}

#[test]
fn silent_movies() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let description = Description { sound: None, ..description(ReviewCodec::H264, Rate::FPS_24) };
    let path = movie(&folder, &description);
    assert_eq!(ffprobe(&path)["streams"].as_array().unwrap().len(), 1);
    assert_eq!(numbers(&path), (0..FRAMES).collect::<Vec<_>>());
}

#[test]
fn every_encoder_of_processors_that_is_installed() {
    for encoder in PictureEncoder::ALL.into_iter().filter(|encoder| !encoder.is_hardware()) {
        if !can_review(encoder.codec()) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let description = Description { encoder, ..description(encoder.codec(), Rate::FPS_24) };
        if let Err(missing) = description.check_elements() {
            println!("skipped: {missing}");
            continue;
        }
        let probed = check(&movie(&folder, &description), description.rate);
        // OpenH264 has no colour in its frames, so that this is the file's own tag.
        assert_eq!(field(&probed["streams"][0], "color_primaries"), "bt709", "{encoder}");
    }
}

#[test]
fn every_encoder_of_sound_that_is_installed() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    for encoder in SoundEncoder::ALL {
        let folder = tempfile::tempdir().unwrap();
        let mut description = description(ReviewCodec::H264, Rate::FPS_25);
        description.sound = description.sound.map(|sound| ReviewSound { encoder, ..sound });
        match description.check_elements() {
            Ok(()) => check_click(&movie(&folder, &description), description.rate),
            Err(missing) => println!("skipped: {missing}"),
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_on_one_machine() {
    if !can_review(ReviewCodec::H264) || description(ReviewCodec::H264, Rate::FPS_24).encoder.is_hardware() {
        return;
    }
    let description = description(ReviewCodec::H264, Rate::FPS_24);
    let bytes = [(); 2].map(|()| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::read(movie(&folder, &description)).unwrap()
    });
    assert!(bytes[0] == bytes[1]);
}
