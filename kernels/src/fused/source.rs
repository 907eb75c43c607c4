//! Codes of integer R, G, B layouts, replaced by their values.

use crate::picture::{ByteOrder, Layout, Sample};

/// Pixels of a block: three channels of it stay in the first-level cache beside the tables.
pub(super) const BLOCK: usize = 256;

/// An integer R, G, B layout.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    Dpx10 { order: ByteOrder, shifts: [u32; 3] },
    Bytes { stride: Stride },
    Words { stride: Stride, order: ByteOrder, bits: u8, shift: u8 },
}

/// Where the samples of a pixel lie.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stride {
    Planar,
    Packed3,
    Packed4,
}

/// A block of pixels from `x` on.
pub(super) struct Lookup<'a> {
    /// The line in each plane.
    pub lines: [&'a [u8]; 3],
    /// Values by word, for R, G, B.
    pub tables: [&'a [f32]; 3],
    /// First pixel.
    pub x: usize,
}

impl Source {
    /// The layout as a source of codes, where it is one.
    pub(super) fn new(layout: Layout) -> Option<Self> {
        let integers = |stride: Stride, bits: u8, sample: Sample, shift: u8| match sample {
            Sample::U8 if bits == 8 && shift == 0 => Some(Self::Bytes { stride }),
            Sample::U16(order) if (8..=16).contains(&bits) && bits + shift <= 16 => {
                Some(Self::Words { stride, order, bits, shift })
            }
            _ => None,
        };
        match layout {
            Layout::Dpx10FilledA(order) => Some(Self::Dpx10 { order, shifts: [22, 12, 2] }),
            Layout::Dpx10FilledB(order) => Some(Self::Dpx10 { order, shifts: [20, 10, 0] }),
            Layout::RgbPlanar { bits, sample } => integers(Stride::Planar, bits, sample, 0),
            Layout::RgbPacked { components: 3, bits, sample, shift } => integers(Stride::Packed3, bits, sample, shift),
            Layout::RgbPacked { components: 4, bits, sample, shift } => integers(Stride::Packed4, bits, sample, shift),
            _ => None,
        }
    }

    /// Significant bits of a code.
    pub(super) fn bits(self) -> u8 {
        match self {
            Self::Dpx10 { .. } => 10,
            Self::Bytes { .. } => 8,
            Self::Words { bits, .. } => bits,
        }
    }

    /// Values that an index into a table can have.
    pub(super) fn words(self) -> usize {
        match self {
            Self::Dpx10 { .. } => 1 << 10,
            Self::Bytes { .. } => 1 << 8,
            Self::Words { .. } => 1 << 16,
        }
    }

    /// Values of the pixels; the slices say how many.
    #[inline(always)]
    pub(super) fn look_up(self, block: Lookup<'_>, planes: [&mut [f32]; 3]) {
        match self {
            Self::Dpx10 { order: ByteOrder::Big, shifts } => dpx10(block, planes, u32::from_be_bytes, shifts),
            Self::Dpx10 { order: ByteOrder::Little, shifts } => dpx10(block, planes, u32::from_le_bytes, shifts),
            Self::Bytes { stride } => strided::<1, 256>(stride, block, planes, |[byte]| usize::from(byte)),
            Self::Words { stride, order: ByteOrder::Big, shift, .. } => {
                strided::<2, 65536>(stride, block, planes, |bytes| usize::from(u16::from_be_bytes(bytes) >> shift));
            }
            Self::Words { stride, order: ByteOrder::Little, shift, .. } => {
                strided::<2, 65536>(stride, block, planes, |bytes| usize::from(u16::from_le_bytes(bytes) >> shift));
            }
        }
    }
}

/// A table whose length the compiler knows, so that a masked index needs no check.
#[inline(always)]
fn fixed<const N: usize>(table: &[f32]) -> &[f32; N] {
    // `Fused::at_level` makes every table as long as `Source::words` says, which is `N`.
    table.first_chunk().expect("a table has one value for each word of its source")
}

#[inline(always)]
fn dpx10(block: Lookup<'_>, planes: [&mut [f32]; 3], word: impl Fn([u8; 4]) -> u32, shifts: [u32; 3]) {
    let [tr, tg, tb] = block.tables.map(fixed::<1024>);
    let [r, g, b] = planes;
    let (words, _) = block.lines[0][block.x * 4..].as_chunks::<4>();
    for (((bytes, r), g), b) in words.iter().zip(r).zip(g).zip(b) {
        let word = word(*bytes);
        *r = tr[((word >> shifts[0]) & 1023) as usize];
        *g = tg[((word >> shifts[1]) & 1023) as usize];
        *b = tb[((word >> shifts[2]) & 1023) as usize];
    }
}

#[inline(always)]
fn strided<const N: usize, const WORDS: usize>(
    stride: Stride,
    block: Lookup<'_>,
    planes: [&mut [f32]; 3],
    index: impl Fn([u8; N]) -> usize + Copy,
) {
    match stride {
        Stride::Planar => {
            for (channel, plane) in planes.into_iter().enumerate() {
                let table = fixed::<WORDS>(block.tables[channel]);
                let (samples, _) = block.lines[channel][block.x * N..].as_chunks::<N>();
                for (sample, value) in samples.iter().zip(plane) {
                    *value = table[index(*sample) & (WORDS - 1)];
                }
            }
        }
        Stride::Packed3 => packed::<N, WORDS, 3>(block, planes, index),
        Stride::Packed4 => packed::<N, WORDS, 4>(block, planes, index),
    }
}

#[inline(always)]
fn packed<const N: usize, const WORDS: usize, const STEP: usize>(
    block: Lookup<'_>,
    planes: [&mut [f32]; 3],
    index: impl Fn([u8; N]) -> usize,
) {
    let [tr, tg, tb] = block.tables.map(fixed::<WORDS>);
    let [r, g, b] = planes;
    let (samples, _) = block.lines[0][block.x * STEP * N..].as_chunks::<N>();
    for (((pixel, r), g), b) in samples.as_chunks::<STEP>().0.iter().zip(r).zip(g).zip(b) {
        *r = tr[index(pixel[0]) & (WORDS - 1)];
        *g = tg[index(pixel[1]) & (WORDS - 1)];
        *b = tb[index(pixel[2]) & (WORDS - 1)];
    }
}
