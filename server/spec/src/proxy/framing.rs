//! Which part of the picture a proxy shows, and what is written over it.

use crate::MediaPath;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which part of the picture is shown where. Without any choice the whole picture of the camera, with square pixels, is
/// scaled to fit and padded with black.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FramingChoice {
    /// ASC FDL file with the framing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fdl: Option<MediaPath>,
    /// Framing intent of the FDL; its default where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// Canvas template of the FDL; the whole framing decision is fitted into the raster where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Aspect ratio behind black bars, for example 2.39; not beside an FDL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letterbox: Option<f64>,
}

/// A text over the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BurnIn {
    /// What it says.
    pub field: BurnInField,
    /// Where it stands.
    pub position: BurnInPosition,
    /// The text, where `field` is `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What a burn-in says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BurnInField {
    /// Source timecode.
    Timecode,
    /// Name of the clip.
    Clip,
    /// Reel.
    Reel,
    /// Frame of the clip, from 0.
    Frame,
    /// Text of the job.
    Text,
}

/// Where a burn-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BurnInPosition {
    /// Above, at the left.
    TopLeft,
    /// Above, in the middle.
    TopCentre,
    /// Above, at the right.
    TopRight,
    /// Below, at the left.
    BottomLeft,
    /// Below, in the middle.
    BottomCentre,
    /// Below, at the right.
    BottomRight,
}

impl BurnInPosition {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::TopLeft, Self::TopCentre, Self::TopRight, Self::BottomLeft, Self::BottomCentre, Self::BottomRight];
}

impl fmt::Display for BurnInField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timecode => "timecode",
            Self::Clip => "clip",
            Self::Reel => "reel",
            Self::Frame => "frame",
            Self::Text => "text",
        })
    }
}

impl fmt::Display for BurnInPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TopLeft => "top_left",
            Self::TopCentre => "top_centre",
            Self::TopRight => "top_right",
            Self::BottomLeft => "bottom_left",
            Self::BottomCentre => "bottom_centre",
            Self::BottomRight => "bottom_right",
        })
    }
}
