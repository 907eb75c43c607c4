//! The passport as it is written and read back.

use crate::material::Movie;
use crate::{checked, identities};
use interneg_manifest::{Digest, DigestKind};
use interneg_qc::passport::{Entry, FileFacts, Files, Passport, PassportError, RelinkVerdict, Transform};
use interneg_qc::rules::Application;
use std::path::Path;

fn facts(root: &Path, folder: &str, path: &str) -> FileFacts {
    let size = std::fs::metadata(root.join(folder).join(path)).unwrap().len();
    let digest = Digest::parse(DigestKind::Md5, "d41d8cd98f00b204e9800998ecf8427e").unwrap();
    FileFacts::new(format!("{folder}:{path}"), size, &[digest])
}

fn passport() -> Passport {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for (number, timecode) in [("2", "10:00:00:01"), ("1", "11:00:00:00")] {
        let clip = format!("A001C00{number}");
        Movie::at(&format!("ocf/A001/{clip}.mov"), &clip).from(&timecode.replace(":01", ":00")).make(root);
        Movie::at(&format!("proxies/{clip}.mov"), &clip).from(timecode).make(root);
    }
    let report = checked(root);
    let (proxies, ocf) = (identities(&root.join("proxies")), identities(&root.join("ocf")));
    let entries = report.proxies.iter().rev().map(|judged| {
        let proxy = proxies.iter().find(|proxy| proxy.path == judged.proxy).unwrap();
        let original = ocf.iter().find(|ocf| Some(&ocf.path) == judged.ocf.as_ref()).unwrap();
        let files =
            Files { proxy: vec![facts(root, "proxies", &proxy.path)], ocf: vec![facts(root, "ocf", &original.path)] };
        let fit = Transform { operation: "fit".to_owned(), detail: "64x36 to 64x36".to_owned() };
        Entry::of(proxy, original, files, vec![fit], judged).unwrap()
    });
    Passport::new("Show", entries.collect()).unwrap()
}

#[test]
fn passports_are_read_back_as_they_were() {
    let passport = passport();
    let text = passport.to_json().unwrap();
    assert_eq!(Passport::from_json(&text).unwrap(), passport);
    assert_eq!(Passport::from_json(&text).unwrap().to_json().unwrap(), text);
    let paths: Vec<_> = passport.entries().iter().map(Entry::proxy_path).collect();
    assert_eq!(paths, ["proxies:A001C001.mov", "proxies:A001C002.mov"]);
    let good = passport.entry("proxies:A001C001.mov").unwrap();
    assert_eq!((good.clip.as_str(), good.frames.len(), good.reel.as_deref()), ("A001C001", 24, Some("A001C001")));
    assert!(good.relink.values().all(|relink| relink.verdict == RelinkVerdict::Found));
    let late = passport.entry("proxies:A001C002.mov").unwrap();
    assert_eq!(late.relink[&Application::MediaComposer].verdict, RelinkVerdict::NotFound);
    assert_eq!(passport.entry("proxies:A001C003.mov"), None);
    // Programs of others read it by these keys.
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["entries"][0]["relink"]["content_hub"]["rule"], "RL-CH-01");
    assert_eq!(json["entries"][0]["ocf"][0]["digests"]["md5"], "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(json["entries"][0]["start"], "11:00:00:00");
}

#[test]
fn broken_passports_are_refused() {
    let text = passport().to_json().unwrap();
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Passport::from_json(&text.replacen(from, to, 1)).unwrap_err().to_string()
    };
    assert!(refused("ocf:A001/A001C001.mov", "ocf:../A001C001.mov").contains("leaves its root"));
    assert!(refused("ocf:A001/A001C001.mov", "/etc/passwd").contains("not relative"));
    assert!(refused("d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f").contains("hexadecimal digits"));
    assert!(refused("\"end\": 24", "\"end\": 0").contains("frames: there are none"));
    assert!(refused("\"first\": 0", "\"first\": 25").contains("frames: there are none"));
    assert!(refused("11:00:00:00", "11:00:00:24").contains("no frame 24"));
    assert!(refused("proxies:A001C001.mov", "proxies:Z.mov").contains("behind a later path"));
    assert!(refused("proxies:A001C002.mov", "proxies:A001C001.mov").contains("behind itself"));
    assert!(refused("\"md5\"", "\"md6\"").contains("md6"));
    assert!(refused("\"content_hub\"", "\"hub\"").contains("hub"));
    assert!(refused("\"version\": 1", "\"version\": 2").contains("version 2"));
    assert!(refused("\"project\"", "\"colour\": 1, \"project\"").contains("colour"));
    assert!(matches!(Passport::from_json("{"), Err(PassportError::Syntax(_))));
    for length in 0..text.len() {
        if let Some(part) = text.trim_end().get(..length) {
            assert!(length == text.trim_end().len() || Passport::from_json(part).is_err(), "cut at {length}");
        }
    }
}
