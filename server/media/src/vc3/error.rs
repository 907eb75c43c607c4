//! Errors of VC-3 frames, sorted by who has to act.

use thiserror::Error;

/// Why a frame is not made, or not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Vc3Error {
    /// The request: a compression id whose tables or layout are not known here.
    #[error("VC-3 compression id {id} is not coded here: {missing}")]
    Unknown {
        /// The compression id.
        id: u32,
        /// What is missing, and what to take instead.
        missing: &'static str,
    },
    /// The request: what the compression id cannot hold.
    #[error("VC-3 compression id {id} has no {what}: {reason}")]
    Format {
        /// The compression id.
        id: u32,
        /// The field.
        what: &'static str,
        /// What it holds.
        reason: String,
    },
    /// Us: planes that are smaller than the raster, or whose samples have higher codes than their depth.
    #[error("plane {plane} of the picture is wrong: {reason}")]
    Plane {
        /// 0 for Y' or G', 1 for Cb or B', 2 for Cr or R'.
        plane: usize,
        /// What is wrong.
        reason: String,
    },
    /// The request: a picture that needs more bits than its frame has, even at the coarsest quantiser.
    #[error(
        "picture does not fit in a frame of {frame_bytes} bytes at the coarsest quantiser: take a profile with larger frames"
    )]
    TooDetailed {
        /// Bytes of the frame.
        frame_bytes: usize,
    },
    /// The file: a header of the frame is damaged or not one.
    #[error("damaged VC-3 frame header: {reason}")]
    Header {
        /// Which field, found and expected.
        reason: String,
    },
    /// The file: a row of macroblocks is damaged.
    #[error("damaged VC-3 frame: row {row} of macroblocks, macroblock {macroblock}: {reason}")]
    Row {
        /// From the top, from 0 on; those of a frame's second field come behind those of its first.
        row: usize,
        /// From the left, from 0 on.
        macroblock: usize,
        /// What was found.
        reason: &'static str,
    },
}
