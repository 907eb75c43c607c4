//! Errors of blocks, as coefficients.

use super::{GROUP, Group, Lines, device};
use crate::level::Level;

/// What coefficients may be off, by place in raster order, multiplied by their [`factor`](super::factor): at a quantiser of 1, and
/// whatever the quantiser.
#[repr(C)]
#[derive(Debug, Clone)]
pub struct Allowed {
    /// In proportion to the quantiser.
    pub by_quantiser: [f32; 64],
    /// In addition.
    pub fixed: [f32; 64],
}

/// How far the blocks of [`Lines`] are from those of others. As `struct Errors` of `host/transform/errors.h`.
#[repr(C)]
#[derive(Debug, Clone)]
pub struct Errors {
    /// What [`forward`](super::forward) makes of the differences.
    pub coefficients: Group,
    /// The sum of the squares of a block's differences.
    pub squared: [u64; GROUP],
    /// By how much the worst coefficient of a block is off more than it may be; negative where none is.
    pub excess: [f32; GROUP],
    is_clipped: [u32; GROUP],
}

const _: () = assert!(size_of::<Errors>() == GROUP * (64 * 4 + 8 + 4 + 4), "nothing lies between");

impl Default for Errors {
    fn default() -> Self {
        Self {
            coefficients: [[0.0; GROUP]; 64],
            squared: [0; GROUP],
            excess: [f32::NEG_INFINITY; GROUP],
            is_clipped: [0; GROUP],
        }
    }
}

impl Errors {
    /// Takes the errors of `found` against `wanted`, codes of at most `most`, each block with its quantiser.
    pub fn take(
        &mut self,
        level: Level,
        (found, wanted): (&Lines, &Lines),
        most: u16,
        allowed: &Allowed,
        quantisers: &[f32; GROUP],
    ) {
        device::errors(level, found, wanted, most, allowed, quantisers, self);
    }

    /// Whether some found code of the block is 0 or the highest.
    pub fn is_clipped(&self, block: usize) -> bool {
        self.is_clipped[block] != 0
    }
}
