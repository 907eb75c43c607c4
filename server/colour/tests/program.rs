//! Programs of the kernels against OpenColorIO's processor, over the camera spaces of the studio configurations.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

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

/// A last place of the power of ARRI LogC4 at its offset, in linear light: near black, where the offset is taken from it,
/// two libraries may be that far apart. No other camera's is larger.
const NEAR_BLACK: f32 = 3.5e-9;

/// Within 1e-5 of each channel or, where a matrix cancels a channel among greater ones, 1e-6 of the largest.
fn is_near(found: [f32; 3], expected: [f32; 3]) -> bool {
    let largest = expected.iter().filter(|value| value.is_finite()).fold(0.0f32, |most, value| most.max(value.abs()));
    found.iter().zip(expected).all(|(found, expected)| {
        found.to_bits() == expected.to_bits()
            || (found.is_nan() && expected.is_nan())
            || (found - expected).abs() <= (expected.abs() * 1e-5).max(largest * 1e-6).max(NEAR_BLACK)
    })
}

/// Every camera space to ACES2065-1 and back, as names of source and target.
fn both_ways(config: &Config) -> impl Iterator<Item = [&str; 2]> {
    let names = config.camera_spaces().map(|space| space.name.as_str()).filter(|name| *name != "ACES2065-1");
    names.flat_map(|name| [[name, "ACES2065-1"], ["ACES2065-1", name]])
}

fn studio_configs() -> impl Iterator<Item = Config> {
    let names = Config::builtin_names().into_iter().filter(|name| name.starts_with("studio-"));
    names.map(|name| Config::builtin(name).unwrap())
}

#[test]
fn every_camera_space_is_a_program_both_ways() {
    let mut programs = 0;
    for config in studio_configs() {
        for [source, target] in both_ways(&config) {
            let transform = config.transform(source, target).unwrap();
            assert!(transform.is_program(), "{}: {source} > {target}: {:?}", config.name(), transform.describe());
            println!("{}: {source} > {target}: {:?}", config.name(), transform.describe());
            programs += 1;
        }
    }
    assert!(programs > 200, "{programs} programs");
}

#[test]
fn programs_agree_with_opencolorio() {
    let pixels = pixels();
    for config in studio_configs() {
        for [source, target] in both_ways(&config) {
            let transform = config.transform(source, target).unwrap();
            let (found, found_halves) = transformed(&transform, &pixels);
            let (expected, expected_halves) = transformed(&transform.without_program(), &pixels);
            let mut equal = 0;
            // Film densities have two matrices. The first makes NaN of infinities; on the way there a NaN picks its entry
            // of the table of halves by a sign that the processor gave it, and on the way back OpenColorIO's second
            // matrix takes the NaN that the first one left in alpha.
            let is_finite = |pixel: &[f32; 3]| pixel.iter().all(|value| value.is_finite());
            let is_film = source.starts_with("ADX") || target.starts_with("ADX");
            for (index, pixel) in pixels.iter().enumerate().filter(|(_, pixel)| !is_film || is_finite(pixel)) {
                let (found, expected) = (found[index], expected[index]);
                equal += usize::from(found == expected);
                assert!(is_near(found, expected), "{source} > {target}: {pixel:?} is {found:?}, expected {expected:?}");
                let steps = |channel: usize| (found_halves[index][channel] - expected_halves[index][channel]).abs();
                let worst = (0..3).map(steps).max();
                assert!(worst <= Some(1), "{source} > {target}: {pixel:?} is {found:?}, expected {expected:?}");
            }
            println!("{}: {source} > {target}: {equal} of {} bit-equal", config.name(), pixels.len());
        }
    }
}

#[test]
fn every_level_gives_the_bits_of_baseline() {
    let config = Config::builtin(DEFAULT).unwrap();
    let pixels = pixels();
    for [source, target] in both_ways(&config) {
        let transform = config.transform(source, target).unwrap();
        let bits = |level: Level| {
            let (values, _) = transformed(&transform.at_level(level), &pixels);
            values.into_iter().map(|pixel| pixel.map(f32::to_bits)).collect::<Vec<_>>()
        };
        let expected = bits(Level::BASELINE);
        for level in Level::available() {
            assert!(bits(level) == expected, "{source} > {target} at {}", level.name());
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
