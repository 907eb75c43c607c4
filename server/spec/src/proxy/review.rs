//! Review files: what a supervisor looks at, in a browser, before the render ends.

use crate::Raster;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Review files of each clip, beside its proxies and from the same decode: a MP4, and HLS of what is finished while the
/// job runs. They have the look, the framing and the burn-ins of the proxies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewChoice {
    /// Coding of the pictures. What encodes them is chosen by what the machine has, and named in the plan.
    pub codec: ReviewCodec,
    /// Raster of the picture; both sides even, 16 to 8192 pixels.
    pub raster: Raster,
    /// Bits per second of the pictures in units of 1000, 100 to 100 000.
    pub bit_rate_kbps: u32,
}

/// Coding of review pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewCodec {
    /// ITU-T H.264.
    #[default]
    H264,
    /// ITU-T H.265.
    Hevc,
}

impl ReviewChoice {
    /// Name of the folder of review files, which no rendition may have beside them.
    pub const FOLDER: &str = "review";
    /// Raster of jobs that name none.
    pub const RASTER: Raster = Raster { width: 1280, height: 720 };
    /// Rate of jobs that name none, in 1000 bits per second.
    pub const BIT_RATE_KBPS: u32 = 4000;
}

impl Default for ReviewChoice {
    fn default() -> Self {
        Self { codec: ReviewCodec::default(), raster: Self::RASTER, bit_rate_kbps: Self::BIT_RATE_KBPS }
    }
}

impl fmt::Display for ReviewCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::H264 => "h264",
            Self::Hevc => "hevc",
        })
    }
}
