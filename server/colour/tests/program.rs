//! Programs of the kernels against OpenColorIO's processor, over the default configuration's camera spaces.

use interneg_colour::{Config, Transform};
use interneg_kernels::{Level, Lines, Pass, RgbTile, Target};

const DEFAULT: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";

/// Codes from -0.1 to 1.2 and linear light up to 400, greys and colours, and what has no place in a picture.
fn pixels() -> Vec<[f32; 3]> {
    let special = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0, 1e-40, -1e-40, 65504.0, 1e9];
    let mut pixels: Vec<[f32; 3]> = special.iter().map(|value| [*value; 3]).collect();
    let mut state = 3u32;
    let mut unit = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    pixels.extend((0..=8192).map(|step| [step as f32 / 8192.0; 3]));
    pixels.extend((0..8192).map(|_| [0; 3].map(|_| unit() * 1.3 - 0.1)));
    pixels.extend((0..8192).map(|_| [0; 3].map(|_| (unit() * 22.0 - 13.36).exp2())));
    pixels
}

/// Results, and the bits of their halves as integers in the order of the numbers.
fn transformed(transform: &Transform, pixels: &[[f32; 3]]) -> (Vec<[f32; 3]>, Vec<[i32; 3]>) {
    let mut tile = RgbTile::new(pixels.len(), 1);
    tile.set_rows(1);
    for (channel, plane) in tile.row_mut(0).into_iter().enumerate() {
        for (value, pixel) in plane.iter_mut().zip(pixels) {
            *value = pixel[channel];
        }
    }
    transform.apply(&mut tile);
    let mut line = vec![0; pixels.len() * 6];
    let out = &mut [Lines { bytes: &mut line, stride_bytes: pixels.len() * 6 }];
    Pass::from_tile(&tile, Target::HalfBgr).unwrap().rows(&tile.picture(), 0, 1, out);
    let half = |x: usize, plane: usize| {
        let at = (plane * pixels.len() + x) * 2;
        let bits = i32::from(u16::from_le_bytes([line[at], line[at + 1]]));
        if bits & 0x8000 == 0 { bits } else { 0x8000 - bits }
    };
    let values = (0..pixels.len()).map(|x| tile.row(0).map(|plane| plane[x])).collect();
    (values, (0..pixels.len()).map(|x| [half(x, 2), half(x, 1), half(x, 0)]).collect())
}

fn is_near(found: f32, expected: f32) -> bool {
    found.to_bits() == expected.to_bits()
        || (found.is_nan() && expected.is_nan())
        || (found - expected).abs() <= (expected.abs() * 1e-5).max(1e-6)
}

#[test]
fn programs_agree_with_opencolorio() {
    let config = Config::builtin(DEFAULT).unwrap();
    let pixels = pixels();
    let (mut programs, mut others) = (0, Vec::new());
    for space in config.camera_spaces().filter(|space| space.name != "ACES2065-1") {
        for (source, target) in [(&*space.name, "ACES2065-1"), ("ACES2065-1", &*space.name)] {
            let transform = config.transform(source, target).unwrap();
            if !transform.is_program() {
                others.push(format!("{source} > {target}"));
                continue;
            }
            programs += 1;
            let (found, found_halves) = transformed(&transform, &pixels);
            let (expected, expected_halves) = transformed(&transform.without_program(), &pixels);
            let mut equal = 0;
            // The matrix makes NaN of infinities, and a NaN picks its entry of the table of halves that follows by a sign
            // that the processor gave it.
            let is_finite = |pixel: &[f32; 3]| pixel.iter().all(|value| value.is_finite());
            let is_film = space.name.starts_with("ADX");
            for (index, pixel) in pixels.iter().enumerate().filter(|(_, pixel)| !is_film || is_finite(pixel)) {
                let (found, expected) = (found[index], expected[index]);
                equal += usize::from(found == expected);
                let is_right = found.iter().zip(expected).all(|(found, expected)| is_near(*found, expected));
                assert!(is_right, "{source} > {target}: {pixel:?} is {found:?}, expected {expected:?}");
                let steps = |channel: usize| (found_halves[index][channel] - expected_halves[index][channel]).abs();
                let worst = (0..3).map(steps).max();
                assert!(worst <= Some(1), "{source} > {target}: {pixel:?} is {found:?}, expected {expected:?}");
            }
            println!("{source} > {target}: {equal} of {} bit-equal", pixels.len());
        }
    }
    println!("through OpenColorIO: {others:#?}");
    // Inverse tables are searched, which is no operation of a program.
    assert!(others.iter().all(|pair| pair.starts_with("ACES2065-1 > ")), "{others:?}");
    assert!(others.len() <= 6 && programs > 40, "{programs} programs, others {others:?}");
}

#[test]
fn every_level_gives_the_bits_of_baseline() {
    let config = Config::builtin(DEFAULT).unwrap();
    let pixels = pixels();
    for space in config.camera_spaces() {
        let transform = config.transform(&space.name, "ACES2065-1").unwrap();
        let bits = |level: Level| {
            let (values, _) = transformed(&transform.at_level(level), &pixels);
            values.into_iter().map(|pixel| pixel.map(f32::to_bits)).collect::<Vec<_>>()
        };
        let expected = bits(Level::BASELINE);
        for level in Level::available() {
            assert!(bits(level) == expected, "{} at {}", space.name, level.name());
        }
    }
}

#[test]
fn a_transform_says_what_runs_it() {
    let config = Config::builtin(DEFAULT).unwrap();
    let camera = config.transform("ARRI LogC4", "ACES2065-1").unwrap();
    assert!(camera.describe().iter().all(|line| line.starts_with("program: ")), "{:?}", camera.describe());
    assert_eq!(camera.describe().len(), 2);
    let view = config.view("ACES2065-1", "sRGB - Display", "ACES 1.0 - SDR Video").unwrap();
    assert!(view.describe().iter().all(|line| line.starts_with("OpenColorIO: ")), "{:?}", view.describe());
    assert!(!view.describe().is_empty() && !view.is_program());
}
