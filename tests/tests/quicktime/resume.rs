//! The same job gives the same bytes, and goes on with the frames that it has.

use crate::movie_path;
use interneg_tests::{JobText, Ran, Shoot, Site, files_below, interneg, terminate, wait_until};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Frames of the job, enough for it to be stopped in its middle.
const FRAMES: u32 = 48;

fn job() -> JobText {
    JobText::new().quicktime("dnxhr_444", 12, "hdr").clip(&Shoot::of("prores4444").frames(FRAMES).make())
}

/// Record numbers of all frames that were ever published, in order of publication.
fn journal(site: &Site) -> Vec<u64> {
    let Ok(folders) = fs::read_dir(site.out().join(".interneg")) else { return Vec::new() };
    let folders: Vec<PathBuf> = folders.flatten().map(|entry| entry.path()).collect();
    let Some(folder) = folders.first() else { return Vec::new() };
    let text = fs::read_to_string(folder.join("journal.jsonl")).unwrap_or_default();
    let number = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["frame_number"].as_u64();
    text.lines().filter_map(number).collect()
}

fn files(site: &Site) -> BTreeMap<String, Vec<u8>> {
    files_below(&site.delivery_folder())
}

#[test]
fn neither_workers_nor_an_interruption_nor_another_place_show_in_the_bytes() {
    let whole = Site::new().bounds(1, 2, 100);
    whole.run(&job()).expect_code(0);
    let stopped = Site::new().bounds(2, 1, 3);
    let mut run = stopped.run_command(&job()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    wait_until("published frames", Duration::from_secs(60), || (journal(&stopped).len() >= 6).then_some(()));
    terminate(run.id());
    assert_ne!(run.wait().expect("our own child").code(), Some(0), "it was done before it was stopped");
    assert_eq!(stopped.deliveries(), Vec::<PathBuf>::new(), "something unfinished bears a final name");
    stopped.run(&job()).expect_code(0);
    let mut published = journal(&stopped);
    published.sort_unstable();
    assert_eq!(published, (86_400..86_400 + u64::from(FRAMES)).collect::<Vec<u64>>(), "each frame is rendered once");
    let (one, other) = (files(&whole), files(&stopped));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    let differ: Vec<&String> =
        one.iter().filter(|(name, bytes)| other[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn a_delivered_movie_is_left_alone_and_a_damaged_one_made_again() {
    let site = Site::new().bounds(2, 1, 6);
    site.run(&job()).expect_code(0);
    let before = files(&site);
    site.run(&job()).expect_code(0);
    assert_eq!(journal(&site).len(), FRAMES as usize, "something was rendered again");
    fs::remove_file(movie_path(&site).with_extension("passport.json")).expect("our own delivery");
    site.run(&job()).expect_code(0);
    assert_eq!(journal(&site).len(), FRAMES as usize, "something was rendered again for a passport");
    assert!(files(&site) == before, "the passport that was written again differs from the first");
    let path = movie_path(&site);
    let mut bytes = fs::read(&path).expect("our own delivery");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&path, bytes).expect("our own delivery");
    Ran::of(Command::new(interneg()).arg("verify").arg(site.delivery_folder())).expect_code(65);
    site.run(&job()).expect_code(0);
    assert_eq!(journal(&site).len(), 2 * FRAMES as usize, "all frames again: they are gone with the movie");
    assert!(files(&site) == before, "the movie that was made again differs from the first");
}
