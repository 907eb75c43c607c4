//! Movie files from coded frames and sound: the wrappers of editorial proxies.

mod describe;
mod interleave;
pub mod mxf;

pub use describe::{CleanAperture, ColourTags, FieldOrder, MovieDescription, PictureTrack, SoundTrack, first_sample};
pub use interleave::take_channel;
