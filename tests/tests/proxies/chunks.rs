//! The same job gives the same bytes, whatever chunks and threads it is made in, and goes on where it was stopped.

use crate::material::{FRAMES, cut, place, small};
use interneg_tests::{Original, ProxyJobText, Shoot, Site, files_below, kill, wait_until, workers_of};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

fn clips() -> [Original; 2] {
    [small("prores422"), small("dpx")]
}

/// Two renditions of two clips, with a look, scaling and text.
fn job() -> ProxyJobText {
    let [movie, dpx] = clips();
    cut(&[&movie, &dpx])
        .rendition("dnxhr_lb", "mov", "384x216")
        .viewed("")
        .burn_in("field = \"timecode\"\nposition = \"bottom_right\"")
}

/// What was delivered, without the working folder.
fn delivered(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let mut files = files_below(&site.out());
    files.retain(|path, _| !path.starts_with(".interneg/"));
    files
}

fn clear(site: &Site) {
    fs::remove_dir_all(site.out()).and_then(|()| fs::create_dir(site.out())).expect("our own folder");
}

#[track_caller]
fn same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(a), names(b));
    let differ: Vec<&String> = a.iter().filter(|(name, bytes)| b[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "{} of {} files differ: {differ:?}", differ.len(), a.len());
}

/// The working folder of the one job below `out`; none before it is made.
fn work_folder(site: &Site) -> Option<PathBuf> {
    let folders: Vec<_> =
        fs::read_dir(site.out().join(".interneg")).ok()?.flatten().map(|entry| entry.path()).collect();
    assert!(folders.len() <= 1, "{folders:?}");
    folders.into_iter().next()
}

/// Clips that were ever made, by their place in the plan, as the journal has them.
fn made(site: &Site) -> Vec<u64> {
    let file = work_folder(site).expect("the working folder").join("journal.jsonl");
    let text = fs::read_to_string(file).expect("the journal");
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line is JSON"));
    lines.filter_map(|line| line["clip"]["clip"].as_u64()).collect()
}

fn inode(path: &Path) -> u64 {
    fs::metadata(path).expect("a delivered file").ino()
}

#[test]
fn neither_chunks_nor_threads_can_be_seen() {
    let site = Site::new().bounds(1, 1, 100);
    site.run(&job()).expect_code(0);
    let whole = delivered(&site);
    // Two movies of each clip; a log, a timeline and a passport of each roll and rendition.
    assert_eq!(whole.len(), 4 + 12, "{:?}", whole.keys());
    clear(&site);
    let site = site.bounds(2, 2, 5);
    site.run(&job()).expect_code(0);
    same(&whole, &delivered(&site));
}

#[test]
fn what_is_whole_is_not_made_again() {
    let [movie, dpx] = clips();
    let (site, job) = (Site::new(), cut(&[&movie, &dpx]));
    site.run(&job).expect_code(0);
    let before = delivered(&site);
    let mut first = made(&site);
    first.sort_unstable();
    assert_eq!(first, [0, 1]);
    let (lost, kept) = (place(&site, "prores_proxy", &movie), place(&site, "prores_proxy", &dpx));
    let kept_inode = inode(&kept);
    site.run(&job).expect_code(0);
    assert_eq!(made(&site).len(), 2, "something was made again");

    fs::remove_file(&lost).expect("our own proxy");
    site.run(&job).expect_code(0);
    assert_eq!(made(&site)[2..], [0]);
    assert_eq!(inode(&kept), kept_inode, "a good proxy was written again");
    same(&before, &delivered(&site));

    // A byte in the middle of a frame.
    let mut bytes = fs::read(&kept).expect("our own proxy");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&kept, bytes).expect("our own proxy");
    site.run(&job).expect_code(0);
    same(&before, &delivered(&site));
}

#[test]
fn a_run_that_was_killed_goes_on_and_gives_the_same_bytes() {
    let original = Shoot::of("prores4444").size(1280, 720).frames(48).make();
    let (site, job) = (Site::new().bounds(1, 1, 3), cut(&[&original]));
    let mut run = site.run_command(&job).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let chunks =
        || work_folder(&site).and_then(|work| fs::read_dir(work.join("chunks")).ok()).map_or(0, Iterator::count);
    wait_until("two chunks", Duration::from_secs(60), || (chunks() >= 2).then_some(()));
    kill(run.id());
    run.wait().expect("our own child");
    wait_until("the worker to notice", Duration::from_secs(10), || workers_of(&site.path()).is_empty().then_some(()));
    assert!(!place(&site, "prores_proxy", &original).exists(), "the run was over before it could be killed");

    let ran = site.run(&job).expect_code(0);
    // It looks at nothing first, and then at what two chunks of three frames had proven.
    let lines = ran.stderr.lines().filter_map(|line| line.split("% ").nth(1)?.split('/').next()?.parse::<u64>().ok());
    let first = lines.filter(|done| *done > 0).min();
    assert!(first.is_some_and(|first| first >= 6), "chunks of before the kill were made again: {}", ran.stderr);
    let resumed = delivered(&site);
    clear(&site);
    site.run(&job).expect_code(0);
    same(&resumed, &delivered(&site));
}

#[test]
fn frames_of_every_chunk_are_in_their_place() {
    let [movie, dpx] = clips();
    let site = Site::new().bounds(2, 1, 5);
    site.run(&cut(&[&movie, &dpx])).expect_code(0);
    for original in [&movie, &dpx] {
        let shown = crate::material::movie(&site, "prores_proxy", original).identities(original.strip_rows);
        assert_eq!(shown, crate::material::identities(original));
        assert_eq!(shown.len() as u64, FRAMES);
    }
}
