//! Where blocks and their numbers lie.

use super::super::error::CudaError;
use super::super::grid::BLOCK;
use super::super::kept::KeptPicture;
use super::KeptLines;
use super::coding::MacroblockCoding;
use crate::transform::GROUP;
use std::ops::Range;

/// The blocks of pictures of one size, as `struct BlockLayout` of `device/macroblock/layout.h` has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    planes: [BlockPlane; 3],
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Places of blocks, with those that no block has.
    pub(super) blocks: usize,
    bits: u8,
}

#[derive(Debug, Clone, Copy)]
struct BlockPlane {
    width: usize,
    height: usize,
    start: usize,
    line: usize,
    across: usize,
}

impl Layout {
    /// # Errors
    /// [`CudaError::Size`] for planes without samples, depths that there are not, and more coefficients or bytes of a plane
    /// than 32 bits tell apart.
    pub(super) fn new(coding: &MacroblockCoding<'_>) -> Result<Self, CudaError> {
        let (columns, rows) = coding.macroblocks;
        let refused = |what, found, expected| CudaError::Size { what, found, expected };
        if !(8..=16).contains(&coding.bits) {
            return Err(refused("a sample", coding.bits.into(), 16));
        }
        let most = u32::MAX as usize;
        let mut start = 0;
        let mut plane = |index: usize| {
            let ((width, height), across) = (coding.sizes[index], coding.across[index]);
            let sides = [width, height, columns, rows, across];
            if sides.contains(&0) {
                return Err(refused("a plane", 0, 1));
            }
            // Each side by itself first, so that no product below leaves 64 bits.
            let longest = sides.into_iter().max().unwrap_or(0);
            if longest > 1 << 20 || width * height * 2 > most {
                return Err(refused("a plane", longest, 1 << 20));
            }
            let line = columns * across;
            let plane = BlockPlane { width, height, start, line, across };
            start += (line * 2 * rows).next_multiple_of(BLOCK as usize);
            Ok(plane)
        };
        let planes = [plane(0)?, plane(1)?, plane(2)?];
        let blocks = start;
        if blocks.checked_mul(64).is_none_or(|coefficients| coefficients > most) {
            return Err(refused("coefficients of a picture", blocks, most / 64));
        }
        Ok(Self { planes, columns, rows, blocks, bits: coding.bits })
    }

    pub(super) fn macroblocks(&self) -> usize {
        self.columns * self.rows
    }

    /// `struct BlockLayout` of lines of a picture, which ends below 4 GiB.
    pub(super) fn words(&self, picture: &KeptPicture, lines: KeptLines) -> Vec<u32> {
        let planes = self.planes.iter().zip(picture.planes()).enumerate().flat_map(|(index, (plane, kept))| {
            let BlockPlane { width, height, start, line, across } = *plane;
            let stride_bytes = picture.stride_bytes(index);
            let first = kept.offset + lines.first * stride_bytes;
            [first, stride_bytes * lines.step, width, height, start, line, across]
        });
        // `new` and the picture's end have these within 32 bits.
        let rest = [self.columns, self.rows, self.blocks, self.bits.into()];
        planes.chain(rest).map(|number| number as u32).collect()
    }

    /// The places of each plane's blocks.
    pub(super) fn places(&self) -> [Range<usize>; 3] {
        self.planes.map(|plane| plane.start..plane.start + plane.line * 2 * self.rows)
    }

    /// Bytes of the coefficients, which the lane has between its kernels, with bits and errors of blocks behind them.
    pub(super) fn coefficient_bytes(&self) -> usize {
        self.blocks * 64 * size_of::<f32>()
    }

    /// Where the bits and where the errors of blocks of a measuring begin, 0 or 1.
    pub(super) fn measured(&self, slot: usize) -> [usize; 2] {
        let numbers = self.blocks * size_of::<f32>();
        let begin = self.coefficient_bytes() + 2 * slot * numbers;
        [begin, begin + numbers]
    }

    /// All that the lane has between its kernels.
    pub(super) fn middle_bytes(&self) -> usize {
        self.measured(2)[0]
    }

    /// `struct SampledGroups` for one group in `step`, and how many groups there are.
    pub(super) fn sampled(&self, step: usize, quantisers: usize) -> (Vec<u32>, usize) {
        let across = self.planes.map(|plane| plane.line.div_ceil(GROUP));
        let counts = across.map(|across| (2 * self.rows * across).saturating_sub(step / 2).div_ceil(step));
        let words = across.into_iter().chain(counts).chain([step, quantisers]);
        (words.map(|number| number as u32).collect(), counts.iter().sum())
    }
}
