//! Which encoders this machine's GStreamer has.

use crate::Ability;
use gstreamer as gst;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Coding of a review file's pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewCodec {
    /// ITU-T H.264, High profile.
    H264,
    /// ITU-T H.265, Main profile.
    Hevc,
}

impl ReviewCodec {
    /// The word of job files.
    pub fn name(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Hevc => "hevc",
        }
    }

    /// The element that puts coded frames into the form that files hold, and the Debian package that brings it.
    pub(super) fn parser(self) -> (&'static str, &'static str) {
        let element = match self {
            Self::H264 => "h264parse",
            Self::Hevc => "h265parse",
        };
        (element, BAD)
    }
}

impl fmt::Display for ReviewCodec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// An element that encodes pictures. Its name is that of its factory in GStreamer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureEncoder {
    /// NVIDIA's NVENC.
    NvH264Enc,
    /// VA-API, by GStreamer's own library.
    VaH264Enc,
    /// VA-API, by the older plug-in.
    VaapiH264Enc,
    /// x264, on processors.
    X264Enc,
    /// OpenH264, on processors. It writes no colour into the coded frames; only the file's `colr` tells it.
    OpenH264Enc,
    /// NVIDIA's NVENC.
    NvH265Enc,
    /// VA-API, by GStreamer's own library.
    VaH265Enc,
    /// VA-API, by the older plug-in.
    VaapiH265Enc,
    /// x265, on processors.
    X265Enc,
}

/// Debian's name of the package that most of the elements are in.
const BAD: &str = "gstreamer1.0-plugins-bad";

impl PictureEncoder {
    /// All of them, those that are taken first of each codec first: hardware before processors.
    pub const ALL: [Self; 9] = [
        Self::NvH264Enc,
        Self::VaH264Enc,
        Self::VaapiH264Enc,
        Self::X264Enc,
        Self::OpenH264Enc,
        Self::NvH265Enc,
        Self::VaH265Enc,
        Self::VaapiH265Enc,
        Self::X265Enc,
    ];

    /// Name of the element.
    pub fn element(self) -> &'static str {
        match self {
            Self::NvH264Enc => "nvh264enc",
            Self::VaH264Enc => "vah264enc",
            Self::VaapiH264Enc => "vaapih264enc",
            Self::X264Enc => "x264enc",
            Self::OpenH264Enc => "openh264enc",
            Self::NvH265Enc => "nvh265enc",
            Self::VaH265Enc => "vah265enc",
            Self::VaapiH265Enc => "vaapih265enc",
            Self::X265Enc => "x265enc",
        }
    }

    /// What it writes.
    pub fn codec(self) -> ReviewCodec {
        match self {
            Self::NvH264Enc | Self::VaH264Enc | Self::VaapiH264Enc | Self::X264Enc | Self::OpenH264Enc => {
                ReviewCodec::H264
            }
            Self::NvH265Enc | Self::VaH265Enc | Self::VaapiH265Enc | Self::X265Enc => ReviewCodec::Hevc,
        }
    }

    /// The Debian package that brings it.
    pub fn package(self) -> &'static str {
        match self {
            Self::X264Enc => "gstreamer1.0-plugins-ugly",
            Self::VaapiH264Enc | Self::VaapiH265Enc => "gstreamer1.0-vaapi",
            _ => BAD,
        }
    }

    /// It works on a GPU or on a media engine beside the processors.
    pub fn is_hardware(self) -> bool {
        !matches!(self, Self::X264Enc | Self::OpenH264Enc | Self::X265Enc)
    }
}

impl fmt::Display for PictureEncoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.element())
    }
}

/// An element that encodes AAC-LC. Its name is that of its factory in GStreamer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SoundEncoder {
    /// FFmpeg's encoder.
    #[serde(rename = "avenc_aac")]
    AvencAac,
    /// Fraunhofer's encoder.
    #[serde(rename = "fdkaacenc")]
    FdkAacEnc,
    /// VisualOn's encoder.
    #[serde(rename = "voaacenc")]
    VoAacEnc,
}

impl SoundEncoder {
    /// All of them, the one that is taken first foremost.
    pub const ALL: [Self; 3] = [Self::AvencAac, Self::FdkAacEnc, Self::VoAacEnc];

    /// Name of the element.
    pub fn element(self) -> &'static str {
        match self {
            Self::AvencAac => "avenc_aac",
            Self::FdkAacEnc => "fdkaacenc",
            Self::VoAacEnc => "voaacenc",
        }
    }

    /// The Debian package that brings it.
    pub fn package(self) -> &'static str {
        match self {
            Self::AvencAac => "gstreamer1.0-libav",
            Self::FdkAacEnc => "gstreamer1.0-fdkaac",
            Self::VoAacEnc => BAD,
        }
    }

    /// Samples by which what is decoded lags behind what was encoded.
    pub(super) fn priming_samples(self) -> u32 {
        match self {
            Self::AvencAac => 1024,
            Self::FdkAacEnc => 2048,
            Self::VoAacEnc => 1600,
        }
    }
}

impl fmt::Display for SoundEncoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.element())
    }
}

/// The machine: an element that a review file needs is not installed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("GStreamer has no element {element} here, {what}: install Debian's {package}")]
pub struct MissingPlugin {
    /// Name of the element; of several that would do, the one that is installed most easily.
    pub element: &'static str,
    /// What it is needed for.
    pub what: &'static str,
    /// The Debian package that brings it.
    pub package: &'static str,
}

/// The encoder that this machine uses for `codec`: the first of [`PictureEncoder::ALL`] that GStreamer's registry has.
/// No plug-in is loaded for it. That an element of hardware is there does not prove that the hardware works.
///
/// # Errors
/// There is none; x264enc or x265enc is named, which need no hardware.
pub fn choose(codec: ReviewCodec) -> Result<PictureEncoder, MissingPlugin> {
    let mut of_codec = PictureEncoder::ALL.into_iter().filter(|encoder| encoder.codec() == codec);
    of_codec.find(|encoder| is_there(encoder.element())).ok_or_else(|| missing_encoder(codec))
}

/// The encoder that this machine uses for sound.
///
/// # Errors
/// There is none; avenc_aac is named.
pub fn choose_sound() -> Result<SoundEncoder, MissingPlugin> {
    let encoder = SoundEncoder::ALL.into_iter().find(|encoder| is_there(encoder.element()));
    encoder.ok_or_else(|| missing_sound_encoder(SoundEncoder::AvencAac))
}

/// What review files are coded by on this machine, or what has to be installed.
pub fn abilities() -> Vec<Ability> {
    let pictures = [ReviewCodec::H264, ReviewCodec::Hevc].map(|codec| Ability {
        name: codec.name(),
        description: choose(codec).map_or_else(|missing| missing.package, PictureEncoder::element),
    });
    let sound = Ability {
        name: "aac",
        description: choose_sound().map_or_else(|missing| missing.package, SoundEncoder::element),
    };
    pictures.into_iter().chain([sound]).collect()
}

/// Version of GStreamer in use, `major.minor.micro`.
pub fn gstreamer_version() -> String {
    let (major, minor, micro, _) = gst::version();
    format!("{major}.{minor}.{micro}")
}

/// Finds an element in the registry, without loading its plug-in.
pub(super) fn is_there(element: &str) -> bool {
    gst::init().is_ok() && gst::ElementFactory::find(element).is_some()
}

pub(super) fn missing_encoder(codec: ReviewCodec) -> MissingPlugin {
    let encoder = match codec {
        ReviewCodec::H264 => PictureEncoder::X264Enc,
        ReviewCodec::Hevc => PictureEncoder::X265Enc,
    };
    missing_picture_encoder(encoder)
}

pub(super) fn missing_picture_encoder(encoder: PictureEncoder) -> MissingPlugin {
    MissingPlugin { element: encoder.element(), what: "an encoder of pictures", package: encoder.package() }
}

pub(super) fn missing_sound_encoder(encoder: SoundEncoder) -> MissingPlugin {
    MissingPlugin { element: encoder.element(), what: "an encoder of sound", package: encoder.package() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_elements_are_the_words_of_plans() {
        for encoder in PictureEncoder::ALL {
            assert_eq!(serde_json::to_value(encoder).unwrap(), encoder.element());
        }
        for encoder in SoundEncoder::ALL {
            assert_eq!(serde_json::to_value(encoder).unwrap(), encoder.element());
        }
    }

    #[test]
    fn hardware_comes_first() {
        for codec in [ReviewCodec::H264, ReviewCodec::Hevc] {
            let of_codec: Vec<_> = PictureEncoder::ALL.into_iter().filter(|encoder| encoder.codec() == codec).collect();
            assert!(of_codec.is_sorted_by_key(|encoder| !encoder.is_hardware()), "{of_codec:?}");
        }
    }
}
