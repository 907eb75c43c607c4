//! `internegd clean`: what stopped jobs have left beside deliveries, and its removal.

use crate::config::Config;
use interneg_engine::{EngineError, ExitClass, Leftover, LeftoverState, RootError, Roots, leftovers};
use interneg_spec::MediaPath;
use std::time::{Duration, SystemTime};
use thiserror::Error;

/// Arguments of `internegd clean`.
#[derive(Debug, Clone, clap::Args)]
pub struct CleanArguments {
    /// Output folders of jobs, as their `output` names them.
    #[arg(value_name = "FOLDER", required = true)]
    folders: Vec<MediaPath>,
    /// Remove what is only listed otherwise.
    #[arg(long)]
    remove: bool,
    /// Leave alone what has changed within this many days.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    older_than_days: u32,
}

/// Why there was nothing to clean.
#[derive(Debug, Error)]
pub enum CleanError {
    /// The folder lies below no writable root.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A folder cannot be read, or a file cannot be removed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl CleanError {
    /// Who must act, and the exit code that says so.
    pub fn class(&self) -> ExitClass {
        match self {
            Self::Root(RootError::BadRoot { .. } | RootError::BadName(_)) => ExitClass::Configuration,
            Self::Root(RootError::Missing { .. }) => ExitClass::MissingInput,
            Self::Root(_) => ExitClass::NotPermitted,
            Self::Engine(error) => error.class(),
        }
    }
}

/// Lists what jobs have left in each folder, and removes what may go where that is asked for; `print` gets a line each.
///
/// # Errors
/// A folder may not be used, or cannot be read or changed; what was removed before stays so.
pub fn clean(
    config: &Config,
    arguments: &CleanArguments,
    now: SystemTime,
    print: &mut dyn FnMut(&str),
) -> Result<(), CleanError> {
    let roots = Roots::new(config.roots.clone())?;
    let patience = Duration::from_secs(u64::from(arguments.older_than_days) * 24 * 3600);
    for folder in &arguments.folders {
        for leftover in leftovers(&roots.resolve_output(folder)?)? {
            // A time in the future is a clock that runs ahead: young.
            let is_old = now.duration_since(leftover.changed).is_ok_and(|age| age >= patience);
            let fate = match leftover.state {
                LeftoverState::Busy => "busy",
                LeftoverState::Delivered => "delivered",
                LeftoverState::Unfinished if !is_old => "recent",
                LeftoverState::Unfinished if !arguments.remove => "removable",
                LeftoverState::Unfinished if leftover.remove()? => "removed",
                LeftoverState::Unfinished => "busy",
            };
            print(&line(fate, &leftover));
        }
    }
    Ok(())
}

/// One line: fate, size, working folder, and the delivery that it is for.
fn line(fate: &str, leftover: &Leftover) -> String {
    let delivery = leftover.delivery.as_ref().and_then(|delivery| delivery.file_name());
    let delivery = delivery.map_or_else(|| "unknown job".into(), |name| name.to_string_lossy());
    // A tenth of a MiB is enough, and a float holds it.
    let size_mib = leftover.size_bytes as f64 / f64::from(1 << 20);
    format!("{fate:<10} {size_mib:>12.1} MiB  {}  {delivery}", leftover.folder.display())
}
