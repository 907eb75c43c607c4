//! A text and its box on planes of codes.

use super::font::Font;
use crate::proxy::picture::bars::{BLACK, NEUTRAL};
use crate::proxy::picture::rendition::{PictureTarget, Planes};

/// Code of white at 8 bits (ITU-R BT.709, 5.6).
const WHITE: u16 = 235;

/// A box on the canvas in pixels, and where in it the text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextBox {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) text_x: usize,
    pub(super) text_y: usize,
}

/// Draws the box and the text, all of whose characters have glyphs.
pub(super) fn draw(font: &Font, place: &TextBox, text: &str, target: PictureTarget, planes: &mut Planes<'_>) {
    let (cell_width, cell_height) = font.cell();
    let step = target.chroma_step();
    let (black, white, neutral) = (target.code(BLACK), target.code(WHITE), target.code(NEUTRAL));
    for row in 0..place.height {
        let y = place.y + row;
        // The box alone; then the glyphs, where the line has some.
        for (plane, code) in [black, neutral, neutral].into_iter().enumerate() {
            let step = if plane == 0 { 1 } else { step };
            let line = planes.line(plane, y, place.x / step, place.width / step, target.sample_bytes());
            change(line, target, |_, found| (found + code).div_ceil(2));
        }
        let Some(glyph_row) = row.checked_sub(place.text_y).filter(|row| *row < cell_height) else { continue };
        for (index, character) in text.chars().enumerate() {
            let Some(glyph) = font.glyph(character) else { continue };
            let coverage = &glyph[glyph_row * cell_width..][..cell_width];
            let x = place.x + place.text_x + index * cell_width;
            let luma = planes.line(0, y, x, cell_width, target.sample_bytes());
            change(luma, target, |at, found| mixed(found, white, u32::from(coverage[at])));
            // Every pixel's coverage moves the chroma samples that it has a share in.
            let (first, end) = (x / step, (x + cell_width + 1).div_ceil(step));
            for plane in 1..3 {
                let line = planes.line(plane, y, first, end - first, target.sample_bytes());
                change(line, target, |at, found| {
                    let share = chroma_share(coverage, (first + at) * step, x, step);
                    mixed(found, neutral, share)
                });
            }
        }
    }
}

/// Coverage of the chroma sample at pixel `at`, where a cell's row begins at `x`: of the pixel alone at full resolution,
/// else the tent over three that packing uses.
fn chroma_share(coverage: &[u8], at: usize, x: usize, step: usize) -> u32 {
    let of = |pixel: Option<usize>| {
        let share = pixel.and_then(|pixel| pixel.checked_sub(x)).and_then(|index| coverage.get(index));
        share.map_or(0, |share| u32::from(*share))
    };
    match step {
        1 => of(Some(at)),
        _ => (of(at.checked_sub(1)) + 2 * of(Some(at)) + of(Some(at + 1)) + 2) / 4,
    }
}

/// From `code` towards `other` by `share` of 255, rounded to nearest.
fn mixed(code: u16, other: u16, share: u32) -> u16 {
    let sum = u32::from(code) * (255 - share) + u32::from(other) * share;
    // Between two codes.
    ((sum + 127) / 255) as u16
}

/// Replaces every code of a line.
fn change(line: &mut [u8], target: PictureTarget, mut new: impl FnMut(usize, u16) -> u16) {
    match target.sample_bytes() {
        1 => line.iter_mut().enumerate().for_each(|(at, byte)| *byte = new(at, u16::from(*byte)) as u8),
        _ => {
            let (samples, _) = line.as_chunks_mut::<2>();
            for (at, sample) in samples.iter_mut().enumerate() {
                *sample = new(at, u16::from_le_bytes(*sample)).to_le_bytes();
            }
        }
    }
}
