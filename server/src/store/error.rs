//! Why the store refuses.

use super::{JobState, OutputBusy};
use interneg_engine::ExitClass;
use rusqlite::ErrorCode;
use thiserror::Error;

/// The store itself failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// SQLite failed.
    #[error("job store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A column does not hold what we write into it.
    #[error("job store: column {column} holds {text:?}, which this version does not know")]
    Column {
        /// Name of the column.
        column: &'static str,
        /// What stands there.
        text: String,
    },
    /// Written by a version that knows more than this one.
    #[error(
        "job store has schema {found}, this version knows {known}; use the version that wrote it, or another data_dir"
    )]
    Newer {
        /// Schema of the file.
        found: i64,
        /// Our schema.
        known: i64,
    },
    /// A value that cannot be turned into text.
    #[error("job store: cannot write {what}: {reason}")]
    Encode {
        /// Which value.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// The call was given up because the service ends.
    #[error("job store: call was given up: {0}")]
    Aborted(String),
}

impl StoreError {
    /// Who must act, and the exit code that says so.
    pub fn class(&self) -> ExitClass {
        match self {
            Self::Newer { .. } => ExitClass::Configuration,
            Self::Encode { .. } | Self::Aborted(_) => ExitClass::Internal,
            Self::Column { .. } => ExitClass::Io,
            Self::Sqlite(error) => match error.sqlite_error_code() {
                // A statement that SQLite does not understand, or a value that is not what we took it for.
                None | Some(ErrorCode::Unknown | ErrorCode::ApiMisuse | ErrorCode::ConstraintViolation) => {
                    ExitClass::Internal
                }
                Some(_) => ExitClass::Io,
            },
        }
    }
}

/// Why a job was not taken.
#[derive(Debug, Error)]
pub enum SubmitError {
    /// The request id stands for another job.
    #[error("request id {0} was used for another job; make a new id")]
    RequestIdReused(String),
    /// An unfinished job delivers into the same folder.
    #[error("{busy}; wait for it, cancel it, or {way_out}", busy = .0, way_out = .0.way_out())]
    OutputBusy(OutputBusy),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a job did not change its state on request.
#[derive(Debug, Error)]
pub enum TransitionError {
    /// There is no such job.
    #[error("no such job: {0}")]
    NotFound(String),
    /// The verb does not fit the state.
    #[error("job {job} is {state}; {verb} needs {needed}")]
    WrongState {
        /// The job, `jobs/{uuid}`.
        job: String,
        /// Where it is.
        state: JobState,
        /// What was asked for.
        verb: &'static str,
        /// The states it is for.
        needed: &'static str,
    },
    /// The job has changed since the caller looked at it.
    #[error("job {job} has changed: etag is {found}, not {wanted}; read it again")]
    Etag {
        /// The job, `jobs/{uuid}`.
        job: String,
        /// Present etag.
        found: String,
        /// Etag of the request.
        wanted: String,
    },
    /// An unfinished job delivers into the same folder.
    #[error("{0}; wait for it or cancel it")]
    OutputBusy(OutputBusy),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for SubmitError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<rusqlite::Error> for TransitionError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
