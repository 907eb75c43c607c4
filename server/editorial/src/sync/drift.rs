//! Shifts of sound against cameras that were measured, and how they change over a day.

use super::SyncReport;
use super::facts::{CameraClip, SoundFile};
use super::metadata::SoundMetadata;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A shift that a comparison with the camera's own sound has found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeasuredShift {
    /// The clip by index.
    pub clip: usize,
    /// Samples of the sound file that its sound is later than timecode says.
    pub shift_samples: i64,
    /// From 0, a guess, to 1.
    pub confidence: f64,
}

/// One clip's shift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriftPoint {
    /// Name of the clip.
    pub clip_name: String,
    /// Seconds of timecode from midnight to the clip, rounded down.
    pub at_seconds: u64,
    /// Samples that the sound is later than timecode says.
    pub shift_samples: i64,
    /// From 0, a guess, to 1.
    pub confidence: f64,
}

/// Shifts of one recorder's day, or of one file where it has no roll.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// Sound roll and day, or the file's name.
    pub sound: String,
    /// Rate of the samples in Hz.
    pub sample_rate_hz: u32,
    /// The clips, in order of time.
    pub points: Vec<DriftPoint>,
}

impl Drift {
    /// Largest difference between two shifts, in samples.
    pub fn spread_samples(&self) -> u64 {
        let shifts = || self.points.iter().map(|point| point.shift_samples);
        shifts().max().zip(shifts().min()).map_or(0, |(most, least)| most.abs_diff(least))
    }

    /// Change from the first clip to the last, in samples per hour; `None` where they are less than a minute apart.
    pub fn samples_per_hour(&self) -> Option<f64> {
        let (first, last) = (self.points.first()?, self.points.last()?);
        let seconds = last.at_seconds.saturating_sub(first.at_seconds);
        (seconds >= 60).then(|| (last.shift_samples - first.shift_samples) as f64 * 3600.0 / seconds as f64)
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drift of {}: {} samples at {} Hz", self.sound, self.spread_samples(), self.sample_rate_hz)?;
        match self.samples_per_hour() {
            Some(change) => writeln!(f, ", {change:.1} an hour")?,
            None => writeln!(f)?,
        }
        for point in &self.points {
            let DriftPoint { clip_name, shift_samples, confidence, .. } = point;
            writeln!(f, "  {clip_name}: {shift_samples} samples, confidence {confidence:.2}")?;
        }
        Ok(())
    }
}

impl SyncReport {
    /// Takes measured shifts over: those of at least `least_confidence` move the sound, and all of them are reported as
    /// drift. `clips` and `sounds` are those that the report was made of. Shifts of clips without sound are left out.
    pub fn refine(
        &mut self,
        clips: &[CameraClip],
        sounds: &[SoundFile],
        measured: &[MeasuredShift],
        least_confidence: f64,
    ) {
        for shift in measured {
            let Some(clip) = self.clips.get_mut(shift.clip) else { continue };
            let (Some(facts), Some(file)) =
                (clips.get(shift.clip), clip.sounds.first().and_then(|sound| sound.files.first()))
            else {
                continue;
            };
            if sounds.get(*file).is_none() {
                continue;
            }
            if shift.confidence >= least_confidence {
                for placed in &mut clip.sounds {
                    placed.clip_start_sample = placed.clip_start_sample.saturating_add(shift.shift_samples);
                }
                clip.metadata = clip.metadata.take().and_then(|told| {
                    let placed = clip.sounds.first()?;
                    let files: Vec<&SoundFile> = placed.files.iter().filter_map(|file| sounds.get(*file)).collect();
                    let drop_frame = told.sound_timecode.is_drop_frame();
                    SoundMetadata::at(&files, placed.clip_start_sample, told.sound_rate, drop_frame, facts)
                });
                clip.warnings.push(format!(
                    "moved by {} samples to fit the camera's sound, confidence {:.2}",
                    shift.shift_samples, shift.confidence
                ));
            } else {
                clip.warnings.push(format!(
                    "the camera's sound was {} samples off, but not clearly (confidence {:.2}); left as timecode says",
                    shift.shift_samples, shift.confidence
                ));
            }
        }
        self.note_drift(clips, sounds, measured);
    }

    /// Reports measured shifts as drift, and moves nothing. `clips` and `sounds` are those that the report was made of;
    /// shifts of clips without sound are left out.
    pub fn note_drift(&mut self, clips: &[CameraClip], sounds: &[SoundFile], measured: &[MeasuredShift]) {
        for shift in measured {
            let first = self.clips.get(shift.clip).and_then(|clip| clip.sounds.first()?.files.first());
            let (Some(facts), Some(sound)) = (clips.get(shift.clip), first.and_then(|file| sounds.get(*file))) else {
                continue;
            };
            let name = match (&sound.tape, &sound.date) {
                (Some(tape), Some(date)) => format!("{tape}, {date}"),
                (Some(tape), None) => tape.clone(),
                (None, _) => sound.name.clone(),
            };
            let point = DriftPoint {
                clip_name: facts.name.clone(),
                at_seconds: facts.start_frame / u64::from(facts.rate.nominal()),
                shift_samples: shift.shift_samples,
                confidence: shift.confidence,
            };
            match self.drift.iter_mut().find(|known| known.sound == name) {
                Some(known) => known.points.push(point),
                None => {
                    self.drift.push(Drift { sound: name, sample_rate_hz: sound.sample_rate_hz, points: vec![point] })
                }
            }
        }
        for drift in &mut self.drift {
            drift.points.sort_by_key(|point| point.at_seconds);
        }
    }
}
