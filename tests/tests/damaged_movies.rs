//! A movie that cannot be decoded to its end is a failed source, never a shorter delivery.

use interneg_tests::{JobText, Original, Ran, Shoot, Site};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn movie() -> Original {
    Shoot::of("prores4444").make()
}

fn lab_clip(name: &str) -> JobText {
    JobText::new().raw_clip(&format!("path = \"lab:{name}\"\ncolour_space = \"ARRI LogC3 (EI800)\""))
}

/// A movie that ends early: refused by the plan where its index shows it, by the worker otherwise, and never short.
#[test]
fn a_truncated_movie_is_a_failed_source_wherever_it_was_cut() {
    let site = Site::new();
    let front = site.lab().join("front.mov");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-y", "-i"]).arg(&movie().files[0]);
    ffmpeg.args(["-map", "0:v", "-c", "copy", "-movflags", "+faststart+write_colr"]).arg(&front);
    Ran::of(&mut ffmpeg).expect_code(0);
    lab_clip("front.mov");
    site.run(&lab_clip("front.mov")).expect_code(0);
    fs::remove_dir_all(site.delivery_folder()).expect("our own delivery");
    let mxf = Shoot::of("dnxhr").make().files[0].clone();
    for (source, siting) in [(&movie().files[0], ""), (&front, ""), (&mxf, "siting = \"left\"")] {
        for percent in [2, 30, 60, 99] {
            let cut = cut_at(&site, source, percent);
            let lines = format!("path = \"lab:{cut}\"\ncolour_space = \"ARRI LogC3 (EI800)\"\n{siting}");
            let ran = site.run(&JobText::new().raw_clip(&lines));
            assert_eq!(ran.code, 65, "{cut} at {percent} %: {}{}", ran.stdout, ran.stderr);
            assert!(ran.stderr.contains(&cut) || ran.stdout.contains(&cut), "{cut}: {}{}", ran.stdout, ran.stderr);
            assert_eq!(site.deliveries(), Vec::<PathBuf>::new(), "{cut} at {percent} %");
        }
    }
}

fn cut_at(site: &Site, source: &Path, percent: usize) -> String {
    let bytes = fs::read(source).expect("an original");
    let stem = source.file_stem().expect("a file has a name").to_string_lossy();
    let extension = source.extension().expect("an original has an extension").to_string_lossy();
    let name = format!("{stem}-{percent}.{extension}");
    fs::write(site.lab().join(&name), &bytes[..bytes.len() * percent / 100]).expect("our own");
    name
}

#[test]
fn a_damaged_frame_of_a_movie_fails_the_job_and_names_file_and_frame() {
    let site = Site::new();
    let mut bytes = fs::read(&movie().files[0]).expect("an original");
    // The frames' data lies in the middle of the file; a run of zeros hits one or two of them.
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40_000].fill(0);
    fs::write(site.lab().join("hole.mov"), bytes).expect("our own");
    let ran = site.run(&lab_clip("hole.mov")).expect_code(65);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(told.contains("hole.mov") && told.contains("frame"), "{told}");
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
}
