//! The same job gives the same bytes, whatever chunks and threads it is made in, and goes on where it was stopped.

use crate::material::{FRAMES, cut, place, small};
use interneg_tests::{Original, ProxyJobText, Shoot, Site, files_below, kill, wait_until, workers_of};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
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

/// Lines of the journal of the one job below `out`: one for every chunk and every clip that was ever made.
fn journal(site: &Site) -> Vec<serde_json::Value> {
    let work = fs::read_dir(site.out().join(".interneg")).expect("the working folder");
    let folders: Vec<_> = work.flatten().map(|entry| entry.path()).collect();
    assert_eq!(folders.len(), 1, "{folders:?}");
    let text = fs::read_to_string(folders[0].join("journal.jsonl")).expect("the journal");
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

fn inode(path: &Path) -> u64 {
    fs::metadata(path).expect("a delivered file").ino()
}

#[test]
fn neither_chunks_nor_threads_can_be_seen() {
    let site = Site::new().bounds(1, 1, 100);
    site.run(&job()).expect_code(0);
    let whole = delivered(&site);
    // Two movies of each clip; a log and a timeline of each roll and rendition; two passports.
    assert_eq!(whole.len(), 4 + 8 + 2, "{:?}", whole.keys());
    clear(&site);
    let site = site.bounds(2, 2, 5);
    site.run(&job()).expect_code(0);
    // Three chunks of each clip, and the clips.
    assert_eq!(journal(&site).len(), 2 * 3 + 2);
    same(&whole, &delivered(&site));
}

#[test]
fn what_is_whole_is_not_made_again() {
    let [movie, dpx] = clips();
    let (site, job) = (Site::new(), cut(&[&movie, &dpx]));
    site.run(&job).expect_code(0);
    let (before, lines) = (delivered(&site), journal(&site).len());
    let (lost, kept) = (place(&site, "prores_proxy", &movie), place(&site, "prores_proxy", &dpx));
    let kept_inode = inode(&kept);
    site.run(&job).expect_code(0);
    assert_eq!(journal(&site).len(), lines, "something was rendered again");

    fs::remove_file(&lost).expect("our own proxy");
    site.run(&job).expect_code(0);
    let again = journal(&site).split_off(lines);
    assert!(again.len() == 2 && again[0]["chunk"]["clip"] == 0 && again[1]["clip"]["clip"] == 0, "{again:?}");
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
    let original = Shoot::of("prores4444").size(1280, 720).frames(24).make();
    let (site, job) = (Site::new().bounds(1, 1, 3), cut(&[&original]));
    let mut run = site.run_command(&job).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let begun = || fs::read_dir(site.out().join(".interneg")).is_ok_and(|mut folders| folders.next().is_some());
    wait_until("two chunks", Duration::from_secs(60), || (begun() && journal_len(&site) >= 2).then_some(()));
    kill(run.id());
    run.wait().expect("our own child");
    wait_until("the worker to notice", Duration::from_secs(10), || workers_of(&site.path()).is_empty().then_some(()));
    assert!(!place(&site, "prores_proxy", &original).exists(), "the run was over before it could be killed");
    let before = journal_len(&site);

    site.run(&job).expect_code(0);
    let chunks = journal(&site).iter().filter(|line| line.get("chunk").is_some()).count();
    assert_eq!(chunks, 8, "chunks of before the kill were made again");
    assert!(before < 8, "nothing was left to do");
    let resumed = delivered(&site);
    clear(&site);
    site.run(&job).expect_code(0);
    same(&resumed, &delivered(&site));
}

/// Lines so far; a journal that is not there yet has none.
fn journal_len(site: &Site) -> usize {
    let folders = fs::read_dir(site.out().join(".interneg")).expect("the working folder").flatten();
    let texts = folders.map(|entry| fs::read_to_string(entry.path().join("journal.jsonl")).unwrap_or_default());
    texts.map(|text| text.matches('\n').count()).sum()
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
