//! MD5 of several streams side by side.
//!
//! One MD5 stream is a chain of dependent additions and cannot be made faster; several independent streams can share the
//! vector registers, one in each lane. Frames of a sequence and files of a folder are such streams.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod lanes;
mod scalar;
mod state;
mod steps;

pub use lanes::{Md5Engine, Md5Level, md5_many};
pub use state::Md5State;
