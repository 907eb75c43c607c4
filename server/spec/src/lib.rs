//! Rules and vocabulary of Interneg: jobs, rates, timecode, names and the rules of a NAM.
//!
//! This crate knows no files, no clock, no pixels and no network, so everything in it can be checked by
//! arithmetic alone, and both ends of the wire may use it.

mod delivery_format;
mod device;
mod finding;
mod frames;
mod job;
mod media_path;
mod nam_job;
mod quicktime;
mod raster;
mod rate;
mod samples;
mod timecode;
mod utc;
mod view;

pub mod naming;
pub mod proxy;
pub mod rules;

pub use delivery_format::{DeliveryFormat, DpxBitDepth, ExrCompression};
pub use device::{DeviceChoice, DeviceChoiceError};
pub use finding::{Finding, Level};
pub use frames::{FrameRange, FrameRangeError};
pub use job::{Job, JobParseError};
pub use media_path::{MediaPath, MediaPathError};
pub use nam_job::{Clip, ColourChoice, ManifestChoice, NamJob, NamKind};
pub use quicktime::{ClientApproval, DynamicRange, MovieBitDepth};
pub use raster::{Raster, RasterError};
pub use rate::{Rate, RateError};
pub use samples::{Matrix, SampleRange, Siting};
pub use timecode::{Timecode, TimecodeError};
pub use utc::UtcTime;
pub use view::ViewPrecision;
