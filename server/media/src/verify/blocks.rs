//! A plane held against the one that was encoded, block by block.

use super::allowance::Allowance;
use super::error::Deviation;
use super::{Psnr, VerifyError};
use crate::encode::EncodePlane;
use interneg_kernels::Level;
use interneg_kernels::transform::{Errors, GROUP, Lines, factor};

/// Which lines of a plane the blocks of a picture have, and their quantisers.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockGrid<'a> {
    /// The first line, and the distance of lines: 2 in fields.
    pub first_line: usize,
    pub line_step: usize,
    /// Of each macroblock, line by line.
    pub quantisers: &'a [u16],
    /// Macroblocks of a line.
    pub macroblocks_across: usize,
    /// Blocks of a macroblock side by side; there are always two below one another.
    pub blocks_across: usize,
}

/// A decoded plane and the one that was encoded.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlanePair<'a> {
    /// 0 for Y', 1 for Cb, 2 for Cr.
    pub plane: usize,
    pub columns: usize,
    pub rows: usize,
    pub bits: u8,
    /// Line by line without padding.
    pub decoded: &'a [u16],
    pub encoded: EncodePlane<'a>,
}

/// Blocks side by side, decoded and encoded, and what is known of their errors.
pub(super) struct BlockErrors {
    decoded: Lines,
    encoded: Lines,
    quantisers: [u16; GROUP],
    errors: Errors,
}

impl Default for BlockErrors {
    fn default() -> Self {
        Self {
            decoded: [[0; 8 * GROUP]; 8],
            encoded: [[0; 8 * GROUP]; 8],
            quantisers: [1; GROUP],
            errors: Errors::default(),
        }
    }
}

/// The block that is worst, by how many times more it is off than it may be.
struct WorstBlock {
    times: f64,
    column: usize,
    line: usize,
    found: f64,
    allowed: f64,
}

/// Sums over a plane.
#[derive(Default)]
struct Sums {
    squared: f64,
    /// The most that it could be; infinite where coefficients may be left out.
    most: f64,
    worst: Option<WorstBlock>,
}

impl PlanePair<'_> {
    /// Likeness of the plane.
    ///
    /// # Errors
    /// `Plane` where a block is off by more than is allowed, `Source` where the encoded plane is too short.
    pub fn compare(
        &self,
        grids: &[BlockGrid<'_>],
        allowance: &Allowance,
        memory: &mut BlockErrors,
    ) -> Result<Psnr, VerifyError> {
        let line_bytes = self.columns * self.sample_bytes();
        let needed = (self.rows - 1).saturating_mul(self.encoded.stride_bytes).saturating_add(line_bytes);
        if self.encoded.stride_bytes < line_bytes || self.encoded.bytes.len() < needed {
            return Err(VerifyError::Source { plane: self.plane });
        }
        let mut sums = Sums::default();
        let level = Level::best();
        for grid in grids {
            let lines = self.rows.saturating_sub(grid.first_line).div_ceil(grid.line_step);
            for block_row in 0..lines.div_ceil(8) {
                for first in (0..self.columns.div_ceil(8)).step_by(GROUP) {
                    self.load(grid, block_row, first, memory);
                    memory.quantisers = self.quantisers(grid, block_row, first);
                    let pair = (&memory.decoded, &memory.encoded);
                    let quantisers = memory.quantisers.map(f32::from);
                    memory.errors.take(level, pair, self.most(), allowance.allowed(), &quantisers);
                    self.judge(grid, (8 * first, 8 * block_row), lines, allowance, memory, &mut sums);
                }
            }
        }
        let samples = (self.columns * self.rows) as u64;
        let psnr = Psnr::of(sums.squared, samples, self.bits);
        match sums.worst {
            None => Ok(psnr),
            Some(WorstBlock { column, line, found, allowed, .. }) => Err(VerifyError::Plane {
                plane: self.plane,
                psnr,
                floor: Psnr::of(sums.most, samples, self.bits),
                column,
                line,
                found: Deviation::of(found),
                allowed: Deviation::of(allowed),
            }),
        }
    }

    fn sample_bytes(&self) -> usize {
        if self.bits > 8 { 2 } else { 1 }
    }

    /// The highest code.
    fn most(&self) -> u16 {
        // A sample has at most 16 bits.
        ((1u32 << self.bits) - 1) as u16
    }

    /// Takes up to 16 blocks; outside of the plane there are no errors.
    fn load(&self, grid: &BlockGrid<'_>, block_row: usize, first: usize, memory: &mut BlockErrors) {
        let columns = (8 * first)..self.columns.min(8 * (first + GROUP));
        for (y, (decoded, encoded)) in memory.decoded.iter_mut().zip(&mut memory.encoded).enumerate() {
            let line = (8 * block_row + y) * grid.line_step + grid.first_line;
            let there = if line < self.rows { columns.len() } else { 0 };
            decoded[there..].fill(0);
            encoded[there..].fill(0);
            if there == 0 {
                continue;
            }
            decoded[..there].copy_from_slice(&self.decoded[line * self.columns..][columns.clone()]);
            let bytes = &self.encoded.bytes[line * self.encoded.stride_bytes..];
            let bytes = &bytes[columns.start * self.sample_bytes()..columns.end * self.sample_bytes()];
            if self.bits > 8 {
                let words = bytes.as_chunks::<2>().0.iter();
                encoded.iter_mut().zip(words).for_each(|(sample, word)| *sample = u16::from_le_bytes(*word));
            } else {
                encoded.iter_mut().zip(bytes).for_each(|(sample, byte)| *sample = (*byte).into());
            }
        }
    }

    /// Quantisers of up to 16 blocks; 1 outside of the plane.
    fn quantisers(&self, grid: &BlockGrid<'_>, block_row: usize, first: usize) -> [u16; GROUP] {
        let blocks = GROUP.min(self.columns.div_ceil(8) - first);
        let row = block_row / 2 * grid.macroblocks_across;
        let mut quantisers = [1; GROUP];
        for (block, quantiser) in quantisers.iter_mut().enumerate().take(blocks) {
            *quantiser = grid.quantisers[row + (first + block) / grid.blocks_across];
        }
        quantisers
    }

    /// Holds the blocks from a place on, column and row of a picture of `lines` lines, to what is allowed.
    fn judge(
        &self,
        grid: &BlockGrid<'_>,
        (first_column, row): (usize, usize),
        lines: usize,
        allowance: &Allowance,
        BlockErrors { quantisers, errors, .. }: &BlockErrors,
        sums: &mut Sums,
    ) {
        let blocks = (self.columns - first_column).div_ceil(8);
        for (block, quantiser) in quantisers.iter().copied().enumerate().take(blocks) {
            let squared = errors.squared[block] as f64;
            let column = first_column + 8 * block;
            let is_whole = column + 8 <= self.columns && row + 8 <= lines && !errors.is_clipped(block);
            let leaves_out = allowance.leaves_out(quantiser);
            let most = if leaves_out { f64::INFINITY } else { allowance.squared_error(quantiser) };
            sums.squared += squared;
            sums.most += most;
            let coefficient = |place: usize| {
                let factor = factor(place / 8, place % 8);
                let found = f64::from(errors.coefficients[place][block].abs()) / factor;
                (found, f64::from(allowance.scaled(place, quantiser.into())) / factor)
            };
            let places = match (is_whole, leaves_out) {
                (true, false) if errors.excess[block] > 0.0 => 0..64,
                (true, true) if squared > 0.0 => 0..1,
                _ => 0..0,
            };
            let together = (!is_whole && squared > most).then(|| (squared.sqrt(), most.sqrt()));
            for (found, allowed) in places.map(coefficient).chain(together) {
                let times = found / allowed;
                if times > 1.0 && sums.worst.as_ref().is_none_or(|worst| times > worst.times) {
                    let line = row * grid.line_step + grid.first_line;
                    sums.worst = Some(WorstBlock { times, column, line, found, allowed });
                }
            }
        }
    }
}
