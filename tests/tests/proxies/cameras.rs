//! Clips of real cameras and encoders, where they are at hand: each becomes a proxy, or is refused with the reason.

use interneg_tests::{Movie, ProxyJobText, Site, skip, workspace_root};

/// What becomes of a clip.
enum Fate {
    /// A proxy with so many frames and this first timecode.
    Made(u64, &'static str),
    /// Refused with this rule, field and part of the reason.
    Refused(&'static str, &'static str),
}
use Fate::{Made, Refused};

const LEFT: &str = "siting = \"left\"";
const TEN: &str = "start_timecode = \"10:00:00:00\"";
/// A raster that asks for scaling.
const SMALL: &str = "256x144";

/// File, raster, what the job says of it, and what becomes of it.
const CLIPS: [(&str, &str, &str, Fate); 13] = [
    // Its timecode track counts 29 frames in a second of 29.97, so that no two programs agree on the timecode.
    (
        "gopro_h264_tmcd.mp4",
        SMALL,
        "",
        Refused("PX-04 sources[0].path", "its track counts 29 frames per second of 90000/3003"),
    ),
    ("gopro_h264_tmcd.mp4", SMALL, "start_timecode = \"20:07:02;06\"", Made(362, "20:07:02;06")),
    ("mxf_j2k_rgb16_2k.mxf", SMALL, "", Refused("SRC-RANGE sources[0].range", "code range")),
    ("mxf_j2k_rgb16_2k.mxf", SMALL, "range = \"full\"", Made(1, "00:00:00:00")),
    ("mxf_op1a_avcintra_10bit422_1080i25.mxf", SMALL, LEFT, Refused("PX-PICTURE sources[0].path", "interlaced")),
    ("mxf_op1a_avcintra_10bit422_1080i25.mxf", "1920x1080", LEFT, Made(1, "00:00:00:00")),
    ("mxf_op1a_d10_625i25_tc2358.mxf", SMALL, LEFT, Refused("PX-PICTURE sources[0].path", "interlaced")),
    ("mxf_opatom_avid_dnxhr_lb_uhd25.mxf", SMALL, LEFT, Made(1, "01:00:00:00")),
    ("qt_h264_tmcd_010000.mov", SMALL, "", Made(50, "01:00:00:00")),
    ("qt_prores422hq_apple_encoder.mov", SMALL, "", Refused("PX-04 sources[0].path", "neither a timecode nor a reel")),
    ("qt_prores422hq_apple_encoder.mov", SMALL, TEN, Made(25, "10:00:00:00")),
    ("qt_prores422proxy_apple_encoder.mov", SMALL, TEN, Made(25, "10:00:00:00")),
    ("still_raw14_canon.dng", SMALL, "", Refused("SRC-NOT-MEDIA sources[0].path", "TIFF or DNG")),
];

/// An interlaced clip keeps its fields in DNxHD, each coded by itself, in every wrapper.
#[test]
fn fields_of_a_camera_stay_fields_in_dnxhd() {
    let samples = workspace_root().join("../shared/samples/camera");
    if !samples.is_dir() {
        return skip("no real clips beside the project");
    }
    let clip = "mxf_op1a_avcintra_10bit422_1080i25";
    let source = Movie::open(&samples.join(format!("{clip}.mxf")));
    let site = Site::new().bounds(2, 1, 25).with_root("samples", &samples);
    // Its codes are said to be of full range; taken as legal ones they stay what they are.
    let lines = format!("path = \"samples:{clip}.mxf\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nroll = \"R\"\n{LEFT}");
    let lines = format!("{lines}\nrange = \"legal\"");
    let files = [("mov", "mov"), ("mxf_op1a", "mxf"), ("mxf_op_atom", "mxf")];
    let job = |codec: &str| {
        let renditions =
            files.iter().fold(ProxyJobText::new(), |job, (wrapper, _)| job.rendition(codec, wrapper, "1920x1080"));
        renditions.source(&lines)
    };
    site.run(&job("dnxhd_175")).expect_code(0);
    for (wrapper, extension) in files {
        let suffix = if wrapper == "mxf_op_atom" { "_v1" } else { "" };
        let path = site.out().join(format!("dnxhd_175-{wrapper}/R/{clip}{suffix}.{extension}"));
        let movie = Movie::open(&path);
        if let Some(info) = movie.mediainfo() {
            assert_eq!(info.fields("Video", "ScanType"), ["Interlaced"], "{wrapper}");
            assert_eq!(info.fields("Video", "ScanOrder"), ["TFF"], "{wrapper}");
            assert_eq!(info.fields("Video", "Height"), ["1080"], "{wrapper}");
        }
        let (ours, theirs) = (movie.frames(), source.frames());
        assert_eq!(ours.len(), theirs.len(), "{wrapper}");
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let psnr = ours.psnr(theirs);
            println!("{wrapper}: {psnr:.2?} dB");
            assert!(psnr.iter().all(|plane| *plane > 55.0), "{wrapper}: {psnr:.2?} dB");
        }
    }
    // Others are progressive, and say so.
    for codec in ["dnxhd_36", "dnxhr_lb"] {
        let ran = site.run(&job(codec));
        assert_eq!(ran.code, 65, "{codec}: {}", ran.stderr);
        assert!(ran.stderr.contains("take dnxhd_115 or dnxhd_175 of 1920x1080, or ProRes"), "{codec}: {}", ran.stderr);
    }
}

#[test]
fn every_clip_is_made_or_refused_with_its_reason() {
    let samples = workspace_root().join("../shared/samples/camera");
    if !samples.is_dir() {
        return skip("no real clips beside the project");
    }
    for (file, raster, lines, fate) in CLIPS {
        let site = Site::new().bounds(2, 1, 25).with_root("samples", &samples);
        let source = format!("path = \"samples:{file}\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nroll = \"R\"\n{lines}");
        let ran = site.run(&ProxyJobText::new().rendition("prores_proxy", "mov", raster).source(&source));
        match fate {
            Made(frames, start) => {
                let ran = ran.expect_code(0);
                let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
                let movie = Movie::open(&site.out().join(format!("prores_proxy-mov/R/{stem}.mov")));
                assert_eq!(movie.picture("nb_read_packets"), frames.to_string(), "{file}: {}", ran.stderr);
                assert_eq!(movie.tag("timecode"), start, "{file}");
                assert_eq!(movie.frames().len() as u64, frames, "{file}");
            }
            Refused(rule_and_field, reason) => {
                assert_eq!(ran.code, 65, "{file}: {}", ran.stderr);
                let is_said = ran.stderr.contains(&format!("error {rule_and_field}")) && ran.stderr.contains(reason);
                assert!(is_said, "{file} {lines}: {}", ran.stderr);
            }
        }
    }
}
