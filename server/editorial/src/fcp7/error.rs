//! Why a file cannot be read.

use thiserror::Error;

/// Why a sequence cannot be read. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum XmemlError {
    /// More than any project has.
    #[error("the project is too large: {0}")]
    TooLarge(&'static str),
    /// No XML that is read, or an element that is not what stands in its place.
    #[error("line {line}: {reason}")]
    Syntax {
        /// The line.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A project without a sequence.
    #[error("the project has no sequence; export the sequence itself")]
    NoSequence,
    /// A project with several.
    #[error("the project has several sequences, say which one: {}", names.join(", "))]
    WhichSequence {
        /// Their names, in the order of the file.
        names: Vec<String>,
    },
    /// No sequence of the name that was asked for.
    #[error("the project has no sequence {name:?}")]
    UnknownSequence {
        /// The name.
        name: String,
    },
    /// Two items of a track at one time.
    #[error("line {line}: the item begins at {begins}, before the one of line {earlier_line} ends at {ends}")]
    Overlap {
        /// Line of the later item.
        line: usize,
        /// Line of the earlier item.
        earlier_line: usize,
        /// Record timecode of the later item's first frame.
        begins: String,
        /// Record timecode at which the earlier item ends.
        ends: String,
    },
}
