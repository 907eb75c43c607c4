//! Framing as ASC Framing Decision Lists: which part of a recorded picture is meant, and how a template makes a new
//! picture of it.
//!
//! Source: ASC FDL 1.1, by its JSON schema, and 2.0, which adds names of clips and properties of one's own; how a template
//! is applied is in section 7.4 of version 2.0.1 and in the implementer guide that goes with it.

mod canvas_template;
mod check;
mod document;
mod error;
mod private;
mod round;
mod template;

pub use canvas_template::{Align, CanvasTemplate, FitMethod, Layer, Preserve, RoundEven, RoundMode, Rounding};
pub use document::{
    Area, Canvas, ClipId, ClipSequence, Context, Dimensions, Fdl, FdlVersion, FramingDecision, FramingIntent, Point,
};
pub use error::{FdlError, TemplateError};
pub use template::Reframed;
