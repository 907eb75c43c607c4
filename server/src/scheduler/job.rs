//! One job's way through the scheduler: open, claim, finish, or be stopped.

use super::attempt::lock;
use super::{Finished, GivenUp, Loop, Report, Workplace, WorkplaceError};
use crate::moment::Moment;
use crate::store::{Failure, JobKey, JobState, OpenJob, StoreError};
use interneg_engine::ExitClass;
use interneg_spec::FrameRange;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

/// What the loop knows of a job that it has begun with.
#[derive(Default)]
pub(super) struct ActiveJob {
    /// The working folder; none until it is open.
    pub(super) workplace: Option<Arc<Mutex<Box<dyn Workplace>>>>,
    /// The plan file that workers read.
    pub(super) plan_file: PathBuf,
    /// Memory that one worker of this job gets, in bytes.
    pub(super) memory_bytes: u64,
    /// Stops the job's workers.
    pub(super) stop: CancellationToken,
    pub(super) attempts_running: usize,
    /// The working folder is being opened, or the delivery is being finished.
    pub(super) is_blocked: bool,
    /// Earliest time at which to open a working folder that was busy.
    pub(super) open_not_before: Option<Moment>,
    /// How often it was.
    pub(super) times_busy: u32,
}

/// A working folder and what stands in it.
pub(super) struct Opened {
    workplace: Box<dyn Workplace>,
    missing: Vec<FrameRange>,
    published_bytes: u64,
    given_up: Vec<GivenUp>,
    memory_bytes: u64,
}

impl Loop {
    /// Moves one job on as far as it goes. `memory_is_owed` is set by a job that waits for memory: younger jobs that need
    /// less must not take it away for ever.
    pub(super) fn advance_job(
        &mut self,
        job: &OpenJob,
        memory_is_owed: &mut bool,
        now: Moment,
    ) -> Result<(), StoreError> {
        let active = self.jobs.entry(job.key).or_default();
        let is_idle = active.attempts_running == 0 && !active.is_blocked;
        if job.state == JobState::Cancelling {
            active.stop.cancel();
            if is_idle {
                self.scheduler.store.finish_cancelled(job.key, now)?;
                self.let_go(job.key);
            }
            return Ok(());
        }
        if job.is_doomed {
            // Attempts that still run may end well and need not be repeated when the job is retried.
            if is_idle {
                self.scheduler.store.finish_failed(job.key, now)?;
                self.let_go(job.key);
            }
            return Ok(());
        }
        if active.is_blocked {
            return Ok(());
        }
        if active.workplace.is_none() {
            let is_due = active.open_not_before.is_none_or(|moment| moment <= now);
            // Opening may mean to hash everything that an earlier run has left, which is work like any other.
            if is_due && self.workers_running + self.folders_opening() < self.scheduler.limits.workers {
                return self.open(job);
            }
            return Ok(());
        }
        if is_idle && !job.has_open_tasks {
            self.finish(job.key);
            return Ok(());
        }
        if *memory_is_owed {
            return Ok(());
        }
        *memory_is_owed = self.fill(job, now)?;
        Ok(())
    }

    /// Claims tasks while workers and memory are free; says whether memory is what holds it up.
    fn fill(&mut self, job: &OpenJob, now: Moment) -> Result<bool, StoreError> {
        let memory_bytes = self.jobs.get(&job.key).map_or(0, |active| active.memory_bytes);
        let limits = self.scheduler.limits;
        while self.workers_running < limits.workers {
            if self.memory_granted_bytes.saturating_add(memory_bytes) > limits.memory_bytes {
                return Ok(true);
            }
            let Some(claim) = self.scheduler.store.claim(job.key, now)? else { break };
            self.start_attempt(job, claim, memory_bytes)?;
        }
        Ok(false)
    }

    fn folders_opening(&self) -> usize {
        self.jobs.values().filter(|active| active.is_blocked && active.workplace.is_none()).count()
    }

    fn open(&mut self, job: &OpenJob) -> Result<(), StoreError> {
        let (key, may_use_gpu) = (job.key, self.scheduler.devices.may_use_gpu(job.device));
        let plan = self.scheduler.store.plan(key)?;
        self.jobs.entry(key).or_default().is_blocked = true;
        let (workshop, limits) = (Arc::clone(&self.scheduler.workshop), self.scheduler.limits);
        self.reports.spawn_blocking(move || {
            let share_bytes = limits.memory_bytes / (limits.workers as u64).max(1);
            let opened = workshop.open(&plan).map(|workplace| Opened {
                missing: workplace.missing(),
                published_bytes: workplace.published_bytes(),
                given_up: workplace.given_up(),
                // A worker that gets less than it would like holds fewer frames at once.
                memory_bytes: workplace
                    .memory_bytes(limits.threads_per_worker, share_bytes, may_use_gpu)
                    .min(limits.memory_bytes),
                workplace,
            });
            Report::Opened(key, opened)
        });
        Ok(())
    }

    pub(super) fn take_opened(
        &mut self,
        key: JobKey,
        opened: Result<Opened, WorkplaceError>,
    ) -> Result<(), StoreError> {
        let active = self.jobs.entry(key).or_default();
        active.is_blocked = false;
        match opened {
            Ok(opened) => {
                let frames_per_task = opened.workplace.task_frames(self.scheduler.limits.frames_per_task);
                // Until the tasks agree with the folder nothing may be claimed, so an error here leaves it closed.
                self.scheduler.store.reconcile_tasks(
                    key,
                    &opened.missing,
                    opened.published_bytes,
                    frames_per_task,
                    Moment::now(),
                )?;
                for GivenUp { frames, reason: WorkplaceError { class, message } } in opened.given_up {
                    self.scheduler.store.give_up_part(key, frames, &Failure::of_job(class, message))?;
                }
                active.memory_bytes = opened.memory_bytes;
                active.plan_file = opened.workplace.plan_file();
                active.workplace = Some(Arc::new(Mutex::new(opened.workplace)));
            }
            Err(error) if error.class == ExitClass::TryAgain && self.scheduler.wait_for_busy_folder => {
                let delay = self.scheduler.retry.delay(active.times_busy);
                active.times_busy = active.times_busy.saturating_add(1);
                active.open_not_before = Some(Moment::now() + delay);
                tracing::warn!(reason = error.message, ?delay, "working folder is busy");
            }
            Err(error) => {
                self.scheduler.store.doom_job(key, &Failure::of_job(error.class, error.message))?;
            }
        }
        self.scheduler.board.changed(key);
        Ok(())
    }

    fn finish(&mut self, key: JobKey) {
        let Some(active) = self.jobs.get_mut(&key) else { return };
        let Some(workplace) = active.workplace.clone() else { return };
        active.is_blocked = true;
        let stop = active.stop.clone();
        self.reports.spawn_blocking(move || {
            let finished = lock(&workplace).finish(&stop);
            Report::Finished(key, finished)
        });
    }

    pub(super) fn take_finished(
        &mut self,
        key: JobKey,
        finished: Result<Finished, WorkplaceError>,
    ) -> Result<(), StoreError> {
        self.jobs.entry(key).or_default().is_blocked = false;
        match finished {
            Ok(Finished { outputs, remarks, shortfall }) => {
                let shortfall = shortfall.map(|error| Failure::of_job(error.class, error.message));
                self.scheduler.store.finish_delivered(key, (&outputs, &remarks), shortfall.as_ref(), Moment::now())?;
                self.let_go(key);
            }
            // Stopped with the job, which is cancelled next, or with the service, whose next start finishes it.
            Err(error) if error.class == ExitClass::Cancelled => {}
            Err(error) => self.scheduler.store.doom_job(key, &Failure::of_job(error.class, error.message))?,
        }
        self.scheduler.board.changed(key);
        Ok(())
    }

    /// Closes the working folder of a job that has come to rest.
    fn let_go(&mut self, key: JobKey) {
        self.jobs.remove(&key);
        self.scheduler.board.forget(key);
    }
}
