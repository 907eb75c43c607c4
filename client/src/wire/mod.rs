//! Between the wire's types and ours; jobs are the business of `interneg-wire`.

mod findings;
mod job;
mod words;

pub use findings::finding_from_wire;
pub use job::{job_from_wire, job_to_wire};
pub use words::{event_kind, job_state, task_state, wire_state};

use crate::exit::Exit;
use thiserror::Error;

/// A value that the other side has no form for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WireError {
    /// A field of the job that the wire cannot carry.
    #[error("{field}: {message}")]
    Job {
        /// The field.
        field: String,
        /// What is wrong, and what would settle it.
        message: String,
    },
    /// An answer of the server that this client cannot read.
    #[error("the server's answer cannot be read, its version may be another one: {field}: {message}")]
    Answer {
        /// The field.
        field: String,
        /// What is wrong.
        message: String,
    },
}

impl WireError {
    pub(crate) fn answer(field: impl Into<String>, message: impl ToString) -> Self {
        Self::Answer { field: field.into(), message: message.to_string() }
    }

    /// Exit code of the error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Job { .. } => Exit::BadInput,
            Self::Answer { .. } => Exit::Configuration,
        }
    }
}

#[cfg(test)]
mod tests;
