//! Pictures of editorial proxies: planes of samples in, the packet of one frame out.
//!
//! Our own encoder or FFmpeg's do the work ([`RenditionEncoder`]). A frame's packet depends on the frame alone: not on frames before it, on threads or on
//! where a clip was cut in chunks.

mod encoder;
mod error;
mod ffi;
mod gpu;
mod planes;
mod recipe;
mod rendition;
mod stamp;

pub use encoder::PictureEncoder;
pub use error::EncodeError;
pub use gpu::{GpuEncodeError, GpuRenditionEncoder};
pub use planes::{EncodePlane, EncodePlanes};
pub use rendition::RenditionEncoder;
