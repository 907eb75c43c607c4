//! Movie files that hold sound and no picture: the sound tracks of OP-Atom clips.

use super::container::Container;
use super::probe::{audio_stream, merge};
use super::{ffi, session};
use crate::{MediaError, SoundFile};
use ffmpeg_next::media;
use std::path::Path;

/// FFmpeg wants a limit of picture sizes, and there is no picture here.
const NO_PIXELS: u64 = 1;

/// Describes a file of sound; `None` where it has a picture or no sound either.
///
/// # Errors
/// `Open` and `Damaged` as for movies.
pub(crate) fn describe(path: &Path, container: Container) -> Result<Option<SoundFile>, MediaError> {
    let size_bytes =
        std::fs::metadata(path).map_err(|source| MediaError::Open { path: path.to_owned(), source })?.len();
    let input = session::open(path, container, NO_PIXELS)?;
    let has_picture = input.streams().any(|stream| stream.parameters().medium() == media::Type::Video);
    let sounds = input.streams().filter(|stream| stream.parameters().medium() == media::Type::Audio);
    let audio: Vec<_> = sounds.map(|stream| audio_stream(&stream, &ffi::stream_facts(&stream), None)).collect();
    if has_picture || audio.is_empty() {
        return Ok(None);
    }
    let stream_tags: Vec<_> = input.streams().map(|stream| (stream.index(), ffi::tags(&stream.metadata()))).collect();
    let metadata = merge(&ffi::tags(&input.metadata()), &Vec::new(), &stream_tags);
    Ok(Some(SoundFile { path: path.to_owned(), audio, metadata, size_bytes }))
}
