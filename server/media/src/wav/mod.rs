//! Production sound: WAVE files of recorders with their Broadcast Wave and iXML metadata, RF64 and BW64 included.
//!
//! Files are untrusted: they come from cards and from recorders that lost power. What can be read of such a file is read,
//! and everything odd about it is a warning of its [`WavInfo`].

mod bext;
mod chunks;
mod conflicts;
mod format;
mod info;
mod ixml;
mod reader;
pub(crate) mod samples;

pub use bext::{Bext, Loudness};
pub(crate) use format::SAMPLE_RATES_HZ;
pub use format::{SampleCoding, WavFormat};
pub use info::WavInfo;
pub use ixml::{BextCopy, FileSet, History, Ixml, IxmlTrack, Speed, SyncPoint};
pub use reader::WavReader;
