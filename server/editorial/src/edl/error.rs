//! Why a list cannot be read.

use crate::timeline::SpeedError;
use interneg_spec::{Rate, TimecodeError};
use thiserror::Error;

/// Why an edit decision list cannot be read. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EdlError {
    /// More than 16 MiB, or more events or channels than any list has.
    #[error("the list is too large: {0}")]
    TooLarge(&'static str),
    /// No event line.
    #[error("the list has no events: no line has an event number, a reel, a track, a transition and four timecodes")]
    NoEvents,
    /// A line that begins as an event and does not go on as one.
    #[error("line {line}: {reason}")]
    Syntax {
        /// The line.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A timecode that does not exist at the rate: often the rate is not the list's.
    #[error("line {line}: {error}; the list was read at {rate} fps")]
    Timecode {
        /// The line.
        line: usize,
        /// What is wrong with it.
        error: TimecodeError,
        /// The rate that the caller gave.
        rate: Rate,
    },
    /// Source and record differ in length, and no motion line says why.
    #[error(
        "line {line}: the source is {source_frames} frames long and the record {record_frames}, and no motion effect says \
         why; choose whether to keep the speed or to retime"
    )]
    LengthMismatch {
        /// The line.
        line: usize,
        /// Frames of the source.
        source_frames: u64,
        /// Frames of the record.
        record_frames: u64,
    },
    /// A motion effect that no clip runs at.
    #[error("line {line}: {error}")]
    Speed {
        /// The line.
        line: usize,
        /// What is wrong with it.
        error: SpeedError,
    },
    /// Two events of a track at one time.
    #[error(
        "line {line}: the event begins at {begins} before the one of line {earlier_line} on track {track} ends at {ends}"
    )]
    Overlap {
        /// Line of the later event.
        line: usize,
        /// Line of the earlier event.
        earlier_line: usize,
        /// The track.
        track: String,
        /// Record timecode of the later event's first frame.
        begins: String,
        /// Record timecode at which the earlier event ends.
        ends: String,
    },
}
