//! Text over the picture, on the codes of a rendition: behind the view and the matrix, in whole numbers.
//!
//! Light is not mixed but codes are, as every character generator does it: a box halves the distance to black, and a
//! glyph moves the code towards white by its coverage. Every machine gives the same codes, and outside of the boxes none
//! changes.

mod draw;
mod font;
mod layout;

pub(super) use layout::BurnInPlan;

use thiserror::Error;

/// Text in a rendition.
#[derive(Debug, Clone, PartialEq)]
pub struct BurnIns {
    /// Height of a line of text, in heights of the canvas.
    pub line_height: f64,
    /// What is written where; at most one for each position.
    pub items: Vec<BurnIn>,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BurnIn {
    /// Where it lies.
    pub position: BurnInPosition,
    /// Its parts, two spaces between them. Parts that are empty are left out; a line without any has no box.
    pub fields: Vec<BurnInField>,
}

/// Where a line of text lies: half a line's height from the edges of the canvas, and so in the bars where there are any
/// that hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BurnInPosition {
    /// Above, at the left edge.
    TopLeft,
    /// Above, in the middle.
    TopCentre,
    /// Above, at the right edge.
    TopRight,
    /// Below, at the left edge.
    BottomLeft,
    /// Below, in the middle.
    BottomCentre,
    /// Below, at the right edge.
    BottomRight,
}

/// A part of a line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BurnInField {
    /// Timecode of the source frame; `;` before the frames in drop-frame counting.
    Timecode,
    /// Name of the clip.
    ClipName,
    /// Reel or tape.
    Reel,
    /// Number of the frame in its source.
    SourceFrame,
    /// The same in all frames.
    Text(String),
}

/// Why something cannot be burnt in.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum BurnInError {
    /// Letters that nobody can read, or that fill the picture.
    #[error(
        "burn-ins of {line_height} of the picture's height have lines of {pixels} pixels, expected from {} to half of it",
        font::LEAST_HEIGHT
    )]
    Height {
        /// What was asked for.
        line_height: f64,
        /// What that is in pixels.
        pixels: f64,
    },
    /// Two texts at one place.
    #[error("two burn-ins at {0:?}: join their fields in one")]
    SamePosition(BurnInPosition),
    /// A character without a glyph.
    #[error("burn-in {text:?} has {character:?}, for which there is no glyph: write it otherwise or leave it out")]
    NoGlyph {
        /// The whole text.
        text: String,
        /// The character.
        character: char,
    },
    /// Texts that lie over each other or leave the canvas.
    #[error("burn-in {text:?} has no room beside the others: choose a smaller height, or fewer fields")]
    NoRoom {
        /// The first text that has none.
        text: String,
    },
    /// There is no timecode to show.
    #[error("the timecode is to be burnt in and the clip has none: set its start, or leave the field out")]
    NoTimecode,
}

impl BurnIns {
    /// Height of a line unless something else is said: 43 pixels of 1080.
    pub const LINE_HEIGHT: f64 = 0.04;
}

impl BurnInPosition {
    pub(self) const ALL: [Self; 6] =
        [Self::TopLeft, Self::TopCentre, Self::TopRight, Self::BottomLeft, Self::BottomCentre, Self::BottomRight];

    pub(self) fn is_top(self) -> bool {
        matches!(self, Self::TopLeft | Self::TopCentre | Self::TopRight)
    }
}

#[cfg(test)]
mod tests;
