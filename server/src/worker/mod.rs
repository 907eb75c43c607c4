//! `internegd worker`: renders one task and says on standard output how it goes, one JSON object a line.
//!
//! It writes into the stage folder of its own attempt and nowhere else, so it may be killed at any instant, run twice at
//! once, and run again.

use interneg_engine::{DeviceRequest, ExitClass, FrameRecord, TaskRequest, WorkPlan, WorkerEvent};
use interneg_spec::FrameRange;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Arguments of `internegd worker`.
#[derive(Debug, Clone, clap::Args)]
pub struct WorkerArguments {
    /// Plan to render from, as the coordinator wrote it.
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// Frames to render, record frame numbers, both ends included.
    #[arg(long, value_name = "A-B")]
    frames: FrameRange,
    /// Token of the attempt.
    #[arg(long)]
    token: String,
    /// Folder that this attempt alone writes into.
    #[arg(long, value_name = "FOLDER")]
    stage: PathBuf,
    /// Threads that encode.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Memory that the process may use, in bytes.
    #[arg(long, value_name = "BYTES")]
    memory_bytes: u64,
    /// What to render on: cpu, auto:N (this GPU where it can be used, else the processors), or cuda:N.
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceRequest::Cpu)]
    placement: DeviceRequest,
    /// Folder that keeps compiled kernels; without one they are compiled for each task.
    #[arg(long, value_name = "FOLDER")]
    kernels: Option<PathBuf>,
}

/// Renders one task; the class is the process's exit code. `cpu_level` is told in the log.
pub fn work(arguments: WorkerArguments, cpu_level: &str) -> ExitClass {
    if let Err(error) = watch_for_the_end() {
        say(failed(ExitClass::Internal, format!("failed to watch for signals: {error}")));
        return ExitClass::Internal;
    }
    let plan = match read_plan(&arguments.plan) {
        Ok(plan) => plan,
        Err((class, message)) => {
            say(failed(class, message));
            return class;
        }
    };
    let request = TaskRequest {
        frames: arguments.frames,
        token: arguments.token,
        stage_folder: arguments.stage,
        threads: arguments.threads,
        memory_bytes: arguments.memory_bytes,
        device: arguments.placement,
        kernel_folder: arguments.kernels,
    };
    let (frames, device) = (request.frames, request.device);
    tracing::info!(%frames, threads = request.threads, memory_bytes = request.memory_bytes, %device, cpu_level, "begins");
    let tell = &mut |event: WorkerEvent| {
        match &event {
            WorkerEvent::Frame { record } => log_frame(record),
            WorkerEvent::Started { device, .. } => tracing::info!(%device, "renders"),
            WorkerEvent::Warning { message } | WorkerEvent::Unusable { message, .. } => tracing::warn!("{message}"),
            WorkerEvent::Released { .. }
            | WorkerEvent::Written { .. }
            | WorkerEvent::Done { .. }
            | WorkerEvent::Failed { .. } => {}
        }
        say(event);
    };
    // A panic is a bug of ours; the coordinator shall hear which one.
    let result = catch_unwind(AssertUnwindSafe(|| plan.render(&request, tell)));
    let (class, message) = match result {
        Ok(Ok(())) => {
            tracing::info!("done");
            return ExitClass::Success;
        }
        Ok(Err(error)) => (error.class(), error.to_string()),
        Err(payload) => (ExitClass::Internal, format!("worker panicked: {}", panic_text(payload.as_ref()))),
    };
    tracing::error!(?class, "{message}");
    say(failed(class, message));
    class
}

/// For whoever looks for the slow frame or the odd one.
fn log_frame(record: &FrameRecord) {
    let times = record.times;
    tracing::info!(
        frame = record.frame_number,
        source_frame = record.source_frame,
        size_bytes = record.size_bytes,
        decode_us = times.decode_us,
        encode_us = times.encode_us,
        hash_us = times.hash_us,
        write_us = times.write_us,
        "rendered"
    );
    if record.nan_samples + record.infinite_samples > 0 {
        tracing::warn!(
            frame = record.frame_number,
            nan_samples = record.nan_samples,
            infinite_samples = record.infinite_samples,
            "samples without a finite value were replaced"
        );
    }
}

fn read_plan(path: &Path) -> Result<WorkPlan, (ExitClass, String)> {
    let text = std::fs::read(path)
        .map_err(|error| (ExitClass::Io, format!("failed to read plan {}: {error}", path.display())))?;
    serde_json::from_slice(&text)
        .map_err(|error| (ExitClass::Internal, format!("failed to understand plan {}: {error}", path.display())))
}

fn failed(class: ExitClass, message: String) -> WorkerEvent {
    WorkerEvent::Failed { class, message }
}

fn panic_text(payload: &(dyn std::any::Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// Longest message that is said, in bytes: a line that the coordinator reads and a job's history keeps for ever. What a
/// compiler has to say of a kernel can be megabytes; the log has all of it.
const MESSAGE_BYTES: usize = 2 << 10;

/// The event with a message that is not longer than [`MESSAGE_BYTES`].
fn shortened(mut event: WorkerEvent) -> WorkerEvent {
    const REST: &str = "… (the rest is in the worker's log)";
    if let WorkerEvent::Warning { message }
    | WorkerEvent::Unusable { message, .. }
    | WorkerEvent::Failed { message, .. } = &mut event
        && message.len() > MESSAGE_BYTES
    {
        message.truncate(message.floor_char_boundary(MESSAGE_BYTES - REST.len()));
        message.push_str(REST);
    }
    event
}

/// One line on standard output. Without a listener there is nobody to render for.
fn say(event: WorkerEvent) {
    let written = serde_json::to_vec(&shortened(event)).map_err(std::io::Error::other).and_then(|mut line| {
        line.push(b'\n');
        let mut output = std::io::stdout().lock();
        output.write_all(&line).and_then(|()| output.flush())
    });
    if written.is_err() {
        leave();
    }
}

/// Ends the process at once on SIGTERM or SIGINT, and when standard input ends: the coordinator holds the other side of
/// it, so that is how a worker learns that a killed coordinator will never ask for its work.
fn watch_for_the_end() -> std::io::Result<()> {
    let mut signals = signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        if signals.forever().next().is_some() {
            leave();
        }
    })?;
    std::thread::Builder::new().name("lifeline".into()).spawn(|| {
        let mut ignored = [0; 64];
        let mut input = std::io::stdin().lock();
        loop {
            match input.read(&mut ignored) {
                Ok(0) => leave(),
                Err(error) if error.kind() != std::io::ErrorKind::Interrupted => leave(),
                _ => {}
            }
        }
    })?;
    Ok(())
}

/// Ends the process without running destructors: the stage is without its proof, so nothing has to be tidied, and
/// libraries that are busy on other threads cannot hold us up.
fn leave() {
    signal_hook::low_level::exit(i32::from(ExitClass::Cancelled.code()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_spec::DeviceChoice;

    #[test]
    fn messages_are_cut_to_what_a_history_can_keep() {
        let short = WorkerEvent::Warning { message: "é".repeat(MESSAGE_BYTES / 2) };
        assert_eq!(shortened(short.clone()), short);
        let long = "é".repeat(1 << 20);
        for event in [
            WorkerEvent::Warning { message: long.clone() },
            WorkerEvent::Unusable { device: DeviceChoice::Cuda(0), message: long.clone() },
            failed(ExitClass::Internal, long.clone()),
        ] {
            let line = serde_json::to_string(&shortened(event)).unwrap();
            assert!(line.contains("éé… (the rest is in the worker's log)"), "{line}");
            assert!(line.len() < MESSAGE_BYTES + 100, "{}", line.len());
        }
    }
}
