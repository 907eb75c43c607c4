//! Alpha and mixing, on rows of planes of single precision in linear light (`device/blend.h`).
//!
//! Nothing is clamped. Every NaN that an operation makes or passes on is the same one (0x7FC00000), except at the ends
//! of a dissolve, which are copies. Every level gives the same bits.

mod device;

use crate::level::Level;
use thiserror::Error;

/// Why there is no such dissolve.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("dissolve factor {factor} is not from 0 to 1")]
pub struct DissolveError {
    /// What was asked for.
    pub factor: f32,
}

/// Multiplies R, G and B by alpha.
///
/// # Panics
/// When the rows differ in length.
pub fn premultiply(level: Level, rgb: [&mut [f32]; 3], alpha: &[f32]) {
    for colour in rgb {
        device::premultiply(level, colour, alpha);
    }
}

/// Divides R, G and B by alpha. Where alpha is 0 they stay as they are: light that covers nothing is not lost.
///
/// # Panics
/// When the rows differ in length.
pub fn unpremultiply(level: Level, rgb: [&mut [f32]; 3], alpha: &[f32]) {
    for colour in rgb {
        device::unpremultiply(level, colour, alpha);
    }
}

/// Puts a premultiplied row of R, G, B, alpha over another, in place: `front + back * (1 - front alpha)`. Where the
/// front's alpha is 1, the result is the front, even over NaN.
///
/// # Panics
/// When the rows differ in length.
pub fn over(level: Level, front: [&[f32]; 4], back: [&mut [f32]; 4]) {
    for (channel, back) in front.into_iter().zip(back) {
        device::over(level, channel, front[3], back);
    }
}

/// A linear mix of two pictures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dissolve {
    factor: f32,
}

impl Dissolve {
    /// The share of the second picture, from 0 to 1.
    ///
    /// # Errors
    /// When it is not.
    pub fn new(factor: f32) -> Result<Self, DissolveError> {
        if (0.0..=1.0).contains(&factor) { Ok(Self { factor }) } else { Err(DissolveError { factor }) }
    }

    pub(crate) fn factor(self) -> f32 {
        self.factor
    }

    /// Mixes a row of one plane of the second picture into that of the first. At 0 and 1 the result has the bits of the
    /// first and of the second; where both are equal, theirs at any factor.
    ///
    /// # Panics
    /// When the rows differ in length.
    pub fn apply(self, level: Level, first: &mut [f32], second: &[f32]) {
        device::dissolve(level, first, second, self.factor);
    }
}

#[cfg(test)]
mod tests;
