//! `interneg relink edl`.

use crate::material::{Bench, Movie};
use interneg_proto::v1;
use serde_json::{Value, json};

const EDL: &str = "\
TITLE: CUT
FCM: NON-DROP FRAME

001  A001C001 V     C        10:00:00:05 10:00:00:10 01:00:00:00 01:00:00:05
* FROM CLIP NAME: A001C001.MOV
002  BL       V     C        00:00:00:00 00:00:00:10 01:00:00:05 01:00:00:15
003  A001C002 V     C        11:00:00:00 11:00:01:00 01:00:00:15 01:00:01:15
* FROM CLIP NAME: A001C002.MOV
004  A001C001 V     C        10:00:00:08 10:00:00:20 01:00:01:15 01:00:02:03
* FROM CLIP NAME: A001C001.MOV
";

fn shoot(bench: &Bench) {
    bench.make(&[
        Movie::at("ocf/A001/A001C001.mov", "A001C001"),
        Movie::at("ocf/A001/A001C002.mov", "A001C002").from("11:00:00:00"),
        Movie::at("ocf/A001/A001C003.mov", "A001C003").from(""),
    ]);
}

fn span(first: u64, last: u64) -> Value {
    json!({ "first": first, "last": last })
}

#[test]
fn a_cut_becomes_frames_of_originals() {
    let bench = Bench::new();
    shoot(&bench);
    let cut = bench.write("reel1.edl", EDL.as_bytes());
    let list = bench.client(&["relink", "edl", &cut, "--rate", "24", "--ocf", "ocf"]).expect_code(0).json();
    assert_eq!((&list["complete"], list["events"].as_array().map(Vec::len)), (&true.into(), Some(4)));
    // 10:00:00:05 is five frames behind the clip's start, and the out point is not part of the event.
    let first = &list["events"][0];
    assert_eq!((&first["outcome"], &first["ocf"]), (&"found".into(), &"lab:ocf/A001/A001C001.mov".into()));
    assert_eq!((&first["used"], &first["source_in"]), (&span(5, 9), &"10:00:00:05".into()));
    assert_eq!((&first["lines"], &first["record_out"]), (&json!([4, 5]), &"01:00:00:05".into()));
    assert_eq!(list["events"][1]["outcome"], "generated");
    assert_eq!(list["events"][2]["used"], span(0, 23));
    assert_eq!(list["pulls"][0], json!({ "ocf": "lab:ocf/A001/A001C001.mov", "frames": [span(5, 19)] }));
    assert_eq!(list["unlisted"][0]["ocf"], "lab:ocf/A001/A001C003.mov");

    let handles = ["relink", "edl", &cut, "--rate", "24", "--ocf", "ocf", "--handles", "8"];
    let list = bench.client(&handles).expect_code(0).json();
    let first = &list["events"][0];
    assert_eq!((&first["used"], &first["fetch"]), (&span(5, 9), &span(0, 17)), "the clip has 5 frames in front");
    let text = bench.client_text(&handles).expect_code(0).stdout;
    assert!(text.contains("  lab:ocf/A001/A001C001.mov frames 5-9 from 10:00:00:05, "), "{text}");
    assert!(text.contains("      fetch A001C001.mov frames 0-17\n"), "{text}");
    assert!(text.ends_with("cut complete: 4 events, 3 found, 0 ambiguous, 0 missing, 1 not of a camera\n"), "{text}");
}

#[test]
fn a_cut_of_another_rate_is_taken_frame_for_frame_where_that_is_allowed() {
    let bench = Bench::new();
    shoot(&bench);
    let cut = bench.write("reel1.edl", EDL.as_bytes());
    let pulled = ["relink", "edl", &cut, "--rate", "23.976", "--ocf", "ocf"];
    let list = bench.client(&pulled).expect_code(65).json();
    let why = &list["events"][0]["rejected"][0];
    let told = ["it runs at 24 fps and the event at 24000/1001", "at 24 fps if it counts so", "--allow-pulled"];
    assert!(told.iter().all(|part| why.to_string().contains(part)), "{why}");
    let list = bench.client(&[&pulled[..], &["--allow-pulled"]].concat()).expect_code(0).json();
    let first = &list["events"][0];
    assert_eq!((&first["used"], &first["warnings"][0]["rule"]), (&span(5, 9), &"CF-14".into()));
}

#[test]
fn a_cut_without_all_of_its_originals_ends_with_65() {
    let bench = Bench::new();
    shoot(&bench);
    let events = "\
001  A001C001 V     C        10:00:00:20 10:00:01:02 01:00:00:00 01:00:00:06
002  Z999     V     C        10:00:00:00 10:00:00:10 01:00:00:06 01:00:00:16
";
    let cut = bench.write("short.edl", format!("TITLE: CUT\n\n{events}").as_bytes());
    let list = bench.client(&["relink", "edl", &cut, "--rate", "24", "--ocf", "ocf"]).expect_code(65).json();
    assert_eq!(list["complete"], false);
    let first = &list["events"][0];
    // Frames 20 to 23 are there, 24 and 25 are not.
    assert_eq!((&first["used"], &first["missing_frames"]), (&span(20, 23), &2.into()));
    assert_eq!(list["events"][1]["outcome"], "missing");
    assert_eq!(list["events"][1]["reason"], "no original has this name or reel");
}

#[test]
fn what_is_no_cut_is_refused_by_its_name() {
    let bench = Bench::new();
    shoot(&bench);
    let refused = |arguments: &[&str], reason: &str, words: &str| {
        let ran = bench.client(&[&["relink", "edl"], arguments, &["--ocf", "ocf"]].concat()).expect_code(65);
        let error: Value = serde_json::from_str(&ran.stderr).expect("JSON");
        assert_eq!(error["error"]["reason"], reason, "{error}");
        assert!(error["error"]["message"].as_str().is_some_and(|message| message.contains(words)), "{error}");
    };
    let cut = bench.write("reel1.edl", EDL.as_bytes());
    refused(&[&cut], "CUT_UNREADABLE", "reel1.edl: an EDL has no frame rate of its own");
    let none = bench.write("cut.aaf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on");
    refused(&[&none], "CUT_UNREADABLE", "cut.aaf: not a list that is read: it looks like an AAF");
    refused(&[&cut, "--rate", "24", "--passport", &cut], "PASSPORT_UNREADABLE", "not a relink passport");
    let empty = bench.write("empty.edl", b"");
    refused(&[&empty], "INVALID_REQUEST", "cut: is required");
    bench.client(&["relink", "edl", "none.edl", "--ocf", "ocf"]).expect_code(66);
    // What the client sends, the service takes; what is larger, the client does not send.
    let large = bench.write("large.edl", &vec![b'x'; v1::MAX_LIST_BYTES]);
    refused(&[&large, "--passport", &large], "CUT_UNREADABLE", "large.edl: not a list that is read");
    let larger = bench.write("larger.edl", &vec![b'x'; v1::MAX_LIST_BYTES + 1]);
    let ran = bench.client(&["relink", "edl", &larger, "--ocf", "ocf"]).expect_code(65);
    assert!(ran.stderr.contains("larger than 16777216 bytes"), "{}", ran.stderr);
}

/// A passport of one proxy, as it lies beside proxies; paths are as the writer's job had them.
fn passport(proxy: &str, ocf: &str) -> String {
    let file = |path: &str| json!([{ "path": path, "size_bytes": 1, "digests": { "md5": "d41d8cd98f00b204e9800998ecf8427e" } }]);
    let relink = json!({ "verdict": "found", "rule": "RL-DR-01" });
    let entry = json!({
        "clip": "C0001",
        "proxy": file(proxy),
        "proxy_umids": {},
        "ocf": file(ocf),
        "ocf_kind": "movie",
        "ocf_umids": {},
        "frames": { "first": 0, "end": 24 },
        "reel": null,
        "start": "10:00:00:00",
        "rate": "24",
        "transforms": [],
        "relink": {
            "media_composer": relink, "resolve": relink, "premiere": relink, "content_hub": relink,
        },
    });
    json!({ "version": 1, "project": "Show", "entries": [entry] }).to_string()
}

#[test]
fn a_passport_settles_what_names_do_not() {
    let bench = Bench::new();
    bench.make(&[Movie::at("ocf/A001/C0001.mov", "A001"), Movie::at("ocf/A002/C0001.mov", "A002")]);
    let event = "001  NONE     V     C        10:00:00:00 10:00:00:06 01:00:00:00 01:00:00:06\n\
                 * FROM CLIP NAME: Scene12.mov\n";
    let cut = bench.write("cut.edl", format!("TITLE: CUT\n\n{event}").as_bytes());
    let plain = ["relink", "edl", &cut, "--rate", "24", "--ocf", "ocf"];
    assert_eq!(bench.client(&plain).expect_code(65).json()["events"][0]["outcome"], "missing");
    // By root and path, and by a path that begins further down.
    for told in ["lab:ocf/A002/C0001.mov", "A002/C0001.mov"] {
        let passport = bench.write("relink.json", passport("Scene12.mov", told).as_bytes());
        let list = bench.client(&[&plain[..], &["--passport", &passport]].concat()).expect_code(0).json();
        let event = &list["events"][0];
        assert_eq!((&event["ocf"], &event["rule"]), (&"lab:ocf/A002/C0001.mov".into(), &"CF-20".into()), "{told}");
    }
    let passport = bench.write("relink.json", passport("Scene12.mov", "C0001.mov").as_bytes());
    let list = bench.client(&[&plain[..], &["--passport", &passport]].concat()).expect_code(65).json();
    let finding = list["findings"][0]["message"].as_str().expect("a finding");
    assert!(finding.ends_with("which is in the folder more than once"), "{finding}");
}
