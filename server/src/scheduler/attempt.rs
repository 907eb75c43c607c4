//! One attempt, from its claim to what becomes of its task.

use super::policy::Retry;
use super::{Loop, Report, Workplace, WorkplaceError};
use crate::executor::{Attempt, Outcome, run_attempt};
use crate::moment::Moment;
use crate::store::{Claim, Failure, OpenJob, Store, StoreError};
use interneg_engine::{ExitClass, WorkerEvent};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// How an attempt ended.
pub(super) struct AttemptEnd {
    claim: Claim,
    memory_bytes: u64,
    result: AttemptResult,
}

enum AttemptResult {
    /// Its frames are published.
    Published { bytes: u64 },
    /// It had lost its claim.
    Fenced,
    /// It did not get there.
    Failed(ExitClass, String),
    /// It was stopped on request.
    Stopped,
    /// Its frames are proven, but the store could not be asked whether it may publish them.
    Unknown(StoreError),
}

impl Loop {
    /// Starts a worker for a claim.
    pub(super) fn start_attempt(&mut self, job: &OpenJob, claim: Claim, memory_bytes: u64) {
        let Some(active) = self.jobs.get_mut(&job.key) else { return };
        let Some(workplace) = active.workplace.clone() else { return };
        let mut attempt = Attempt {
            job: job.id.to_string(),
            task: claim.task,
            attempt: claim.attempt,
            plan_file: active.plan_file.clone(),
            frames: claim.frames,
            token: claim.token.clone(),
            stage_folder: PathBuf::new(),
            threads: self.scheduler.limits.threads_per_worker,
            memory_bytes,
        };
        active.attempts_running += 1;
        self.workers_running += 1;
        self.memory_granted_bytes += memory_bytes;
        let (stop, scheduler) = (active.stop.clone(), self.scheduler.clone());
        scheduler.board.begin(claim.job, claim.task, Instant::now());
        tracing::info!(job = %job.id, task = claim.task, attempt = claim.attempt, frames = %claim.frames, "attempt begins");
        self.reports.spawn(async move {
            let (board, job, task) = (scheduler.board.clone(), claim.job, claim.task);
            let on_event = Box::new(move |event| {
                if matches!(event, WorkerEvent::Written { .. }) {
                    board.frame(job, task, Instant::now());
                }
            });
            // The folder may be busy publishing another attempt, which the loop must not wait for.
            let (folder, token) = (Arc::clone(&workplace), claim.token.clone());
            let stage = tokio::task::spawn_blocking(move || lock(&folder).stage_folder(&token)).await;
            let outcome = match stage {
                Ok(stage_folder) => {
                    attempt.stage_folder = stage_folder;
                    run_attempt(&scheduler.worker, &attempt, &scheduler.logs, &stop, on_event).await
                }
                Err(error) => Outcome::Failed { class: ExitClass::Internal, message: error.to_string() },
            };
            let (store, settled) = (scheduler.store.clone(), claim.clone());
            let settled = tokio::task::spawn_blocking(move || settle(&store, &workplace, &settled, outcome)).await;
            let result = settled.unwrap_or_else(|error| AttemptResult::Failed(ExitClass::Internal, error.to_string()));
            Report::Attempt(Box::new(AttemptEnd { claim, memory_bytes, result }))
        });
    }

    /// Notes how an attempt ended and decides what becomes of its task.
    pub(super) fn take_attempt(&mut self, end: AttemptEnd) -> Result<(), StoreError> {
        let AttemptEnd { claim, memory_bytes, result } = end;
        self.workers_running -= 1;
        self.memory_granted_bytes -= memory_bytes;
        if let Some(active) = self.jobs.get_mut(&claim.job) {
            active.attempts_running -= 1;
        }
        let (store, now) = (&self.scheduler.store, Moment::now());
        let noted = match result {
            AttemptResult::Published { bytes } => store.complete_task(&claim, bytes, now),
            AttemptResult::Fenced => {
                tracing::warn!(task = claim.task, attempt = claim.attempt, "attempt was fenced");
                Ok(())
            }
            AttemptResult::Stopped => store.requeue_task(&claim, now),
            AttemptResult::Unknown(error) => store.requeue_task(&claim, now).and(Err(error)),
            AttemptResult::Failed(class, message) => self.note_failure(&claim, class, message, now),
        };
        self.scheduler.board.end(claim.job, claim.task);
        noted
    }

    fn note_failure(&self, claim: &Claim, class: ExitClass, message: String, now: Moment) -> Result<(), StoreError> {
        let store = &self.scheduler.store;
        let failure = Failure { class, message, task: Some(claim.task), attempt: claim.attempt };
        tracing::warn!(task = claim.task, attempt = claim.attempt, ?class, message = failure.message, "attempt failed");
        let task = store.tasks(claim.job)?.into_iter().find(|task| task.number == claim.task);
        let decision = task.map_or(Retry::GiveUp, |task| self.scheduler.retry.decide(class, &task));
        match decision {
            Retry::After { delay, counted } => store.retry_task(claim, &failure, now + delay, counted, now),
            Retry::GiveUp => store.fail_task(claim, &failure, now),
        }
    }
}

/// What may block once a worker has ended: asking for the right to publish, publishing, clearing away.
fn settle(store: &Store, workplace: &Mutex<Box<dyn Workplace>>, claim: &Claim, outcome: Outcome) -> AttemptResult {
    let mut workplace = lock(workplace);
    let result = match outcome {
        Outcome::Done => match store.begin_commit(claim, Moment::now()) {
            Ok(true) => match workplace.publish(&claim.token, claim.frames) {
                Ok(bytes) => return AttemptResult::Published { bytes },
                Err(WorkplaceError { class, message }) => AttemptResult::Failed(class, message),
            },
            Ok(false) => AttemptResult::Fenced,
            Err(error) => AttemptResult::Unknown(error),
        },
        Outcome::Failed { class, message } => AttemptResult::Failed(class, message),
        Outcome::Stopped => AttemptResult::Stopped,
    };
    if let Err(error) = workplace.discard(&claim.token) {
        tracing::warn!(%error, task = claim.task, attempt = claim.attempt, "failed to clear a stage away");
    }
    result
}

/// A panic of the engine has left its folder as a crash would have: every call on it can be repeated.
pub(super) fn lock(workplace: &Mutex<Box<dyn Workplace>>) -> MutexGuard<'_, Box<dyn Workplace>> {
    workplace.lock().unwrap_or_else(PoisonError::into_inner)
}
