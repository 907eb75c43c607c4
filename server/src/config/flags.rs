//! The command line's say.

use super::environment::device;
use super::file::RetrySettings;
use super::{ConfigError, LogFormat, Settings};
use interneg_engine::Root;
use std::path::PathBuf;

/// Flags that set keys of the configuration.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ConfigFlags {
    /// Configuration file in TOML [environment: INTERNEG_CONFIG].
    #[arg(long, value_name = "FILE", global = true, help_heading = "Configuration")]
    pub config: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", global = true, help_heading = "Configuration")]
    listen: Option<String>,
    /// Folder of the job store and the logs.
    #[arg(long, value_name = "FOLDER", global = true, help_heading = "Configuration")]
    data_dir: Option<PathBuf>,
    /// Folder that jobs may name; `:rw` lets deliveries be written below it. May be repeated.
    #[arg(long = "root", value_name = "NAME=FOLDER[:rw]", global = true, help_heading = "Configuration")]
    roots: Vec<String>,
    /// Worker processes at once.
    #[arg(long, value_name = "N", global = true, help_heading = "Configuration")]
    workers: Option<usize>,
    /// Threads of one worker.
    #[arg(long, value_name = "N", global = true, help_heading = "Configuration")]
    threads_per_worker: Option<usize>,
    /// Memory of all workers together, in MiB.
    #[arg(long, value_name = "MIB", global = true, help_heading = "Configuration")]
    memory_mib: Option<u64>,
    /// Frames of one task at most.
    #[arg(long, value_name = "N", global = true, help_heading = "Configuration")]
    frames_per_task: Option<u64>,
    /// Attempts that a task has.
    #[arg(long, value_name = "N", global = true, help_heading = "Configuration")]
    max_attempts: Option<u32>,
    /// Seconds before the second attempt; doubled for each one after it.
    #[arg(long, value_name = "SECONDS", global = true, help_heading = "Configuration")]
    retry_initial_seconds: Option<f64>,
    /// Longest time between attempts, in seconds.
    #[arg(long, value_name = "SECONDS", global = true, help_heading = "Configuration")]
    retry_max_seconds: Option<f64>,
    /// Colour configuration of jobs that name none.
    #[arg(long, value_name = "NAME", global = true, help_heading = "Configuration")]
    colour_config: Option<String>,
    /// What renders jobs that name no device: auto (a GPU where one works, else the processors), cpu, or cuda:N.
    #[arg(long, value_name = "DEVICE", global = true, help_heading = "Configuration")]
    device: Option<String>,
    /// Largest width or height of a source, in pixels.
    #[arg(long, value_name = "PIXELS", global = true, help_heading = "Configuration")]
    max_dimension: Option<u32>,
    /// Form of log lines.
    #[arg(long, value_enum, global = true, help_heading = "Configuration")]
    log_format: Option<LogFormat>,
}

impl ConfigFlags {
    /// The keys that flags set.
    ///
    /// # Errors
    /// A root is not of the form `NAME=FOLDER[:rw]`.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let roots: Vec<Root> = self.roots.iter().map(|root| parse_root("--root", root)).collect::<Result<_, _>>()?;
        Ok(Settings {
            listen: self.listen.clone(),
            data_dir: self.data_dir.clone(),
            roots: Some(roots).filter(|roots| !roots.is_empty()),
            workers: self.workers,
            threads_per_worker: self.threads_per_worker,
            memory_mib: self.memory_mib,
            frames_per_task: self.frames_per_task,
            max_attempts: self.max_attempts,
            retry: RetrySettings { initial_seconds: self.retry_initial_seconds, max_seconds: self.retry_max_seconds },
            colour_config: self.colour_config.clone(),
            device: self.device.as_deref().map(|text| device("--device", text)).transpose()?,
            max_dimension: self.max_dimension,
            log_format: self.log_format,
        })
    }
}

/// Reads `NAME=FOLDER` or `NAME=FOLDER:rw`.
pub(super) fn parse_root(origin: &str, text: &str) -> Result<Root, ConfigError> {
    let bad = || ConfigError::Value {
        origin: origin.to_owned(),
        value: text.to_owned(),
        wanted: "root; write NAME=FOLDER, or NAME=FOLDER:rw",
    };
    let (name, folder) = text.split_once('=').ok_or_else(bad)?;
    let (folder, writable) = folder.strip_suffix(":rw").map_or((folder, false), |folder| (folder, true));
    if name.is_empty() || folder.is_empty() {
        return Err(bad());
    }
    Ok(Root { name: name.to_owned(), path: folder.into(), writable })
}
