//! What came of a day's clips and sound.

use super::drift::Drift;
use super::metadata::SoundMetadata;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How well a clip is supplied with sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncStatus {
    /// At least 90 % of the clip has sound.
    Full,
    /// Less than that.
    Partial,
    /// Two recordings or more lie under more than half of the clip; the first one is placed.
    Ambiguous,
    /// No sound.
    None,
}

/// A recording under a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedSound {
    /// Its files by index: one, or the files of one take that begin together.
    pub files: Vec<usize>,
    /// Sample of the files, at their rate, at which the clip's first frame begins; negative where they begin later.
    pub clip_start_sample: i64,
    /// Samples under the clip.
    pub overlap_samples: u64,
}

/// A clip and its sound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClipSync {
    /// The clip by index.
    pub clip: usize,
    /// Its name.
    pub clip_name: String,
    /// How well it is supplied.
    pub status: SyncStatus,
    /// Recordings under it, in order of time; more than one where a take goes on in another file.
    pub sounds: Vec<PlacedSound>,
    /// Length of the clip in samples of the first sound, 0 where it has none.
    pub clip_samples: u64,
    /// Samples of it that have sound.
    pub covered_samples: u64,
    /// Why it is not supplied, or not in full, or not clearly.
    pub reasons: Vec<String>,
    /// What was assumed, and what is odd.
    pub warnings: Vec<String>,
    /// Roll, scene and take of the first sound.
    pub metadata: Option<SoundMetadata>,
}

impl ClipSync {
    /// Part of the clip that has sound, in percent, rounded down.
    pub fn covered_percent(&self) -> u64 {
        u64::try_from(u128::from(self.covered_samples) * 100 / u128::from(self.clip_samples.max(1))).unwrap_or(100)
    }
}

/// A file that is under no clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusedSound {
    /// The file by index.
    pub sound: usize,
    /// Its name.
    pub name: String,
    /// Why, where it is not simply that no camera ran.
    pub reason: Option<String>,
}

/// Two recordings of the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundOverlap {
    /// The earlier one by index of its first file.
    pub first: usize,
    /// The later one.
    pub second: usize,
    /// Their names.
    pub names: [String; 2],
    /// Samples that they have in common, at the rate of the first.
    pub samples: u64,
}

/// Everything that was found about clips and sound.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SyncReport {
    /// All clips, in the order given.
    pub clips: Vec<ClipSync>,
    /// Files under no clip.
    pub sounds_without_clips: Vec<UnusedSound>,
    /// Recordings that overlap each other.
    pub overlaps: Vec<SoundOverlap>,
    /// Differences between sound and cameras over the day, where they were measured.
    pub drift: Vec<Drift>,
    /// What concerns no single clip.
    pub warnings: Vec<String>,
}

impl SyncReport {
    /// Clips without any sound.
    pub fn clips_without_sound(&self) -> impl Iterator<Item = &ClipSync> {
        self.clips.iter().filter(|clip| clip.status == SyncStatus::None)
    }
}

impl fmt::Display for SyncStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Ambiguous => "ambiguous",
            Self::None => "none",
        })
    }
}

impl fmt::Display for SyncReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with_sound = self.clips.iter().filter(|clip| clip.status != SyncStatus::None);
        writeln!(f, "clips with sound: {} of {}", with_sound.clone().count(), self.clips.len())?;
        for clip in with_sound {
            write!(f, "  {}: {}, {} %", clip.clip_name, clip.status, clip.covered_percent())?;
            if let Some(sound) = clip.sounds.first() {
                write!(f, ", begins at sample {}", sound.clip_start_sample)?;
            }
            writeln!(f)?;
            notes(f, &clip.reasons, &clip.warnings)?;
        }
        writeln!(f, "clips without sound: {}", self.clips_without_sound().count())?;
        for clip in self.clips_without_sound() {
            writeln!(f, "  {}", clip.clip_name)?;
            notes(f, &clip.reasons, &clip.warnings)?;
        }
        writeln!(f, "sound without clips: {}", self.sounds_without_clips.len())?;
        for sound in &self.sounds_without_clips {
            writeln!(f, "  {}", sound.name)?;
            notes(f, sound.reason.as_slice(), &[])?;
        }
        writeln!(f, "overlapping sound: {}", self.overlaps.len())?;
        for overlap in &self.overlaps {
            let [first, second] = &overlap.names;
            writeln!(f, "  {first} and {second}: {} samples", overlap.samples)?;
        }
        if self.drift.is_empty() {
            writeln!(f, "drift: not measured")?;
        }
        for drift in &self.drift {
            write!(f, "{drift}")?;
        }
        for warning in &self.warnings {
            writeln!(f, "warning: {warning}")?;
        }
        Ok(())
    }
}

fn notes(f: &mut fmt::Formatter<'_>, reasons: &[String], warnings: &[String]) -> fmt::Result {
    for reason in reasons {
        writeln!(f, "    {reason}")?;
    }
    for warning in warnings {
        writeln!(f, "    warning: {warning}")?;
    }
    Ok(())
}
