//! `verify = "decode"`: frames are held against their pictures, files against their frames, and both are told.

use crate::material::{FRAMES, SMALL, identities, small};
use interneg_tests::{Movie, Original, ProxyJobText, Server, Site, files_below};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Name, codec, wrapper and further lines of renditions that are verified; one of each encoder and wrapper.
const RENDITIONS: [(&str, &str, &str, &str); 5] = [
    ("prores", "prores_proxy", "mov", ""),
    ("deep", "prores_4444", "mov", ""),
    ("ffmpeg", "prores_lt", "mov", "encoder = \"ffmpeg\""),
    ("avid", "dnxhr_lb", "mxf_op_atom", ""),
    ("op1a", "dnxhr_hqx", "mxf_op1a", "encoder = \"ffmpeg\""),
];

/// All renditions of a clip, with or without verification.
fn job(original: &Original, verify: &str) -> ProxyJobText {
    RENDITIONS.iter().fold(ProxyJobText::new().clip(original), |job, (name, codec, wrapper, lines)| {
        job.raw_rendition(&format!(
            "name = {name:?}\ncodec = {codec:?}\nwrapper = {wrapper:?}\nraster = {SMALL:?}\n{verify}\n{lines}"
        ))
    })
}

fn passport(site: &Site, rendition: &str, original: &Original) -> Value {
    let path = site.out().join(rendition).join(format!("{}.relink.json", original.roll()));
    let text = fs::read_to_string(path).expect("a passport");
    serde_json::from_str(&text).expect("JSON")
}

/// Files but for the passports, which say what was verified.
fn without_passports(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(folder)
        .into_iter()
        .filter(|(path, _)| !path.contains(".relink.json") && !path.contains(".interneg"))
        .collect()
}

#[test]
fn a_job_tells_what_it_has_verified_and_makes_the_same_files() {
    let original = small("prores4444");
    let (plain, site) = (Site::new(), Site::new().bounds(2, 1, 5));
    plain.run(&job(&original, "")).expect_code(0);
    let ran = site.run(&job(&original, "verify = \"decode\"")).expect_code(0);
    assert!(without_passports(&plain.out()) == without_passports(&site.out()), "verification changes files");
    for (name, ..) in RENDITIONS {
        let entry = &passport(&site, name, &original)["entries"][0];
        let verified = &entry["verified"];
        assert_eq!(verified["frames"], FRAMES, "{name}: {entry}");
        let lowest = verified["lowest"].as_array().expect("a list");
        assert_eq!(lowest.len(), 3);
        for plane in lowest {
            let (psnr_db, frame) = (plane["psnr_db"].as_f64().expect("decibels"), plane["frame"].as_u64());
            assert!((15.0..120.0).contains(&psnr_db) && frame < Some(FRAMES), "{name}: {verified}");
        }
        let told = format!("{name}: {FRAMES} frames verified, lowest Y' ");
        assert!(ran.stderr.contains(&told), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(&format!("of {}", original.name())), "{}", ran.stderr);
        assert!(passport(&plain, name, &original)["entries"][0]["verified"].is_null(), "{name}");
    }
    let movie = site.out().join("deep").join(original.roll()).join(format!("{}.mov", original.name()));
    assert_eq!(Movie::open(&movie).identities(original.strip_rows), identities(&original));
}

#[test]
fn a_service_plans_it_and_tells_it_in_the_jobs_history() {
    let (site, original) = (Site::new(), small("prores422"));
    let server = Server::start(&site);
    let file = site.write_job(&job(&original, "verify = \"decode\""));
    let file = file.to_string_lossy();
    let planned = server.client(&["plan", &file]).expect_code(0);
    let words = "each frame decoded and held against its picture, and read back from the file";
    assert_eq!(planned.stdout.matches(words).count(), RENDITIONS.len(), "{}", planned.stdout);
    let ran = server.client(&["submit", "--wait", &file]).expect_code(0);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    let name = ran.json()["job"]["name"].as_str().expect("a job has a name").to_owned();
    let watched = server.watch(&name).expect_code(0);
    let history = format!("{told}{}{}", watched.stdout, watched.stderr);
    assert!(history.contains(&format!("avid: {FRAMES} frames verified, lowest Y'")), "{history}");
}

#[test]
fn a_word_that_nobody_knows_is_refused() {
    let (site, original) = (Site::new(), small("prores422"));
    let ran = site.run(&job(&original, "verify = \"twice\"")).expect_code(65);
    assert!(ran.stderr.contains("twice") && ran.stderr.contains("decode"), "{}", ran.stderr);
}
