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
    let half = |bits: usize| half::f16::from_bits(bits as u16).to_f32();
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
