//! Log lines on standard error.

use crate::config::LogFormat;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Sends log lines to standard error; `INTERNEG_LOG` picks them (`info` where it is not set, `interneg_server=debug` and
/// the like). To be called once.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env("INTERNEG_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let as_json = match format {
        LogFormat::Auto => !is_terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let wants_colour = is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if as_json { builder.json().init() } else { builder.with_ansi(wants_colour).init() }
}
