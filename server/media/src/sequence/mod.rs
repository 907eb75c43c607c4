//! Image sequences: one DPX or EXR file per frame.

mod names;
mod probe;
mod reader;
mod resolve;
pub(crate) mod still;
pub(crate) mod storage;

pub(crate) use probe::{claims, probe};
pub use reader::SequenceReader;
