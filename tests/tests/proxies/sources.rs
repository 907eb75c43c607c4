//! What a folder and a clip that is named by itself say of one clip.

use crate::material::{cut, small};
use interneg_tests::{Movie, ProxyJobText, Ran, Site};
use std::fs;
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
