//! Names and timecodes that cannot be, by the field that has them.

use crate::material::{Lab, only};

const LOG: &str = "colour_space = 'ARRI LogC3 (EI800)'";

#[test]
fn a_start_that_does_not_exist_is_the_fault_of_whoever_gave_it() {
    let lab = Lab::new();
    lab.dpx("A001/A001C001", "01:00:00:00", "A001");
    let clip = format!("path = 'ocf:A001/A001C001.%07d.dpx'\n{LOG}");
    for start in ["01:00:00:99", "01:00:00;05"] {
        let plan = lab.proxies("", &[&format!("{clip}\nstart_timecode = '{start}'")]);
        let errors: Vec<_> =
            plan.findings.into_iter().filter(|found| found.level == interneg_spec::Level::Error).collect();
        only(
            &errors,
            &["error PX-04 sources[0].start_timecode", start, "set sources[0].start_timecode to one that exists"],
        );
    }
}

#[test]
fn a_start_of_a_nams_clip_that_does_not_exist_is_refused() {
    let lab = Lab::new();
    lab.dpx("A001/A001C001", "01:00:00:00", "A001");
    for used in ["", "\nin = '01:00:00:02'"] {
        let clip = format!("path = 'ocf:A001/A001C001.%07d.dpx'\n{LOG}\nstart_timecode = '01:00:00:99'{used}");
        let plan = lab.nam("container = 'dpx'", "", &clip);
        only(&plan.findings, &["error SRC-TIMECODE clips[0].start_timecode", "01:00:00:99", "to one that exists"]);
    }
}

#[test]
fn a_name_that_is_none_says_which_condition_failed() {
    let lab = Lab::new();
    let long = "A".repeat(129);
    lab.dpx(&format!("A001/{long}"), "01:00:00:00", "A001");
    lab.dpx("B001/B001C001", "01:00:00:00", "B001");
    let of = |path: &str, more: &str| lab.proxies("", &[&format!("path = 'ocf:{path}'\n{LOG}\n{more}")]);
    let parts = ["error PX-02 sources[0].path", "has 129 bytes, and names have 128 at most", "rename the original"];
    only(&of("A001", "").findings, &parts);
    only(&of("B001", "roll = 'B:1'").findings, &["error PX-ROLL sources[0].roll", "has the letter ':'"]);
    std::fs::rename(lab.ocf().join("B001"), lab.ocf().join("B001.")).unwrap();
    let parts = ["error PX-02 sources[0].path", "its roll cannot be", "ends with '.'", "set sources[0].roll"];
    only(&of("B001.", "").findings, &parts);
}
