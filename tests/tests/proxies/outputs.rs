//! A folder that others use as well: what is not of the job stays what it is.

use crate::material::{cut, movie, place, small};
use interneg_tests::{Site, files_below};
use std::fs;

#[test]
fn a_file_of_somebody_else_under_a_proxys_name_is_not_touched() {
    let (site, original) = (Site::new(), small("prores422"));
    let foreign = place(&site, "prores_proxy", &original);
    fs::create_dir_all(foreign.parent().expect("a folder")).expect("our own folder");
    fs::write(&foreign, "the editor's own").expect("our own folder");
    let before = files_below(&site.out());
    let ran = site.run(&cut(&[&original])).expect_code(73);
    assert!(ran.stderr.contains(&*foreign.to_string_lossy()), "{}", ran.stderr);
    assert!(files_below(&site.out()) == before, "something was written");
}

#[test]
fn files_of_somebody_else_beside_the_proxies_stay() {
    let (site, original) = (Site::new(), small("prores422"));
    let beside = place(&site, "prores_proxy", &original).with_file_name("notes.txt");
    fs::create_dir_all(beside.parent().expect("a folder")).expect("our own folder");
    fs::write(&beside, "the editor's own").expect("our own folder");
    site.run(&cut(&[&original])).expect_code(0);
    assert_eq!(fs::read_to_string(&beside).expect("it stays"), "the editor's own");
}

#[test]
fn another_job_does_not_write_over_proxies() {
    let (site, original) = (Site::new(), small("prores422"));
    site.run(&cut(&[&original])).expect_code(0);
    let made = fs::read(place(&site, "prores_proxy", &original)).expect("a proxy");
    // The same clip with text over it is another movie of the same name.
    let other = cut(&[&original]).burn_in("field = \"clip\"\nposition = \"bottom_left\"");
    site.run(&other).expect_code(73);
    assert!(fs::read(place(&site, "prores_proxy", &original)).expect("a proxy") == made);
}

#[test]
fn a_second_day_goes_beside_the_first() {
    let (site, one, two) = (Site::new(), small("prores422"), small("dpx"));
    site.run(&cut(&[&one])).expect_code(0);
    site.run(&cut(&[&two])).expect_code(0);
    for original in [&one, &two] {
        assert_eq!(movie(&site, "prores_proxy", original).tag("timecode"), original.start_timecode);
    }
}

#[test]
fn a_log_of_somebody_else_is_not_written_over() {
    let (site, original) = (Site::new(), small("prores422"));
    let log = place(&site, "prores_proxy", &original).parent().expect("a folder").with_extension("ale");
    fs::create_dir_all(log.parent().expect("a folder")).expect("our own folder");
    fs::write(&log, "the editor's own").expect("our own folder");
    let ran = site.run(&cut(&[&original])).expect_code(73);
    assert!(ran.stderr.contains(&*log.to_string_lossy()), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(&log).expect("it stays"), "the editor's own");
}

#[test]
fn two_jobs_of_one_roll_do_not_share_its_log() {
    let (site, one, two) = (Site::new(), small("prores422"), small("dpx"));
    site.run(&cut(&[&one])).expect_code(0);
    let before = files_below(&site.out());
    let lines = format!("path = {:?}\ncolour_space = {:?}\nroll = {:?}", two.path, two.colour_space, one.roll());
    site.run(&cut(&[]).source(&lines)).expect_code(73);
    assert!(files_below(&site.out()) == before, "something was written");
}
