//! `interneg sync report`.

use crate::material::{Bench, Movie, wave};
use interneg_tests::Ran;
use serde_json::Value;
use std::process::Command;

/// Samples since midnight at 10:00:00:00 of 24 frames a second.
const TEN_AT_24: u64 = 10 * 3600 * 48000;
/// Samples since midnight at 10:00:00;00: 1080000 numbers less 18 a ten minutes, each frame of 1601.6 samples.
const TEN_AT_29_97_DF: u64 = (1_080_000 - 60 * 18) * 16016 / 10;

/// The clip of that name.
fn clip<'a>(report: &'a Value, path: &str) -> &'a Value {
    let clips = report["clips"].as_array().expect("clips");
    clips.iter().find(|clip| clip["path"] == path).unwrap_or_else(|| panic!("no {path} in {report}"))
}

fn shoot() -> Bench {
    let bench = Bench::new();
    bench.make(&[
        Movie::at("ocf/A001/A001C001.mov", "A001"),
        Movie::at("ocf/A001/A001C002.mov", "A001").from("12:00:00:00"),
        Movie::at("ocf/B001/B001C001.mov", "B001").rate("30000/1001").from("10:00:00;00").frames(30),
    ]);
    let speed = "<TIMECODE_RATE>24/1</TIMECODE_RATE><TIMECODE_FLAG>NDF</TIMECODE_FLAG>";
    // Half a second before the clip, for two seconds.
    bench.write("sound/day1/12A-03.WAV", &wave(TEN_AT_24 - 24000, 96000, speed));
    let speed = "<TIMECODE_RATE>30000/1001</TIMECODE_RATE><TIMECODE_FLAG>DF</TIMECODE_FLAG>";
    // Three frames before the clip: 3 * 1601.6 samples.
    bench.write("sound/day2/12B-01.wav", &wave(TEN_AT_29_97_DF - 4805, 96000, speed));
    bench.write("sound/wild.wav", &wave(20 * 3600 * 48000, 48000, "<TIMECODE_RATE>24/1</TIMECODE_RATE>"));
    // A computer's shadow of a file is none, and a broken one is told.
    bench.write("sound/._12A-03.wav", b"Mac OS X");
    bench.write("sound/broken.wav", b"RIFF");
    // A recorder that lost power leaves less than its header says.
    let whole = wave(22 * 3600 * 48000, 48000, "<TIMECODE_RATE>24/1</TIMECODE_RATE>");
    bench.write("sound/wild_cut.wav", &whole[..whole.len() - 1000]);
    bench
}

#[test]
fn clips_begin_in_their_sound_at_the_sample_of_their_timecode() {
    let bench = shoot();
    let report = bench.client(&["sync", "report", "ocf", "--sound", "sound"]).expect_code(0).json();
    let first = clip(&report, "lab:ocf/A001/A001C001.mov");
    assert_eq!(first["status"], "full", "{first}");
    assert_eq!(first["sounds"][0]["files"][0], "lab:sound/day1/12A-03.WAV");
    assert_eq!((&first["sounds"][0]["clip_start_sample"], &first["clip_samples"]), (&24000.into(), &48000.into()));
    let notes = &first["notes"];
    assert_eq!((&notes["scene"], &notes["take"], &notes["sound_roll"]), (&"12A".into(), &"3".into(), &"OKJ056".into()));
    assert_eq!((&notes["sound_timecode"], &notes["circled"]), (&"10:00:00:00".into(), &true.into()));

    let second = clip(&report, "lab:ocf/B001/B001C001.mov");
    assert_eq!(
        (&second["status"], &second["sounds"][0]["files"][0]),
        (&"full".into(), &"lab:sound/day2/12B-01.wav".into())
    );
    assert_eq!((&second["sounds"][0]["clip_start_sample"], &second["clip_samples"]), (&4805.into(), &48048.into()));
    assert_eq!(second["notes"]["sound_timecode"], "10:00:00;00");
    assert_eq!(second["notes"]["sound_rate"], "30000/1001");

    assert_eq!(clip(&report, "lab:ocf/A001/A001C002.mov")["status"], "none");
    assert_eq!(report["sounds_without_clips"][0]["path"], "lab:sound/wild.wav");
    assert!(
        report["warnings"][0].as_str().is_some_and(|text| text.starts_with("lab:sound/wild_cut.wav: ")),
        "{report}"
    );
    let left_out = &report["left_out"];
    assert_eq!((left_out.as_array().map(Vec::len), &left_out[0]["path"]), (Some(1), &"lab:sound/broken.wav".into()));

    let text = bench.client_text(&["sync", "report", "ocf", "--sound", "sound"]).expect_code(0).stdout;
    assert!(text.contains("full      lab:ocf/A001/A001C001.mov\n"), "{text}");
    assert!(text.contains("  lab:sound/day1/12A-03.WAV, the clip begins at sample 24000\n"), "{text}");
    let sum =
        "3 clips: 2 full, 0 partial, 0 ambiguous, 1 without sound; 2 sound files without clips; 1 file not looked at\n";
    assert!(text.ends_with(sum), "{text}");
}

#[test]
fn a_clip_without_sound_fails_only_where_sound_is_required() {
    let bench = shoot();
    bench.client(&["sync", "report", "ocf", "--sound", "sound", "--require"]).expect_code(65);
    let only = ["sync", "report", "ocf/A001/A001C001.mov", "--sound", "sound/day1", "--require"];
    let report = bench.client(&only).expect_code(0).json();
    assert_eq!(report["clips"].as_array().map(Vec::len), Some(1));
    // A clip without timecode cannot be looked at, and so has no sound either.
    bench.make(&[Movie::at("more/X001C001.mov", "").from("")]);
    let with_more = ["sync", "report", "ocf/A001/A001C001.mov", "more", "--sound", "sound", "--require"];
    let report = bench.client(&with_more).expect_code(65).json();
    let left_out = report["left_out"].as_array().expect("a list").iter().find(|file| file["is_clip"] == true);
    assert_eq!(left_out.expect("the clip is told")["reason"], "it has no timecode");
}

#[test]
fn sound_that_does_not_tell_its_rate_needs_the_projects() {
    let bench = shoot();
    bench.write("plain/12B-01.wav", &wave(TEN_AT_29_97_DF - 4805, 96000, ""));
    let run =
        |more: &[&str]| -> Ran { bench.client(&[&["sync", "report", "ocf/B001", "--sound", "plain"], more].concat()) };
    let report = run(&[]).expect_code(0).json();
    assert_eq!(report["clips"][0]["status"], "none");
    assert!(report["warnings"][0].as_str().is_some_and(|text| text.contains("timecode rate")), "{report}");
    let report = run(&["--timecode-rate", "29.97DF", "--require"]).expect_code(0).json();
    assert_eq!(report["clips"][0]["sounds"][0]["clip_start_sample"], 4805);
    // The other way of counting is another time of the day.
    let report = run(&["--timecode-rate", "29.97NDF"]).expect_code(0).json();
    assert_eq!(report["clips"][0]["status"], "none");
    run(&["--timecode-rate", "29.97"]).expect_code(2);
    bench.client(&["sync", "report", "ocf", "--sound", "none"]).expect_code(66);
}

/// A recorder of noise that ran for 80 s from a second before the first clip on, and cameras that heard `late` samples
/// of it after what timecode says.
fn shoot_with_scratch_sound(late: [u64; 2]) -> Bench {
    let bench = Bench::new();
    for folder in ["noise", "heard"] {
        std::fs::create_dir(bench.lab(folder)).expect("our own folder");
    }
    let ffmpeg = |arguments: &[&str]| {
        Ran::of(
            Command::new("ffmpeg").current_dir(bench.lab("")).args(["-nostdin", "-v", "error", "-y"]).args(arguments),
        )
        .expect_code(0);
    };
    let (noise, begin) = ("anoisesrc=r=48000:d=80:seed=7", format!("time_reference={}", TEN_AT_24 - 48000));
    let wave = ["-c:a", "pcm_s24le", "-write_bext", "1", "-metadata", &begin, "noise/n.wav"];
    ffmpeg(&[&["-f", "lavfi", "-i", noise], &wave[..]].concat());
    for (name, seconds, timecode, late) in [("A", 0, "10:00:00:00", late[0]), ("B", 70, "10:01:10:00", late[1])] {
        let trim = format!("atrim=start_sample={},asetpts=PTS-STARTPTS,volume=0.4", (1 + seconds) * 48000 + late);
        let movie = format!("heard/{name}.mov");
        let picture = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=24:duration=4", "-i", "noise/n.wav"];
        let coding = ["-af", &trim, "-c:v", "prores", "-c:a", "pcm_s24le", "-shortest", "-timecode", timecode, &movie];
        ffmpeg(&[&picture[..], &coding[..]].concat());
    }
    bench
}

#[test]
fn drift_against_the_cameras_is_measured_to_the_sample() {
    let bench = shoot_with_scratch_sound([37, 49]);
    let asked = ["sync", "report", "heard", "--sound", "noise", "--timecode-rate", "24"];
    let report = bench.client(&asked).expect_code(0).json();
    assert_eq!(report["drift"], serde_json::json!([]), "nobody asked");
    let report = bench.client(&[&asked[..], &["--measure-drift"]].concat()).expect_code(0).json();
    let drift = &report["drift"][0];
    assert_eq!((&drift["sound"], &drift["spread_samples"]), (&"lab:noise/n.wav".into(), &12.into()), "{report}");
    // 12 samples in 70 s.
    assert_eq!(drift["samples_per_hour"], 617);
    for (point, (name, late)) in [("A", 37), ("B", 49)].iter().enumerate() {
        let point = &drift["points"][point];
        assert_eq!((&point["clip_name"], &point["shift_samples"]), (&(*name).into(), &(*late).into()), "{drift}");
        assert!(point["confidence_percent"].as_u64().is_some_and(|percent| percent > 80), "{drift}");
    }
    // What was measured is told, and where the job will put the sound stays what timecode says.
    assert_eq!(clip(&report, "lab:heard/A.mov")["sounds"][0]["clip_start_sample"], 48000);
    // Clips of silent cameras are told of.
    bench.make(&[Movie::at("mute/C.mov", "A001")]);
    let mute = ["sync", "report", "mute", "--sound", "noise", "--timecode-rate", "24", "--measure-drift"];
    let report = bench.client(&mute).expect_code(0).json();
    assert_eq!(report["drift"], serde_json::json!([]));
    let warnings = clip(&report, "lab:mute/C.mov")["warnings"].to_string();
    assert!(warnings.contains("drift not measured: the camera or the recorder is silent"), "{warnings}");
}
