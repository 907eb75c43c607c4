//! The report of a conform: one record an event (rule CF-22).

use super::{ConformOptions, OcfIndex, Resolution, resolve};
use crate::timeline::{Event, Speed, Timeline};
use interneg_spec::{FrameRange, Rate, Timecode};
use serde::{Deserialize, Serialize};

/// What came of an event, and what the list said of it in its own words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConformRecord {
    /// Name of the track.
    pub track: String,
    /// Number or id of the event.
    pub event: String,
    /// Lines of the list.
    pub lines: Vec<usize>,
    /// Record frames.
    pub record: FrameRange,
    /// Record timecode of the first frame.
    pub record_in: Timecode,
    /// Record timecode at which the event ends.
    pub record_out: Timecode,
    /// Source frames, as the list counts them.
    pub source: FrameRange,
    /// Rate of the source range.
    pub source_rate: Rate,
    /// Reel, as the list has it.
    pub reel: Option<String>,
    /// Clip name, as the list has it.
    pub clip_name: Option<String>,
    /// Source file, as the list has it.
    pub source_file: Option<String>,
    /// Source frames a record frame.
    pub speed: Speed,
    /// What came of it.
    pub resolution: Resolution,
}

/// Conforms the events of all picture tracks, in the order of the tracks and of the record.
pub fn conform(timeline: &Timeline, index: &OcfIndex, options: &ConformOptions) -> Vec<ConformRecord> {
    let record = |track: &str, event: &Event| ConformRecord {
        track: track.to_owned(),
        event: event.id.clone(),
        lines: event.lines.clone(),
        record: event.record,
        record_in: timeline.record_timecode(event.record.first),
        record_out: timeline.record_timecode(event.record.end),
        source: event.source,
        source_rate: event.source_rate,
        reel: event.reel.clone(),
        clip_name: event.clip_name.clone(),
        source_file: event.source_file.clone(),
        speed: event.speed,
        resolution: resolve(event, index, options),
    };
    timeline.video_tracks().flat_map(|track| track.events.iter().map(|event| record(&track.name, event))).collect()
}
