//! Times of a movie.

use interneg_spec::{Rate, UtcTime};
use std::time::UNIX_EPOCH;

/// Seconds from the midnight that began 1904, UTC, where QuickTime's times begin, to that of 1970.
const SECONDS_1904_TO_1970: u64 = 2_082_844_800;

/// The time scale of movie, picture and timecode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Ticks of a second.
    pub scale: u32,
    /// Ticks of a frame.
    pub frame_ticks: u32,
}

impl Clock {
    /// The clock in which frames of `rate` last a whole number of ticks: 24000 and 1001 for 23.976. Whole rates are
    /// counted in thousandths of a frame, so that the length of the sound is near to exact in the movie's ticks.
    pub fn of(rate: Rate) -> Self {
        match rate.denominator() {
            1 => Self { scale: rate.numerator() * 1000, frame_ticks: 1000 },
            denominator => Self { scale: rate.numerator(), frame_ticks: denominator },
        }
    }

    /// Ticks of `frame_count` frames.
    pub fn ticks_of_frames(self, frame_count: u64) -> u64 {
        frame_count * u64::from(self.frame_ticks)
    }

    /// Ticks of `samples` samples of sound, rounded to nearest.
    pub fn ticks_of_samples(self, samples: u64, sample_rate_hz: u32) -> u64 {
        let ticks = u128::from(samples) * u128::from(self.scale) + u128::from(sample_rate_hz / 2);
        u64::try_from(ticks / u128::from(sample_rate_hz)).unwrap_or(u64::MAX)
    }
}

/// A moment as QuickTime counts it.
pub(super) fn seconds_since_1904(moment: UtcTime) -> u64 {
    let since_1970 = moment.to_system().duration_since(UNIX_EPOCH).map_or(0, |past| past.as_secs());
    since_1970.saturating_add(SECONDS_1904_TO_1970)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_last_whole_ticks() {
        for (rate, scale, frame_ticks) in
            [(Rate::FPS_23_976, 24000, 1001), (Rate::FPS_25, 25000, 1000), (Rate::FPS_59_94, 60000, 1001)]
        {
            assert_eq!(Clock::of(rate), Clock { scale, frame_ticks });
        }
        assert_eq!(Clock::of(Rate::FPS_23_976).ticks_of_samples(2002, 48000), 1001);
    }

    #[test]
    fn time_begins_in_1904() {
        let moment = UtcTime::parse("1970-01-02T00:00:00Z").unwrap();
        assert_eq!(seconds_since_1904(moment), 2_082_931_200);
    }
}
