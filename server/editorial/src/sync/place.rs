//! Where a clip begins in a sound file, exactly.

use super::clock::{MAX_RATE_HZ, fraction, frames_per_day, nearest};
use super::facts::{CameraClip, SoundFile};
use interneg_spec::Rate;

/// How a recorder counts samples since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Convention {
    /// A second of timecode lasts as long as its frames do: 1.001 s at 23.976.
    Frames,
    /// A second of timecode is a second of the clock, at 23.976 as well. That such devices exist is not confirmed.
    Clock,
}

/// A clip against one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placing {
    /// Sample of the file at which the clip begins; negative where the file begins later.
    pub clip_start_sample: i64,
    /// Length of the clip in samples of the file.
    pub clip_samples: u64,
    /// Samples of the file under the clip.
    pub overlap_samples: u64,
    /// Days that the clip is after the file: 0, or 1 or -1 where midnight lies between them.
    pub days: i8,
}

impl Placing {
    /// First and last sample of the overlap, counted from the clip's begin.
    pub fn interval(&self) -> (i64, i64) {
        let begin = self.clip_start_sample.saturating_neg().max(0);
        (begin, begin.saturating_add(i64::try_from(self.overlap_samples).unwrap_or(i64::MAX)))
    }

    /// Part of the clip that has sound, in percent, rounded down.
    pub fn percent(&self) -> u128 {
        u128::from(self.overlap_samples) * 100 / u128::from(self.clip_samples.max(1))
    }

    /// At least `percent` of the clip has sound.
    pub fn covers(&self, percent: u64) -> bool {
        u128::from(self.overlap_samples) * 100 >= u128::from(self.clip_samples) * u128::from(percent)
    }
}

/// Places a clip in a file whose timecode counts at `rate`, at the day on which they overlap most.
///
/// `s0 = round(F0 * sr / rate) - TimeReference`, modulo a day of timecode, where `sr` is the rate of the time reference. The
/// fraction is rounded once, when it has become samples of the file.
pub(super) fn place(
    clip: &CameraClip,
    sound: &SoundFile,
    time_reference: u64,
    rate: Rate,
    convention: Convention,
) -> Placing {
    let (length, of) = fraction(clip.frames, clip.rate, sound.sample_rate_hz);
    let clip_samples = u64::try_from(nearest(length, of)).unwrap_or(u64::MAX);
    let counted = match convention {
        Convention::Frames => rate,
        Convention::Clock => Rate::new(rate.nominal(), 1).unwrap_or(rate),
    };
    let (start, denominator) = fraction(clip.start_frame, counted, sound.timestamp_rate_hz);
    let (day, _) = fraction(frames_per_day(rate, clip.drop_frame), counted, sound.timestamp_rate_hz);
    let (to_file, from_stamp) = file_samples_per_stamp(sound);
    let at = |days: i8| {
        let behind = start - i128::from(time_reference) * denominator + i128::from(days) * day;
        let sample = nearest(behind * to_file, denominator * from_stamp);
        let overlap = overlap(sample, clip_samples, sound.samples);
        Placing {
            clip_start_sample: i64::try_from(sample).unwrap_or(if sample < 0 { i64::MIN } else { i64::MAX }),
            clip_samples,
            overlap_samples: overlap,
            days,
        }
    };
    let of_the_day = at(0);
    [at(1), at(-1)]
        .into_iter()
        .fold(of_the_day, |best, other| if other.overlap_samples > best.overlap_samples { other } else { best })
}

/// Samples of the file for each tick of its time reference, as a fraction.
///
/// Sound that was pulled (48048 Hz played at 48000) has as many samples as ticks, and its picture runs slower by as much.
fn file_samples_per_stamp(sound: &SoundFile) -> (i128, i128) {
    let bounded = |rate: u32| i128::from(rate.clamp(1, MAX_RATE_HZ));
    let (file, stamp) = (bounded(sound.sample_rate_hz), bounded(sound.timestamp_rate_hz));
    if (file - stamp).abs() * 400 < stamp { (1, 1) } else { (file, stamp) }
}

fn overlap(start: i128, clip_samples: u64, file_samples: u64) -> u64 {
    let end = start + i128::from(clip_samples);
    u64::try_from(end.min(file_samples.into()) - start.max(0)).unwrap_or(0)
}
