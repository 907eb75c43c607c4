//! The instruction-set level that the kernels run at.

use interneg_kernels::Level;
use std::ffi::OsStr;
use thiserror::Error;

/// Why there is no level.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("INTERNEG_CPU: {value:?} is no level of this machine; write one of {known}, or leave it unset for the best")]
pub struct CpuLevelError {
    /// What the variable holds.
    value: String,
    /// Levels of this machine, lowest first.
    known: String,
}

/// The level that `variable`, the value of `INTERNEG_CPU`, leads to: the best of the machine where it is absent or empty.
/// Every level gives the same bits.
///
/// # Errors
/// The machine has no level of that name.
pub fn cpu_level(variable: Option<&OsStr>) -> Result<&'static str, CpuLevelError> {
    let Some(value) = variable.filter(|value| !value.is_empty()) else { return Ok(Level::best().name()) };
    let level = value.to_str().and_then(Level::from_name);
    level.map(Level::name).ok_or_else(|| CpuLevelError {
        value: value.to_string_lossy().into_owned(),
        known: Level::available().iter().map(|level| level.name()).collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_may_be_lowered_and_must_exist() {
        let level = |value: &str| cpu_level(Some(OsStr::new(value)));
        assert_eq!(level("baseline"), Ok("baseline"));
        assert_eq!(cpu_level(None), level(""));
        for known in Level::available() {
            assert_eq!(level(known.name()), Ok(known.name()));
        }
        let error = level("sse9").unwrap_err().to_string();
        assert!(error.contains("INTERNEG_CPU") && error.contains("sse9") && error.contains("baseline"), "{error}");
    }
}
