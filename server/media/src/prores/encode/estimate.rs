//! About which quantiser makes a frame as large as it may be, from a few slices.
//!
//! The exact choice is made from exact lengths; this only says where to look. It is computed by operations that every
//! processor rounds alike, so that every machine looks in the same place.

use interneg_kernels::prores::Quantiser;
use std::ops::RangeInclusive;

/// Quantisers whose lengths are taken of some slices, fine to coarse.
pub(super) const LADDER: [usize; 10] = [1, 2, 4, 8, 16, 32, 64, 128, 224, 287];

/// How far the estimate may be wrong, as a share of the step.
const MARGIN: f64 = 0.04;

/// Steps to take exact lengths of, at least two where there are: `lengths` are those of the whole frame with the quantisers
/// of [`LADDER`], and `limit` is what they may be.
pub(super) fn steps_near(lengths: &[f64; LADDER.len()], limit: f64) -> RangeInclusive<usize> {
    let (finest, coarsest) = (Quantiser::FINEST.step(), Quantiser::COARSEST.step());
    let step = step_of(lengths, limit);
    // Both ends of the scale are within what a usize holds.
    let low = ((step * (1.0 - MARGIN)) as usize).clamp(finest, coarsest);
    let high = ((step * (1.0 + MARGIN)) as usize + 1).clamp(finest, coarsest);
    if step <= finest as f64 { finest..=finest } else { low..=high }
}

/// The step, between the whole ones, at which lengths meet the limit: between two rungs, logarithms of both lie on a
/// straight line. Geometric means walk along it.
fn step_of(lengths: &[f64; LADDER.len()], limit: f64) -> f64 {
    let Some(below) = lengths.iter().position(|length| *length <= limit) else {
        return LADDER[LADDER.len() - 1] as f64;
    };
    if below == 0 {
        return LADDER[0] as f64;
    }
    let rung = |index: usize| (LADDER[index] as f64, lengths[index].max(1.0));
    let (mut fine, mut coarse) = (rung(below - 1), rung(below));
    while coarse.0 / fine.0 > 1.001 {
        let middle = ((fine.0 * coarse.0).sqrt(), (fine.1 * coarse.1).sqrt());
        if middle.1 > limit {
            fine = middle;
        } else {
            coarse = middle;
        }
    }
    coarse.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_law_is_met() {
        let lengths = LADDER.map(|step| 1e6 / (step as f64).powf(0.7));
        for step in [1.5f64, 3.0, 4.4, 9.0, 20.0, 100.0, 250.0] {
            let found = step_of(&lengths, 1e6 / step.powf(0.7));
            assert!((found / step - 1.0).abs() < 2e-3, "{found} for {step}");
        }
        assert_eq!(steps_near(&lengths, 1e6 / 4.5f64.powf(0.7)), 4..=5);
        assert_eq!(steps_near(&lengths, 1e6 / 4.1f64.powf(0.7)), 3..=5);
        assert_eq!(steps_near(&lengths, 2e6), 1..=1);
        assert_eq!(steps_near(&lengths, 1.0), 275..=287);
        assert_eq!(steps_near(&[0.0; LADDER.len()], 0.0), 1..=1);
    }
}
