//! The arithmetic of a ProRes encoder (SMPTE RDD 36) on one component of one slice: samples to coefficients, the exact
//! length of their codes with some quantisers, and the codes.
//!
//! A component is quantised and coded by itself, and its length can be had without its bytes, so that an encoder can
//! choose quantisers first and write every slice to its place once. Every level gives the same coefficients and bytes.

mod component;
mod device;
mod plane;
mod quantiser;
mod weights;

pub use component::Component;
pub use plane::{PlaneError, SamplePlane};
pub use quantiser::{QUANTISATION_INDICES, Quantiser, scale_of_index};
pub use weights::{Scan, WEIGHTS, Weights, WeightsError};

/// Macroblocks that a slice is wide at most; a macroblock has 16 by 16 luma samples.
pub const MOST_MACROBLOCKS: usize = 8;

/// Blocks of 8 by 8 samples that a component of a slice has at most.
pub const MOST_BLOCKS: usize = 4 * MOST_MACROBLOCKS;

/// What the codes of a component can take at most, in bytes: no code word of a run and a level together is longer than
/// 8 bytes, and no coefficient has more.
pub const MOST_BYTES: usize = 8 * 64 * MOST_BLOCKS;

/// How the blocks of a macroblock follow each other in a component (RDD 36, 7.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// Luma: four, row by row.
    Luma = 0,
    /// Chroma of half the width: two, the upper first.
    HalfChroma = 1,
    /// Chroma of the full width: four, column by column.
    FullChroma = 2,
}

impl Arrangement {
    /// Blocks of a macroblock.
    pub fn blocks(self) -> usize {
        if self == Self::HalfChroma { 2 } else { 4 }
    }

    /// Columns of a macroblock in samples; it has 16 rows.
    pub fn columns(self) -> usize {
        if self == Self::HalfChroma { 8 } else { 16 }
    }

    /// Column and row of block `index` of a component, in samples.
    pub fn place(self, index: usize) -> (usize, usize) {
        let (macroblock, block) = (index / self.blocks(), index % self.blocks());
        let (x, y) = match self {
            Self::Luma => (block % 2, block / 2),
            Self::HalfChroma => (0, block),
            Self::FullChroma => (block / 2, block % 2),
        };
        (macroblock * self.columns() + 8 * x, 8 * y)
    }
}

#[cfg(test)]
mod tests;
