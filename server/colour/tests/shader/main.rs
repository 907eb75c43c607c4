//! Shaders of the two studio configurations' views and camera spaces: their text, compiled for this machine, against
//! OpenColorIO's processor; and compiled by NVIDIA's compiler for GPUs that need not be here.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod cases;
mod host;
mod nvrtc;
mod pixels;

use cases::{CONFIGS, Case, cameras, cubes, views};
use interneg_kernels::RgbTile;

/// How far a case is off over its pixels.
#[derive(Default)]
struct Difference {
    absolute: f32,
    /// Of the largest channel of the pixel.
    relative: f32,
    at: [f32; 3],
    /// Pixels of a view that are off by more than a display tolerates, and by how much.
    beyond: Vec<([f32; 3], f32)>,
}

/// About one code of ten bits.
const VIEW: f32 = 1e-3;
/// Of the largest channel of a pixel.
const CAMERA: f32 = 5e-6;
/// For ADX16, which is film and not a camera, and never runs as a shader because it has a program. OpenColorIO's text
/// finds the entry of its table of half floats by a number of up to 65535 in single precision, so that the place between
/// two entries is rounded to 2^-10 of their distance; as an exponent of ten over eight decades, that is this much.
const ADX16: f32 = 1e-5;

fn difference(case: &Case, inputs: &[[f32; 3]], found: &[[f32; 3]]) -> Difference {
    let mut worst = Difference::default();
    for ((input, found), expected) in inputs.iter().zip(found).zip(processed(case, inputs)) {
        if !input.iter().all(|value| value.is_finite()) {
            continue;
        }
        let absolute = distance(*found, expected);
        let largest = expected.iter().fold(1e-3f32, |most, value| most.max(value.abs()));
        if absolute > worst.absolute {
            (worst.absolute, worst.at) = (absolute, *input);
        }
        if absolute > VIEW {
            worst.beyond.push((*input, absolute));
        }
        worst.relative = worst.relative.max(absolute / largest);
    }
    worst
}

/// Of the channel that differs most; NaN on one side alone is beyond every bound.
fn distance(found: [f32; 3], expected: [f32; 3]) -> f32 {
    let of = |found: f32, expected: f32| match found == expected || found.is_nan() && expected.is_nan() {
        true => 0.0,
        false if found.is_nan() || expected.is_nan() => f32::INFINITY,
        false => (found - expected).abs(),
    };
    [0, 1, 2].into_iter().fold(0.0, |most, channel| most.max(of(found[channel], expected[channel])))
}

/// How far OpenColorIO's own result moves where the input moves by four units of its last place.
fn movement(case: &Case, input: [f32; 3]) -> f32 {
    let moved = |value: f32, by: i32| f32::from_bits(value.to_bits().wrapping_add_signed(by));
    let steps = [-4, -2, 0, 2, 4];
    let mut inputs = vec![input];
    for (r, g) in steps.iter().flat_map(|r| steps.iter().map(move |g| (*r, *g))) {
        inputs.extend(steps.map(|b| [moved(input[0], r), moved(input[1], g), moved(input[2], b)]));
    }
    let results = processed(case, &inputs);
    results.iter().fold(0.0, |most, result| most.max(distance(*result, results[0])))
}

/// A view is near where it is off by no more than a display tolerates; and a pixel or two may be off by twice what
/// OpenColorIO itself is off when its input moves by less than its own rounding. That is light of almost nothing (a
/// channel next to where the gamut is clipped, 1e-8 of the peak) behind PQ, whose slope at black is infinite.
fn is_near(case: &Case, worst: &Difference) -> bool {
    if !case.is_view {
        return worst.relative <= if case.name.contains("ADX16") { ADX16 } else { CAMERA };
    }
    let has_reason = |(input, absolute): &([f32; 3], f32)| {
        let movement = movement(case, *input);
        println!("{}: {absolute:.1e} at {input:?}, where OpenColorIO moves by {movement:.1e}", case.name);
        *absolute <= 2.0 * movement
    };
    worst.beyond.len() <= 2 && worst.beyond.iter().all(has_reason)
}

/// Through OpenColorIO's processor.
fn processed(case: &Case, inputs: &[[f32; 3]]) -> Vec<[f32; 3]> {
    let mut tile = RgbTile::new(inputs.len(), 1);
    tile.set_rows(1);
    for (channel, plane) in tile.row_mut(0).into_iter().enumerate() {
        for (value, pixel) in plane.iter_mut().zip(inputs) {
            *value = pixel[channel];
        }
    }
    case.transform.without_program().apply(&mut tile);
    let [r, g, b] = tile.row(0);
    (0..inputs.len()).map(|x| [r[x], g[x], b[x]]).collect()
}

#[test]
fn shaders_agree_with_opencolorio() {
    let Some(compiler) = host::compiler() else {
        assert!(std::env::var_os("CI").is_none(), "no C++ compiler, which the set-up installs");
        println!("skipped: no C++ compiler");
        return;
    };
    let of_configs = CONFIGS.iter().flat_map(|config| views(config).into_iter().chain(cameras(config)));
    let cases: Vec<Case> = of_configs.chain(cubes()).collect();
    let inputs = [pixels::codes(), pixels::scene_linear()];
    let found = host::run(compiler, &cases, &inputs);
    let mut off = Vec::new();
    for (case, found) in cases.iter().zip(&found) {
        let worst = difference(case, &inputs[usize::from(case.is_view)], found);
        let line = format!(
            "{}: {:.1e} absolute, {:.1e} of the largest channel, at {:?}",
            case.name, worst.absolute, worst.relative, worst.at
        );
        println!("{line}");
        if !is_near(case, &worst) {
            off.push(line);
        }
    }
    println!("{} shaders", cases.len());
    assert!(off.is_empty(), "{off:#?}");
}
