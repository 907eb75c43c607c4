//! Which part of the picture is shown where.

use crate::material::{SMALL, movie, small};
use interneg_tests::{DecodedFrame, Movie, Original, ProxyJobText, Ran, Site, rendition_name};
use std::fs;
use std::process::Command;

/// Legal black, in ten bits.
const BLACK: u16 = 64;

/// Every code of the lines is within `near` of black: blocks of 16 lines that hold an edge ring, others do not.
fn is_black(frame: &DecodedFrame, rows: std::ops::Range<usize>, near: u16) -> bool {
    frame.planes.iter().zip([BLACK, 512, 512]).all(|((width, _, codes), black)| {
        codes[rows.start * width..rows.end * width].iter().all(|code| code.abs_diff(black) <= near)
    })
}

fn framed(site: &Site, original: &Original, raster: &str, lines: &str) -> Movie {
    let job = ProxyJobText::new().rendition("prores_hq", "mov", raster).clip(original).table("framing", lines);
    site.run(&job).expect_code(0);
    movie(site, "prores_hq", original)
}

#[test]
fn a_letterbox_is_black_where_it_should_be() {
    let (site, original) = (Site::new(), small("prores422"));
    let frame = framed(&site, &original, SMALL, "letterbox = 2.39").frames().swap_remove(0);
    // 512 / 2.39 is 214 lines of 288: 37 above and below.
    assert!(is_black(&frame, 0..32, 0) && is_black(&frame, 256..288, 0), "the bars are not black");
    assert!(is_black(&frame, 32..36, 16) && is_black(&frame, 252..256, 16), "the bars are too narrow");
    for row in [38, 144, 249] {
        assert!(!is_black(&frame, row..row + 1, 100), "line {row} is black");
    }
}

#[test]
fn anamorphic_pictures_are_stretched() {
    let (site, original) = (Site::new(), small("prores422"));
    let copy = site.lab().join(format!("{}.mov", original.name()));
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-y", "-i"]).arg(&original.files[0]).args(["-map", "0:v", "-c", "copy"]);
    ffmpeg.args(["-timecode", &original.start_timecode, "-movflags", "+write_colr", "-aspect", "32:9"]).arg(&copy);
    Ran::of(&mut ffmpeg).expect_code(0);
    let lines = format!(
        "path = \"lab:{}.mov\"\ncolour_space = {:?}\nroll = {:?}\nsiting = \"left\"",
        original.name(),
        original.colour_space,
        original.roll()
    );
    site.run(&ProxyJobText::new().rendition("prores_hq", "mov", SMALL).source(&lines)).expect_code(0);
    let proxy = movie(&site, "prores_hq", &original);
    assert_eq!(proxy.picture("sample_aspect_ratio"), "1:1");
    let mut frame = proxy.frames().swap_remove(3);
    // Twice as wide as high: 512x144 in the middle of 512x288.
    assert!(is_black(&frame, 0..64, 0) && is_black(&frame, 224..288, 0), "the bars are not black");
    let (width, _, luma) = &mut frame.planes[0];
    luma.drain(..72 * *width);
    let identity = frame.identity(original.strip_rows / 2);
    assert_eq!((identity.clip_id, identity.count), (original.clip_id, original.start_count + 3));
}

/// A decision of 256x144 in the middle of the small canvas.
const MIDDLE: &str = r#"{
    "uuid": "0E6D12BB-5D9A-461C-803E-5696E9CC8989", "version": {"major": 2, "minor": 0}, "fdl_creator": "TEST",
    "default_framing_intent": "MID",
    "framing_intents": [{"id": "MID", "label": "middle", "aspect_ratio": {"width": 16, "height": 9}, "protection": 0}],
    "contexts": [{"label": "camera", "context_creator": "TEST", "canvases": [{
        "id": "CANVAS", "label": "open gate", "source_canvas_id": "CANVAS", "anamorphic_squeeze": 1.0,
        "dimensions": {"width": 512, "height": 288},
        "framing_decisions": [{
            "id": "CANVAS-MID", "label": "middle", "framing_intent_id": "MID",
            "dimensions": {"width": 256.0, "height": 144.0}, "anchor_point": {"x": 128.0, "y": 72.0}
        }]
    }]}],
    "canvas_templates": []
}"#;

#[test]
fn a_decision_of_an_fdl_is_cut_out() {
    let (site, original) = (Site::new(), small("prores422"));
    fs::write(site.lab().join("middle.fdl"), MIDDLE).expect("our own");
    let ours = framed(&site, &original, "256x144", "fdl = \"lab:middle.fdl\"").frames().swap_remove(0);
    let theirs = Movie::open(&original.files[0]).frames().swap_remove(0);
    let shifted = |x: usize| {
        let planes = theirs.planes.iter().map(|(width, _, codes)| {
            let (cut, left) = (width / 2, x * width / 512);
            let rows = (72..216).flat_map(|row| codes[row * width + left..][..cut].to_vec());
            (cut, 144, rows.collect())
        });
        DecodedFrame { planes: planes.collect(), bits: theirs.bits }
    };
    let (right, wrong) = (ours.psnr(&shifted(128)), ours.psnr(&shifted(132)));
    assert!(right[0] > 48.0 && wrong[0] < 35.0, "{right:?} at its place, {wrong:?} four pixels beside");
}

#[test]
fn the_fdl_of_a_visual_effects_pull_fills_the_raster() {
    let samples = interneg_tests::workspace_root().join("../shared/samples/fdl");
    let name = "Scenario-9__FDL_DeliveredToVFXVendor.fdl";
    let Ok(text) = fs::read_to_string(samples.join(name)) else {
        return interneg_tests::skip("no framing decisions of others beside the project");
    };
    let site = Site::new();
    fs::write(site.lab().join("pull.fdl"), text).expect("our own");
    // The canvas of the pull in grey, with its decision of 4096x2304 at (196, 288) in a lighter grey.
    let mut ffmpeg = Command::new("ffmpeg");
    let picture = "color=c=0x404040:s=4488x2880:r=24:d=0.04,drawbox=196:288:4096:2304:c=0xc0c0c0:t=fill";
    ffmpeg.args(["-v", "error", "-y", "-f", "lavfi", "-i", picture, "-frames:v", "1", "-c:v", "prores_ks"]);
    ffmpeg.args(["-vf", "format=yuv422p10le", "-profile:v", "hq", "-colorspace", "bt709", "-color_range", "tv"]);
    ffmpeg.args(["-timecode", "01:00:00:00", "-movflags", "+write_colr"]).arg(site.lab().join("pull.mov"));
    Ran::of(&mut ffmpeg).expect_code(0);
    let lines = "path = \"lab:pull.mov\"\ncolour_space = \"ARRI LogC3 (EI800)\"\nroll = \"P\"\nsiting = \"left\"\nmatrix = \"bt709\"";
    let job = ProxyJobText::new().rendition("prores_hq", "mov", SMALL).source(lines);
    site.run(&job.table("framing", "fdl = \"lab:pull.fdl\"")).expect_code(0);
    let path = site.out().join(rendition_name("prores_hq", "mov")).join("P/pull.mov");
    let frame = Movie::open(&path).frames().swap_remove(0);
    let (width, height, luma) = &frame.planes[0];
    let middle = luma[height / 2 * width + width / 2];
    assert!(middle > 600, "{middle} in the middle");
    // The outermost lines and columns may see what lies behind the edge through the filter, and no others.
    let inside = (2..height - 2).flat_map(|row| &luma[row * width + 2..row * width + width - 2]);
    assert!(inside.copied().all(|code| code.abs_diff(middle) <= 12), "the decision does not fill the raster");
}
