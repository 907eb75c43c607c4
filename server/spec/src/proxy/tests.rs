use super::*;
use crate::{Level, ViewPrecision};

/// Every field of a job, none at its default.
const FULL: &str = r#"
    kind = "proxies"
    project = "CHEFS_TABLE"
    created = "2026-03-01T12:00:00Z"
    output = "proxies:show/20260301"
    device = "cpu"

    [[sources]]
    path = "ocf:20260301/A001R1AB"
    colour_space = "ARRI LogC4"
    range = "legal"
    matrix = "bt709"
    siting = "left"
    rate = "24"
    variable_rate = "conform"
    reel = "A001R1AB"
    start_timecode = "10:00:00:00"
    roll = "A001"

    [[renditions]]
    name = "avid"
    codec = "dnxhr_lb"
    wrapper = "mxf_op_atom"
    raster = "1920x1080"
    bit_depth = 8

    [[renditions]]
    name = "cut"
    codec = "prores_4444_xq"
    wrapper = "mov"
    raster = "3840x2160"

    [look]
    config = "studio-config-v4.0.0_aces-v2.0_ocio-v2.5"
    display = "Rec.1886 Rec.709 - Display"
    view = "ACES 2.0 - SDR 100 nits (Rec.709)"
    precision = "baked"
    amf = ["ocf:amf"]
    cdl = ["ocf:cdl/day1.ccc"]
    cdl_space = "ACEScct"
    lut = "ocf:luts/show.cube"
    lut_space = "ACEScct"

    [framing]
    fdl = "ocf:show.fdl"
    intent = "FI239"
    template = "UHD"

    [[burn_ins]]
    field = "timecode"
    position = "bottom_right"

    [[burn_ins]]
    field = "text"
    position = "top_left"
    text = "PROPERTY OF"

    [sound]
    source = "production"
    files = ["ocf:sound/STX201"]
    timecode_rate = "24000/1001"
    allow_pulled_rates = true
    channels = [1, 3]

    [identity]
    reel = "clip_name"
    unidentified = "file_name"

    [review]
    codec = "hevc"
    raster = "960x540"
    bit_rate_kbps = 2500
"#;

const SMALL: &str = r#"
    kind = "proxies"
    project = "SHOW"
    output = "proxies:day1"
    sources = [{ path = "ocf:day1" }]
    renditions = [{ name = "cut", codec = "prores_proxy", wrapper = "mov" }]
"#;

fn job(text: &str) -> ProxyJob {
    toml::from_str(text).unwrap()
}

#[test]
fn a_full_job_survives_toml_and_json() {
    let full = job(FULL);
    assert_eq!(job(&toml::to_string(&full).unwrap()), full);
    assert_eq!(serde_json::from_str::<ProxyJob>(&serde_json::to_string(&full).unwrap()).unwrap(), full);
    assert_eq!(full.check_shape(), []);
}

#[test]
fn a_small_job_has_the_defaults_of_the_trade() {
    let small = job(SMALL);
    assert_eq!(small.sources[0].colour_space, "auto");
    assert_eq!(small.renditions[0].raster.to_string(), "1920x1080");
    assert_eq!(
        small.look,
        LookChoice::View(Box::new(ViewLook { precision: ViewPrecision::Exact, ..ViewLook::default() }))
    );
    assert_eq!(small.sound.source, SoundSource::Camera);
    assert_eq!(small.identity.unidentified, Unidentified::Refuse);
    assert_eq!(small.review, None);
    let review = job(&format!("{SMALL}\n[review]\n")).review.unwrap();
    assert_eq!(
        (review.codec, review.raster.to_string(), review.bit_rate_kbps),
        (ReviewCodec::H264, "1280x720".into(), 4000)
    );
    assert_eq!(small.check_shape(), []);
}

#[test]
fn no_look_is_a_word_and_anything_else_a_table() {
    let with = |look: &str| toml::from_str::<ProxyJob>(&format!("{SMALL}\n{look}"));
    assert_eq!(with("look = \"none\"").unwrap().look, LookChoice::None);
    let again = toml::to_string(&with("look = \"none\"").unwrap()).unwrap();
    assert_eq!(job(&again).look, LookChoice::None);
    let refused = |look: &str| with(look).unwrap_err().to_string();
    assert!(refused("look = \"teal\"").contains("expected \"none\" or a table"));
    assert!(refused("[look]\nlut_colour = \"x\"").contains("unknown field `lut_colour`"));
}

/// The rule and the field of every finding.
fn findings(text: &str) -> Vec<(String, String, Level)> {
    job(text).check_shape().into_iter().map(|finding| (finding.rule, finding.field, finding.level)).collect()
}

fn errors(text: &str) -> Vec<(String, String, Level)> {
    findings(text).into_iter().filter(|(.., level)| *level == Level::Error).collect()
}

#[test]
fn what_no_proxy_can_be_is_refused_by_field() {
    let check = |from: &str, to: &str, rule: &str, field: &str| {
        assert!(FULL.contains(from), "{from}");
        let found = findings(&FULL.replacen(from, to, 1));
        assert_eq!(found, [(rule.to_owned(), field.to_owned(), Level::Error)], "{from} -> {to}");
    };
    check("\"CHEFS_TABLE\"", "\" \"", "PX-PROJECT", "project");

    check("rate = \"24\"", "", "PX-05", "sources[0].rate");
    check("bit_depth = 8", "bit_depth = 12", "PX-DEPTH", "renditions[0].bit_depth");
    check("bit_depth = 8", "bit_depth = 8\n    vendor = \"apple\"", "PX-VENDOR", "renditions[0].vendor");
    for roll in ["..", "a/b", "", ".x", "a\\\\b", "x "] {
        check("roll = \"A001\"", &format!("roll = \"{roll}\""), "PX-ROLL", "sources[0].roll");
    }
    check("name = \"cut\"", "name = \"Avid\"", "PX-RENDITIONS", "renditions[1].name");
    check("name = \"cut\"", "name = \"a/b\"", "PX-RENDITIONS", "renditions[1].name");
    check("wrapper = \"mov\"", "wrapper = \"mxf_op_atom\"", "PX-WRAPPER", "renditions[1].wrapper");
    assert_eq!(findings(&FULL.replacen("wrapper = \"mov\"", "wrapper = \"mxf_op1a\"", 1)), [], "ProRes lies in OP1a");
    check("\"3840x2160\"", "\"3839x2160\"", "PX-RASTER", "renditions[1].raster");
    check("\"1920x1080\"", "\"128x64\"", "PX-RASTER", "renditions[0].raster");
    let letterbox = "[framing]\n    letterbox = 239.0";
    assert_eq!(
        findings(&format!("{SMALL}\n{letterbox}")),
        [("PX-10".into(), "framing.letterbox".into(), Level::Error)]
    );
    check("template = \"UHD\"", "letterbox = 2.39", "PX-10", "framing.letterbox");
    check("fdl = \"ocf:show.fdl\"", "", "PX-10", "framing.fdl");
    check("lut = \"ocf:luts/show.cube\"", "", "PX-09", "look.lut_space");
    check("position = \"top_left\"", "position = \"bottom_right\"", "PX-09", "burn_ins[1].position");
    check("text = \"PROPERTY OF\"", "", "PX-09", "burn_ins[1].text");
    check("files = [\"ocf:sound/STX201\"]", "", "PX-08", "sound.files");
    check("channels = [1, 3]", "channels = [1, 0]", "PX-08", "sound.channels[1]");
    check("\"960x540\"", "\"961x540\"", "PX-REVIEW", "review.raster");
    check("bit_rate_kbps = 2500", "bit_rate_kbps = 50", "PX-REVIEW", "review.bit_rate_kbps");
    check("name = \"cut\"", "name = \"Review\"", "PX-RENDITIONS", "renditions[1].name");
}

#[test]
fn what_could_not_be_checked_is_told() {
    let text = SMALL.replace("prores_proxy", "dnxhr_444");
    assert_eq!(findings(&text), [("PX-CODEC".into(), "renditions[0].codec".into(), Level::Warning)], "{text}");
}

#[test]
fn twelve_bits_are_refused_with_the_reason() {
    let text = FULL.replace("raster = \"3840x2160\"", "bit_depth = 12\n    encoder = \"ffmpeg\"");
    let found = job(&text).check_shape();
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("could hold 12 bits") && found[0].message.contains("FFmpeg"), "{}", found[0]);
}

#[test]
fn encoders_and_depths_that_go_together_pass() {
    for (codec, lines, bits) in [
        ("prores_4444_xq", "", 12),
        ("prores_4444_xq", "bit_depth = 10", 10),
        ("prores_4444", "bit_depth = 12", 12),
        ("prores_4444", "encoder = 'ffmpeg'", 10),
        ("prores_hq", "encoder = 'interneg'", 10),
        ("dnxhr_lb", "encoder = 'ffmpeg'", 8),
        ("dnxhr_444", "", 10),
        ("dnxhr_444", "bit_depth = 12", 12),
        ("dnxhr_hqx", "bit_depth = 12", 12),
        ("dnxhr_hq", "", 8),
        ("dnxhd_175", "", 8),
        ("dnxhd_175", "bit_depth = 10", 10),
        ("dnxhr_lb", "encoder = 'interneg'", 8),
    ] {
        let comma = if lines.is_empty() { "" } else { ", " };
        let text = SMALL.replace("codec = \"prores_proxy\"", &format!("codec = '{codec}'{comma}{lines}"));
        assert_eq!(errors(&text), [], "{codec} {lines}");
        let rendition = &job(&text).renditions[0];
        assert_eq!((rendition.codec.name(), rendition.bits()), (codec, bits));
    }
    for (lines, rule, field) in [
        ("bit_depth = 8", "PX-DEPTH", "renditions[0].bit_depth"),
        ("bit_depth = 12, encoder = 'ffmpeg'", "PX-DEPTH", "renditions[0].bit_depth"),
    ] {
        let text = SMALL.replace("codec = \"prores_proxy\"", &format!("codec = 'dnxhr_444', {lines}"));
        assert_eq!(errors(&text), [(rule.to_owned(), field.to_owned(), Level::Error)], "{lines}");
    }
    for (codec, lines, said) in [
        (
            "dnxhd_175",
            "bit_depth = 10, encoder = 'ffmpeg'",
            "could hold 10 bits, but the encoder in use, FFmpeg's, takes 8",
        ),
        ("dnxhd_175", "bit_depth = 12", "dnxhd_175 does not hold 12 bits"),
        ("dnxhd_115", "bit_depth = 10", "dnxhd_115 does not hold 10 bits"),
    ] {
        let text = SMALL.replace("codec = \"prores_proxy\"", &format!("codec = '{codec}', {lines}"));
        let found = job(&text).check_shape().into_iter().find(|finding| finding.rule == "PX-DEPTH").unwrap();
        assert!(found.message.contains(said), "{}", found.message);
    }
}

#[test]
fn dnxhd_has_two_rasters_and_one_of_them_one() {
    let rules = |codec: &str, raster: &str| {
        let rendition = format!("codec = '{codec}', raster = '{raster}'");
        findings(&SMALL.replace("codec = \"prores_proxy\"", &rendition))
    };
    for (codec, raster, is_held) in [
        ("dnxhd_115", "1920x1080", true),
        ("dnxhd_115", "1280x720", true),
        ("dnxhd_175", "1280x720", true),
        ("dnxhd_36", "1280x720", false),
        ("dnxhd_115", "1440x1080", false),
    ] {
        let expected = if is_held { vec![] } else { vec![("PX-RASTER", "renditions[0].raster", Level::Error)] };
        let expected: Vec<_> =
            expected.into_iter().map(|(rule, field, level)| (rule.into(), field.into(), level)).collect();
        assert_eq!(rules(codec, raster), expected, "{codec} {raster}");
    }
}

#[test]
fn rasters_that_four_does_not_divide_are_only_warned_of() {
    let text = FULL.replace("3840x2160", "3842x2160");
    assert_eq!(findings(&text), [("PX-RASTER".to_owned(), "renditions[1].raster".to_owned(), Level::Warning)]);
}
