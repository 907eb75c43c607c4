//! What came of an event.

use super::Key;
use interneg_spec::Finding;
use serde::{Deserialize, Serialize};

/// Frames of a clip, counted from its first one, which is 0; `end` is not part of them. Below 0 and beyond the clip's
/// length lie frames that it does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClipFrames {
    /// First frame.
    pub first: i64,
    /// One past the last frame.
    pub end: i64,
}

impl ClipFrames {
    /// Number of frames.
    pub fn len(self) -> u64 {
        self.end.saturating_sub(self.first).max(0).unsigned_abs()
    }

    /// Whether no frame is in it.
    pub fn is_empty(self) -> bool {
        self.end <= self.first
    }
}

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// By the beginning of a reel, by a name with something taken off, without timecode, or by a tie-breaker.
    Weak,
    /// By a reel, or by a name that differs in case or extension, and timecode.
    Strong,
    /// By the proxy table, or by a name to the letter, and timecode.
    Certain,
}

/// An original that fits an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Path of the original.
    pub ocf_path: String,
    /// What it was found by.
    pub key: Key,
    /// Id of the rule that allows that key.
    pub rule: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// Frames that the event uses, without transitions and handles.
    pub used: ClipFrames,
    /// Frames to fetch: those that are used, transition overlaps, and handles as far as the clip has them.
    pub fetch: ClipFrames,
    /// What somebody should look at.
    pub warnings: Vec<Finding>,
}

/// An original that might have been meant, and why it is not simply taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Path of the original.
    pub ocf_path: String,
    /// What it was found by.
    pub key: Key,
    /// Id of the rule in question.
    pub rule: String,
    /// Why it is not taken, or what tells it from the others.
    pub reason: String,
}

/// Why nothing was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No original has a name or a reel like the event's.
    NoCandidate,
    /// Some have, and none of them fits.
    NoneFits,
    /// The event is a timeline of its own, or the list does not let us know what it uses.
    NotReadable(String),
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Resolution {
    /// One original, with every frame.
    Matched(Match),
    /// One original, without all frames that are used (rule CF-11).
    Partial {
        /// The original.
        found: Match,
        /// Used frames that it does not have.
        missing: Vec<ClipFrames>,
    },
    /// Several originals (rule CF-12).
    Ambiguous {
        /// All of them, with what tells them apart.
        candidates: Vec<Candidate>,
    },
    /// No original (rule CF-13).
    Missing {
        /// Why.
        why: Why,
        /// Originals that were looked at.
        rejected: Vec<Candidate>,
    },
    /// Black, bars or another picture that no camera has seen.
    Generated,
}
