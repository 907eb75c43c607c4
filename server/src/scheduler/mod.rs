//! Which task runs when: admission, claims, retries, and a job's way to its end.
//!
//! One loop owns all of this; executors and the store report to it. It runs on a thread of its own (see
//! [`Scheduler::spawn`]), so that a slow disk under the store holds up nobody else.

mod attempt;
mod board;
mod ending;
mod gpus;
mod job;
mod placement;
mod policy;
mod workplace;

pub use board::{Board, LiveProgress};
pub use ending::{SchedulerError, SchedulerThread};
pub use placement::Devices;
pub use policy::{Retry, RetryPolicy};
pub use workplace::{EngineWorkshop, Finished, GivenUp, Workplace, WorkplaceError, Workshop};

use crate::executor::{LogTarget, WorkerCommand};
use crate::moment::Moment;
use crate::store::{JobKey, Store, StoreError};
use attempt::AttemptEnd;
use gpus::SharedGpus;
use job::{ActiveJob, Opened};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// What bounds the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Worker processes at once.
    pub workers: usize,
    /// Threads of one worker.
    pub threads_per_worker: usize,
    /// Memory of all workers together, in bytes.
    pub memory_bytes: u64,
    /// Frames of one task at most.
    pub frames_per_task: u64,
}

/// Everything the scheduler works with.
#[derive(Clone)]
pub struct Scheduler {
    /// Jobs and tasks.
    pub store: Store,
    /// What is only worth knowing while it happens.
    pub board: Board,
    /// Opens working folders.
    pub workshop: Arc<dyn Workshop>,
    /// What workers run.
    pub worker: WorkerCommand,
    /// Where workers log.
    pub logs: LogTarget,
    /// What bounds the work.
    pub limits: Limits,
    /// What renders.
    pub devices: Devices,
    /// Where workers keep the kernels that they compile.
    pub kernel_folder: PathBuf,
    /// When to try again.
    pub retry: RetryPolicy,
    /// A job whose working folder is held by another process waits for it; otherwise it fails.
    pub wait_for_busy_folder: bool,
    /// Wakes the loop when somebody else has changed the store.
    pub wake: Arc<Notify>,
    /// Ends the loop.
    pub shutdown: CancellationToken,
}

/// What comes back to the loop.
enum Report {
    Opened(JobKey, Result<Opened, WorkplaceError>),
    Attempt(Box<AttemptEnd>),
    Finished(JobKey, Result<Finished, WorkplaceError>),
}

/// The loop's own state.
struct Loop {
    scheduler: Scheduler,
    jobs: HashMap<JobKey, ActiveJob>,
    reports: JoinSet<Report>,
    workers_running: usize,
    memory_granted_bytes: u64,
    gpus: SharedGpus,
}

/// The store is looked at this often although nothing is to be done: one that has broken must not be found out by the next
/// job only.
const PULSE: Duration = Duration::from_secs(5);
/// So many of the oldest jobs are worked on at once; thousands may wait behind them and cost nothing.
const LOOK_AHEAD: u32 = 64;

impl Scheduler {
    /// Starts the loop on a thread of its own; the thread ends after `shutdown`, when all workers have ended and their
    /// tasks are queued again. An error ends it too, and then cancels `shutdown`: a service without a scheduler takes
    /// jobs that nobody renders.
    ///
    /// # Errors
    /// No thread or no runtime can be made.
    pub fn spawn(self) -> std::io::Result<SchedulerThread> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let everybody_hears = self.shutdown.clone().drop_guard();
        let thread = std::thread::Builder::new().name("scheduler".into()).spawn(move || {
            let _everybody_hears = everybody_hears;
            runtime.block_on(self.run())
        })?;
        Ok(SchedulerThread(thread))
    }

    /// Runs until `shutdown`.
    ///
    /// # Errors
    /// The store failed, or a task of the loop's own was lost. Nothing is tried again here: what the loop remembers and
    /// what the store says may differ from then on, and only a new start makes them agree.
    pub async fn run(self) -> Result<(), SchedulerError> {
        let mut state = Loop {
            scheduler: self,
            jobs: HashMap::new(),
            reports: JoinSet::new(),
            workers_running: 0,
            memory_granted_bytes: 0,
            gpus: SharedGpus::default(),
        };
        let mut ended = state.work().await;
        for job in state.jobs.values() {
            job.stop.cancel();
        }
        while let Some(report) = state.reports.join_next().await {
            // The first error is the reason; those after it are its consequences.
            ended = ended.and(state.take(report));
        }
        ended
    }
}

impl Loop {
    async fn work(&mut self) -> Result<(), SchedulerError> {
        let shutdown = self.scheduler.shutdown.clone();
        let wake = Arc::clone(&self.scheduler.wake);
        while !shutdown.is_cancelled() {
            // Asked for before the store is looked at, so that no change in between is missed.
            let woken = wake.notified();
            let next = self.advance()?;
            tokio::select! {
                Some(report) = self.reports.join_next(), if !self.reports.is_empty() => self.take(report)?,
                () = woken => {}
                () = sleep_until(next) => {}
                () = tokio::time::sleep(PULSE) => {}
                () = shutdown.cancelled() => {}
            }
        }
        Ok(())
    }

    /// Does everything that can be done now; returns when something can be done that cannot yet.
    fn advance(&mut self) -> Result<Option<Moment>, StoreError> {
        let now = Moment::now();
        let jobs = self.scheduler.store.open_jobs(LOOK_AHEAD)?;
        let mut memory_is_owed = false;
        for job in &jobs {
            self.advance_job(job, &mut memory_is_owed, now)?;
        }
        let waiting = self.scheduler.store.next_not_before()?.filter(|moment| *moment > now);
        let opening = self.jobs.values().filter_map(|job| job.open_not_before).filter(|moment| *moment > now).min();
        Ok([waiting, opening].into_iter().flatten().min())
    }

    fn take(&mut self, report: Result<Report, tokio::task::JoinError>) -> Result<(), SchedulerError> {
        match report? {
            Report::Opened(key, opened) => self.take_opened(key, opened)?,
            Report::Attempt(end) => self.take_attempt(*end)?,
            Report::Finished(key, finished) => self.take_finished(key, finished)?,
        }
        Ok(())
    }
}

async fn sleep_until(moment: Option<Moment>) {
    match moment {
        Some(moment) => tokio::time::sleep(Moment::now().until(moment)).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
