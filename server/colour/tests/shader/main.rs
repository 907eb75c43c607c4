//! Shaders of the two studio configurations' views and camera spaces: their text, compiled for this machine, against
//! OpenColorIO's processor; and compiled by NVIDIA's compiler for GPUs that need not be here.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod cases;
mod host;
mod pixels;

use cases::{CONFIGS, Case, cameras, views};
use interneg_kernels::RgbTile;

/// The largest differences of one case over its pixels.
struct Difference {
    absolute: f32,
    /// Of the largest channel of the pixel.
    relative: f32,
    at: [f32; 3],
}

fn difference(case: &Case, inputs: &[[f32; 3]], found: &[[f32; 3]]) -> Difference {
    let mut worst = Difference { absolute: 0.0, relative: 0.0, at: [0.0; 3] };
    for ((input, found), expected) in inputs.iter().zip(found).zip(processed(case, inputs)) {
        if !input.iter().all(|value| value.is_finite()) {
            continue;
        }
        let absolute = found.iter().zip(expected).map(|(found, expected)| {
            // NaN on one side alone is a difference beyond every bound.
            if found.is_nan() && expected.is_nan() || *found == expected { 0.0 } else { (found - expected).abs() }
        });
        let absolute = absolute.fold(0.0, |most: f32, now| if now.is_nan() { f32::INFINITY } else { most.max(now) });
        let largest = expected.iter().fold(1e-3f32, |most, value| most.max(value.abs()));
        if absolute > worst.absolute {
            (worst.absolute, worst.at) = (absolute, *input);
        }
        worst.relative = worst.relative.max(absolute / largest);
    }
    worst
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
        println!("skipped: no C++ compiler");
        return;
    };
    let cases: Vec<Case> = CONFIGS.iter().flat_map(|config| views(config).into_iter().chain(cameras(config))).collect();
    let inputs = [pixels::codes(), pixels::scene_linear()];
    let found = host::run(compiler, &cases, &inputs);
    let mut off = Vec::new();
    for (case, found) in cases.iter().zip(&found) {
        let worst = difference(case, &inputs[usize::from(case.is_view)], found);
        let Difference { absolute, relative, at } = worst;
        println!("{}: {absolute:.1e} absolute, {relative:.1e} of the largest channel, at {at:?}", case.name);
        let is_near = if case.is_view { absolute <= 1e-3 } else { relative <= 5e-6 };
        if !is_near {
            off.push(format!("{}: {absolute:e} absolute, {relative:e} relative at {at:?}", case.name));
        }
    }
    println!("{} shaders", cases.len());
    assert!(off.is_empty(), "{off:#?}");
}
