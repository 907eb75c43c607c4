//! The official OpenColorIO judges what proxies are rendered through: what a baked view says of its error, and grades.
//!
//! It needs a Python with PyOpenColorIO 2.6 and numpy, as `judge.rs` does; without it the test says so and passes.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

#[path = "common/official.rs"]
mod official;

use interneg_colour::{Config, Grade, GradeTarget, View, ViewPrecision};
use official::{python, through};
use std::path::{Path, PathBuf};
use std::process::Command;

const ACES_1: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";
const ACES_2: &str = "studio-config-v4.0.0_aces-v2.0_ocio-v2.5";
const REC709: &str = "Rec.1886 Rec.709 - Display";
const SDR_1: &str = "ACES 1.0 - SDR Video";
const SDR_2: &str = "ACES 2.0 - SDR 100 nits (Rec.709)";
const PQ: &str = "Rec.2100-PQ - Display";
const HDR: &str = "ACES 2.0 - HDR 1000 nits (P3 D65)";

const BAKED: [(&str, &str, &str, &str); 7] = [
    (ACES_2, "ARRI LogC4", REC709, SDR_2),
    (ACES_2, "S-Log3 S-Gamut3.Cine", REC709, SDR_2),
    (ACES_2, "ACES2065-1", REC709, SDR_2),
    (ACES_2, "ACEScg", PQ, HDR),
    (ACES_2, "V-Log V-Gamut", PQ, HDR),
    (ACES_1, "ARRI LogC4", REC709, SDR_1),
    (ACES_1, "ACES2065-1", REC709, SDR_1),
];

/// Slope, offset, power, saturation.
const GRADES: [[f32; 10]; 3] = [
    [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0],
    [1.1, 1.02, 0.95, 0.01, -0.02, 0.005, 1.0, 1.05, 0.97, 0.9],
    [0.7, 1.4, 1.0, -0.15, 0.1, 0.0, 1.3, 0.8, 1.0, 1.6],
];

fn codes() -> Vec<[f32; 3]> {
    let mut state = 7u32;
    let mut unit = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    let greys = (0..=2048).map(|step| [step as f32 / 2048.0; 3]);
    greys.chain((0..8192).map(|_| [0; 3].map(|_| unit() * 1.1 - 0.05))).collect()
}

/// Cases for `judge_proxies.py`.
struct Cases {
    folder: PathBuf,
    lines: Vec<String>,
}

impl Cases {
    fn add(&mut self, fields: &[&str], pixels: &[[f32; 3]], found: &[[f32; 3]]) {
        let number = self.lines.len();
        for (name, pixels) in [("in", pixels), ("out", found)] {
            let bytes: Vec<u8> = pixels.as_flattened().iter().flat_map(|value| value.to_le_bytes()).collect();
            std::fs::write(self.folder.join(format!("{number}.{name}.f32")), bytes).unwrap();
        }
        self.lines.push(format!("{number}\t{}", fields.join("\t")));
    }
}

#[test]
fn the_official_library_agrees_on_baked_views_and_grades() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("proxies");
    std::fs::create_dir_all(&folder).unwrap();
    let mut cases = Cases { folder: folder.clone(), lines: Vec::new() };
    for (name, source, display, view) in BAKED {
        let baked = Config::builtin(name).unwrap().view_at(source, display, view, ViewPrecision::Baked).unwrap();
        let View::Baked(baked) = baked else { panic!("{source} > {view} is not baked") };
        let (probes, error) = (baked.probes(), baked.error());
        println!("{source} > {view}: {}", baked.describe());
        let [mean, p99, max] = [error.mean_codes_10bit, error.p99_codes_10bit, error.max_codes_10bit];
        let stated = format!("{mean} {p99} {max}");
        let found = through(&probes, |tile| baked.apply(tile));
        cases.add(&["baked", name, source, display, view, &stated], &probes, &found);
    }
    let pixels = codes();
    for numbers in GRADES {
        let grade = Grade::from_numbers(numbers).unwrap();
        let words = numbers.map(|number| number.to_string()).join(" ");
        for (name, source, grading, display, view) in [
            (ACES_2, "V-Log V-Gamut", "ACEScct", REC709, SDR_2),
            (ACES_2, "ARRI LogC4", "ARRI LogC4", PQ, HDR),
            (ACES_1, "S-Log3 S-Gamut3.Cine", "ACEScc", REC709, SDR_1),
        ] {
            let config = Config::builtin(name).unwrap();
            let target = GradeTarget::View { display, view, precision: ViewPrecision::Exact };
            let graded = config.graded(source, grading, grade, target).unwrap();
            let found = through(&pixels, |tile| graded.apply(tile));
            cases.add(&["graded", name, source, grading, &words, display, view], &pixels, &found);
            let graded = config.graded(source, grading, grade, GradeTarget::Space("ACEScg")).unwrap();
            let found = through(&pixels, |tile| graded.apply(tile));
            cases.add(&["graded", name, source, grading, &words, "ACEScg"], &pixels, &found);
        }
    }
    std::fs::write(folder.join("cases.tsv"), cases.lines.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge_proxies.py");
    let judged = Command::new(python).arg(script).arg(&folder).output().unwrap();
    let report = String::from_utf8_lossy(&judged.stdout);
    println!("{report}");
    assert!(judged.status.success(), "{report}{}", String::from_utf8_lossy(&judged.stderr));
    assert_eq!(cases.lines.len(), BAKED.len() + GRADES.len() * 6);
}
