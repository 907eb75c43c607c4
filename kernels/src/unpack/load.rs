//! Stored samples to single precision, codes kept as codes.

use crate::level::{Kernel, LANES, Simd};
use crate::picture::{ByteOrder, Sample};

/// How a sample lies in memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Store {
    /// Type of the word.
    pub sample: Sample,
    /// Bits that an integer is shifted left.
    pub shift: u8,
    /// Significant bits of an integer, after the shift; others are ignored.
    pub mask: u16,
}

/// Samples `first`, `first + step`, ... of a line into `target`, which says how many.
pub(crate) struct Load<'a> {
    pub line: &'a [u8],
    pub store: Store,
    pub first: usize,
    pub step: usize,
    pub target: &'a mut [f32],
}

impl Kernel for Load<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        let Self { line, store: Store { sample, shift, mask }, first, step, target } = self;
        match sample {
            Sample::U8 => each(line, first, step, target, |[byte]| f32::from(u16::from(byte >> shift) & mask)),
            Sample::U16(ByteOrder::Little) => {
                each(line, first, step, target, |bytes| f32::from((u16::from_le_bytes(bytes) >> shift) & mask));
            }
            Sample::U16(ByteOrder::Big) => {
                each(line, first, step, target, |bytes| f32::from((u16::from_be_bytes(bytes) >> shift) & mask));
            }
            Sample::F16 => halves::<S>(line, first, step, target),
            Sample::F32 => each(line, first, step, target, f32::from_le_bytes),
        }
    }
}

/// `N` bytes a sample. The common steps are constants, so that each becomes a loop of its own.
#[inline(always)]
fn each<const N: usize>(
    line: &[u8],
    first: usize,
    step: usize,
    target: &mut [f32],
    value: impl Fn([u8; N]) -> f32 + Copy,
) {
    match step {
        1 => {
            for (bytes, target) in line[first * N..].as_chunks::<N>().0.iter().zip(target) {
                *target = value(*bytes);
            }
        }
        2 => strided::<N, 2>(line, first, target, value),
        3 => strided::<N, 3>(line, first, target, value),
        _ => strided::<N, 4>(line, first, target, value),
    }
}

#[inline(always)]
fn strided<const N: usize, const STEP: usize>(
    line: &[u8],
    first: usize,
    target: &mut [f32],
    value: impl Fn([u8; N]) -> f32,
) {
    let (samples, _) = line.as_chunks::<N>();
    for (pixel, target) in samples.chunks_exact(STEP).zip(target) {
        *target = value(pixel[first]);
    }
}

#[inline(always)]
fn halves<S: Simd>(line: &[u8], first: usize, step: usize, target: &mut [f32]) {
    let (samples, _) = line.as_chunks::<2>();
    let mut block = [0u16; LANES];
    for (index, target) in target.chunks_mut(LANES).enumerate() {
        let begin = first + index * LANES * step;
        for (lane, half) in block[..target.len()].iter_mut().enumerate() {
            *half = u16::from_le_bytes(samples[begin + lane * step]);
        }
        target.copy_from_slice(&S::widen(&block)[..target.len()]);
    }
}

/// `(value - zero) / span` over a row, in place.
pub(crate) struct Scale<'a> {
    pub row: &'a mut [f32],
    pub zero: f32,
    pub span: f32,
}

impl Kernel for Scale<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        // A division, not a product with 1 / span: it is correctly rounded, so white is 1 and every code has the one
        // value that `code_value` gives it.
        for value in self.row {
            *value = (*value - self.zero) / self.span;
        }
    }
}
