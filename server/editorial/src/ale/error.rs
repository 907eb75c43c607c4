//! Why a log cannot be read or written.

use thiserror::Error;

/// Why a log cannot be read. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AleError {
    /// More than any log has.
    #[error("the log is too large: {0}")]
    TooLarge(&'static str),
    /// A section that is not there.
    #[error("the log has no section {0:?}")]
    NoSection(&'static str),
    /// Cells that something else than tabs keeps apart.
    #[error("FIELD_DELIM is {0:?}; only TABS is read")]
    Delimiter(String),
    /// A line that is not what stands in its section.
    #[error("line {line}: {reason}")]
    Syntax {
        /// The line.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// No rate, neither in the heading nor from the caller.
    #[error("the log has no frame rate: its heading has no FPS that is one")]
    NoRate,
    /// A row whose clip cannot be told.
    #[error("row {row}: {reason}")]
    Row {
        /// The row of the data section, from 1.
        row: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Why a log cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AleWriteError {
    /// A column that every log has.
    #[error("the log has no column {0:?}")]
    NoColumn(&'static str),
    /// A title that every heading has.
    #[error("the heading has no {0}")]
    NoTitle(&'static str),
    /// A row with more cells than there are columns.
    #[error("row {row} has {cells} cells for {columns} columns")]
    Cells {
        /// The row, from 1.
        row: usize,
        /// Its cells.
        cells: usize,
        /// Columns of the log.
        columns: usize,
    },
    /// A tab or a line end, which would make other cells of it.
    #[error("{place}: {text:?} holds a tab or a line end")]
    Delimiter {
        /// Row and column, or where else.
        place: String,
        /// The text.
        text: String,
    },
    /// A character that is not ASCII.
    #[error("{place}: {text:?} is not ASCII, which a log is by its specification; rename it, or ask for UTF-8")]
    NotAscii {
        /// Row and column, or where else.
        place: String,
        /// The text.
        text: String,
    },
}
