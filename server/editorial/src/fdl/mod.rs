//! Framing as ASC Framing Decision Lists: which part of a recorded picture is meant, and how a template makes a new
//! picture of it.
//!
//! Source: ASC FDL 1.1, by its JSON schema, and 2.0, which adds names of clips and properties of one's own; how a template
//! is applied is in section 7.4 of version 2.0.1 and in the implementer guide that goes with it.

mod check;
mod document;
mod error;
mod private;
mod round;
mod template;

pub use document::{
    Align, Area, Canvas, CanvasTemplate, ClipId, ClipSequence, Context, Dimensions, Fdl, FdlVersion, FitMethod,
    FramingDecision, FramingIntent, Layer, Point, Preserve, RoundEven, RoundMode, Rounding,
};
pub use error::{FdlError, TemplateError};
pub use template::Reframed;
