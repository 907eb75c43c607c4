//! Plug-ins that are not there, and descriptions that cannot be.

use crate::material::{PATIENCE, can_review, description};
use interneg_media::review::{Description, PictureEncoder, ReviewCodec, ReviewError, ReviewWriter, abilities, choose};
use interneg_spec::{Raster, Rate};
use std::process::Command;

/// Tells the child below that it is one.
const CHILD: &str = "INTERNEG_TEST_WITHOUT_PLUGINS";

#[test]
fn missing_plugins_are_named() {
    let folder = tempfile::tempdir().unwrap();
    // GStreamer reads its registry once in a process, so that a machine without plug-ins is one of its own.
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "plugins::child_without_plugins", "--nocapture"])
        .env(CHILD, folder.path())
        .env("GST_PLUGIN_SYSTEM_PATH_1_0", folder.path())
        .env("GST_PLUGIN_PATH_1_0", "")
        .env("GST_REGISTRY_1_0", folder.path().join("registry"))
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && words.contains("named without plug-ins"), "{words}");
}

#[test]
fn child_without_plugins() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let missing = choose(ReviewCodec::H264).unwrap_err();
    assert_eq!((missing.element, missing.package), ("x264enc", "gstreamer1.0-plugins-ugly"));
    assert_eq!(choose(ReviewCodec::Hevc).unwrap_err().element, "x265enc");
    let packages: Vec<_> = abilities().into_iter().map(|ability| ability.description).collect();
    assert_eq!(packages, ["gstreamer1.0-plugins-ugly", "gstreamer1.0-plugins-bad", "gstreamer1.0-libav"]);
    let description = Description {
        encoder: PictureEncoder::X264Enc,
        raster: Raster { width: 640, height: 360 },
        rate: Rate::FPS_24,
        colour: interneg_media::mux::ColourTags::REC709,
        range: interneg_spec::SampleRange::Legal,
        bit_rate: 1_000_000,
        gop_frames: 24,
        segment_gops: 1,
        sound: None,
    };
    let target = std::path::Path::new(&folder).join("hls");
    let error = ReviewWriter::create(&target, &description, 0..1, PATIENCE).err().unwrap();
    assert!(matches!(error, ReviewError::MissingPlugin(_)), "{error}");
    assert_eq!(
        error.to_string(),
        "GStreamer has no element x264enc here, an encoder of pictures: install Debian's gstreamer1.0-plugins-ugly"
    );
    assert!(!target.exists(), "before anything is written");
    println!("named without plug-ins");
}

#[test]
fn wrong_descriptions_name_the_field() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let good = description(ReviewCodec::H264, Rate::FPS_24);
    let folder = tempfile::tempdir().unwrap();
    let refused = |change: fn(&mut Description), expected: &str| {
        let mut description = good.clone();
        change(&mut description);
        let error = ReviewWriter::create(&folder.path().join("hls"), &description, 0..1, PATIENCE).err().unwrap();
        assert!(matches!(&error, ReviewError::Description { field, .. } if *field == expected), "{error}");
    };
    refused(|wrong| wrong.raster.width = 641, "raster");
    refused(|wrong| wrong.raster.height = 16_384, "raster");
    refused(|wrong| wrong.bit_rate = 0, "bit_rate");
    refused(|wrong| wrong.gop_frames = 0, "gop_frames");
    refused(|wrong| wrong.segment_gops = 0, "segment_gops");
    refused(|wrong| wrong.colour.matrix = 200, "colour");
    refused(|wrong| wrong.sound.as_mut().unwrap().channels = 8, "sound.channels");
    assert!(!folder.path().join("hls").exists());
}

#[test]
fn the_plan_shows_one_pipeline() {
    if !can_review(ReviewCodec::H264) {
        return;
    }
    let mut description = description(ReviewCodec::H264, Rate::FPS_23_976);
    description.encoder = PictureEncoder::X264Enc;
    let text = description.pipeline_text().unwrap();
    for part in
        ["framerate=24000/1001", "colorimetry=2:3:5:1", "! x264enc bitrate=4000 key-int-max=12 ", "! h264parse !"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    let words = text.split_whitespace().filter(|word| word.starts_with("appsrc") || word.starts_with("appsink"));
    assert_eq!(words.count(), 4);
}
