//! Inverses of tables by their definition: the least place where interpolation comes to the value.

use super::super::bounded::Bounded;
use crate::program::{Lut1dInverse, Lut1dOfHalvesInverse, Stretch};

/// Four roundings: two differences, a quotient, a sum.
const ROUNDINGS: f64 = 4.0 * 6e-8;

/// Entry below the value, and the way to the next one; nothing for NaN, which is nowhere.
fn find(stretch: &Stretch, value: f64) -> Option<(usize, f64)> {
    let entry = |index: usize| f64::from(stretch.entries[index]);
    let last = stretch.entries.len() - 1;
    if value.is_nan() {
        return (last == 0 || entry(0) == entry(1)).then_some((0, 0.0));
    }
    let bounded = value.clamp(entry(0), entry(last));
    Some(match stretch.entries.partition_point(|entry| f64::from(*entry) < bounded) {
        0 => (0, 0.0),
        // What is between a number and infinity is at the number; infinity itself has no place.
        above if entry(above).is_infinite() && bounded.is_finite() => (above - 1, 0.0),
        above => (above - 1, (bounded - entry(above - 1)) / (entry(above) - entry(above - 1))),
    })
}

pub(super) fn of_table(lut: &Lut1dInverse, channel: usize, x: f32) -> Bounded {
    let (stretch, x) = (&lut.stretches[channel], f64::from(x));
    let Some((entry, fraction)) = find(stretch, if lut.is_falling[channel] { -x } else { x }) else {
        return Bounded { value: f64::NAN, error: 0.0 };
    };
    let steps = (lut.length - 1) as f64;
    let value = ((entry + stretch.first) as f64 + fraction) / steps;
    Bounded { value, error: value * ROUNDINGS + fraction * ROUNDINGS / steps }
}

pub(super) fn of_halves(lut: &Lut1dOfHalvesInverse, channel: usize, x: f32) -> Bounded {
    let is_falling = lut.is_falling[channel];
    let is_positive = is_falling != (x >= lut.middle[channel]);
    let stretch = if is_positive { &lut.positive[channel] } else { &lut.negative[channel] };
    let sign = if is_falling == is_positive { -1.0 } else { 1.0 };
    let Some((entry, fraction)) = find(stretch, f64::from(x) * sign) else {
        return Bounded { value: f64::NAN, error: 0.0 };
    };
    let half = |entry: usize| f64::from(half::f16::from_bits((stretch.first + entry) as u16).to_f32());
    let (low, high) = (half(entry), if fraction == 0.0 { half(entry) } else { half(entry + 1) });
    let value = low + (high - low) * fraction;
    Bounded { value, error: (value.abs() + (high - low).abs()) * ROUNDINGS }
}
