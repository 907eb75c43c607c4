//! Tiles to the bytes of files: half float for EXR, integer codes for DPX.

mod dpx;
mod half;

pub(crate) use dpx::{Dpx10Row, Dpx16Row};
pub(crate) use half::{HalfRow, checked_span, narrow_span};

use crate::level::Level;
use crate::tile::RgbTile;

/// Samples that could not be stored as they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PackCounts {
    /// NaN, stored as 0.
    pub nan: u64,
    /// Infinities, and for half floats finite values that would round to them; stored as the largest number of their
    /// sign.
    pub infinite: u64,
    /// Finite values below 0 or above 1 that an integer code cannot hold; stored as 0 or the largest code.
    pub clipped: u64,
}

impl std::ops::AddAssign for PackCounts {
    fn add_assign(&mut self, other: Self) {
        self.nan += other.nan;
        self.infinite += other.infinite;
        self.clipped += other.clipped;
    }
}

/// Packs the tile's rows as EXR lines: all B, all G, all R, half, little-endian, to nearest even. 6 bytes a pixel;
/// bytes of `out` between lines are left alone.
///
/// # Panics
/// When `out` or the stride is too small for the lines.
pub fn half_bgr_rows(tile: &RgbTile, out: &mut [u8], stride_bytes: usize) -> PackCounts {
    half_bgr_rows_at(Level::best(), tile, out, stride_bytes)
}

/// As [`half_bgr_rows`], at a level of the caller's choice.
///
/// # Panics
/// When `out` or the stride is too small for the lines.
pub fn half_bgr_rows_at(level: Level, tile: &RgbTile, out: &mut [u8], stride_bytes: usize) -> PackCounts {
    each_line(tile, out, stride_bytes, 6, |rgb, line| level.run(HalfRow { rgb, line }))
}

/// Packs the tile's rows as DPX 10-bit RGB: one big-endian word a pixel, filled method A (ST 268). The code is
/// `floor(clamp(x, 0, 1) * 1023 + 0.5)`.
///
/// # Panics
/// When `out` or the stride is too small for the lines.
pub fn dpx10_rows(tile: &RgbTile, out: &mut [u8], stride_bytes: usize) -> PackCounts {
    dpx10_rows_at(Level::best(), tile, out, stride_bytes)
}

/// As [`dpx10_rows`], at a level of the caller's choice.
///
/// # Panics
/// When `out` or the stride is too small for the lines.
pub fn dpx10_rows_at(level: Level, tile: &RgbTile, out: &mut [u8], stride_bytes: usize) -> PackCounts {
    each_line(tile, out, stride_bytes, 4, |rgb, line| level.run(Dpx10Row { rgb, line }))
}

/// Packs the tile's rows as DPX 16-bit RGB, big-endian, 6 bytes a pixel. The code is
/// `floor(clamp(x, 0, 1) * 65535 + 0.5)`.
///
/// # Panics
/// When `out` or the stride is too small for the lines.
pub fn dpx16_rows(tile: &RgbTile, out: &mut [u8], stride_bytes: usize) -> PackCounts {
    dpx16_rows_at(Level::best(), tile, out, stride_bytes)
}

/// As [`dpx16_rows`], at a level of the caller's choice.
///
/// # Panics
/// When `out` or the stride is too small for the lines.
pub fn dpx16_rows_at(level: Level, tile: &RgbTile, out: &mut [u8], stride_bytes: usize) -> PackCounts {
    each_line(tile, out, stride_bytes, 6, |rgb, line| level.run(Dpx16Row { rgb, line }))
}

fn each_line(
    tile: &RgbTile,
    out: &mut [u8],
    stride_bytes: usize,
    pixel_bytes: usize,
    pack: impl Fn([&[f32]; 3], &mut [u8]) -> PackCounts,
) -> PackCounts {
    let line_bytes = tile.width() * pixel_bytes;
    assert!(stride_bytes >= line_bytes, "stride of {stride_bytes} bytes, lines of {line_bytes}");
    let mut counts = PackCounts::default();
    for row in 0..tile.rows() {
        counts += pack(tile.row(row), &mut out[row * stride_bytes..][..line_bytes]);
    }
    counts
}

#[cfg(test)]
mod tests;
