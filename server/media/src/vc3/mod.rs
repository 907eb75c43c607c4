//! VC-3 frames (SMPTE ST 2019-1: DNxHR and progressive DNxHD of 1080 lines), written and read.
//!
//! - **Written** in one go: every frame has exactly the bytes of its format, worked out from its samples alone, whatever
//!   the threads, the level of the processor, or the frames before it.
//! - **On a GPU** ([`CudaEncoder`]) too, where the picture lies there already: the same bytes.
//! - **12 bits** are those of the samples: they are transformed as they are, not rounded to 10 bits first.
//! - **Read** with checks for whatever a file may hold: damage is an error that names the place, never a panic.
//!
//! Where in its step a level lies, the standard's readers and FFmpeg see differently ([`Reading`]); the encoder writes what is
//! right for either.

mod blocks;
mod decode;
mod encode;
mod error;
mod format;
mod header;
mod picture;
mod tables;
mod words;

pub use decode::{Decoder, Reading};
pub use encode::{CudaEncoder, CudaVc3Error, Encoder};
pub use error::Vc3Error;
pub use format::{Format, Sampling, SizeRule};
pub use picture::DecodedPicture;
