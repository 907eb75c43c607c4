//! Outputs that cannot be written: a file in the way, a full disk, a disk that may only be read.

use interneg_tests::{JobText, Original, Shoot, Site, skip};
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

/// A file system of three mebibytes, gone when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "interneg-test"]).arg(folder).output();
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
    let Some(disk) = SmallDisk::mount(&site.out()) else { return };
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
    let Some(disk) = SmallDisk::mount(&site.out()) else { return };
    disk.remount("ro");
    let ran = site.run(&JobText::new().clip(&movie())).expect_code(73);
    assert!(ran.stderr.contains("Read-only file system"), "{}", ran.stderr);
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
}
