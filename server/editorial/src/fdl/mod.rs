//! Framing as ASC Framing Decision Lists: which part of a recorded picture is meant, and how a template makes a new
//! picture of it.
//!
//! Source: ASC FDL 1.1, by its JSON schema; where the schema says nothing of how a template is applied, section 7.4 of
//! version 2.0.1 and the implementer guide that goes with it.

mod check;
mod document;
mod error;
mod round;
mod template;

pub use document::{
    Align, Area, Canvas, CanvasTemplate, Context, Dimensions, Fdl, FdlVersion, FitMethod, FramingDecision,
    FramingIntent, Layer, Point, Preserve, RoundEven, RoundMode, Rounding,
};
pub use error::{FdlError, TemplateError};
pub use template::Reframed;
