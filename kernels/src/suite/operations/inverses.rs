//! Inverses of tables that rise and fall, with level parts, and shorter than their tables.

use crate::program::{Lut1dInverse, Lut1dOfHalvesInverse, Operation, Stretch};

fn stretch(first: usize, length: usize, entry: impl Fn(usize) -> f32) -> Stretch {
    Stretch { first, entries: (0..length).map(entry).collect() }
}

pub(super) fn operations() -> Vec<Operation> {
    let curve = |place: usize, length: usize| (place as f32 / length as f32 * 3.0).exp() * 0.05 - 0.1;
    // Every seventh step is level.
    let stairs = |place: usize| (place - place / 7) as f32 * 0.013 - 0.5;
    let table = |length: usize| {
        Operation::Lut1dInverse(Lut1dInverse {
            stretches: [
                stretch(0, length, |place| curve(place, length)),
                stretch(1, length - 1, stairs),
                stretch(0, length, |place| if place + 1 < length { curve(place, length) - 1.0 } else { f32::INFINITY }),
            ],
            is_falling: [false, true, true],
            length,
        })
    };
    let half = |bits: usize| finite_half(bits as u16);
    let halves = Operation::Lut1dOfHalvesInverse(Lut1dOfHalvesInverse {
        // A root, the same falling, and a curve that is level below zero and above a half.
        positive: [
            stretch(0, 0x7C00, |place| half(place).sqrt() + 0.1),
            stretch(0, 0x7C00, |place| half(place).sqrt() - 0.1),
            stretch(3, 0x3800, |place| half(place + 3) * 0.25),
        ],
        negative: [
            stretch(0x8000, 0x7C00, |place| half(place).sqrt() - 0.1),
            stretch(0x8000, 0x7C00, |place| half(place).sqrt() + 0.1),
            stretch(0x8000, 1, |_| 0.0),
        ],
        is_falling: [false, true, false],
        middle: [0.1, 0.1, 0.0],
    });
    vec![table(2), table(33), table(4096), halves]
}

/// The value of a finite half float.
fn finite_half(bits: u16) -> f32 {
    let (exponent, mantissa) = (i32::from(bits >> 10 & 31), f32::from(bits & 0x3FF));
    let magnitude = match exponent {
        0 => mantissa * 2.0f32.powi(-24),
        _ => (mantissa + 1024.0) * 2.0f32.powi(exponent - 25),
    };
    if bits < 0x8000 { magnitude } else { -magnitude }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_finite_half_has_its_value() {
        for bits in (0..=0xFBFFu16).filter(|bits| bits & 0x7C00 != 0x7C00) {
            assert_eq!(super::finite_half(bits).to_bits(), half::f16::from_bits(bits).to_f32().to_bits(), "{bits:#x}");
        }
    }
}
