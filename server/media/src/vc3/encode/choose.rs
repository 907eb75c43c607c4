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
    let mut order: Vec<u64> = Vec::with_capacity(coarse.bits.len());
    for (index, (fine_bits, coarse_bits)) in fine.bits.iter().zip(&coarse.bits).enumerate() {
        let gain = coarse.errors[index] - fine.errors[index];
        let cost = *fine_bits as f32 - *coarse_bits as f32;
        if gain > 0.0 {
            order.push(rank(if cost > 0.0 { gain / cost } else { f32::INFINITY }, index as u32));
        }
    }
    order.sort_unstable();
    for rank in order {
        let index = index_of(rank);
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

/// A macroblock's place among all by what it gains for a bit, which is not negative: the most first, equal ones by their
/// index. Whole numbers are sorted several times as fast as pairs, and bits of positive singles are in their order.
fn rank(gain: f32, index: u32) -> u64 {
    u64::from(!gain.to_bits()) << 32 | u64::from(index)
}

/// The macroblock of a rank.
fn index_of(rank: u64) -> usize {
    rank as u32 as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_gain_comes_first_and_of_equal_ones_the_first() {
        let gains = [0.5f32, f32::INFINITY, 0.0, 3e38, 0.5, 1e-42, f32::INFINITY, 2.0, f32::from_bits(0x3F00_0001)];
        let mut ranks: Vec<u64> = (0..).zip(gains).map(|(index, gain)| rank(gain, index)).collect();
        ranks.sort_unstable();
        let mut expected: Vec<usize> = (0..gains.len()).collect();
        expected.sort_by(|a, b| gains[*b].total_cmp(&gains[*a]).then(a.cmp(b)));
        assert_eq!(ranks.into_iter().map(index_of).collect::<Vec<_>>(), expected);
        assert_eq!(expected, [1, 6, 3, 7, 8, 0, 4, 5, 2]);
    }
}
