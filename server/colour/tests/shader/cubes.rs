//! Cubes in a file.

use interneg_colour::Config;
use interneg_colour::suite::ShaderCase;

/// Both interpolations of a cube in a file, which is a texture of three dimensions.
pub fn cubes() -> Vec<ShaderCase> {
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
        ShaderCase::new(format!("cube > {interpolation}"), false, transform).unwrap()
    };
    ["tetrahedral", "linear"].map(case).into()
}
