//! How far a shader is from OpenColorIO's processor, and how far it may be.

use super::ShaderCase;
use interneg_kernels::RgbTile;

/// How far a case is off over its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Of the channel that differs most.
    pub absolute: f32,
    /// Of the largest channel of the pixel.
    pub relative: f32,
    /// The pixel that is furthest off.
    pub at: [f32; 3],
    /// Whether that is near enough.
    pub is_near: bool,
    /// Why it is although a pixel is off by more than the bound.
    pub reasons: Vec<String>,
}

/// About one code of ten bits.
const VIEW: f32 = 1e-3;
/// Of the largest channel of a pixel.
const CAMERA: f32 = 5e-6;
/// For ADX16, which is film and not a camera, and never runs as a shader because it has a program. OpenColorIO's text
/// finds the entry of its table of half floats by a number of up to 65535 in single precision, so that the place between
/// two entries is rounded to 2^-10 of their distance; as an exponent of ten over eight decades, that is this much.
const ADX16: f32 = 1e-5;

/// What a case made of its [pixels](ShaderCase::pixels), against OpenColorIO. Pixels that are not finite must harm
/// nothing and are not compared.
///
/// A view is near where it is off by no more than a display tolerates; and a pixel or two may be off by twice what
/// OpenColorIO itself is off when its input moves by less than its own rounding. That is light of almost nothing (a
/// channel next to where the gamut is clipped, 1e-8 of the peak) behind PQ, whose slope at black is infinite.
pub fn judge(case: &ShaderCase, inputs: &[[f32; 3]], found: &[[f32; 3]]) -> Verdict {
    let mut worst = Verdict { absolute: 0.0, relative: 0.0, at: [0.0; 3], is_near: true, reasons: Vec::new() };
    let mut beyond = Vec::new();
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
            beyond.push((*input, absolute));
        }
        worst.relative = worst.relative.max(absolute / largest);
    }
    if !case.is_view {
        worst.is_near = worst.relative <= if case.name.contains("ADX16") { ADX16 } else { CAMERA };
        return worst;
    }
    worst.is_near = beyond.len() <= MOST_BEYOND;
    for (input, absolute) in beyond.into_iter().take(MOST_BEYOND) {
        let movement = movement(case, input);
        worst.is_near &= absolute <= 2.0 * movement;
        worst.reasons.push(format!("{absolute:.1e} at {input:?}, where OpenColorIO moves by {movement:.1e}"));
    }
    worst
}

/// Pixels of a view that may be off by more, with a reason.
const MOST_BEYOND: usize = 2;

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
fn movement(case: &ShaderCase, input: [f32; 3]) -> f32 {
    let moved = |value: f32, by: i32| f32::from_bits(value.to_bits().wrapping_add_signed(by));
    let steps = [-4, -2, 0, 2, 4];
    let mut inputs = vec![input];
    for (r, g) in steps.iter().flat_map(|r| steps.iter().map(move |g| (*r, *g))) {
        inputs.extend(steps.map(|b| [moved(input[0], r), moved(input[1], g), moved(input[2], b)]));
    }
    let results = processed(case, &inputs);
    results.iter().fold(0.0, |most, result| most.max(distance(*result, results[0])))
}

/// Through OpenColorIO's processor.
fn processed(case: &ShaderCase, inputs: &[[f32; 3]]) -> Vec<[f32; 3]> {
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

#[cfg(test)]
mod tests {
    use super::super::{CONFIGS, views};
    use super::*;

    /// A view, greys that it is asked for, and what OpenColorIO makes of them, to be changed.
    fn judged(change: impl FnOnce(&mut Vec<[f32; 3]>)) -> Verdict {
        let case = views(CONFIGS[0]).expect("the configuration has shaders").swap_remove(0);
        let inputs: Vec<[f32; 3]> = (1..=64u8).map(|step| [f32::from(step) / 64.0; 3]).collect();
        let mut found = processed(&case, &inputs);
        change(&mut found);
        judge(&case, &inputs, &found)
    }

    #[test]
    fn what_a_display_shows_is_near_and_more_is_not() {
        let exact = judged(|_| {});
        assert!(exact.is_near && exact.absolute == 0.0 && exact.reasons.is_empty(), "{exact:?}");
        assert!(judged(|found| found[7][1] += 9e-4).is_near);
        let off = judged(|found| found[7][1] += 2e-3);
        assert!(!off.is_near && off.at == [0.125; 3] && off.reasons.len() == 1, "{off:?}");
        assert!(!judged(|found| found[3] = [f32::NAN; 3]).is_near);
        assert!(!judged(|found| found.iter_mut().take(3).for_each(|pixel| pixel[0] += 2e-3)).is_near);
    }

    #[test]
    fn a_camera_is_held_to_its_largest_channel() {
        let mut case = views(CONFIGS[0]).expect("the configuration has shaders").swap_remove(0);
        case.is_view = false;
        let inputs = [[0.5, 0.25, 0.125]];
        let mut found = processed(&case, &inputs);
        let largest = found[0].iter().fold(0.0f32, |most, value| most.max(*value));
        found[0][2] += largest * 4e-6;
        assert!(judge(&case, &inputs, &found).is_near);
        found[0][2] += largest * 4e-6;
        assert!(!judge(&case, &inputs, &found).is_near);
    }
}
