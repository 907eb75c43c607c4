//! What configurations say of their spaces, and what cannot be asked of them.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use interneg_colour::{ColourError, Config, SpaceKind};
use std::path::Path;
use std::process::Command;

const DEFAULT: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";

#[test]
fn spaces_have_kinds_aliases_and_ids() {
    let config = Config::builtin(DEFAULT).unwrap();
    assert_eq!(config.name(), DEFAULT);
    for (name, kind, id) in [
        ("ACES2065-1", SpaceKind::Aces, Some("lin_ap0_scene")),
        ("ACEScg", SpaceKind::Linear, Some("lin_ap1_scene")),
        ("ACEScct", SpaceKind::Log, Some("ocio:acescct_ap1_scene")),
        ("ARRI LogC3 (EI800)", SpaceKind::Log, Some("ocio:arrilogc3_awg3_scene")),
        ("Linear V-Gamut", SpaceKind::Linear, None),
        ("Rec.1886 Rec.709 - Display", SpaceKind::Display, None),
        ("Camera Rec.709", SpaceKind::Display, None),
        ("Raw", SpaceKind::Other, None),
    ] {
        let space = config.resolve(name).unwrap();
        assert_eq!((space.kind, space.interop_id.as_deref()), (kind, id), "{name}");
    }
    assert_eq!(config.resolve("slog3_sgamut3cine").unwrap().name, "S-Log3 S-Gamut3.Cine");
    assert_eq!(config.resolve("ACES2065_1").unwrap().name, "ACES2065-1");
    assert_eq!(config.resolve("lin_ap0_scene").unwrap().name, "ACES2065-1");
    assert_eq!(config.resolve("ocio:vlog_vgamut_scene").unwrap().name, "V-Log V-Gamut");
    let cameras: Vec<&str> = config.camera_spaces().map(|space| space.name.as_str()).collect();
    assert!(cameras.contains(&"Apple Log") && cameras.contains(&"Linear S-Gamut3"));
    assert!(!cameras.iter().any(|name| name.contains("sRGB") || name.contains("Display") || *name == "Raw"));
}

#[test]
fn what_is_not_there_is_answered_with_candidates() {
    let config = Config::builtin(DEFAULT).unwrap();
    let refused = config.transform("LogC4", "ACES2065-1").unwrap_err();
    let ColourError::UnknownSpace { candidates, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(candidates[0], "ARRI LogC4");
    assert!(refused.to_string().contains("candidates: ARRI LogC4"), "{refused}");
    // A short word is near to short names only by their length; what cameras record is offered then, and never data.
    for word in ["Bay", "bt709", "zzz"] {
        let refused = config.resolve(word).unwrap_err();
        let ColourError::UnknownSpace { candidates, .. } = &refused else { panic!("{refused:?}") };
        assert!(!candidates.iter().any(|name| name == "Raw"), "{refused}");
    }
    let ColourError::UnknownSpace { candidates, .. } = config.resolve("Bay").unwrap_err() else { panic!() };
    assert!(["ARRI LogC4", "S-Log3 S-Gamut3.Cine"].iter().all(|name| candidates.iter().any(|found| found == name)));
    assert_eq!(config.transform("Raw", "ACES2065-1").unwrap_err(), ColourError::DataSpace("Raw".to_owned()));
    assert!(config.transform("Raw", "Raw").unwrap().is_identity());

    let ColourError::UnknownConfig { known, .. } = Config::builtin("studio-config-latest").unwrap_err() else {
        panic!("a name that moves with versions was accepted");
    };
    assert!(known.iter().any(|name| name == DEFAULT));
}

#[test]
fn spaces_of_our_own_stand_beside_the_configuration_s() {
    let config = Config::builtin(DEFAULT).unwrap();
    let own: Vec<_> = config.spaces().iter().filter(|space| space.is_own).collect();
    let names: Vec<&str> = own.iter().map(|space| space.name.as_str()).collect();
    // All indices but the one that the configuration has.
    let indices = [160, 200, 250, 320, 400, 500, 640, 1000, 1280, 1600, 2000, 2560, 3200];
    assert_eq!(names, indices.map(|index| format!("ARRI LogC3 (EI{index})")));
    for space in own {
        assert_eq!((space.kind, &*space.family, space.is_data), (SpaceKind::Log, "Interneg/ARRI", false));
    }
    assert!(!config.resolve("ARRI LogC3 (EI800)").unwrap().is_own);
    assert_eq!(config.resolve("arri_logc3_ei400").unwrap().name, "ARRI LogC3 (EI400)");
    assert!(config.camera_spaces().any(|space| space.name == "ARRI LogC3 (EI3200)"));

    let to_aces = config.transform("ARRI LogC3 (EI1600)", "ACES2065-1").unwrap();
    let words = to_aces.describe();
    assert_eq!(words[0], "program: ARRI LogC3 EI1600 to linear light");
    assert!(to_aces.is_program() && words.len() == 2, "{words:?}");
    assert!(config.transform("ARRI LogC3 (EI400)", "arri_logc3_ei400").unwrap().is_identity());
    let between = config.transform("ARRI LogC3 (EI400)", "ARRI LogC3 (EI3200)").unwrap();
    assert!(between.is_program() && !between.is_identity());
    let [grey, ..] = between.apply_pixel([0.391; 3]);
    assert!((grey - 0.391).abs() < 2e-3, "{grey}");

    // The older configurations lack more, and one without linear spaces of cameras gets nothing.
    let config = Config::builtin("studio-config-v1.0.0_aces-v1.3_ocio-v2.1").unwrap();
    for name in ["Apple Log", "CanonLog2 CinemaGamut D55"] {
        assert!(config.resolve(name).unwrap().is_own, "{name}");
        assert!(config.transform(name, "ACES2065-1").unwrap().is_program());
    }
    let config = Config::builtin("cg-config-v2.2.0_aces-v1.3_ocio-v2.4").unwrap();
    assert!(config.resolve("ARRI LogC3 (EI400)").is_err());
}

#[test]
fn a_view_of_a_space_of_our_own_is_that_of_its_light() {
    let config = Config::builtin(DEFAULT).unwrap();
    let (display, view) = ("Rec.1886 Rec.709 - Display", "ACES 1.0 - SDR Video");
    let found = config.view("ARRI LogC3 (EI400)", display, view).unwrap();
    assert!(!found.is_program() && !found.is_identity());
    assert_eq!(found.describe()[0], "program: ARRI LogC3 EI400 to linear light");
    let light = config.transform("ARRI LogC3 (EI400)", "ACES2065-1").unwrap();
    let of_light = config.view("ACES2065-1", display, view).unwrap();
    for code in [[0.2f32, 0.4, 0.6], [0.391; 3], [0.9, 0.5, 0.1]] {
        let (found, expected) = (found.apply_pixel(code), of_light.apply_pixel(light.apply_pixel(code)));
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-5, "{code:?}: {found} {expected}");
        }
    }
}

#[test]
fn logc3_at_the_index_of_the_configuration_is_the_configuration_s() {
    use interneg_colour::Curve;
    let config = Config::builtin(DEFAULT).unwrap();
    let to_light = config.transform("Linear ARRI Wide Gamut 3", "ACES2065-1").unwrap();
    let theirs = config.transform("ARRI LogC3 (EI800)", "ACES2065-1").unwrap();
    let curve = interneg_kernels::Program::new(&Curve::by_name("ARRI LogC3 EI800").unwrap().decode()).unwrap();
    for step in 0..=1000 {
        let code = [0.9, 1.0, 1.1].map(|factor| step as f32 / 1000.0 * factor);
        let mut light = code;
        let [r, g, b] = &mut light;
        curve.apply_row([std::slice::from_mut(r), std::slice::from_mut(g), std::slice::from_mut(b)]);
        let (found, expected) = (to_light.apply_pixel(light), theirs.apply_pixel(code));
        let scale = expected.iter().fold(1e-2f32, |scale, value| scale.max(value.abs()));
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < scale * 2e-6, "{code:?}: {found} {expected}");
        }
    }
}

#[test]
fn configuration_files_are_loaded_or_refused_with_a_reason() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (good, bad) = (folder.join("good.ocio"), folder.join("bad.ocio"));
    std::fs::write(&good, SMALL_CONFIG).unwrap();
    std::fs::write(&bad, "ocio_profile_version: 2\nroles: [").unwrap();
    let config = Config::from_file(&good).unwrap();
    assert_eq!(config.name(), "small");
    let transform = config.transform("double", "reference").unwrap();
    assert_eq!(transform.apply_pixel([1.0, 2.0, -3.0]), [2.0, 4.0, -6.0]);
    assert_eq!(transform.describe().len(), 1);
    for path in [bad, folder.join("missing.ocio"), folder.join("ocio:/").join("default")] {
        let refused = Config::from_file(&path).unwrap_err();
        assert!(matches!(refused, ColourError::BadConfig { .. }), "{refused:?}");
    }
}

/// The variable `GAIN` has a default in the configuration; the environment must not replace it.
const SMALL_CONFIG: &str = "\
ocio_profile_version: 2
name: small
environment: {GAIN: two}
search_path: luts
roles: {default: reference}
displays:
  screen:
    - !<View> {name: raw, colorspace: reference}
colorspaces:
  - !<ColorSpace> {name: reference, encoding: scene-linear}
  - !<ColorSpace>
    name: double
    encoding: scene-linear
    to_scene_reference: !<MatrixTransform> {matrix: [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]}
  - !<ColorSpace>
    name: by_variable
    encoding: scene-linear
    to_scene_reference: !<FileTransform> {src: $GAIN.spimtx}
";

#[test]
fn the_environment_has_no_say() {
    const CHILD: &str = "INTERNEG_COLOUR_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        return under_a_hostile_environment();
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_environment_has_no_say"])
        .env(CHILD, "1")
        .env("GAIN", "nine")
        .env("OCIO", "/nowhere/config.ocio")
        .env("OCIO_OPTIMIZATION_FLAGS", "0xFFFFFFFF")
        .env("OCIO_INACTIVE_COLORSPACES", "ACES2065-1, ARRI LogC3 (EI800)")
        .env("OCIO_ACTIVE_DISPLAYS", "none")
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
}

fn under_a_hostile_environment() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("environment");
    std::fs::create_dir_all(folder.join("luts")).unwrap();
    std::fs::write(folder.join("config.ocio"), SMALL_CONFIG).unwrap();
    for (name, gain) in [("two", 2), ("nine", 9)] {
        let matrix = format!("{gain} 0 0 0\n0 {gain} 0 0\n0 0 {gain} 0\n");
        std::fs::write(folder.join("luts").join(format!("{name}.spimtx")), matrix).unwrap();
    }
    let config = Config::from_file(&folder.join("config.ocio")).unwrap();
    let transform = config.transform("by_variable", "reference").unwrap();
    assert_eq!(transform.apply_pixel([1.0; 3]), [2.0; 3]);

    let config = Config::builtin(DEFAULT).unwrap();
    let transform = config.transform("ARRI LogC3 (EI800)", "ACES2065-1").unwrap();
    // The fast logarithms of the default flags miss this by more than a unit of the last digit.
    let expected = (10f64.powf((0.391 - 0.385536998692443) / 0.247189638318671) - 0.0522722750251688) * 0.18;
    let found = f64::from(transform.apply_pixel([0.391; 3])[1]);
    assert!((found / expected - 1.0).abs() < 4e-7, "{found} {expected}");
    assert!(config.spaces().iter().any(|space| space.name == "ACES2065-1"));
}

#[test]
fn linear_spaces_have_published_chromaticities() {
    let config = Config::builtin("studio-config-v4.0.0_aces-v2.0_ocio-v2.5").unwrap();
    for (space, red, white) in [
        ("ACES2065-1", (0.7347, 0.2653), (0.32168, 0.33767)),
        ("ACEScg", (0.713, 0.293), (0.32168, 0.33767)),
        ("Linear ARRI Wide Gamut 3", (0.684, 0.313), (0.3127, 0.329)),
        ("Linear ARRI Wide Gamut 4", (0.7347, 0.2653), (0.3127, 0.329)),
        ("Linear BMD WideGamut Gen5", (0.7177215, 0.3171181), (0.312717, 0.3290312)),
        ("Linear DaVinci WideGamut", (0.8, 0.313), (0.3127, 0.329)),
        ("Linear CinemaGamut D55", (0.74, 0.27), (0.3127, 0.329)),
        ("Linear D-Gamut", (0.71, 0.31), (0.3127, 0.329)),
        ("Linear V-Gamut", (0.73, 0.28), (0.3127, 0.329)),
        ("Linear REDWideGamutRGB", (0.780308, 0.304253), (0.3127, 0.329)),
        ("Linear S-Gamut3", (0.73, 0.28), (0.3127, 0.329)),
        ("Linear S-Gamut3.Cine", (0.766, 0.275), (0.3127, 0.329)),
        ("Linear Venice S-Gamut3", (0.740464264304292, 0.27936437475066), (0.3127, 0.329)),
        ("Linear Venice S-Gamut3.Cine", (0.775901871567345, 0.274502392854799), (0.3127, 0.329)),
        ("Linear Rec.709 (sRGB)", (0.64, 0.33), (0.3127, 0.329)),
        ("Linear P3-D65", (0.68, 0.32), (0.3127, 0.329)),
        ("Linear Rec.2020", (0.708, 0.292), (0.3127, 0.329)),
    ] {
        let found = config.target_primaries(space).unwrap_or_else(|| panic!("{space} has no primaries"));
        let expected = [red.0, red.1, white.0, white.1].map(|value: f64| value as f32);
        assert_eq!([found[0], found[1], found[6], found[7]], expected, "{space}");
    }
    // In no table: shown by the matrix, near the published primaries but relative to the ACES white.
    let found = config.target_primaries("Linear AdobeRGB").unwrap();
    assert!((found[0] - 0.64).abs() < 0.01 && (found[6] - 0.32168).abs() < 1e-4, "{found:?}");
    assert_eq!(config.target_primaries("ACEScct"), None);
    assert_eq!(config.target_primaries("sRGB - Display"), None);
}
