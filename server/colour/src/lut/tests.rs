//! Files that are looks, and files that are none.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use super::*;

const CONFIG: &str = "studio-config-v4.0.0_aces-v2.0_ocio-v2.5";

/// A cube of two entries a side that swaps R and B and halves G.
fn cube() -> String {
    let corners = (0..8).map(|corner| (corner & 1, corner >> 1 & 1, corner >> 2));
    let lines = corners.map(|(r, g, b)| format!("{b} {} {r}\n", 0.5 * f64::from(g)));
    format!("TITLE \"swap\"\nLUT_3D_SIZE 2\n{}", lines.collect::<String>())
}

fn clf(nodes: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<ProcessList id=\"a\" compCLFversion=\"3\">{nodes}</ProcessList>\n")
}

const DOUBLE: &str =
    "<Matrix inBitDepth=\"32f\" outBitDepth=\"32f\"><Array dim=\"3 3\">2 0 0 0 2 0 0 0 2</Array></Matrix>";

fn transform(path: &str, text: &str) -> Transform {
    let lut = LutFile::parse(Path::new(path), text.as_bytes()).unwrap();
    Config::builtin(CONFIG).unwrap().lut(&lut).unwrap()
}

#[test]
fn cubes_are_programs_with_tetrahedra() {
    let look = transform("looks/show.CUBE", &cube());
    assert!(look.is_program(), "{:?}", look.describe());
    assert_eq!(look.apply_pixel([0.25, 0.5, 0.75]), [0.75, 0.25, 0.25]);
    assert_eq!(look.apply_pixel([-1.0, 2.0, 1.5]), [1.0, 0.5, 0.0], "clamped to its domain");
}

#[test]
fn curves_in_a_cube_file_and_clf_files_are_looks_too() {
    let look = transform("curve.cube", "LUT_1D_SIZE 3\n0 0 0\n0.25 0.5 1\n1 1 1\n");
    assert_eq!(look.apply_pixel([0.25, 0.25, 0.25]), [0.125, 0.25, 0.5]);
    assert_eq!(transform("double.clf", &clf(DOUBLE)).apply_pixel([0.25, -1.0, 3.0]), [0.5, -2.0, 6.0]);
}

#[test]
fn what_is_no_look_is_refused() {
    let refusal = |path: &str, text: &str| {
        let error = LutFile::parse(Path::new(path), text.as_bytes()).unwrap_err();
        error.to_string()
    };
    let reference = clf("<Reference path=\"/etc/passwd\" inBitDepth=\"32f\" outBitDepth=\"32f\"/>");
    for (path, text) in [
        ("a.txt", cube()),
        ("a", cube()),
        ("a.cube", clf(DOUBLE)),
        ("a.clf", cube()),
        ("a.cube", cube().replace("SIZE 2", "SIZE 100000")),
        ("a.cube", cube().replace("SIZE 2", "SIZE 3")),
        ("a.cube", String::new()),
        ("a.clf", clf(DOUBLE).replace("</Matrix>", "")),
        ("a.clf", reference),
    ] {
        let text = refusal(path, &text);
        assert!(text.starts_with("failed to read the look: ") && text.ends_with(path), "{text}");
        assert!(!text.contains('\n'), "{text}");
    }
    assert!(LutFile::read(Path::new("/nowhere/a.cube")).unwrap_err().to_string().ends_with(": /nowhere/a.cube"));
}
