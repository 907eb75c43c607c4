//! The environment's say: one variable per key, `INTERNEG_` and the key in capitals.

use super::file::RetrySettings;
use super::flags::parse_root;
use super::{ConfigError, LogFormat, Settings};
use interneg_spec::DeviceChoice;
use std::ffi::OsString;
use std::str::FromStr;

/// Reads the variables that `variable` knows.
///
/// # Errors
/// Names the variable that does not hold what it should.
pub fn from_environment(variable: impl Fn(&str) -> Option<OsString>) -> Result<Settings, ConfigError> {
    let text = |name: &str| -> Result<Option<String>, ConfigError> {
        let value = variable(name).map(OsString::into_string).transpose();
        value.map_err(|value| bad(name, &value.to_string_lossy(), "UTF-8 text"))
    };
    let roots = text("INTERNEG_ROOTS")?.map(|list| {
        let roots = list.split(';').map(str::trim).filter(|root| !root.is_empty());
        roots.map(|root| parse_root("INTERNEG_ROOTS", root)).collect::<Result<Vec<_>, _>>()
    });
    Ok(Settings {
        listen: text("INTERNEG_LISTEN")?,
        data_dir: variable("INTERNEG_DATA_DIR").map(Into::into),
        roots: roots.transpose()?,
        workers: number("INTERNEG_WORKERS", text("INTERNEG_WORKERS")?)?,
        threads_per_worker: number("INTERNEG_THREADS_PER_WORKER", text("INTERNEG_THREADS_PER_WORKER")?)?,
        memory_mib: number("INTERNEG_MEMORY_MIB", text("INTERNEG_MEMORY_MIB")?)?,
        frames_per_task: number("INTERNEG_FRAMES_PER_TASK", text("INTERNEG_FRAMES_PER_TASK")?)?,
        max_attempts: number("INTERNEG_MAX_ATTEMPTS", text("INTERNEG_MAX_ATTEMPTS")?)?,
        retry: RetrySettings {
            initial_seconds: number("INTERNEG_RETRY_INITIAL_SECONDS", text("INTERNEG_RETRY_INITIAL_SECONDS")?)?,
            max_seconds: number("INTERNEG_RETRY_MAX_SECONDS", text("INTERNEG_RETRY_MAX_SECONDS")?)?,
        },
        colour_config: text("INTERNEG_COLOUR_CONFIG")?,
        device: text("INTERNEG_DEVICE")?.map(|value| device("INTERNEG_DEVICE", &value)).transpose()?,
        max_dimension: number("INTERNEG_MAX_DIMENSION", text("INTERNEG_MAX_DIMENSION")?)?,
        log_format: text("INTERNEG_LOG_FORMAT")?
            .map(|value| {
                LogFormat::from_name(&value).ok_or_else(|| bad("INTERNEG_LOG_FORMAT", &value, LogFormat::NAMES))
            })
            .transpose()?,
    })
}

fn number<T: FromStr>(name: &str, value: Option<String>) -> Result<Option<T>, ConfigError> {
    value.map(|value| value.trim().parse().map_err(|_| bad(name, &value, "number"))).transpose()
}

/// Reads a device.
pub(super) fn device(origin: &str, text: &str) -> Result<DeviceChoice, ConfigError> {
    text.trim().parse().map_err(|_| bad(origin, text, "device; write auto, cpu, or cuda:N with N counted from 0"))
}

fn bad(origin: &str, value: &str, wanted: &'static str) -> ConfigError {
    ConfigError::Value { origin: origin.to_owned(), value: value.to_owned(), wanted }
}
