//! Outputs that cannot be written: a file in the way, a full disk, a disk that may only be read.

use interneg_tests::{JobFile, JobText, Original, ProxyJobText, Ran, Shoot, Site, files_below, skip};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn movie() -> Original {
    Shoot::of("prores4444").make()
}

#[test]
fn an_output_that_cannot_be_created_is_an_output_fault() {
    let site = Site::new();
    fs::write(site.out().join("taken"), "a file").expect("our own");
    site.run(&JobText::new().clip(&movie()).top("output", "\"out:taken/ep101\"")).expect_code(73);
    assert_eq!(site.deliveries(), [site.out().join("taken")]);
    assert_eq!(fs::read_to_string(site.out().join("taken")).expect("our own"), "a file");
}

/// A small file system, gone when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(folder: &Path, size_bytes: u64) -> Option<Self> {
        let size = format!("size={size_bytes}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "interneg-test"]).arg(folder).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(folder.to_path_buf())),
            _ => {
                // Only root may mount, so this is no fault of the set-up.
                skip("no permission to mount a small file system");
                None
            }
        }
    }

    fn remount(&self, options: &str) {
        let status = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status();
        assert!(status.is_ok_and(|status| status.success()), "remount with {options}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "umount {}", self.0.display());
    }
}

#[test]
fn a_full_disk_is_an_input_output_fault_and_room_lets_the_job_go_on() {
    let site = Site::new().bounds(1, 1, 4);
    let Some(disk) = SmallDisk::mount(&site.out(), 3 << 20) else { return };
    let ran = site.run(&JobText::new().exr("none").clip(&movie())).expect_code(74);
    assert!(ran.stderr.contains("No space left"), "{}", ran.stderr);
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
    disk.remount("size=60m");
    let delivery = site.render(&JobText::new().exr("none").clip(&movie()));
    assert_eq!(delivery.frames().len(), 24);
}

#[test]
fn a_disk_that_may_only_be_read_is_an_output_fault() {
    let site = Site::new();
    let Some(disk) = SmallDisk::mount(&site.out(), 3 << 20) else { return };
    disk.remount("ro");
    let ran = site.run(&JobText::new().clip(&movie())).expect_code(73);
    assert!(ran.stderr.contains("Read-only file system"), "{}", ran.stderr);
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
}

/// Runs a job with the log of attempts on standard error.
fn run_and_log(site: &Site, job: &impl JobFile) -> Ran {
    Ran::of(site.run_command(job).env("INTERNEG_LOG", "info"))
}

/// Says in the log that a worker renders frames.
const BEGINS: &str = "worker: begins";

/// A job whose coded frames fit on a disk and whose movie does not fit beside them: the half of it that was written goes, the
/// message names it, and with more room the movie is joined without rendering anything again. Returns what the first run said.
fn joins_again(job: &impl JobFile) -> Option<String> {
    let whole = Site::new();
    whole.run(job).expect_code(0);
    let movie = |files: &std::collections::BTreeMap<String, Vec<u8>>| -> Vec<(String, u64)> {
        let movies = files.iter().filter(|(path, _)| path.ends_with(".mov"));
        movies.map(|(path, bytes)| (path.clone(), bytes.len() as u64)).collect()
    };
    let expected = files_below(&whole.out());
    let [(name, size_bytes)] = movie(&expected)[..].to_vec().try_into().expect("one movie");
    assert!(size_bytes > 2 << 20, "{size_bytes} bytes are too few beside plan and journal");

    let site = Site::new();
    let disk = SmallDisk::mount(&site.out(), size_bytes * 3 / 2)?;
    let ran = run_and_log(&site, job).expect_code(74);
    assert!(ran.stderr.contains("No space left"), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches(BEGINS).count(), 1, "workers that were started: {}", ran.stderr);
    let base_name = name.rsplit('/').next().expect("a name");
    let told: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("error: ")).collect();
    assert!(told.len() == 1 && told[0].contains(base_name), "the file is not named: {told:?}");
    assert_eq!(movie(&files_below(&site.out())), [], "half a movie takes the room");
    disk.remount("size=100m");
    let again = run_and_log(&site, job).expect_code(0);
    assert!(!again.stderr.contains(BEGINS), "something was rendered again: {}", again.stderr);
    let delivered = |site: &Site| {
        let mut files = files_below(&site.out());
        files.retain(|path, _| !path.starts_with(".interneg/"));
        files
    };
    assert!(delivered(&site) == delivered(&whole), "files differ from those of a run with room");
    Some(ran.stderr)
}

#[test]
fn proxies_that_cannot_be_joined_leave_no_half_movie_and_are_not_rendered_again() {
    let original = Shoot::of("prores4444").size(1280, 720).frames(24).make();
    let job = ProxyJobText::new().rendition("prores_hq", "mov", "1280x720").clip(&original);
    let Some(told) = joins_again(&job) else { return };
    // Of both attempts.
    let attempts = |number: u32| {
        told.lines()
            .any(|line| line.contains(&format!("task 0, attempt {number}: ")) && line.contains(".mov: No space left"))
    };
    assert!(attempts(1) && attempts(2), "{told}");
}

#[test]
fn a_nam_in_a_movie_that_cannot_be_joined_leaves_no_half_movie_and_is_not_rendered_again() {
    joins_again(&JobText::new().quicktime("prores_4444_xq", 12, "hdr").clip(&movie()));
}
