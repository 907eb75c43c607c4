//! The states that jobs, tasks and attempts go through, and their names in the store.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

macro_rules! stored_as_text {
    ($type:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $type {
            /// Name in the store, in events and in messages.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                match value.as_str()? {
                    $($text => Ok(Self::$variant),)+
                    other => Err(FromSqlError::Other(format!("no {}: {other:?}", stringify!($type)).into())),
                }
            }
        }
    };
}

/// Where a job is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// No task has run yet.
    Queued,
    /// At least one task has begun.
    Running,
    /// Being stopped on request.
    Cancelling,
    /// Delivered.
    Succeeded,
    /// Ended without a delivery.
    Failed,
    /// Stopped on request.
    Cancelled,
    /// Delivered, but for what could not be made.
    CompletedWithErrors,
}

stored_as_text!(JobState {
    Queued = "queued",
    Running = "running",
    Cancelling = "cancelling",
    Succeeded = "succeeded",
    Failed = "failed",
    Cancelled = "cancelled",
    CompletedWithErrors = "completed_with_errors",
});

impl JobState {
    /// Whether the job has come to rest.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled | Self::CompletedWithErrors)
    }
}

/// Where a task is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskState {
    /// Waits for a worker.
    Queued,
    /// A worker holds the claim.
    Running,
    /// The claim has been won; frames are being published.
    Committing,
    /// All frames are published.
    Succeeded,
    /// Given up.
    Failed,
    /// Stopped on request, or never begun because another task was given up.
    Cancelled,
}

stored_as_text!(TaskState {
    Queued = "queued",
    Running = "running",
    Committing = "committing",
    Succeeded = "succeeded",
    Failed = "failed",
    Cancelled = "cancelled",
});

/// How an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttemptState {
    /// Holds the claim.
    Running,
    /// Its frames are published.
    Succeeded,
    /// Ended without proof.
    Failed,
    /// Lost its claim; nothing that it wrote will be published.
    Fenced,
    /// Stopped on request.
    Stopped,
}

stored_as_text!(AttemptState {
    Running = "running",
    Succeeded = "succeeded",
    Failed = "failed",
    Fenced = "fenced",
    Stopped = "stopped",
});

/// What an event tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The job changed its state.
    JobState,
    /// A task changed its state.
    TaskState,
    /// An attempt failed and will be repeated.
    TaskRetry,
    /// An attempt lost its claim.
    AttemptFenced,
    /// Something that does not stop the job and that somebody should look at.
    Warning,
}

stored_as_text!(EventKind {
    JobState = "job_state",
    TaskState = "task_state",
    TaskRetry = "task_retry",
    AttemptFenced = "attempt_fenced",
    Warning = "warning",
});
