//! A clip that does not decode fails alone, by its frame's number; the others are delivered.

use crate::material::{FRAMES, cut, identities, movie, place, small};
use interneg_tests::{Original, ProxyJobText, Ran, Server, Site};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Frame that is damaged.
const BROKEN: usize = 7;

/// Byte position and size of a frame in a movie, as ffprobe lists the packets.
fn packet(movie: &Path, frame: usize) -> (usize, usize) {
    let mut ffprobe = Command::new("ffprobe");
    ffprobe.args(["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pos,size", "-of", "csv=p=0"]);
    let text = Ran::of(ffprobe.arg(movie)).expect_code(0).stdout;
    let line = text.lines().nth(frame).expect("a packet for each frame");
    let numbers: Vec<usize> = line.split(',').filter_map(|number| number.parse().ok()).collect();
    (numbers[1].max(numbers[0]), numbers[1].min(numbers[0]))
}

/// A copy of the original below the root `lab` with a hole in one of its frames.
fn damaged(site: &Site, original: &Original) -> PathBuf {
    let copy = site.lab().join(format!("{}.mov", original.name()));
    let mut bytes = fs::read(&original.files[0]).expect("an original");
    let (position, size) = packet(&original.files[0], BROKEN);
    bytes[position + 8..position + size].fill(0);
    fs::write(&copy, bytes).expect("our own");
    copy
}

/// One clip that is whole and one that is damaged.
fn job(site: &Site) -> (ProxyJobText, Original, Original, PathBuf) {
    let (good, bad) = (small("dpx"), small("prores422"));
    let copy = damaged(site, &bad);
    let lines = format!(
        "path = \"lab:{}.mov\"\ncolour_space = {:?}\nroll = {:?}\nsiting = \"left\"",
        bad.name(),
        bad.colour_space,
        bad.roll()
    );
    (cut(&[&good]).source(&lines), good, bad, copy)
}

#[test]
fn the_other_clips_are_delivered_and_a_mended_one_is_made_alone() {
    let site = Site::new().bounds(2, 1, 5);
    let (job, good, bad, copy) = job(&site);
    let ran = site.run(&job).expect_code(65);
    let told = &ran.stderr;
    assert!(told.contains(&bad.name()) && told.contains(&format!("frame {BROKEN}")), "{told}");
    assert_eq!(movie(&site, "prores_proxy", &good).identities(good.strip_rows), identities(&good));
    assert!(!place(&site, "prores_proxy", &bad).exists());
    let rolls = fs::read_dir(site.out().join("prores_proxy-mov")).expect("the rendition").count();
    // The good clip's roll, its log and its timeline, and the passport.
    assert_eq!(rolls, 4, "sidecars of a clip that was not made");
    let kept = fs::metadata(place(&site, "prores_proxy", &good)).expect("a proxy").modified().expect("a time");

    // Copied again from the card, with the time that the card has: the plan is the same.
    mend(&bad, &copy);
    site.run(&job).expect_code(0);
    assert_eq!(movie(&site, "prores_proxy", &bad).identities(bad.strip_rows), identities(&bad));
    let now = fs::metadata(place(&site, "prores_proxy", &good)).expect("a proxy").modified().expect("a time");
    assert_eq!(kept, now, "the good clip was made again");
}

#[test]
fn what_delivers_nothing_does_not_say_that_it_has() {
    let site = Site::new().bounds(1, 1, 5);
    let bad = small("prores422");
    damaged(&site, &bad);
    let lines = format!("path = \"lab:{}.mov\"\ncolour_space = {:?}\nsiting = \"left\"", bad.name(), bad.colour_space);
    let job = cut(&[]).source(&lines);
    let ran = site.run(&job).expect_code(65);
    assert!(!ran.stdout.contains("delivered"), "{}", ran.stdout);
    assert!(ran.stderr.contains("0 files, 0 bytes"), "{}", ran.stderr);
    // Of three tasks the second finds the damage; the frames of the first are taken back, and nobody renders the third.
    assert!(ran.stderr.contains("progress: 0% 0/12 frames, 12 failed"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("100%"), "{}", ran.stderr);
    let ran = Ran::of(site.run_command(&job).args(["--progress", "json"])).expect_code(65);
    let events: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let named = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert_eq!((named("delivered"), named("failed")), (0, 1), "{}", ran.stdout);
    let last = events.iter().rfind(|event| event["event"] == "progress").expect("progress");
    assert!(last["frames_done"] == 0 && last["frames_failed"] == 12, "{last}");
}

fn mend(original: &Original, copy: &Path) {
    let stated = fs::metadata(copy).and_then(|metadata| metadata.modified()).expect("our own");
    fs::copy(&original.files[0], copy).expect("our own");
    fs::File::options().append(true).open(copy).and_then(|file| file.set_modified(stated)).expect("our own");
}

#[test]
fn a_service_tells_of_the_clip_and_retries_it_alone() {
    let site = Site::new().bounds(1, 1, 5);
    let (job, _, bad, copy) = job(&site);
    let server = Server::start(&site);
    let file = site.write_job(&job);
    let ran = server.client(&["submit", "--wait", &file.to_string_lossy()]).expect_code(65);
    let last = ran.json();
    assert_eq!(last["job"]["state"], "completed_with_errors", "{last}");
    assert!(last["job"].to_string().contains(&format!("frame {BROKEN}")), "{last}");
    let name = last["job"]["name"].as_str().expect("a job has a name").to_owned();
    // The clip's tasks have failed, with the reason, and its frames do not count as done.
    let progress = &last["job"]["progress"];
    assert!(progress["frames_done"] == FRAMES && progress["frames_total"] == 2 * FRAMES, "{progress}");
    let told = server.client(&["get", &name]).expect_code(0).json();
    let failed: Vec<&serde_json::Value> =
        told["tasks"].as_array().expect("tasks").iter().filter(|task| task["state"] == "failed").collect();
    assert_eq!(failed.len(), 3, "{told}");
    let says_why = |task: &&serde_json::Value| task["failure"].to_string().contains(&format!("frame {BROKEN}"));
    assert!(failed.iter().all(says_why) && failed.iter().all(|task| task["frames_done"] == 0), "{told}");

    // Another file under the name is not what was planned.
    let damaged = fs::read(&copy).expect("our own");
    fs::write(&copy, [damaged.as_slice(), &[0; 16]].concat()).expect("our own");
    server.client(&["retry", &name]).expect_code(0);
    let watched = server.watch(&name).expect_code(65);
    let said = server.job(&name).to_string();
    assert!(
        said.contains("has changed since the job was planned") && said.contains(&bad.name()),
        "{said}: {}",
        watched.stderr
    );

    // Copied anew, at another time: the job is the one that was submitted.
    fs::copy(&bad.files[0], &copy).expect("our own");
    server.client(&["retry", &name]).expect_code(0);
    server.watch(&name).expect_code(0);
    assert_eq!(server.job(&name)["state"], "succeeded");
    assert_eq!(movie(&site, "prores_proxy", &bad).picture("nb_read_packets"), FRAMES.to_string());
}
