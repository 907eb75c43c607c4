//! Logs and timelines beside the proxies, as OpenTimelineIO reads them.

use crate::material::{cut, place, small};
use interneg_tests::{Original, Shoot, Site, Tool, workspace_root};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// What OpenTimelineIO reads of a file's first track; none where it is not installed.
fn read(file: &Path, rate: &str) -> Option<Vec<Value>> {
    // It is installed where this program of it is, beside the Python that has it.
    Tool::find("otioconvert")?;
    let python = Tool::find("python3")?;
    let script = workspace_root().join("server/editorial/tests/judge/otio_facts.py");
    let script = script.to_string_lossy().into_owned();
    let text = python.text([script.as_str(), "read", &file.to_string_lossy(), rate]);
    let facts: Value = serde_json::from_str(&text).expect("the judge prints JSON");
    facts["tracks"][0].as_array().cloned()
}

fn roll_file(site: &Site, original: &Original, extension: &str) -> std::path::PathBuf {
    site.out().join("prores_proxy-mov").join(format!("{}.{extension}", original.roll()))
}

#[test]
fn a_log_is_read_by_opentimelineio() {
    let (site, original) = (Site::new(), small("prores422"));
    site.run(&cut(&[&original])).expect_code(0);
    let Some(clips) = read(&roll_file(&site, &original, "ale"), "23.976") else { return };
    assert_eq!(clips.len(), 1);
    assert_eq!(clips[0]["name"], original.name());
    let rate = 24000.0 / 1001.0;
    assert_eq!(clips[0]["source"], json!([original.start_count as f64, rate, original.frames as f64, rate]));
    // The adapter makes the media of the column "Source File", which names the camera's file.
    assert!(clips[0]["media"].to_string().contains(&format!("{}.mov", original.name())), "{}", clips[0]["media"]);
    for (column, value) in [
        ("Tape", original.reel.clone()),
        ("Camroll", original.roll().to_owned()),
        ("Tracks", "VA1A2".to_owned()),
        ("FPS", "23.976".to_owned()),
        ("Filename", format!("{}.mov", original.name())),
    ] {
        assert_eq!(clips[0]["ale"][column], value, "{column}: {}", clips[0]["ale"]);
    }
}

#[test]
fn a_timeline_leads_to_the_proxies() {
    let (site, movie, dpx) = (Site::new(), small("prores422"), small("dpx"));
    // One roll with two clips.
    let job = cut(&[&movie]).source(&format!(
        "path = {:?}\ncolour_space = {:?}\nroll = {:?}",
        dpx.path,
        dpx.colour_space,
        movie.roll()
    ));
    site.run(&job).expect_code(0);
    let Some(clips) = read(&roll_file(&site, &movie, "otio"), "23.976") else { return };
    assert_eq!(clips.len(), 2);
    for (clip, original) in clips.iter().zip([&movie, &dpx]) {
        assert_eq!(clip["name"], original.name());
        let rate = 24000.0 / 1001.0;
        let span = json!([original.start_count as f64, rate, original.frames as f64, rate]);
        assert_eq!((&clip["source"], &clip["media"]["available"]), (&span, &span), "{clip}");
        let url = clip["media"]["url"].as_str().expect("a place").trim_start_matches("file://").to_owned();
        let wanted = place(&site, "prores_proxy", original);
        let name = wanted.file_name().expect("a file").to_string_lossy().into_owned();
        assert!(url.ends_with(&name), "{clip}");
    }
}

#[test]
fn drop_frame_is_written_with_a_semicolon() {
    let original = Shoot::of("prores4444").size(512, 288).frames(12).clock("30000/1001", "00:59:59;24").make();
    let site = Site::new();
    site.run(&cut(&[&original])).expect_code(0);
    let log = roll_file(&site, &original, "ale");
    let text = fs::read_to_string(&log).expect("a log");
    let row = text.lines().find(|line| line.starts_with(&original.name())).expect("a row of the clip");
    // 6 frames up to the hour, which drops none, and 6 behind it.
    assert_eq!(
        row.split('\t').skip(2).take(3).collect::<Vec<_>>(),
        ["00:59:59;24", "01:00:00;06", "00:00:00;12"],
        "{row}"
    );
    assert!(text.lines().any(|line| line == "FPS\t29.97"), "{text}");
    let Some(clips) = read(&log, "29.97") else { return };
    assert_eq!(clips[0]["source"][0], original.start_count as f64, "{}", clips[0]);
    assert_eq!(clips[0]["source"][2], 12.0, "{}", clips[0]);
    let Some(clips) = read(&roll_file(&site, &original, "otio"), "29.97") else { return };
    assert_eq!(clips[0]["source"][0], original.start_count as f64, "{}", clips[0]);
}

#[test]
fn a_roll_of_two_rates_has_a_log_of_each() {
    let (site, movie) = (Site::new(), small("prores422"));
    let high = Shoot::of("dpx").size(512, 288).frames(12).clock("25", "10:00:00:00").make();
    let job = cut(&[&movie]).source(&format!(
        "path = {:?}\ncolour_space = {:?}\nroll = {:?}",
        high.path,
        high.colour_space,
        movie.roll()
    ));
    site.run(&job).expect_code(0);
    let rate = |suffix: &str| {
        let folder = site.out().join("prores_proxy-mov");
        let text = fs::read_to_string(folder.join(format!("{}{suffix}.ale", movie.roll()))).expect("a log");
        let clips = text.lines().skip_while(|line| *line != "Data").skip(1).filter(|line| !line.is_empty()).count();
        let heading = text.lines().find_map(|line| line.strip_prefix("FPS\t")).map(str::to_owned);
        (heading, clips)
    };
    assert_eq!(rate("_24000-1001"), (Some("23.976".to_owned()), 1));
    assert_eq!(rate("_25"), (Some("25".to_owned()), 1));
    assert!(!roll_file(&site, &movie, "ale").exists(), "a log with one rate for clips of two");
}
