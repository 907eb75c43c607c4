//! What others wrote is read, and what we write is accepted by the tools of others.

mod common;

use common::*;
use interneg_manifest::DigestKind;
use interneg_manifest::asc_mhl::{Action, History, parse};
use std::fs;

#[test]
fn sample_manifests_verify() {
    let Some(samples) = samples() else { return };
    for (folder, files) in [
        ("mhl1_md5", 3),
        ("mhl1_xxhash64be", 3),
        ("ascmhl_scenario_02/travel_01/A002R2EC", 3),
        ("ascmhl_scenario_02/file_server/A002R2EC", 3),
        ("ascmhl_scenario_05/travel_01/Reels/A003R2EC", 3),
        // A history with two nested ones.
        ("ascmhl_scenario_05/file_server/Reels", 7),
    ] {
        let report = verify(&samples.join(folder));
        assert!(report.is_good(), "{folder}: {:?}", report.problems);
        assert_eq!(report.files_hashed, files, "{folder}");
    }
}

#[test]
fn damage_below_a_nested_history_is_found() {
    let Some(samples) = samples() else { return };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("Reels");
    copy_tree(&samples.join("ascmhl_scenario_05/file_server/Reels"), &root);
    fs::write(root.join("A002R2EC/Clips/A002C006_141024_R2EC.mov"), "abcde").unwrap();
    fs::write(root.join("A003R2EC/new.txt"), "x").unwrap();
    let list = "A002R2EC/ascmhl/0001_A002R2EC_2020-01-16_091500Z.mhl";
    let expected = [
        "extra A003R2EC/new.txt (A003R2EC/ascmhl)".to_owned(),
        format!("digest A002R2EC/Clips/A002C006_141024_R2EC.mov xxh64 ({list})"),
    ];
    assert_eq!(problems(&root), expected);
    // The parent refers to the second generation by its C4.
    let second = root.join("A002R2EC/ascmhl/0002_A002R2EC_2020-01-17_143000Z.mhl");
    fs::write(&second, fs::read_to_string(&second).unwrap() + "\n").unwrap();
    let changed = problems(&root).iter().filter(|problem| problem.starts_with("manifest changed")).count();
    assert_eq!(changed, 1, "once, though the chain and the parent both notice it");
    assert_eq!(verify(&root).exit_class().code(), 31);
}

#[test]
fn checksum_txt_is_what_npack_writes() {
    let Some(npack) = tool("npack") else { return };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("show");
    fs::create_dir_all(&root).unwrap();
    let names = [
        "a.0086401.exr",
        "a.0086400.exr",
        "a b.exr",
        "A.exr",
        "T\u{f6}ne \u{1f600}.wav",
        "empty",
        ".hidden",
        "my_checksum.txt.bak",
    ];
    for (index, name) in names.iter().enumerate() {
        fs::write(root.join(name), vec![index as u8; if *name == "empty" { 0 } else { 70_000 * (index + 1) }]).unwrap();
    }
    add_checksum_txt(&root);
    let ours = fs::read(root.join("checksum.txt")).unwrap();
    fs::remove_file(root.join("checksum.txt")).unwrap();
    let (code, text) = run_npack(&npack, &root);
    assert_eq!(code, 0, "{text}");
    let theirs = fs::read(root.join("checksum.txt")).unwrap();
    assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(theirs).unwrap());
    assert_eq!(problems(&root), [""; 0]);
}

/// Runs npack over a folder; returns its exit code and all of its output.
///
/// npack 0.8.0 asks its queue of digests whether it is empty while its worker processes may still be filling it, and
/// then refuses to write a list that lacks some. It counts before it writes, so only this refusal is asked again.
fn run_npack(npack: &std::path::Path, root: &std::path::Path) -> (i32, String) {
    let lost_the_race = |text: &str| text.contains("Unable to create checksum.txt, expected");
    let mut last = run(npack, &["checksum", "-s", "."], root);
    for _ in 1..16 {
        if last.0 == 0 || !lost_the_race(&last.1) {
            break;
        }
        last = run(npack, &["checksum", "-s", "."], root);
    }
    last
}

#[test]
fn the_reference_tool_accepts_our_histories() {
    let Some(ascmhl) = tool("ascmhl-debug") else { return };
    let (_keep, root) = delivery();
    fs::create_dir_all(root.join("void")).unwrap();
    fs::write(root.join("empty & <odd> name.txt"), "").unwrap();
    let all =
        [DigestKind::C4, DigestKind::Md5, DigestKind::Sha1, DigestKind::Xxh128, DigestKind::Xxh3, DigestKind::Xxh64];
    generation(&root, "2026-11-21T04:40:41Z", &all, &all).write_into(&root).unwrap();
    let accepts = |arguments: &[&str]| {
        let (code, text) = run(&ascmhl, arguments, &root);
        assert_eq!(code, 0, "{arguments:?}: {text}");
    };
    accepts(&["verify", "."]);
    // A second generation of ours, and a third of theirs on top of both.
    generation(&root, "2026-11-22T04:40:41Z", &all, &[DigestKind::Xxh64]).write_into(&root).unwrap();
    accepts(&["verify", "."]);
    if let Some(create) = tool("ascmhl") {
        let (code, text) = run(&create, &["create", "-h", "xxh64", "."], &root);
        assert_eq!(code, 0, "{text}");
        assert_eq!(problems(&root), [""; 0]);
        assert_eq!(History::load(&root).unwrap().unwrap().kinds(), all);
    }
    fs::write(root.join("r01/a.0086400.exr"), "hellp").unwrap();
    assert_eq!(run(&ascmhl, &["verify", "."], &root).0, 11);
    assert_eq!(verify(&root).exit_class().code(), 11);
}

/// One kind at a time: the tool (1.2) stops with a `KeyError` at folders with several, its own as well.
#[test]
fn the_reference_tool_finds_the_same_directory_hashes() {
    let Some(ascmhl) = tool("ascmhl-debug") else { return };
    for kind in
        [DigestKind::C4, DigestKind::Md5, DigestKind::Sha1, DigestKind::Xxh128, DigestKind::Xxh3, DigestKind::Xxh64]
    {
        let (_keep, root) = delivery();
        fs::create_dir_all(root.join("void/deeper")).unwrap();
        generation(&root, "2026-11-21T04:40:41Z", &[kind], &[kind]).write_into(&root).unwrap();
        let check = || run(&ascmhl, &["verify", "-dh", "-h", kind.name(), "."], &root);
        let (code, text) = check();
        assert_eq!(code, 0, "{kind}: {text}");
        fs::create_dir_all(root.join("void/other")).unwrap();
        assert_eq!(check().0, 12, "{kind}");
        assert_eq!(verify(&root).exit_class().code(), 12, "{kind}");
    }
}

#[test]
fn the_schema_accepts_our_manifests() {
    let Some(ascmhl) = tool("ascmhl-debug") else { return };
    let Some(schemas) = std::env::var_os("ASCMHL_XSD") else {
        println!("skipped: ASCMHL_XSD does not name the folder of the ASC MHL schemas");
        return;
    };
    let schema = |name: &str| std::path::Path::new(&schemas).join(name).to_string_lossy().into_owned();
    let (_keep, root) = delivery();
    add_asc_mhl(&root);
    let (code, text) = run(&ascmhl, &["xsd-schema-check", "-xsd", &schema("ASCMHL.xsd"), CHAIN], &root);
    assert_eq!(code, 0, "{text}");
    let combined = schema("ASCMHLDirectory__combined.xsd");
    let chain = ["xsd-schema-check", "-df", "-xsd", &combined, "ascmhl/ascmhl_chain.xml"];
    let (code, text) = run(&ascmhl, &chain, &root);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn histories_of_the_reference_tool_are_read() {
    let Some(ascmhl) = tool("ascmhl") else { return };
    let (_keep, root) = delivery();
    fs::create_dir_all(root.join("void")).unwrap();
    let (code, text) = run(&ascmhl, &["create", "-h", "c4", "-h", "xxh3", "-i", "*.tmp", "."], &root);
    assert_eq!(code, 0, "{text}");
    fs::write(root.join("ignored.tmp"), "x").unwrap();
    assert_eq!(problems(&root), [""; 0]);
    // A kind that the history does not have needs one that it has.
    let next = generation(&root, "2036-11-22T04:40:41Z", &[DigestKind::Xxh3, DigestKind::Md5], &[DigestKind::Md5]);
    let entry = parse(&next.manifest).unwrap().files.remove(0);
    let kinds: Vec<_> = entry.digests.iter().map(|(digest, action)| (digest.kind(), *action)).collect();
    assert_eq!(kinds, [(DigestKind::Md5, Action::Verified), (DigestKind::Xxh3, Action::Verified)]);
    next.write_into(&root).unwrap();
    assert_eq!(problems(&root), [""; 0]);
    let (code, text) = run(&ascmhl, &["diff", "."], &root);
    assert_eq!(code, 0, "{text}");
}
