//! Presentation times of sound as sample numbers of the clip.

/// Largest numerator of a tick that is read: time bases are 1/48000, 1/90000, 1001/30000 and the like.
pub(super) const MAX_TICK_NUMERATOR: i32 = 4096;
/// Ticks and samples beyond this are no times: 285 years in microseconds.
const MAX_TIME: i128 = 1 << 53;

/// How ticks of a sound stream become samples, counted from the first picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SoundClock {
    /// Seconds of one tick of the sound, as a fraction.
    pub time_base: (i32, i32),
    /// Seconds of one tick of the picture, as a fraction.
    pub picture_time_base: (i32, i32),
    /// Presentation time of the first picture, in ticks of the picture.
    pub picture_start: i64,
    /// Samples per second.
    pub sample_rate_hz: u32,
}

impl SoundClock {
    /// The sample at `pts`, nearest to where it is: where the first picture begins between two samples, sample 0 is the
    /// nearer one.
    pub fn sample_at(self, pts: i64) -> i64 {
        let rate = i128::from(self.sample_rate_hz);
        let (sound, sound_den) = fraction(self.time_base);
        let (picture, picture_den) = fraction(self.picture_time_base);
        let seconds = bounded(pts) * sound * picture_den - bounded(self.picture_start) * picture * sound_den;
        nearest(seconds * rate, sound_den * picture_den)
    }

    /// The tick at which a sample is presented, or the last one before it.
    pub fn pts_of(self, sample: i64) -> i64 {
        let rate = i128::from(self.sample_rate_hz);
        let (sound, sound_den) = fraction(self.time_base);
        let (picture, picture_den) = fraction(self.picture_time_base);
        let seconds = bounded(sample) * picture_den + bounded(self.picture_start) * picture * rate;
        let ticks = (seconds * sound_den).div_euclid(rate * picture_den * sound);
        i64::try_from(ticks).unwrap_or(i64::MAX)
    }

    /// Ticks are at least as fine as samples, so that a tick tells its sample exactly.
    pub fn is_exact(self) -> bool {
        let (sound, sound_den) = fraction(self.time_base);
        sound_den >= sound * i128::from(self.sample_rate_hz)
    }

    /// How far a tick may be from its sample, in samples.
    pub fn tolerance(self) -> i64 {
        if self.is_exact() {
            return 0;
        }
        let (sound, sound_den) = fraction(self.time_base);
        i64::try_from(sound * i128::from(self.sample_rate_hz) / sound_den + 1).unwrap_or(i64::MAX)
    }
}

/// Seconds of a tick; with the bounds on these and on times no product below overflows.
fn fraction((numerator, denominator): (i32, i32)) -> (i128, i128) {
    (i128::from(numerator.clamp(1, MAX_TICK_NUMERATOR)), i128::from(denominator.max(1)))
}

/// A time that is in a file, as opposed to one that is made up.
fn bounded(time: i64) -> i128 {
    i128::from(time).clamp(-MAX_TIME, MAX_TIME)
}

fn nearest(numerator: i128, denominator: i128) -> i64 {
    let whole = (2 * numerator + denominator).div_euclid(2 * denominator);
    i64::try_from(whole).unwrap_or(if whole < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_counted_from_the_first_picture() {
        let clock = SoundClock {
            time_base: (1, 48000),
            picture_time_base: (1, 24000),
            picture_start: 2002,
            sample_rate_hz: 48000,
        };
        assert_eq!((clock.sample_at(0), clock.sample_at(4004), clock.sample_at(4005)), (-4004, 0, 1));
        for sample in [-5000, -1, 0, 1, 99_999_999] {
            assert_eq!(clock.sample_at(clock.pts_of(sample)), sample);
        }
        let fine = SoundClock { time_base: (1, 90000), ..clock };
        for sample in [-5000, -1, 0, 1, 99_999_999] {
            let pts = (2 * (sample + 4004) * 90000 + 48000_i64).div_euclid(2 * 48000);
            assert_eq!(fine.sample_at(pts), sample);
        }
        let coarse = SoundClock { time_base: (1, 600), ..clock };
        assert_eq!((coarse.is_exact(), coarse.tolerance(), clock.is_exact(), fine.is_exact()), (false, 81, true, true));
    }

    #[test]
    fn absurd_times_do_not_overflow() {
        let clock = SoundClock {
            time_base: (i32::MAX, 1),
            picture_time_base: (1, i32::MAX),
            picture_start: i64::MIN,
            sample_rate_hz: 384_000,
        };
        let _ = (clock.sample_at(i64::MAX), clock.sample_at(i64::MIN), clock.pts_of(i64::MAX), clock.pts_of(i64::MIN));
        let clock = SoundClock { picture_time_base: (i32::MAX, 1), time_base: (1, i32::MAX), ..clock };
        let _ = (clock.sample_at(i64::MAX), clock.sample_at(i64::MIN), clock.pts_of(i64::MAX), clock.pts_of(i64::MIN));
    }
}
