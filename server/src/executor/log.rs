//! Where a worker's standard error goes.

use super::Attempt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::ChildStderr;

/// Where workers log.
#[derive(Debug, Clone)]
pub enum LogTarget {
    /// One file per attempt below this folder.
    Folder(PathBuf),
    /// Standard error of this process, each line behind a prefix.
    StandardError,
}

/// The log file of an attempt below `folder`.
pub fn attempt_log(folder: &Path, job: &str, task: u32, attempt: u32) -> PathBuf {
    folder.join(job).join(format!("{task}.{attempt}.log"))
}

impl LogTarget {
    /// What to hand to the worker as its standard error.
    pub(super) fn open(&self, attempt: &Attempt) -> std::io::Result<Stdio> {
        match self {
            Self::Folder(folder) => {
                let path = attempt_log(folder, &attempt.job, attempt.task, attempt.attempt);
                if let Some(parent) = path.parent() {
                    std::fs::create_dir_all(parent)?;
                }
                Ok(File::create(path)?.into())
            }
            Self::StandardError => Ok(Stdio::piped()),
        }
    }
}

/// Passes the lines of a worker on until it closes its standard error. The prefix keeps file names and decoder messages
/// from starting a line that a farm scheduler would take as a command (`openjd_…`, `TR_…`).
pub(super) async fn pass_on(stderr: ChildStderr, task: u32, attempt: u32) {
    let mut lines = BufReader::new(stderr).split(b'\n');
    while let Ok(Some(line)) = lines.next_segment().await {
        eprintln!("task {task}.{attempt} | {}", String::from_utf8_lossy(&line));
    }
}
