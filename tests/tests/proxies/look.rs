//! Looks: which document decides, and what it does to a patch whose value is known.

use crate::material::{SMALL, cut, movie, small};
use interneg_tests::{Original, ProxyJobText, Server, Site, logc3_to_linear};
use std::fs;

/// Code of a dark cell of the strip, a neutral patch: ten-bit LogC3.
const DARK_CODE: f64 = 150.0;
/// A view that only encodes for the display.
const VIEW: &str = "view = \"Un-tone-mapped\"";

/// Scene-linear value of the dark cell with an offset in ACEScct.
fn graded(offset: f64) -> f64 {
    let linear = logc3_to_linear(DARK_CODE / 1023.0);
    // S-2016-001: the logarithmic part, which begins at 0.0078125.
    let log = (linear.log2() + 9.72) / 17.52 + offset;
    2_f64.powf(log * 17.52 - 9.72)
}

/// Video level, 0 to 1: ITU-R BT.1886 with a black of zero.
fn encoded(linear: f64) -> f64 {
    linear.clamp(0.0, 1.0).powf(1.0 / 2.4)
}

/// Video level of the dark cell with an offset in ACEScct before the view, by the published formulas.
fn expected(offset: f64) -> f64 {
    encoded(graded(offset))
}

/// Video level of a dark cell, and how far its chroma lies from neutral, in the middle of the strip's second cell.
fn patch(site: &Site, original: &Original) -> (f64, [f64; 2]) {
    let frame = &movie(site, "prores_hq", original).frames()[0];
    let at = |plane: usize| {
        let (width, _, codes) = &frame.planes[plane];
        f64::from(codes[original.strip_rows / 2 * width + width / 32 + width / 64])
    };
    ((at(0) - 64.0) / 876.0, [1, 2].map(|plane| (at(plane) - 512.0) / 896.0))
}

fn job(original: &Original, lines: &str) -> ProxyJobText {
    ProxyJobText::new().rendition("prores_hq", "mov", SMALL).clip(original).viewed(&format!("{VIEW}\n{lines}"))
}

const OFFSETS: [(&str, f64); 3] = [("ccc", 0.2), ("ale", 0.15), ("edl", 0.1)];

/// Every kind of document, each with another offset, for the clip; the names are their own.
fn write_documents(site: &Site, original: &Original) {
    let name = original.name();
    let write = |file: &str, text: String| fs::write(site.lab().join(file), text).expect("our own");
    write(
        "day.ccc",
        format!(
            "<ColorCorrectionCollection xmlns=\"urn:ASC:CDL:v1.01\"><ColorCorrection id={name:?}><SOPNode><Slope>1 1 1\
             </Slope><Offset>0.2 0.2 0.2</Offset><Power>1 1 1</Power></SOPNode><SatNode><Saturation>1</Saturation>\
             </SatNode></ColorCorrection></ColorCorrectionCollection>"
        ),
    );
    write(
        "day.ale",
        format!(
            "Heading\nFIELD_DELIM\tTABS\nFPS\t23.976\n\nColumn\nName\tTape\tTracks\tStart\tEnd\tASC_SOP\tASC_SAT\n\nData\n\
             {name}\t{}\tV\t01:10:00:00\t01:10:00:12\t(1 1 1)(0.15 0.15 0.15)(1 1 1)\t1\n",
            original.reel
        ),
    );
    write(
        "day.edl",
        format!(
            "TITLE: DAY\nFCM: NON-DROP FRAME\n\n001  {:<8} V     C        01:10:00:00 01:10:00:12 01:00:00:00 01:00:00:12\n\
             * FROM CLIP NAME: {name}\n* ASC_SOP (1 1 1)(0.1 0.1 0.1)(1 1 1)\n* ASC_SAT 1\n",
            original.reel
        ),
    );
    write("show.cube", "LUT_1D_SIZE 2\n0.05 0.05 0.05\n1.05 1.05 1.05\n".to_owned());
    write("clip.amf", amf(&name));
    write("viewed.amf", amf(&name).replace("</a:pipeline>", &format!("{AMF_OUTPUT}</a:pipeline>")));
}

/// The output of an AMF for a display of BT.709.
const AMF_OUTPUT: &str = "<a:outputTransform applied='false'><a:referenceRenderingTransform><a:transformId>\
    urn:ampas:aces:transformId:v1.5:RRT.a1.0.3</a:transformId></a:referenceRenderingTransform>\
    <a:outputDeviceTransform><a:transformId>urn:ampas:aces:transformId:v1.5:ODT.Academy.Rec709_100nits_dim.a1.0.3\
    </a:transformId></a:outputDeviceTransform></a:outputTransform>";

/// An AMF of ACES 1.3 with an offset of 0.25 in ACEScct and no output of its own.
fn amf(clip: &str) -> String {
    let dates = "<a:dateTime><a:creationDateTime>2026-01-31T10:00:00Z</a:creationDateTime>\
        <a:modificationDateTime>2026-01-31T10:00:00Z</a:modificationDateTime></a:dateTime>";
    let uuid = |digit: char| format!("<a:uuid>urn:uuid:7b6f1f9e-0d1c-4a53-9a6d-2f1c0c7e9a1{digit}</a:uuid>");
    let id = |id: &str| format!("<a:transformId>urn:ampas:aces:transformId:v1.5:{id}</a:transformId>");
    format!(
        "<a:acesMetadataFile version='2.0' xmlns:a='urn:ampas:aces:amf:v2.0' xmlns:c='urn:ASC:CDL:v1.01'>\
         <a:amfInfo>{dates}{}</a:amfInfo><a:clipId><a:clipName>{clip}</a:clipName><a:file>{clip}.mov</a:file></a:clipId>\
         <a:pipeline><a:pipelineInfo>{dates}{}<a:systemVersion><a:majorVersion>1</a:majorVersion>\
         <a:minorVersion>3</a:minorVersion><a:patchVersion>0</a:patchVersion></a:systemVersion></a:pipelineInfo>\
         <a:inputTransform applied='false'>{}</a:inputTransform><a:lookTransform applied='false'><a:cdlWorkingSpace>\
         <a:toCdlWorkingSpace>{}</a:toCdlWorkingSpace><a:fromCdlWorkingSpace>{}</a:fromCdlWorkingSpace>\
         </a:cdlWorkingSpace><c:SOPNode><c:Slope>1 1 1</c:Slope><c:Offset>.25 .25 .25</c:Offset><c:Power>1 1 1</c:Power>\
         </c:SOPNode><c:SatNode><c:Saturation>1</c:Saturation></c:SatNode></a:lookTransform></a:pipeline>\
         </a:acesMetadataFile>",
        uuid('0'),
        uuid('1'),
        id("IDT.ARRI.Alexa-v3-logC-EI800.a1.v2"),
        id("ACEScsc.Academy.ACES_to_ACEScct.a1.0.3"),
        id("ACEScsc.Academy.ACEScct_to_ACES.a1.0.3"),
    )
}

/// Renders and compares the patch; a table of a view and ProRes HQ each err by less than a hundredth.
#[track_caller]
fn check(original: &Original, site: &Site, lines: &str, offset: f64) {
    site.run(&job(original, lines)).expect_code(0);
    let (level, chroma) = patch(site, original);
    println!("{lines}: {level:.4}, expected {:.4}", expected(offset));
    assert!((level - expected(offset)).abs() < 0.01, "{lines}: {level}, expected {}", expected(offset));
    assert!(chroma.iter().all(|chroma| chroma.abs() < 0.01), "{lines}: {chroma:?}");
}

#[test]
fn grades_of_every_list_change_the_picture_as_they_say() {
    let original = small("prores422");
    let fresh = || {
        let site = Site::new();
        write_documents(&site, &original);
        site
    };
    check(&original, &fresh(), "", 0.0);
    for (extension, offset) in OFFSETS {
        check(&original, &fresh(), &format!("cdl = [\"lab:day.{extension}\"]"), offset);
    }
    check(&original, &fresh(), "lut = \"lab:show.cube\"", 0.05);
    check(&original, &fresh(), "amf = [\"lab:clip.amf\"]", 0.25);
    // All of them: the AMF decides.
    check(&original, &fresh(), "amf = [\"lab:clip.amf\"]\ncdl = [\"lab:day.ccc\"]\nlut = \"lab:show.cube\"", 0.25);
}

#[test]
fn a_grade_of_one_channel_is_of_that_channel() {
    let (site, original) = (Site::new(), small("prores422"));
    write_documents(&site, &original);
    let file = site.lab().join("day.ccc");
    let text = fs::read_to_string(&file).expect("our own").replace("0.2 0.2 0.2", "0.2 0 0");
    fs::write(&file, text).expect("our own");
    site.run(&job(&original, "cdl = [\"lab:day.ccc\"]")).expect_code(0);
    let (level, [cb, cr]) = patch(&site, &original);
    // ACEScct has the primaries of AP1; these rows lead to those of BT.709, Bradford from ACES white to D65.
    const ROWS: [[f64; 3]; 3] =
        [[1.705_05, -0.621_79, -0.083_26], [-0.130_26, 1.140_80, -0.010_55], [-0.024_00, -0.128_97, 1.152_97]];
    let [red, green, blue] = [graded(0.2), graded(0.0), graded(0.0)];
    let shown = ROWS.map(|row| encoded(row[0] * red + row[1] * green + row[2] * blue));
    let luma = 0.2126 * shown[0] + 0.7152 * shown[1] + 0.0722 * shown[2];
    let wanted = [luma, (shown[2] - luma) / 1.8556, (shown[0] - luma) / 1.5748];
    let is_near = [level, cb, cr].iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 0.02);
    assert!(is_near, "{:?}, expected {wanted:?}", [level, cb, cr]);
}

#[test]
fn the_plan_says_which_document_decides() {
    let (site, original) = (Site::new(), small("prores422"));
    write_documents(&site, &original);
    let server = Server::start(&site);
    let look = |lines: &str| {
        let file = site.write_job(&job(&original, lines));
        let plan = server.client(&["plan", &file.to_string_lossy()]).expect_code(0).json();
        plan["proxy_clips"][0]["look"].as_str().expect("a look").to_owned()
    };
    let (amf, cdl, lut) = ("amf = [\"lab:clip.amf\"]", "cdl = [\"lab:day.ccc\"]", "lut = \"lab:show.cube\"");
    // The view is the AMF's, how exactly it is followed is the job's.
    let viewed = look("amf = [\"lab:viewed.amf\"]");
    assert_eq!(viewed, "AMF viewed.amf, then ACES 1.0 - SDR Video on Rec.1886 Rec.709 - Display (baked)");
    for (lines, origin) in [
        (format!("{amf}\n{cdl}\n{lut}"), "AMF clip.amf, then "),
        (format!("{cdl}\n{lut}"), "CDL of day.ccc, then "),
        (lut.to_owned(), "LUT show.cube, then "),
        (String::new(), "Un-tone-mapped on "),
    ] {
        let look = look(&lines);
        assert!(look.starts_with(origin), "{lines}: {look}");
    }
}

#[test]
fn lists_that_contradict_each_other_are_refused() {
    let (site, original) = (Site::new(), small("prores422"));
    write_documents(&site, &original);
    let ran = site.run(&job(&original, "cdl = [\"lab:day.ccc\", \"lab:day.ale\"]")).expect_code(65);
    assert!(ran.stderr.contains("day.ccc") && ran.stderr.contains("day.ale"), "{}", ran.stderr);
}

#[test]
fn a_clip_that_no_list_speaks_of_is_told_of() {
    let (site, original, other) = (Site::new(), small("prores422"), small("prores4444"));
    write_documents(&site, &original);
    let both = job(&original, "cdl = [\"lab:day.ccc\"]").clip(&other);
    let ran = site.run(&both).expect_code(0);
    let told: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("warning PX-09 look.cdl: ")).collect();
    assert!(told.len() == 1 && told[0].contains(&other.name()), "{}", ran.stderr);
    let space = site.run(&job(&original, "cdl = [\"lab:day.ccc\"]\ncdl_space = \"Nowhere\"")).expect_code(65);
    assert!(space.stderr.contains("error PX-09 look.cdl_space: "), "{}", space.stderr);
}

#[test]
fn movies_say_what_the_view_made_of_the_picture() {
    let (site, original) = (Site::new(), small("prores422"));
    site.run(&cut(&[&original]).viewed("")).expect_code(0);
    let movie = movie(&site, "prores_proxy", &original);
    for fact in ["color_primaries", "color_transfer", "color_space"] {
        assert_eq!(movie.picture(fact), "bt709", "{fact}");
    }
    assert_eq!(movie.identities(original.strip_rows), crate::material::identities(&original));
}
