//! Planes of samples in, the bytes of a frame out.

mod encoder;
mod estimate;
mod lengths;
mod picture;
mod quantisers;
mod settings;
mod write;

pub use encoder::{Coded, Encoder};
pub use picture::{AlphaPlane, Picture};
pub use settings::{RateControl, Settings};
