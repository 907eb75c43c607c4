//! Every filter against double precision, what is promised to the bit, and every level against baseline.

mod cases;
mod device;
mod truth;

use super::*;
use cases::{Picture, run, run_in_parts, specs};
use truth::Truth;

const FILTERS: [Filter; 3] = [Filter::Lanczos3, Filter::Mitchell, Filter::Box];

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn results_are_those_of_double_precision() {
    let mut worst = 0.0f64;
    for spec in specs() {
        for picture in [Picture::unit(spec.source), Picture::bright(spec.source), Picture::dim(spec.source)] {
            let truth = Truth::new(&spec);
            let found = run(&Resampler::new(&spec).unwrap(), &picture);
            for (index, found) in found.iter().enumerate() {
                let at = (index % spec.target.0, index / spec.target.0);
                let expected = truth.of(&picture, at);
                let error = (f64::from(*found) - expected.value).abs();
                // Single precision has no smaller steps among denormals; some of them are lost on the way.
                let in_steps = error / (expected.largest * 2f64.powi(-24) + 64.0 * 2f64.powi(-149));
                worst = worst.max(in_steps);
                // Every step of a sum rounds once; many of them cancel.
                let allowed = 4.0 + truth.taps(at) as f64 / 32.0;
                assert!(in_steps < allowed, "{spec:?} {at:?}: {found:e}, expected {:e}: {in_steps}", expected.value);
            }
        }
    }
    // A bound that everything would pass proves nothing.
    assert!(worst > 0.5, "worst {worst} half steps of the largest pixel of a support");
}

#[test]
fn what_is_not_finite_spreads_over_the_support_and_no_further() {
    for spec in specs() {
        let picture = Picture::special(spec.source);
        let truth = Truth::new(&spec);
        for (index, found) in run(&Resampler::new(&spec).unwrap(), &picture).iter().enumerate() {
            let at = (index % spec.target.0, index / spec.target.0);
            let expected = truth.of(&picture, at);
            assert_eq!(found.is_finite(), expected.is_finite, "{spec:?} {at:?}: {found:e}");
            assert!(!found.is_nan() || found.to_bits() == 0x7FC0_0000, "{spec:?} {at:?}: {:#x}", found.to_bits());
        }
    }
}

#[test]
fn every_level_gives_the_bits_of_baseline() {
    for spec in specs() {
        for picture in [Picture::unit(spec.source), Picture::special(spec.source), Picture::bright(spec.source)] {
            let resampler = Resampler::at_level(Level::BASELINE, &spec).unwrap();
            let expected = bits(&run(&resampler, &picture));
            for level in Level::available() {
                let found = bits(&run(&resampler.with_level(level), &picture));
                assert!(found == expected, "{} {spec:?}", level.name());
            }
        }
    }
}

#[test]
fn ranges_of_rows_make_no_difference() {
    for spec in specs() {
        let picture = Picture::special(spec.source);
        let resampler = Resampler::new(&spec).unwrap();
        let expected = bits(&run(&resampler, &picture));
        for rows in [1, 5, 16, 17] {
            assert!(bits(&run_in_parts(&resampler, &picture, rows)) == expected, "{rows} rows at a time, {spec:?}");
        }
    }
}

#[test]
fn the_rows_that_are_needed_are_enough() {
    for spec in specs() {
        let picture = Picture::special(spec.source);
        let resampler = Resampler::new(&spec).unwrap();
        let expected = bits(&run(&resampler, &picture));
        let (width, height) = resampler.target();
        let plane = picture.plane();
        let mut scratch = resampler.scratch();
        for rows in [1, 7, 16, 33] {
            let mut found = Vec::new();
            for first in (0..height).step_by(rows) {
                let range = first..(first + rows).min(height);
                let needed = resampler.source_rows(range.clone());
                assert!(needed.end <= spec.source.1);
                // Nothing else is there, and what is not a row of the picture has no part in it.
                let band =
                    &plane.values[needed.start * plane.stride..][..(needed.len() - 1) * plane.stride + spec.source.0];
                let mut out = vec![0.0; width * range.len()];
                let source = FloatPlane { values: band, stride: plane.stride };
                let target = FloatPlaneMut { values: &mut out, stride: width };
                resampler.run_from_rows((source, needed), range, target, &mut scratch);
                found.extend(bits(&out));
            }
            assert!(found == expected, "{rows} rows at a time, {spec:?}");
        }
    }
}

#[test]
#[should_panic(expected = "need the source rows")]
fn a_row_too_few_is_refused() {
    let resampler = Resampler::new(&ResampleSpec::whole(Filter::Box, (8, 8), (4, 4))).unwrap();
    let (source, mut target) = (vec![0.0; 64], vec![0.0; 16]);
    let target = FloatPlaneMut { values: &mut target, stride: 4 };
    let rows = (FloatPlane { values: &source, stride: 8 }, 2..7);
    resampler.run_from_rows(rows, 1..4, target, &mut resampler.scratch());
}

#[test]
fn constant_pictures_stay_to_the_bit() {
    let constants = [
        0.0,
        -0.0,
        1.0,
        0.18,
        1.0 / 3.0,
        -0.7,
        123.456,
        65504.0,
        f32::from_bits(1),
        -f32::from_bits(0x7F_FFFF),
        f32::MIN_POSITIVE,
        f32::MAX,
        f32::MIN,
        f32::from_bits(0x3F7F_FFFF),
    ];
    for spec in specs() {
        for value in constants {
            let picture = Picture::of(spec.source, |_, _| value);
            let found = run(&Resampler::new(&spec).unwrap(), &picture);
            assert!(found.iter().all(|found| found.to_bits() == value.to_bits()), "{value:e} {spec:?}");
        }
    }
}

#[test]
fn whole_pixels_at_full_size_are_copied() {
    let source = (37, 29);
    for filter in FILTERS {
        for window in [(0, 0, 37, 29), (3, 5, 30, 20), (36, 28, 1, 1)] {
            let (x, y, width, height) = window;
            let in_pixels = Window { x: x as f64, y: y as f64, width: width as f64, height: height as f64 };
            let spec = ResampleSpec { filter, source, window: in_pixels, target: (width, height) };
            let picture = Picture::special(source);
            let found = run(&Resampler::new(&spec).unwrap(), &picture);
            for (index, found) in found.iter().enumerate() {
                let expected = picture.at(x + index % width, y + index / width);
                let expected = if expected.is_nan() { 0x7FC0_0000 } else { expected.to_bits() };
                assert_eq!(found.to_bits(), expected, "{filter:?} {window:?} pixel {index}");
            }
        }
    }
}

#[test]
fn a_box_is_the_mean_of_exactly_its_pixels_or_their_repetition() {
    for factor in 2..=5 {
        let target = (23, 9);
        let source = (target.0 * factor, target.1 * factor);
        // Sums of these are exact, so that only the mean itself rounds.
        let picture = Picture::of(source, |x, y| ((x * 7 + y * 13) % 256) as f32);
        let found = run(&Resampler::new(&ResampleSpec::whole(Filter::Box, source, target)).unwrap(), &picture);
        for (index, found) in found.iter().enumerate() {
            let (left, upper) = (index % target.0 * factor, index / target.0 * factor);
            let pixels = (0..factor * factor).map(|i| picture.at(left + i % factor, upper + i / factor));
            let mean = pixels.map(f64::from).sum::<f64>() / (factor * factor) as f64;
            let steps = (f64::from(*found) - mean).abs() / 2f64.powi(-17);
            assert!(if factor.is_power_of_two() { steps == 0.0 } else { steps <= 2.0 }, "1/{factor}: {found} {mean}");
        }
        let back = ResampleSpec::whole(Filter::Box, target, source);
        let picture = Picture::special(target);
        for (index, found) in run(&Resampler::new(&back).unwrap(), &picture).iter().enumerate() {
            let expected = picture.at(index % source.0 / factor, index / source.0 / factor);
            let same = found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan();
            assert!(same, "{factor}: {found} {expected}");
        }
    }
}

#[test]
fn a_ramp_stays_where_it_is() {
    let source = (256, 64);
    for filter in FILTERS {
        for target in [(128, 32), (96, 24), (512, 128), (300, 77)] {
            if filter == Filter::Box && source.0 % target.0 != 0 {
                continue;
            }
            let picture = Picture::of(source, |x, y| (x as f32 + 0.5) + 4.0 * (y as f32 + 0.5));
            let found = run(&Resampler::new(&ResampleSpec::whole(filter, source, target)).unwrap(), &picture);
            let scale = (source.0 as f64 / target.0 as f64, source.1 as f64 / target.1 as f64);
            for y in target.1 / 4..target.1 * 3 / 4 {
                for x in target.0 / 4..target.0 * 3 / 4 {
                    let expected = (x as f64 + 0.5) * scale.0 + 4.0 * (y as f64 + 0.5) * scale.1;
                    let off = f64::from(found[y * target.0 + x]) - expected;
                    // Lanczos and Mitchell bend straight lines a little; 0.12 on the slope of 4 is 1/33 pixel.
                    let tolerance = if filter == Filter::Box { 1e-4 } else { 0.12 };
                    assert!(off.abs() < tolerance, "{filter:?} {target:?} {x} {y}: off by {off}");
                }
            }
        }
    }
}

/// What one machine has delivered, every other must deliver: a new compiler or architecture shows here.
#[test]
fn the_bits_are_those_of_every_other_machine() {
    let mix = |hash: u64, bits: u32| (hash ^ u64::from(bits)).wrapping_mul(0x100_0000_01b3);
    let mut digests = [0xcbf2_9ce4_8422_2325u64; 3];
    for spec in specs() {
        let digest = &mut digests[FILTERS.iter().position(|filter| *filter == spec.filter).unwrap()];
        let found = run(&Resampler::new(&spec).unwrap(), &Picture::special(spec.source));
        *digest = bits(&found).into_iter().fold(*digest, mix);
    }
    // Found with baseline, AVX2 and AVX-512 objects of GCC 12 on x86-64.
    assert_eq!(digests, [848_790_933_128_091_666, 15_080_410_700_708_579_720, 15_801_607_519_461_225_366]);
}

#[test]
fn what_cannot_be_is_refused() {
    let whole = |source, target| ResampleSpec::whole(Filter::Box, source, target);
    for (source, target) in [((0, 5), (3, 3)), ((5, 5), (3, 0)), ((65_537, 5), (3, 3)), ((5, 5), (usize::MAX, 1))] {
        let refused = Resampler::new(&whole(source, target)).unwrap_err();
        assert_eq!(refused, ResampleError::Size { source_size: source, target_size: target });
    }
    let fine = Window { x: 0.25, y: 0.5, width: 9.75, height: 7.5 };
    let windows = [
        Window { x: -0.5, ..fine },
        Window { y: 0.75, ..fine },
        Window { width: 0.0, ..fine },
        Window { height: -1.0, ..fine },
        Window { x: f64::NAN, ..fine },
        Window { width: f64::INFINITY, ..fine },
    ];
    for window in windows {
        let spec = ResampleSpec { window, ..whole((10, 8), (3, 3)) };
        assert!(matches!(Resampler::new(&spec).unwrap_err(), ResampleError::Window { .. }), "{window:?}");
    }
    assert!(Resampler::new(&ResampleSpec { window: fine, ..whole((10, 8), (3, 3)) }).is_ok());
    let text = Resampler::new(&whole((0, 5), (3, 3))).unwrap_err().to_string();
    assert_eq!(text, "cannot scale 0x5 to 3x3 pixels: sides are from 1 to 65536");
}

#[test]
#[should_panic(expected = "source plane is smaller")]
fn a_short_source_is_no_source() {
    let resampler = Resampler::new(&ResampleSpec::whole(Filter::Box, (8, 8), (4, 4))).unwrap();
    let (source, mut target) = (vec![0.0; 63], vec![0.0; 16]);
    let target = FloatPlaneMut { values: &mut target, stride: 4 };
    resampler.run(FloatPlane { values: &source, stride: 8 }, 0..4, target, &mut resampler.scratch());
}

/// A window narrower than any share of a pixel is what lies there.
#[test]
fn the_smallest_windows_show_their_pixel() {
    for filter in [Filter::Box, Filter::Mitchell, Filter::Lanczos3] {
        for at in [0.0, 100.0, 253.25] {
            let window = Window { x: at, y: 1.5, width: 1e-15, height: 1e-15 };
            let spec = ResampleSpec { filter, source: (256, 3), window, target: (4, 2) };
            let resampler = Resampler::new(&spec).unwrap();
            let source: Vec<f32> = (0..256 * 3).map(|index| (index % 256) as f32).collect();
            let mut target = vec![f32::NAN; 8];
            let plane = FloatPlane { values: &source, stride: 256 };
            let out = FloatPlaneMut { values: &mut target, stride: 4 };
            resampler.run(plane, 0..2, out, &mut resampler.scratch());
            assert!(target.iter().all(|value| (value - at.floor() as f32).abs() <= 1.0), "{filter:?} {at}: {target:?}");
        }
    }
}
