//! Proxies of a P2 card, whose sound lies in files of its own.

use crate::material::{SMALL, cut};
use interneg_tests::{Movie, ProxyJobText, Ran, Site};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Frames of the clip, at 25 a second.
const FRAMES: usize = 10;
/// Samples of it.
const SAMPLES: usize = FRAMES * 1920;

fn ffmpeg(path: &Path, arguments: &str) {
    let mut ffmpeg = Command::new("ffmpeg");
    Ran::of(ffmpeg.args(["-v", "error", "-y"]).args(arguments.split_whitespace()).arg(path)).expect_code(0);
}

/// A card of one clip with two channels of noise, as FFmpeg writes OP-Atom; gives the files of sound.
fn card(site: &Site) -> [PathBuf; 2] {
    let contents = site.lab().join("P001/CONTENTS");
    for folder in ["CLIP", "VIDEO", "AUDIO"] {
        fs::create_dir_all(contents.join(folder)).expect("our own");
    }
    let codec = "-c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p -timecode 10:00:00:00 -f mxf_opatom";
    let picture = format!("-f lavfi -i testsrc2=size=512x288:rate=25 -frames:v {FRAMES} {codec}");
    ffmpeg(&contents.join("VIDEO/0001AB.MXF"), &picture);
    let sounds = [0, 1].map(|channel| contents.join(format!("AUDIO/0001AB{channel:02}.MXF")));
    for (seed, path) in (1..).zip(&sounds) {
        // Noise of the same seed is the same, and others differ.
        let noise = format!("-f lavfi -i anoisesrc=seed={seed}:r=48000:a=0.5,atrim=end_sample={SAMPLES}");
        ffmpeg(path, &format!("{noise} -c:a pcm_s24le -mxf_audio_edit_rate 25 -f mxf_opatom"));
    }
    let list = "<P2Main><ClipContent><ClipName>0001AB</ClipName><EssenceList><Video/><Audio/><Audio/></EssenceList>\
                </ClipContent></P2Main>";
    fs::write(contents.join("CLIP/0001AB.XML"), list).expect("our own");
    sounds
}

fn job(path: &str) -> ProxyJobText {
    let codes = "range = \"legal\"\nmatrix = \"bt709\"\nsiting = \"left\"";
    cut(&[]).source(&format!("path = \"lab:{path}\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nroll = \"P001\"\n{codes}"))
}

#[test]
fn sound_of_a_card_is_carried_over_channel_by_channel() {
    let site = Site::new().bounds(2, 1, 4);
    let sounds = card(&site);
    let theirs = sounds.clone().map(|path| Movie::open(&path).sound());
    assert!(theirs[0].len() == SAMPLES && theirs[0] != theirs[1], "{} samples", theirs[0].len());
    // The folder of the card, and the picture by itself.
    for (path, output) in [("P001", "folder"), ("P001/CONTENTS/VIDEO/0001AB.MXF", "file")] {
        let job = job(path).top("output", &format!("\"out:{output}\"")).rendition("dnxhr_lb", "mxf_op1a", SMALL);
        site.run(&job).expect_code(0);
        let movie = Movie::open(&site.out().join(output).join("prores_proxy-mov/P001/0001AB.mov"));
        assert_eq!(movie.streams("audio").len(), 2, "{path}");
        let ours = movie.sound();
        for (channel, theirs) in theirs.iter().enumerate() {
            let ours: Vec<i32> = ours.iter().skip(channel).step_by(2).copied().collect();
            assert!(ours == *theirs, "channel {channel} of {path}");
        }
        let passport = fs::read_to_string(site.out().join(output).join("prores_proxy-mov/P001.relink.json"));
        let passport: serde_json::Value = serde_json::from_str(&passport.expect("a passport")).expect("JSON");
        let originals = passport["entries"][0]["ocf"].as_array().expect("files of the original");
        let told: Vec<_> = originals.iter().map(|file| file["path"].as_str().expect("a path")).collect();
        let sound = |channel| format!("lab:P001/CONTENTS/AUDIO/0001AB0{channel}.MXF");
        assert_eq!(told, ["lab:P001/CONTENTS/VIDEO/0001AB.MXF", &sound(0), &sound(1)]);
        assert!(originals.iter().all(|file| file["digests"]["xxh128"].is_string()), "{originals:?}");
    }
}

#[test]
fn a_channel_that_the_card_lost_refuses_the_clip() {
    let site = Site::new();
    let sounds = card(&site);
    fs::remove_file(&sounds[0]).expect("our own");
    let ran = site.run(&job("P001")).expect_code(65);
    let is_said = |told: &str, level: &str| {
        told.lines()
            .any(|line| line.contains(&format!("{level} PX-08 sources[0].path")) && line.contains("0001AB00.MXF"))
    };
    assert!(is_said(&ran.stderr, "error"), "{}", ran.stderr);
    let ran = site.run(&job("P001").table("sound", "source = \"none\"")).expect_code(0);
    assert!(is_said(&ran.stderr, "warning"), "{}", ran.stderr);
}

#[test]
fn a_channel_that_is_short_is_told_by_its_file() {
    let site = Site::new();
    let sounds = card(&site);
    let noise = format!("-f lavfi -i anoisesrc=r=48000,atrim=end_sample={}", SAMPLES - 3 * 1920);
    ffmpeg(&sounds[1], &format!("{noise} -c:a pcm_s24le -mxf_audio_edit_rate 25 -f mxf_opatom"));
    let ran = site.run(&job("P001")).expect_code(0);
    let told = "its sound in 0001AB01.MXF (A2) ends before the last frame does: the proxy is silent for 5760 samples";
    let is_said = |line: &str| line.contains("warning PX-08 sources[0].path") && line.contains(told);
    assert!(ran.stderr.lines().any(is_said), "{}", ran.stderr);
    assert!(!ran.stderr.contains("(A1)"), "{}", ran.stderr);
}
