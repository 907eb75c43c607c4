//! QuickTime movies (Apple, "QuickTime File Format"): picture, a mono track for each channel of sound, timecode.

pub(crate) mod atom;
mod check;
pub(crate) mod clock;
mod error;
mod header;
mod metadata;
mod picture;
pub(crate) mod sample_table;
mod sound;
mod timecode;
mod writer;

pub use error::MovError;
pub use writer::MovWriter;
