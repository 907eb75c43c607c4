//! What a worker is told.

use interneg_engine::DeviceRequest;
use interneg_spec::FrameRange;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;
use tokio::process::Command;

/// The program that workers run.
#[derive(Debug, Clone)]
pub struct WorkerCommand {
    program: PathBuf,
    arguments: Vec<OsString>,
}

/// One attempt at a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// UUID of the job, for its logs.
    pub job: String,
    /// Number of the task, for its logs.
    pub task: u32,
    /// Number of the attempt, for its logs.
    pub attempt: u32,
    /// The plan.
    pub plan_file: PathBuf,
    /// Frames to render, record frame numbers.
    pub frames: FrameRange,
    /// Token of the attempt.
    pub token: String,
    /// Folder that this attempt alone writes into.
    pub stage_folder: PathBuf,
    /// Threads that encode.
    pub threads: usize,
    /// Memory that the process may use, in bytes.
    pub memory_bytes: u64,
    /// What to render on.
    pub device: DeviceRequest,
    /// Folder of compiled kernels.
    pub kernel_folder: PathBuf,
    /// How long it may be silent on a GPU, besides its frames; see [`super::GPU_SILENCE`].
    pub gpu_silence: Duration,
}

impl WorkerCommand {
    /// `program` with `arguments` before those of the attempt.
    pub fn new(program: PathBuf, arguments: Vec<OsString>) -> Self {
        Self { program, arguments }
    }

    /// This very program, as `internegd worker`.
    ///
    /// # Errors
    /// The system does not tell where this program lies.
    pub fn this_program() -> std::io::Result<Self> {
        Ok(Self::new(std::env::current_exe()?, vec!["worker".into()]))
    }

    /// The command line of one attempt.
    pub(super) fn for_attempt(&self, attempt: &Attempt) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .arg("--plan")
            .arg(&attempt.plan_file)
            .arg("--frames")
            .arg(attempt.frames.to_string())
            .arg("--token")
            .arg(&attempt.token)
            .arg("--stage")
            .arg(&attempt.stage_folder)
            .arg("--threads")
            .arg(attempt.threads.to_string())
            .arg("--memory-bytes")
            .arg(attempt.memory_bytes.to_string())
            .arg("--placement")
            .arg(attempt.device.to_string())
            .arg("--kernels")
            .arg(&attempt.kernel_folder);
        command
    }
}
