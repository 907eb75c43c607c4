//! XML of Final Cut Pro 7 (`xmeml`), which Premiere and Resolve write as well.

mod clip;
mod document;
mod error;
mod rates;
mod read;
mod retime;
mod track;

pub use error::XmemlError;
pub use read::read;
