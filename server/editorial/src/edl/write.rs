//! Writing a list.

mod lines;
mod trimmed;

use crate::timeline::{Timeline, Track};
use interneg_spec::Rate;
use thiserror::Error;

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// Length of reels.
    pub reels: Reels,
}

/// How reels are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reels {
    /// Eight characters, which every reader takes. The whole name follows in a `* SOURCE FILE:` line where the event has
    /// no file name, and in a `FINAL CUT PRO REEL:` line.
    #[default]
    Short,
    /// As long as they are, which shifts the columns.
    Long,
}

/// Why a timeline does not go into a list. Events are named by their id and their place on the track.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EdlWriteError {
    /// A list has one track of pictures and no more.
    #[error("the timeline has {0} tracks with pictures; a list holds one: flatten them first")]
    Tracks(usize),
    /// A list has one rate.
    #[error("{event}: the source runs at {source_rate} fps and the list at {rate} fps")]
    RateDiffers {
        /// The event.
        event: String,
        /// Rate of its source.
        source_rate: Rate,
        /// Rate of the list.
        rate: Rate,
    },
    /// Something that a list has no words for.
    #[error("{event}: a list cannot hold {what}")]
    Unsupported {
        /// The event.
        event: String,
        /// What it cannot hold.
        what: String,
    },
}

/// Writes the picture track of a timeline as a CMX3600 list with CRLF line ends.
///
/// A transition of a list begins at the cut, so that one around the cut moves the cut to its beginning. Gaps of the
/// record stay gaps. Text is ASCII as long as the names are; others are written as UTF-8.
///
/// # Errors
/// Several tracks with pictures, sources at another rate, sources without timecode, timelines in the timeline, keys, and
/// speeds that a motion line has no digits for.
pub fn write(timeline: &Timeline, options: &WriteOptions) -> Result<Vec<u8>, EdlWriteError> {
    let tracks: Vec<&Track> = timeline.video_tracks().filter(|track| !track.events.is_empty()).collect();
    if tracks.len() > 1 {
        return Err(EdlWriteError::Tracks(tracks.len()));
    }
    let events = tracks.first().map_or(&[][..], |track| &track.events);
    let mut writer = lines::Lines::new(timeline, options);
    writer.heading();
    let mut outgoing = None;
    for (index, event) in events.iter().enumerate() {
        outgoing = writer.event(index, event, outgoing)?;
    }
    Ok(writer.finish())
}

#[cfg(test)]
mod tests;
