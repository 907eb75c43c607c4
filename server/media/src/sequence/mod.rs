//! Image sequences: one DPX or EXR file per frame.

mod names;
mod probe;
mod reader;
mod resolve;
pub(crate) mod still;
pub(crate) mod storage;

pub(crate) use names::series_of;
pub(crate) use probe::{claims, probe, probe_series};
pub use reader::SequenceReader;
