//! Integer R, G, B codes to packed pixels in one pass: a table per channel, a matrix, the packing.
//!
//! The values of a table are those that unpacking and the colour transform give for each code, so the result is the
//! same, bit for bit, as unpacking to a tile, transforming it and packing it; it only costs a fraction.

mod source;

use crate::level::{Kernel, Level, Simd};
use crate::matrix::{Matrix, apply_in_place};
use crate::pack::{Dpx10Row, Dpx16Row, PackCounts, checked_span, narrow_span};
use crate::picture::{Layout, Picture, PictureMismatch};
use source::{BLOCK, Lookup, Source};
use thiserror::Error;

/// One fused pass over the pictures of one source. Built once, then infallible; may be shared between threads.
#[derive(Debug, Clone)]
pub struct Fused {
    layout: Layout,
    width: usize,
    height: usize,
    source: Source,
    /// Distinct tables, as long as the source's words have values.
    tables: Vec<Box<[f32]>>,
    /// Table of R, G, B.
    table_of: [usize; 3],
    matrix: Option<Matrix>,
    /// No code can give a sample beyond the finite halves.
    fits_half: bool,
    level: Level,
}

/// Why a source cannot be read through tables.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FusedError {
    /// Y'CbCr, floats, or an impossible word.
    #[error("samples are not integer R G B codes of 8 to 16 bits: {0:?}")]
    Layout(Layout),
    /// A table that does not have one value for each code.
    #[error("curve of channel {channel} has {found} values, expected {expected}")]
    CurveLength {
        /// 0 red, 1 green, 2 blue.
        channel: usize,
        /// Values that the curve has.
        found: usize,
        /// Codes that the source has.
        expected: usize,
    },
}

impl Fused {
    /// A pass for pictures of this layout; `curves[channel][code]` is the value of a code, `matrix` what follows.
    ///
    /// # Errors
    /// Names what cannot be read through tables.
    pub fn new(
        layout: Layout,
        width: usize,
        height: usize,
        curves: &[Vec<f32>; 3],
        matrix: Option<Matrix>,
    ) -> Result<Self, FusedError> {
        Self::at_level(Level::best(), layout, width, height, curves, matrix)
    }

    /// As [`Self::new`], at a level of the caller's choice.
    ///
    /// # Errors
    /// Names what cannot be read through tables.
    pub fn at_level(
        level: Level,
        layout: Layout,
        width: usize,
        height: usize,
        curves: &[Vec<f32>; 3],
        matrix: Option<Matrix>,
    ) -> Result<Self, FusedError> {
        let source = Source::new(layout).ok_or(FusedError::Layout(layout))?;
        let mut tables: Vec<Box<[f32]>> = Vec::new();
        let mut table_of = [0; 3];
        for (channel, curve) in curves.iter().enumerate() {
            let expected = 1usize << source.bits();
            if curve.len() != expected {
                return Err(FusedError::CurveLength { channel, found: curve.len(), expected });
            }
            // Words wider than the codes find the value of their lower bits, as unpacking would.
            let table: Box<[f32]> = (0..source.words()).map(|word| curve[word & (expected - 1)]).collect();
            let is_same = |other: &[f32]| other.iter().zip(&table).all(|(a, b)| a.to_bits() == b.to_bits());
            // One table for equal curves leaves more of the first-level cache to the pixels.
            table_of[channel] = tables.iter().position(|other| is_same(other)).unwrap_or_else(|| {
                tables.push(table.clone());
                tables.len() - 1
            });
        }
        let peaks = table_of.map(|table| peak(&tables[table]));
        let peak = match &matrix {
            Some(matrix) => matrix.peak(peaks),
            None => peaks.into_iter().fold(0.0, |worst, peak| if peak <= worst { worst } else { peak }),
        };
        let fits_half = peak <= crate::half_float::HALF_MAX;
        Ok(Self { layout, width, height, source, tables, table_of, matrix, fits_half, level })
    }

    /// Checks a picture before its rows are asked for.
    ///
    /// # Errors
    /// Says how the picture differs from the one announced.
    pub fn check(&self, picture: &Picture<'_>) -> Result<(), PictureMismatch> {
        picture.check(self.layout, self.width, self.height)
    }

    /// Lines from `first_row` on as EXR lines; see [`crate::pack::half_bgr_rows`].
    ///
    /// # Panics
    /// When [`Self::check`] refuses the picture, or lines or stride do not fit.
    pub fn half_bgr_rows(
        &self,
        picture: &Picture<'_>,
        first_row: usize,
        rows: usize,
        out: &mut [u8],
        stride_bytes: usize,
    ) -> PackCounts {
        self.each_line::<HalfBgr>(picture, first_row, rows, out, stride_bytes)
    }

    /// Lines from `first_row` on as DPX 10-bit words; see [`crate::pack::dpx10_rows`].
    ///
    /// # Panics
    /// When [`Self::check`] refuses the picture, or lines or stride do not fit.
    pub fn dpx10_rows(
        &self,
        picture: &Picture<'_>,
        first_row: usize,
        rows: usize,
        out: &mut [u8],
        stride_bytes: usize,
    ) -> PackCounts {
        self.each_line::<Dpx10>(picture, first_row, rows, out, stride_bytes)
    }

    /// Lines from `first_row` on as DPX 16-bit samples; see [`crate::pack::dpx16_rows`].
    ///
    /// # Panics
    /// When [`Self::check`] refuses the picture, or lines or stride do not fit.
    pub fn dpx16_rows(
        &self,
        picture: &Picture<'_>,
        first_row: usize,
        rows: usize,
        out: &mut [u8],
        stride_bytes: usize,
    ) -> PackCounts {
        self.each_line::<Dpx16>(picture, first_row, rows, out, stride_bytes)
    }

    fn each_line<P: Target>(
        &self,
        picture: &Picture<'_>,
        first_row: usize,
        rows: usize,
        out: &mut [u8],
        stride_bytes: usize,
    ) -> PackCounts {
        let line_bytes = self.width * P::PIXEL_BYTES;
        assert!(stride_bytes >= line_bytes, "stride of {stride_bytes} bytes, lines of {line_bytes}");
        let sizes = self.layout.planes(self.width, self.height);
        let tables = self.table_of.map(|table| &*self.tables[table]);
        let mut counts = PackCounts::default();
        for row in 0..rows {
            let y = first_row + row;
            let lines = [0, 1, 2].map(|plane| match sizes[plane] {
                (0, _) => &[][..],
                (plane_line_bytes, _) => picture.planes[plane].line(y, plane_line_bytes),
            });
            let target = &mut out[row * stride_bytes..][..line_bytes];
            counts += self.level.run(Row::<P> { pass: self, lines, tables, target, kind: std::marker::PhantomData });
        }
        counts
    }
}

/// The largest magnitude of a table; NaN where there is one, which compares as out of every range.
fn peak(table: &[f32]) -> f32 {
    let mut worst = 0.0f32;
    for value in table {
        worst = if value.abs() <= worst { worst } else { value.abs() };
        if worst.is_nan() {
            return worst;
        }
    }
    worst
}

/// A packing of a block of pixels that begins at pixel `x` of its line.
trait Target {
    const PIXEL_BYTES: usize;

    fn pack<S: Simd>(rgb: [&[f32]; 3], x: usize, fits_half: bool, line: &mut [u8]) -> PackCounts;
}

struct HalfBgr;

impl Target for HalfBgr {
    const PIXEL_BYTES: usize = 6;

    #[inline(always)]
    fn pack<S: Simd>([r, g, b]: [&[f32]; 3], x: usize, fits_half: bool, line: &mut [u8]) -> PackCounts {
        let plane_bytes = line.len() / 3;
        let mut counts = PackCounts::default();
        for (plane, samples) in [b, g, r].into_iter().enumerate() {
            let bytes = &mut line[plane * plane_bytes + x * 2..][..samples.len() * 2];
            if fits_half {
                narrow_span::<S>(samples, bytes);
            } else {
                counts += checked_span::<S>(samples, bytes);
            }
        }
        counts
    }
}

struct Dpx10;

impl Target for Dpx10 {
    const PIXEL_BYTES: usize = 4;

    #[inline(always)]
    fn pack<S: Simd>(rgb: [&[f32]; 3], x: usize, _: bool, line: &mut [u8]) -> PackCounts {
        let line = &mut line[x * 4..][..rgb[0].len() * 4];
        Dpx10Row { rgb, line }.run::<S>()
    }
}

struct Dpx16;

impl Target for Dpx16 {
    const PIXEL_BYTES: usize = 6;

    #[inline(always)]
    fn pack<S: Simd>(rgb: [&[f32]; 3], x: usize, _: bool, line: &mut [u8]) -> PackCounts {
        let line = &mut line[x * 6..][..rgb[0].len() * 6];
        Dpx16Row { rgb, line }.run::<S>()
    }
}

struct Row<'a, P> {
    pass: &'a Fused,
    lines: [&'a [u8]; 3],
    tables: [&'a [f32]; 3],
    target: &'a mut [u8],
    kind: std::marker::PhantomData<P>,
}

impl<P: Target> Kernel for Row<'_, P> {
    type Output = PackCounts;

    #[inline(always)]
    fn run<S: Simd>(self) -> PackCounts {
        let mut counts = PackCounts::default();
        let mut planes = [[0.0f32; BLOCK]; 3];
        for x in (0..self.pass.width).step_by(BLOCK) {
            let pixels = BLOCK.min(self.pass.width - x);
            let [r, g, b] = planes.each_mut().map(|plane| &mut plane[..pixels]);
            self.pass.source.look_up(Lookup { lines: self.lines, tables: self.tables, x }, [&mut *r, &mut *g, &mut *b]);
            if let Some(matrix) = &self.pass.matrix {
                apply_in_place(matrix, r, g, b);
            }
            counts += P::pack::<S>([r, g, b], x, self.pass.fits_half, self.target);
        }
        counts
    }
}

#[cfg(test)]
mod tests;
