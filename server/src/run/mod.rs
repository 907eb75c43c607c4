//! `internegd run`: one job without a service, for farm nodes and scripts.
//!
//! The same scheduler and the same workers as in the service, over a store in memory. What survives between runs is the
//! working folder beside the delivery: the same job over the same sources goes on where the last run ended.

mod lines;

pub use lines::ProgressStyle;

use crate::config::Config;
use crate::devices;
use crate::executor::{LogTarget, WorkerCommand};
use crate::moment::Moment;
use crate::progress::JobProgress;
use crate::scheduler::{Board, Devices, EngineWorkshop, Scheduler};
use crate::store::{
    EventKind, EventRow, FAILED, Failure, Inserted, JobKey, JobRow, JobState, Store, StoreError, TransitionError,
};
use crate::submission::{Refusal, class_of, prepare};
use interneg_engine::ExitClass;
use interneg_spec::{DeviceChoice, Job, Level};
use lines::Lines;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Arguments of `internegd run`.
#[derive(Debug, Clone, clap::Args)]
pub struct RunArguments {
    /// The job, in TOML.
    #[arg(value_name = "JOB.TOML")]
    job: PathBuf,
    /// How to tell of progress. `auto`: a bar on a terminal, plain lines otherwise.
    #[arg(long, value_enum, default_value_t)]
    progress: ProgressStyle,
}

/// Exit code after SIGINT (128 + 2).
const INTERRUPTED: u8 = 130;
/// The job is looked at when there is news, but not more often than this.
const INTERVAL: Duration = Duration::from_millis(250);
/// A line is due after this time even when nothing has happened: farms take silence for a hang.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// How a run ended otherwise than well.
struct Fault {
    code: u8,
    message: String,
}

impl Fault {
    fn new(class: ExitClass, message: impl std::fmt::Display) -> Self {
        Self { code: class.code(), message: message.to_string() }
    }
}

/// Renders one job to its end; returns the process's exit code.
pub fn run(config: Config, arguments: &RunArguments) -> u8 {
    let mut lines = Lines::new(arguments.progress);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            lines.failed(&format!("failed to start: {error}"));
            return ExitClass::Internal.code();
        }
    };
    let result = runtime.block_on(render(config, &arguments.job, &mut lines));
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitClass::Success.code(),
        Err(fault) => {
            lines.failed(&fault.message);
            fault.code
        }
    }
}

async fn render(config: Config, file: &Path, lines: &mut Lines) -> Result<(), Fault> {
    let mut stop = stop_signal().map_err(|error| Fault::new(ExitClass::Internal, error))?;
    let text = std::fs::read_to_string(file)
        .map_err(|error| Fault::new(ExitClass::MissingInput, format!("failed to read {}: {error}", file.display())))?;
    let job = Job::from_toml(&text)
        .map_err(|error| Fault::new(ExitClass::BadInput, format!("{}: {error}", file.display())))?;
    let store = Store::in_memory().map_err(|error| Fault::new(error.class(), error))?;
    let key = take(&store, &config, &job, lines)?;
    let devices = tokio::select! {
        devices = look_for_devices(&config, &job) => devices,
        // A driver that hangs must not keep the run from ending.
        code = stop.recv() => return Err(stopped(code)),
    };
    let (board, wake, shutdown) = (Board::default(), Arc::new(Notify::new()), CancellationToken::new());
    let scheduler = Scheduler {
        store: store.clone(),
        board: board.clone(),
        workshop: Arc::new(EngineWorkshop),
        worker: WorkerCommand::this_program().map_err(|error| Fault::new(ExitClass::Internal, error))?,
        logs: LogTarget::StandardError,
        limits: config.limits(),
        devices,
        kernel_folder: config.kernel_folder(),
        retry: config.retry_policy(),
        wait_for_busy_folder: false,
        wake: Arc::clone(&wake),
        shutdown: shutdown.clone(),
    };
    let scheduler = scheduler.spawn().map_err(|error| Fault::new(ExitClass::Internal, error))?;
    let ended = tokio::select! {
        ended = follow(&store, key, &board, &wake, stop, lines) => ended,
        // Nobody but the scheduler itself can have cancelled it; joining it tells why.
        () = shutdown.cancelled() => Err(Fault::new(ExitClass::Internal, "the scheduler has ended")),
    };
    shutdown.cancel();
    // It has nothing left to do but to let go of the working folder.
    scheduler.ended().await.map_err(|error| Fault::new(error.class(), error))?;
    let (row, interrupted_code) = ended?;
    if matches!(row.state, JobState::Succeeded | JobState::CompletedWithErrors) {
        tell_ending(&store, key, lines).map_err(|error| Fault::new(error.class(), error))?;
    }
    let outputs = store.outputs(key, "", 1).map_err(|error| Fault::new(error.class(), error))?;
    verdict(&row, !outputs.is_empty(), interrupted_code, lines)
}

/// Only a job that leaves the device to us needs to know what there is.
async fn look_for_devices(config: &Config, job: &Job) -> Devices {
    match job.device().unwrap_or(config.device) {
        DeviceChoice::Auto => Devices::new(DeviceChoice::Auto, &devices::ask().await),
        default => Devices { default, ..Devices::default() },
    }
}

/// Plans the job and puts it into the store.
fn take(store: &Store, config: &Config, job: &Job, lines: &mut Lines) -> Result<JobKey, Fault> {
    let environment = crate::plan_environment(config)
        .map_err(|error| Fault::new(ExitClass::Configuration, format!("roots: {error}")))?;
    // No time is filled in here: without one the sources' own is stamped, and a second run goes on with the first one's
    // frames.
    let new = prepare(job, &environment, config.frames_per_task).map_err(|refusal| {
        let class = match &refusal {
            Refusal::Findings(findings) => {
                findings.iter().for_each(|finding| lines.note(&finding.to_string()));
                class_of(findings)
            }
            Refusal::Encode(_) => ExitClass::Internal,
        };
        Fault::new(class, refusal)
    })?;
    for finding in new.findings.iter().filter(|finding| finding.level >= Level::Warning) {
        lines.note(&finding.to_string());
    }
    match store.insert_job(&new, Moment::now()) {
        Ok(Inserted::New(key) | Inserted::Duplicate(key)) => Ok(key),
        Err(error) => Err(Fault::new(ExitClass::Internal, error)),
    }
}

/// Tells of progress until the job has come to rest; a signal cancels it. Returns the job and the code of the signal.
async fn follow(
    store: &Store,
    key: JobKey,
    board: &Board,
    wake: &Notify,
    mut stop: tokio::sync::mpsc::Receiver<u8>,
    lines: &mut Lines,
) -> Result<(JobRow, Option<u8>), Fault> {
    let mut news = board.subscribe(key);
    let mut interrupted_code = None;
    let mut told = 0;
    loop {
        news.mark_unchanged();
        let row = store.job(key).map_err(|error| Fault::new(error.class(), error))?;
        let row = row.ok_or_else(|| Fault::new(ExitClass::Internal, "the job has gone"))?;
        told = tell_troubles(store, &row, told, lines).map_err(|error| Fault::new(error.class(), error))?;
        lines.progress(&JobProgress::of(&row, &board.progress(key, Instant::now())), Instant::now());
        if row.state.is_final() {
            return Ok((row, interrupted_code));
        }
        tokio::select! {
            code = stop.recv(), if interrupted_code.is_none() => {
                interrupted_code = code.or(Some(ExitClass::Cancelled.code()));
                match store.request_cancel(key, "", Moment::now()) {
                    // It came to rest at this very moment.
                    Ok(()) | Err(TransitionError::WrongState { .. }) => wake.notify_one(),
                    Err(error) => return Err(Fault::new(ExitClass::Internal, error)),
                }
            }
            () = async {
                // The board never drops a job that somebody follows.
                let _board_gone = news.changed().await.is_err();
                tokio::time::sleep(INTERVAL).await;
            } => {}
            () = tokio::time::sleep(HEARTBEAT) => {}
        }
    }
}

/// Tells of warnings and of attempts that failed after the event `told`; returns the last event that was looked at.
fn tell_troubles(store: &Store, job: &JobRow, told: u64, lines: &mut Lines) -> Result<u64, StoreError> {
    let news = store.events(job.key, told, u32::MAX)?;
    let is_told_at_the_end = |event: &EventRow| {
        job.failure.as_ref().is_some_and(|failure| (failure.task, failure.attempt) == (event.task, event.attempt))
    };
    for event in &news {
        let attempt = event.task.map(|task| format!("task {task}, attempt {}: ", event.attempt)).unwrap_or_default();
        match event.kind {
            EventKind::Warning => lines.note(&format!("warning: {attempt}{}", event.message)),
            EventKind::TaskRetry => lines.note(&format!("{attempt}failed: {}", event.message)),
            EventKind::TaskState if event.message.starts_with(FAILED) && !is_told_at_the_end(event) => {
                lines.note(&format!("{attempt}{}", event.message));
            }
            _ => {}
        }
    }
    Ok(news.last().map_or(told, |event| event.sequence))
}

/// Tells the last entry of the job's history, which sums up what was made.
fn tell_ending(store: &Store, key: JobKey, lines: &mut Lines) -> Result<(), StoreError> {
    if let Some(event) = store.events(key, 0, u32::MAX)?.pop() {
        lines.note(&event.message);
    }
    Ok(())
}

fn verdict(
    row: &JobRow,
    is_anything_delivered: bool,
    interrupted_code: Option<u8>,
    lines: &mut Lines,
) -> Result<(), Fault> {
    match row.state {
        JobState::Succeeded => {
            lines.delivered(&row.folder);
            Ok(())
        }
        JobState::CompletedWithErrors => {
            if is_anything_delivered {
                lines.delivered(&row.folder);
            }
            Err(failed(row))
        }
        JobState::Cancelled => Err(stopped(interrupted_code)),
        _ => Err(failed(row)),
    }
}

fn failed(row: &JobRow) -> Fault {
    let failure = row.failure.clone();
    let failure = failure.unwrap_or_else(|| Failure::of_job(ExitClass::Internal, "failed without a reason"));
    Fault::new(failure.class, failure)
}

/// A run that was asked to stop; `code` is that of the signal.
fn stopped(code: Option<u8>) -> Fault {
    let code = code.unwrap_or(ExitClass::Cancelled.code());
    Fault { code, message: "stopped; run it again to go on from here".to_owned() }
}

/// Receives the exit code of the first SIGTERM or SIGINT.
fn stop_signal() -> std::io::Result<tokio::sync::mpsc::Receiver<u8>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let code = tokio::select! {
            _ = terminate.recv() => ExitClass::Cancelled.code(),
            _ = interrupt.recv() => INTERRUPTED,
        };
        // The run may have ended at this very moment.
        let _run_ended = sender.send(code).await.is_err();
        // Kept until the process ends, so that a second signal changes nothing.
        std::future::pending::<()>().await;
    });
    Ok(receiver)
}
