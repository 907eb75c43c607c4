//! Jobs, tasks, events and findings for the wire.

use crate::moment::Moment;
use crate::progress::JobProgress;
use crate::rpc::names::task_name;
use crate::scheduler::LiveProgress;
use crate::store::{EventKind, EventRow, Failure, JobRow, JobState, TaskRow, TaskState};
use interneg_engine::ExitClass;
use interneg_proto::v1;
use interneg_spec::{Finding, FrameRange, Level};

/// A moment.
pub(in crate::rpc) fn timestamp(moment: Moment) -> prost_types::Timestamp {
    moment.to_system().into()
}

/// A frame range with both ends included; none where it is empty.
pub(in crate::rpc) fn frame_span(frames: FrameRange) -> Option<v1::FrameSpan> {
    (!frames.is_empty()).then(|| v1::FrameSpan { first: frames.first, last: frames.end - 1 })
}

/// A job with everything that is known of it.
pub(in crate::rpc) fn job(row: &JobRow, live: &LiveProgress) -> v1::Job {
    v1::Job {
        name: row.name(),
        // A job was read from the wire, or from a file and checked, so there is always a message for it.
        spec: interneg_wire::to_spec(&row.spec).ok(),
        state: state(row.state).into(),
        create_time: Some(timestamp(row.created)),
        start_time: row.started.map(timestamp),
        end_time: row.ended.map(timestamp),
        etag: row.etag(),
        progress: Some(progress(&JobProgress::of(row, live))),
        failure: row.failure.as_ref().map(|reason| failure(&row.name(), reason)),
        findings: row.findings.iter().map(finding).collect(),
        delivery_folder: row.folder.clone(),
        plan_identity: row.identity.clone(),
        frames: frame_span(row.frames),
    }
}

fn progress(progress: &JobProgress) -> v1::Progress {
    v1::Progress {
        frames_total: progress.frames_total,
        frames_done: progress.frames_done,
        tasks_total: progress.tasks_total,
        tasks_done: progress.tasks_done,
        frames_per_second: progress.frames_per_second,
        // A time that a protocol buffer cannot hold is as good as unknown.
        eta: progress.eta.and_then(|eta| prost_types::Duration::try_from(eta).ok()),
        bytes_done: progress.bytes_done,
    }
}

/// A job's state for the wire.
fn state(state: JobState) -> v1::job::State {
    match state {
        JobState::Queued => v1::job::State::Queued,
        JobState::Running => v1::job::State::Running,
        JobState::Cancelling => v1::job::State::Cancelling,
        JobState::Succeeded => v1::job::State::Succeeded,
        JobState::Failed => v1::job::State::Failed,
        JobState::Cancelled => v1::job::State::Cancelled,
        JobState::CompletedWithErrors => v1::job::State::CompletedWithErrors,
    }
}

/// A job's state from the wire.
pub(in crate::rpc) fn job_state(state: v1::job::State) -> Option<JobState> {
    match state {
        v1::job::State::Unspecified => None,
        v1::job::State::Queued => Some(JobState::Queued),
        v1::job::State::Running => Some(JobState::Running),
        v1::job::State::Cancelling => Some(JobState::Cancelling),
        v1::job::State::Succeeded => Some(JobState::Succeeded),
        v1::job::State::Failed => Some(JobState::Failed),
        v1::job::State::Cancelled => Some(JobState::Cancelled),
        v1::job::State::CompletedWithErrors => Some(JobState::CompletedWithErrors),
    }
}

/// A task; `live_frames` are those of its running attempt.
pub(in crate::rpc) fn task(job: &str, row: &TaskRow, live_frames: u64) -> v1::Task {
    let state = match row.state {
        TaskState::Queued => v1::task::State::Queued,
        TaskState::Running => v1::task::State::Running,
        TaskState::Committing => v1::task::State::Committing,
        TaskState::Succeeded => v1::task::State::Succeeded,
        TaskState::Failed => v1::task::State::Failed,
        TaskState::Cancelled => v1::task::State::Cancelled,
    };
    v1::Task {
        name: task_name(job, row.number),
        frames: frame_span(row.frames),
        state: state.into(),
        attempt: row.attempt,
        frames_done: if row.state == TaskState::Succeeded { row.frames.len() } else { live_frames },
        start_time: row.started.map(timestamp),
        end_time: row.ended.map(timestamp),
        not_before: row.not_before.map(timestamp),
        failure: row.failure.as_ref().map(|reason| failure(job, reason)),
        device: row.device.map(|device| device.to_string()).unwrap_or_default(),
    }
}

fn failure(job: &str, failure: &Failure) -> v1::Failure {
    v1::Failure {
        reason: reason(failure.class).to_owned(),
        exit_code: failure.class.code().into(),
        message: failure.message.clone(),
        task: failure.task.map(|task| task_name(job, task)).unwrap_or_default(),
        attempt: failure.attempt,
    }
}

fn reason(class: ExitClass) -> &'static str {
    match class {
        // A failure of this class would be a bug of ours.
        ExitClass::Success | ExitClass::Internal => "INTERNAL",
        ExitClass::Unclassified => "UNCLASSIFIED",
        ExitClass::Usage => "USAGE",
        ExitClass::BadInput => "BAD_INPUT",
        ExitClass::MissingInput => "MISSING_INPUT",
        ExitClass::Device => "DEVICE",
        ExitClass::Output => "OUTPUT",
        ExitClass::Io => "IO",
        ExitClass::TryAgain => "TRY_AGAIN",
        ExitClass::NotPermitted => "NOT_PERMITTED",
        ExitClass::Configuration => "CONFIGURATION",
        ExitClass::Cancelled => "CANCELLED",
    }
}

/// An event.
pub(in crate::rpc) fn event(job: &str, row: &EventRow) -> v1::Event {
    let kind = match row.kind {
        EventKind::JobState => v1::event::Kind::JobState,
        EventKind::TaskState => v1::event::Kind::TaskState,
        EventKind::TaskRetry => v1::event::Kind::TaskRetry,
        EventKind::AttemptFenced => v1::event::Kind::AttemptFenced,
        EventKind::Warning => v1::event::Kind::Warning,
    };
    v1::Event {
        sequence: row.sequence,
        time: Some(timestamp(row.time)),
        kind: kind.into(),
        task: row.task.map(|task| task_name(job, task)).unwrap_or_default(),
        attempt: row.attempt,
        message: row.message.clone(),
    }
}

/// A finding.
pub(in crate::rpc) fn finding(finding: &Finding) -> v1::Finding {
    let level = match finding.level {
        Level::Note => v1::finding::Level::Note,
        Level::Warning => v1::finding::Level::Warning,
        Level::Error => v1::finding::Level::Error,
    };
    v1::Finding {
        rule: finding.rule.clone(),
        level: level.into(),
        field: finding.field.clone(),
        message: finding.message.clone(),
        remedy: finding.remedy.clone(),
    }
}
