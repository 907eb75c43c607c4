//! The same job gives the same bytes, whatever threads, workers and tasks it is cut into, and after a resume.

use interneg_tests::{JobText, Shoot, Site, files_below};
use std::collections::BTreeMap;
use std::fs;

fn job() -> JobText {
    let (movie, dpx) = (Shoot::of("prores4444").make(), Shoot::of("dpx").make());
    JobText::new()
        .trimmed(&movie, "01:00:00:00", "01:00:00:08")
        .trimmed(&dpx, "02:10:00:14", "02:10:00:23")
        .manifests("mhl = true\nasc_mhl = true")
}

/// Renders with other bounds into the same place, so that even the job's identity is the same.
fn render(site: Site, job: &JobText, bounds: (u32, u32, u32)) -> (Site, BTreeMap<String, Vec<u8>>) {
    let site = site.bounds(bounds.0, bounds.1, bounds.2);
    let delivery = site.render(job);
    let files = files_below(&delivery.folder);
    (site, files)
}

fn clear(site: &Site) {
    fs::remove_dir_all(site.out()).and_then(|()| fs::create_dir(site.out())).expect("our own folder");
}

#[track_caller]
fn same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    let (names_a, names_b): (Vec<_>, Vec<_>) = (a.keys().collect(), b.keys().collect());
    assert_eq!(names_a, names_b);
    let differ: Vec<&String> = a.iter().filter(|(name, bytes)| b[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "{} of {} files differ: {differ:?}", differ.len(), a.len());
}

#[track_caller]
fn check(job: &JobText) {
    let (site, one) = render(Site::new(), job, (1, 1, 100));
    clear(&site);
    let (site, many) = render(site, job, (2, 2, 3));
    same(&one, &many);
    // A resume: half of the frames are gone, and the rest stays.
    let lost: Vec<_> = one.keys().filter(|name| name.ends_with("exr") || name.ends_with("dpx")).step_by(2).collect();
    for name in &lost {
        fs::remove_file(site.delivery_folder().join(name)).expect("our own delivery");
    }
    assert!(lost.len() > 5);
    let (_site, resumed) = render(site, job, (2, 1, 4));
    same(&one, &resumed);
}

#[test]
fn uncompressed_exr() {
    check(&job().exr("none"));
}

#[test]
fn zip_exr() {
    check(&job().exr("zip"));
}

#[test]
fn piz_exr() {
    check(&job().exr("piz"));
}

#[test]
fn ten_bit_dpx() {
    check(&job().dpx(10));
}

#[test]
fn sixteen_bit_dpx() {
    check(&job().dpx(16));
}

#[test]
fn another_place_gives_the_same_bytes() {
    for job in [job().exr("none"), job().dpx(10)] {
        let (_here, one) = render(Site::new(), &job, (1, 1, 100));
        let (_there, two) = render(Site::new(), &job, (2, 1, 5));
        same(&one, &two);
    }
}
