//! What one origin says: every key may be absent.

use super::LogFormat;
use interneg_engine::Root;
use interneg_spec::DeviceChoice;
use serde::Deserialize;
use std::path::PathBuf;

/// Keys of the configuration as one origin sets them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Address and port to listen on.
    pub listen: Option<String>,
    /// Folder of the job store and the logs.
    pub data_dir: Option<PathBuf>,
    /// Folders that jobs may name; a later origin replaces the whole list.
    pub roots: Option<Vec<Root>>,
    /// Worker processes at once.
    pub workers: Option<usize>,
    /// Threads of one worker.
    pub threads_per_worker: Option<usize>,
    /// Memory of all workers together, in MiB.
    pub memory_mib: Option<u64>,
    /// Frames of one task at most.
    pub frames_per_task: Option<u64>,
    /// Attempts that a task has.
    pub max_attempts: Option<u32>,
    /// Back-off between attempts.
    pub retry: RetrySettings,
    /// Colour configuration of jobs that name none.
    pub colour_config: Option<String>,
    /// What renders jobs that name no device.
    pub device: Option<DeviceChoice>,
    /// Largest width or height of a source, in pixels.
    pub max_dimension: Option<u32>,
    /// Form of log lines.
    pub log_format: Option<LogFormat>,
}

/// Back-off as one origin sets it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetrySettings {
    /// Before the second attempt, in seconds; doubled for each one after it.
    pub initial_seconds: Option<f64>,
    /// Never longer than this, in seconds.
    pub max_seconds: Option<f64>,
}

/// Reads a configuration file.
///
/// # Errors
/// The message names line and key, unknown keys included.
pub fn from_toml(text: &str) -> Result<Settings, String> {
    toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())
}

impl Settings {
    /// These settings where `over` is silent.
    pub fn under(self, over: Self) -> Self {
        Self {
            listen: over.listen.or(self.listen),
            data_dir: over.data_dir.or(self.data_dir),
            roots: over.roots.or(self.roots),
            workers: over.workers.or(self.workers),
            threads_per_worker: over.threads_per_worker.or(self.threads_per_worker),
            memory_mib: over.memory_mib.or(self.memory_mib),
            frames_per_task: over.frames_per_task.or(self.frames_per_task),
            max_attempts: over.max_attempts.or(self.max_attempts),
            retry: RetrySettings {
                initial_seconds: over.retry.initial_seconds.or(self.retry.initial_seconds),
                max_seconds: over.retry.max_seconds.or(self.retry.max_seconds),
            },
            colour_config: over.colour_config.or(self.colour_config),
            device: over.device.or(self.device),
            max_dimension: over.max_dimension.or(self.max_dimension),
            log_format: over.log_format.or(self.log_format),
        }
    }
}
