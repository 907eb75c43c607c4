//! Following a job through broken connections, and Ctrl-C while doing so.

use crate::error::ClientError;
use crate::exit::Exit;
use crate::output;
use crate::progress::Display;
use crate::rpc::{Client, RpcError, prompt};
use crate::view::{JobView, WatchView};
use interneg_proto::v1;
use interneg_spec::{Finding, Job};
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Calls in a row that may fail before we give up: with the pauses between them, about half a minute.
const MAX_FAILURES: u32 = 8;
/// How long a second Ctrl-C is waited for.
const SECOND_INTERRUPT: Duration = Duration::from_secs(2);

/// How following a job ended.
pub(super) enum Followed {
    /// The job reached a final state.
    Ended {
        /// The job.
        job: Box<JobView>,
        /// A second Ctrl-C cancelled it.
        by_us: bool,
    },
    /// Ctrl-C; the job goes on.
    Detached,
}

impl Followed {
    /// Exit code: that of the job, or of the interruption.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Detached => Exit::Interrupted,
            Self::Ended { job, by_us } => match (job.state, &job.failure) {
                ("succeeded", _) => Exit::Success,
                ("cancelled", _) if *by_us => Exit::Interrupted,
                ("cancelled", _) => Exit::Cancelled,
                // A failed job never ends with 0, whatever the server says.
                (_, Some(failure)) if failure.exit_code > 0 => Exit::from_code(failure.exit_code),
                _ => Exit::Failure,
            },
        }
    }

    /// The job, where it ended.
    pub(super) fn job(&self) -> Option<&JobView> {
        match self {
            Self::Ended { job, .. } => Some(job),
            Self::Detached => None,
        }
    }
}

/// Follows a job until it ends or the user leaves it.
pub(super) async fn follow(
    client: &mut Client,
    name: &str,
    after_sequence: u64,
    display: &mut dyn Display,
) -> Result<Followed, ClientError> {
    let interrupts = signal(SignalKind::interrupt())
        .map_err(|source| ClientError::System { action: "listen for Ctrl-C", source })?;
    let mut follower = Follower {
        client: client.clone(),
        name: name.to_owned(),
        sequence: after_sequence,
        failures: 0,
        by_us: false,
        first: None,
    };
    follower.run(interrupts, display).await
}

struct Follower {
    client: Client,
    name: String,
    /// Sequence of the last event seen, to resume with.
    sequence: u64,
    /// Calls that failed since the last message.
    failures: u32,
    /// A second Ctrl-C has cancelled the job.
    by_us: bool,
    /// What only the first message tells.
    first: Option<(Option<Job>, Vec<Finding>)>,
}

/// Why a stream is at its end.
enum StreamEnd {
    Final(Box<JobView>),
    Broken(String),
}

impl Follower {
    async fn run(&mut self, mut interrupts: Signal, display: &mut dyn Display) -> Result<Followed, ClientError> {
        loop {
            let end = tokio::select! {
                end = self.stream(display) => Some(end?),
                _ = interrupts.recv() => None,
            };
            let is_interrupted = match end {
                Some(StreamEnd::Final(job)) => return Ok(Followed::Ended { job, by_us: self.by_us }),
                Some(StreamEnd::Broken(reason)) => {
                    let pause = self.pause_after_failure(&reason)?;
                    display.note(&format!("{reason}; trying again in {} s", pause.as_secs_f32()));
                    tokio::select! {
                        () = tokio::time::sleep(pause) => false,
                        _ = interrupts.recv() => true,
                    }
                }
                None => true,
            };
            if is_interrupted && self.leave(&mut interrupts, display).await? {
                return Ok(Followed::Detached);
            }
        }
    }

    /// Shows messages until the stream ends, one way or the other.
    async fn stream(&mut self, display: &mut dyn Display) -> Result<StreamEnd, ClientError> {
        let request = v1::WatchJobRequest { name: self.name.clone(), after_sequence: self.sequence };
        let mut stream = match self.client.watch_job(request).await {
            Ok(answer) => answer.into_inner(),
            Err(status) => return broken(status),
        };
        loop {
            match stream.message().await {
                Ok(Some(message)) => {
                    self.failures = 0;
                    self.sequence = self.sequence.max(message.sequence);
                    let view = WatchView::try_from(&message)?;
                    display.show(&view)?;
                    if let Some(job) = self.final_job(view.job) {
                        return Ok(StreamEnd::Final(job));
                    }
                }
                Ok(None) => return Ok(StreamEnd::Broken("the server ended the stream".to_owned())),
                Err(status) => return broken(status),
            }
        }
    }

    /// The whole job, when it has reached a final state.
    fn final_job(&mut self, mut job: JobView) -> Option<Box<JobView>> {
        let (spec, findings) = self.first.get_or_insert_with(|| (job.spec.take(), std::mem::take(&mut job.findings)));
        if !matches!(job.state, "succeeded" | "failed" | "cancelled" | "completed_with_errors") {
            return None;
        }
        job.spec = job.spec.or_else(|| spec.take());
        if job.findings.is_empty() {
            job.findings = std::mem::take(findings);
        }
        Some(Box::new(job))
    }

    /// How long to wait before the next try, or that there is none.
    fn pause_after_failure(&mut self, reason: &str) -> Result<Duration, ClientError> {
        self.failures += 1;
        if self.failures > MAX_FAILURES {
            return Err(ClientError::Lost { job: self.name.clone(), message: reason.to_owned() });
        }
        Ok(Duration::from_millis(500 << (self.failures - 1)).min(Duration::from_secs(5)))
    }

    /// One Ctrl-C leaves the job, a second one cancels it, and after that another leaves at once. Whether we leave.
    async fn leave(&mut self, interrupts: &mut Signal, display: &mut dyn Display) -> Result<bool, ClientError> {
        let name = self.name.clone();
        if !self.by_us {
            display.note(&format!("leaving; Ctrl-C again within {} s cancels the job", SECOND_INTERRUPT.as_secs()));
            let is_second = tokio::select! {
                () = tokio::time::sleep(SECOND_INTERRUPT) => false,
                _ = interrupts.recv() => true,
            };
            if is_second {
                self.cancel(display).await?;
                return Ok(false);
            }
        }
        display.note(&format!("{name} goes on; follow it with: interneg watch {name}"));
        Ok(true)
    }

    async fn cancel(&mut self, display: &mut dyn Display) -> Result<(), ClientError> {
        display.note(&format!("cancelling {}", self.name));
        let request = v1::CancelJobRequest { name: self.name.clone(), etag: String::new() };
        match self.client.cancel_job(prompt(request)).await {
            Ok(_) => self.by_us = true,
            Err(status) => {
                let error = RpcError::from(status);
                // The job may have ended in the meantime; the stream tells how.
                if error.reason != "WRONG_STATE" {
                    return Err(Box::new(error).into());
                }
            }
        }
        Ok(())
    }
}

/// Says how a job ended: where its delivery is on standard output, or why there is none on standard error.
pub(super) fn say_end(job: &JobView) -> Result<(), ClientError> {
    match (job.state, &job.failure) {
        ("succeeded", _) => output::text(&format!("succeeded {}\n", output::printable(&job.delivery_folder)))?,
        ("completed_with_errors", Some(failure)) => {
            output::text(&format!("completed with errors {}\n", output::printable(&job.delivery_folder)))?;
            output::note(&format!("error: {}: {}", failure.reason, failure.message));
        }
        (state, Some(failure)) => output::note(&format!("error: {state} {}: {}", failure.reason, failure.message)),
        (state, None) => output::note(&format!("error: {state}")),
    }
    Ok(())
}

/// A broken connection is worth another try, a refusal is not.
fn broken(status: tonic::Status) -> Result<StreamEnd, ClientError> {
    let error = RpcError::from(status);
    if error.is_broken_connection() { Ok(StreamEnd::Broken(error.message)) } else { Err(Box::new(error).into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(state: v1::job::State, exit_code: Option<u32>, by_us: bool) -> u8 {
        let failure = exit_code.map(|exit_code| v1::Failure { exit_code, ..v1::Failure::default() });
        let wire = v1::Job { state: state.into(), failure, ..v1::Job::default() };
        Followed::Ended { job: Box::new(JobView::try_from(&wire).unwrap()), by_us }.exit().code()
    }

    #[test]
    fn the_exit_code_is_that_of_the_job() {
        use v1::job::State;
        assert_eq!(ended(State::Succeeded, None, false), 0);
        assert_eq!(ended(State::CompletedWithErrors, Some(65), false), 65);
        assert_eq!(ended(State::Failed, Some(66), false), 66);
        assert_eq!(ended(State::Failed, Some(74), false), 74);
        assert_eq!(ended(State::Failed, Some(99), false), 1);
        assert_eq!(ended(State::Failed, Some(0), false), 1);
        assert_eq!(ended(State::Failed, None, false), 1);
        assert_eq!(ended(State::Cancelled, None, false), 143);
        assert_eq!(ended(State::Cancelled, None, true), 130);
        assert_eq!(Followed::Detached.exit().code(), 130);
    }
}
