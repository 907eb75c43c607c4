//! Coded pictures of a movie as its container holds them, to be held against what was written.

use super::container::{Container, FileKind};
use super::{identify, session};
use crate::MediaError;
use ffmpeg_next::format::context::Input;
use ffmpeg_next::{Error, Packet};
use std::path::{Path, PathBuf};

/// Reads the packets of a movie's picture track in their order, through FFmpeg's demuxer.
pub struct PacketReader {
    path: PathBuf,
    input: Input,
    stream_index: usize,
    packet: Packet,
}

impl PacketReader {
    /// Opens a QuickTime movie.
    ///
    /// # Errors
    /// `Open`, `NotMedia` and `Damaged` where it is no such file, `Unsupported` where it has not one picture track.
    pub fn open(path: &Path) -> Result<Self, MediaError> {
        let FileKind::Movie(container @ Container::Mov) = identify(path)? else {
            let reason = "expected a QuickTime movie".to_owned();
            return Err(MediaError::NotMedia { path: path.to_owned(), reason });
        };
        // Nothing is decoded, so no picture takes memory.
        let input = session::open(path, container, u64::MAX)?;
        let stream_index = session::picture_stream(&input, path)?;
        Ok(Self { path: path.to_owned(), input, stream_index, packet: Packet::empty() })
    }

    /// The next packet; none at the end.
    ///
    /// # Errors
    /// `Damaged` where the file does not read.
    pub fn next_packet(&mut self) -> Result<Option<&[u8]>, MediaError> {
        loop {
            match self.packet.read(&mut self.input) {
                Ok(()) if self.packet.stream() == self.stream_index => break,
                Ok(()) => {}
                Err(Error::Eof) => return Ok(None),
                Err(error) => {
                    let (path, reason) = (self.path.clone(), format!("FFmpeg's reader: {error}"));
                    return Err(MediaError::Damaged { path, what: "movie", reason });
                }
            }
        }
        Ok(Some(self.packet.data().unwrap_or_default()))
    }
}
