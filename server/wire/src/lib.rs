//! Jobs as the wire carries them and as everything else knows them, by hand, so that neither shapes the other. Both ends
//! use this crate.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::from_spec;
pub use write::{sample_range, to_spec};

use thiserror::Error;

/// A field that is no value of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {description}")]
pub struct FieldError {
    /// Path of the field in the job, for example `clips[2].colour_space`.
    pub field: String,
    /// What is wrong and what would settle it.
    pub description: String,
}

impl FieldError {
    fn new(field: impl Into<String>, description: impl std::fmt::Display) -> Self {
        Self { field: field.into(), description: description.to_string() }
    }
}
