//! Half float lines of an EXR.

use super::PackCounts;
use crate::half_float::{HALF_MAX, OVERFLOW_BITS};
use crate::level::{Kernel, LANES, Simd};

/// One line: all B, all G, all R.
pub(crate) struct HalfRow<'a> {
    pub rgb: [&'a [f32]; 3],
    pub line: &'a mut [u8],
}

/// Samples that are looked over before they are narrowed: they are still in registers' reach for the second pass.
const SPAN: usize = 256;

impl Kernel for HalfRow<'_> {
    type Output = PackCounts;

    #[inline(always)]
    fn run<S: Simd>(self) -> PackCounts {
        let [r, g, b] = self.rgb;
        let mut counts = PackCounts::default();
        for (samples, bytes) in [b, g, r].into_iter().zip(self.line.chunks_exact_mut(r.len() * 2)) {
            for (samples, bytes) in samples.chunks(SPAN).zip(bytes.chunks_mut(SPAN * 2)) {
                counts += checked_span::<S>(samples, bytes);
            }
        }
        counts
    }
}

/// Narrows after making sure that every sample is a finite half.
#[inline(always)]
pub(crate) fn checked_span<S: Simd>(samples: &[f32], bytes: &mut [u8]) -> PackCounts {
    let mut worst = 0;
    for sample in samples {
        worst = worst.max(sample.to_bits() & 0x7FFF_FFFF);
    }
    if worst < OVERFLOW_BITS {
        narrow_span::<S>(samples, bytes);
        return PackCounts::default();
    }
    settle_span(samples, bytes)
}

/// Narrows samples that are known to be finite halves.
#[inline(always)]
pub(crate) fn narrow_span<S: Simd>(samples: &[f32], bytes: &mut [u8]) {
    let (blocks, rest) = samples.as_chunks::<LANES>();
    let (targets, rest_bytes) = bytes.as_chunks_mut::<{ 2 * LANES }>();
    for (block, target) in blocks.iter().zip(targets) {
        store(&S::narrow(block), target);
    }
    if !rest.is_empty() {
        let mut block = [0.0; LANES];
        block[..rest.len()].copy_from_slice(rest);
        let mut target = [0; 2 * LANES];
        store(&S::narrow(&block), &mut target);
        let rest_bytes = &mut rest_bytes[..rest.len() * 2];
        rest_bytes.copy_from_slice(&target[..rest_bytes.len()]);
    }
}

#[inline(always)]
fn store(halves: &[u16; LANES], target: &mut [u8; 2 * LANES]) {
    for (half, bytes) in halves.iter().zip(target.as_chunks_mut::<2>().0) {
        *bytes = half.to_le_bytes();
    }
}

/// Replaces what a half cannot hold, and counts it. Rare, so it may be slow.
#[cold]
fn settle_span(samples: &[f32], bytes: &mut [u8]) -> PackCounts {
    let mut counts = PackCounts::default();
    for (sample, bytes) in samples.iter().zip(bytes.as_chunks_mut::<2>().0) {
        let settled = if sample.is_nan() {
            counts.nan += 1;
            0.0
        } else {
            counts.infinite += u64::from(sample.to_bits() & 0x7FFF_FFFF >= OVERFLOW_BITS);
            sample.clamp(-HALF_MAX, HALF_MAX)
        };
        *bytes = crate::half_float::narrow(settled).to_le_bytes();
    }
    counts
}
