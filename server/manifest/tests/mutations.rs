//! Every kind of damage is found in every kind of manifest, by its exact name, and nothing else is reported.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its folder has to stop")]

mod common;

use common::*;
use interneg_manifest::verify::{ExitClass, VerifyOptions, verify_folder};
use std::fs;
use std::path::Path;

type Add = fn(&Path);

/// How one damage must be reported: the exact list, and the exit class.
fn check(add: Add, damage: impl Fn(&Path), expected: &[&str], class: ExitClass) {
    let (_keep, root) = delivery();
    add(&root);
    assert_eq!(problems(&root), [""; 0], "before the damage");
    assert_eq!(verify(&root).exit_class().code(), 0);
    damage(&root);
    assert_eq!(problems(&root), expected);
    assert_eq!(verify(&root).exit_class(), class);
}

fn alter(root: &Path) {
    fs::write(root.join("r01/a.0086401.exr"), "worle").unwrap();
}

fn cut(root: &Path) {
    fs::write(root.join("r01/a.0086401.exr"), "wor").unwrap();
}

fn remove(root: &Path) {
    fs::remove_file(root.join("r01/a.0086400.exr")).unwrap();
}

fn add(root: &Path) {
    fs::write(root.join("r02/new.exr"), "new").unwrap();
}

fn rename(root: &Path) {
    fs::rename(root.join("r01/a.0086400.exr"), root.join("r01/b.0086400.exr")).unwrap();
}

fn everything(root: &Path) {
    alter(root);
    remove(root);
    add(root);
}

#[test]
fn checksum_txt() {
    let (one, two) = ("r01/checksum.txt", "r02/checksum.txt");
    let add_list: Add = add_checksum_txt;
    check(add_list, alter, &[&format!("digest r01/a.0086401.exr md5 ({one})")], ExitClass::Mismatch);
    check(add_list, cut, &[&format!("size r01/a.0086401.exr 5->3 ({one})")], ExitClass::Mismatch);
    check(add_list, remove, &[&format!("missing r01/a.0086400.exr ({one})")], ExitClass::Missing);
    check(add_list, add, &[&format!("extra r02/new.exr ({two})")], ExitClass::Extra);
    check(
        add_list,
        rename,
        &[&format!("missing r01/a.0086400.exr ({one})"), &format!("extra r01/b.0086400.exr ({one})")],
        ExitClass::Extra,
    );
    check(
        add_list,
        everything,
        &[
            &format!("missing r01/a.0086400.exr ({one})"),
            &format!("extra r02/new.exr ({two})"),
            &format!("digest r01/a.0086401.exr md5 ({one})"),
        ],
        ExitClass::Mismatch,
    );
}

#[test]
fn mhl1() {
    let list: Add = add_mhl1;
    check(list, alter, &["digest r01/a.0086401.exr xxh64 (show.mhl)"], ExitClass::Mismatch);
    check(list, cut, &["size r01/a.0086401.exr 5->3 (show.mhl)"], ExitClass::Mismatch);
    check(list, remove, &["missing r01/a.0086400.exr (show.mhl)"], ExitClass::Missing);
    check(list, add, &["extra r02/new.exr (show.mhl)"], ExitClass::Extra);
    check(
        list,
        rename,
        &["missing r01/a.0086400.exr (show.mhl)", "extra r01/b.0086400.exr (show.mhl)"],
        ExitClass::Extra,
    );
}

#[test]
fn asc_mhl() {
    let list: Add = add_asc_mhl;
    let missing = format!("missing r01/a.0086400.exr ({CHAIN})");
    check(list, alter, &[&format!("digest r01/a.0086401.exr xxh128 ({CHAIN})")], ExitClass::Mismatch);
    check(list, cut, &[&format!("size r01/a.0086401.exr 5->3 ({CHAIN})")], ExitClass::Mismatch);
    check(list, remove, &[&missing], ExitClass::Missing);
    check(list, add, &["extra r02/new.exr (ascmhl)"], ExitClass::Extra);
    check(list, rename, &[&missing, "extra r01/b.0086400.exr (ascmhl)"], ExitClass::Extra);
}

#[test]
fn all_three_at_once_each_say_it() {
    let add_all: Add = |root| {
        add_checksum_txt(root);
        add_mhl1(root);
        add_asc_mhl(root);
    };
    check(
        add_all,
        alter,
        &[
            &format!("digest r01/a.0086401.exr xxh128 ({CHAIN})"),
            "digest r01/a.0086401.exr md5 (r01/checksum.txt)",
            "digest r01/a.0086401.exr xxh64 (show.mhl)",
        ],
        ExitClass::Mismatch,
    );
}

#[test]
fn a_changed_manifest_of_a_history_shows() {
    let change = |root: &Path| {
        let text = fs::read_to_string(root.join(CHAIN)).unwrap();
        fs::write(root.join(CHAIN), text.replace("<hostname>host", "<hostname>toast")).unwrap();
    };
    let (_keep, root) = delivery();
    add_asc_mhl(&root);
    change(&root);
    let report = verify(&root);
    assert_eq!(report.exit_class().code(), 31);
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    fs::remove_file(root.join(CHAIN)).unwrap();
    assert!(problems(&root).contains(&format!("manifest missing: {CHAIN}")));
}

#[test]
fn a_history_without_its_chain() {
    check(
        add_asc_mhl,
        |root| fs::remove_file(root.join("ascmhl/ascmhl_chain.xml")).unwrap(),
        &["chain file missing: ascmhl/ascmhl_chain.xml"],
        ExitClass::ChainMissing,
    );
}

#[test]
fn a_manifest_that_the_chain_does_not_know() {
    check(
        add_asc_mhl,
        |root| fs::write(root.join("ascmhl/0002_show_2026-11-22_000000Z.mhl"), "x").unwrap(),
        &["manifest not named by the chain: ascmhl/0002_show_2026-11-22_000000Z.mhl"],
        ExitClass::ManifestModified,
    );
}

#[test]
fn empty_folders_count_in_directory_hashes() {
    let (_keep, root) = delivery();
    fs::create_dir_all(root.join("r02/void")).unwrap();
    add_asc_mhl(&root);
    assert_eq!(problems(&root), [""; 0]);
    fs::remove_dir(root.join("r02/void")).unwrap();
    assert_eq!(problems(&root), [format!("missing r02/void ({CHAIN})")]);
    fs::create_dir_all(root.join("r02/void")).unwrap();
    fs::create_dir_all(root.join("r01/other")).unwrap();
    let report = verify(&root);
    assert_eq!(report.exit_class(), ExitClass::FolderMismatch);
    assert_eq!(report.problems.len(), 1);
    assert!(report.problems[0].to_string().ends_with(": r01"), "{}", report.problems[0]);
}

#[test]
fn malformed_manifests_do_not_hide_the_others() {
    let (_keep, root) = delivery();
    add_checksum_txt(&root);
    fs::write(root.join("r01/checksum.txt"), "nonsense\n").unwrap();
    remove_r02(&root);
    assert_eq!(
        problems(&root),
        [
            "missing r02/a.0090000.exr (r02/checksum.txt)".to_owned(),
            "malformed manifest, line 1: there are 1 fields, not 4 with a tab between them: r01/checksum.txt"
                .to_owned(),
        ]
    );
    assert_eq!(verify(&root).exit_class().code(), 65);
}

fn remove_r02(root: &Path) {
    fs::remove_file(root.join("r02/a.0090000.exr")).unwrap();
}

#[test]
fn duplicates_in_a_list() {
    check(
        add_checksum_txt,
        |root| {
            let path = root.join("r02/checksum.txt");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(path, text.repeat(2)).unwrap();
        },
        &["duplicate in r02/checksum.txt: r02/a.0090000.exr"],
        ExitClass::Malformed,
    );
}

#[test]
fn one_list_for_all_folders_below() {
    let (_keep, root) = delivery();
    add_checksum_txt(&root);
    let joined = ["r01", "r02"].map(|folder| {
        let path = root.join(folder).join("checksum.txt");
        let text = fs::read_to_string(&path).unwrap();
        fs::remove_file(path).unwrap();
        text
    });
    fs::write(root.join("checksum.txt"), joined.concat()).unwrap();
    assert_eq!(problems(&root), [""; 0]);
    fs::write(root.join("r02/a.0086400.exr"), "hello").unwrap();
    assert_eq!(problems(&root), ["duplicate in checksum.txt: a.0086400.exr"]);
}

#[test]
fn nothing_to_verify_against() {
    let (_keep, root) = delivery();
    assert_eq!(verify(&root).exit_class().code(), 30);
    assert_eq!(verify(&root.join("nowhere")).exit_class().code(), 66);
}

#[test]
fn files_that_no_list_is_responsible_for() {
    let (_keep, root) = delivery();
    add_checksum_txt(&root);
    fs::write(root.join("notes.pdf"), "x").unwrap();
    fs::write(root.join(".hidden"), "x").unwrap();
    assert_eq!(problems(&root), ["extra notes.pdf (none)"]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_not_missing() {
    let (_keep, root) = delivery();
    add_mhl1(&root);
    fs::remove_file(root.join("r02/a.0090000.exr")).unwrap();
    std::os::unix::fs::symlink("nowhere", root.join("r02/a.0090000.exr")).unwrap();
    let report = verify(&root);
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    assert_eq!(report.exit_class().code(), 66);
}

#[test]
fn sizes_alone_when_asked() {
    let (_keep, root) = delivery();
    add_mhl1(&root);
    alter(&root);
    let options = VerifyOptions { sizes_only: true, ..VerifyOptions::default() };
    assert!(verify_folder(&root, &options, &mut |_| {}).is_good());
    cut(&root);
    assert_eq!(verify_folder(&root, &options, &mut |_| {}).exit_class(), ExitClass::Mismatch);
}

#[test]
fn progress_counts_every_byte_and_the_report_is_json() {
    let (_keep, root) = delivery();
    add_mhl1(&root);
    let mut last = (0, 0, 0, 0);
    let report = verify_folder(&root, &VerifyOptions::default(), &mut |at| {
        last = (at.files_done, at.files_total, at.bytes_done, at.bytes_total);
    });
    assert_eq!(last, (3, 3, 15, 15));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["manifests"][0]["format"], "mhl1");
    assert_eq!(json["bytes_hashed"], 15);
    remove(&root);
    let json = serde_json::to_value(verify(&root)).unwrap();
    assert_eq!(json["problems"][0]["problem"], "missing");
    assert_eq!(json["problems"][0]["path"], "r01/a.0086400.exr");
}

/// Files larger than one read, of equal and of other sizes, on every thread count.
#[test]
fn large_files_are_hashed_whole() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("show");
    fs::create_dir_all(&root).unwrap();
    for index in 0..21usize {
        let length = if index < 17 { 2_500_000 } else { index * 100_003 };
        let bytes: Vec<u8> = (0..length).map(|at| ((at * (index + 3)) >> 4) as u8).collect();
        fs::write(root.join(format!("{index}.bin")), bytes).unwrap();
    }
    add_checksum_txt(&root);
    add_mhl1(&root);
    for threads in [1, 2, 5] {
        let options = VerifyOptions { threads: std::num::NonZero::new(threads), ..VerifyOptions::default() };
        let report = verify_folder(&root, &options, &mut |_| {});
        assert!(report.is_good(), "{:?}", report.problems);
        assert_eq!(report.files_hashed, 22, "21 files and the checksum.txt that the MHL lists");
    }
    if let Some(md5sum) = tool("md5sum") {
        for line in fs::read_to_string(root.join("checksum.txt")).unwrap().lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(run(&md5sum, &[fields[0]], &root).1.starts_with(fields[3]), "{line}");
        }
    }
}
