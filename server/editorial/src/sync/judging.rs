//! Whether a recording can be the sound of a clip at all.

use super::clock::{day_number, nearest};
use super::facts::{CameraClip, SoundFile, SyncOptions};
use super::place::{Convention, Placing, place};
use interneg_spec::Rate;

/// A recording that lies under a clip.
pub(super) struct Candidate {
    /// The recording by index.
    pub recording: usize,
    /// Where the clip lies in it.
    pub placing: Placing,
    /// Rate of its timecode.
    pub rate: Rate,
    /// What was assumed.
    pub warnings: Vec<String>,
}

/// What a clip and a recording have to do with each other.
pub(super) enum Verdict {
    Fits(Candidate),
    /// They would overlap, but for this.
    Refused(String),
    Apart,
}

/// Judges a clip and the first file of a recording.
pub(super) fn judge(
    clip: &CameraClip,
    recording: usize,
    sound: &SoundFile,
    options: &SyncOptions,
    convention: Convention,
) -> Verdict {
    let (Some(time_reference), Some(rate)) = (sound.time_reference, sound.rate(options)) else {
        return Verdict::Apart;
    };
    let mut warnings = Vec::new();
    let is_pair = is_pulled_pair(rate, clip.rate);
    if rate != clip.rate && !is_pair {
        // The same address in the other count tells whether the two would have met.
        let nominal = |rate: Rate| u64::from(rate.nominal());
        let start_frame = clip.start_frame.saturating_mul(nominal(rate)) / nominal(clip.rate);
        let placing = place(&CameraClip { start_frame, ..clip.clone() }, sound, time_reference, rate, convention);
        if placing.overlap_samples == 0 {
            return Verdict::Apart;
        }
        return Verdict::Refused(format!("its timecode counts at {rate}, the clip runs at {}", clip.rate));
    }
    let placing = place(clip, sound, time_reference, rate, convention);
    if placing.overlap_samples == 0 {
        return Verdict::Apart;
    }
    if is_pair && !options.allows_pulled_sound {
        return Verdict::Refused(format!(
            "its timecode counts at {rate}, the clip runs at {}; {PULLED_SOUND_REFUSED}",
            clip.rate
        ));
    }
    let drop_frame = sound.counts_drop_frame(options, clip);
    if clip.rate.allows_drop_frame() && drop_frame != clip.drop_frame {
        let words = |drop: bool| if drop { "counts in drop-frame" } else { "does not count in drop-frame" };
        return Verdict::Refused(format!("it {}, the clip {}", words(drop_frame), words(clip.drop_frame)));
    }
    if let Some(reason) = date_differs(clip.date.as_deref(), sound.date.as_deref(), placing.days) {
        return Verdict::Refused(reason);
    }
    if is_pair {
        let is_pulled = sound.sample_rate_hz != sound.timestamp_rate_hz
            && u64::from(sound.sample_rate_hz.abs_diff(sound.timestamp_rate_hz)) * 400 < sound.timestamp_rate_hz.into();
        let drifts = nearest(i128::from(placing.clip_samples), 1001);
        warnings.push(if is_pulled {
            format!("its timecode counts at {rate}, the clip runs at {}: pulled sound", clip.rate)
        } else {
            format!(
                "its timecode counts at {rate}, the clip runs at {}; if it was not pulled, it drifts by {drifts} samples \
                 over the clip",
                clip.rate
            )
        });
    }
    if placing.days != 0 {
        warnings.push("midnight lies between its begin and the clip's".to_owned());
    }
    if sound.timecode_rate.is_none() {
        warnings.push(format!("it does not tell its timecode rate; {rate} of the project was used"));
    }
    if convention == Convention::Clock {
        warnings.push(format!(
            "fits only if its time reference counts seconds of the clock, not of timecode at {rate}; check the sync"
        ));
    }
    Verdict::Fits(Candidate { recording, placing, rate, warnings })
}

/// What ends the reason against sound that would go with a clip if [`SyncOptions::allows_pulled_sound`] were set.
pub const PULLED_SOUND_REFUSED: &str = "allow pulled sound if both are meant";

/// One rate is 1000/1001 of the other.
fn is_pulled_pair(a: Rate, b: Rate) -> bool {
    let cross = |x: Rate, y: Rate| u128::from(x.numerator()) * u128::from(y.denominator());
    cross(a, b) * 1000 == cross(b, a) * 1001 || cross(b, a) * 1000 == cross(a, b) * 1001
}

/// Why two dates rule a match out, for a clip that is `days` after the sound by timecode.
fn date_differs(clip: Option<&str>, sound: Option<&str>, days: i8) -> Option<String> {
    let (clip, sound) = (clip?, sound?);
    if clip == sound {
        return None;
    }
    let between = day_number(clip).zip(day_number(sound)).map(|(clip, sound)| clip.cast_signed() - sound.cast_signed());
    (days == 0 || between != Some(i64::from(days))).then(|| format!("it is of {sound}, the clip of {clip}"))
}
