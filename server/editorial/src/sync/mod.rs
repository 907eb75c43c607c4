//! Production sound to camera clips by timecode, to the sample.
//!
//! Facts of clips and of recorders' files go in, a [`SyncReport`] comes out: which files sound under which clip, at which
//! sample each clip begins in them, and everything that somebody should know before the proxies are made. All positions are
//! whole numbers from exact fractions, rounded once.

mod channels;
mod clock;
mod correlate;
mod drift;
mod facts;
mod judging;
mod matching;
mod metadata;
mod names;
mod overlaps;
mod place;
mod practice;
mod recordings;
mod report;

pub use channels::{ChannelChoice, ChannelMap, ChannelMapError, ProxyTrack};
pub use clock::{FramePosition, frame_at, time_reference};
pub use correlate::{FoundShift, find_shift};
pub use drift::{Drift, DriftPoint, MeasuredShift};
pub use facts::{CameraClip, SoundChannel, SoundFile, SyncOptions};
pub use judging::PULLED_SOUND_REFUSED;
pub use matching::synchronise;
pub use metadata::SoundMetadata;
pub use names::{Production, RollLabel, RollLabelError, SceneTake};
pub use practice::check_practice;
pub use report::{ClipSync, PlacedSound, SoundOverlap, SyncReport, SyncStatus, UnusedSound};

#[cfg(test)]
mod tests;
