//! Clips that share timecodes on one reel.

use crate::material::{Lab, only, told};

const CARD: &str = "path = 'ocf:A001'\ncolour_space = 'ARRI LogC3 (EI800)'";

#[test]
fn clips_that_a_list_cannot_tell_apart_are_refused_before_anything_is_rendered() {
    let lab = Lab::new();
    lab.dpx("A001/A001C001", "01:00:00:00", "A001R1AB");
    // The last frame of the first.
    lab.dpx("A001/A001C002", "01:00:00:24", "A001R1AB");
    lab.dpx("A001/A001C003", "01:00:02:00", "A001R1AB");
    let plan = lab.proxies("", &[CARD]);
    only(
        &plan.findings,
        &[
            "error CF-12 identity.reel: ocf:A001/A001C001.%07d.dpx and ocf:A001/A001C002.%07d.dpx",
            "share the timecodes 01:00:00:24 to 01:00:00:24 on one reel",
            "set identity.reel to \"clip_name\"",
        ],
    );
    assert!(!plan.is_renderable());
    // The remedy: a reel that each file contradicts, of which there is a warning, and no two clips on one.
    let named = lab.proxies("identity = { reel = 'clip_name' }", &[CARD]);
    assert!(named.is_renderable(), "{:?}", told(&named.findings));
    assert!(told(&named.findings).iter().all(|finding| finding.starts_with("warning PX-03 identity.reel")));
}

#[test]
fn clips_that_follow_one_another_are_fine() {
    let lab = Lab::new();
    lab.dpx("A001/A001C001", "01:00:00:00", "A001R1AB");
    lab.dpx("A001/A001C002", "01:00:01:00", "A001R1AB");
    assert_eq!(told(&lab.proxies("", &[CARD]).findings), Vec::<String>::new());
}

#[test]
fn clips_of_one_name_at_one_time_are_told_apart_by_nothing() {
    let lab = Lab::new();
    lab.dpx("A001/C001", "01:00:00:00", "A001R1AB");
    lab.dpx("B001/C001", "01:00:00:00", "A001R1AB");
    let cards = ["path = 'ocf:A001'\ncolour_space = 'ARRI LogC4'", "path = 'ocf:B001'\ncolour_space = 'ARRI LogC4'"];
    let parts = ["error CF-12 sources[1].path", "under one name", "rename one of the originals"];
    for reel in ["embedded", "clip_name", "roll"] {
        let plan = lab.proxies(&format!("identity = {{ reel = '{reel}' }}"), &cards);
        let errors: Vec<String> = told(&plan.findings).into_iter().filter(|told| told.starts_with("error")).collect();
        assert!(errors.len() == 1 && parts.iter().all(|part| errors[0].contains(part)), "{reel}: {errors:?}");
    }
    // At another time of the day the timecode tells which is which.
    lab.dpx("C001/C001", "02:00:00:00", "A001R1AB");
    let cards = [cards[0], "path = 'ocf:C001'\ncolour_space = 'ARRI LogC4'"];
    assert_eq!(told(&lab.proxies("", &cards).findings), Vec::<String>::new());
}

#[test]
fn clips_that_only_their_names_identify_share_no_reel() {
    let lab = Lab::new();
    lab.dpx("A001/A001C001", "00:00:00:00", "");
    lab.dpx("A001/A001C002", "00:00:00:00", "");
    let plan = lab.proxies("identity = { unidentified = 'file_name' }", &[CARD]);
    assert_eq!(told(&plan.findings), Vec::<String>::new());
    let known: Vec<(&str, String)> =
        plan.clips.iter().map(|clip| (clip.reel.as_str(), clip.start.to_string())).collect();
    let start = "00:00:00:00".to_owned();
    assert_eq!(known, [("A001C001", start.clone()), ("A001C002", start)]);
}
