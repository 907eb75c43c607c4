//! How a new canvas is made of a source: the properties of a template, with the names of the schema.

use super::Dimensions;
use super::document::present;
use serde::{Deserialize, Deserializer};
use std::fmt;

/// How a new canvas is made of a source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CanvasTemplate {
    /// Free text.
    #[serde(default, deserialize_with = "present")]
    pub label: Option<String>,
    /// Its id.
    pub id: String,
    /// Size that the source is fitted into; whole numbers.
    pub target_dimensions: Dimensions,
    /// Squeeze of the new canvas; 1 is none.
    pub target_anamorphic_squeeze: f64,
    /// What is fitted.
    pub fit_source: Layer,
    /// How it is fitted.
    pub fit_method: FitMethod,
    /// Where it goes vertically.
    #[serde(default, deserialize_with = "vertical")]
    pub alignment_method_vertical: Align,
    /// Where it goes horizontally.
    #[serde(default, deserialize_with = "horizontal")]
    pub alignment_method_horizontal: Align,
    /// What else of the source is kept.
    #[serde(default)]
    pub preserve_from_source_canvas: Preserve,
    /// The most that the new canvas may have; whole numbers.
    #[serde(default, deserialize_with = "present")]
    pub maximum_dimensions: Option<Dimensions>,
    /// The new canvas has that size always.
    #[serde(default)]
    pub pad_to_maximum: bool,
    /// How sizes become whole.
    #[serde(default)]
    pub round: Rounding,
}

/// Areas of a canvas, the outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Layer {
    /// All pixels.
    #[serde(rename = "canvas.dimensions")]
    Canvas,
    /// The pixels that can be used.
    #[serde(rename = "canvas.effective_dimensions")]
    Effective,
    /// The frame and what is kept around it.
    #[serde(rename = "framing_decision.protection_dimensions")]
    Protection,
    /// The frame.
    #[serde(rename = "framing_decision.dimensions")]
    Framing,
}

/// What is kept of a source beside what is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Preserve {
    /// Nothing.
    #[default]
    #[serde(rename = "none")]
    Nothing,
    /// All pixels.
    #[serde(rename = "canvas.dimensions")]
    Canvas,
    /// The pixels that can be used.
    #[serde(rename = "canvas.effective_dimensions")]
    Effective,
    /// The frame and what is kept around it.
    #[serde(rename = "framing_decision.protection_dimensions")]
    Protection,
    /// The frame.
    #[serde(rename = "framing_decision.dimensions")]
    Framing,
}

/// How one area is fitted into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FitMethod {
    /// To its width.
    Width,
    /// To its height.
    Height,
    /// So that all of it is inside.
    FitAll,
    /// So that nothing of the target is left over.
    Fill,
}

/// Which edges of two areas lie together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// The left or upper ones.
    Start,
    /// Their middles do.
    #[default]
    Centre,
    /// The right or lower ones.
    End,
}

/// How sizes become whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// Which numbers there are.
    pub even: RoundEven,
    /// Which of them is taken.
    pub mode: RoundMode,
}

/// To which numbers sizes are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundEven {
    /// To even ones.
    #[default]
    Even,
    /// To all whole ones.
    Whole,
}

/// In which direction sizes are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundMode {
    /// Away from 0.
    #[default]
    Up,
    /// Towards 0.
    Down,
    /// To the nearest.
    Round,
}

impl Preserve {
    /// The area.
    pub fn layer(self) -> Option<Layer> {
        match self {
            Self::Nothing => None,
            Self::Canvas => Some(Layer::Canvas),
            Self::Effective => Some(Layer::Effective),
            Self::Protection => Some(Layer::Protection),
            Self::Framing => Some(Layer::Framing),
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Canvas => "canvas.dimensions",
            Self::Effective => "canvas.effective_dimensions",
            Self::Protection => "framing_decision.protection_dimensions",
            Self::Framing => "framing_decision.dimensions",
        })
    }
}

fn vertical<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Align, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Vertical {
        Top,
        Center,
        Bottom,
    }
    Ok(match Vertical::deserialize(deserializer)? {
        Vertical::Top => Align::Start,
        Vertical::Center => Align::Centre,
        Vertical::Bottom => Align::End,
    })
}

fn horizontal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Align, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Horizontal {
        Left,
        Center,
        Right,
    }
    Ok(match Horizontal::deserialize(deserializer)? {
        Horizontal::Left => Align::Start,
        Horizontal::Center => Align::Centre,
        Horizontal::Right => Align::End,
    })
}
