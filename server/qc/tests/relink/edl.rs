//! A list of proxies becomes ranges of originals.

use crate::identities;
use crate::material::Movie;
use interneg_editorial::conform::ConformOptions;
use interneg_editorial::edl::{self, ReadOptions};
use interneg_qc::ClipIdentity;
use interneg_qc::edl::{RangeList, RangeOutcome, list};
use interneg_qc::passport::{Entry, FileFacts, Files, Passport};
use interneg_spec::{FrameRange, Rate};
use std::path::Path;

/// Lists `events` (number, reel, source in and out, record in and out, remarks) against the originals of `root`.
fn listed(originals: &[ClipIdentity], text: &str, options: &ConformOptions) -> RangeList {
    let text = format!("TITLE: CUT\nFCM: NON-DROP FRAME\n\n{text}");
    let timeline = edl::read(text.as_bytes(), &ReadOptions::new(Rate::FPS_24)).unwrap();
    let ranges = list(&timeline, originals, None, options);
    println!("{ranges}");
    let json = serde_json::to_string(&ranges).unwrap();
    assert_eq!(serde_json::from_str::<RangeList>(&json).unwrap(), ranges);
    ranges
}

fn made(movies: &[Movie]) -> Vec<ClipIdentity> {
    let folder = tempfile::tempdir().unwrap();
    movies.iter().for_each(|movie| movie.make(folder.path()));
    identities(&folder.path().join("ocf"))
}

/// Original, frames that are used and timecode of the first of them.
fn found(list: &RangeList, event: usize) -> (&str, FrameRange, String) {
    match &list.events[event].outcome {
        RangeOutcome::Found { ocf, used, source_in, .. } => (ocf, *used, source_in.to_string()),
        other => panic!("{other:?}"),
    }
}

const EVENTS: &str = "\
001  A001C001 V     C        10:00:00:05 10:00:00:10 01:00:00:00 01:00:00:05
* FROM CLIP NAME: A001C001.MOV
002  A001C002 V     C        11:00:00:00 11:00:00:12 01:00:00:05 01:00:00:17
* FROM CLIP NAME: A001C002.MOV
003  A001C001 V     C        10:00:00:08 10:00:00:20 01:00:00:17 01:00:01:05
* FROM CLIP NAME: A001C001.MOV
004  BL       V     C        00:00:00:00 00:00:00:10 01:00:01:05 01:00:01:15
005  Z999     V     C        10:00:00:00 10:00:00:10 01:00:01:15 01:00:02:01
";

#[test]
fn events_become_ranges_of_originals() {
    let originals = made(&[
        Movie::at("ocf/A001/A001C001.mov", "A001C001"),
        Movie::at("ocf/A001/A001C002.mov", "A001C002").from("11:00:00:06"),
        Movie::at("ocf/A001/A001C003.mov", "A001C003").from(""),
    ]);
    let ranges = listed(&originals, EVENTS, &ConformOptions::default());
    // 10:00:00:05 is the sixth frame of a clip that starts at 10:00:00:00.
    assert_eq!(found(&ranges, 0), ("A001/A001C001.mov", FrameRange::new(5, 10), "10:00:00:05".to_owned()));
    // The event begins six frames before the clip does.
    assert_eq!(found(&ranges, 1), ("A001/A001C002.mov", FrameRange::new(0, 6), "11:00:00:06".to_owned()));
    let RangeOutcome::Found { missing_frames, .. } = ranges.events[1].outcome else { panic!() };
    assert_eq!(missing_frames, 6);
    assert_eq!(found(&ranges, 2).1, FrameRange::new(8, 20));
    assert_eq!(ranges.events[3].outcome, RangeOutcome::Generated);
    let RangeOutcome::Missing { reason, .. } = &ranges.events[4].outcome else { panic!() };
    assert_eq!(reason, "no original has this name or reel");
    assert!(!ranges.is_complete());
    assert_eq!(ranges.unlisted.len(), 1, "a clip without timecode cannot be meant by one");
    assert!(ranges.to_string().ends_with("5 events: 3 found, 0 ambiguous, 1 missing, 1 not of a camera"), "{ranges}");
    // Two events of one clip overlap; each frame is fetched once.
    let pulls = ranges.pulls();
    assert_eq!(pulls[0].frames, [FrameRange::new(5, 20)]);

    let handles = ConformOptions { handles_frames: 8, ..ConformOptions::default() };
    let pulls = listed(&originals, EVENTS, &handles).pulls();
    assert_eq!(pulls[0].frames, [FrameRange::new(0, 24)], "as many frames of handle as the clip has");
}

#[test]
fn frames_are_those_of_the_files_of_a_recording() {
    let originals = made(&[
        Movie::at("ocf/A001_C001_0131AB_001.mov", "A001C001").frames(12),
        Movie::at("ocf/A001_C001_0131AB_002.mov", "A001C001").from("10:00:00:12").frames(12),
    ]);
    let text = "001  A001C001 V     C        10:00:00:10 10:00:00:20 01:00:00:00 01:00:00:10\n";
    let ranges = listed(&originals, text, &ConformOptions::default());
    let RangeOutcome::Found { files, .. } = &ranges.events[0].outcome else { panic!("{ranges}") };
    let files: Vec<_> = files.iter().map(|file| (file.file_name.as_str(), file.frames)).collect();
    let expected =
        [("A001_C001_0131AB_001.mov", FrameRange::new(10, 12)), ("A001_C001_0131AB_002.mov", FrameRange::new(0, 8))];
    assert_eq!(files, expected);
    assert!(ranges.is_complete());
}

#[test]
fn takes_that_share_timecodes_are_not_guessed() {
    let originals = made(&[
        Movie::at("ocf/A001/A001C001.mov", "A001"),
        Movie::at("ocf/A001/A001C002.mov", "A001").from("10:00:00:12"),
    ]);
    let text = "\
001  A001     V     C        10:00:00:14 10:00:00:20 01:00:00:00 01:00:00:06
002  A001     V     C        10:00:00:02 10:00:00:06 01:00:00:06 01:00:00:10
";
    let ranges = listed(&originals, text, &ConformOptions::default());
    let RangeOutcome::Ambiguous { candidates } = &ranges.events[0].outcome else { panic!("{ranges}") };
    assert_eq!(candidates.len(), 2);
    assert_eq!(found(&ranges, 1).0, "A001/A001C001.mov");
}

#[test]
fn a_passport_settles_what_names_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    Movie::at("ocf/A001/C0001.mov", "A001").make(root);
    Movie::at("ocf/A002/C0001.mov", "A002").make(root);
    Movie::at("proxies/Scene12.mov", "NONE").make(root);
    let (originals, proxies) = (identities(&root.join("ocf")), identities(&root.join("proxies")));
    let judged = interneg_qc::check(&interneg_qc::RuleSet::shipped().unwrap(), &proxies, &originals);
    let file = |path: &str| FileFacts {
        path: path.to_owned(),
        size_bytes: std::fs::metadata(Path::new(root).join(path.replace(':', "/"))).unwrap().len(),
        digests: [(interneg_manifest::DigestKind::Md5, "d41d8cd98f00b204e9800998ecf8427e".to_owned())].into(),
    };
    let files = Files { proxy: vec![file("proxies:Scene12.mov")], ocf: vec![file("ocf:A002/C0001.mov")] };
    let entry = Entry::of(&proxies[0], &originals[1], files, Vec::new(), &judged.proxies[0]).unwrap();
    let passport = Passport::new("Show", vec![entry]).unwrap();

    let text = "TITLE: CUT\n\n001  NONE     V     C        10:00:00:00 10:00:00:06 01:00:00:00 01:00:00:06\n\
                * FROM CLIP NAME: Scene12.mov\n";
    let timeline = edl::read(text.as_bytes(), &ReadOptions::new(Rate::FPS_24)).unwrap();
    let options = ConformOptions::default();
    assert!(matches!(list(&timeline, &originals, None, &options).events[0].outcome, RangeOutcome::Missing { .. }));
    let ranges = list(&timeline, &originals, Some(&passport), &options);
    assert_eq!(found(&ranges, 0).0, "A002/C0001.mov");
    let RangeOutcome::Found { rule, .. } = &ranges.events[0].outcome else { panic!() };
    assert_eq!(rule, "CF-20");

    // A passport of another folder is told, and not taken.
    let ranges = list(&timeline, &originals[..1], Some(&passport), &options);
    assert_eq!(ranges.findings[0].rule, "CF-20");
    assert!(matches!(ranges.events[0].outcome, RangeOutcome::Missing { .. }));
}
