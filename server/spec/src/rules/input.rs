//! What the rules look at: facts of the job and of its sources, without the sources.

use crate::{DeliveryFormat, Raster, Rate, Timecode};
use serde::{Deserialize, Serialize};

/// Kinds of colour spaces, as far as the rules care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpaceKind {
    /// ACES2065-1: linear, AP0 primaries (SMPTE ST 2065-1).
    Aces,
    /// Another linear scene-referred space.
    Linear,
    /// A logarithmic scene-referred space.
    Log,
    /// A space of a display.
    Display,
    /// Data, or nothing that could be told.
    Other,
}

/// Whether a property that decoding may need is known, from the file or from the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The source's samples do not need it.
    NotNeeded,
    /// The file or the job says.
    Yes,
    /// Neither file nor job says.
    No,
}

impl Known {
    /// From "the samples need it" and "somebody says it".
    pub fn of(is_needed: bool, is_said: bool) -> Self {
        match (is_needed, is_said) {
            (false, _) => Self::NotNeeded,
            (true, true) => Self::Yes,
            (true, false) => Self::No,
        }
    }
}

/// The space of the delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFacts {
    /// Name in the colour configuration.
    pub space: String,
    /// Its kind.
    pub kind: SpaceKind,
}

/// One source and the part of it that is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipFacts {
    /// Index in the job.
    pub index: usize,
    /// Frames used.
    pub frames: u64,
    /// Significant bits of a stored sample.
    pub bits: u8,
    /// Samples are floats.
    pub is_float: bool,
    /// Picture size.
    pub raster: Raster,
    /// Width to height of one pixel.
    pub pixel_aspect: (u32, u32),
    /// Frames are made of two fields.
    pub is_interlaced: bool,
    /// Chroma has half the lines, so that in an interlaced frame each chroma line belongs to one field.
    pub has_420_chroma: bool,
    /// Frame rate, from the file or from the job.
    pub rate: Option<Rate>,
    /// Kind of the source's colour space, where it was found.
    pub space: Option<SpaceKind>,
    /// Code range.
    pub range: Known,
    /// Y'CbCr matrix.
    pub matrix: Known,
    /// What the file says of its matrix when it is none that can be undone.
    pub unsupported_matrix: Option<String>,
    /// Chroma siting.
    pub siting: Known,
}

/// A job and its sources, as far as the rules care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInput {
    /// File format of the frames.
    pub format: DeliveryFormat,
    /// Rate of the timeline.
    pub rate: Rate,
    /// Timeline timecode of the first frame.
    pub record_start: Timecode,
    /// Digits of the frame number in file names.
    pub frame_padding: u8,
    /// Raster that the job asks for.
    pub requested_raster: Option<Raster>,
    /// The client has approved a raster below UHD.
    pub client_approved_resolution: bool,
    /// Space of the delivery, where it was found.
    pub target: Option<TargetFacts>,
    /// Sources that were found and understood, in record order.
    pub clips: Vec<ClipFacts>,
}

impl RuleInput {
    /// Frames of the record.
    pub fn frames(&self) -> u64 {
        self.clips.iter().map(|clip| clip.frames).sum()
    }
}
