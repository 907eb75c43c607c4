//! Values that OpenColorIO 2.6 gave, kept as numbers, and the exactness of tables.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use interneg_colour::{Config, SpaceKind, Transform};
use interneg_kernels::{
    ByteOrder, ChromaSiting, Layout, Lines, Operation, Pass, Picture, Plane, Range, RgbTile, SourceCoding, Target,
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
    let out = &mut [Lines { bytes: &mut line, stride_bytes: 12 }];
    Pass::from_tile(&tile, Target::HalfBgr).unwrap().rows(&tile.picture(), 0, 1, out);
    let half = |at: usize| i32::from(i16::from_le_bytes([line[at], line[at + 1]]));
    (0..3).map(|channel| (half(channel * 4) - half(channel * 4 + 2)).unsigned_abs()).max().unwrap()
}

#[test]
fn golden_rows_come_out() {
    for (name, expected_rows) in [(DEFAULT, 15), ("studio-config-v4.0.0_aces-v2.0_ocio-v2.5", 16)] {
        let config = Config::builtin(name).unwrap();
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

/// A pass replaces the codes of integer R, G, B by what the first operations make of them; the transform works on values.
#[test]
fn passes_over_codes_equal_the_transform_bit_for_bit() {
    let words = dpx_words();
    let layout = Layout::Dpx10FilledA(ByteOrder::Big);
    let planes = [Plane { bytes: &words, stride_bytes: 4096 }, Plane::EMPTY, Plane::EMPTY];
    let picture = Picture { width: 1024, height: 1, layout, planes };
    let coding = SourceCoding {
        layout,
        width: 1024,
        height: 1,
        range: Some(Range::Legal),
        matrix: None,
        siting: ChromaSiting::Left,
    };
    let mut tile = RgbTile::new(1024, 1);
    let mut through = |operations: &[Operation]| {
        Pass::new(&coding, operations, Target::RgbF32).unwrap().rows(&picture, 0, 1, &mut tile.lines());
        tile.clone()
    };
    let mut values = through(&[]);
    values.set_rows(1);
    for name in Config::builtin_names().into_iter().filter(|name| name.starts_with("studio-")) {
        let config = Config::builtin(name).unwrap();
        for space in config.camera_spaces() {
            for (source, target) in [(&*space.name, "ACES2065-1"), ("ACES2065-1", &*space.name)] {
                let transform = config.transform(source, target).unwrap();
                let Some(operations) = transform.operations() else { continue };
                let found = through(operations);
                let mut expected = values.clone();
                transform.apply(&mut expected);
                for (found, expected) in found.row(0).into_iter().zip(expected.row(0)) {
                    let is_equal = found.iter().map(|value| value.to_bits()).eq(expected.iter().map(|v| v.to_bits()));
                    assert!(is_equal, "{name}: {source} to {target}");
                }
            }
        }
    }
}

#[test]
fn spaces_come_back_from_aces() {
    let config = Config::builtin(DEFAULT).unwrap();
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
