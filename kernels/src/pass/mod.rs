//! One pass from a decoded picture to the bytes of a file: unpack, colour operations, pack.
//!
//! A line is taken in pieces that stay in the first-level cache, and every piece goes through all steps before the next
//! one begins, so that a picture is read once and written once. The loops are C++ (`host/pass.cpp`), compiled for each
//! level from the functions of `device/`; results have the same bits at all.

mod codes;
mod device;
mod source;
mod target;

pub(crate) use device::{DeviceChroma, DeviceSource, DeviceTarget};
pub(crate) use source::LAST_RGB;
pub(crate) use target::YCBCR;
pub use target::{Target, YCbCrTarget};

use crate::coding::{ChromaSiting, CodingError, SourceCoding};
use crate::counts::PackCounts;
use crate::device::Checked;
use crate::level::Level;
use crate::picture::{Layout, Lines, Picture, PictureMismatch};
use crate::program::{Operation, Program, ProgramError};
use crate::tile::RgbTile;
use codes::Codes;
use device::Parts;
use thiserror::Error;

/// A pass over the pictures of one source. Built once, then infallible; may be shared between threads.
///
/// Integer codes become `(code - black) / (white - black)`, correctly rounded. Nothing is clamped: codes below black
/// give negative values, codes above white values over 1. Floats pass through. Then the operations run, and what they
/// give is packed. A NaN that comes out is always the same one (bits 0x7FC00000).
#[derive(Debug, Clone)]
pub struct Pass {
    layout: Layout,
    width: usize,
    height: usize,
    source: DeviceSource,
    checked: Checked,
    codes: Option<Codes>,
    target: Target,
    device_target: DeviceTarget,
    level: Level,
}

/// Why there is no such pass.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PassError {
    /// A property of the source that is missing or that no picture can have; the submitter has to set it.
    #[error(transparent)]
    Coding(#[from] CodingError),
    /// An operation that cannot be run.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// More or fewer bits than an encoder takes.
    #[error("{0} bits a sample, expected 8 to 16")]
    TargetBits(u8),
}

impl Pass {
    /// A pass at the machine's best level.
    ///
    /// # Errors
    /// Names the property of the source or target, or the operation.
    pub fn new(coding: &SourceCoding, operations: &[Operation], target: Target) -> Result<Self, PassError> {
        Self::at_level(Level::best(), coding, operations, target)
    }

    /// As [`Self::new`], at a level of the caller's choice.
    ///
    /// # Errors
    /// Names the property of the source or target, or the operation.
    pub fn at_level(
        level: Level,
        coding: &SourceCoding,
        operations: &[Operation],
        target: Target,
    ) -> Result<Self, PassError> {
        let source = source::device_source(coding)?;
        let checked = Program::check(operations)?;
        let device_target = target.device().ok_or(match target {
            Target::YCbCr(YCbCrTarget { bits, .. }) => PassError::TargetBits(bits),
            _ => PassError::TargetBits(0),
        })?;
        let codes = Codes::new(&source, operations, &checked);
        let SourceCoding { layout, width, height, .. } = *coding;
        Ok(Self { layout, width, height, source, checked, codes, target, device_target, level })
    }

    /// A pass that only packs tiles like this one.
    ///
    /// # Errors
    /// Names what is impossible in the target, or a tile without pixels.
    pub fn from_tile(tile: &RgbTile, target: Target) -> Result<Self, PassError> {
        let coding = SourceCoding {
            layout: RgbTile::LAYOUT,
            width: tile.width(),
            height: tile.max_rows(),
            range: None,
            matrix: None,
            siting: ChromaSiting::Left,
        };
        Self::new(&coding, &[], target)
    }

    /// The same pass at another level.
    pub fn with_level(&self, level: Level) -> Self {
        Self { level, ..self.clone() }
    }

    /// Arrangement of its pictures' samples.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Source, target and operations as a device is told.
    pub(crate) fn device_parts(&self) -> (&DeviceSource, &DeviceTarget, &Checked) {
        (&self.source, &self.device_target, &self.checked)
    }

    /// What it writes.
    pub fn target(&self) -> Target {
        self.target
    }

    /// Pixels per line and lines of its pictures.
    pub fn raster(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Checks a picture before its rows are asked for.
    ///
    /// # Errors
    /// Says how the picture differs from the one announced.
    pub fn check(&self, picture: &Picture<'_>) -> Result<(), PictureMismatch> {
        picture.check(self.layout, self.width, self.height)
    }

    /// Writes what `rows` lines from `first_row` on become into the target's planes, from their first line on; bytes
    /// between lines are left alone. The bytes do not depend on how a picture is cut in rows.
    ///
    /// # Panics
    /// When [`Self::check`] refuses the picture, when it has no such lines, when `first_row` or a range that does not
    /// end the picture is no multiple of [`Target::row_step`], or when a plane is missing or too small.
    pub fn rows(&self, picture: &Picture<'_>, first_row: usize, rows: usize, out: &mut [Lines<'_>]) -> PackCounts {
        if let Err(mismatch) = self.check(picture) {
            panic!("{mismatch}");
        }
        let end = first_row.checked_add(rows).expect("row numbers are far below the largest number");
        assert!(end <= self.height, "rows {first_row}+{rows} of a picture of {}", self.height);
        let step = self.target.row_step();
        assert!(
            first_row.is_multiple_of(step) && (rows.is_multiple_of(step) || end == self.height),
            "rows {first_row}+{rows} cut a chroma line"
        );
        if rows == 0 {
            return PackCounts::default();
        }
        for (index, (line_bytes, lines)) in self.target.planes(self.width, rows).into_iter().enumerate() {
            if lines == 0 {
                continue;
            }
            let plane = out.get(index).expect("the target has this plane");
            plane.assert_holds(lines, line_bytes);
        }
        let parts = Parts {
            source: self.source,
            target: self.device_target,
            operations: &self.checked.operations()[self.codes.as_ref().map_or(0, |codes| codes.operations)..],
            tables: self.checked.tables(),
            codes: self.codes.as_ref().map(|codes| (&*codes.values, codes.place)),
        };
        device::run(self.level, &parts, picture, first_row, rows, out)
    }
}

#[cfg(test)]
mod tests;
