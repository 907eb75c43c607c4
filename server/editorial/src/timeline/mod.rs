//! The common model of a cut: what every reader makes and every writer takes.
//!
//! All ranges are half-open and count frames. A record range counts frames of the timeline since midnight of its
//! timecode; a source range counts frames of the clip, from where [`SourceOrigin`] says.

mod cdl_numbers;
mod event;
mod speed;
mod transition;

pub use cdl_numbers::CdlNumbers;
pub use event::{Event, Picture, SourceOrigin};
pub use speed::{Speed, SpeedError};
pub use transition::{Transition, TransitionKind};

use interneg_spec::{Finding, FrameRange, Rate, Timecode};
use serde::{Deserialize, Serialize};

/// Most findings that a timeline keeps; a file that gives rise to more is no list at all.
const MAX_FINDINGS: usize = 1000;

/// A cut of one or several tracks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Name or title; empty where none is given.
    pub name: String,
    /// Rate of the record side.
    pub rate: Rate,
    /// Whether the record side counts in drop-frame.
    pub drop_frame: bool,
    /// Record frame at which the timeline begins, since midnight.
    pub start_frame: u64,
    /// Tracks, the bottom one first, pictures before sound where the format does not say.
    pub tracks: Vec<Track>,
    /// What a reader noticed: what somebody should review, and what was left out.
    pub findings: Vec<Finding>,
}

/// What a track holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    /// Pictures.
    Video,
    /// Sound.
    Audio,
}

/// Events one after another in record order. Where no event stands there is black.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Name, for instance `V` or `V1`.
    pub name: String,
    /// Pictures or sound.
    pub kind: TrackKind,
    /// Events in record order; their record ranges do not overlap.
    pub events: Vec<Event>,
}

impl Timeline {
    /// An empty timeline that begins at midnight.
    pub fn new(name: impl Into<String>, rate: Rate) -> Self {
        Self { name: name.into(), rate, drop_frame: false, start_frame: 0, tracks: Vec::new(), findings: Vec::new() }
    }

    /// A timeline of one picture track that shows `clips` whole, back to back from `start_frame` on: the roll of a
    /// camera, for instance. The record ranges of the events are made here.
    ///
    /// The sources must have the timeline's rate, for a frame of a clip is to be a frame of the record; this is the
    /// caller's to see to.
    pub fn of_clips(name: impl Into<String>, rate: Rate, start_frame: u64, clips: Vec<Event>) -> Self {
        let mut record = start_frame;
        let mut events = clips;
        for event in &mut events {
            let end = record.saturating_add(event.source.len());
            event.record = FrameRange::new(record, end);
            record = end;
        }
        let track = Track { name: "V1".to_owned(), kind: TrackKind::Video, events };
        Self { start_frame, tracks: vec![track], ..Self::new(name, rate) }
    }

    /// Picture tracks, the bottom one first.
    pub fn video_tracks(&self) -> impl Iterator<Item = &Track> {
        self.tracks.iter().filter(|track| track.kind == TrackKind::Video)
    }

    /// One past the last record frame of any track.
    pub fn end_frame(&self) -> u64 {
        let ends = self.tracks.iter().filter_map(|track| track.events.last()).map(|event| event.record.end);
        ends.max().unwrap_or(self.start_frame)
    }

    /// The record timecode of a frame.
    pub fn record_timecode(&self, frame: u64) -> Timecode {
        Timecode::from_frame_count(frame, self.rate, self.drop_frame)
    }

    /// Keeps a finding, unless there are already so many that nobody would read them.
    pub(crate) fn note(&mut self, finding: Finding) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_of_a_roll_stand_back_to_back() {
        let clips = vec![
            Event::of_clip(Rate::FPS_24, FrameRange::new(1000, 1048)),
            Event::of_clip(Rate::FPS_24, FrameRange::new(5000, 5001)),
        ];
        let timeline = Timeline::of_clips("A001", Rate::FPS_24, 86400, clips);
        let records: Vec<_> = timeline.tracks[0].events.iter().map(|event| event.record).collect();
        assert_eq!(records, [FrameRange::new(86400, 86448), FrameRange::new(86448, 86449)]);
        assert_eq!(timeline.end_frame(), 86449);
        assert_eq!(timeline.record_timecode(86448).to_string(), "01:00:02:00");
    }

    #[test]
    fn a_timeline_survives_its_json() {
        let clips = vec![Event::of_clip(Rate::FPS_23_976, FrameRange::new(1, 3))];
        let timeline = Timeline::of_clips("roll", Rate::FPS_23_976, 0, clips);
        let text = serde_json::to_string(&timeline).unwrap();
        assert_eq!(serde_json::from_str::<Timeline>(&text).unwrap(), timeline);
    }
}
