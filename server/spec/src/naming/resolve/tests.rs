use super::tokens::aces_version_of;
use super::*;
use crate::{DpxBitDepth, ExrCompression, Level};

const EXR: DeliveryFormat = DeliveryFormat::Exr { compression: ExrCompression::Piz, zip_level: 1 };
const DPX10: DeliveryFormat = DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten };
const DPX16: DeliveryFormat = DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen };
const CONFIG: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";

fn fields(change: impl Fn(&mut NameFields)) -> NameFields {
    let mut fields = NameFields {
        title: "chefs_table".into(),
        segment: Some("lp".into()),
        date: "20250101".into(),
        ..NameFields::default()
    };
    change(&mut fields);
    fields
}

fn resolve(fields: &NameFields, format: DeliveryFormat, target_space: &str) -> (ResolvedName, Vec<Finding>) {
    let context = NameContext { format, raster: Raster::UHD, target_space, colour_config: CONFIG };
    fields.resolve(&context, &Vocabulary::shipped())
}

/// Findings above a note, as `level rule field`.
fn complaints(findings: &[Finding]) -> Vec<String> {
    let word = |level| if level == Level::Error { "error" } else { "warning" };
    findings
        .iter()
        .filter(|finding| finding.level > Level::Note)
        .map(|finding| format!("{} {} {}", word(finding.level), finding.rule, finding.field))
        .collect()
}

#[test]
fn names_the_three_kinds_of_programme() {
    let episodic = fields(|name| (name.episode, name.segment) = (Some("s01e101".into()), None));
    let (name, findings) = resolve(&episodic, EXR, "ACES2065-1");
    assert_eq!(complaints(&findings), [""; 0]);
    let stem = "chefs_table_s01e101_nam_16b_aces130_ap0_linear_20250101_3840x2160";
    assert_eq!((name.folder.as_str(), name.stem.as_str(), &name.segment_folder), (stem, stem, &None));
    assert_eq!(name.file_name(86400, "exr"), format!("{stem}.0086400.exr"));

    let (name, _) = resolve(&fields(|_| {}), DPX16, "Log3G10 REDWideGamutRGB");
    assert_eq!(name.folder, "chefs_table_nam_16b_rwg_log3g10_20250101_3840x2160");
    assert_eq!(name.stem, "chefs_table_lp_nam_16b_rwg_log3g10_20250101_3840x2160");
    assert_eq!(name.segment_folder, None);

    let reel = fields(|name| {
        name.segment = Some("r02".into());
        name.asset = Some("nam-txtls".into());
        name.aspect_ratio = Some("239".into());
        name.frame_padding = Some(8);
    });
    let (name, findings) = resolve(&reel, DPX10, "ARRI LogC3 (EI800)");
    assert_eq!(complaints(&findings), [""; 0]);
    assert_eq!(
        name.relative_path(86400, "dpx"),
        "chefs_table_nam-txtls_10b_arriwg_logc3_20250101_239_3840x2160/r02/\
         chefs_table_r02_nam-txtls_10b_arriwg_logc3_20250101_239_3840x2160.00086400.dpx"
    );
}

#[test]
fn every_name_can_be_read_back() {
    for (space, format) in [("ACES2065-1", EXR), ("Linear S-Gamut3.Cine", EXR), ("V-Log V-Gamut", DPX10)] {
        let name = resolve(&fields(|_| {}), format, space).0;
        let parsed = crate::naming::parse_stem(&name.stem).unwrap();
        assert_eq!((parsed.title.as_str(), parsed.segment.as_deref()), ("chefs_table", Some("lp")));
        assert_eq!(parsed.bit_depth, format!("{}b", format.bits()));
        crate::naming::parse_stem(&name.folder).unwrap();
    }
}

#[test]
fn says_what_is_wrong_with_a_name() {
    let check = |change: fn(&mut NameFields), space: &str, expected: &[&str]| {
        let (_, findings) = resolve(&fields(change), EXR, space);
        assert_eq!(complaints(&findings), expected);
    };
    let aces = "ACES2065-1";
    check(|_| {}, aces, &[]);
    check(|name| name.title = "Grand Hotel!".into(), aces, &["error NAME-CHARACTERS name.title"]);
    check(|name| name.title = "_x".into(), aces, &["error NAME-CHARACTERS name.title"]);
    check(|name| name.title = String::new(), aces, &["error NAME-TOKEN name.title"]);
    check(|name| name.title = "t".repeat(74), aces, &[]);
    check(|name| name.title = "t".repeat(75), aces, &["error NAME-LENGTH name.title"]);
    check(|name| name.segment = None, aces, &["warning NAME-PROGRAMME name.segment"]);
    check(|name| name.episode = Some("s01e01".into()), aces, &["error NAME-PROGRAMME name.segment"]);
    check(
        |name| (name.episode, name.segment) = (Some("e01".into()), Some("lp".into())),
        aces,
        &["error NAME-TOKEN name.episode"],
    );
    check(
        |name| name.segment = Some("reel1".into()),
        aces,
        &["error NAME-TOKEN name.segment", "warning NAME-PROGRAMME name.segment"],
    );
    check(|name| name.asset = Some("gam".into()), aces, &["error NAME-ASSET name.asset"]);
    check(|name| name.asset = Some("n a m".into()), aces, &["error NAME-TOKEN name.asset"]);
    check(|name| name.dynamic_range = Some("hdr".into()), aces, &["warning NAME-DYNAMIC-RANGE name.dynamic_range"]);
    check(
        |name| name.dynamic_range = Some("wide".into()),
        aces,
        &["warning NAME-VOCABULARY name.dynamic_range", "warning NAME-DYNAMIC-RANGE name.dynamic_range"],
    );
    check(|name| name.aces_version = Some("aces1.3".into()), aces, &["error NAME-TOKEN name.aces_version"]);
    check(|name| name.aces_version = Some("aces130".into()), "ARRI LogC4", &["warning NAME-ACES name.aces_version"]);
    check(
        |name| name.color_space = Some("show-wide".into()),
        "Show Log",
        &["error NAME-TOKEN name.color_space", "error NAME-SPACE name.transfer"],
    );
    check(|_| {}, "Show Log", &["error NAME-SPACE name.color_space", "error NAME-SPACE name.transfer"]);
    check(
        |name| (name.color_space, name.transfer) = (Some("showwide".into()), Some("slog3".into())),
        "Show Log",
        &["warning NAME-VOCABULARY name.color_space"],
    );
    check(|name| name.transfer = Some("logc3".into()), "V-Log V-Gamut", &["warning NAME-SPACE name.transfer"]);
    check(|name| name.date = "20250230".into(), aces, &["error NAME-TOKEN name.date"]);
    check(|name| name.aspect_ratio = Some("2.39".into()), aces, &["error NAME-TOKEN name.aspect_ratio"]);
    check(|name| name.frame_padding = Some(0), aces, &["error NAME-TOKEN name.frame_padding"]);
}

#[test]
fn aces_version_comes_from_the_configuration() {
    for (config, version) in [
        ("studio-config-v1.0.0_aces-v1.3_ocio-v2.1", Some("aces130")),
        ("studio-config-v4.0.0_aces-v2.0_ocio-v2.5", Some("aces200")),
        ("studio-config-v5.0.0_aces-v2.1_ocio-v2.6", Some("aces210")),
        ("show:colour/config.ocio", None),
    ] {
        assert_eq!(aces_version_of(config).as_deref(), version, "{config}");
    }
    let context = NameContext { format: EXR, raster: Raster::UHD, target_space: "ACES2065-1", colour_config: "x.ocio" };
    let (name, findings) = fields(|_| {}).resolve(&context, &Vocabulary::shipped());
    assert_eq!(complaints(&findings), ["warning NAME-ACES name.aces_version"]);
    assert!(name.folder.contains("_16b_ap0_linear_"), "{}", name.folder);
}

#[test]
fn unconfirmed_tokens_are_noted_and_titles_lowered() {
    let (name, findings) = resolve(&fields(|name| name.title = "SolLevante".into()), DPX16, "ARRI LogC4");
    assert!(name.stem.starts_with("sollevante_lp_nam_16b_arriwg4_logc4_"), "{}", name.stem);
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["NAME-CASE", "NAME-VOCABULARY", "NAME-VOCABULARY"]);
}

#[test]
fn a_movie_has_the_name_of_its_frames_without_a_number() {
    let format = DeliveryFormat::Quicktime {
        codec: crate::proxy::ProxyCodec::Dnxhr444,
        bit_depth: crate::MovieBitDepth::Twelve,
        dynamic_range: Some(crate::DynamicRange::Hdr),
    };
    let fields = NameFields {
        title: "blue_river".into(),
        segment: Some("lp".into()),
        date: "20250301".into(),
        ..NameFields::default()
    };
    let (name, findings) = resolve(&fields, format, "Log3G10 REDWideGamutRGB");
    assert!(findings.iter().all(|finding| finding.level < Level::Error), "{findings:?}");
    let movie = name.movie_name(format.extension());
    assert_eq!(movie, "blue_river_lp_nam_12b_rwg_log3g10_20250301_3840x2160.mov");
}
