//! What the store holds, as values.

use super::{AttemptState, EventKind, JobState, StoreError, TaskState};
use crate::moment::Moment;
use interneg_engine::ExitClass;
use interneg_spec::{DeviceChoice, DeviceChoiceError, Finding, FrameRange, Job};
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Key of a job inside the store; grows with the order of submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey(pub i64);

impl ToSql for JobKey {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for JobKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self)
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.unix_us().into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self::from_unix_us)
    }
}

/// A job that is about to be taken.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// UUID that callers know it by.
    pub id: Uuid,
    /// What was asked for, `created` filled in and `device` as the submitter left it.
    pub spec: Job,
    /// Its plan as JSON.
    pub plan: String,
    /// Findings of the plan.
    pub findings: Vec<Finding>,
    /// Identity of the plan.
    pub identity: String,
    /// Folder of the delivery.
    pub folder: String,
    /// Rolls of proxies: what it writes in the folder, which others may use as well. Empty where the folder is all its own.
    pub rolls: Vec<String>,
    /// Frames of the delivery.
    pub frames: FrameRange,
    /// How the frames are cut in tasks.
    pub tasks: Vec<FrameRange>,
    /// Makes the submission safe to repeat: the id, and the request's job as it came over the wire.
    pub request: Option<(String, Vec<u8>)>,
}

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    /// Key inside the store.
    pub key: JobKey,
    /// UUID that callers know it by.
    pub id: Uuid,
    /// Where it is in its life.
    pub state: JobState,
    /// Grows with every change of state.
    pub version: i64,
    /// What was asked for.
    pub spec: Job,
    /// Findings of the plan.
    pub findings: Vec<Finding>,
    /// Identity of the plan.
    pub identity: String,
    /// Folder of the delivery.
    pub folder: String,
    /// Rolls of proxies that it writes there; empty where the folder is all its own.
    pub rolls: Vec<String>,
    /// Frames of the delivery.
    pub frames: FrameRange,
    /// Bytes of the published frames.
    pub bytes_done: u64,
    /// When it was taken.
    pub created: Moment,
    /// When its first task began.
    pub started: Option<Moment>,
    /// When it came to rest.
    pub ended: Option<Moment>,
    /// Why it failed, or is bound to.
    pub failure: Option<Failure>,
    /// Number of tasks.
    pub tasks_total: u32,
    /// Tasks whose frames are published.
    pub tasks_done: u32,
    /// Frames of the other tasks.
    pub frames_open: u64,
    /// Those of them that are given up.
    pub frames_failed: u64,
}

impl JobRow {
    /// Resource name.
    pub fn name(&self) -> String {
        format!("jobs/{}", self.id)
    }

    /// Text that changes with the state.
    pub fn etag(&self) -> String {
        self.version.to_string()
    }
}

/// A job that the scheduler has to do something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenJob {
    /// Key inside the store.
    pub key: JobKey,
    /// UUID that callers know it by.
    pub id: Uuid,
    /// Where it is in its life.
    pub state: JobState,
    /// It is bound to fail.
    pub is_doomed: bool,
    /// Some of its frames are neither published nor given up.
    pub has_open_tasks: bool,
    /// What it asks to be rendered on; none where it leaves that to the service.
    pub device: Option<DeviceChoice>,
}

/// A task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskRow {
    /// Number within the job, from 0.
    pub number: u32,
    /// Its frames.
    pub frames: FrameRange,
    /// Where it is in its life.
    pub state: TaskState,
    /// Number of the latest attempt; 0 before the first.
    pub attempt: u32,
    /// Token of the attempt that holds the claim.
    pub token: Option<String>,
    /// Failures that use up attempts.
    pub failures: u32,
    /// Failures that do not.
    pub returns: u32,
    /// Earliest time of the next attempt.
    pub not_before: Option<Moment>,
    /// When the latest attempt began.
    pub started: Option<Moment>,
    /// When the latest attempt ended.
    pub ended: Option<Moment>,
    /// Why the latest attempt failed.
    pub failure: Option<Failure>,
    /// What the latest attempt is placed on, and from its beginning on what its worker renders on; none before the first.
    pub device: Option<DeviceChoice>,
}

/// An attempt at a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// Number of the task.
    pub task: u32,
    /// Number of the attempt, 1 for the first.
    pub attempt: u32,
    /// How it stands.
    pub state: AttemptState,
    /// What it was placed on, or what its worker said it renders on; none from before devices were noted.
    pub device: Option<DeviceChoice>,
    /// Who must act about its failure, where it failed.
    pub failure: Option<Failure>,
}

/// An entry of a job's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Number within the job, from 1, without gaps.
    pub sequence: u64,
    /// When it happened.
    pub time: Moment,
    /// What happened.
    pub kind: EventKind,
    /// Task it happened to.
    pub task: Option<u32>,
    /// Attempt it happened to; 0 for the job.
    pub attempt: u32,
    /// What happened, for people.
    pub message: String,
}

/// A file of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputRow {
    /// Path below the delivery folder.
    pub relative_path: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// XXH3 128-bit, lower-case hex.
    pub xxh128: String,
    /// MD5, lower-case hex; empty where none was taken.
    pub md5: String,
}

/// Why a job or a task failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Who must act.
    pub class: ExitClass,
    /// What happened, with file and frame.
    pub message: String,
    /// Task that failed; none where the job failed as a whole.
    pub task: Option<u32>,
    /// Attempt that failed; 0 where no task did.
    pub attempt: u32,
}

impl Failure {
    /// A failure that no single task is to blame for.
    pub fn of_job(class: ExitClass, message: impl Into<String>) -> Self {
        Self { class, message: message.into(), task: None, attempt: 0 }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.task {
            Some(task) => write!(f, "task {task}, attempt {}: {}", self.attempt, self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// A device from a column of text that may be NULL.
pub(super) fn device_or_null(column: usize, text: Option<String>) -> rusqlite::Result<Option<DeviceChoice>> {
    let device = text.map(|text| text.parse()).transpose();
    device.map_err(|error: DeviceChoiceError| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// A value as JSON text.
pub(super) fn to_json<T: Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Encode { what, reason: error.to_string() })
}

/// A value from a column of JSON text.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(column: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// A value from a column of JSON text that may be NULL.
pub(super) fn from_json_or_null<T: serde::de::DeserializeOwned>(
    column: usize,
    text: Option<String>,
) -> rusqlite::Result<Option<T>> {
    text.map(|text| from_json(column, &text)).transpose()
}
