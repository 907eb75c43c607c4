//! The pictures.

use super::{MacroblockCase, code};
use crate::cuda::KeptLines;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Gradients and grain.
    Grain,
    /// Every code by chance.
    Noise,
    /// One code.
    Flat,
    /// The lowest and the highest code in turns.
    Turns,
    /// As `Grain`, with a code above the depth here and there.
    AboveDepth,
}

impl Content {
    /// Samples of a plane line by line.
    fn samples(self, plane: usize, (columns, rows): (usize, usize), bits: u8) -> Vec<u16> {
        let most = (1u32 << bits) - 1;
        let mut state = 17 + plane as u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 8
        };
        let sample = |place: usize| {
            let (x, y) = (place % columns, place / columns);
            let grain = noise();
            let code = match self {
                Self::Flat => most / 3,
                Self::Noise => grain & most,
                Self::Turns => most * ((x + y + plane) % 2) as u32,
                Self::AboveDepth if grain % 501 == 0 && plane != 1 => most + 1 + grain % 7,
                Self::Grain | Self::AboveDepth => {
                    let ramp = ((x * 5 + y * 3 + x * y / 7) * (most as usize + 1) / 4096) as u32 % (most + 1);
                    let edge = if (x / 11 + y / 19).is_multiple_of(3) { most / 5 } else { 0 };
                    (ramp + edge + (grain & (most >> 5))) % (most + 1)
                }
            };
            code as u16
        };
        (0..columns * rows).map(sample).collect()
    }
}

/// Chroma of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chroma {
    /// Half as wide.
    Halved,
    /// Of luma's size.
    Whole,
}

fn case(
    content: Content,
    (width, height): (usize, usize),
    bits: u8,
    chroma: Chroma,
    lines: KeptLines,
    quantisers: [u16; 2],
) -> MacroblockCase {
    let is_whole = chroma == Chroma::Whole;
    let small = (if is_whole { width } else { width.div_ceil(2) }, height);
    let sizes = [(width, height), small, small];
    let across = if is_whole { [2; 3] } else { [2, 1, 1] };
    let planes = [0, 1, 2].map(|plane| {
        let (columns, rows) = sizes[plane];
        let samples = content.samples(plane, (columns, rows * lines.step), bits);
        if bits == 8 {
            samples.into_iter().map(|sample| sample as u8).collect()
        } else {
            samples.into_iter().flat_map(u16::to_le_bytes).collect()
        }
    });
    let of = if lines == KeptLines::ALL { "" } else { ", a field" };
    let sampling = if is_whole { "4:4:4" } else { "4:2:2" };
    MacroblockCase {
        name: format!("macroblocks, {content:?}, {width}x{height}, {bits} bits {sampling}{of}"),
        macroblocks: (width.div_ceil(16), height.div_ceil(16)),
        sizes,
        bits,
        across,
        scan: code::scan(bits),
        costs: [0, 1, 2].map(|plane| code::costs(plane, bits)),
        words: code::macroblock_words(bits, is_whole),
        lines,
        planes,
        quantisers,
    }
}

/// Pictures of all kinds, most of them with rests in both directions.
pub fn macroblocks() -> Vec<MacroblockCase> {
    let mut all = Vec::new();
    for (bits, chroma) in [
        (8, Chroma::Halved),
        (10, Chroma::Halved),
        (10, Chroma::Whole),
        (12, Chroma::Halved),
        (12, Chroma::Whole),
        (16, Chroma::Whole),
    ] {
        for (size, quantisers) in [((301, 77), [3, 4]), ((512, 64), [1, 2]), ((1, 1), [9, 1]), ((40, 1100), [30, 31])] {
            all.push(case(Content::Grain, size, bits, chroma, KeptLines::ALL, quantisers));
        }
        for content in [Content::Noise, Content::Flat, Content::Turns] {
            all.push(case(content, (67, 35), bits, chroma, KeptLines::ALL, [1, 2]));
            all.push(case(content, (67, 35), bits, chroma, KeptLines::ALL, [2047, 255]));
        }
    }
    for first in [0, 1] {
        let lines = KeptLines { first, step: 2 };
        all.push(case(Content::Grain, (132, 37), 10, Chroma::Halved, lines, [5, 6]));
        all.push(case(Content::Grain, (136, 37), 8, Chroma::Halved, lines, [5, 6]));
    }
    all.push(case(Content::AboveDepth, (150, 50), 10, Chroma::Halved, KeptLines::ALL, [7, 8]));
    all
}

/// Large pictures to measure the speed with, and the bytes that a frame of theirs should have: as DNxHR HQX and 444 of UHD,
/// where they are of that size.
pub fn macroblock_frames(width: usize, height: usize) -> Vec<(&'static str, MacroblockCase, usize)> {
    let macroblocks = width.div_ceil(16) * height.div_ceil(16);
    let frame = |bits, chroma| case(Content::Grain, (width, height), bits, chroma, KeptLines::ALL, [1, 2]);
    vec![
        ("DNxHR HQX", frame(10, Chroma::Halved), macroblocks * 28_672 / 255),
        ("DNxHR 444", frame(12, Chroma::Whole), macroblocks * 57_344 / 255),
    ]
}
