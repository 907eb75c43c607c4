//! Which sound lies under which clip.

use super::text;
use interneg_proto::v1;
use interneg_proto::v1::clip_sync::Status;
use serde::Serialize;

/// Clips and their sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncView {
    /// Clips whose timecode is known, in order of paths.
    pub clips: Vec<ClipSyncView>,
    /// Sound files under no clip.
    pub sounds_without_clips: Vec<UnusedSoundView>,
    /// Recordings that overlap each other.
    pub overlaps: Vec<OverlapView>,
    /// Clips and sound files that could not be looked at.
    pub left_out: Vec<LeftOutView>,
    /// What concerns no single clip.
    pub warnings: Vec<String>,
    /// How far sound is from the cameras' own, where that was measured.
    pub drift: Vec<SoundDriftView>,
}

/// Shifts of one recorder's day against the cameras.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SoundDriftView {
    /// Sound roll and day, or the file.
    pub sound: String,
    /// Rate of its samples in Hz.
    pub sample_rate_hz: u32,
    /// Largest difference between two shifts, in samples.
    pub spread_samples: u64,
    /// Change from the first clip to the last in samples per hour.
    pub samples_per_hour: Option<i64>,
    /// The clips, in order of time.
    pub points: Vec<DriftPointView>,
}

/// The shift of one clip's sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DriftPointView {
    /// Name of the clip.
    pub clip_name: String,
    /// Samples that the sound is later than timecode says.
    pub shift_samples: i64,
    /// By how much no other shift fits as well, from 0 to 100.
    pub confidence_percent: u32,
}

/// A clip and its sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClipSyncView {
    /// Path of the clip.
    pub path: String,
    /// Its name.
    pub name: String,
    /// `full`, `partial`, `ambiguous`, `none`.
    pub status: &'static str,
    /// Recordings under it, in order of time.
    pub sounds: Vec<PlacedSoundView>,
    /// Length of the clip in samples of the first sound.
    pub clip_samples: u64,
    /// Samples of it that have sound.
    pub covered_samples: u64,
    /// Why it is not supplied, or not in full, or not clearly.
    pub reasons: Vec<String>,
    /// What was assumed, and what is odd.
    pub warnings: Vec<String>,
    /// What the first sound says of the take.
    pub notes: Option<SoundNotesView>,
}

/// A recording under a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlacedSoundView {
    /// Paths of its files.
    pub files: Vec<String>,
    /// Sample of the files at which the clip begins; negative where they begin later.
    pub clip_start_sample: i64,
    /// Samples under the clip.
    pub overlap_samples: u64,
}

/// What a sound file says of the take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SoundNotesView {
    /// Sound roll.
    pub sound_roll: Option<String>,
    /// The recorder's timecode at the clip's first frame.
    pub sound_timecode: String,
    /// The rate that it counts at, `24000/1001`.
    pub sound_rate: String,
    /// Scene.
    pub scene: Option<String>,
    /// Take.
    pub take: Option<String>,
    /// The take is circled.
    pub circled: bool,
    /// Names of the channels.
    pub track_names: Vec<String>,
}

/// A sound file under no clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnusedSoundView {
    /// Path of the file.
    pub path: String,
    /// Why, where it is not simply that no camera ran.
    pub reason: Option<String>,
}

/// Two recordings of the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlapView {
    /// Path of the earlier one.
    pub first: String,
    /// Path of the later one.
    pub second: String,
    /// Samples that they have in common, at the rate of the first.
    pub samples: u64,
}

/// A file that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOutView {
    /// Path of the file.
    pub path: String,
    /// It is a clip; else a sound file.
    pub is_clip: bool,
    /// Why.
    pub reason: String,
}

impl SyncView {
    /// Whether there are clips, all could be looked at, and none is without sound.
    pub fn all_clips_have_sound(&self) -> bool {
        let has_sound = |clip: &ClipSyncView| !clip.sounds.is_empty();
        !self.clips.is_empty() && self.clips.iter().all(has_sound) && !self.left_out.iter().any(|file| file.is_clip)
    }
}

impl ClipSyncView {
    /// Part of the clip that has sound, in percent, rounded down.
    pub fn covered_percent(&self) -> u64 {
        u64::try_from(u128::from(self.covered_samples) * 100 / u128::from(self.clip_samples.max(1))).unwrap_or(100)
    }
}

impl From<&v1::SyncReport> for SyncView {
    fn from(wire: &v1::SyncReport) -> Self {
        let unused = |one: &v1::UnusedSound| UnusedSoundView { path: one.path.clone(), reason: text(&one.reason) };
        let overlap = |one: &v1::SoundOverlap| OverlapView {
            first: one.first.clone(),
            second: one.second.clone(),
            samples: one.samples,
        };
        let left_out = |one: &v1::LeftOutFile| LeftOutView {
            path: one.path.clone(),
            is_clip: one.is_clip,
            reason: one.reason.clone(),
        };
        Self {
            clips: wire.clips.iter().map(ClipSyncView::from).collect(),
            sounds_without_clips: wire.sounds_without_clips.iter().map(unused).collect(),
            overlaps: wire.overlaps.iter().map(overlap).collect(),
            left_out: wire.left_out.iter().map(left_out).collect(),
            warnings: wire.warnings.clone(),
            drift: wire.drift.iter().map(SoundDriftView::from).collect(),
        }
    }
}

impl From<&v1::SoundDrift> for SoundDriftView {
    fn from(wire: &v1::SoundDrift) -> Self {
        let point = |one: &v1::DriftPoint| DriftPointView {
            clip_name: one.clip_name.clone(),
            shift_samples: one.shift_samples,
            confidence_percent: one.confidence_percent,
        };
        Self {
            sound: wire.sound.clone(),
            sample_rate_hz: wire.sample_rate_hz,
            spread_samples: wire.spread_samples,
            samples_per_hour: wire.samples_per_hour,
            points: wire.points.iter().map(point).collect(),
        }
    }
}

impl From<&v1::ClipSync> for ClipSyncView {
    fn from(wire: &v1::ClipSync) -> Self {
        let status = match wire.status() {
            Status::Full => "full",
            Status::Partial => "partial",
            Status::Ambiguous => "ambiguous",
            Status::None => "none",
            Status::Unspecified => "unknown",
        };
        let placed = |one: &v1::PlacedSound| PlacedSoundView {
            files: one.files.clone(),
            clip_start_sample: one.clip_start_sample,
            overlap_samples: one.overlap_samples,
        };
        Self {
            path: wire.path.clone(),
            name: wire.name.clone(),
            status,
            sounds: wire.sounds.iter().map(placed).collect(),
            clip_samples: wire.clip_samples,
            covered_samples: wire.covered_samples,
            reasons: wire.reasons.clone(),
            warnings: wire.warnings.clone(),
            notes: wire.notes.as_ref().map(SoundNotesView::from),
        }
    }
}

impl From<&v1::SoundNotes> for SoundNotesView {
    fn from(wire: &v1::SoundNotes) -> Self {
        let rate = wire.sound_rate.unwrap_or_default();
        let is_whole = rate.denominator == 1;
        Self {
            sound_roll: text(&wire.sound_roll),
            sound_timecode: wire.sound_timecode.clone(),
            sound_rate: if is_whole {
                rate.numerator.to_string()
            } else {
                format!("{}/{}", rate.numerator, rate.denominator)
            },
            scene: text(&wire.scene),
            take: text(&wire.take),
            circled: wire.circled,
            track_names: wire.track_names.clone(),
        }
    }
}
