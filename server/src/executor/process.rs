//! The life of a worker process: start, listen, stop, judge.

use super::command::{Attempt, WorkerCommand};
use super::log::{LogTarget, pass_on};
use super::patience::{Patience, run_out};
use super::verdict::{LastWords, Outcome, judge};
use interneg_engine::{DeviceRequest, ExitClass, WorkerEvent};
use interneg_spec::DeviceChoice;
use rustix::process::{Pid, Signal, kill_process_group};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Between SIGTERM and SIGKILL.
const GRACE: Duration = Duration::from_secs(1);
/// How long output of a worker that has ended may still be on its way.
const DRAIN: Duration = Duration::from_secs(2);
/// A process that hangs in its driver may outlive SIGKILL; it is left to the system then.
const UNTIL_ABANDONED: Duration = Duration::from_secs(10);
/// Longest line that a worker says anything with.
const LINE_BYTES: u64 = 64 << 10;

/// Hears what a worker says, as it says it.
pub type EventSink = Box<dyn FnMut(WorkerEvent) + Send>;

/// Runs one attempt to its end. When `stop` is cancelled, the worker gets SIGTERM, and SIGKILL a second later. So it does
/// when it is silent on a GPU for longer than a GPU that works lets it be, and the attempt has failed then.
///
/// The worker's standard input is a pipe that nobody writes into: when this process dies, however it dies, the worker
/// sees the end of it and ends too.
pub async fn run_attempt(
    command: &WorkerCommand,
    attempt: &Attempt,
    logs: &LogTarget,
    stop: &CancellationToken,
    on_event: EventSink,
) -> Outcome {
    if stop.is_cancelled() {
        return Outcome::Stopped;
    }
    let mut child = match start(command, attempt, logs) {
        Ok(child) => child,
        Err(error) => {
            return Outcome::Failed { class: ExitClass::Io, message: format!("failed to start a worker: {error}") };
        }
    };
    // Held until the worker has ended; see above.
    let lifeline = child.stdin.take();
    let patience = Patience::new(attempt.device, attempt.gpu_silence, Instant::now());
    let (ends, end_of_patience) = watch::channel(patience.end());
    let words = child.stdout.take().map(|stdout| tokio::spawn(listen(stdout, on_event, patience, ends)));
    let log = child.stderr.take().map(|stderr| tokio::spawn(pass_on(stderr, attempt.task, attempt.attempt)));

    let ended = tokio::select! {
        status = child.wait() => status.map(|status| Some((status, false))),
        () = stop.cancelled() => end(&mut child).await.map(|status| Some((status, true))),
        () = run_out(end_of_patience) => {
            let has_ended = tokio::time::timeout(UNTIL_ABANDONED, end(&mut child)).await.is_ok();
            tracing::warn!(task = attempt.task, attempt = attempt.attempt, has_ended, "worker was silent for too long");
            Ok(None)
        }
    };
    drop(lifeline);
    // What the worker may have left running must not keep its output open, nor the attempt.
    let words = match words {
        Some(task) => tokio::time::timeout(DRAIN, task).await.ok().and_then(Result::ok).unwrap_or_default(),
        None => LastWords::default(),
    };
    if let Some(task) = log {
        let passed_on_in_time = tokio::time::timeout(DRAIN, task).await.is_ok();
        tracing::trace!(passed_on_in_time, "worker log ended");
    }
    match ended {
        Ok(Some((status, stop_requested))) => judge(status, words, stop_requested),
        Ok(None) => Outcome::Failed { class: ExitClass::Device, message: hung(attempt.device) },
        Err(error) => {
            Outcome::Failed { class: ExitClass::Internal, message: format!("failed to wait for a worker: {error}") }
        }
    }
}

fn hung(device: DeviceRequest) -> String {
    let device = device.gpu().map_or(DeviceChoice::Cpu, DeviceChoice::Cuda);
    format!("{device} hangs, or its driver does: the worker was silent for too long and was ended")
}

fn start(command: &WorkerCommand, attempt: &Attempt, logs: &LogTarget) -> std::io::Result<Child> {
    let mut worker = command.for_attempt(attempt);
    if matches!(logs, LogTarget::StandardError) && std::env::var_os("INTERNEG_LOG").is_none() {
        // Our own standard error shows progress; frame by frame it would drown.
        worker.env("INTERNEG_LOG", "warn");
    }
    worker
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(logs.open(attempt)?)
        // A group of its own: Ctrl-C on our terminal is ours to answer, and its children die with it.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
}

/// Collects events until the worker closes its standard output, and says until when to wait for the next.
async fn listen(
    stdout: ChildStdout,
    mut on_event: EventSink,
    mut patience: Patience,
    ends: watch::Sender<Option<Instant>>,
) -> LastWords {
    let mut words = LastWords::default();
    let mut reader = BufReader::new(stdout);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut reader).take(LINE_BYTES).read_until(b'\n', &mut line).await {
            Ok(0) => return words,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "failed to read what a worker says");
                return words;
            }
        }
        match serde_json::from_slice::<WorkerEvent>(&line) {
            Ok(event) => {
                patience.hear(&event, Instant::now());
                ends.send_replace(patience.end());
                match &event {
                    WorkerEvent::Done { .. } => words.done = true,
                    WorkerEvent::Failed { class, message } => words.failed = Some((*class, message.clone())),
                    WorkerEvent::Started { .. }
                    | WorkerEvent::Warning { .. }
                    | WorkerEvent::Unusable { .. }
                    | WorkerEvent::Released { .. }
                    | WorkerEvent::Written { .. }
                    | WorkerEvent::Frame { .. } => {}
                }
                on_event(event);
            }
            // Libraries print what they like; only events count.
            Err(_) => tracing::debug!(line = %String::from_utf8_lossy(&line).trim_end(), "worker printed"),
        }
    }
}

async fn end(child: &mut Child) -> std::io::Result<ExitStatus> {
    signal(child, Signal::TERM);
    if let Ok(status) = tokio::time::timeout(GRACE, child.wait()).await {
        // Its own children may have ignored the signal.
        return status;
    }
    signal(child, Signal::KILL);
    child.wait().await
}

/// Signals the worker's process group; a worker that has ended meanwhile is none the worse for it.
fn signal(child: &Child, signal: Signal) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let Some(pid) = pid
        && let Err(error) = kill_process_group(pid, signal)
        && error != rustix::io::Errno::SRCH
    {
        tracing::warn!(%error, pid = pid.as_raw_nonzero(), "failed to signal a worker");
    }
}
