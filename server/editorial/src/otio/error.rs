//! Why a file cannot be read.

use thiserror::Error;

/// Why a timeline cannot be read. `at` is the path of the object within the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OtioError {
    /// More than any timeline has.
    #[error("the timeline is too large: {0}")]
    TooLarge(&'static str),
    /// Not JSON, or nested deeper than 128 levels.
    #[error("not JSON that can be read: {0}")]
    Json(String),
    /// An object that is not what stands in its place.
    #[error("{at}: {reason}")]
    Schema {
        /// Path of the object.
        at: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A good object that is not read.
    #[error("{at}: {reason}")]
    Unsupported {
        /// Path of the object.
        at: String,
        /// What is not read, and what would settle it.
        reason: String,
    },
}
