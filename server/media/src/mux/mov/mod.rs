//! QuickTime movies (Apple, "QuickTime File Format"): picture, a mono track for each channel of sound, timecode.

mod atom;
mod check;
mod clock;
mod error;
mod header;
mod metadata;
mod picture;
mod sample_table;
mod sound;
mod timecode;
mod writer;

pub use error::MovError;
pub use writer::MovWriter;
