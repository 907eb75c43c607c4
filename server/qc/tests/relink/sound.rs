//! Sound that begins elsewhere or is not there (PX-08).

use crate::material::{ffmpeg, ffprobe};
use crate::{checked, errors, is_bad};
use interneg_spec::Level;
use std::path::Path;

/// A movie with `channels` of sound that begins `late` seconds behind the picture.
fn make(path: &Path, channels: u32, late: &str) {
    let sound = format!("-itsoffset {late} -f lavfi -i anullsrc=r=48000:cl={channels}c -map 0 -map 1 -c:a pcm_s24le");
    let picture = "-f lavfi -i color=s=64x36:r=25:d=1";
    let tags = "-t 1 -c:v prores_ks -profile:v 0 -timecode 10:00:00:00 -metadata:s:v reel_name=A001C001";
    ffmpeg(path, &format!("{picture} {sound} {tags}"), &[]);
    let told = ffprobe(path, "stream=codec_type,start_time,channels");
    let stream = told["streams"].as_array().unwrap().iter().find(|stream| stream["codec_type"] == "audio").unwrap();
    assert_eq!((&stream["start_time"], &stream["channels"]), (&format!("{late}0000").into(), &channels.into()));
}

#[test]
fn late_sound_is_found() {
    let folder = tempfile::tempdir().unwrap();
    make(&folder.path().join("ocf/A001C001.mov"), 2, "0.00");
    make(&folder.path().join("proxies/A001C001.mov"), 2, "0.04");
    let report = checked(folder.path());
    is_bad(&report);
    let message = "its sound starts 40 ms later than that of the original";
    assert_eq!(errors(&report.proxies[0].findings), [("PX-08", "sound", message)]);
    assert_eq!(report.counts.relinking, 1);
}

#[test]
fn sound_that_starts_as_the_original_does_is_right() {
    let folder = tempfile::tempdir().unwrap();
    make(&folder.path().join("ocf/A001C001.mov"), 2, "0.04");
    make(&folder.path().join("proxies/A001C001.mov"), 2, "0.04");
    assert_eq!(checked(folder.path()).counts.errors, 0);
}

#[test]
fn missing_channels_are_noted() {
    let folder = tempfile::tempdir().unwrap();
    make(&folder.path().join("ocf/A001C001.mov"), 2, "0.00");
    make(&folder.path().join("proxies/A001C001.mov"), 1, "0.00");
    let report = checked(folder.path());
    let finding = &report.proxies[0].findings[0];
    assert_eq!((finding.rule.as_str(), finding.level), ("PX-08", Level::Warning));
    assert_eq!(finding.message, "it has 1 sound channels, the original has 2");
}
