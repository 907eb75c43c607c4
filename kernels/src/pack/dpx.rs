//! Integer codes of a DPX.

use super::PackCounts;
use crate::level::{Kernel, Simd};

/// One line of 10-bit RGB, big-endian words filled by method A: R in the upper ten bits, two spare bits at the end.
pub(crate) struct Dpx10Row<'a> {
    pub rgb: [&'a [f32]; 3],
    pub line: &'a mut [u8],
}

/// One line of 16-bit RGB, big-endian.
pub(crate) struct Dpx16Row<'a> {
    pub rgb: [&'a [f32]; 3],
    pub line: &'a mut [u8],
}

impl Kernel for Dpx10Row<'_> {
    type Output = PackCounts;

    #[inline(always)]
    fn run<S: Simd>(self) -> PackCounts {
        let [r, g, b] = self.rgb;
        for (((bytes, r), g), b) in self.line.as_chunks_mut::<4>().0.iter_mut().zip(r).zip(g).zip(b) {
            let word = code(*r, 1023.0) << 22 | code(*g, 1023.0) << 12 | code(*b, 1023.0) << 2;
            *bytes = word.to_be_bytes();
        }
        count(self.rgb)
    }
}

impl Kernel for Dpx16Row<'_> {
    type Output = PackCounts;

    #[inline(always)]
    fn run<S: Simd>(self) -> PackCounts {
        let [r, g, b] = self.rgb;
        let mut codes = [[0u16; BLOCK]; 3];
        let blocks = r.chunks(BLOCK).zip(g.chunks(BLOCK)).zip(b.chunks(BLOCK));
        for (line, ((r, g), b)) in self.line.chunks_mut(BLOCK * 6).zip(blocks) {
            // Codes first, channel by channel, because the interleaving keeps the compiler from using whole vectors.
            for (codes, samples) in codes.iter_mut().zip([r, g, b]) {
                for (code16, sample) in codes.iter_mut().zip(samples) {
                    *code16 = (code(*sample, 65535.0) as u16).to_be();
                }
            }
            for (x, bytes) in line.as_chunks_mut::<6>().0.iter_mut().enumerate().take(BLOCK) {
                let [r, g, b] = codes.each_ref().map(|codes| codes[x].to_ne_bytes());
                *bytes = [r[0], r[1], g[0], g[1], b[0], b[1]];
            }
        }
        count(self.rgb)
    }
}

/// Pixels whose codes are made before they are interleaved.
const BLOCK: usize = 64;

/// `floor(clamp(x, 0, 1) * white + 0.5)`; NaN is 0.
#[inline(always)]
fn code(sample: f32, white: f32) -> u32 {
    // Written so that NaN fails the first comparison.
    let low = if sample > 0.0 { sample } else { 0.0 };
    let clamped = if low < 1.0 { low } else { 1.0 };
    (clamped * white + 0.5) as i32 as u32
}

/// Counts in 32 bits, which whole vectors can do: a line is far shorter than that.
#[inline(always)]
fn count(rgb: [&[f32]; 3]) -> PackCounts {
    let mut counts = PackCounts::default();
    for samples in rgb {
        let (mut nan, mut infinite, mut outside) = (0u32, 0u32, 0u32);
        for sample in samples {
            nan += u32::from(sample.is_nan());
            infinite += u32::from(sample.is_infinite());
            outside += u32::from(*sample < 0.0 || *sample > 1.0);
        }
        counts +=
            PackCounts { nan: u64::from(nan), infinite: u64::from(infinite), clipped: u64::from(outside - infinite) };
    }
    counts
}
