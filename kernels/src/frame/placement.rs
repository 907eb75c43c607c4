//! Crop and pad: a window of a picture somewhere on a raster, the rest of which has one colour. Copies only.

use super::plane::{FloatPlane, FloatPlaneMut};
use std::ops::Range;
use thiserror::Error;

/// A rectangle of whole pixels, from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// Why a window cannot be placed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlacementError {
    /// The window is not within the picture that it is cut from.
    #[error("window {window} lies outside of the {width}x{height} source: choose a window within it")]
    OutsideSource {
        /// The window.
        window: Region,
        /// Width of the source in pixels.
        width: usize,
        /// Height of the source in pixels.
        height: usize,
    },
    /// The window does not fit on the raster where it is put.
    #[error("picture at {region} lies outside of the {width}x{height} raster: scale or crop it first")]
    OutsideRaster {
        /// Where the window would lie.
        region: Region,
        /// Width of the raster in pixels.
        width: usize,
        /// Height of the raster in pixels.
        height: usize,
    },
}

/// A window of a source picture and its place on a raster. Checked once; may be shared between threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    source: (usize, usize),
    window: Region,
    raster: (usize, usize),
    at: (usize, usize),
}

impl std::fmt::Display for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}+{}+{}", self.width, self.height, self.x, self.y)
    }
}

impl Region {
    fn is_within(&self, width: usize, height: usize) -> bool {
        let end = |begin: usize, length: usize| begin.checked_add(length);
        end(self.x, self.width).is_some_and(|end| end <= width)
            && end(self.y, self.height).is_some_and(|end| end <= height)
    }
}

impl Placement {
    /// `window` of a source of `source` pixels (width, height), with its top left at `at` (x, y) of the raster.
    ///
    /// # Errors
    /// When the window leaves the source or the raster.
    pub fn new(
        source: (usize, usize),
        window: Region,
        raster: (usize, usize),
        at: (usize, usize),
    ) -> Result<Self, PlacementError> {
        if !window.is_within(source.0, source.1) {
            return Err(PlacementError::OutsideSource { window, width: source.0, height: source.1 });
        }
        let region = Region { x: at.0, y: at.1, ..window };
        if !region.is_within(raster.0, raster.1) {
            return Err(PlacementError::OutsideRaster { region, width: raster.0, height: raster.1 });
        }
        Ok(Self { source, window, raster, at })
    }

    /// The whole source in the middle of the raster (letterbox, pillarbox); of an odd remainder the larger half is
    /// below or right.
    ///
    /// # Errors
    /// When the source is larger than the raster.
    pub fn centred(source: (usize, usize), raster: (usize, usize)) -> Result<Self, PlacementError> {
        let window = Region { x: 0, y: 0, width: source.0, height: source.1 };
        let at = (raster.0.saturating_sub(source.0) / 2, raster.1.saturating_sub(source.1) / 2);
        Self::new(source, window, raster, at)
    }

    /// Where the picture lies on the raster.
    pub fn region(&self) -> Region {
        Region { x: self.at.0, y: self.at.1, ..self.window }
    }

    /// Rows `rows` of one plane of the raster; the target begins with the first of them. `colour` is the plane's part of
    /// the colour of the rest. Bits are copied as they are, NaN included.
    ///
    /// # Panics
    /// When the planes do not hold the source or the rows.
    pub fn run(&self, source: FloatPlane<'_>, rows: Range<usize>, mut target: FloatPlaneMut<'_>, colour: f32) {
        assert!(source.holds(self.source.0, self.source.1), "source plane is smaller than {:?}", self.source);
        assert!(target.holds(self.raster.0, rows.len()) && rows.end <= self.raster.1, "target has no rows {rows:?}");
        for (index, y) in rows.enumerate() {
            let line = target.row_mut(index, self.raster.0);
            let pixels =
                self.source_row(y).map(|y| &source.row(y, self.source.0)[self.window.x..][..self.window.width]);
            self.fill_row(line, pixels, &[colour]);
        }
    }

    /// As [`Self::run`], for packed pixels: `colour` is the bytes of one pixel, and strides are in bytes.
    ///
    /// # Panics
    /// When a pixel has no bytes, or the bytes do not hold the source or the rows.
    pub fn run_packed(
        &self,
        (source, source_stride_bytes): (&[u8], usize),
        rows: Range<usize>,
        (target, target_stride_bytes): (&mut [u8], usize),
        colour: &[u8],
    ) {
        assert!(!colour.is_empty(), "a pixel has bytes");
        assert!(rows.end <= self.raster.1, "raster has no rows {rows:?}");
        let line_bytes = self.raster.0 * colour.len();
        let (first, length) = (self.window.x * colour.len(), self.window.width * colour.len());
        for (index, y) in rows.enumerate() {
            let line = &mut target[index * target_stride_bytes..][..line_bytes];
            let pixels = self.source_row(y).map(|y| &source[y * source_stride_bytes + first..][..length]);
            self.fill_row(line, pixels, colour);
        }
    }

    /// The source row that a raster row shows.
    fn source_row(&self, y: usize) -> Option<usize> {
        let row = y.checked_sub(self.at.1)?;
        (row < self.window.height && self.window.width > 0).then_some(self.window.y + row)
    }

    /// A raster row; `colour` is one pixel in units of the row.
    fn fill_row<T: Copy>(&self, line: &mut [T], pixels: Option<&[T]>, colour: &[T]) {
        let (begin, end) = match pixels {
            Some(pixels) => {
                let begin = self.at.0 * colour.len();
                line[begin..begin + pixels.len()].copy_from_slice(pixels);
                (begin, begin + pixels.len())
            }
            None => (0, 0),
        };
        let paint =
            |part: &mut [T]| part.chunks_exact_mut(colour.len()).for_each(|pixel| pixel.copy_from_slice(colour));
        paint(&mut line[..begin]);
        paint(&mut line[end..]);
    }
}
