//! OpenTimelineIO as a judge, and the shared samples.
#![expect(dead_code, reason = "each test binary uses its part")]
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its files has to stop")]

use interneg_editorial::timeline::{Event, Picture, Timeline, TransitionKind};
use interneg_spec::Rate;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python with OpenTimelineIO and its adapters: the one that `INTERNEG_PYTHON` names, or the one in `.venv` at the
/// workspace root. Nothing, said aloud, where there is none; in CI, whose set-up installs it, that is a failure.
pub fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("INTERNEG_PYTHON").map(PathBuf::from);
    let modules = "import opentimelineio, otio_cmx3600_adapter, otio_ale_adapter, otio_fcp_adapter";
    let has_judge = |python: &PathBuf| {
        let imported = Command::new(python).args(["-c", modules]).output();
        imported.is_ok_and(|output| output.status.success())
    };
    let found = named.into_iter().chain([root.join(".venv/bin/python")]).find(has_judge);
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no Python with OpenTimelineIO, which the set-up installs");
        println!("skipped: no Python with OpenTimelineIO; set INTERNEG_PYTHON or make .venv at the workspace root");
    }
    found
}

/// The shared samples, where there are any.
pub fn samples() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("INTERNEG_SHARED").map_or_else(beside, PathBuf::from);
    let samples = shared.join("samples/timeline");
    if !samples.is_dir() {
        println!("skipped: no sample timelines at {}", samples.display());
        return None;
    }
    Some(samples)
}

/// OpenTimelineIO, and a folder for its files.
pub struct Judge {
    python: PathBuf,
    folder: tempfile::TempDir,
}

impl Judge {
    pub fn find() -> Option<Self> {
        python().map(|python| Self { python, folder: tempfile::tempdir().unwrap() })
    }

    fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge/otio_facts.py");
        let output = Command::new(&self.python).arg(script).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// Writes a file into the judge's folder.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// What OpenTimelineIO reads from a file: tracks of items.
    pub fn read(&self, path: &Path, rate: Rate) -> Facts {
        let bytes = self.run(&["read", path.to_str().unwrap(), &rate.as_f64().to_string()]);
        Facts(serde_json::from_slice(&bytes).unwrap())
    }

    /// What OpenTimelineIO writes when it is given a file of another format.
    pub fn convert(&self, path: &Path, name: &str, rate: Rate) -> PathBuf {
        let target = self.folder.path().join(name);
        self.run(&["convert", path.to_str().unwrap(), target.to_str().unwrap(), &rate.as_f64().to_string()]);
        target
    }
}

/// What OpenTimelineIO read.
pub struct Facts(pub Value);

impl Facts {
    pub fn tracks(&self) -> &Vec<Value> {
        self.0["tracks"].as_array().unwrap()
    }

    pub fn items(&self, track: usize) -> &Vec<Value> {
        self.0["tracks"][track].as_array().unwrap()
    }
}

/// A number of the facts.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// A value and a rate of the facts, in frames of another rate.
pub fn frames(value: &Value, rate: &Value, at: Rate) -> f64 {
    number(value) * at.as_f64() / number(rate)
}

/// Asserts that two numbers of frames are the same; rates of the judge are floats.
pub fn assert_frames(what: &str, ours: u64, theirs: f64) {
    assert!((ours as f64 - theirs).abs() < 0.01, "{what}: {ours} here, {theirs} there");
}

/// Asserts that the events of the picture tracks are the items that the judge read: places and lengths on the record,
/// first source frames, speeds, transitions and reels. Names are compared by the caller's function.
pub fn assert_same(timeline: &Timeline, facts: &Facts, name_of: impl Fn(&Event) -> String) {
    let tracks: Vec<_> = timeline.video_tracks().filter(|track| !track.events.is_empty()).collect();
    assert_eq!(tracks.len(), facts.tracks().len(), "tracks");
    for (index, track) in tracks.iter().enumerate() {
        let items = facts.items(index);
        let names = |items: &[Value]| items.iter().map(|item| item["name"].to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(track.events.len(), items.len(), "events of track {index}: {}", names(items));
        for (event, item) in track.events.iter().zip(items) {
            assert_same_event(timeline, event, item, &name_of(event));
        }
    }
}

fn assert_same_event(timeline: &Timeline, event: &Event, item: &Value, name: &str) {
    let what = |fact: &str| format!("{fact} of event {} {:?}", event.id, event.clip_name);
    assert_frames(&what("record start"), event.record.first, number(&item["first"]));
    let record = frames(&item["record"][0], &item["record"][1], timeline.rate);
    assert_frames(&what("record length"), event.record.len(), record);
    assert_eq!(item["name"].as_str().unwrap(), name, "{}", what("name"));
    let is_nested = matches!(event.picture, Picture::Nested(_));
    assert_eq!(item["schema"] == "Stack", is_nested, "{}", what("kind"));
    let transitions = [("in", &event.transition_in), ("out", &event.transition_out)];
    for (side, ours) in transitions {
        let theirs = item[side].as_array().map(|offsets| (number(&offsets[0]) as u64, number(&offsets[1]) as u64));
        let ours = ours.as_ref().filter(|transition| transition.kind != TransitionKind::KeyBackground);
        assert_eq!(ours.map(|one| (one.before_frames, one.after_frames)), theirs, "{}", what(side));
    }
    if is_nested {
        return;
    }
    if !event.speed.is_reverse() && event.is_clip() {
        let first = frames(&item["source"][0], &item["source"][1], event.source_rate);
        assert_frames(&what("source start"), event.source.first, first);
    }
    // The adapter takes no motion line into account where the lengths are the same, which they are for one frame.
    if event.record.len() > 1 {
        // A motion line has one decimal of frames a second.
        let tolerance = 0.1 / timeline.rate.as_f64();
        let theirs = number(&item["speed"]);
        assert!((event.speed.as_f64() - theirs).abs() < tolerance, "{}: {} {theirs}", what("speed"), event.speed);
    }
}
