//! Jobs whose review files cannot be made are refused before the first frame.

use crate::material::{job, plain, short};
use interneg_tests::{Ran, Server, Site};

#[test]
fn missing_plugins_are_named_before_the_first_frame() {
    let (site, short) = (Site::new(), short());
    let empty = site.path().join("no-plugins");
    let mut command = site.run_command(&job(&[&short]));
    command.env("GST_PLUGIN_SYSTEM_PATH_1_0", &empty).env("GST_PLUGIN_PATH_1_0", "");
    command.env("GST_REGISTRY_1_0", site.path().join("gst-registry"));
    let ran = Ran::of(&mut command).expect_code(65);
    for word in ["PX-REVIEW", "x264enc", "gstreamer1.0-plugins-ugly"] {
        assert!(ran.stderr.contains(word), "no {word} in {}", ran.stderr);
    }
    assert_eq!(site.deliveries(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn what_no_review_file_can_be_is_named() {
    let (site, short) = (Site::new(), short());
    for (lines, field) in [("raster = \"321x180\"", "review.raster"), ("bit_rate_kbps = 1", "review.bit_rate_kbps")] {
        let ran = site.run(&job(&[&short]).table("review", lines)).expect_code(65);
        assert!(ran.stderr.contains("PX-REVIEW") && ran.stderr.contains(field), "{}", ran.stderr);
    }
    let named = job(&[&short]).raw_rendition("name = \"Review\"\ncodec = \"prores_lt\"\nwrapper = \"mov\"");
    let ran = site.run(&named).expect_code(65);
    assert!(ran.stderr.contains("renditions[1].name"), "{}", ran.stderr);
}

#[test]
fn jobs_without_review_files_have_nothing_to_show() {
    let (site, short) = (Site::new(), short());
    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&plain(&[&short])));
    let ran = server.client(&["review", &name]).expect_code(1);
    assert!(ran.stderr.contains("NO_REVIEW"), "{}", ran.stderr);
    server.client(&["review", "jobs/00000000-0000-4000-8000-000000000000"]).expect_code(66);
}
