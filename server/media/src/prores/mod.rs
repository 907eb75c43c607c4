//! Our own ProRes (SMPTE RDD 36): frames from planes of samples of 8 to 16 bits, and planes from frames.
//!
//! A frame depends on its picture and on the settings alone: not on frames before it, on threads or on the processor. The
//! samples' precision is kept up to the quantiser: 12 bits into 4444 and 4444 XQ are 12 bits.

mod alpha;
mod codebooks;
mod decode;
mod encode;
mod error;
mod header;
mod matrices;
mod profile;
mod slices;
mod target;
mod threads;

pub use decode::{DecodedPicture, DecodedPlane, decode};
pub use encode::{AlphaPlane, Coded, CudaEncodeError, CudaEncoder, Encoder, Picture, RateControl, Settings};
pub use error::{DecodeError, EncodeError};
pub use header::FrameHeader;
pub(crate) use header::{ENCODER, mark, told_colour};
pub use profile::Profile;
pub use slices::SliceWidth;
pub use target::target_bytes;

/// Bits of a sample of alpha that a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlphaBits {
    /// Alpha of 8 bits.
    Eight,
    /// Alpha of 16 bits.
    Sixteen,
}

impl AlphaBits {
    /// As a number.
    pub fn bits(self) -> u8 {
        match self {
            Self::Eight => 8,
            Self::Sixteen => 16,
        }
    }
}
