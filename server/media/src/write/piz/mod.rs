//! PIZ compression of one chunk of half lines: compact range of values, wavelet, Huffman (OpenEXR's file layout).
//!
//! Ours because the entropy coder of the `exr` crate, which still judges it in the tests, takes most of a frame's time.

mod huffman;
mod wavelet;

use huffman::Huffman;
use std::ops::Range;

/// Number of different 16-bit values.
const VALUES: usize = 1 << 16;
/// Channels of a chunk.
const CHANNELS: usize = 3;

/// Memory of the compressor, kept from chunk to chunk.
pub(super) struct Piz {
    /// One channel after the other.
    samples: Vec<u16>,
    /// 1 for each value that occurs.
    is_present: Vec<u8>,
    /// Rank of each value among those that occur.
    rank: Vec<u16>,
    /// One bit for each value that occurs.
    bitmap: Vec<u8>,
    huffman: Huffman,
}

impl Default for Piz {
    fn default() -> Self {
        Self {
            samples: Vec::new(),
            is_present: vec![0; VALUES],
            rank: vec![0; VALUES],
            bitmap: vec![0; VALUES / 8],
            huffman: Huffman::default(),
        }
    }
}

impl Piz {
    /// Compresses `raw`, lines of `width` samples of each of three channels, into `out`; `None` where that is not
    /// shorter than `out` or `raw`.
    pub fn compress(&mut self, raw: &[u8], width: usize, out: &mut [u8]) -> Option<usize> {
        let rows = raw.len() / (2 * CHANNELS * width);
        self.take_channels(raw, width, rows);
        let used = self.rank_values();
        let most = self.apply_ranks();
        for plane in self.samples.chunks_exact_mut(width * rows) {
            if most < 1 << 14 {
                wavelet::encode::<wavelet::Small>(plane, width, rows);
            } else {
                wavelet::encode::<wavelet::Large>(plane, width, rows);
            }
        }
        let room = out.len().min(raw.len().saturating_sub(1));
        let out = &mut out[..room];
        let (first, last) = (used.start as u16, used.end.wrapping_sub(1) as u16);
        // A chunk of zeros alone has no bytes of bitmap, which the order of the bounds tells.
        let bounds = if used.is_empty() { [(VALUES / 8 - 1) as u16, 0] } else { [first, last] };
        let head = 4 + used.len() + 4;
        let (front, coded) = out.split_at_mut_checked(head)?;
        front[..4].copy_from_slice(bounds.map(u16::to_le_bytes).as_flattened());
        front[4..head - 4].copy_from_slice(&self.bitmap[used]);
        let size = self.huffman.compress(&self.samples, coded)?;
        front[head - 4..].copy_from_slice(&u32::try_from(size).ok()?.to_le_bytes());
        Some(head + size)
    }

    /// Sorts the lines' samples by channel and notes which values occur.
    fn take_channels(&mut self, raw: &[u8], width: usize, rows: usize) {
        self.samples.resize(CHANNELS * width * rows, 0);
        self.is_present.fill(0);
        let (pairs, _) = raw.as_chunks::<2>();
        for (index, line) in pairs.chunks_exact(width).enumerate() {
            let (row, channel) = (index / CHANNELS, index % CHANNELS);
            let target = &mut self.samples[(channel * rows + row) * width..][..width];
            for (sample, pair) in target.iter_mut().zip(line) {
                *sample = u16::from_le_bytes(*pair);
                self.is_present[usize::from(*sample)] = 1;
            }
        }
    }

    /// Fills bitmap and ranks; tells which bytes of the bitmap are not zero. Zero always has rank 0 and no bit.
    fn rank_values(&mut self) -> Range<usize> {
        self.is_present[0] = 0;
        let mut next = 1u16;
        let (mut first, mut end) = (usize::MAX, 0);
        let (flags, _) = self.is_present.as_chunks::<8>();
        let (ranks, _) = self.rank.as_chunks_mut::<8>();
        for (index, ((flags, ranks), bits)) in flags.iter().zip(ranks).zip(&mut self.bitmap).enumerate() {
            *bits = 0;
            if *flags == [0; 8] {
                continue;
            }
            (first, end) = (first.min(index), index + 1);
            for (bit, (flag, rank)) in flags.iter().zip(ranks).enumerate() {
                *bits |= flag << bit;
                *rank = next;
                // Wraps to 0 only behind the last value, whose successor is not used.
                next = next.wrapping_add(u16::from(*flag));
            }
        }
        self.rank[0] = 0;
        if end == 0 { 0..0 } else { first..end }
    }

    /// Replaces values by ranks and tells the highest rank.
    fn apply_ranks(&mut self) -> u16 {
        let mut most = 0;
        for sample in &mut self.samples {
            *sample = self.rank[usize::from(*sample)];
            most = most.max(*sample);
        }
        most
    }
}

#[cfg(test)]
mod tests;
