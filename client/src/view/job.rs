//! Jobs, tasks and events.

use crate::wire::{WireError, event_kind, finding_from_wire, job_from_wire, job_state, task_state};
use interneg_proto::v1;
use interneg_spec::{Finding, Job};
use serde::Serialize;

/// Frames of the record, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SpanView {
    /// Number of the first frame.
    pub first: u64,
    /// Number of the last frame.
    pub last: u64,
}

impl SpanView {
    /// Number of frames.
    pub fn len(self) -> u64 {
        (self.last + 1).saturating_sub(self.first)
    }

    /// Whether no frame is in it.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

impl From<v1::FrameSpan> for SpanView {
    fn from(wire: v1::FrameSpan) -> Self {
        Self { first: wire.first, last: wire.last }
    }
}

impl std::fmt::Display for SpanView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ProgressView {
    /// Frames of the delivery.
    pub frames_total: u64,
    /// Frames rendered and on the disk.
    pub frames_done: u64,
    /// Tasks of the job.
    pub tasks_total: u32,
    /// Tasks whose frames are published.
    pub tasks_done: u32,
    /// Frames per second; 0 where nothing runs.
    pub frames_per_second: f64,
    /// Seconds until the last frame, where known.
    pub eta_s: Option<f64>,
    /// Bytes of the published frames.
    pub bytes_done: u64,
}

impl From<&v1::Progress> for ProgressView {
    fn from(wire: &v1::Progress) -> Self {
        let seconds = |eta: &prost_types::Duration| eta.seconds as f64 + f64::from(eta.nanos) / 1e9;
        Self {
            frames_total: wire.frames_total,
            frames_done: wire.frames_done,
            tasks_total: wire.tasks_total,
            tasks_done: wire.tasks_done,
            frames_per_second: wire.frames_per_second,
            eta_s: wire.eta.as_ref().map(seconds),
            bytes_done: wire.bytes_done,
        }
    }
}

/// Why a job or a task failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailureView {
    /// Stable reason, `MISSING_INPUT`.
    pub reason: String,
    /// Exit code of the class.
    pub exit_code: u32,
    /// What happened.
    pub message: String,
    /// Task that failed; empty for the job as a whole.
    pub task: String,
    /// Attempt that failed; 0 where no task did.
    pub attempt: u32,
}

impl From<&v1::Failure> for FailureView {
    fn from(wire: &v1::Failure) -> Self {
        Self {
            reason: wire.reason.clone(),
            exit_code: wire.exit_code,
            message: wire.message.clone(),
            task: wire.task.clone(),
            attempt: wire.attempt,
        }
    }
}

/// A job as the server knows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobView {
    /// `jobs/UUID`; empty for a job that was only checked.
    pub name: String,
    /// State as a word.
    pub state: &'static str,
    /// When it was accepted, UTC.
    pub create_time: Option<String>,
    /// When its first task began, UTC.
    pub start_time: Option<String>,
    /// When it ended, UTC.
    pub end_time: Option<String>,
    /// Changes whenever the state changes.
    pub etag: String,
    /// Frames of the delivery.
    pub frames: Option<SpanView>,
    /// How far it is.
    pub progress: ProgressView,
    /// Why it failed.
    pub failure: Option<FailureView>,
    /// Folder of the delivery on the server's machine.
    pub delivery_folder: String,
    /// Hash over the job and its sources.
    pub plan_identity: String,
    /// What its plan had to say.
    pub findings: Vec<Finding>,
    /// What was asked for; absent in updates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<Job>,
}

impl TryFrom<&v1::Job> for JobView {
    type Error = WireError;

    fn try_from(wire: &v1::Job) -> Result<Self, WireError> {
        let text = |time: &Option<prost_types::Timestamp>| time.as_ref().map(ToString::to_string);
        Ok(Self {
            name: wire.name.clone(),
            state: job_state(wire.state),
            create_time: text(&wire.create_time),
            start_time: text(&wire.start_time),
            end_time: text(&wire.end_time),
            etag: wire.etag.clone(),
            frames: wire.frames.map(SpanView::from),
            progress: wire.progress.as_ref().map(ProgressView::from).unwrap_or_default(),
            failure: wire.failure.as_ref().map(FailureView::from),
            delivery_folder: wire.delivery_folder.clone(),
            plan_identity: wire.plan_identity.clone(),
            findings: wire.findings.iter().map(finding_from_wire).collect(),
            spec: wire.spec.as_ref().map(job_from_wire).transpose()?,
        })
    }
}

/// One task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskView {
    /// `jobs/UUID/tasks/N`.
    pub name: String,
    /// Its frames.
    pub frames: Option<SpanView>,
    /// State as a word.
    pub state: &'static str,
    /// Number of the latest attempt; 0 before the first.
    pub attempt: u32,
    /// Frames that the latest attempt has rendered.
    pub frames_done: u64,
    /// Device of the latest attempt, `cpu` or `cuda:N`: where it is placed, then where it renders; empty before the first.
    pub device: String,
    /// Why the latest attempt failed.
    pub failure: Option<FailureView>,
}

impl TaskView {
    /// `3` of `jobs/UUID/tasks/3`.
    pub fn number(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }
}

impl From<&v1::Task> for TaskView {
    fn from(wire: &v1::Task) -> Self {
        Self {
            name: wire.name.clone(),
            frames: wire.frames.map(SpanView::from),
            state: task_state(wire.state),
            attempt: wire.attempt,
            frames_done: wire.frames_done,
            device: wire.device.clone(),
            failure: wire.failure.as_ref().map(FailureView::from),
        }
    }
}

/// One entry of a job's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventView {
    /// Number within the job.
    pub sequence: u64,
    /// When it happened, UTC.
    pub time: Option<String>,
    /// Kind as a word.
    pub kind: &'static str,
    /// Task that it happened to; empty for the job.
    pub task: String,
    /// Attempt that it happened to; 0 for the job.
    pub attempt: u32,
    /// What happened.
    pub message: String,
}

impl From<&v1::Event> for EventView {
    fn from(wire: &v1::Event) -> Self {
        Self {
            sequence: wire.sequence,
            time: wire.time.as_ref().map(ToString::to_string),
            kind: event_kind(wire.kind),
            task: wire.task.clone(),
            attempt: wire.attempt,
            message: wire.message.clone(),
        }
    }
}

/// One message of a watched job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WatchView {
    /// Sequence of the latest event told.
    pub sequence: u64,
    /// When the server looked, UTC.
    pub time: Option<String>,
    /// The job.
    pub job: JobView,
    /// Tasks that have changed.
    pub tasks: Vec<TaskView>,
    /// Events since the message before.
    pub events: Vec<EventView>,
}

impl TryFrom<&v1::WatchJobResponse> for WatchView {
    type Error = WireError;

    fn try_from(wire: &v1::WatchJobResponse) -> Result<Self, WireError> {
        let job = wire.job.as_ref().ok_or_else(|| WireError::answer("job", "is absent"))?;
        Ok(Self {
            sequence: wire.sequence,
            time: wire.time.as_ref().map(ToString::to_string),
            job: job.try_into()?,
            tasks: wire.tasks.iter().map(TaskView::from).collect(),
            events: wire.events.iter().map(EventView::from).collect(),
        })
    }
}

/// A file of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutputView {
    /// Path below the delivery folder.
    pub path: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// XXH3 128-bit, hex.
    pub xxh128: String,
    /// MD5, hex; absent where none was taken.
    pub md5: Option<String>,
}

impl From<&v1::Output> for OutputView {
    fn from(wire: &v1::Output) -> Self {
        Self {
            path: wire.relative_path.clone(),
            size_bytes: wire.size_bytes,
            xxh128: wire.xxh128.clone(),
            md5: Some(wire.md5.clone()).filter(|md5| !md5.is_empty()),
        }
    }
}
