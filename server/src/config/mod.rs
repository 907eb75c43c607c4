//! Configuration of the service: a TOML file, over it the environment, over that the flags.

mod environment;
mod file;
mod flags;
mod resolved;

pub use environment::from_environment;
pub use file::{Settings, from_toml};
pub use flags::ConfigFlags;
pub use resolved::{Config, LogFormat, RetryConfig};

use std::ffi::OsString;
use std::path::PathBuf;
use thiserror::Error;

/// Why there is no configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("failed to read configuration {path}: {source}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no configuration.
    #[error("configuration {path}: {message}", path = .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and key.
        message: String,
    },
    /// A variable or a flag does not hold what it should.
    #[error("{origin}: {value:?} is no {wanted}")]
    Value {
        /// Name of the variable or flag.
        origin: String,
        /// What it holds.
        value: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// A value that cannot work.
    #[error("{key}: {reason}")]
    Invalid {
        /// Key of the configuration.
        key: &'static str,
        /// Why it cannot.
        reason: String,
    },
}

/// Puts file, environment and flags together.
///
/// # Errors
/// Names the file, variable, flag or key at fault.
pub fn load(flags: &ConfigFlags, variable: impl Fn(&str) -> Option<OsString>) -> Result<Config, ConfigError> {
    let file = flags.config.clone().or_else(|| variable("INTERNEG_CONFIG").map(PathBuf::from));
    let settings = match file {
        Some(path) => {
            let text =
                std::fs::read_to_string(&path).map_err(|source| ConfigError::Read { path: path.clone(), source })?;
            from_toml(&text).map_err(|message| ConfigError::Syntax { path, message })?
        }
        None => Settings::default(),
    };
    Config::resolve(settings.under(from_environment(variable)?).under(flags.settings()?))
}

#[cfg(test)]
mod tests;
