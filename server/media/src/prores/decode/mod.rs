//! Frames to planes of samples, for frames of any encoder: whoever reads our proxies back, and the check of written frames.
//!
//! Sizes are checked before they are used and nothing a frame says is believed: what makes no sense is an error that names
//! the slice.

mod levels;
mod lookup;
mod picture;
mod slice;

pub use picture::{DecodedPicture, DecodedPlane, decode};
