//! Review files: H.264 or HEVC with AAC, coded by GStreamer, as HLS that grows while it is written and as MP4.
//!
//! Elements of GStreamer code the pictures and the sound; one pipeline for a clip or a chunk of it, from the text that a
//! plan shows. Its coded frames are cut into segments here, and [`join`] makes the MP4 of them without coding again, so
//! that HLS and MP4 come from the same decode and hold the same frames. Review files are no masters: the same job gives
//! the same pictures to the eye, not the same bytes on every machine.

mod access_unit;
mod colorimetry;
mod describe;
mod elements;
mod error;
mod file;
mod folder;
mod join;
mod picture;
mod pipeline;
mod pipeline_text;
mod playlist;
mod pulse;
mod sample;
mod segmenter;
mod sound_grid;
#[cfg(test)]
mod stalls;
mod times;
mod writer;

pub use describe::{Description, ReviewSound};
pub use elements::{
    MissingPlugin, PictureEncoder, ReviewCodec, SoundEncoder, abilities, choose, choose_sound, gstreamer_version,
};
pub use error::ReviewError;
pub use folder::{INIT_NAME, PLAYLIST_NAME, Segment, finished_part, is_of_hls, segments};
pub use join::join;
pub use picture::ReviewPicture;
pub use playlist::{PlaylistClip, PlaylistSegment, playlist, target_duration_s};
pub use writer::ReviewWriter;
