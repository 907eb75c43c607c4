//! The command line.

mod clip;
mod editorial;
mod job;

pub use clip::{ClipArg, ClipArgError};
pub use editorial::{
    RelinkArgs, RelinkCheckArgs, RelinkCommand, RelinkEdlArgs, SoundTimecodeArg, SyncArgs, SyncCommand, SyncReportArgs,
};
pub use job::JobArgs;
pub(crate) use job::absolute;

use crate::exit::Exit;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  interneg plan nam.toml                      what the job would do, and every rule it breaks
  interneg submit nam.toml --wait             render and wait for the end
  interneg watch jobs/6f1c…                   follow a job
  interneg relink check /dailies --ocf /ocf   do the proxies find their originals
  interneg verify /deliveries/show_nam_…      check a delivery, without a server";

const REVIEW_HELP: &str = "\
The job asks for review files with [review]. The address that is printed shows a page that plays what is finished; players
of HLS take it with index.m3u8 behind it. Clips come in order, each as soon as its frames from the first on are there. When
the job is finished the MP4s lie in the folder review of its output, and there is nothing to show any more.

Exit codes:
   0  ended with Ctrl-C
   1  the job has no review files, or is finished
  66  there is no such job";

const VERIFY_EXIT: &str = "\
Exit codes:
   0  every listed file is there and agrees, and there are no others
  65  files are missing, extra or altered, or a manifest is damaged
  66  the folder or something in it cannot be read, or there is no manifest";

/// Submits, plans, follows and verifies Interneg renders.
#[derive(Debug, Parser)]
#[command(name = "interneg", version, before_help = EXAMPLES, after_help = Exit::help(), max_term_width = 110)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct GlobalArgs {
    /// Address of the server [default: `server` in ~/.config/interneg/client.toml, else http://127.0.0.1:7878]
    #[arg(long, global = true, env = "INTERNEG_SERVER", value_name = "URL")]
    pub server: Option<String>,
    /// Print results as JSON: one document, or one object a line where results stream
    #[arg(long, global = true)]
    pub json: bool,
    /// Show no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Hand a job to the server; prints the job's name
    Submit(SubmitArgs),
    /// Print what a job would do and every rule that it breaks, without rendering
    Plan(PlanArgs),
    /// Follow a job until it ends, and end as it did
    Watch(WatchArgs),
    /// List jobs, newest first
    List(ListArgs),
    /// Show one job and its tasks
    Get(GetArgs),
    /// Stop a job
    Cancel(VerbArgs),
    /// Queue a failed or cancelled job again; only what is missing is rendered
    Retry(VerbArgs),
    /// Print what a job's workers wrote to their logs
    Logs(LogsArgs),
    /// List the files of a finished delivery
    Outputs(JobNameArgs),
    /// Show the finished part of a running job in a browser; ends with Ctrl-C
    #[command(after_help = REVIEW_HELP)]
    Review(ReviewArgs),
    /// Check a delivery folder against its manifests, without a server
    #[command(after_help = VERIFY_EXIT)]
    Verify(VerifyArgs),
    /// Check that proxies find their camera originals, and list the originals of a cut
    Relink(RelinkArgs),
    /// Say which production sound lies under which clip
    Sync(SyncArgs),
    /// Show what the server is and can do
    Info,
    /// Print shell completions
    Completions(CompletionsArgs),
}

/// Arguments of `submit`.
#[derive(Debug, Args)]
pub struct SubmitArgs {
    /// The job.
    #[command(flatten)]
    pub job: JobArgs,
    /// Wait until the job has ended, and exit with its code
    #[arg(long)]
    pub wait: bool,
    /// Make the call safe to repeat: the same id with the same job returns the job made first [default: a new one]
    #[arg(long, value_name = "UUID")]
    pub request_id: Option<uuid::Uuid>,
    /// Run all checks of the server and submit nothing
    #[arg(long, conflicts_with = "wait")]
    pub validate_only: bool,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The job.
    #[command(flatten)]
    pub job: JobArgs,
}

/// Arguments of commands that take only a job.
#[derive(Debug, Args)]
pub struct JobNameArgs {
    /// Job, `jobs/UUID` or only the UUID
    #[arg(value_name = "JOB", value_parser = job_name)]
    pub name: String,
}

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Job, `jobs/UUID` or only the UUID
    #[arg(value_name = "JOB", value_parser = job_name)]
    pub name: String,
    /// Tell only events after this sequence number
    #[arg(long, value_name = "SEQUENCE", default_value_t = 0)]
    pub after: u64,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only jobs in this state; may be given more than once
    #[arg(long, value_enum)]
    pub state: Vec<StateArg>,
    /// At most this many jobs; 0 for all
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

/// States of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateArg {
    /// Accepted; no task has run yet
    Queued,
    /// At least one task has begun
    Running,
    /// Running tasks are being stopped
    Cancelling,
    /// Delivered
    Succeeded,
    /// Failed
    Failed,
    /// Stopped on request
    Cancelled,
    /// Delivered, but for clips that could not be made
    #[value(name = "completed_with_errors")]
    CompletedWithErrors,
}

/// Arguments of `get`.
#[derive(Debug, Args)]
pub struct GetArgs {
    /// Job, `jobs/UUID` or only the UUID
    #[arg(value_name = "JOB", value_parser = job_name)]
    pub name: String,
    /// Print the job as a TOML file that can be submitted again
    #[arg(long, conflicts_with = "json")]
    pub toml: bool,
}

/// Arguments of `cancel` and `retry`.
#[derive(Debug, Args)]
pub struct VerbArgs {
    /// Job, `jobs/UUID` or only the UUID
    #[arg(value_name = "JOB", value_parser = job_name)]
    pub name: String,
    /// Act only if the job still has this etag, as `get --json` showed it
    #[arg(long)]
    pub etag: Option<String>,
}

/// Arguments of `logs`.
#[derive(Debug, Args)]
pub struct LogsArgs {
    /// Job, `jobs/UUID` or only the UUID
    #[arg(value_name = "JOB", value_parser = job_name)]
    pub name: String,
    /// Only this task, counted from 0
    #[arg(long)]
    pub task: Option<u32>,
    /// Only this attempt, 1 for the first
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub attempt: Option<u32>,
    /// Go on with new lines until the job has ended
    #[arg(long, short)]
    pub follow: bool,
    /// Only this many lines of each attempt's end at first
    #[arg(long, value_name = "LINES", value_parser = clap::value_parser!(u32).range(1..))]
    pub tail: Option<u32>,
}

/// Arguments of `review`.
#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// Job, `jobs/UUID` or only the UUID
    #[arg(value_name = "JOB", value_parser = job_name)]
    pub name: String,
    /// Address to listen on for browsers; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Delivery folder
    pub folder: PathBuf,
    /// Threads that read files [default: as many as there are processors]
    #[arg(long)]
    pub threads: Option<NonZero<usize>>,
    /// Compare presence and size only, and read no file
    #[arg(long)]
    pub sizes_only: bool,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Shell to complete for
    #[arg(value_enum)]
    pub shell: ShellArg,
}

/// Shells that completions exist for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShellArg {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// Friendly interactive shell
    Fish,
}

/// `jobs/UUID` from itself or from the UUID alone.
fn job_name(text: &str) -> Result<String, String> {
    let id = text.strip_prefix("jobs/").unwrap_or(text);
    id.parse::<uuid::Uuid>()
        .map(|uuid| format!("jobs/{uuid}"))
        .map_err(|_| "write jobs/UUID as submit and list print it".to_owned())
}

#[cfg(test)]
mod tests;
