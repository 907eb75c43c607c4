//! Against double precision: every exponent and sign, a stride through all bit patterns, and the special values.

use super::*;

/// Every exponent with a walk through its mantissas, and the neighbours of what is special.
fn inputs() -> Vec<f32> {
    let stride = (0..u32::MAX).step_by(2477).map(f32::from_bits);
    let edges = (0..=0xFFu32)
        .flat_map(|exponent| [0, 1, 2, 0x3F_FFFF, 0x40_0000, 0x7F_FFFE, 0x7F_FFFF].map(|m| (exponent << 23) | m));
    let signed = edges.flat_map(|bits| [bits, bits | 1 << 31]).map(f32::from_bits);
    let near_one = (0..4096u32).flat_map(|step| [0x3F80_0000 + step, 0x3F80_0000 - step]).map(f32::from_bits);
    let integers = (-160..=140i16).flat_map(|n| [f32::from(n), f32::from(n) + 0.5]);
    stride.chain(signed).chain(near_one).chain(integers).collect()
}

/// Distance from the true value in units of the last place that a single-precision result near it has.
fn ulps(found: f32, expected: f64) -> f64 {
    let rounded = expected as f32;
    if found == rounded || (found.is_nan() && expected.is_nan()) {
        return if found.is_finite() && found != 0.0 {
            (f64::from(found) - expected).abs() / unit(expected)
        } else {
            0.0
        };
    }
    if !found.is_finite() {
        // Only numbers beyond the largest finite one by nearly half a unit may become infinite.
        let edge = f64::from(f32::MAX) + unit(f64::from(f32::MAX)) * 0.49;
        return if found.is_infinite() && expected * f64::from(found.signum()) >= edge { 0.5 } else { f64::INFINITY };
    }
    (f64::from(found) - expected).abs() / unit(expected)
}

fn unit(value: f64) -> f64 {
    let exponent = ((value.abs().to_bits() >> 52) as i32 - 1023).clamp(-126, 127);
    2f64.powi(exponent - 23)
}

fn worst(level: Level, change: impl Fn(Level, &mut [f32]), truth: impl Fn(f64) -> f64) -> f64 {
    let inputs = inputs();
    let mut found = inputs.clone();
    change(level, &mut found);
    let error = |(found, x): (&f32, &f32)| {
        let error = ulps(*found, truth(f64::from(*x)));
        assert!(error.is_finite(), "{x:e} ({:#x}) gave {found:e} at {}", x.to_bits(), level.name());
        error
    };
    found.iter().zip(&inputs).map(error).fold(0.0, f64::max)
}

#[test]
fn results_are_as_near_as_documented() {
    for level in Level::available() {
        assert!(worst(level, log2_at, f64::log2) < 0.51);
        assert!(worst(level, exp2_at, f64::exp2) < 0.9);
        for power in [2.4f32, 1.0 / 2.4, 0.45, 1.0, 2.0, -1.5, 1e-3, 20.0, 0.0] {
            let truth = |x: f64| match () {
                () if power == 0.0 => 1.0,
                () if x < 0.0 => f64::NAN,
                () => x.abs().powf(f64::from(power)),
            };
            let found = worst(level, |level, values| pow_at(level, values, power), truth);
            assert!(found < 0.51, "power {power}: {found}");
        }
    }
}

#[test]
fn every_level_gives_the_same_bits() {
    let inputs = inputs();
    let bits = |level: Level, change: &dyn Fn(Level, &mut [f32])| {
        let mut values = inputs.clone();
        change(level, &mut values);
        // Which NaN it is, is left open here; a program settles it.
        values.iter().map(|value| if value.is_nan() { u32::MAX } else { value.to_bits() }).collect::<Vec<_>>()
    };
    type Change = fn(Level, &mut [f32]);
    let changes: [Change; 3] = [log2_at, exp2_at, |level, values| pow_at(level, values, 2.6)];
    for change in &changes {
        let expected = bits(Level::BASELINE, change);
        for level in Level::available() {
            assert!(bits(level, change) == expected, "{}", level.name());
        }
    }
}

/// What one machine has delivered, every other must deliver: a new compiler or architecture shows here.
#[test]
fn the_bits_are_those_of_every_other_machine() {
    let mut values = inputs();
    values.retain(|value| value.is_finite() && *value > 0.0);
    let digest = |values: &[f32]| {
        let mix = |hash: u64, value: &f32| (hash ^ u64::from(value.to_bits())).wrapping_mul(0x100_0000_01b3);
        values.iter().fold(0xcbf2_9ce4_8422_2325, mix)
    };
    log2_at(Level::best(), &mut values);
    let logarithms = digest(&values);
    exp2_at(Level::best(), &mut values);
    let exponentials = digest(&values);
    pow_at(Level::best(), &mut values, 2.4);
    // Found with baseline, AVX2 and AVX-512 objects of GCC 12 on x86-64.
    assert_eq!([logarithms, exponentials, digest(&values)], [LOGARITHMS, EXPONENTIALS, POWERS]);
}

const LOGARITHMS: u64 = 3_321_609_563_428_494_236;
const EXPONENTIALS: u64 = 4_295_228_335_722_141_185;
const POWERS: u64 = 10_682_533_638_516_903_076;

#[test]
fn special_values_are_as_documented() {
    assert_eq!([log2(0.0), log2(-0.0)], [f32::NEG_INFINITY; 2]);
    assert_eq!(log2(f32::INFINITY), f32::INFINITY);
    assert!(log2(-1.0).is_nan() && log2(f32::NEG_INFINITY).is_nan() && log2(f32::NAN).is_nan());
    assert_eq!([log2(1.0), log2(8.0), log2(f32::from_bits(1))], [0.0, 3.0, -149.0]);
    assert_eq!([exp2(0.0), exp2(-149.0), exp2(128.0)], [1.0, f32::from_bits(1), f32::INFINITY]);
    assert_eq!([exp2(f32::NEG_INFINITY), exp2(f32::INFINITY), exp2(-150.5)], [0.0, f32::INFINITY, 0.0]);
    assert!(exp2(f32::NAN).is_nan());
    let pow = |x: f32, power: f32| {
        let mut values = [x];
        pow_at(Level::best(), &mut values, power);
        values[0]
    };
    assert_eq!([pow(0.0, 2.0), pow(-0.0, 2.0).to_bits() as f32, pow(0.0, -2.0)], [0.0, 0.0, f32::INFINITY]);
    assert_eq!([pow(f32::INFINITY, 2.0), pow(f32::INFINITY, -2.0), pow(1.0, 300.0)], [f32::INFINITY, 0.0, 1.0]);
    assert_eq!([pow(f32::NAN, 0.0), pow(-3.0, 0.0), pow(0.0, 0.0)], [1.0; 3]);
    assert!(pow(-1.0, 2.0).is_nan() && pow(f32::NAN, 2.0).is_nan());
}
