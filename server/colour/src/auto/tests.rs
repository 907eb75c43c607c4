use super::*;

fn detect(tags: &[(&str, &str)]) -> Auto {
    detect_with(tags, None, None)
}

fn detect_with(tags: &[(&str, &str)], transfer: Option<&str>, chromaticities: Option<[f32; 8]>) -> Auto {
    let metadata = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    auto_detect(&SourceHints { metadata: &metadata, transfer, chromaticities, is_float: chromaticities.is_some() })
}

fn one(space: &str) -> Auto {
    Auto::Unambiguous(space.to_owned())
}

fn several(spaces: &[&str]) -> Auto {
    Auto::Ambiguous(spaces.iter().map(|space| (*space).to_owned()).collect())
}

const AP0: [f32; 8] = [0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767];
const AP1: [f32; 8] = [0.713, 0.293, 0.165, 0.83, 0.128, 0.044, 0.32168, 0.33767];
const REC709: [f32; 8] = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329];

#[test]
fn aces_files_name_themselves() {
    assert_eq!(detect(&[("acesImageContainerFlag", "1")]), one("ACES2065-1"));
    assert_eq!(detect(&[("acesImageContainerFlag", "0")]), Auto::Unknown);
    assert_eq!(detect(&[("colorInteropID", "lin_ap0_scene")]), one("ACES2065-1"));
    assert_eq!(detect(&[("colorInteropID", "lin_ap1_scene")]), one("ACEScg"));
    assert_eq!(detect(&[("colorInteropID", "ocio:vlog_vgamut_scene")]), one("V-Log V-Gamut"));
    let disagreeing = [("acesImageContainerFlag", "1"), ("colorInteropID", "lin_ap1_scene")];
    assert_eq!(detect(&disagreeing), one("ACES2065-1"), "the flag wins over the id");
}

#[test]
fn chromaticities_tell_the_gamut_of_linear_files() {
    assert_eq!(detect_with(&[], None, Some(AP0)), one("ACES2065-1"));
    assert_eq!(detect_with(&[], Some("linear"), Some(AP0)), one("ACES2065-1"));
    assert_eq!(detect_with(&[], Some("logarithmic"), Some(AP0)), several(&["ACES2065-1"]));
    assert_eq!(detect_with(&[], Some("linear"), Some(AP1)), one("ACEScg"));
    assert_eq!(detect_with(&[], None, Some(AP1)), several(&["ACEScg", "ACEScct", "ACEScc"]));
    assert_eq!(detect_with(&[], None, Some(REC709)), Auto::Unknown);
    let disagreeing = detect_with(&[("acesImageContainerFlag", "1")], None, Some(AP1));
    assert_eq!(disagreeing, several(&["ACES2065-1", "ACEScg", "ACEScct", "ACEScc"]));
}

#[test]
fn arri_log_c_needs_its_exposure_index() {
    let gamma = ("com.arri.camera.ColorGammaSxS", "LOG-C");
    let index = |value| ("com.arri.camera.ExposureIndexAsa", value);
    assert_eq!(detect(&[gamma, index("800")]), one("ARRI LogC3 (EI800)"));
    assert_eq!(detect(&[gamma, index("400")]), one("ARRI LogC3 (EI400)"));
    assert_eq!(detect(&[gamma, index("3200")]), one("ARRI LogC3 (EI3200)"));
    assert_eq!(detect(&[gamma, index("1000")]), one("ARRI LogC3 (EI1000)"));
    assert_eq!(detect(&[gamma, index("900")]), several(&["ARRI LogC3 (EI800)"]), "no camera's index");
    assert_eq!(detect(&[gamma, index("0x320")]), several(&["ARRI LogC3 (EI800)"]));
    assert_eq!(detect(&[gamma]), several(&["ARRI LogC3 (EI800)"]));
    assert_eq!(detect(&[("com.arri.camera.ColorGammaSxS", "LOG-C4"), index("400")]), one("ARRI LogC4"));
    assert_eq!(detect(&[("com.arri.camera.ColorGammaSxS", "REC-709"), index("800")]), Auto::Unknown);
}

#[test]
fn sony_names_curve_and_gamut() {
    let of = |gamma, primaries| [("Sony.CaptureGammaEquation", gamma), ("Sony.CaptureColorPrimaries", primaries)];
    assert_eq!(detect(&of("s-log3-cine", "s-gamut3-cine")), one("S-Log3 S-Gamut3.Cine"));
    assert_eq!(detect(&of("s-log3", "s-gamut3")), one("S-Log3 S-Gamut3"));
    assert_eq!(detect(&of("s-log2", "s-gamut")), Auto::Unknown);
    assert_eq!(detect(&of("rec709", "rec709")), Auto::Unknown);
    let [gamma, primaries] = of("s-log3-cine", "s-gamut3-cine");
    let venice = several(&["S-Log3 Venice S-Gamut3.Cine", "S-Log3 S-Gamut3.Cine"]);
    assert_eq!(detect(&[gamma, primaries, ("modelName", "MPC-3610")]), venice);
    // A real VENICE clip in X-OCN: linear, no primaries named.
    assert_eq!(detect(&[("CaptureGammaEquation", "scene-linear"), ("GammaForLook", "s-log3-cine")]), Auto::Unknown);
}

#[test]
fn other_makers_are_believed_where_they_are_exact() {
    assert_eq!(detect(&[("CaptureGamma", "V-LOG"), ("CaptureGamut", "V-Gamut")]), one("V-Log V-Gamut"));
    assert_eq!(detect(&[("CaptureGamma", "V-Log")]), several(&["V-Log V-Gamut"]));
    let custom = |value| ("com.apple.proapps.customgamma", value);
    assert_eq!(detect(&[custom("com.apple.rec2020.apple-log")]), one("Apple Log"));
    let film = custom("com.blackmagic-design.productioncamera4k.filmlog");
    assert_eq!(detect(&[film]), several(&["BMDFilm WideGamut Gen5"]));
    let science = |value| ("com.blackmagic-design.camera.colorScience", value);
    assert_eq!(detect(&[film, science("Blackmagic Design Gen 5")]), one("BMDFilm WideGamut Gen5"));
    assert_eq!(detect(&[film, science("Blackmagic Design Gen 4")]), Auto::Unknown);
    assert_eq!(detect(&[("com.dji.camera.ColorGammaSxS", "D-Log")]), several(&["D-Log D-Gamut"]));
}

#[test]
fn words_of_video_are_no_statement() {
    for transfer in ["bt709", "smpte2084", "arib-std-b67", "bt2020-10", "iec61966-2-1", "log"] {
        assert_eq!(detect_with(&[("encoder", "Lavc"), ("make", "Sony")], Some(transfer), None), Auto::Unknown);
    }
}

#[test]
fn contradicting_statements_list_all_spaces() {
    let tags = [("com.arri.camera.ColorGammaSxS", "LOG-C4"), ("com.apple.proapps.customgamma", "com.apple.apple-log")];
    assert_eq!(detect(&tags), several(&["ARRI LogC4", "Apple Log"]));
}
