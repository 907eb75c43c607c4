//! The objects of a list, with the names of its schema.
//!
//! Their values are checked by [`Fdl::from_json`] only.

use super::{CanvasTemplate, Layer};
use crate::stem::stem;
use serde::{Deserialize, Deserializer};

/// An ASC Framing Decision List.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fdl {
    /// UUID of the list, as it stands.
    pub uuid: String,
    /// Version of the schema.
    pub version: FdlVersion,
    /// Who made it.
    #[serde(default, deserialize_with = "present")]
    pub fdl_creator: Option<String>,
    /// Id of the intent that counts where none is named.
    #[serde(default, deserialize_with = "present")]
    pub default_framing_intent: Option<String>,
    /// What frames are meant, without pixels.
    #[serde(default)]
    pub framing_intents: Vec<FramingIntent>,
    /// Canvases, grouped as their author likes it.
    #[serde(default)]
    pub contexts: Vec<Context>,
    /// How new canvases are made.
    #[serde(default)]
    pub canvas_templates: Vec<CanvasTemplate>,
}

/// Version of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FdlVersion {
    /// Major number.
    pub major: u32,
    /// Minor number.
    pub minor: u32,
}

/// A frame that is meant, without pixels.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FramingIntent {
    /// Free text.
    #[serde(default, deserialize_with = "present")]
    pub label: Option<String>,
    /// Its id.
    pub id: String,
    /// Ratio of width to height; whole numbers.
    pub aspect_ratio: Dimensions,
    /// Part of the canvas that stays around the frame, 0.05 for 5 %.
    #[serde(default)]
    pub protection: f64,
}

/// A group of canvases.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Free text.
    #[serde(default, deserialize_with = "present")]
    pub label: Option<String>,
    /// Who made it.
    #[serde(default, deserialize_with = "present")]
    pub context_creator: Option<String>,
    /// The clip that the canvases are of; version 2.0 only.
    #[serde(default, deserialize_with = "present")]
    pub clip_id: Option<ClipId>,
    /// The canvases.
    #[serde(default)]
    pub canvases: Vec<Canvas>,
}

/// A clip by name, and by its file or files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClipId {
    /// Name of the clip.
    pub clip_name: String,
    /// Name of its file.
    #[serde(default, deserialize_with = "present")]
    pub file: Option<String>,
    /// Its files of frames; not beside a file.
    #[serde(default, deserialize_with = "present")]
    pub sequence: Option<ClipSequence>,
}

/// Files of frames.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClipSequence {
    /// Their name, with wild cards for digits.
    pub value: String,
    /// The wild card.
    pub idx: String,
    /// First frame number.
    pub min: u64,
    /// Last frame number.
    pub max: u64,
}

/// Width and height, in pixels where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimensions {
    /// Width, above 0.
    pub width: f64,
    /// Height, above 0.
    pub height: f64,
}

/// A place, from the upper left corner of the canvas, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A recorded or made picture and the frames in it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canvas {
    /// Free text.
    #[serde(default, deserialize_with = "present")]
    pub label: Option<String>,
    /// Its id.
    pub id: String,
    /// Id of the canvas it was made from, or its own.
    pub source_canvas_id: String,
    /// All pixels; whole numbers.
    pub dimensions: Dimensions,
    /// The pixels that can be used; whole numbers.
    #[serde(default, deserialize_with = "present")]
    pub effective_dimensions: Option<Dimensions>,
    /// Where they begin.
    #[serde(default, deserialize_with = "present")]
    pub effective_anchor_point: Option<Point>,
    /// Photosites of the sensor; whole numbers.
    #[serde(default, deserialize_with = "present")]
    pub photosite_dimensions: Option<Dimensions>,
    /// Size of the sensor in millimetres.
    #[serde(default, deserialize_with = "present")]
    pub physical_dimensions: Option<Dimensions>,
    /// By how much the picture is narrower than what it shows: 2 for a lens of 2:1.
    #[serde(default = "one")]
    pub anamorphic_squeeze: f64,
    /// The frames in it.
    #[serde(default)]
    pub framing_decisions: Vec<FramingDecision>,
}

/// A frame in the pixels of a canvas.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FramingDecision {
    /// Free text.
    #[serde(default, deserialize_with = "present")]
    pub label: Option<String>,
    /// Its id: those of canvas and intent, with a hyphen between them.
    pub id: String,
    /// Id of the intent.
    pub framing_intent_id: String,
    /// Size of the frame.
    pub dimensions: Dimensions,
    /// Where it begins.
    pub anchor_point: Point,
    /// Size of what is kept around the frame.
    #[serde(default, deserialize_with = "present")]
    pub protection_dimensions: Option<Dimensions>,
    /// Where that begins.
    #[serde(default, deserialize_with = "present")]
    pub protection_anchor_point: Option<Point>,
}

/// A size at a place, in pixels of a canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Where it begins.
    pub anchor: Point,
    /// How big it is.
    pub size: Dimensions,
}

impl ClipId {
    /// Whether it has this name, or its file has it without folder and extension; letter case counts.
    pub fn is_called(&self, name: &str) -> bool {
        !name.is_empty() && (self.clip_name == name || self.file.as_deref().map(stem) == Some(name))
    }
}

impl Canvas {
    /// An area of this canvas, or of a frame in it.
    pub fn layer(&self, decision: &FramingDecision, layer: Layer) -> Option<Area> {
        match layer {
            Layer::Canvas => Some(Area { anchor: Point::default(), size: self.dimensions }),
            Layer::Effective => Some(Area { anchor: self.effective_anchor_point?, size: self.effective_dimensions? }),
            Layer::Protection => {
                Some(Area { anchor: decision.protection_anchor_point?, size: decision.protection_dimensions? })
            }
            Layer::Framing => Some(Area { anchor: decision.anchor_point, size: decision.dimensions }),
        }
    }
}

fn one() -> f64 {
    1.0
}

/// A property that may be left out, but not be `null`.
pub(super) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
