//! What a picture's macroblocks are, and the code that they are written in.

use super::super::error::CudaError;
use crate::macroblock::{Costs, Scan};

/// A word of a code: its bits, the last one lowest, and how many they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word {
    /// At most 24 bits.
    pub code: u32,
    /// Bits of it; 0 for a word that there is not.
    pub bits: u32,
}

/// All words of a run-level code, the same whose lengths [`Costs`] counts.
///
/// A block is the difference of its mean's level to that of the block before (its size class, then the magnitude's bits),
/// each level that is not 0 (its word, sign, index, and the word of the run of zeros before it), and the end. A macroblock
/// begins with a head: its quantiser, and one bit more.
#[derive(Debug, Clone)]
pub struct MacroblockWords {
    /// Levels of 1 to 64 without their sign: behind another level, behind zeros, and what an index leaves of higher ones,
    /// behind another level and behind zeros.
    pub levels: [[Word; 64]; 4],
    /// Bits of an index.
    pub index_bits: u32,
    /// Runs of 1 to 62 zeros.
    pub runs: [Word; 62],
    /// Size classes of differences, from 0 on; as many as there are.
    pub differences: Vec<Word>,
    /// The end of a block.
    pub end: Word,
    /// The level that the first mean of a plane's row is told against.
    pub first_mean: i32,
    /// Bits of a macroblock's head.
    pub head_bits: u32,
    /// Its last bit, behind the quantiser.
    pub head_last: bool,
}

/// Pictures of one size, depth and code.
#[derive(Debug, Clone, Copy)]
pub struct MacroblockCoding<'a> {
    /// Macroblocks of a row, and rows.
    pub macroblocks: (usize, usize),
    /// Samples of a line, and lines, of each plane. Beyond them its last samples and lines go on.
    pub sizes: [(usize, usize); 3],
    /// Significant bits of a sample, 8 to 16.
    pub bits: u8,
    /// Blocks of each plane side by side in a macroblock, of which there are two lines.
    pub across: [usize; 3],
    /// Where coefficients go, and their factors.
    pub scan: &'a Scan,
    /// What levels cost and lose in each plane.
    pub costs: &'a [Costs; 3],
    /// The code.
    pub words: &'a MacroblockWords,
}

/// Classes that a difference of 32 bits can have, and no difference at all.
const CLASSES: usize = 33;

impl MacroblockCoding<'_> {
    /// The words of `struct ScanOfPlaces` in `device/cuda/macroblock/transform.cu`.
    pub(super) fn scan_words(&self) -> Result<Vec<u32>, CudaError> {
        let refused = CudaError::Size { what: "a scan with a place twice", found: 63, expected: 64 };
        let (positions, scales) = self.scan.by_place().ok_or(refused)?;
        Ok(positions.into_iter().chain(scales.map(f32::to_bits)).collect())
    }

    /// The words of `struct CodeWords` in `device/macroblock/code.h`.
    pub(super) fn code_words(&self) -> Result<Vec<u32>, CudaError> {
        let MacroblockWords { levels, index_bits, runs, differences, end, first_mean, head_bits, head_last } =
            self.words;
        let mut all = Vec::new();
        for kind in levels {
            all.push(0);
            for Word { code, bits } in kind {
                all.push(packed(Word { code: code << 1, bits: bits + 1 })?);
            }
        }
        all.push(0);
        for run in runs {
            all.push(packed(*run)?);
        }
        let count = differences.len();
        if count > CLASSES {
            return Err(CudaError::Size { what: "a code's size classes", found: count, expected: CLASSES });
        }
        for class in 0..CLASSES {
            all.push(packed(differences.get(class).copied().unwrap_or_default())?);
        }
        all.push(packed(*end)?);
        if *head_bits > 32 || *index_bits > 32 {
            let found = *head_bits.max(index_bits) as usize;
            return Err(CudaError::Size { what: "a head or an index", found, expected: 32 });
        }
        all.extend([*index_bits, first_mean.cast_unsigned(), *head_bits, u32::from(*head_last)]);
        Ok(all)
    }
}

/// A word as `bits << 24 | code`.
fn packed(Word { code, bits }: Word) -> Result<u32, CudaError> {
    if bits > 24 || u64::from(code) >> bits != 0 {
        return Err(CudaError::Size { what: "a word of a code", found: bits as usize, expected: 24 });
    }
    Ok(bits << 24 | code)
}
