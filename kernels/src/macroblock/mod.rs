//! Rows of blocks on their way to a run-level code: from samples to weighted coefficients, what those cost and lose at a
//! quantiser, and their levels.
//!
//! Sixteen blocks lie side by side ([`Group`]). Which code it is stands in the parameters: weights, scan, and the lengths of
//! its words. How levels are taken is in `device/macroblock/quantise.h`. Costs are exact, and every level of
//! processors gives the same bits.

mod costs;
mod device;
mod samples;

pub use costs::{Costs, CostsError, Lengths, Quantiser, Reading};
pub use samples::{SamplePlane, Scan};

use crate::level::Level;
use crate::transform::{GROUP, Group};

/// Samples of a line of a group.
pub const LINE: usize = 8 * GROUP;

/// Levels of a group's blocks.
#[derive(Debug, Clone)]
pub struct Levels {
    /// `[scan position][block]`; at position 0 the level of the mean.
    pub levels: [[i16; GROUP]; 64],
    low: [u32; GROUP],
    high: [u32; GROUP],
}

impl Default for Levels {
    fn default() -> Self {
        Self { levels: [[0; GROUP]; 64], low: [0; GROUP], high: [0; GROUP] }
    }
}

impl Levels {
    /// The scan positions from 1 on whose level of `block` is not 0, a bit each.
    ///
    /// # Panics
    /// When a group has no such block.
    pub fn positions(&self, block: usize) -> u64 {
        u64::from(self.high[block]) << 32 | u64::from(self.low[block])
    }
}

/// Transforms the blocks of eight lines from line `y` and sample `x` on into `groups`, in scan order and weighted. Beyond
/// the plane its last samples and lines go on. Returns all bits that are set in any of the samples, so that the caller can
/// tell whether one is above its depth.
pub fn transform(
    level: Level,
    plane: &SamplePlane<'_>,
    (x, y): (usize, usize),
    scan: &Scan,
    groups: &mut [Group],
) -> u32 {
    device::transform(level, plane, (x, y), scan, groups)
}

/// Bits of every block's levels at `quantiser`, all but the first, in `bits`, and the sums of their squared errors in
/// `errors`.
///
/// # Panics
/// When there is not room for 16 numbers a group, or the quantiser is below 1.
pub fn measure(level: Level, groups: &[Group], quantiser: f32, costs: &Costs, bits: &mut [u32], errors: &mut [f32]) {
    device::measure(level, groups, quantiser, costs, bits, errors);
}

/// Levels of a group whose blocks have quantisers of their own.
///
/// # Panics
/// When a quantiser is below 1.
pub fn levels(level: Level, group: &Group, quantisers: &[f32; GROUP], quantiser: &Quantiser, out: &mut Levels) {
    device::levels(level, group, quantisers, quantiser, out);
}

#[cfg(test)]
mod tests;
