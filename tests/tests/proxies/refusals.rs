//! What cannot be made is refused before anything is written, each by its rule and field.

use crate::material::{SMALL, cut, identities, movie, small};
use interneg_tests::{Movie, ProxyJobText, Ran, Site};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

#[track_caller]
fn refused(site: &Site, job: &ProxyJobText, rule_and_field: &str, part: &str) {
    let ran = site.run(job).expect_code(65);
    let is_named =
        ran.stderr.lines().any(|line| line.contains(&format!("error {rule_and_field}: ")) && line.contains(part));
    assert!(is_named, "no {rule_and_field} with {part:?}: {}", ran.stderr);
    assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
}

/// A copy of a small ProRes 422 below the root `lab`, as FFmpeg writes it with these options.
fn copy_with(site: &Site, name: &str, options: &[&str]) -> ProxyJobText {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-y", "-i"]).arg(&small("prores422").files[0]).args(["-map", "0:v", "-c", "copy"]);
    Ran::of(ffmpeg.args(options).arg(site.lab().join(name))).expect_code(0);
    cut(&[]).source(&lab_lines(name))
}

fn lab_lines(path: &str) -> String {
    format!("path = \"lab:{path}\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nroll = \"A002\"\nsiting = \"left\"")
}

#[test]
fn a_clip_that_no_conform_could_find() {
    let site = Site::new();
    let job = copy_with(&site, "A002C004_260101_R1AB.mov", &["-write_tmcd", "0", "-map_metadata", "-1"]);
    refused(&site, &job, "PX-04 sources[0].path", "neither a timecode nor a reel");
    // Allowed in so many words: its file name is its reel, and it begins at zero.
    site.run(&job.table("identity", "unidentified = \"file_name\"")).expect_code(0);
    let movie = movie(&site, "prores_proxy", &small("prores422"));
    assert_eq!(
        (movie.tag("timecode").as_str(), movie.tag("reel_name").as_str()),
        ("00:00:00:00", "A002C004_260101_R1AB")
    );
}

#[test]
fn frames_that_do_not_last_equally_long() {
    let site = Site::new();
    copy_with(&site, "vfr.mov", &["-bsf:v", "setts=ts=if(gte(N\\,6)\\,TS+2002\\,TS)"]);
    let lines = format!("{}\nstart_timecode = \"01:00:00:00\"", lab_lines("vfr.mov"));
    refused(&site, &cut(&[]).source(&lines), "PX-05 sources[0].variable_rate", "a variable frame rate");
    let lines = format!("{lines}\nvariable_rate = \"conform\"");
    refused(&site, &cut(&[]).source(&lines), "PX-05 sources[0].rate", "to no rate");
    // A folder says so too.
    fs::create_dir(site.lab().join("roll")).expect("our own");
    fs::rename(site.lab().join("vfr.mov"), site.lab().join("roll/vfr.mov")).expect("our own");
    refused(&site, &cut(&[]).source(&lab_lines("roll")), "PX-05 sources[0].variable_rate", "vfr.mov");
}

#[test]
fn frames_that_do_not_last_equally_long_are_conformed_where_the_job_says_so() {
    let site = Site::new().bounds(2, 1, 5);
    copy_with(&site, "vfr.mov", &["-bsf:v", "setts=ts=if(gte(N\\,6)\\,TS+2002\\,TS)"]);
    let lines = "rate = \"24000/1001\"\nvariable_rate = \"conform\"";
    let job = cut(&[]).source(&format!("{}\n{lines}", lab_lines("vfr.mov")));
    let ran = site.run(&job).expect_code(0);
    let told = "14 frames of 12 pictures, 0 dropped and 2 repeated";
    let is_said = |line: &str| line.contains("warning PX-06 sources[0].variable_rate") && line.contains(told);
    assert!(ran.stderr.lines().any(is_said), "{}", ran.stderr);
    let original = small("prores422");
    let folder = site.out().join("prores_proxy-mov");
    let movie = Movie::open(&folder.join("A002/vfr.mov"));
    assert_eq!((movie.picture("nb_read_packets"), movie.picture("r_frame_rate")), ("14".into(), "24000/1001".into()));
    // Pictures 6 and later are shown two frames late: the one before fills the first of them, the next one the second.
    let all = identities(&original);
    let shown = [0, 1, 2, 3, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11].map(|picture| all[picture]);
    assert_eq!(movie.identities(original.strip_rows), shown);
    let passport = fs::read_to_string(folder.join("A002.relink.json")).expect("a passport");
    let passport: serde_json::Value = serde_json::from_str(&passport).expect("JSON");
    let entry = &passport["entries"][0];
    assert_eq!(entry["conformed"], serde_json::json!([{"pictures": 12, "dropped": 0, "repeated": 2}]));
    assert!(entry["transforms"][0]["detail"].as_str().is_some_and(|detail| detail.contains(told)), "{entry}");
}

#[test]
fn codes_of_unknown_meaning() {
    let site = Site::new();
    let unknown = "prores_metadata=color_primaries=unknown:color_trc=unknown:colorspace=unknown";
    let options = ["-bsf:v", unknown, "-movflags", "-write_colr", "-timecode", "01:00:00:00"];
    refused(&site, &copy_with(&site, "untagged.mov", &options), "SRC-MATRIX sources[0].matrix", "untagged.mov");
}

#[test]
fn colours_of_unknown_name() {
    let original = small("prores422");
    let with = |space: &str| {
        let lines = format!("path = {:?}\ncolour_space = {space:?}\nroll = \"A002\"\nsiting = \"left\"", original.path);
        cut(&[]).source(&lines)
    };
    let site = Site::new();
    refused(&site, &with("Bay"), "COLOUR-SPACE sources[0].colour_space", "S-Log3 S-Gamut3.Cine");
    refused(&site, &with("Bay"), "COLOUR-SPACE sources[0].colour_space", "such as \"Apple Log\"");
    refused(&site, &with("LogC9"), "COLOUR-SPACE sources[0].colour_space", "candidates: ARRI LogC");
}

#[test]
fn movies_that_no_codec_or_wrapper_holds() {
    let original = small("prores422");
    let with = |codec: &str, wrapper: &str, lines: &str| {
        let lines = format!("name = \"cut\"\ncodec = {codec:?}\nwrapper = {wrapper:?}\n{lines}");
        ProxyJobText::new().clip(&original).raw_rendition(&lines)
    };
    let small = format!("raster = {SMALL:?}");
    for (job, rule_and_field, part) in [
        (
            with("prores_4444", "mov", "bit_depth = 12\nencoder = \"ffmpeg\""),
            "PX-DEPTH renditions[0].bit_depth",
            "12 bits",
        ),
        (with("prores_hq", "mov", "bit_depth = 12"), "PX-DEPTH renditions[0].bit_depth", "12 bits"),
        (with("dnxhr_hq", "mov", "bit_depth = 10"), "PX-DEPTH renditions[0].bit_depth", "10 bits"),
        (with("prores_hq", "mxf_op_atom", ""), "PX-WRAPPER renditions[0].wrapper", "mxf_op_atom"),
        (with("dnxhd_36", "mov", &small), "PX-RASTER renditions[0].raster", SMALL),
        (with("dnxhr_lb", "mov", "raster = \"240x112\""), "PX-RASTER renditions[0].raster", "240x112"),
        (with("prores_hq", "mov", "raster = \"511x287\""), "PX-RASTER renditions[0].raster", "511x287"),
    ] {
        refused(&Site::new(), &job, rule_and_field, part);
    }
}

#[test]
fn clips_that_would_be_written_over_each_other() {
    let site = Site::new();
    let original = small("prores422");
    for folder in ["one", "two"] {
        fs::create_dir(site.lab().join(folder)).expect("our own");
        fs::copy(&original.files[0], site.lab().join(folder).join("A002C004.mov")).expect("our own");
    }
    let job = cut(&[]).source(&lab_lines("one/A002C004.mov")).source(&lab_lines("two/A002C004.mov"));
    refused(&site, &job, "PX-02 sources[1].path", "prores_proxy-mov/A002/A002C004.mov");
}

#[test]
fn looks_and_framings_that_cannot_be_followed() {
    let site = Site::new();
    let original = small("prores422");
    let write = |name: &str, text: &str| fs::write(site.lab().join(name), text).expect("our own");
    write("broken.ccc", "<ColorCorrectionCollection><ColorCorrection id='x'><SOPNode><Slope>1 1</Slope>");
    write("entities.amf", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>");
    write("broken.cube", "LUT_1D_SIZE 2\n0 0 0\n");
    write("broken.fdl", "{\"version\": ");
    let job = || cut(&[&original]);
    for (job, rule_and_field, part) in [
        (job().viewed("display = \"A wall\""), "PX-11 look.display", "A wall"),
        (job().viewed("view = \"A view\""), "PX-09 look.view", "A view"),
        (job().viewed("view = \"A view\""), "PX-09 look.view", "set look.view to one of: \"ACES 1.0 - SDR Video\""),
        (job().viewed("cdl = [\"lab:broken.ccc\"]"), "PX-09 look.cdl[0]", "broken.ccc"),
        (job().viewed("amf = [\"lab:entities.amf\"]"), "PX-09 look.amf[0]", "entities.amf"),
        (job().viewed("lut = \"lab:broken.cube\""), "PX-09 look.lut", "broken.cube"),
        (job().table("framing", "fdl = \"lab:broken.fdl\""), "PX-10 framing.fdl", "broken.fdl"),
        (job().table("framing", "letterbox = 239.0"), "PX-10 framing.letterbox", "239"),
        (job().table("framing", "letterbox = nan"), "PX-10 framing.letterbox", "NaN"),
    ] {
        refused(&site, &job, rule_and_field, part);
    }
}

#[test]
fn sources_that_are_not_there() {
    let site = Site::new();
    fs::create_dir(site.lab().join("empty")).expect("our own");
    // A file that is missing is another fault than one that is wrong.
    for (path, reason) in [("empty", "no clip lies here"), ("nowhere.mov", "nowhere.mov")] {
        let ran = site.run(&cut(&[]).source(&lab_lines(path))).expect_code(66);
        assert!(ran.stderr.contains("SRC-MISSING sources[0].path") && ran.stderr.contains(reason), "{}", ran.stderr);
        assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
    }
}

#[test]
fn rolls_that_lead_out_of_the_folder_and_words_that_no_log_carries() {
    let original = small("prores422");
    let with = |lines: &str| {
        let source =
            format!("path = {:?}\ncolour_space = \"ARRI LogC3 (EI800)\"\nsiting = \"left\"\n{lines}", original.path);
        cut(&[]).source(&source)
    };
    let site = Site::new();
    for roll in ["../../../lab", "/lab", "a/b", "a\\b", "..", ".", "", "a\tb"] {
        refused(&site, &with(&format!("roll = {roll:?}")), "PX-ROLL sources[0].roll", "is no name of a folder");
        assert_eq!(fs::read_dir(site.lab()).expect("our own").count(), 0, "{roll:?} was written to");
    }
    let job = with("roll = \"A002\"\nreel = \"A\\tB\"");
    refused(&site, &job, "PX-03 sources[0].reel", "is no name of a reel");
}

#[test]
fn a_reel_that_the_files_do_not_have_is_warned_of() {
    let (site, original) = (Site::new(), small("prores422"));
    // The clips are known by their rolls, and each file knows its reel.
    let job = cut(&[&original]).table("identity", "reel = \"roll\"");
    let ran = site.run(&job);
    let is_said = ran.stderr.lines().any(|line| line.contains("PX-03 identity.reel") && line.contains(&original.reel));
    assert!(is_said, "{}", ran.stderr);
}
