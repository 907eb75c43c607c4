//! What came of each event, in frames of files.

use interneg_editorial::conform::{Candidate, Confidence};
use interneg_spec::{Finding, FrameRange, Timecode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The originals of a timeline, event by event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeList {
    /// One for each event of the picture tracks, in the order of tracks and record.
    pub events: Vec<EventRange>,
    /// Originals that no event can mean, and why, in order of paths.
    pub unlisted: Vec<Unlisted>,
    /// What the reader of the timeline and the passport have to say.
    pub findings: Vec<Finding>,
}

/// An event and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRange {
    /// Name of the track.
    pub track: String,
    /// Number or id of the event.
    pub event: String,
    /// Lines of the list, from 1; empty where the format has none.
    pub lines: Vec<usize>,
    /// Record timecode of the first frame.
    pub record_in: Timecode,
    /// Record timecode at which the event ends.
    pub record_out: Timecode,
    /// What the list calls the clip: its reel, clip name and source file, as far as it has them.
    pub called: String,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: RangeOutcome,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum RangeOutcome {
    /// One original that holds at least some of the frames.
    Found {
        /// Path of the original.
        ocf: String,
        /// Frames that are seen, counted from the original's first; `end` is not part of them.
        used: FrameRange,
        /// Timecode of the first frame that is seen.
        source_in: Timecode,
        /// Frames to fetch, with transitions and handles as far as the original has them.
        fetch: FrameRange,
        /// The same in the files of the original, in order.
        files: Vec<FileRange>,
        /// Frames that are needed and not there; the original ends before or begins after them.
        missing_frames: u64,
        /// Id of the rule that found it.
        rule: String,
        /// How sure that is.
        confidence: Confidence,
        /// What somebody should look at.
        warnings: Vec<Finding>,
    },
    /// Several originals; none is taken (rule CF-12).
    Ambiguous {
        /// All of them, with what tells them apart.
        candidates: Vec<Candidate>,
    },
    /// No original (rule CF-13).
    Missing {
        /// Why.
        reason: String,
        /// Originals that were looked at, and why each is none.
        rejected: Vec<Candidate>,
    },
    /// Black, bars or another picture that no camera has seen.
    Generated,
}

/// Frames of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRange {
    /// File name; the pattern of a sequence.
    pub file_name: String,
    /// Frames, counted from the file's first; `end` is not part of them.
    pub frames: FrameRange,
}

/// An original that no event can mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unlisted {
    /// Path of the original.
    pub ocf: String,
    /// Why.
    pub reason: String,
}

/// All frames that are to be fetched of one original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// Path of the original.
    pub ocf: String,
    /// Ranges that neither touch nor overlap, in order.
    pub frames: Vec<FrameRange>,
}

impl RangeList {
    /// Whether every event has all of its frames, or needs none.
    pub fn is_complete(&self) -> bool {
        self.events.iter().all(|event| match &event.outcome {
            RangeOutcome::Found { missing_frames, .. } => *missing_frames == 0,
            RangeOutcome::Generated => true,
            RangeOutcome::Ambiguous { .. } | RangeOutcome::Missing { .. } => false,
        })
    }

    /// What is to be fetched of each original, each frame once, in order of paths.
    pub fn pulls(&self) -> Vec<Pull> {
        let mut by_ocf: BTreeMap<&str, Vec<FrameRange>> = BTreeMap::new();
        for event in &self.events {
            if let RangeOutcome::Found { ocf, fetch, .. } = &event.outcome
                && fetch.first < fetch.end
            {
                by_ocf.entry(ocf).or_default().push(*fetch);
            }
        }
        by_ocf.into_iter().map(|(ocf, ranges)| Pull { ocf: ocf.to_owned(), frames: union(ranges) }).collect()
    }
}

/// Ranges joined where they touch or overlap.
fn union(mut ranges: Vec<FrameRange>) -> Vec<FrameRange> {
    ranges.sort();
    let mut joined: Vec<FrameRange> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.first <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

impl fmt::Display for RangeList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for event in &self.events {
            writeln!(f, "{event}")?;
        }
        for Unlisted { ocf, reason } in &self.unlisted {
            writeln!(f, "original that no event can mean: {ocf}: {reason}")?;
        }
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        let with = |test: fn(&RangeOutcome) -> bool| self.events.iter().filter(|event| test(&event.outcome)).count();
        write!(
            f,
            "{} events: {} found, {} ambiguous, {} missing, {} not of a camera",
            self.events.len(),
            with(|outcome| matches!(outcome, RangeOutcome::Found { .. })),
            with(|outcome| matches!(outcome, RangeOutcome::Ambiguous { .. })),
            with(|outcome| matches!(outcome, RangeOutcome::Missing { .. })),
            with(|outcome| matches!(outcome, RangeOutcome::Generated))
        )
    }
}

impl fmt::Display for EventRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {} {}: ", self.track, self.event, self.record_in, self.record_out, self.called)?;
        let each = |candidates: &[Candidate]| {
            let words = candidates.iter().map(|one| format!("{} ({})", one.ocf_path, one.reason));
            words.collect::<Vec<_>>().join(", ")
        };
        match &self.outcome {
            RangeOutcome::Found { ocf, used, source_in, missing_frames, rule, .. } => {
                write!(f, "{ocf} frames {used} from {source_in}, {rule}")?;
                if *missing_frames > 0 {
                    write!(f, ", {missing_frames} frames are not there")?;
                }
                Ok(())
            }
            RangeOutcome::Ambiguous { candidates } => write!(f, "ambiguous: {}", each(candidates)),
            RangeOutcome::Missing { reason, rejected } if rejected.is_empty() => write!(f, "missing: {reason}"),
            RangeOutcome::Missing { reason, rejected } => write!(f, "missing: {reason}: {}", each(rejected)),
            RangeOutcome::Generated => f.write_str("not of a camera"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_become_one() {
        let range = FrameRange::new;
        assert_eq!(union(vec![range(10, 20), range(0, 5), range(5, 8), range(12, 15)]), [range(0, 8), range(10, 20)]);
        assert_eq!(union(Vec::new()), []);
    }
}
