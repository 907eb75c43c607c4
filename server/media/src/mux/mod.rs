//! Movie files from coded frames and sound: the wrappers of editorial proxies.

mod describe;
mod files;
mod interleave;
pub mod mov;
pub mod mxf;
pub(crate) mod vc3;

pub use describe::{CleanAperture, ColourTags, FieldOrder, MovieDescription, PictureTrack, SoundTrack, first_sample};
pub use files::{MovieFiles, MuxError, file_names};
pub use interleave::take_channel;
