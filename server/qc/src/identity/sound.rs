//! The sound of a clip, as far as relinking needs it.

use interneg_media::scan::ScannedClip;
use interneg_media::{AudioStream, SourceInfo};
use serde::{Deserialize, Serialize};

/// Key of the note in which a probe tells when each sound stream begins.
const START_KEY: &str = "interneg:sound-start-us";

/// Channels and beginning of a clip's sound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundFacts {
    /// Channels of all streams together.
    pub channels: u32,
    /// The begin of the stream that is furthest from the picture's, in microseconds behind it.
    pub start_us: i64,
}

impl SoundFacts {
    pub(super) fn of_clip(clip: &ScannedClip) -> Self {
        Self { channels: channels(clip.audio()), start_us: start_us(&clip.first) }
    }

    pub(super) fn of_source(source: &SourceInfo) -> Self {
        Self { channels: channels(&source.audio), start_us: start_us(source) }
    }
}

fn channels<'a>(streams: impl IntoIterator<Item = &'a AudioStream>) -> u32 {
    streams.into_iter().fold(0, |sum: u32, stream| sum.saturating_add(u32::from(stream.channels)))
}

fn start_us(source: &SourceInfo) -> i64 {
    let Some(note) = source.metadata.get(START_KEY) else { return 0 };
    let starts = note.split(' ').filter_map(|start| start.parse::<i64>().ok());
    starts.max_by_key(|start| start.unsigned_abs()).unwrap_or(0)
}
