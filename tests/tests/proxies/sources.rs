//! What a folder and a clip that is named by itself say of one clip, and clips that no list could tell apart.

use crate::material::{cut, small};
use interneg_tests::{Movie, ProxyJobText, Ran, Site};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A folder of the root `lab` with two copies of a small ProRes 422: as FFmpeg writes them with these options, and as they are
/// without.
fn card(site: &Site, folder: &str, clips: [(&str, &[&str]); 2]) -> ProxyJobText {
    fs::create_dir(site.lab().join(folder)).expect("our own");
    for (name, options) in clips {
        if options.is_empty() {
            fs::copy(&small("prores422").files[0], site.lab().join(folder).join(name)).expect("our own");
            continue;
        }
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg
            .args(["-v", "error", "-y", "-i"])
            .arg(&small("prores422").files[0])
            .args(["-map", "0:v", "-map", "0:a", "-c", "copy"]);
        Ran::of(ffmpeg.args(options).arg(site.lab().join(folder).join(name))).expect_code(0);
    }
    cut(&[]).source(&lines(folder))
}

fn lines(path: &str) -> String {
    format!("path = \"lab:{path}\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nsiting = \"left\"")
}

#[test]
fn clips_that_share_a_reel_and_timecodes_are_refused_and_relink_by_the_remedy() {
    let site = Site::new();
    let job = card(&site, "A002", [("A002C004.mov", &[]), ("A002C005.mov", &[])]);
    let ran = site.run(&job).expect_code(65);
    let remedy = "set identity.reel to \"clip_name\"";
    let is_said = |line: &str| line.contains("error CF-12 identity.reel: ") && line.contains(remedy);
    assert!(ran.stderr.lines().any(is_said), "{}", ran.stderr);
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
    // Every proxy is judged by the rules of all applications when it is finished, so the code says that the remedy works.
    site.run(&job.table("identity", "reel = \"clip_name\"")).expect_code(0);
    let passport = fs::read_to_string(site.out().join("prores_proxy-mov/A002.relink.json")).expect("a passport");
    assert!(passport.contains("A002C004") && passport.contains("A002C005"), "{passport}");
}

#[test]
fn clips_without_timecode_and_reel_are_told_apart_by_their_names() {
    let site = Site::new();
    let bare = ["-write_tmcd", "0", "-map_metadata", "-1"];
    let job = card(&site, "D001", [("IMG_0001.mov", &bare), ("IMG_0002.mov", &bare)]);
    site.run(&job.table("identity", "unidentified = \"file_name\"")).expect_code(0);
}

#[test]
fn a_clip_of_variable_rate_is_conformed_by_a_source_of_its_own() {
    let site = Site::new().bounds(2, 1, 5);
    let jump = ["-bsf:v", "setts=ts=if(gte(N\\,6)\\,TS+2002\\,TS)", "-timecode", "02:00:00:00"];
    let job = card(&site, "P001", [("steady.mov", &[]), ("phone.mov", &jump)]);
    let ran = site.run(&job).expect_code(65);
    let remedy = "of a source that names this file alone where others lie beside it";
    assert!(ran.stderr.contains("PX-05 sources[0].variable_rate") && ran.stderr.contains(remedy), "{}", ran.stderr);

    let alone = format!("{}\nrate = \"24000/1001\"\nvariable_rate = \"conform\"", lines("P001/phone.mov"));
    site.run(&job.source(&alone)).expect_code(0);
    let frames = |clip: &str| {
        let movie = Movie::open(&site.out().join("prores_proxy-mov/P001").join(clip));
        movie.picture("nb_read_packets")
    };
    assert_eq!((frames("steady.mov"), frames("phone.mov")), ("12".to_owned(), "14".to_owned()));
}
