//! What the frames of a NAM are written as.

use crate::proxy::ProxyCodec;
use crate::{DynamicRange, MovieBitDepth};
use serde::de::IntoDeserializer;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// File format of a NAM (rules NAM-03 to NAM-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "container", rename_all = "snake_case", try_from = "FormatFields")]
pub enum DeliveryFormat {
    /// OpenEXR, half float, scan lines, for linear spaces.
    Exr {
        /// Compression of the pixel data.
        compression: ExrCompression,
        /// Deflate level 1..=9 for ZIP; higher is smaller and slower, the pixels are the same.
        zip_level: u8,
    },
    /// SMPTE ST 268 DPX, for logarithmic spaces.
    Dpx {
        /// Bits per sample.
        bit_depth: DpxBitDepth,
    },
    /// One QuickTime movie in place of frames, for logarithmic spaces, where the client has allowed it (rules NAM-12 and
    /// NAM-13).
    Quicktime {
        /// What the pictures are coded in.
        codec: ProxyCodec,
        /// Bits per sample.
        bit_depth: MovieBitDepth,
        /// Dynamic range of the programme; never guessed, so a job without it is refused.
        #[serde(skip_serializing_if = "Option::is_none")]
        dynamic_range: Option<DynamicRange>,
    },
}

/// Deflate level where a job names none.
const DEFAULT_ZIP_LEVEL: u8 = 1;

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

/// The fields of all containers side by side, as they stand in a job. An enum with a tag is read through a buffer, which
/// forgets where each value stood, so that a parser could not say which of them is wrong.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormatFields {
    container: Container,
    compression: Option<ExrCompression>,
    zip_level: Option<u8>,
    /// Which depths there are depends on the container.
    bit_depth: Option<String>,
    codec: Option<ProxyCodec>,
    dynamic_range: Option<DynamicRange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Container {
    Exr,
    Dpx,
    Quicktime,
}

/// Why fields make no format.
#[derive(Debug, Error)]
enum FormatError {
    #[error("format.{field} is no field of format.container = \"{}\"", .container.name())]
    OfAnother { field: &'static str, container: Container },
    #[error("format.{field} is missing")]
    Missing { field: &'static str },
    #[error("format.bit_depth: {0}")]
    BitDepth(WordError),
}

impl Container {
    fn name(self) -> &'static str {
        match self {
            Self::Exr => "exr",
            Self::Dpx => "dpx",
            Self::Quicktime => "quicktime",
        }
    }
}

impl TryFrom<FormatFields> for DeliveryFormat {
    type Error = FormatError;

    fn try_from(fields: FormatFields) -> Result<Self, FormatError> {
        let FormatFields { container, compression, zip_level, bit_depth, codec, dynamic_range } = fields;
        let given = [
            ("compression", compression.is_some(), &[Container::Exr][..]),
            ("zip_level", zip_level.is_some(), &[Container::Exr]),
            ("bit_depth", bit_depth.is_some(), &[Container::Dpx, Container::Quicktime]),
            ("codec", codec.is_some(), &[Container::Quicktime]),
            ("dynamic_range", dynamic_range.is_some(), &[Container::Quicktime]),
        ];
        if let Some((field, ..)) = given.into_iter().find(|(_, is_given, of)| *is_given && !of.contains(&container)) {
            return Err(FormatError::OfAnother { field, container });
        }
        Ok(match container {
            Container::Exr => Self::Exr {
                compression: compression.unwrap_or_default(),
                zip_level: zip_level.unwrap_or(DEFAULT_ZIP_LEVEL),
            },
            Container::Dpx => Self::Dpx { bit_depth: depth(bit_depth)? },
            Container::Quicktime => Self::Quicktime {
                codec: codec.ok_or(FormatError::Missing { field: "codec" })?,
                bit_depth: depth(bit_depth)?,
                dynamic_range,
            },
        })
    }
}

/// A depth by its word, or the usual one.
fn depth<T: Default + for<'de> Deserialize<'de>>(word: Option<String>) -> Result<T, FormatError> {
    let Some(word) = word else { return Ok(T::default()) };
    let word: StrDeserializer<WordError> = word.as_str().into_deserializer();
    T::deserialize(word).map_err(FormatError::BitDepth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<DeliveryFormat, String> {
        #[derive(Deserialize)]
        struct Job {
            format: DeliveryFormat,
        }
        let text = format!("rate = '24'\n[format]\n{lines}\n[colour]\ntarget = 'ACES2065-1'\n");
        toml::from_str::<Job>(&text).map(|job| job.format).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_wrong_in_a_format_is_named_with_its_key() {
        for (lines, parts) in [
            ("container = 'dpx'\nbit_depth = '12'", ["format.bit_depth", "`10` or `16`"]),
            ("container = 'quicktime'\ncodec = 'dnxhr_444'\nbit_depth = '16'", ["format.bit_depth", "`10` or `12`"]),
            ("container = 'quicktime'\ndynamic_range = 'HDR'", ["dynamic_range = 'HDR'", "`hdr` or `sdr`"]),
            ("container = 'quicktime'\ncodec = 'prores_5555'", ["codec = 'prores_5555'", "prores_4444_xq"]),
            ("container = 'exr'\ncompression = 'dwaa'", ["compression = 'dwaa'", "`piz`"]),
            ("container = 'exr'\nzip_level = 'best'", ["zip_level = 'best'", "u8"]),
            ("container = 'tiff'", ["container = 'tiff'", "`exr`"]),
            ("container = 'exr'\nkompression = 'zip'", ["kompression = 'zip'", "`compression`"]),
            ("container = 'dpx'\ncompression = 'zip'", ["format.compression", "container = \"dpx\""]),
            ("container = 'quicktime'", ["format.codec", "missing"]),
        ] {
            let told = read(lines).unwrap_err();
            assert!(parts.iter().all(|part| told.contains(part)), "{lines}: {told}");
        }
    }

    #[test]
    fn fields_that_are_left_out_have_their_defaults() {
        let exr = DeliveryFormat::Exr { compression: ExrCompression::Piz, zip_level: 1 };
        assert_eq!(read("container = 'exr'"), Ok(exr));
        assert_eq!(read("container = 'dpx'"), Ok(DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Sixteen }));
        let (codec, bit_depth) = (ProxyCodec::Dnxhr444, MovieBitDepth::Twelve);
        let movie = DeliveryFormat::Quicktime { codec, bit_depth, dynamic_range: None };
        assert_eq!(read("container = 'quicktime'\ncodec = 'dnxhr_444'"), Ok(movie));
    }
}
