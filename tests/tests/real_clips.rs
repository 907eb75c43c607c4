//! Clips of real cameras, encoders and scanners, where they are at hand: what the rules allow is rendered, and what
//! they do not allow is refused by the right rule.

use interneg_tests::{JobText, Site, Tool, raw_planes, skip, workspace_root};
use std::path::{Path, PathBuf};

const LOG: &str = "ARRI LogC3 (EI800)";

/// Runs a test with the folder of the clips, which are of other people and do not come with the project.
fn with_samples(test: impl FnOnce(&Path)) {
    let folder = workspace_root().join("../shared/samples");
    if folder.is_dir() { test(&folder) } else { skip("no real clips beside the project") }
}

fn site(samples: &Path) -> Site {
    Site::new().bounds(1, 2, 10).with_root("samples", samples)
}

/// A clip by its path, with what its file does not say.
fn clip(path: &str, space: &str, lines: &str) -> JobText {
    JobText::new().raw_clip(&format!("path = \"samples:{path}\"\ncolour_space = {space:?}\n{lines}"))
}

#[test]
fn clips_that_the_rules_allow_are_rendered() {
    with_samples(|samples| {
        let imf = "imf/phdr_uhd_p3pq/VIDEO_23e9a145-f2da-4183-86b2-1c399db41afb.mxf";
        let cases = [
            ("Apple ProRes 422 HQ", "25", clip("camera/qt_prores422hq_apple_encoder.mov", LOG, ""), 25, "320x240"),
            ("Avid DNxHR OP-Atom", "25", clip("camera/mxf_opatom_avid_dnxhr_lb_uhd25.mxf", LOG, ""), 1, "3840x2160"),
            // Interlaced 4:2:2: delivered as it is, with a warning.
            ("AVC-Intra", "25", clip("camera/mxf_op1a_avcintra_10bit422_1080i25.mxf", LOG, ""), 1, "1920x1080"),
            ("JPEG 2000 RGB", "24", clip("camera/mxf_j2k_rgb16_2k.mxf", LOG, "range = \"full\""), 1, "1920x1080"),
            // 12-bit PQ of an IMF package; two frames of UHD are enough to see that it decodes.
            (
                "IMF at UHD",
                "24000/1001",
                clip(imf, "ST2084-P3-D65 - Display", "range = \"full\"\nin = \"00:00:00:22\""),
                2,
                "3840x2160",
            ),
            (
                "QuickTime with anamorphic H.264",
                "24",
                clip("camera/qt_h264_tmcd_010000.mov", LOG, "in = \"01:00:00:07\"\nout = \"01:00:00:12\""),
                5,
                "1920x1080",
            ),
        ];
        for (name, rate, job, frames, raster) in cases {
            let site = site(samples);
            let delivery = site.render(&job.record(rate, "01:00:00:00"));
            assert_eq!(delivery.frames().len(), frames, "{name}");
            let folder = delivery.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            assert!(folder.ends_with(&format!("_{raster}")), "{name}: {folder}");
        }
    });
}

#[test]
fn what_a_file_says_of_itself_reaches_the_headers() {
    with_samples(|samples| {
        let Some(exrheader) = Tool::find("exrheader") else { return };
        let site = site(samples);
        let job = clip("camera/mxf_opatom_avid_dnxhr_lb_uhd25.mxf", LOG, "").record("25", "10:00:00:00");
        let header = exrheader.text([site.render(&job).file(0)]);
        assert!(header.contains("reelName (type string): \"1920x1080-red.tif\""), "{header}");
        assert!(header.contains("framesPerSecond (type rational): 25/1 (25)"), "{header}");
    });
}

#[test]
fn codes_of_a_dpx_of_another_program_pass_unaltered() {
    with_samples(|samples| {
        let site = site(samples);
        let job = clip("dpx/dpx_nuke_10bits_rgb.dpx", LOG, "rate = \"24\"\nrange = \"full\"");
        let delivery = site.render(&job.record("24", "01:00:00:00").dpx(10));
        let planes = |file: PathBuf| raw_planes(&file, 0, "gbrp10le", 512, 3);
        let (ours, theirs) = (planes(delivery.file(0)), planes(samples.join("dpx/dpx_nuke_10bits_rgb.dpx")));
        assert!(ours == theirs, "codes differ");
        // The picture is no constant, or this would say nothing.
        assert!(ours.planes.iter().all(|plane| plane.iter().any(|code| *code != plane[0])));
    });
}

#[test]
fn clips_that_the_rules_do_not_allow_are_refused() {
    with_samples(|samples| {
        for (path, rate, lines, rule) in [
            ("camera/mxf_j2k_rgb16_2k.mxf", "24", "", "SRC-RANGE clips[0].range"),
            ("camera/qt_prores422hq_apple_encoder.mov", "24", "", "SRC-RATE clips[0].rate"),
            ("dpx/dpx_nuke_10bits_rgb.dpx", "24", "range = \"full\"", "SRC-RATE clips[0].rate"),
            ("dpx/scanity_header_only.dpx", "24", "rate = \"24\"", "SRC-DAMAGED clips[0].path"),
            ("dpx/checker.cin", "24", "rate = \"24\"", "SRC-NOT-MEDIA clips[0].path"),
            ("camera/still_raw14_canon.dng", "24", "rate = \"24\"", "SRC-NOT-MEDIA clips[0].path"),
        ] {
            let site = site(samples);
            let ran = site.run(&clip(path, LOG, lines).record(rate, "01:00:00:00")).expect_code(65);
            assert!(ran.stderr.contains(&format!("error {rule}")), "{path}: {}", ran.stderr);
            assert_eq!(site.deliveries(), Vec::<PathBuf>::new());
        }
    });
}
