//! Transitions between two events.

use serde::{Deserialize, Serialize};

/// How one picture gives way to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransitionKind {
    /// A dissolve; with black at one side, a fade.
    Dissolve,
    /// A wipe, by its SMPTE pattern number (SMPTE ST 258).
    Wipe(u16),
    /// A key, of which the event is the foreground.
    KeyForeground,
    /// A key, of which the event is the background.
    KeyBackground,
    /// A key that is laid over without a background of its own.
    KeyOverlay,
    /// Any other, by the name that the list gives.
    Other(String),
}

/// A transition around a cut, in record frames. Both of its events hold one and the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// How the picture changes.
    pub kind: TransitionKind,
    /// Record frames before the cut: the incoming clip is needed that much earlier than its event says.
    pub before_frames: u64,
    /// Record frames after the cut: the outgoing clip is needed that much longer than its event says.
    pub after_frames: u64,
}

impl Transition {
    /// A transition of `before_frames` + `after_frames` record frames.
    pub fn new(kind: TransitionKind, before_frames: u64, after_frames: u64) -> Self {
        Self { kind, before_frames, after_frames }
    }

    /// Length in record frames.
    pub fn len(&self) -> u64 {
        self.before_frames.saturating_add(self.after_frames)
    }

    /// Whether it takes no time at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
