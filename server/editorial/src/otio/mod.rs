//! OpenTimelineIO's JSON (`.otio`).
//!
//! Every object names its schema and version. What is not known is left out with a finding where it is only told about
//! a clip, and refused where it takes time on a track.

mod clip;
mod error;
mod json;
mod read;
mod time;
mod track;
mod write;

pub use error::OtioError;
pub use read::read;
pub use write::write;
