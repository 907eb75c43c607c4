//! Where a source's picture lies on the canvas of a rendition.

use interneg_kernels::frame::Region;
use interneg_kernels::resample::Window;
use interneg_spec::Raster;
use std::fmt;
use thiserror::Error;

/// Longest side of a canvas, in pixels.
const LONGEST_SIDE: u32 = 1 << 16;
/// A window may leave the source by what sums of fractions are off.
const SLACK_PIXELS: f64 = 1e-6;

/// A window of the source, and where it is put. Scaled unless both have the same size and the window begins at a whole
/// pixel; a window of another shape than its place is a de-squeeze.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// In pixels as the source stores them, from its top left corner.
    pub source_window: Window,
    /// Where the window lies, in pixels of the canvas.
    pub placed: Region,
    /// Size of the rendition in pixels; black where nothing is placed.
    pub canvas: Raster,
    /// Black over the edges of the canvas, the picture included.
    pub letterbox: Letterbox,
}

/// Lines and columns of the canvas that are black, counted from its edges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Letterbox {
    /// Lines at the top.
    pub top: usize,
    /// Lines at the bottom.
    pub bottom: usize,
    /// Columns at the left.
    pub left: usize,
    /// Columns at the right.
    pub right: usize,
}

/// Why a geometry cannot be.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum GeometryError {
    /// A canvas without pixels or with too many.
    #[error("canvas of {0} pixels: sides are from 1 to {LONGEST_SIDE}")]
    Canvas(Raster),
    /// A window that is no part of the source.
    #[error(
        "source window {}x{} at {}, {} lies outside of the {width}x{height} source: choose a window within it",
        window.width, window.height, window.x, window.y
    )]
    Window {
        /// The window.
        window: Window,
        /// Width of the source in pixels.
        width: usize,
        /// Height of the source in pixels.
        height: usize,
    },
    /// A picture without pixels, or beside the canvas.
    #[error("picture at {placed} does not lie on the canvas of {canvas}: scale or crop it first")]
    Placed {
        /// Where it would lie.
        placed: Region,
        /// The canvas.
        canvas: Raster,
    },
    /// Bars that meet.
    #[error("letterbox {letterbox} leaves nothing of the canvas of {canvas}")]
    Letterbox {
        /// The bars.
        letterbox: Letterbox,
        /// The canvas.
        canvas: Raster,
    },
    /// Fields would be mixed.
    #[error(
        "the source is interlaced: {reason}; keep the source's lines (equal heights of window and place, an even number \
         of lines moved), or deinterlace it first"
    )]
    Interlaced {
        /// What mixes them.
        reason: &'static str,
    },
}

impl fmt::Display for Letterbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "top {} bottom {} left {} right {}", self.top, self.bottom, self.left, self.right)
    }
}

impl Geometry {
    /// A whole source on a canvas of its own size.
    pub fn unscaled(raster: Raster) -> Self {
        let (width, height) = (raster.width as usize, raster.height as usize);
        Self {
            source_window: Window { x: 0.0, y: 0.0, width: width as f64, height: height as f64 },
            placed: Region { x: 0, y: 0, width, height },
            canvas: raster,
            letterbox: Letterbox::default(),
        }
    }

    /// The window has the size of its place and begins at a whole pixel, so that pixels stay as they are.
    pub fn is_unscaled(&self) -> bool {
        let Window { x, y, width, height } = self.source_window;
        let is_same_size = width == self.placed.width as f64 && height == self.placed.height as f64;
        is_same_size && x.fract() == 0.0 && y.fract() == 0.0
    }

    /// Every line of the window becomes one line of its place.
    fn keeps_lines(&self) -> bool {
        self.source_window.height == self.placed.height as f64 && self.source_window.y.fract() == 0.0
    }

    /// Width and height of the canvas in pixels.
    pub(super) fn canvas_size(&self) -> (usize, usize) {
        (self.canvas.width as usize, self.canvas.height as usize)
    }

    /// What is seen of the picture; no rows or columns where the letterbox hides all of it.
    pub(super) fn visible(&self) -> Region {
        let (width, height) = self.canvas_size();
        let between = |begin: usize, length: usize, low: usize, high: usize| {
            let first = begin.max(low);
            (first, (begin + length).min(high).saturating_sub(first))
        };
        let Letterbox { top, bottom, left, right } = self.letterbox;
        let (x, columns) = between(self.placed.x, self.placed.width, left, width.saturating_sub(right));
        let (y, rows) = between(self.placed.y, self.placed.height, top, height.saturating_sub(bottom));
        if columns == 0 || rows == 0 {
            return Region { x: 0, y: 0, width: 0, height: 0 };
        }
        Region { x, y, width: columns, height: rows }
    }

    /// # Errors
    /// Names what lies outside of what.
    pub(super) fn check(&self, (width, height): (usize, usize)) -> Result<(), GeometryError> {
        let Self { source_window: window, placed, canvas, letterbox } = *self;
        if ![canvas.width, canvas.height].iter().all(|side| (1..=LONGEST_SIDE).contains(side)) {
            return Err(GeometryError::Canvas(canvas));
        }
        let is_within = |begin: f64, length: f64, side: usize| {
            // Comparisons with NaN are false.
            begin >= -SLACK_PIXELS && length > 0.0 && begin + length <= side as f64 + SLACK_PIXELS
        };
        if !is_within(window.x, window.width, width) || !is_within(window.y, window.height, height) {
            return Err(GeometryError::Window { window, width, height });
        }
        let (columns, rows) = self.canvas_size();
        let lies_on = |begin: usize, length: usize, side: usize| {
            length > 0 && begin.checked_add(length).is_some_and(|end| end <= side)
        };
        if !lies_on(placed.x, placed.width, columns) || !lies_on(placed.y, placed.height, rows) {
            return Err(GeometryError::Placed { placed, canvas });
        }
        let leaves = |first: usize, second: usize, side: usize| first.checked_add(second).is_some_and(|sum| sum < side);
        if !leaves(letterbox.left, letterbox.right, columns) || !leaves(letterbox.top, letterbox.bottom, rows) {
            return Err(GeometryError::Letterbox { letterbox, canvas });
        }
        Ok(())
    }

    /// Lines of an interlaced source belong to its two fields in turn; whatever keeps them apart is fine.
    ///
    /// # Errors
    /// Says what mixes them.
    pub(super) fn check_fields(&self, has_420_chroma: bool) -> Result<(), GeometryError> {
        let reason = if has_420_chroma {
            "its 4:2:0 chroma lines belong to fields"
        } else if !self.keeps_lines() {
            "scaling would mix its fields"
        } else if (self.source_window.y as usize).abs_diff(self.placed.y) % 2 == 1 {
            "its fields would change places"
        } else {
            return Ok(());
        };
        Err(GeometryError::Interlaced { reason })
    }
}

impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Window { x, y, width, height } = self.source_window;
        write!(f, "window {width}x{height}+{x}+{y} at {} on {}", self.placed, self.canvas)?;
        match self.letterbox == Letterbox::default() {
            true => Ok(()),
            false => write!(f, ", letterbox {}", self.letterbox),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UHD: Raster = Raster { width: 3840, height: 2160 };
    const HD: Raster = Raster { width: 1920, height: 1080 };

    fn scaled() -> Geometry {
        let placed = Region { x: 0, y: 138, width: 1920, height: 804 };
        Geometry { placed, canvas: HD, ..Geometry::unscaled(UHD) }
    }

    #[test]
    fn only_whole_pixels_of_the_same_size_are_unscaled() {
        let whole = Geometry::unscaled(HD);
        assert!(whole.is_unscaled() && !scaled().is_unscaled());
        let window = Window { x: 0.5, width: 1919.0, ..whole.source_window };
        let placed = Region { width: 1919, ..whole.placed };
        assert!(!Geometry { source_window: window, placed, ..whole }.is_unscaled());
        assert!(Geometry { source_window: Window { x: 1.0, ..window }, placed, ..whole }.is_unscaled());
    }

    #[test]
    fn what_is_seen_is_neither_pad_nor_letterbox() {
        let letterbox = Letterbox { top: 200, bottom: 100, left: 10, right: 0 };
        let visible = |letterbox| Geometry { letterbox, ..scaled() }.visible();
        assert_eq!(visible(letterbox), Region { x: 10, y: 200, width: 1910, height: 742 });
        assert_eq!(visible(Letterbox { top: 942, ..letterbox }).height, 0);
    }

    #[test]
    fn what_lies_outside_is_refused() {
        let geometry = scaled();
        let size = (3840, 2160);
        assert_eq!(geometry.check(size), Ok(()));
        let window = geometry.source_window;
        for window in [
            Window { x: 1.0, ..window },
            Window { height: 2161.0, ..window },
            Window { width: f64::NAN, ..window },
            Window { width: 0.0, ..window },
        ] {
            let refused = Geometry { source_window: window, ..geometry }.check(size);
            assert!(matches!(refused, Err(GeometryError::Window { .. })), "{window:?}");
        }
        let region = |x, y, width, height| Geometry { placed: Region { x, y, width, height }, ..geometry };
        for geometry in [region(1, 0, 1920, 1080), region(0, 0, 0, 5), region(usize::MAX, 0, 2, 2)] {
            assert!(matches!(geometry.check(size), Err(GeometryError::Placed { .. })), "{geometry}");
        }
        let letterbox = Letterbox { top: 540, bottom: 540, left: 0, right: 0 };
        let refused = Geometry { letterbox, ..geometry }.check(size).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "letterbox top 540 bottom 540 left 0 right 0 leaves nothing of the canvas of 1920x1080"
        );
        let canvas = Raster { width: 70_000, height: 5 };
        assert_eq!(Geometry { canvas, ..geometry }.check(size), Err(GeometryError::Canvas(canvas)));
    }

    #[test]
    fn fields_stay_apart() {
        let whole = Geometry::unscaled(HD);
        assert_eq!(whole.check_fields(false), Ok(()));
        let moved = |y: usize| Geometry {
            source_window: Window { height: 1000.0, ..whole.source_window },
            placed: Region { y, height: 1000, ..whole.placed },
            ..whole
        };
        assert_eq!(moved(38).check_fields(false), Ok(()));
        for refused in [moved(39).check_fields(false), whole.check_fields(true), scaled().check_fields(false)] {
            assert!(matches!(refused, Err(GeometryError::Interlaced { .. })));
        }
        // Columns may be scaled.
        let placed = Region { x: 240, width: 1440, ..whole.placed };
        assert_eq!(Geometry { placed, ..whole }.check_fields(false), Ok(()));
    }
}
