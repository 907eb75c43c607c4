//! Values that OpenColorIO 2.6 gave, kept as numbers, and the exactness of tables.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod common;

use interneg_colour::{Config, SpaceKind, Transform};
use interneg_kernels::{
    ByteOrder, ChromaSiting, Fused, Layout, Picture, Plane, Range, RgbTile, SourceCoding, Unpack, code_value, pack,
};

const DEFAULT: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";
const GOLDEN: &str = include_str!("golden.tsv");

struct Row {
    space: &'static str,
    grey_code: f32,
    points: [([f32; 3], [f32; 3]); 2],
    greys: [(f32, f32); 4],
}

fn rows() -> Vec<Row> {
    let row = |line: &'static str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let numbers = |field: &str| field.split(' ').map(|number| number.parse().unwrap()).collect::<Vec<f32>>();
        let triple = |field: &str| <[f32; 3]>::try_from(numbers(field)).unwrap();
        let linear = numbers(fields[4]);
        Row {
            space: fields[0],
            grey_code: fields[1].parse().unwrap(),
            points: [([0.5, 0.4, 0.3], triple(fields[2])), ([0.25, 0.5, 0.6], triple(fields[3]))],
            greys: [(0.0, linear[0]), (0.25, linear[1]), (0.5, linear[2]), (1.0, linear[3])],
        }
    };
    GOLDEN.lines().filter(|line| !line.starts_with('#')).map(row).collect()
}

/// Relative 2e-5 with a floor of 1e-6: six printed digits, and single precision on the way.
fn is_near(found: f32, expected: f32) -> bool {
    (found - expected).abs() <= (expected.abs() * 2e-5).max(1e-6)
}

/// Steps between the halves nearest to two values of one sign.
fn half_steps(transform: &Transform, code: [f32; 3], expected: [f32; 3]) -> u32 {
    let mut tile = RgbTile::new(2, 1);
    tile.set_rows(1);
    for (plane, code) in tile.row_mut(0).into_iter().zip(code) {
        plane.fill(code);
    }
    transform.apply(&mut tile);
    for (plane, expected) in tile.row_mut(0).into_iter().zip(expected) {
        plane[1] = expected;
    }
    let mut line = [0; 12];
    pack::half_bgr_rows(&tile, &mut line, 12);
    let half = |at: usize| i32::from(i16::from_le_bytes([line[at], line[at + 1]]));
    (0..3).map(|channel| (half(channel * 4) - half(channel * 4 + 2)).unsigned_abs()).max().unwrap()
}

#[test]
fn golden_rows_come_out() {
    for (name, expected_rows) in [(DEFAULT, 15), ("studio-config-v4.0.0_aces-v2.0_ocio-v2.5", 16)] {
        let config = common::builtin(name).unwrap();
        let mut checked = 0;
        for row in rows() {
            if config.resolve(row.space).is_err() {
                continue;
            }
            checked += 1;
            let to_aces = config.transform(row.space, "ACES2065-1").unwrap();
            let from_aces = config.transform("ACES2065-1", row.space).unwrap();
            for code in from_aces.apply_pixel([0.18; 3]) {
                assert!(is_near(code, row.grey_code), "{}: 18 % is {code}, expected {}", row.space, row.grey_code);
            }
            for (code, expected) in row.points {
                let found = to_aces.apply_pixel(code);
                let is_right = found.iter().zip(expected).all(|(found, expected)| is_near(*found, expected));
                assert!(is_right, "{} {code:?}: {found:?}, expected {expected:?}", row.space);
                assert!(half_steps(&to_aces, code, expected) <= 1, "{} {code:?} as half", row.space);
            }
            for (code, expected) in row.greys {
                // The matrix keeps greys, up to the digits of its rows' sums.
                for found in to_aces.apply_pixel([code; 3]) {
                    assert!(is_near(found, expected), "{} {code}: {found}, expected {expected}", row.space);
                }
            }
        }
        assert_eq!(checked, expected_rows, "rows whose space is in {name}");
    }
}

/// Every code of a ten-bit DPX word, the channels out of step with each other.
fn dpx_words() -> Vec<u8> {
    (0..1024u32)
        .flat_map(|code| {
            let [r, g, b] = [code, (code * 37 + 11) % 1024, 1023 - code];
            (r << 22 | g << 12 | b << 2).to_be_bytes()
        })
        .collect()
}

#[test]
fn tables_equal_the_transform_bit_for_bit() {
    let words = dpx_words();
    let layout = Layout::Dpx10FilledA(ByteOrder::Big);
    let planes = [Plane { bytes: &words, stride_bytes: 4096 }, Plane::EMPTY, Plane::EMPTY];
    let picture = Picture { width: 1024, height: 1, layout, planes };
    for name in Config::builtin_names().into_iter().filter(|name| name.starts_with("studio-")) {
        let config = Config::builtin(name).unwrap();
        let mut tabulated = Vec::new();
        for space in config.camera_spaces() {
            let transform = config.transform(&space.name, "ACES2065-1").unwrap();
            for range in [Range::Full, Range::Legal] {
                let Some(tables) = transform.tabulate(10, range) else { continue };
                tabulated.push(space.name.clone());
                let coding = SourceCoding {
                    layout,
                    width: 1024,
                    height: 1,
                    range: Some(range),
                    matrix: None,
                    siting: ChromaSiting::Left,
                };
                let mut tile = RgbTile::new(1024, 1);
                Unpack::new(&coding).unwrap().rows(&picture, 0, 1, &mut tile);
                transform.apply(&mut tile);
                let pass = Fused::new(layout, 1024, 1, &tables.curves, tables.matrix).unwrap();
                let (mut expected, mut found) = (vec![0; 6144], vec![0; 6144]);
                let expected_counts = pack::half_bgr_rows(&tile, &mut expected, 6144);
                assert_eq!(pass.half_bgr_rows(&picture, 0, 1, &mut found, 6144), expected_counts);
                assert!(found == expected, "{name}, {}: halves differ", space.name);
                // Halves hide most of a difference, so the singles are compared as well.
                for (x, word) in words.as_chunks::<4>().0.iter().enumerate() {
                    let word = u32::from_be_bytes(*word);
                    let codes = [22, 12, 2].map(|shift| (word >> shift & 1023) as usize);
                    let rgb = [0, 1, 2].map(|channel| tables.curves[channel][codes[channel]]);
                    let single = tables.matrix.map_or(rgb, |matrix| matrix.apply(rgb));
                    let expected = tile.row(0).map(|plane| plane[x]);
                    assert_eq!(single.map(f32::to_bits), expected.map(f32::to_bits), "{name}, {} {x}", space.name);
                }
            }
        }
        for space in
            ["ARRI LogC3 (EI800)", "S-Log3 S-Gamut3.Cine", "V-Log V-Gamut", "Log3G10 REDWideGamutRGB", "ACEScg"]
        {
            assert!(tabulated.iter().any(|name| name == space), "{space} is curves and a matrix in {name}");
        }
    }
}

#[test]
fn transforms_that_are_no_tables_say_so() {
    let config = Config::builtin(DEFAULT).unwrap();
    let to_log = config.transform("ACES2065-1", "ARRI LogC4").unwrap();
    assert_eq!(to_log.tabulate(10, Range::Full), None, "the matrix comes first");
    let between = config.transform("S-Log3 S-Gamut3", "ARRI LogC4").unwrap();
    assert_eq!(between.tabulate(10, Range::Full), None, "a curve comes behind the matrix");
    let identity = config.transform("ACES2065-1", "aces").unwrap();
    assert!(identity.is_identity());
    let tables = identity.tabulate(12, Range::Full).unwrap();
    assert_eq!((tables.curves[1][4095], tables.matrix), (code_value(4095, 12, Range::Full), None));
}

#[test]
fn spaces_come_back_from_aces() {
    let config = common::builtin(DEFAULT).unwrap();
    for space in config.camera_spaces().filter(|space| matches!(space.kind, SpaceKind::Log | SpaceKind::Linear)) {
        // Film densities are clamped and not inverted; ACEScc clamps below its range.
        if space.name.starts_with("ADX") {
            continue;
        }
        let there = config.transform(&space.name, "ACES2065-1").unwrap();
        let back = config.transform("ACES2065-1", &space.name).unwrap();
        for code in [[0.2f32, 0.4, 0.6], [0.5, 0.5, 0.5], [0.7, 0.3, 0.45]] {
            let found = back.apply_pixel(there.apply_pixel(code));
            for (found, code) in found.iter().zip(code) {
                assert!((found - code).abs() < 2e-5, "{}: {code} came back as {found}", space.name);
            }
        }
    }
}
