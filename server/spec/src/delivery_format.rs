//! What the frames of a NAM are written as.

use crate::proxy::ProxyCodec;
use crate::{DynamicRange, MovieBitDepth};
use serde::{Deserialize, Serialize};

/// File format of a NAM (rules NAM-03 to NAM-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "container", rename_all = "snake_case", deny_unknown_fields)]
pub enum DeliveryFormat {
    /// OpenEXR, half float, scan lines, for linear spaces.
    Exr {
        /// Compression of the pixel data.
        #[serde(default)]
        compression: ExrCompression,
        /// Deflate level 1..=9 for ZIP; higher is smaller and slower, the pixels are the same.
        #[serde(default = "default_zip_level")]
        zip_level: u8,
    },
    /// SMPTE ST 268 DPX, for logarithmic spaces.
    Dpx {
        /// Bits per sample.
        #[serde(default)]
        bit_depth: DpxBitDepth,
    },
    /// One QuickTime movie in place of frames, for logarithmic spaces, where the client has allowed it (rules NAM-12 and
    /// NAM-13).
    Quicktime {
        /// What the pictures are coded in.
        codec: ProxyCodec,
        /// Bits per sample.
        #[serde(default)]
        bit_depth: MovieBitDepth,
        /// Dynamic range of the programme; never guessed, so a job without it is refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dynamic_range: Option<DynamicRange>,
    },
}

fn default_zip_level() -> u8 {
    1
}

/// EXR compressions that a NAM may use; all lossless.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExrCompression {
    /// Uncompressed.
    None,
    /// Deflate over 16 scan lines.
    Zip,
    /// Wavelet and Huffman over 32 scan lines.
    #[default]
    Piz,
}

/// Bits per sample of a DPX.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DpxBitDepth {
    /// 10 bits, filled method A; only under rule NAM-04.
    #[serde(rename = "10")]
    Ten,
    /// 16 bits.
    #[default]
    #[serde(rename = "16")]
    Sixteen,
}

impl DeliveryFormat {
    /// File extension without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Exr { .. } => "exr",
            Self::Dpx { .. } => "dpx",
            Self::Quicktime { .. } => "mov",
        }
    }

    /// Whether all frames lie in one file.
    pub fn is_movie(self) -> bool {
        matches!(self, Self::Quicktime { .. })
    }

    /// Bits per stored sample.
    pub fn bits(self) -> u8 {
        match self {
            Self::Dpx { bit_depth: DpxBitDepth::Ten } => 10,
            Self::Quicktime { bit_depth, .. } => bit_depth.bits(),
            Self::Exr { .. } | Self::Dpx { bit_depth: DpxBitDepth::Sixteen } => 16,
        }
    }
}
