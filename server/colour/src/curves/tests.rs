//! Curves against the formulas of their documents in double precision, the documents' own values, and the
//! configurations' processors.

use super::*;
use crate::Config;
use interneg_kernels::{Operation, Program, RgbTile};

/// Results of the operations for greys.
fn run(operations: &[Operation], values: &[f32]) -> Vec<f32> {
    let mut tile = RgbTile::new(values.len(), 1);
    tile.set_rows(1);
    for plane in tile.row_mut(0) {
        plane[..values.len()].copy_from_slice(values);
    }
    Program::new(operations).unwrap().apply(&mut tile);
    let [r, g, b] = tile.row(0);
    assert!(r == g && g == b, "the channels differ");
    r[..values.len()].to_vec()
}

fn curve(name: &str) -> Curve {
    Curve::by_name(name).unwrap_or_else(|| panic!("no curve {name}"))
}

/// `b`, `brk`, `ls`, `lo`, `lS`, `lO`, `k` (0 where it is derived) as the document lists them.
fn camera(y: f64, [b, brk, ls, lo, lin_slope, lin_offset, k]: [f64; 7]) -> f64 {
    let at_break = lin_slope * brk + lin_offset;
    let yb = ls * at_break.ln() / b.ln() + lo;
    let k = if k == 0.0 { ls * lin_slope / (at_break * b.ln()) } else { k };
    if y > yb { (b.powf((y - lo) / ls) - lin_offset) / lin_slope } else { brk + (y - yb) / k }
}

/// The documents' formulas, spelt out once more.
fn truth(name: &str, y: f64) -> f64 {
    match name {
        "ARRI LogC4" => {
            let row = [2.0, -0.0180569961199113, 0.0647954196341293, -0.295908392682586, 2231.82630906769, 64.0, 0.0];
            camera(y, row)
        }
        "BMDFilm Gen5" => {
            let e = std::f64::consts::E;
            camera(y, [e, 0.005, 0.0869287606549122, 0.530013339229194, 1.0, 0.00549407243225781, 0.0])
        }
        "DaVinci Intermediate" => camera(y, [2.0, 0.00262409, 0.07329248, 0.51304736, 1.0, 0.0075, 10.44426855]),
        "D-Log" => camera(y, [10.0, 0.00758078675, 0.256662970719888, 0.58455504907396, 0.9892, 0.0108, 0.0]),
        "V-Log" => camera(y, [10.0, 0.01, 0.241514, 0.598206, 1.0, 0.00873, 0.0]),
        "Log3G10" => camera(y, [10.0, -0.01, 0.224282, 0.0, 155.975327, 2.55975327, 0.0]),
        "S-Log3" => {
            // Sony's own formula, in ten-bit codes.
            let code = y * 1023.0;
            let split = 171.2102946929;
            match code >= split {
                true => 10f64.powf((code - 420.0) / 261.5) * (0.18 + 0.01) - 0.01,
                false => (code - 95.0) * 0.01125 / (split - 95.0),
            }
        }
        "ACEScct" => {
            // ACES S-2016-001.
            if y > 0.155251141552511 { (y * 17.52 - 9.72).exp2() } else { (y - 0.0729055341958355) / 10.5402377416545 }
        }
        "ACEScc" => {
            let power = (17.52 * y - 9.72).exp2();
            if y < (9.72 - 15.0) / 17.52 { (power - (-16f64).exp2()) * 2.0 } else { power }
        }
        "Canon Log 2" => {
            let distance = (y - 0.092864125).abs();
            0.9 * (10f64.powf(distance / 0.24136077) - 1.0) / 87.099375 * (y - 0.092864125).signum()
        }
        "Canon Log 3" => {
            let x = match y {
                y if y < 0.097465473 => -(10f64.powf((0.12783901 - y) / 0.36726845) - 1.0) / 14.98325,
                y if y <= 0.15277891 => (y - 0.12512219) / 1.9754798,
                y => (10f64.powf((y - 0.12240537) / 0.36726845) - 1.0) / 14.98325,
            };
            0.9 * x
        }
        "Apple Log" => {
            let at_cut = 47.28711236 * (0.01 + 0.05641088f64).powi(2);
            match y {
                y if y >= at_cut => ((y - 0.69336945) / 0.08550479).exp2() - 0.00964052,
                y if y >= 0.0 => (y / 47.28711236).sqrt() - 0.05641088,
                _ => -0.05641088,
            }
        }
        _ => logc3_truth(name, y),
    }
}

/// Numbers of the table: index, n, c, d, xb, yb, k, light at 1, and xm.
fn logc3_rows() -> impl Iterator<Item = Vec<f64>> {
    let lines = include_str!("../../data/logc3.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').map(|number| number.parse().unwrap()).collect())
}

fn logc3_truth(name: &str, y: f64) -> f64 {
    let index: f64 = name.strip_prefix("ARRI LogC3 EI").unwrap().parse().unwrap();
    let row = logc3_rows().find(|row| row[0] == index).unwrap();
    let [n, c, d, xb, yb, k] = row[1..7].try_into().unwrap();
    let mut y = y;
    if let Some(xm) = row.get(8).filter(|_| y > 0.8) {
        let s = (y - 0.8) / 0.2;
        let inverse_slope = 0.2 / (xm - 0.8);
        let ends = (1.0 + 2.0 * s) * (1.0 - s).powi(2) * 0.8 + (3.0 - 2.0 * s) * s * s * xm;
        y = ends + 0.2 * s * (1.0 - s).powi(2) - 0.2 * s * s * (1.0 - s) / (inverse_slope * inverse_slope);
    }
    if y > yb { 0.18 * (10f64.powf((y - d) / c) - n) } else { xb + (y - yb) / k }
}

fn codes() -> Vec<f32> {
    (-1000..=11_000).map(|step| step as f32 / 10_000.0).collect()
}

#[test]
fn all_curves_of_the_tables_are_there() {
    let names: Vec<String> = Curve::all().map(|curve| curve.name().to_owned()).collect();
    assert_eq!(names.len(), 14 + 12, "{names:?}");
    for line in [include_str!("../../data/curves.tsv"), include_str!("../../data/logc3.tsv")] {
        for line in line.lines().filter(|line| !line.starts_with('#')) {
            let name = line.split('\t').next().unwrap();
            assert!(names.iter().any(|known| known == name || known.ends_with(&format!(" EI{name}"))), "{line}");
        }
    }
    assert_eq!(Curve::by_name("S-Log2"), None);
}

#[test]
fn curves_are_their_formulas() {
    let codes = codes();
    for curve in Curve::all() {
        let found = run(&curve.decode(), &codes);
        let (mut worst, mut at) = (0.0f64, 0.0);
        for (code, found) in codes.iter().zip(&found) {
            let expected = truth(curve.name(), f64::from(*code));
            // Near black, where logarithms cancel, what is left of a rounding of the exponential is absolute.
            let error = (f64::from(*found) - expected).abs() / expected.abs().max(0.02);
            if error > worst {
                (worst, at) = (error, *code);
            }
        }
        println!("{}: {worst:.1e} at {at}", curve.name());
        assert!(worst < 4e-6, "{}: {worst:e} at {at}", curve.name());
    }
}

#[test]
fn codes_come_back() {
    let codes = codes();
    for curve in Curve::all() {
        let linear = run(&curve.decode(), &codes);
        let found = run(&curve.encode(), &linear);
        for ((code, linear), found) in codes.iter().zip(&linear).zip(&found) {
            // Apple's curve ends at the code 0, ACEScc at the light 0.
            let is_lost = match curve.name() {
                "Apple Log" => *code < 0.0,
                _ => false,
            };
            let expected = if is_lost { 0.0 } else { *code };
            assert!((found - expected).abs() < 3e-6, "{}: {code} > {linear} > {found}", curve.name());
        }
    }
}

#[test]
fn light_of_the_code_one_is_the_table_s() {
    for row in logc3_rows() {
        let curve = curve(&format!("ARRI LogC3 EI{}", row[0]));
        let found = f64::from(run(&curve.decode(), &[1.0])[0]);
        // Six digits are printed, and nine decimals of each number went in.
        assert!((found / row[7] - 1.0).abs() < 1e-5, "{}: {found}, expected {}", curve.name(), row[7]);
        let grey = run(&curve.encode(), &[0.18])[0];
        assert!((grey - 0.391).abs() < 2e-3, "{}: grey is at {grey}", curve.name());
    }
}

#[test]
fn lines_of_logc3_meet_their_curves() {
    for row in logc3_rows() {
        let [n, c, d, xb, yb, k] = row[1..7].try_into().unwrap();
        let at_break: f64 = xb / 0.18 + n;
        assert!((c * at_break.log10() + d - yb).abs() < 3e-8, "EI {}", row[0]);
        assert!((c / (at_break * 0.18 * std::f64::consts::LN_10) - k).abs() < 3e-6, "EI {}", row[0]);
    }
}

#[test]
fn golden_greys_come_out() {
    let curves: Vec<(String, Curve)> =
        own_spaces(&every_linear_space()).into_iter().map(|own| (own.space.name, own.curve)).collect();
    let mut checked = 0;
    for line in include_str!("../../tests/golden.tsv").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (_, curve) = curves.iter().find(|(name, _)| name == fields[0]).unwrap();
        let expected = fields[4].split(' ').map(|number| number.parse::<f32>().unwrap());
        for (found, expected) in run(&curve.decode(), &[0.0, 0.25, 0.5, 1.0]).into_iter().zip(expected) {
            assert!((found - expected).abs() <= (expected.abs() * 2e-5).max(1e-6), "{}: {found} {expected}", fields[0]);
        }
        let grey = fields[1].parse::<f32>().unwrap();
        let found = run(&curve.encode(), &[0.18])[0];
        assert!((found - grey).abs() < 2e-6, "{}: grey is at {found}, expected {grey}", fields[0]);
        checked += 1;
    }
    assert_eq!(checked, 17);
}

/// Spaces of a configuration that has all linear ones and no curves.
fn every_linear_space() -> Vec<crate::Space> {
    let table = include_str!("../../data/own_spaces.tsv").lines().filter(|line| !line.starts_with('#'));
    let linear = |line: &str| crate::Space {
        name: line.split('\t').nth(3).unwrap().to_owned(),
        aliases: Vec::new(),
        kind: crate::SpaceKind::Linear,
        interop_id: None,
        family: String::new(),
        is_data: false,
        is_own: false,
    };
    table.map(linear).collect()
}

#[test]
fn curves_agree_with_the_configurations() {
    let codes: Vec<f32> = (0..=8192).map(|step| step as f32 / 8192.0).collect();
    let light: Vec<f32> = (-120..=60).map(|step| (step as f32 / 10.0).exp2()).collect();
    let all = own_spaces(&every_linear_space());
    let mut compared = std::collections::BTreeSet::new();
    for name in Config::builtin_names().into_iter().filter(|name| name.starts_with("studio-")) {
        let config = Config::builtin(name).unwrap();
        for own in &all {
            let theirs = |name: &str| config.resolve(name).is_ok_and(|space| !space.is_own);
            if !theirs(&own.space.name) || !theirs(&own.linear) {
                continue;
            }
            let there = config.transform(&own.space.name, &own.linear).unwrap();
            let found = run(&own.curve.decode(), &codes);
            for (code, found) in codes.iter().zip(found) {
                let expected = there.apply_pixel([*code; 3])[1];
                // Curves that the configuration holds as tables are straight between entries; ACEScc ends at black.
                let error = (found.max(own_floor(&own.space.name)) - expected).abs();
                assert!(
                    error <= (expected.abs() * 1e-5).max(2e-6),
                    "{}: {code} is {found}, {expected}",
                    own.space.name
                );
            }
            let back = config.transform(&own.linear, &own.space.name).unwrap();
            for (light, found) in light.iter().zip(run(&own.curve.encode(), &light)) {
                let expected = back.apply_pixel([*light; 3])[1];
                // Their tables end at the code 1.
                let is_within = (0.0..=1.0).contains(&found);
                assert!(
                    !is_within || (found - expected).abs() < 1e-5,
                    "{}: {light} is {found}, {expected}",
                    own.space.name
                );
            }
            compared.insert(own.space.name.clone());
        }
    }
    assert!(compared.len() >= 16, "{compared:?}");
    println!("compared: {compared:?}");
}

/// Least light of the configuration's space.
fn own_floor(space: &str) -> f32 {
    if space == "ACEScc" { 0.0 } else { f32::NEG_INFINITY }
}
