//! Coverage of glyphs in whole numbers, for one height of a line.
//!
//! The font is DejaVu Sans Mono 2.37 as Debian builds it, unchanged (`assets/`). Outlines are filled by additions,
//! multiplications and square roots only, which are the same on every machine.

use ab_glyph::{Font as _, FontRef, PxScale, ScaleFont as _, point};
use std::collections::HashMap;

const FILE: &[u8] = include_bytes!("../../../../assets/DejaVuSansMono.ttf");

/// Least height of a line in pixels.
pub(super) const LEAST_HEIGHT: usize = 8;

/// Glyphs of European alphabets and their punctuation, in cells of one size.
#[derive(Debug)]
pub(super) struct Font {
    cell: (usize, usize),
    /// Place of a character's cell.
    places: HashMap<char, usize>,
    /// Cells one after the other, each row by row; 0 is none, 255 is all.
    coverage: Vec<u8>,
}

/// Latin with its extensions, Greek, Cyrillic; dashes, quotes and the like; the euro.
fn is_kept(character: char) -> bool {
    !character.is_control() && matches!(character, ' '..='\u{4FF}' | '\u{2010}'..='\u{2027}' | '\u{20AC}')
}

impl Font {
    /// Lines of `height` pixels.
    pub(super) fn new(height: usize) -> Self {
        let file = FontRef::try_from_slice(FILE).expect("the font was tested");
        let font = file.as_scaled(PxScale::from(height as f32));
        let advance = font.h_advance(font.glyph_id('0'));
        // As wide as the font's own cells at least.
        let cell = (advance.ceil() as usize, height);
        let bearing = (cell.0 as f32 - advance) / 2.0;
        // Letters stand on the edge of a row of pixels.
        let baseline = font.ascent().round();
        let mut characters: Vec<char> = file.codepoint_ids().map(|(_, character)| character).collect();
        characters.retain(|character| is_kept(*character));
        characters.sort_unstable();
        characters.dedup();
        let mut coverage = vec![0; cell.0 * cell.1 * characters.len()];
        let mut places = HashMap::with_capacity(characters.len());
        for (place, (character, target)) in
            characters.into_iter().zip(coverage.chunks_exact_mut(cell.0 * cell.1)).enumerate()
        {
            places.insert(character, place);
            let id = font.glyph_id(character);
            let glyph = id.with_scale_and_position(font.scale(), point(bearing, baseline));
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            let (left, top) = (bounds.min.x as i64, bounds.min.y as i64);
            outline.draw(|x, y, share| {
                let (x, y) = (left + i64::from(x), top + i64::from(y));
                // Marks above capitals may leave the line.
                if (0..cell.0 as i64).contains(&x) && (0..cell.1 as i64).contains(&y) {
                    target[y as usize * cell.0 + x as usize] = (share.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
                }
            });
        }
        Self { cell, places, coverage }
    }

    /// Width and height of a cell in pixels.
    pub(super) fn cell(&self) -> (usize, usize) {
        self.cell
    }

    /// Coverage of a character's cell, row by row.
    pub(super) fn glyph(&self, character: char) -> Option<&[u8]> {
        let pixels = self.cell.0 * self.cell.1;
        self.places.get(&character).map(|place| &self.coverage[place * pixels..][..pixels])
    }
}
