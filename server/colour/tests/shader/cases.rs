//! Every view of every display from ACES2065-1, and every camera space to ACES2065-1.

use interneg_colour::{Config, Transform};
use interneg_kernels::Shader;

pub const CONFIGS: [&str; 2] = ["studio-config-v2.2.0_aces-v1.3_ocio-v2.4", "studio-config-v4.0.0_aces-v2.0_ocio-v2.5"];

pub struct Case {
    pub name: String,
    pub is_view: bool,
    pub transform: Transform,
    pub shader: Shader,
}

impl Case {
    fn new(name: String, is_view: bool, transform: Transform) -> Self {
        let shader = transform.shader().unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { name, is_view, transform, shader }
    }
}

pub fn views(config: &str) -> Vec<Case> {
    let ours = Config::builtin(config).unwrap();
    let theirs = ocio::Config::create_from_builtin_config(config).unwrap();
    let mut cases = Vec::new();
    for display in (0..theirs.num_displays_all()).map(|index| theirs.display_all(index)) {
        for view in (0..theirs.num_views(display)).map(|index| theirs.view(display, index)) {
            let transform = ours.view("ACES2065-1", display, &view).unwrap();
            cases.push(Case::new(format!("{config}: {display} / {view}"), true, transform));
        }
    }
    assert!(cases.len() >= 40, "{config} has {} views", cases.len());
    cases
}

pub fn cameras(config: &str) -> Vec<Case> {
    let config = Config::builtin(config).unwrap();
    let case = |space: &interneg_colour::Space| {
        let transform = config.transform(&space.name, "ACES2065-1").unwrap();
        Case::new(format!("{}: {} > ACES2065-1", config.name(), space.name), false, transform)
    };
    // A space of our own is a program, which no shader holds.
    config.camera_spaces().filter(|space| !space.is_own).map(case).collect()
}

/// Both interpolations of a cube in a file, which is a texture of three dimensions.
pub fn cubes() -> Vec<Case> {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("shader-cubes");
    std::fs::create_dir_all(&folder).unwrap();
    let mut cube = "LUT_3D_SIZE 9\n".to_owned();
    let axis = || (0..9).map(|entry| f64::from(entry) / 8.0);
    for (b, g, r) in axis().flat_map(|b| axis().flat_map(move |g| axis().map(move |r| (b, g, r)))) {
        cube.push_str(&format!("{:.6} {:.6} {:.6}\n", r.powf(0.8), (g * 0.9 + b * 0.1).powf(1.2), b * b + r * g / 4.0));
    }
    std::fs::write(folder.join("bent.cube"), cube).unwrap();
    let space = |interpolation: &str| {
        format!(
            "  - !<ColorSpace>\n    name: {interpolation}\n    to_scene_reference: !<FileTransform> \
             {{src: bent.cube, interpolation: {interpolation}}}\n"
        )
    };
    let config = format!(
        "ocio_profile_version: 2\nsearch_path: .\nroles:\n  default: plain\n\
         file_rules:\n  - !<Rule> {{name: Default, colorspace: plain}}\n\
         displays:\n  none:\n    - !<View> {{name: plain, colorspace: plain}}\n\
         colorspaces:\n  - !<ColorSpace>\n    name: plain\n{}{}",
        space("tetrahedral"),
        space("linear"),
    );
    let path = folder.join("config.ocio");
    std::fs::write(&path, config).unwrap();
    let config = Config::from_file(&path).unwrap();
    let case = |interpolation: &str| {
        let transform = config.transform(interpolation, "plain").unwrap();
        assert_eq!(transform.is_program(), interpolation == "tetrahedral");
        Case::new(format!("cube > {interpolation}"), false, transform)
    };
    ["tetrahedral", "linear"].map(case).into()
}
