//! The cosine transform of blocks of 8 by 8 samples, 16 blocks side by side.
//!
//! It leaves every coefficient multiplied by a factor of its own ([`factor`]), which a quantiser takes in for nothing;
//! the way back wants coefficients divided by it. Every level gives the same bits.

mod device;

use crate::level::Level;
use std::f64::consts::PI;

/// Blocks of a [`Group`].
pub const GROUP: usize = 16;

/// Blocks side by side: `[8 * row + column][block]`.
pub type Group = [[f32; GROUP]; 64];

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

#[cfg(test)]
mod tests;
