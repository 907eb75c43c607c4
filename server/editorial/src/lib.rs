//! What editing and finishing say of clips: timelines, clip metadata, and which camera original an event means.
//!
//! This crate turns text into values and values into text. It knows no pixels, no media libraries, no files beyond the
//! text it is given, no network and no clock.

mod any;
mod counting;
mod stem;
mod text;
mod url;
mod uuid;
mod xml;

pub mod ale;
pub mod amf;
pub mod cdl;
pub mod conform;
pub mod dialogue;
pub mod edl;
pub mod fcp7;
pub mod fdl;
pub mod framing;
pub mod otio;
pub mod sync;
pub mod timeline;

pub use any::{ListKind, ReadTimelineError, list_kind, read_timeline};
pub use xml::XmlError;
