//! Which text stands where in a frame.

use super::draw::{TextBox, draw};
use super::font::{Font, LEAST_HEIGHT};
use super::{BurnIn, BurnInError, BurnInField, BurnInPosition, BurnIns};
use crate::proxy::picture::rendition::{FrameFacts, PictureTarget, Planes};
use std::fmt::Write;

/// Burn-ins of a rendition, ready for frames; may be shared between threads.
#[derive(Debug)]
pub(in crate::proxy::picture) struct BurnInPlan {
    font: Font,
    canvas: (usize, usize),
    target: PictureTarget,
    /// By `BurnInPosition::ALL`, so that the texts of a line follow each other.
    items: Vec<BurnIn>,
}

impl BurnInPlan {
    /// # Errors
    /// Names the height, the position, or the text that cannot be.
    pub(in crate::proxy::picture) fn new(
        burn_ins: &BurnIns,
        canvas: (usize, usize),
        target: PictureTarget,
    ) -> Result<Self, BurnInError> {
        let line_height = burn_ins.line_height;
        let pixels = (line_height * canvas.1 as f64).round();
        if !(pixels >= LEAST_HEIGHT as f64 && pixels * 2.0 <= canvas.1 as f64) {
            return Err(BurnInError::Height { line_height, pixels });
        }
        let mut items = Vec::new();
        for position in BurnInPosition::ALL {
            let mut here = burn_ins.items.iter().filter(|item| item.position == position);
            items.extend(here.next().cloned());
            if here.next().is_some() {
                return Err(BurnInError::SamePosition(position));
            }
        }
        let plan = Self { font: Font::new(pixels as usize), canvas, target, items };
        let fields = plan.items.iter().flat_map(|item| &item.fields);
        let texts = fields.filter_map(|field| match field {
            BurnInField::Text(text) => Some(text),
            _ => None,
        });
        for text in texts {
            plan.check_glyphs(text)?;
        }
        Ok(plan)
    }

    /// Draws the texts of a frame; `text` is memory to write them in.
    ///
    /// # Errors
    /// Names the text that cannot be drawn, before anything is drawn of its line.
    pub(in crate::proxy::picture) fn run(
        &self,
        facts: &FrameFacts<'_>,
        planes: &mut Planes<'_>,
        text: &mut String,
    ) -> Result<(), BurnInError> {
        self.check(facts, text)?;
        for item in &self.items {
            write_text(item, facts, text)?;
            if let Some(place) = self.place(item.position, text) {
                draw(&self.font, &place, text, self.target, planes);
            }
        }
        Ok(())
    }

    /// Whether all texts of a frame can be drawn.
    ///
    /// # Errors
    /// Names the first that cannot.
    pub(in crate::proxy::picture) fn check(
        &self,
        facts: &FrameFacts<'_>,
        text: &mut String,
    ) -> Result<(), BurnInError> {
        // Where the text before ends, above and below.
        let mut ends = [0; 2];
        for item in &self.items {
            write_text(item, facts, text)?;
            self.check_glyphs(text)?;
            let no_room = || BurnInError::NoRoom { text: text.clone() };
            if text.is_empty() {
                continue;
            }
            let place = self.place(item.position, text).ok_or_else(no_room)?;
            let end = &mut ends[usize::from(item.position.is_top())];
            if place.x < *end {
                return Err(no_room());
            }
            *end = place.x + place.width;
        }
        Ok(())
    }

    fn check_glyphs(&self, text: &str) -> Result<(), BurnInError> {
        match text.chars().find(|character| self.font.glyph(*character).is_none()) {
            Some(character) => Err(BurnInError::NoGlyph { text: text.to_owned(), character }),
            None => Ok(()),
        }
    }

    /// The box of a text; none where it is empty or wider than the canvas. Its columns are even, so that it covers whole
    /// chroma samples.
    fn place(&self, position: BurnInPosition, text: &str) -> Option<TextBox> {
        use BurnInPosition::{BottomCentre, BottomLeft, TopCentre, TopLeft};
        let (cell_width, cell_height) = self.font.cell();
        let characters = text.chars().count();
        let (margin, padding) = (cell_height / 2, cell_height / 4);
        let width = (characters * cell_width + 2 * padding).next_multiple_of(2);
        let height = cell_height + 2 * (padding / 2);
        let (columns, rows) = self.canvas;
        if characters == 0 || width + 2 * margin > columns || height + 2 * margin > rows {
            return None;
        }
        let x = match position {
            TopLeft | BottomLeft => margin,
            TopCentre | BottomCentre => (columns - width) / 2,
            _ => columns - margin - width,
        };
        let y = if position.is_top() { margin } else { rows - margin - height };
        Some(TextBox { x: x & !1, y, width, height, text_x: padding, text_y: padding / 2 })
    }
}

/// Writes what the item says of this frame into `text`.
fn write_text(item: &BurnIn, facts: &FrameFacts<'_>, text: &mut String) -> Result<(), BurnInError> {
    text.clear();
    for field in &item.fields {
        let before = text.len();
        if before > 0 {
            text.push_str("  ");
        }
        let start = text.len();
        // Writing to a string does not fail.
        let _written = match field {
            BurnInField::Timecode => write!(text, "{}", facts.timecode.ok_or(BurnInError::NoTimecode)?),
            BurnInField::ClipName => write!(text, "{}", facts.clip_name),
            BurnInField::Reel => write!(text, "{}", facts.reel),
            BurnInField::SourceFrame => write!(text, "{}", facts.source_frame),
            BurnInField::Text(words) => write!(text, "{words}"),
        };
        if text.len() == start {
            text.truncate(before);
        }
    }
    Ok(())
}
