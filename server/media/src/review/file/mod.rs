//! The boxes of ISO base media files (ISO/IEC 14496-12): beginnings, fragments, whole movies.

mod entry;
mod fragment;
mod movie;
mod read;

pub use entry::{picture_entry, sound_entry};
pub use fragment::{Run, RunSample, write_fragment};
pub use movie::{Contents, Track, TrackKind, write_init, write_whole};
pub use read::{Fragment, FragmentTrack, read_fragment, read_init};
