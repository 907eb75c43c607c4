//! The configuration in force: every key has a value, and every value can work.

use super::{ConfigError, Settings};
use crate::scheduler::{Limits, RetryPolicy};
use interneg_engine::Root;
use interneg_spec::DeviceChoice;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The configuration in force. Its TOML is a configuration file again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Folder of the job store and the logs.
    pub data_dir: PathBuf,
    /// Worker processes at once.
    pub workers: usize,
    /// Threads of one worker.
    pub threads_per_worker: usize,
    /// Memory of all workers together, in MiB.
    pub memory_mib: u64,
    /// Frames of one task at most.
    pub frames_per_task: u64,
    /// Attempts that a task has.
    pub max_attempts: u32,
    /// Colour configuration of jobs that name none.
    pub colour_config: String,
    /// What renders jobs that name no device; a job's own `device` counts before it.
    pub device: DeviceChoice,
    /// Largest width or height of a source, in pixels.
    pub max_dimension: u32,
    /// Form of log lines.
    pub log_format: LogFormat,
    /// Back-off between attempts.
    pub retry: RetryConfig,
    /// Folders that jobs may name.
    pub roots: Vec<Root>,
}

/// Back-off between attempts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RetryConfig {
    /// Before the second attempt, in seconds; doubled for each one after it.
    pub initial_seconds: f64,
    /// Never longer than this, in seconds.
    pub max_seconds: f64,
}

/// Form of log lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    #[default]
    Auto,
    /// One line of text.
    Text,
    /// One JSON object.
    Json,
}

impl LogFormat {
    /// The names, for messages.
    pub(super) const NAMES: &str = "log format; write auto, text or json";

    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// ACES studio configuration of OpenColorIO, as a job without a choice gets it.
const COLOUR_CONFIG: &str = "studio-config-v2.2.0_aces-v1.3_ocio-v2.4";

impl Config {
    /// Fills in what no origin has set and refuses what cannot work.
    pub(super) fn resolve(settings: Settings) -> Result<Self, ConfigError> {
        let listen = settings.listen.unwrap_or_else(|| "127.0.0.1:7878".to_owned());
        let listen = listen
            .parse()
            .map_err(|_| invalid("listen", format!("{listen:?} is no ADDRESS:PORT, such as 127.0.0.1:7878")))?;
        let workers = settings.workers.unwrap_or(2);
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let config = Self {
            listen,
            data_dir: settings.data_dir.unwrap_or_else(|| "interneg-data".into()),
            workers,
            threads_per_worker: settings.threads_per_worker.unwrap_or_else(|| (processors / workers.max(1)).max(1)),
            memory_mib: settings.memory_mib.unwrap_or(4096),
            frames_per_task: settings.frames_per_task.unwrap_or(48),
            max_attempts: settings.max_attempts.unwrap_or(3),
            colour_config: settings.colour_config.unwrap_or_else(|| COLOUR_CONFIG.to_owned()),
            device: settings.device.unwrap_or_default(),
            max_dimension: settings.max_dimension.unwrap_or(16_384),
            log_format: settings.log_format.unwrap_or_default(),
            retry: RetryConfig {
                initial_seconds: settings.retry.initial_seconds.unwrap_or(2.0),
                max_seconds: settings.retry.max_seconds.unwrap_or(60.0),
            },
            roots: settings.roots.unwrap_or_default(),
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let at_least_one = [
            ("workers", self.workers == 0),
            ("threads_per_worker", self.threads_per_worker == 0),
            ("memory_mib", self.memory_mib == 0),
            ("frames_per_task", self.frames_per_task == 0),
            ("max_attempts", self.max_attempts == 0),
            ("max_dimension", self.max_dimension == 0),
        ];
        if let Some((key, _)) = at_least_one.into_iter().find(|(_, is_zero)| *is_zero) {
            return Err(invalid(key, "must be 1 or more".to_owned()));
        }
        for (key, seconds) in
            [("retry.initial_seconds", self.retry.initial_seconds), ("retry.max_seconds", self.retry.max_seconds)]
        {
            if Duration::try_from_secs_f64(seconds).is_err() {
                return Err(invalid(key, format!("{seconds} is no time in seconds")));
            }
        }
        Ok(())
    }

    /// What bounds the work.
    pub fn limits(&self) -> Limits {
        Limits {
            workers: self.workers,
            threads_per_worker: self.threads_per_worker,
            memory_bytes: self.memory_mib.saturating_mul(1 << 20),
            frames_per_task: self.frames_per_task,
        }
    }

    /// When to try again.
    pub fn retry_policy(&self) -> RetryPolicy {
        // Both were checked when the configuration was resolved.
        let time = |seconds: f64| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
        RetryPolicy {
            max_attempts: self.max_attempts,
            initial_delay: time(self.retry.initial_seconds),
            max_delay: time(self.retry.max_seconds),
        }
    }

    /// Folder of the workers' logs.
    pub fn log_folder(&self) -> PathBuf {
        self.data_dir.join("logs")
    }

    /// Folder of kernels that were compiled for the GPUs of this machine. It appears with the first one, and may be
    /// deleted at any time: what is missing is compiled again.
    pub fn kernel_folder(&self) -> PathBuf {
        self.data_dir.join("kernels")
    }

    /// The job store.
    pub fn store_file(&self) -> PathBuf {
        self.data_dir.join("jobs.sqlite")
    }
}

fn invalid(key: &'static str, reason: String) -> ConfigError {
    ConfigError::Invalid { key, reason }
}
