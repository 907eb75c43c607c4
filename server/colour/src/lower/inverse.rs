//! Inverses of tables, as OpenColorIO evaluates them exactly.
//!
//! When it builds such an operation it has levelled what runs against the table's direction, and found the stretch of
//! each channel without the level parts at its ends.

use interneg_kernels::Operation;
use interneg_kernels::program::{Lut1dInverse, Lut1dOfHalvesInverse, Stretch};
use ocio::ops::lut1d::{ComponentProperties, Lut1DOpData};
use std::ops::RangeInclusive;

pub(super) fn lower(lut: &Lut1DOpData) -> Option<Operation> {
    let channels = [lut.red_properties(), lut.green_properties(), lut.blue_properties()].map(|channel| *channel);
    let values = lut.array().values();
    let stretch = |channel: usize, places: RangeInclusive<usize>, is_falling: bool| {
        let first = *places.start();
        let sign = if is_falling { -1.0 } else { 1.0 };
        let entries = places.map(|place| values[place * 3 + channel] * sign).collect();
        Stretch { first, entries }
    };
    let is_falling = channels.map(|channel| !channel.is_increasing);
    let domain = |channel: &ComponentProperties| channel.start_domain..=channel.end_domain;
    let all = [0, 1, 2].map(|channel| stretch(channel, domain(&channels[channel]), is_falling[channel]));
    let operation = if lut.is_input_half_domain() {
        // It takes the blue channel's direction among negative halves from the red one.
        if is_falling[0] != is_falling[2] {
            return None;
        }
        let domain = |channel: &ComponentProperties| channel.neg_start_domain..=channel.neg_end_domain;
        let negative = [0, 1, 2].map(|channel| stretch(channel, domain(&channels[channel]), !is_falling[channel]));
        let middle = [values[0], values[1], values[2]];
        Operation::Lut1dOfHalvesInverse(Lut1dOfHalvesInverse { positive: all, negative, is_falling, middle })
    } else {
        Operation::Lut1dInverse(Lut1dInverse { stretches: all, is_falling, length: lut.array().length() })
    };
    Some(operation)
}
