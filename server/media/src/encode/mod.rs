//! Pictures of editorial proxies: planes of samples in, the packet of one frame out.
//!
//! FFmpeg's encoders do the work. A frame's packet depends on the frame alone: not on frames before it, on threads or on
//! where a clip was cut in chunks.

mod encoder;
mod error;
mod ffi;
mod planes;
mod recipe;
mod stamp;

pub use encoder::PictureEncoder;
pub use error::EncodeError;
pub use planes::{EncodePlane, EncodePlanes};
