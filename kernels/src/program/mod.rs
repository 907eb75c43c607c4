//! A list of colour operations that runs over a tile in one pass.
//!
//! A row is taken in pieces that stay in the first-level cache, and every piece goes through all operations before the
//! next one begins. The operations are C++ (`device/`), compiled for each level; results have the same bits at all.

mod encode;
mod operation;

pub use operation::{
    CameraLinToLog, CameraLogToLin, Cdl, CdlChannel, CdlStyle, Gamma, LinToLog, LogToLin, Lut1d, Lut3d, Moncurve,
    Operation,
};

use crate::device::Checked;
use crate::level::Level;
use crate::tile::RgbTile;
use thiserror::Error;

/// Why a list of operations is no program.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProgramError {
    /// A parameter that is infinite or not a number.
    #[error("operation {operation}: a parameter is not finite")]
    NotFinite {
        /// Its place in the list.
        operation: usize,
    },
    /// A table without the entries that its kind needs.
    #[error("operation {operation}: a table has {found} entries, expected {expected}")]
    TableLength {
        /// Its place in the list.
        operation: usize,
        /// Entries of the table.
        found: usize,
        /// Entries that it needs.
        expected: usize,
    },
    /// More entries than a program can address.
    #[error("operation {operation}: more than 2^31 table entries")]
    TooLarge {
        /// Its place in the list.
        operation: usize,
    },
}

/// Colour operations, ready to run. Built once, then infallible; may be shared between threads.
///
/// A NaN that comes out is always the same one (bits 0x7FC00000).
#[derive(Debug, Clone)]
pub struct Program {
    checked: Checked,
    level: Level,
}

impl Program {
    /// Checks the operations, to be run in this order at the machine's best level.
    ///
    /// # Errors
    /// Names the operation that cannot be run.
    pub fn new(operations: &[Operation]) -> Result<Self, ProgramError> {
        Self::at_level(Level::best(), operations)
    }

    /// As [`Self::new`], at a level of the caller's choice.
    ///
    /// # Errors
    /// Names the operation that cannot be run.
    pub fn at_level(level: Level, operations: &[Operation]) -> Result<Self, ProgramError> {
        Ok(Self { checked: Self::check(operations)?, level })
    }

    /// The operations as the device reads them.
    pub(crate) fn check(operations: &[Operation]) -> Result<Checked, ProgramError> {
        encode::encode(operations)
    }

    /// The same program at another level.
    pub fn with_level(&self, level: Level) -> Self {
        Self { level, ..self.clone() }
    }

    /// The operations as the device reads them, with their tables.
    pub(crate) fn checked(&self) -> &Checked {
        &self.checked
    }

    /// Runs over all rows of the tile, in place.
    pub fn apply(&self, tile: &mut RgbTile) {
        for row in 0..tile.rows() {
            self.apply_row(tile.row_mut(row));
        }
    }

    /// Runs over R, G and B of a row, in place.
    ///
    /// # Panics
    /// When the three differ in length.
    pub fn apply_row(&self, planes: [&mut [f32]; 3]) {
        self.checked.run(self.level, self.checked.operations().len(), planes);
    }
}

#[cfg(test)]
mod tests;
