//! The noise's range, distribution and spectrum, and every level against baseline.

use super::*;

const SIDE: usize = 512;

fn field(channel: u32, seed: u32) -> Vec<f64> {
    let mut row_noise = [0.0f32; SIDE];
    let mut out = Vec::with_capacity(SIDE * SIDE);
    for y in 0..SIDE as u32 {
        row(Level::best(), &mut row_noise, y, channel, seed);
        out.extend(row_noise.map(f64::from));
    }
    out
}

/// Mean product of two fields, one of them shifted.
fn correlation(a: &[f64], b: &[f64], (dx, dy): (usize, usize)) -> f64 {
    let mut sum = 0.0;
    for y in 0..SIDE - dy {
        for x in 0..SIDE - dx {
            sum += a[y * SIDE + x] * b[(y + dy) * SIDE + x + dx];
        }
    }
    sum / ((SIDE - dx) * (SIDE - dy)) as f64
}

/// Means of some 262,144 products of numbers with variance 1/6 are off by 1/6 / 512, and by four times that once in
/// 16,000.
const SPREAD: f64 = 4.0 / 6.0 / SIDE as f64;

#[test]
fn noise_is_triangular_around_0() {
    for (channel, seed) in [(0, 0), (1, 0), (2, 86_399), (0, u32::MAX)] {
        let noise = field(channel, seed);
        let count = noise.len() as f64;
        assert!(noise.iter().all(|value| value.abs() < 1.0 && (value * 16_777_216.0).fract() == 0.0));
        let mean = noise.iter().sum::<f64>() / count;
        // Neighbours cancel: what is left comes from the edge of the field.
        assert!(mean.abs() < 1e-4, "mean {mean}");
        let variance = noise.iter().map(|value| value * value).sum::<f64>() / count;
        assert!((variance - 1.0 / 6.0).abs() < SPREAD, "variance {variance}");
        for step in -19..=19 {
            let limit = f64::from(step) / 20.0;
            let below = noise.iter().filter(|value| **value < limit).count() as f64 / count;
            let expected = if limit < 0.0 { (1.0 + limit).powi(2) / 2.0 } else { 1.0 - (1.0 - limit).powi(2) / 2.0 };
            assert!((below - expected).abs() < 4.0 * 0.5 / SIDE as f64, "{below} below {limit}, expected {expected}");
        }
    }
}

#[test]
fn noise_has_no_power_at_low_frequencies() {
    let noise = field(1, 1000);
    // Half of the neighbours in either direction share a number with opposite signs: -1/24 on average.
    for (shift, expected) in [((1, 0), -1.0 / 24.0), ((0, 1), -1.0 / 24.0), ((1, 1), 0.0), ((2, 0), 0.0), ((0, 2), 0.0)]
    {
        let found = correlation(&noise, &noise, shift);
        assert!((found - expected).abs() < SPREAD, "{shift:?}: {found}, expected {expected}");
    }
    for shift in [(3, 0), (5, 2), (16, 0), (0, 16), (64, 64), (128, 0), (0, 256)] {
        let found = correlation(&noise, &noise, shift);
        assert!(found.abs() < 1.5 * SPREAD, "{shift:?}: {found}");
    }
    // Means over blocks of 32 by 32 would vary by 1/6 / 1024 if the noise were white.
    let mut power = 0.0;
    for block in 0..256 {
        let (left, upper) = (block % 16 * 32, block / 16 * 32);
        let sum: f64 = (0..1024).map(|i| noise[(upper + i / 32) * SIDE + left + i % 32]).sum();
        power += (sum / 1024.0).powi(2) / 256.0;
    }
    assert!(power < 0.1 / 6.0 / 1024.0, "{power}");
}

#[test]
fn channels_and_frames_have_nothing_in_common() {
    let noise = field(0, 7);
    for other in [field(1, 7), field(2, 7), field(0, 8), field(0, 7 + 256), field(1, 6)] {
        for shift in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let found = correlation(&noise, &other, shift);
            assert!(found.abs() < SPREAD, "{shift:?}: {found}");
        }
    }
}

#[test]
fn every_level_gives_the_bits_of_baseline() {
    for count in [0, 1, 7, 17, 255, 257, 4096] {
        for y in [0, 1, 2159, u32::MAX] {
            let bits = |level| {
                let mut noise = vec![-123.25; count + 8];
                row(level, &mut noise[..count], y, 2, 90_000);
                noise.into_iter().map(f32::to_bits).collect::<Vec<_>>()
            };
            let expected = bits(Level::BASELINE);
            assert!(expected[count..].iter().all(|bits| *bits == (-123.25f32).to_bits()), "a guard is gone");
            for level in Level::available() {
                assert!(bits(level) == expected, "{} {count} {y}", level.name());
            }
        }
    }
}

#[test]
fn the_noise_is_that_of_every_other_machine() {
    let mut noise = [0.0; 4];
    row(Level::best(), &mut noise, 3, 1, 86_400);
    // Computed with arbitrary-length integers.
    assert_eq!(noise.map(|value| (value * 16_777_216.0) as i32), [-12_482_082, -4_355_416, 14_986_758, 9_257_463]);
}
