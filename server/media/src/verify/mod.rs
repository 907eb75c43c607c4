//! Coded frames of proxies, read back while their pictures are still there.
//!
//! - **Frames** ([`FrameVerifier`]): our own decoder reads each frame of either encoder, and every block of every plane is held
//!   against the samples that were encoded. How far a block may be off, its own quantiser says (`allowance.rs`), so that no right
//!   frame fails, and a plane of another picture, chroma that is swapped, blocks that lie elsewhere or a row that broke does.
//! - **Files** ([`CodedFrames`]): frames of a finished file by the container's index, to be compared with what was verified.

mod allowance;
mod blocks;
mod error;
mod frame;
mod lowest;
mod psnr;

pub use crate::movie::CodedFrames;
pub use error::{Deviation, VerifyError, plane_name};
pub use frame::FrameVerifier;
pub use lowest::{LowestPlane, Verification};
pub use psnr::Psnr;
