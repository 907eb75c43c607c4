//! The official OpenColorIO judges every camera space to ACES2065-1 and back, and views of displays.
//!
//! It needs a Python with PyOpenColorIO 2.6 and numpy: the one that `INTERNEG_PYTHON` names, or `.venv/bin/python` at
//! the workspace root. Without it the test says so and passes.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod common;
#[path = "common/official.rs"]
mod official;

use interneg_colour::Transform;
use official::{python, through};
use std::path::Path;
use std::process::Command;

const CONFIGS: [(&str, &str); 2] = [
    ("studio-config-v2.2.0_aces-v1.3_ocio-v2.4", "ACES 1.0 - SDR Video"),
    ("studio-config-v4.0.0_aces-v2.0_ocio-v2.5", "ACES 2.0 - SDR 100 nits (Rec.709)"),
];

/// Greys and colours from -0.5 over the code range to 400, zeros, denormals and the edges of single precision's
/// logarithms.
fn pixels() -> Vec<[f32; 3]> {
    let special = [0.0, -0.0, 1e-40, f32::MIN_POSITIVE, 1e-7, -1e-7, 0.18, 1.0, -0.5, 65504.0, 400.0, 0.005, 0.01057];
    let mut pixels: Vec<[f32; 3]> =
        special.iter().flat_map(|a| special.iter().map(move |b| [*a, *b, (a + b) / 2.0])).collect();
    pixels.extend((0..=4096).map(|step| [step as f32 / 4096.0; 3]));
    let mut state = 1u32;
    let mut unit = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    pixels.extend((0..8192).map(|_| [unit(), unit(), unit()]));
    pixels.extend((0..4096).map(|_| [unit() * 1.5 - 0.5, unit() * 1.5 - 0.5, unit() * 1.5 - 0.5]));
    // Linear light, evenly in exponents.
    pixels.extend((0..4096).map(|_| [0; 3].map(|_| (unit() * 22.0 - 13.36).exp2())));
    pixels
}

fn write(path: &Path, pixels: &[[f32; 3]]) {
    let bytes: Vec<u8> = pixels.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn the_official_library_agrees() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("judge");
    std::fs::create_dir_all(&folder).unwrap();
    let pixels = pixels();
    write(&folder.join("pixels.f32"), &pixels);
    let mut cases = Vec::new();
    let mut add = |transform: &Transform, fields: [&str; 3]| {
        write(&folder.join(format!("{}.f32", cases.len())), &through(&pixels, |tile| transform.apply(tile)));
        cases.push(format!("{}\t{}", cases.len(), fields.join("\t")));
    };
    for (name, view) in CONFIGS {
        let config = common::builtin(name).unwrap();
        for space in config.camera_spaces().filter(|space| space.name != "ACES2065-1" && !space.is_own) {
            let there = config.transform(&space.name, "ACES2065-1").unwrap();
            add(&there, [name, &space.name, "ACES2065-1"]);
            let back = config.transform("ACES2065-1", &space.name).unwrap();
            add(&back, [name, "ACES2065-1", &space.name]);
        }
        let display = "Rec.1886 Rec.709 - Display";
        for space in ["ACES2065-1", "ARRI LogC4"] {
            let target = format!("{display}\t{view}");
            add(&config.view(space, display, view).unwrap(), [name, space, &target]);
        }
    }
    std::fs::write(folder.join("cases.tsv"), cases.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge.py");
    let judged = Command::new(python).arg(script).arg(&folder).output().unwrap();
    let report = String::from_utf8_lossy(&judged.stdout);
    println!("{report}");
    assert!(judged.status.success(), "{report}{}", String::from_utf8_lossy(&judged.stderr));
    assert!(cases.len() > 100, "{} cases", cases.len());
}
