//! Which macroblocks get the finer of two quantisers.

use super::super::blocks::RowLayout;
use super::rows::{Measured, padded_bytes};

/// How a frame is written.
pub(super) struct Choice {
    /// The finer of the two quantisers.
    pub finer: u16,
    /// Quantiser of each macroblock, row by row.
    pub quantisers: Vec<u16>,
    /// Bits of each row.
    pub row_bits: Vec<usize>,
    /// Where each row begins, from the end of the header.
    pub offsets: Vec<u32>,
}

/// Begins with all macroblocks at the coarser quantiser, which fits, and refines those first that lose the most error for a
/// bit, until no other one fits. Equal ones come from the top left.
pub(super) fn choose(layout: &RowLayout, [fine, coarse]: [&Measured; 2], finer: u16, budget: usize) -> Choice {
    let columns = layout.columns;
    let mut row_bits: Vec<usize> =
        coarse.bits.chunks(columns).map(|row| row.iter().map(|bits| *bits as usize).sum()).collect();
    let mut left = budget.saturating_sub(row_bits.iter().map(|bits| padded_bytes(*bits)).sum());
    let mut quantisers = vec![finer + 1; coarse.bits.len()];
    let mut gains: Vec<(f32, u32)> = Vec::with_capacity(coarse.bits.len());
    for (index, (fine_bits, coarse_bits)) in fine.bits.iter().zip(&coarse.bits).enumerate() {
        let gain = coarse.errors[index] - fine.errors[index];
        let cost = *fine_bits as f32 - *coarse_bits as f32;
        if gain > 0.0 {
            gains.push((if cost > 0.0 { gain / cost } else { f32::INFINITY }, index as u32));
        }
    }
    gains.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, index) in gains {
        let index = index as usize;
        let bits = &mut row_bits[index / columns];
        let refined = *bits - coarse.bits[index] as usize + fine.bits[index] as usize;
        // Bytes are freed first: a finer macroblock may cost less.
        let available = left + padded_bytes(*bits);
        if let Some(rest) = available.checked_sub(padded_bytes(refined)) {
            (left, *bits, quantisers[index]) = (rest, refined, finer);
        }
    }
    let mut end = 0;
    let offsets = row_bits.iter().map(|bits| {
        let offset = end;
        end += padded_bytes(*bits);
        offset as u32
    });
    let offsets = offsets.collect();
    Choice { finer, quantisers, row_bits, offsets }
}
