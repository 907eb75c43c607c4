//! What editing and finishing say of clips: timelines, clip metadata, and which camera original an event means.
//!
//! This crate turns text into values and values into text. It knows no pixels, no media libraries, no files beyond the
//! text it is given, no network and no clock.

mod counting;
mod text;
mod url;

pub mod ale;
pub mod conform;
pub mod edl;
pub mod fcp7;
pub mod otio;
pub mod timeline;
