//! Movie files from coded frames and sound: the wrappers of editorial proxies.

mod describe;
pub mod mov;
pub(crate) mod vc3;

pub use describe::{CleanAperture, ColourTags, FieldOrder, MovieDescription, PictureTrack, SoundTrack, first_sample};
