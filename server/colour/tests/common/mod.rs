//! Configurations as the tests that judge colours take them.

use interneg_colour::{ColourError, Config};

/// The configuration; with the feature `official-ocio`, the official library processes.
pub fn builtin(name: &str) -> Result<Config, ColourError> {
    #[cfg(feature = "official-ocio")]
    return Config::builtin_official(name);
    #[cfg(not(feature = "official-ocio"))]
    Config::builtin(name)
}
