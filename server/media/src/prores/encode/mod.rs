//! Planes of samples in, the bytes of a frame out.

mod cuda;
mod encoder;
mod estimate;
mod layout;
mod lengths;
mod passes;
mod picture;
mod plan;
mod processors;
mod quantisers;
mod settings;
mod write;

pub use cuda::{CudaEncodeError, CudaEncoder};
pub use encoder::Encoder;
pub use passes::Coded;
pub use picture::{AlphaPlane, Picture};
pub use settings::{RateControl, Settings};
