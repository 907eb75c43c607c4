//! One attempt, from its claim to what becomes of its task.

use super::placement::{Asked, Placement, place};
use super::policy::Retry;
use super::{GivenUp, Loop, Report, Workplace, WorkplaceError};
use crate::executor::{Attempt, GPU_SILENCE, Outcome, run_attempt};
use crate::moment::Moment;
use crate::store::{Claim, Failure, OpenJob, Store, StoreError};
use interneg_engine::{DeviceRequest, ExitClass, WorkerEvent};
use interneg_spec::DeviceChoice;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// How an attempt ended.
pub(super) struct AttemptEnd {
    claim: Claim,
    memory_bytes: u64,
    device: DeviceRequest,
    result: AttemptResult,
}

enum AttemptResult {
    /// Its frames are published.
    Published { bytes: u64 },
    /// What its frames belong to has failed, by this attempt or before; `bytes` of the whole job are left.
    GivenUp { part: GivenUp, bytes: u64 },
    /// It had lost its claim.
    Fenced,
    /// It did not get there.
    Failed(ExitClass, String),
    /// It was stopped on request.
    Stopped,
    /// The store could not be told what the worker said, or be asked whether its frames may be published.
    Unknown(StoreError),
}

impl Loop {
    /// Starts a worker for a claim.
    pub(super) fn start_attempt(&mut self, job: &OpenJob, claim: Claim, memory_bytes: u64) -> Result<(), StoreError> {
        let device = self.place(job, &claim)?;
        let Some(active) = self.jobs.get_mut(&job.key) else { return Ok(()) };
        let Some(workplace) = active.workplace.clone() else { return Ok(()) };
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
            device,
            kernel_folder: self.scheduler.kernel_folder.clone(),
            gpu_silence: GPU_SILENCE,
        };
        active.attempts_running += 1;
        self.workers_running += 1;
        self.memory_granted_bytes += memory_bytes;
        if let Some(gpu) = device.gpu() {
            self.gpus.lock().book(&claim.token, gpu);
        }
        let (stop, scheduler, gpus) = (active.stop.clone(), self.scheduler.clone(), self.gpus.clone());
        scheduler.board.begin(claim.job, claim.task, Instant::now());
        tracing::info!(job = %job.id, task = claim.task, attempt = claim.attempt, frames = %claim.frames, %device,
            "attempt begins");
        self.reports.spawn(async move {
            let (board, job, task) = (scheduler.board.clone(), claim.job, claim.task);
            let notes = Notes { store: scheduler.store.clone(), claim: claim.clone(), fault: Arc::default() };
            let fault = Arc::clone(&notes.fault);
            let token = claim.token.clone();
            let on_event = Box::new(move |event| match event {
                WorkerEvent::Written { .. } => board.frame(job, task, Instant::now()),
                WorkerEvent::Started { device, .. } => {
                    notes.device(device);
                    gpus.lock().moved(&token, device);
                    board.changed(job);
                }
                WorkerEvent::Released { .. } => gpus.lock().moved(&token, DeviceChoice::Cpu),
                WorkerEvent::Warning { message } => {
                    notes.warning(&message);
                    board.changed(job);
                }
                WorkerEvent::Unusable { device, message } => {
                    notes.warning(&message);
                    if let DeviceChoice::Cuda(gpu) = device {
                        gpus.lock().suspect(gpu, Moment::now());
                    }
                    board.changed(job);
                }
                WorkerEvent::Frame { .. } | WorkerEvent::Done { .. } | WorkerEvent::Failed { .. } => {}
            });
            // The folder may be busy publishing another attempt, which the loop must not wait for.
            let (folder, token, frames) = (Arc::clone(&workplace), claim.token.clone(), claim.frames);
            let stage = tokio::task::spawn_blocking(move || {
                let folder = lock(&folder);
                (!folder.needs_no_worker(frames)).then(|| folder.stage_folder(&token))
            });
            let outcome = match stage.await {
                // What they belong to has failed since the task was made, or an earlier attempt has proven them.
                Ok(None) => Outcome::Done,
                Ok(Some(stage_folder)) => {
                    attempt.stage_folder = stage_folder;
                    run_attempt(&scheduler.worker, &attempt, &scheduler.logs, &stop, on_event).await
                }
                Err(error) => Outcome::Failed { class: ExitClass::Internal, message: error.to_string() },
            };
            let (store, settled) = (scheduler.store.clone(), claim.clone());
            let settled = tokio::task::spawn_blocking(move || settle(&store, &workplace, &settled, outcome)).await;
            let result = settled.unwrap_or_else(|error| AttemptResult::Failed(ExitClass::Internal, error.to_string()));
            let lost = fault.lock().unwrap_or_else(PoisonError::into_inner).take();
            let result = lost.map_or(result, AttemptResult::Unknown);
            Report::Attempt(Box::new(AttemptEnd { claim, memory_bytes, device, result }))
        });
        Ok(())
    }

    /// Decides what the attempt runs on, and notes it before its worker can die of it.
    fn place(&self, job: &OpenJob, claim: &Claim) -> Result<DeviceRequest, StoreError> {
        let store = &self.scheduler.store;
        let mut asked = Asked { choice: job.device, task: claim.task, ..Asked::default() };
        let failures = if claim.attempt > 1 { store.suspect_gpus(claim.job, claim.task)? } else { Vec::new() };
        let suspects: Vec<u32> = failures.iter().map(|(gpu, _)| *gpu).collect();
        if !suspects.is_empty() {
            let task = store.tasks(claim.job)?.into_iter().find(|task| task.number == claim.task);
            let retry = self.scheduler.retry;
            asked.is_last =
                task.is_some_and(|task| failures.iter().any(|(_, class)| retry.decide(*class, &task) == Retry::GiveUp));
            asked.suspects = &suspects;
        }
        let Placement { request, warning } = place(asked, &self.scheduler.devices, &self.gpus.lock(), Moment::now());
        store.note_device(claim, request.gpu().map_or(DeviceChoice::Cpu, DeviceChoice::Cuda))?;
        if let Some(warning) = warning {
            store.warn(claim, &warning, Moment::now())?;
        }
        Ok(request)
    }

    /// Notes how an attempt ended and decides what becomes of its task.
    pub(super) fn take_attempt(&mut self, end: AttemptEnd) -> Result<(), StoreError> {
        let AttemptEnd { claim, memory_bytes, device, result } = end;
        self.workers_running -= 1;
        self.memory_granted_bytes -= memory_bytes;
        self.gpus.lock().leave(&claim.token);
        if let Some(active) = self.jobs.get_mut(&claim.job) {
            active.attempts_running -= 1;
        }
        let (store, now) = (&self.scheduler.store, Moment::now());
        // A worker that merely dies may have died of its source: that is its task's business, not the other tasks'.
        if let (AttemptResult::Failed(ExitClass::Device, _), Some(gpu)) = (&result, device.gpu()) {
            self.gpus.lock().suspect(gpu, now);
        }
        let noted = match result {
            AttemptResult::Published { bytes } => store.complete_task(&claim, bytes, now),
            AttemptResult::GivenUp { part, bytes } => {
                let GivenUp { frames, reason: WorkplaceError { class, message } } = part;
                let failure = Failure { class, message, task: Some(claim.task), attempt: claim.attempt };
                store.give_up(&claim, frames, &failure, bytes, now)
            }
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

/// Writes down what a worker says. Each is one short write to the store, as the loop itself makes them.
struct Notes {
    store: Store,
    claim: Claim,
    /// The first thing that could not be noted.
    fault: Arc<Mutex<Option<StoreError>>>,
}

impl Notes {
    fn device(&self, device: DeviceChoice) {
        self.keep(self.store.note_device(&self.claim, device));
    }

    fn warning(&self, message: &str) {
        tracing::warn!(task = self.claim.task, attempt = self.claim.attempt, "{message}");
        self.keep(self.store.warn(&self.claim, message, Moment::now()));
    }

    fn keep(&self, noted: Result<(), StoreError>) {
        if let Err(error) = noted {
            self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }
}

/// What may block once a worker has ended: asking for the right to publish, publishing, clearing away.
fn settle(store: &Store, workplace: &Mutex<Box<dyn Workplace>>, claim: &Claim, outcome: Outcome) -> AttemptResult {
    let mut workplace = lock(workplace);
    let result = match outcome {
        Outcome::Done => match store.begin_commit(claim, Moment::now()) {
            Ok(true) => match workplace.publish(&claim.token, claim.frames) {
                Ok(bytes) => {
                    let is_of = |part: &GivenUp| !part.frames.intersection(claim.frames).is_empty();
                    return match workplace.given_up().into_iter().find(is_of) {
                        Some(part) => AttemptResult::GivenUp { part, bytes: workplace.published_bytes() },
                        None => AttemptResult::Published { bytes },
                    };
                }
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
