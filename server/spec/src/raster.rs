//! Sizes of pictures.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Width and height in pixels, written `3840x2160`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Raster {
    /// Pixels per line.
    pub width: u32,
    /// Lines.
    pub height: u32,
}

/// Why a text is no raster.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a raster: {0:?}; write WIDTHxHEIGHT, each 1..=65535")]
pub struct RasterError(pub String);

impl Raster {
    /// The least raster of a NAM (rule NAM-06).
    pub const UHD: Self = Self { width: 3840, height: 2160 };

    /// Number of pixels.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

impl std::str::FromStr for Raster {
    type Err = RasterError;

    fn from_str(text: &str) -> Result<Self, RasterError> {
        let bad = || RasterError(text.to_owned());
        let (width, height) = text.split_once('x').ok_or_else(bad)?;
        let number = |part: &str| part.parse::<u16>().ok().filter(|value| *value > 0).map(u32::from).ok_or_else(bad);
        Ok(Self { width: number(width)?, height: number(height)? })
    }
}

impl std::fmt::Display for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl TryFrom<String> for Raster {
    type Error = RasterError;

    fn try_from(text: String) -> Result<Self, RasterError> {
        text.parse()
    }
}

impl From<Raster> for String {
    fn from(raster: Raster) -> Self {
        raster.to_string()
    }
}
