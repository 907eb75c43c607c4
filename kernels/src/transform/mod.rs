//! The cosine transform of blocks of 8 by 8 samples, 16 blocks side by side.
//!
//! It leaves every coefficient multiplied by a factor of its own ([`factor`]), which a quantiser takes in for nothing;
//! the way back wants coefficients divided by it. Every level gives the same bits.

mod device;
mod errors;

use crate::level::Level;
pub use errors::{Allowed, Errors};
use std::f64::consts::PI;

/// Blocks of a [`Group`].
pub const GROUP: usize = 16;

/// Blocks side by side: `[8 * row + column][block]`.
pub type Group = [[f32; GROUP]; 64];

/// Samples of the blocks of a [`Group`]: eight lines, each with eight samples of a block, then those of the next one.
pub type Lines = [[u16; 8 * GROUP]; 8];

/// What [`forward`] leaves a coefficient multiplied by, against the orthonormal transform, and what the coefficients
/// that [`inverse`] takes must have been divided by. `row` and `column` are the coefficient's, below 8.
pub fn factor(row: usize, column: usize) -> f64 {
    let along = |k: usize| if k == 0 { 8f64.sqrt() } else { 4.0 * (k as f64 * PI / 16.0).cos() };
    along(row) * along(column)
}

/// Samples to coefficients, in place.
pub fn forward(level: Level, group: &mut Group) {
    device::forward(level, group);
}

/// Coefficients to samples, in place.
pub fn inverse(level: Level, group: &mut Group) {
    device::inverse(level, group);
}

/// Coefficients to codes: what [`inverse`] makes of them, more by `middle`, rounded to the nearest, halves up, and held between
/// 0 and `most`.
pub fn samples(level: Level, group: &Group, middle: u16, most: u16, lines: &mut Lines) {
    device::samples(level, group, f32::from(middle), f32::from(most), lines);
}

#[cfg(test)]
mod tests;
