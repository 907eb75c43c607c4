//! A job that contradicts its sources is told so.

use crate::material::{Lab, only, told};
use interneg_spec::SampleRange;

const LOG: &str = "colour_space = 'ARRI LogC3 (EI800)'";

#[test]
fn a_range_that_the_file_contradicts_is_warned_of_in_both_kinds_of_jobs() {
    let lab = Lab::new();
    lab.dpx("A001/A001C001", "01:00:00:00", "A001");
    let clip = format!("path = 'ocf:A001/A001C001.%07d.dpx'\n{LOG}");
    let proxies = |more: &str| lab.proxies("", &[&format!("{clip}\n{more}")]);
    assert_eq!(told(&proxies("").findings), Vec::<String>::new());
    assert_eq!(told(&proxies("range = 'full'").findings), Vec::<String>::new());
    let against = proxies("range = 'legal'");
    only(&against.findings, &["warning SRC-RANGE sources[0].range", "A001C001.%07d.dpx says full, the job legal"]);
    assert_eq!(against.clips[0].range, Some(SampleRange::Legal));

    let nam = |more: &str| lab.nam("container = 'dpx'", "", &format!("{clip}\n{more}"));
    assert_eq!(told(&nam("").findings), Vec::<String>::new());
    let against = nam("range = 'legal'");
    only(&against.findings, &["warning SRC-RANGE clips[0].range", "A001C001.%07d.dpx says full, the job legal"]);
    assert_eq!(against.summary(1).clips[0].range, Some(SampleRange::Legal));
}

#[test]
fn a_reel_and_a_start_that_the_file_contradicts_are_warned_of_in_a_nam() {
    let lab = Lab::new();
    lab.dpx("A001/A001C001", "01:00:00:00", "A001");
    let clip = format!("path = 'ocf:A001/A001C001.%07d.dpx'\n{LOG}");
    let nam = |more: &str| lab.nam("container = 'dpx'", "", &format!("{clip}\n{more}"));
    assert_eq!(told(&nam("reel = 'A001'\nstart_timecode = '01:00:00:00'").findings), Vec::<String>::new());
    let parts = ["warning SRC-REEL clips[0].reel", "A001C001.%07d.dpx says reel A001, the job B001"];
    only(&nam("reel = 'B001'").findings, &parts);
    let parts = ["warning SRC-TIMECODE clips[0].start_timecode", "starts at 01:00:00:00, the job says 02:00:00:00"];
    only(&nam("start_timecode = '02:00:00:00'").findings, &parts);
}

#[test]
fn a_space_that_the_file_contradicts_is_warned_of_in_both_kinds_of_jobs() {
    let lab = Lab::new();
    lab.exr("A001/A001C001", "01:00:00:00", "A001");
    let clip = |space: &str| format!("path = 'ocf:A001/A001C001.%07d.exr'\ncolour_space = '{space}'");
    let parts = ["warning COLOUR-SPACE", "A001C001.%07d.exr says ACES2065-1, the job ARRI LogC3 (EI800)"];
    for space in ["auto", "ACES2065-1", "aces2065_1"] {
        assert_eq!(told(&lab.proxies("", &[&clip(space)]).findings), Vec::<String>::new(), "{space}");
        assert_eq!(told(&lab.nam("container = 'exr'", "", &clip(space)).findings), Vec::<String>::new(), "{space}");
    }
    let against = clip("ARRI LogC3 (EI800)");
    only(&lab.proxies("", &[&against]).findings, &[parts[0], parts[1], "sources[0].colour_space"]);
    let nam = lab.nam("container = 'exr'", "", &against);
    only(&nam.findings, &[parts[0], parts[1], "clips[0].colour_space"]);
    // Floats have no range, so none is in force.
    assert_eq!(nam.summary(1).clips[0].range, None);
}

#[test]
fn an_approval_does_not_come_after_the_movie_in_which_it_stands() {
    let lab = Lab::new();
    lab.dpx("A001/A001C001", "01:00:00:00", "A001");
    let format = "container = 'quicktime'\ncodec = 'prores_4444_xq'\ndynamic_range = 'hdr'";
    let clip = format!("path = 'ocf:A001/A001C001.%07d.dpx'\n{LOG}");
    let on = |date: &str, created: &str| {
        let approval = format!("[quicktime_approval]\napproved_by = 'A'\nreference = 'B'\ndate = '{date}'");
        lab.nam(format, &format!("{created}\n{approval}"), &clip)
    };
    assert_eq!(told(&on("20260102", "created = '2026-01-02T03:04:05Z'").findings), Vec::<String>::new());
    let parts = ["warning NAM-12 quicktime_approval.date", "20990101", "2026-01-02T03:04:05Z"];
    only(&on("20990101", "created = '2026-01-02T03:04:05Z'").findings, &parts);
    // Where the job has none, the time is that of the shoot, which approvals come after.
    assert_eq!(told(&on("20990101", "").findings), Vec::<String>::new());
}
