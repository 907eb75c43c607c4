//! Movie files through FFmpeg: which container it is, what is in it, and its frames one by one.
//!
//! Files are untrusted. The container is told from the first bytes by ourselves, FFmpeg then gets that one demuxer,
//! the `file` protocol and a short list of codecs; nothing in a file can make it open another one.

mod census;
mod colour_tags;
mod conform;
mod container;
mod ffi;
mod layout;
mod mov;
mod mxf;
mod packets;
mod probe;
mod reader;
mod session;
mod sound;
mod sound_file;
mod timecode;
mod timing;

pub(crate) use container::{FileKind, identify};
pub(crate) use layout::layout_of;
pub use packets::PacketReader;
pub(crate) use probe::probe;
pub use reader::MovieReader;
pub(crate) use session::{PICTURE_CODECS, start_ffmpeg};
pub(crate) use sound::{StreamSound, streams as sound_streams, streams_of_file as sound_streams_of_file};
pub(crate) use sound_file::describe as describe_sound;
