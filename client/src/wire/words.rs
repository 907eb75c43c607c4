//! States and kinds as words.

use crate::args::StateArg;
use interneg_proto::v1::{event, job, task};

/// Word for a state of a job; `unknown` for one that this client does not know.
pub fn job_state(state: i32) -> &'static str {
    match job::State::try_from(state) {
        Ok(job::State::Queued) => "queued",
        Ok(job::State::Running) => "running",
        Ok(job::State::Cancelling) => "cancelling",
        Ok(job::State::Succeeded) => "succeeded",
        Ok(job::State::Failed) => "failed",
        Ok(job::State::Cancelled) => "cancelled",
        Ok(job::State::CompletedWithErrors) => "completed_with_errors",
        Ok(job::State::Unspecified) | Err(_) => "unknown",
    }
}

/// Word for a state of a task; `unknown` for one that this client does not know.
pub fn task_state(state: i32) -> &'static str {
    match task::State::try_from(state) {
        Ok(task::State::Queued) => "queued",
        Ok(task::State::Running) => "running",
        Ok(task::State::Committing) => "committing",
        Ok(task::State::Succeeded) => "succeeded",
        Ok(task::State::Failed) => "failed",
        Ok(task::State::Cancelled) => "cancelled",
        Ok(task::State::Unspecified) | Err(_) => "unknown",
    }
}

/// Word for a kind of event; `unknown` for one that this client does not know.
pub fn event_kind(kind: i32) -> &'static str {
    match event::Kind::try_from(kind) {
        Ok(event::Kind::JobState) => "job_state",
        Ok(event::Kind::TaskState) => "task_state",
        Ok(event::Kind::TaskRetry) => "task_retry",
        Ok(event::Kind::AttemptFenced) => "attempt_fenced",
        Ok(event::Kind::Warning) => "warning",
        Ok(event::Kind::Unspecified) | Err(_) => "unknown",
    }
}

/// A state of the command line on the wire.
pub fn wire_state(state: StateArg) -> i32 {
    let state = match state {
        StateArg::Queued => job::State::Queued,
        StateArg::Running => job::State::Running,
        StateArg::Cancelling => job::State::Cancelling,
        StateArg::Succeeded => job::State::Succeeded,
        StateArg::Failed => job::State::Failed,
        StateArg::Cancelled => job::State::Cancelled,
        StateArg::CompletedWithErrors => job::State::CompletedWithErrors,
    };
    state.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn states_of_the_command_line_have_the_words_that_are_printed() {
        for state in StateArg::value_variants() {
            let word = state.to_possible_value().unwrap();
            assert_eq!(job_state(wire_state(*state)), word.get_name());
        }
        assert_eq!(
            (job_state(0), job_state(99), task_state(99), event_kind(99)),
            ("unknown", "unknown", "unknown", "unknown")
        );
    }
}
