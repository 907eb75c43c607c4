//! Sound of the camera in proxies.

use crate::material::{SMALL, cut, movie, small};
use interneg_tests::{Movie, ProxyJobText, Ran, Shoot, Site, rendition_name};
use std::process::Command;

#[test]
fn sound_of_the_camera_is_carried_over_bit_by_bit() {
    let (site, original) = (Site::new().bounds(2, 1, 5), small("prores422"));
    site.run(&cut(&[&original])).expect_code(0);
    let movie = movie(&site, "prores_proxy", &original);
    let tracks = movie.streams("audio");
    assert!(
        tracks.iter().all(|track| track["codec_name"] == "pcm_s24le" && track["sample_rate"] == "48000"),
        "{tracks:?}"
    );
    let (ours, theirs) = (movie.sound(), Movie::open(&original.files[0]).sound());
    // 12 frames of 1001/24000 s are 24024 samples of two channels.
    assert_eq!((ours.len(), theirs.len()), (2 * 24_024, 2 * 24_024));
    assert!(theirs.iter().any(|sample| sample.abs() > 1 << 16), "the camera recorded silence");
    assert!(ours == theirs, "samples differ");
}

#[test]
fn sound_lies_in_every_wrapper_as_the_camera_recorded_it() {
    let (site, original) = (Site::new().bounds(2, 1, 5), small("prores422"));
    let job = ProxyJobText::new().clip(&original);
    site.run(&job.rendition("dnxhr_lb", "mxf_op1a", SMALL).rendition("dnxhr_lb", "mxf_op_atom", SMALL)).expect_code(0);
    let open = |wrapper: &str, ending: &str| {
        let folder = site.out().join(rendition_name("dnxhr_lb", wrapper)).join(original.roll());
        Movie::open(&folder.join(format!("{}{ending}.mxf", original.name())))
    };
    let theirs = Movie::open(&original.files[0]).sound();
    assert!(open("mxf_op1a", "").sound() == theirs, "samples in OP1a differ");
    for channel in [1, 2] {
        let track = open("mxf_op_atom", &format!("_a{channel}"));
        let wanted: Vec<i32> = theirs.iter().skip(channel - 1).step_by(2).copied().collect();
        assert!(track.sound() == wanted, "samples of channel {channel} in OP-Atom differ");
        assert_eq!(track.tag("timecode"), original.start_timecode, "channel {channel}");
    }
}

#[test]
fn sound_at_29_97_goes_on_without_a_gap() {
    // A frame is 1601.6 samples, so frames have 1601 or 1602 of them; four frames a chunk put the seams everywhere.
    let original = Shoot::of("prores422").size(512, 288).frames(12).clock("30000/1001", "00:59:59;24").make();
    let site = Site::new().bounds(2, 1, 4);
    site.run(&cut(&[&original])).expect_code(0);
    let (ours, theirs) = (movie(&site, "prores_proxy", &original).sound(), Movie::open(&original.files[0]).sound());
    // 12 * 1601.6 = 19219.2: the last frame ends behind sample 19219.
    assert_eq!(ours.len(), 2 * 19_219);
    let shared = ours.len().min(theirs.len());
    assert!(shared + 4 >= ours.len(), "the camera has only {} samples", theirs.len());
    assert!(ours[..shared] == theirs[..shared], "samples differ");
}

#[test]
fn channels_are_chosen_and_left_out() {
    let original = small("prores422");
    let tracks = |lines: &str| {
        let site = Site::new();
        let job = ProxyJobText::new().rendition("prores_proxy", "mov", SMALL).clip(&original).table("sound", lines);
        site.run(&job).expect_code(0);
        let made = movie(&site, "prores_proxy", &original);
        // The files last as long as the site.
        (site, made)
    };
    let (_site, second) = tracks("channels = [2]");
    let (ours, theirs) = (second.sound(), Movie::open(&original.files[0]).sound());
    let wanted: Vec<i32> = theirs.iter().skip(1).step_by(2).copied().collect();
    assert!(ours == wanted, "it is not the second channel");
    assert_eq!(tracks("source = \"none\"").1.streams("audio").len(), 0);
}

#[test]
fn production_sound_lies_where_its_timecode_says() {
    let (site, original) = (Site::new().bounds(2, 1, 5), small("prores422"));
    // 01:10:00:00 at 24000/1001 is 4200 * 1001 / 1000 s, which is 201 801 600 samples after midnight. The recorder began a
    // second and seven samples before.
    let before = 48_000 + 7;
    let reference = format!("time_reference={}", 201_801_600 - before);
    let wave = site.lab().join("SC001_T01.wav");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-f", "lavfi", "-i", "anoisesrc=seed=1:r=48000:d=3", "-c:a", "pcm_s24le"]);
    Ran::of(ffmpeg.args(["-write_bext", "1", "-metadata", &reference]).arg(&wave)).expect_code(0);
    let lines = "source = \"production\"\nfiles = [\"lab:SC001_T01.wav\"]\ntimecode_rate = \"24000/1001\"";
    site.run(&cut(&[&original]).table("sound", lines)).expect_code(0);
    let (ours, recorded) = (movie(&site, "prores_proxy", &original).sound(), Movie::open(&wave).sound());
    assert_eq!(ours.len(), 24_024);
    assert!(ours == recorded[before..before + 24_024], "samples differ");
    let names = std::fs::read_dir(site.out()).expect("the output").map(|entry| entry.expect("an entry").path());
    let report = names.filter(|path| path.to_string_lossy().ends_with(".sync.txt")).collect::<Vec<_>>();
    let report = std::fs::read_to_string(&report[0]).expect("a report on sync");
    assert!(report.contains("SC001_T01.wav") && report.contains(&original.name()), "{report}");
}

#[test]
fn a_clip_without_production_sound_keeps_its_own() {
    let (site, original) = (Site::new(), small("prores422"));
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-f", "lavfi", "-i", "anoisesrc=seed=1:r=48000:d=1", "-c:a", "pcm_s24le"]);
    ffmpeg.args(["-write_bext", "1", "-metadata", "time_reference=1000"]).arg(site.lab().join("EARLY.wav"));
    Ran::of(&mut ffmpeg).expect_code(0);
    let lines = "source = \"production\"\nfiles = [\"lab:EARLY.wav\"]\ntimecode_rate = \"24000/1001\"";
    site.run(&cut(&[&original]).table("sound", lines)).expect_code(0);
    let (ours, theirs) = (movie(&site, "prores_proxy", &original).sound(), Movie::open(&original.files[0]).sound());
    assert!(ours == theirs, "samples differ");
}

#[test]
fn sound_that_is_shorter_than_the_picture_is_told_by_the_sample() {
    let (site, original) = (Site::new().bounds(2, 1, 5), small("prores422"));
    // Of 12 frames with 2002 samples each, the sound has the first 8.
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-i"]).arg(&original.files[0]).args(["-map", "0", "-c:v", "copy", "-c:a", "pcm_s24le"]);
    ffmpeg.args(["-af", "atrim=end_sample=16016"]).arg(site.lab().join("A009C001.mov"));
    Ran::of(&mut ffmpeg).expect_code(0);
    let source =
        "path = \"lab:A009C001.mov\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nroll = \"A009\"\nsiting = \"left\"";
    let ran = site.run(&cut(&[]).source(source)).expect_code(0);
    let told = "ends before the last frame does: the proxy is silent for 8008 samples at 48 kHz (4 frames)";
    let is_said = |line: &str| line.contains("warning PX-08 sources[0].path") && line.contains(told);
    assert!(ran.stderr.lines().any(is_said), "{}", ran.stderr);
    let folder = site.out().join("prores_proxy-mov");
    let (ours, theirs) =
        (Movie::open(&folder.join("A009/A009C001.mov")).sound(), Movie::open(&site.lab().join("A009C001.mov")).sound());
    assert_eq!((ours.len(), theirs.len()), (2 * 24_024, 2 * 16_016));
    assert!(ours[..2 * 16_016] == theirs && ours[2 * 16_016..].iter().all(|sample| *sample == 0), "samples differ");
    let passport = std::fs::read_to_string(folder.join("A009.relink.json")).expect("a passport");
    let passport: serde_json::Value = serde_json::from_str(&passport).expect("JSON");
    let wanted = serde_json::json!([{"tracks": ["A1", "A2"], "first_sample": 16_016, "samples": 8008}]);
    assert_eq!(passport["entries"][0]["silence"], wanted);
}
