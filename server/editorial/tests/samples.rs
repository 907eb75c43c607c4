//! What others wrote is read as OpenTimelineIO reads it.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its sample has to stop")]

mod common;

use common::*;
use interneg_editorial::timeline::{CdlNumbers, Event, Picture, Speed, Timeline, TransitionKind};
use interneg_editorial::{ListKind, list_kind, read_timeline};
use interneg_spec::Rate;
use std::path::Path;

fn ours(path: &Path, rate: Rate) -> Timeline {
    let bytes = std::fs::read(path).unwrap();
    read_timeline(&path.display().to_string(), &bytes, Some(rate)).unwrap()
}

/// The name that the EDL adapter gives: without the `FF` of a freeze, and the file's own where there is no other.
fn edl_name(event: &Event) -> String {
    let name = event.clip_name.clone().unwrap_or_default();
    let held = event.freeze && event.record.len() > 1;
    name.strip_suffix(" FF").filter(|_| held).unwrap_or(&name).to_owned()
}

#[test]
fn edls_are_read_alike() {
    let (Some(samples), Some(judge)) = (samples(), Judge::find()) else { return };
    for (name, rate, events) in [
        ("25fps", Rate::FPS_25, 4),
        ("avid_example", Rate::FPS_24, 2),
        ("cdl", Rate::FPS_24, 2),
        ("dissolve_test", Rate::FPS_24, 3),
        ("gap_test", Rate::FPS_24, 3),
        ("nucoda_example", Rate::FPS_24, 2),
        ("premiere_example", Rate::FPS_24, 2),
        ("screening_example", Rate::FPS_24, 9),
        ("speed_effects_small", Rate::FPS_24, 5),
    ] {
        let path = samples.join(format!("edl/{name}.edl"));
        let (ours, theirs) = (ours(&path, rate), judge.read(&path, rate));
        assert_eq!(ours.name, theirs.0["name"].as_str().unwrap());
        assert_eq!(ours.tracks[0].events.len(), events, "{name}");
        assert_same(&ours, &theirs, edl_name);
        for (event, item) in ours.tracks[0].events.iter().zip(theirs.items(0)) {
            assert_eq!(event.reel.as_deref(), item["reel"].as_str(), "{name}");
            // The adapter takes no notice of SOURCE FILE.
            let path = event.source_file.as_deref().filter(|path| path.contains('\\'));
            assert_eq!(path, item["media"]["url"].as_str(), "{name}");
            assert_eq!(cdl_of(&item["cdl"]), event.cdl, "{name}");
        }
    }
}

fn cdl_of(cdl: &serde_json::Value) -> Option<CdlNumbers> {
    let triple = |name: &str| [0, 1, 2].map(|place| number(&cdl["asc_sop"][name][place]));
    cdl.get("asc_sat").map(|saturation| CdlNumbers {
        slope: triple("slope"),
        offset: triple("offset"),
        power: triple("power"),
        saturation: number(saturation),
    })
}

#[test]
fn speeds_of_a_list_are_those_of_its_motion_lines() {
    let Some(samples) = samples() else { return };
    let timeline = ours(&samples.join("edl/speed_effects_small.edl"), Rate::FPS_24);
    let facts: Vec<_> = timeline.tracks[0].events.iter().map(|event| (event.speed, event.source.len())).collect();
    // 47.6 frames a second at 24; the list's own name for it says 47.56.
    let fast = Speed::new(119, 60).unwrap();
    assert_eq!(facts[1..], [(Speed::FREEZE, 1), (Speed::FREEZE, 1), (Speed::NORMAL, 18), (fast, 70)]);
}

#[test]
fn otio_files_are_read_alike() {
    let (Some(samples), Some(judge)) = (samples(), Judge::find()) else { return };
    for name in ["clip_example", "multitrack", "screening_example", "transition_test"] {
        let path = samples.join(format!("otio/{name}.otio"));
        let (ours, theirs) = (ours(&path, Rate::FPS_24), judge.read(&path, Rate::FPS_24));
        assert_same(&ours, &theirs, |event| event.clip_name.clone().unwrap_or_default());
    }
}

#[test]
fn final_cut_xml_is_read_alike() {
    let (Some(samples), Some(judge)) = (samples(), Judge::find()) else { return };
    let path = samples.join("fcp7/premiere_example.xml");
    let (ours, theirs) = (ours(&path, Rate::FPS_24), judge.read(&path, Rate::FPS_24));
    assert_eq!(ours.rate.to_string(), "30", "the sequence has a rate of its own");
    assert_same(&ours, &theirs, |event| event.clip_name.clone().unwrap_or_default());
    let tracks: Vec<_> = ours.video_tracks().collect();
    let pictures = |track: usize| &tracks[track].events[0].picture;
    assert_eq!(*pictures(2), Picture::Generator("Slug".to_owned()));
    let dissolve = tracks[3].events[0].transition_out.as_ref().unwrap();
    assert_eq!((&dissolve.kind, dissolve.before_frames, dissolve.after_frames), (&TransitionKind::Dissolve, 12, 13));
    assert_eq!(tracks[1].events[0].source_file.as_deref(), Some("D:/media/sc01_sh010_anim.mov"));
}

#[test]
fn logs_are_read_alike() {
    let (Some(samples), Some(judge)) = (samples(), Judge::find()) else { return };
    for (name, clips) in [("sample", 4), ("sample_cdl", 4), ("sampleUHD", 1)] {
        let path = samples.join(format!("ale/{name}.ale"));
        let (ours, theirs) = (ours(&path, Rate::FPS_24), judge.read(&path, Rate::FPS_24));
        let events = &ours.tracks[0].events;
        assert_eq!((events.len(), ours.findings.len()), (clips, 0), "{name}: {:?}", ours.findings);
        assert_same(&ours, &theirs, |event| event.clip_name.clone().unwrap_or_default());
        for (event, item) in events.iter().zip(theirs.items(0)) {
            let tape = item["ale"]["Tape"].as_str().filter(|tape| !tape.is_empty());
            assert_eq!(event.reel.as_deref(), tape, "{name}");
            let slope = |place: usize| item["cdl"]["asc_sop"]["slope"][place].as_f64();
            assert_eq!(event.cdl.map(|cdl| cdl.slope[0]), slope(0), "{name}");
            assert_eq!(event.cdl.map(|cdl| cdl.saturation), item["cdl"]["asc_sat"].as_f64(), "{name}");
        }
    }
}

#[test]
fn content_tells_the_kind_of_every_sample() {
    let Some(samples) = samples() else { return };
    for (folder, kind) in [
        ("edl", Ok(ListKind::Edl)),
        ("otio", Ok(ListKind::Otio)),
        ("fcp7", Ok(ListKind::Xmeml)),
        ("ale", Ok(ListKind::Ale)),
        ("aaf", Err(())),
        ("fcpxml", Err(())),
    ] {
        for entry in std::fs::read_dir(samples.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(list_kind(&bytes).map_err(|_| ()), kind, "{}", path.display());
        }
    }
}

#[test]
fn cut_and_damaged_samples_do_no_harm() {
    let Some(samples) = samples() else { return };
    let files =
        ["edl/speed_effects_small.edl", "otio/transition_test.otio", "ale/sample_cdl.ale", "fcp7/premiere_example.xml"];
    for file in files {
        let whole = std::fs::read(samples.join(file)).unwrap();
        let step = (whole.len() / 60).max(1);
        for place in (0..whole.len()).step_by(step) {
            let _ = read_timeline(file, &whole[..place], Some(Rate::FPS_24));
            for byte in [0, b'9', b'-', b'<', 0xff] {
                let mut damaged = whole.clone();
                damaged[place] = byte;
                let _ = read_timeline(file, &damaged, Some(Rate::FPS_24));
            }
        }
    }
}
