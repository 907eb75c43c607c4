//! Times as GStreamer counts them: whole nanoseconds from the first frame that a pipeline is given.

use crate::sound::SOUND_RATE_HZ;
use gstreamer::ClockTime;
use interneg_spec::Rate;

/// When a frame begins, rounded down.
pub(super) fn frame_time(frame: u64, rate: Rate) -> ClockTime {
    scaled(frame, 1_000_000_000 * u64::from(rate.denominator()), rate.numerator())
}

/// When a sample of sound begins, rounded down.
pub(super) fn sample_time(sample: u64) -> ClockTime {
    scaled(sample, 1_000_000_000, SOUND_RATE_HZ)
}

/// `floor(count * multiplier / divisor)` nanoseconds.
fn scaled(count: u64, multiplier: u64, divisor: u32) -> ClockTime {
    let nanoseconds = u128::from(count) * u128::from(multiplier) / u128::from(divisor);
    ClockTime::from_nseconds(u64::try_from(nanoseconds).unwrap_or(u64::MAX - 1))
}

/// The frame that is presented at `time`, which GStreamer has rounded to nanoseconds.
pub(super) fn frame_at(time: ClockTime, rate: Rate) -> u64 {
    let unit = u128::from(rate.denominator()) * 1_000_000_000;
    let frames = (u128::from(time.nseconds()) * u128::from(rate.numerator()) + unit / 2) / unit;
    u64::try_from(frames).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_found_again() {
        // A day of every rate that is in use; elements may be off by a nanosecond.
        for rate in [Rate::FPS_23_976, Rate::FPS_24, Rate::FPS_25, Rate::FPS_29_97, Rate::FPS_59_94] {
            let frames = (0..1000).chain([86_400 * u64::from(rate.nominal())]);
            for frame in frames {
                let time = frame_time(frame, rate);
                assert_eq!(frame_at(time, rate), frame);
                assert_eq!(frame_at(time + ClockTime::NSECOND, rate), frame);
                assert_eq!(frame_at(time.saturating_sub(ClockTime::NSECOND), rate), frame);
            }
        }
        assert_eq!(frame_time(1, Rate::FPS_23_976).nseconds(), 41_708_333);
        assert_eq!(sample_time(48_000), ClockTime::SECOND);
    }
}
