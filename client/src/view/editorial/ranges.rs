//! The originals of a cut.

use super::{CandidateView, findings};
use crate::view::SpanView;
use interneg_proto::v1::event_range::Outcome;
use interneg_proto::v1::{self, found_range};
use interneg_spec::Finding;
use serde::Serialize;

/// The originals of a cut, event by event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RangeListView {
    /// Every event has all of its frames, or needs none.
    pub complete: bool,
    /// One for each event of the picture tracks.
    pub events: Vec<EventRangeView>,
    /// What is to be fetched of each original, each frame once.
    pub pulls: Vec<PullView>,
    /// Originals that no event can mean.
    pub unlisted: Vec<UnlistedView>,
    /// What the reader of the cut, the passport and the search have to say, worst first.
    pub findings: Vec<Finding>,
}

/// An event and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRangeView {
    /// Name of the track.
    pub track: String,
    /// Number or id of the event.
    pub event: String,
    /// Lines of the list, from 1.
    pub lines: Vec<u64>,
    /// Record timecode of the first frame.
    pub record_in: String,
    /// Record timecode at which the event ends.
    pub record_out: String,
    /// What the list calls the clip.
    pub called: String,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: RangeView,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RangeView {
    /// One original that holds at least some of the frames.
    Found {
        /// Path of the original.
        ocf: String,
        /// Frames that are seen, from 0.
        used: Option<SpanView>,
        /// Timecode of the first of them.
        source_in: String,
        /// Frames to fetch, from 0.
        fetch: Option<SpanView>,
        /// The same in files.
        files: Vec<FileFramesView>,
        /// Frames that are needed and not there.
        missing_frames: u64,
        /// Id of the rule.
        rule: String,
        /// `weak`, `strong`, `certain`.
        confidence: &'static str,
        /// What somebody should look at.
        warnings: Vec<Finding>,
    },
    /// Several originals.
    Ambiguous {
        /// All of them.
        candidates: Vec<CandidateView>,
    },
    /// No original.
    Missing {
        /// Why.
        reason: String,
        /// Originals that were looked at.
        rejected: Vec<CandidateView>,
    },
    /// A picture that no camera has seen.
    Generated,
    /// Something that this client does not know.
    Unknown,
}

/// Frames of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileFramesView {
    /// File name; the pattern of a sequence.
    pub file_name: String,
    /// Frames of the file, from 0.
    pub frames: Option<SpanView>,
}

/// What is to be fetched of one original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PullView {
    /// Path of the original.
    pub ocf: String,
    /// Ranges that neither touch nor overlap, from 0.
    pub frames: Vec<SpanView>,
}

/// An original that no event can mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnlistedView {
    /// Path of the original.
    pub ocf: String,
    /// Why.
    pub reason: String,
}

impl From<&v1::RangeList> for RangeListView {
    fn from(wire: &v1::RangeList) -> Self {
        let pull = |pull: &v1::OriginalPull| PullView {
            ocf: pull.ocf.clone(),
            frames: pull.frames.iter().copied().map(SpanView::from).collect(),
        };
        let unlisted = |one: &v1::UnlistedOriginal| UnlistedView { ocf: one.ocf.clone(), reason: one.reason.clone() };
        Self {
            complete: wire.complete,
            events: wire.events.iter().map(EventRangeView::from).collect(),
            pulls: wire.pulls.iter().map(pull).collect(),
            unlisted: wire.unlisted.iter().map(unlisted).collect(),
            findings: findings(&wire.findings),
        }
    }
}

impl From<&v1::EventRange> for EventRangeView {
    fn from(wire: &v1::EventRange) -> Self {
        Self {
            track: wire.track.clone(),
            event: wire.event.clone(),
            lines: wire.lines.clone(),
            record_in: wire.record_in.clone(),
            record_out: wire.record_out.clone(),
            called: wire.called.clone(),
            outcome: outcome(wire.outcome.as_ref()),
        }
    }
}

fn outcome(wire: Option<&Outcome>) -> RangeView {
    match wire {
        Some(Outcome::Found(found)) => RangeView::Found {
            ocf: found.ocf.clone(),
            used: found.used.map(SpanView::from),
            source_in: found.source_in.clone(),
            fetch: found.fetch.map(SpanView::from),
            files: found.files.iter().map(file).collect(),
            missing_frames: found.missing_frames,
            rule: found.rule.clone(),
            confidence: match found.confidence() {
                found_range::Confidence::Weak => "weak",
                found_range::Confidence::Strong => "strong",
                found_range::Confidence::Certain => "certain",
                found_range::Confidence::Unspecified => "unknown",
            },
            warnings: findings(&found.warnings),
        },
        Some(Outcome::Ambiguous(several)) => RangeView::Ambiguous { candidates: candidates(&several.candidates) },
        Some(Outcome::Missing(missing)) => {
            RangeView::Missing { reason: missing.reason.clone(), rejected: candidates(&missing.rejected) }
        }
        Some(Outcome::Generated(_)) => RangeView::Generated,
        None => RangeView::Unknown,
    }
}

fn file(wire: &v1::FileFrames) -> FileFramesView {
    FileFramesView { file_name: wire.file_name.clone(), frames: wire.frames.map(SpanView::from) }
}

fn candidates(wire: &[v1::RangeCandidate]) -> Vec<CandidateView> {
    let candidate = |one: &v1::RangeCandidate| CandidateView {
        ocf: one.ocf.clone(),
        rule: one.rule.clone(),
        reason: one.reason.clone(),
    };
    wire.iter().map(candidate).collect()
}
