//! Decoded samples to planar R, G, B in single precision.

mod coding;
mod load;
mod rgb;
mod ycbcr;

pub use coding::{ChromaSiting, Matrix3Coefficients, Range, SourceCoding, UnpackError, code_value};

use crate::level::Level;
use crate::picture::{Layout, Picture, PictureMismatch, Sample};
use crate::tile::RgbTile;
use rgb::RgbPlan;
use ycbcr::YCbCrPlan;

/// Unpacks the pictures of one source. Built once, then infallible; may be shared between threads.
///
/// Integer codes become `(code - black) / (white - black)`, correctly rounded. Nothing is clamped: codes below black
/// give negative values, codes above white values over 1. Floats pass through.
#[derive(Debug, Clone)]
pub struct Unpack {
    layout: Layout,
    width: usize,
    height: usize,
    plan: Plan,
    level: Level,
}

#[derive(Debug, Clone)]
enum Plan {
    YCbCr(YCbCrPlan),
    Rgb(RgbPlan),
}

impl Unpack {
    /// Decides how the pictures of this coding are unpacked, at the machine's best level.
    ///
    /// # Errors
    /// Names the property that is missing or that no picture can have.
    pub fn new(coding: &SourceCoding) -> Result<Self, UnpackError> {
        Self::at_level(Level::best(), coding)
    }

    /// As [`Self::new`], at a level of the caller's choice.
    ///
    /// # Errors
    /// Names the property that is missing or that no picture can have.
    pub fn at_level(level: Level, coding: &SourceCoding) -> Result<Self, UnpackError> {
        let SourceCoding { layout, width, height, .. } = *coding;
        if width == 0 || height == 0 {
            return Err(UnpackError::NoPixels { width, height });
        }
        let plan = match layout {
            Layout::YCbCrPlanar { subsampling, bits, sample } => {
                let store = integer_sample(sample, bits, 0)?;
                Plan::YCbCr(YCbCrPlan::new(coding, subsampling, store, false)?)
            }
            Layout::YCbCrSemiPlanar { subsampling, bits, sample, shift } => {
                let store = integer_sample(sample, bits, shift)?;
                Plan::YCbCr(YCbCrPlan::new(coding, subsampling, store, true)?)
            }
            Layout::RgbPlanar { bits, sample } => Plan::Rgb(RgbPlan::planar(coding, sample, bits)?),
            Layout::RgbPacked { components, bits, sample, shift } => {
                Plan::Rgb(RgbPlan::packed(coding, components, sample, bits, shift)?)
            }
            Layout::Dpx10FilledA(order) => Plan::Rgb(RgbPlan::dpx10(coding, order, [22, 12, 2])?),
            Layout::Dpx10FilledB(order) => Plan::Rgb(RgbPlan::dpx10(coding, order, [20, 10, 0])?),
        };
        Ok(Self { layout, width, height, plan, level })
    }

    /// Checks a picture before its rows are asked for.
    ///
    /// # Errors
    /// Says how the picture differs from the coding.
    pub fn check(&self, picture: &Picture<'_>) -> Result<(), PictureMismatch> {
        picture.check(self.layout, self.width, self.height)
    }

    /// Unpacks `rows` lines from `first_row` on into the tile's rows from 0 on, and sets the tile's rows.
    ///
    /// # Panics
    /// When [`Self::check`] refuses the picture, when it has no such lines, or when the tile has another width or too
    /// little room.
    pub fn rows(&self, picture: &Picture<'_>, first_row: usize, rows: usize, tile: &mut RgbTile) {
        assert_eq!(tile.width(), self.width, "tile and picture differ in width");
        assert!(first_row + rows <= self.height, "rows {first_row}+{rows} of a picture of {}", self.height);
        tile.set_rows(rows);
        for row in 0..rows {
            match &self.plan {
                Plan::YCbCr(plan) => plan.row(self.level, picture, first_row + row, tile, row),
                Plan::Rgb(plan) => plan.row(self.level, picture, first_row + row, tile.row_mut(row)),
            }
        }
    }
}

/// How an integer sample lies in memory, checked.
fn integer_sample(sample: Sample, bits: u8, shift: u8) -> Result<load::Store, UnpackError> {
    let word_bits = match sample {
        Sample::U8 => 8,
        Sample::U16(_) => 16,
        Sample::F16 | Sample::F32 => return Err(UnpackError::FloatYCbCr),
    };
    if !(8..=16).contains(&bits) || bits.saturating_add(shift) > word_bits {
        return Err(UnpackError::Bits { bits, shift, word_bits });
    }
    Ok(load::Store { sample, shift, mask: ((1u32 << bits) - 1) as u16 })
}

#[cfg(test)]
mod tests;
