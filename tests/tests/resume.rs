//! `internegd run` on a delivery that was damaged afterwards renders what is missing or altered, and nothing else.

use interneg_tests::{
    Frozen, JobText, Ran, Server, Shoot, Site, files_below, interneg, internegd, kill, wait_until, workers_of,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// The journal of the one job below `out`: one line for every frame that was ever published.
fn journal(site: &Site) -> Vec<u64> {
    let folders: Vec<PathBuf> =
        fs::read_dir(site.out().join(".interneg")).expect("the working folder").flatten().map(|e| e.path()).collect();
    assert_eq!(folders.len(), 1, "{folders:?}");
    let text = fs::read_to_string(folders[0].join("journal.jsonl")).expect("the journal");
    let number = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record is JSON");
        record["frame_number"].as_u64().expect("a record has a number")
    };
    text.lines().map(number).collect()
}

fn changed_at(path: &Path) -> SystemTime {
    use std::os::unix::fs::MetadataExt;
    // The inode's own time: the time of modification is set to the job's.
    let metadata = fs::metadata(path).expect("a delivered file");
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).expect("below a second");
    SystemTime::UNIX_EPOCH + Duration::new(metadata.ctime().unsigned_abs(), nanoseconds)
}

fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).expect("a delivered file").ino()
}

#[test]
fn only_the_missing_and_the_altered_frame_are_rendered_again() {
    let site = Site::new().bounds(2, 1, 5);
    let movie = Shoot::of("h264").make();
    let job = JobText::new().clip(&movie);
    let delivery = site.render(&job);
    let before: BTreeMap<String, Vec<u8>> = files_below(&delivery.folder);
    let recorded = journal(&site).len();
    assert_eq!(recorded, 24);

    let (missing, altered, kept) = (delivery.file(3), delivery.file(17), delivery.file(10));
    let kept_inode = inode(&kept);
    fs::remove_file(&missing).expect("our own delivery");
    let mut bytes = fs::read(&altered).expect("our own delivery");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&altered, bytes).expect("our own delivery");
    let verify = || Ran::of(Command::new(interneg()).arg("verify").arg(&delivery.folder));
    verify().expect_code(65);

    site.run(&job).expect_code(0);
    let mut again = journal(&site).split_off(recorded);
    again.sort_unstable();
    assert_eq!(again, [86_403, 86_417], "frames that were rendered again");
    assert_eq!(inode(&kept), kept_inode, "a good frame was written again");
    verify().expect_code(0);
    assert!(files_below(&delivery.folder) == before, "the repaired delivery differs from the first");
}

#[test]
fn a_foreign_file_keeps_a_delivery_from_its_repair_and_nothing_is_lost() {
    let site = Site::new();
    let movie = Shoot::of("prores4444").make();
    let job = JobText::new().trimmed(&movie, "01:00:00:00", "01:00:00:04");
    let delivery = site.render(&job);
    let whole = files_below(&delivery.folder);
    fs::remove_file(delivery.file(2)).expect("our own delivery");
    let notes = delivery.folder.join("notes.txt");
    fs::write(&notes, "somebody's own").expect("our own delivery");
    let before = files_below(&delivery.folder);

    let ran = site.run(&job).expect_code(73);
    assert!(ran.stderr.contains(&*notes.to_string_lossy()), "{}", ran.stderr);
    assert_eq!(journal(&site).len(), 4, "something was rendered before it was refused");
    let server = Server::start(&site);
    server.watch(&server.submit(&site.write_job(&job))).expect_code(73);
    assert!(server.terminate().0.success());
    // Not even the newest leftover may take the delivery with it.
    let clean = ["clean", "out:", "--older-than-days", "0", "--remove", "--config"];
    let cleaned = Ran::of(Command::new(internegd()).args(clean).arg(site.path().join("internegd.toml")));
    cleaned.expect_code(0);
    assert!(files_below(&delivery.folder) == before, "the delivery was touched");

    // What a file manager has left there is nobody's.
    fs::remove_file(&notes).expect("our own delivery");
    fs::write(delivery.folder.join(".DS_Store"), "icons").expect("our own delivery");
    site.run(&job).expect_code(0);
    let mut repaired = files_below(&delivery.folder);
    assert_eq!(repaired.remove(".DS_Store").as_deref(), Some("icons".as_bytes()));
    assert!(repaired == whole, "the repaired delivery differs from the first");
    Ran::of(Command::new(interneg()).arg("verify").arg(&delivery.folder)).expect_code(0);
}

#[test]
fn a_repair_that_is_stopped_leaves_the_delivery_in_its_place() {
    let site = Site::new().bounds(1, 1, 4);
    let movie = Shoot::of("prores4444").size(1280, 720).frames(60).make();
    let job = JobText::new().clip(&movie);
    let delivery = site.render(&job);
    let whole = files_below(&delivery.folder);
    (0..50).for_each(|position| fs::remove_file(delivery.file(position)).expect("our own delivery"));
    let damaged = files_below(&delivery.folder);

    let mut run = site.run_command(&job).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    wait_until("a frame of the repair", Duration::from_secs(60), || (journal(&site).len() > 60).then_some(()));
    kill(run.id());
    run.wait().expect("our own child");
    assert!(files_below(&delivery.folder) == damaged, "a repair that was not complete has touched the delivery");
    wait_until("the worker to notice", Duration::from_secs(10), || workers_of(&site.path()).is_empty().then_some(()));
    site.run(&job).expect_code(0);
    assert!(files_below(&delivery.folder) == whole, "the repaired delivery differs from the first");
    assert_eq!(journal(&site).len(), 60 + 50, "what the first run had proven was rendered again");
}

#[test]
fn a_finished_delivery_is_left_alone() {
    let site = Site::new();
    let movie = Shoot::of("prores4444").make();
    let job = JobText::new().trimmed(&movie, "01:00:00:00", "01:00:00:04");
    let delivery = site.render(&job);
    let before: Vec<SystemTime> = (0..4).map(|position| changed_at(&delivery.file(position))).collect();
    site.run(&job).expect_code(0);
    let after: Vec<SystemTime> = (0..4).map(|position| changed_at(&delivery.file(position))).collect();
    assert_eq!(after, before);
}

#[test]
fn manifests_that_are_missing_or_altered_are_written_again() {
    let site = Site::new();
    let movie = Shoot::of("prores4444").make();
    let job = JobText::new().trimmed(&movie, "01:00:00:00", "01:00:00:04").manifests("mhl = true\nasc_mhl = true");
    let delivery = site.render(&job);
    let before = files_below(&delivery.folder);
    let frames: Vec<SystemTime> = (0..4).map(|position| changed_at(&delivery.file(position))).collect();
    fs::remove_file(delivery.folder.join("checksum.txt")).expect("our own delivery");
    let mhl = before.keys().find(|path| path.ends_with(".mhl") && !path.contains('/')).expect("an MHL");
    fs::write(delivery.folder.join(mhl), "altered").expect("our own delivery");

    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job));
    server.watch(&name).expect_code(0);
    assert!(server.job(&name)["start_time"].is_null(), "a worker ran");
    assert!(files_below(&delivery.folder) == before, "manifests differ from the first ones");
    Ran::of(Command::new(interneg()).arg("verify").arg(&delivery.folder)).expect_code(0);
    assert!(server.terminate().0.success());

    fs::remove_dir_all(delivery.folder.join("ascmhl")).expect("our own delivery");
    let ran = site.run(&job).expect_code(0);
    assert!(ran.stderr.contains("written again: ascmhl/0001_"), "{}", ran.stderr);
    assert!(files_below(&delivery.folder) == before, "manifests differ from the first ones");
    let after: Vec<SystemTime> = (0..4).map(|position| changed_at(&delivery.file(position))).collect();
    assert_eq!(after, frames, "frames were touched");
}

#[test]
fn a_delivered_job_that_is_submitted_again_succeeds_without_a_worker() {
    let site = Site::new();
    let movie = Shoot::of("prores4444").make();
    let job = JobText::new().trimmed(&movie, "01:00:00:00", "01:00:00:04");
    let delivery = site.render(&job);
    let before: Vec<SystemTime> = (0..4).map(|position| changed_at(&delivery.file(position))).collect();
    let server = Server::start(&site);
    for _ in 0..2 {
        let name = server.submit(&site.write_job(&job));
        server.watch(&name).expect_code(0);
        let told = server.job(&name);
        assert!(told["state"] == "succeeded" && told["progress"]["frames_done"] == 4, "{told}");
        assert!(told["start_time"].is_null(), "a worker ran: {told}");
    }
    let after: Vec<SystemTime> = (0..4).map(|position| changed_at(&delivery.file(position))).collect();
    assert_eq!(after, before);
}

#[test]
fn a_folder_of_somebody_else_is_not_touched() {
    let site = Site::new();
    let movie = Shoot::of("prores4444").make();
    let job = JobText::new().trimmed(&movie, "01:00:00:00", "01:00:00:04");
    site.run(&job).expect_code(0);
    let folder = site.delivery_folder();
    let before = files_below(&folder);
    // Another job of the same name: one frame more.
    let other = JobText::new().trimmed(&movie, "01:00:00:00", "01:00:00:05");
    site.run(&other).expect_code(73);
    assert!(files_below(&folder) == before);
}

#[test]
fn two_runs_of_one_job_do_not_meet() {
    let site = Site::new().bounds(1, 1, 100);
    let movie = Shoot::of("prores4444").size(1280, 720).frames(60).make();
    let job = JobText::new().clip(&movie);
    let mut first = site.run_command(&job).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let worker = Frozen::workers_of(&site.path());
    site.run(&job).expect_code(75);
    drop(worker);
    let (status, _) = wait_until("the first run", Duration::from_secs(60), || first.try_wait().expect("our own child"));
    assert_eq!(status.code(), Some(0));
    site.run(&job).expect_code(0);
}
