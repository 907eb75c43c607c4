//! What is to be scaled to what.

use super::kernel::Filter;
use thiserror::Error;

/// Longest side of a picture, in pixels.
pub(super) const LONGEST_SIDE: usize = 1 << 16;
/// A window may leave the picture by what sums of fractions are off.
const SLACK_PIXELS: f64 = 1e-6;

/// A rectangle of the source in source pixels, from the top left corner of its first pixel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// More than 0.
    pub width: f64,
    /// More than 0.
    pub height: f64,
}

/// A scaling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResampleSpec {
    /// For both axes.
    pub filter: Filter,
    /// Width and height of the source in pixels.
    pub source: (usize, usize),
    /// The part that fills the target.
    pub window: Window,
    /// Width and height of the target in pixels.
    pub target: (usize, usize),
}

/// Why a picture cannot be scaled.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ResampleError {
    /// A side of 0 pixels or of too many.
    #[error("cannot scale {} to {} pixels: sides are from 1 to {LONGEST_SIDE}", size(.source_size), size(.target_size))]
    Size {
        /// Width and height of the source.
        source_size: (usize, usize),
        /// Width and height of the target.
        target_size: (usize, usize),
    },
    /// Not a rectangle within the source.
    #[error(
        "window {}x{} at {}, {} lies outside of the {} source: choose a window within it",
        window.width, window.height, window.x, window.y, size(.source_size)
    )]
    Window {
        /// The window.
        window: Window,
        /// Width and height of the source.
        source_size: (usize, usize),
    },
}

fn size((width, height): &(usize, usize)) -> String {
    format!("{width}x{height}")
}

impl ResampleSpec {
    /// The whole of a source to a target, both width and height in pixels.
    pub fn whole(filter: Filter, source: (usize, usize), target: (usize, usize)) -> Self {
        let window = Window { x: 0.0, y: 0.0, width: source.0 as f64, height: source.1 as f64 };
        Self { filter, source, window, target }
    }

    pub(super) fn check(&self) -> Result<(), ResampleError> {
        let sides = [self.source.0, self.source.1, self.target.0, self.target.1];
        if !sides.iter().all(|side| (1..=LONGEST_SIDE).contains(side)) {
            return Err(ResampleError::Size { source_size: self.source, target_size: self.target });
        }
        let is_within = |begin: f64, length: f64, side: usize| {
            // Comparisons with NaN are false.
            begin >= -SLACK_PIXELS && length > 0.0 && begin + length <= side as f64 + SLACK_PIXELS
        };
        let Window { x, y, width, height } = self.window;
        if is_within(x, width, self.source.0) && is_within(y, height, self.source.1) {
            Ok(())
        } else {
            Err(ResampleError::Window { window: self.window, source_size: self.source })
        }
    }
}
