//! Timecode and samples since midnight.

use interneg_spec::{Rate, UtcTime};
use std::time::UNIX_EPOCH;

/// Samples from midnight to the begin of a frame, rounded to the nearest: `frame_number * sample_rate_hz / rate`.
///
/// `frame_number` counts frames since midnight, numbers that drop-frame counting leaves out not among them.
pub fn time_reference(frame_number: u64, rate: Rate, sample_rate_hz: u32) -> u64 {
    let (samples, rate) = fraction(frame_number, rate, sample_rate_hz);
    u64::try_from(nearest(samples, rate)).unwrap_or(u64::MAX)
}

/// A moment as a frame and what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FramePosition {
    /// Frames since midnight.
    pub frame_number: u64,
    /// Samples behind the begin of the frame, rounded down.
    pub samples_behind: u64,
}

/// The frame that holds a sample, which is counted from midnight.
pub fn frame_at(time_reference: u64, rate: Rate, sample_rate_hz: u32) -> FramePosition {
    let (numerator, denominator) = (i128::from(rate.numerator()), i128::from(rate.denominator()));
    let per_frame = i128::from(sample_rate_hz.max(1)) * denominator;
    let position = i128::from(time_reference) * numerator;
    FramePosition {
        frame_number: u64::try_from(position.div_euclid(per_frame)).unwrap_or(u64::MAX),
        samples_behind: u64::try_from(position.rem_euclid(per_frame) / numerator).unwrap_or(0),
    }
}

/// Frames and Hz beyond which a number is none of this world; below them no product overflows.
const MAX_FRAMES: u64 = 1 << 40;
pub(super) const MAX_RATE_HZ: u32 = 1 << 20;

/// Samples that frames last, as a fraction.
pub(super) fn fraction(frames: u64, rate: Rate, sample_rate_hz: u32) -> (i128, i128) {
    let (frames, sample_rate_hz) = (frames.min(MAX_FRAMES), sample_rate_hz.min(MAX_RATE_HZ));
    let samples = i128::from(frames) * i128::from(sample_rate_hz) * i128::from(rate.denominator());
    (samples, i128::from(rate.numerator()))
}

/// The whole number nearest to a fraction with a positive denominator, halves upwards.
pub(super) fn nearest(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

/// Frames of a day of timecode (SMPTE ST 12-1).
pub(super) fn frames_per_day(rate: Rate, drop_frame: bool) -> u64 {
    let nominal = u64::from(rate.nominal());
    let dropped = if drop_frame && rate.allows_drop_frame() { nominal / 15 * (24 * 60 - 24 * 6) } else { 0 };
    nominal * 86400 - dropped
}

/// Days since 1970-01-01 of a date `YYYY-MM-DD`; `None` where it is none, or before.
pub(super) fn day_number(date: &str) -> Option<u64> {
    let midnight = UtcTime::parse(&format!("{date}T00:00:00Z"))?.to_system();
    Some(midnight.duration_since(UNIX_EPOCH).ok()?.as_secs() / 86400)
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_spec::Timecode;

    #[test]
    fn time_references_of_the_table() {
        for (timecode, rate, sample_rate_hz, frame_number, expected) in [
            ("10:11:12:13", "24000/1001", 48000, 880_141, 1_762_042_282),
            ("01:00:00:00", "24", 48000, 86400, 172_800_000),
            ("00:59:50:00", "24", 48000, 86160, 172_320_000),
            ("10:00:00:00", "25", 48000, 900_000, 1_728_000_000),
            ("01:00:00:00", "30000/1001", 48000, 108_000, 172_972_800),
            ("01:00:00:00", "24000/1001", 96000, 86400, 345_945_600),
        ] {
            let rate: Rate = rate.parse().unwrap();
            let count = timecode.parse::<Timecode>().unwrap().frame_count(rate).unwrap();
            assert_eq!((count, time_reference(count, rate, sample_rate_hz)), (frame_number, expected), "{timecode}");
            let position = FramePosition { frame_number, samples_behind: 0 };
            assert_eq!(frame_at(expected, rate, sample_rate_hz), position, "{timecode}");
        }
    }

    #[test]
    fn a_rate_that_is_not_known_is_no_small_error() {
        let at_24 = frame_at(1_762_042_282, Rate::FPS_24, 48000).frame_number;
        assert_eq!(Timecode::from_frame_count(at_24, Rate::FPS_24, false).to_string(), "10:11:49:05");
    }

    #[test]
    fn frames_of_29_97_begin_at_the_nearest_sample() {
        let samples: Vec<u64> = (0..6).map(|frame| time_reference(frame, Rate::FPS_29_97, 48000)).collect();
        assert_eq!(samples, [0, 1602, 3203, 4805, 6406, 8008]);
        assert_eq!(frame_at(1601, Rate::FPS_29_97, 48000), FramePosition { frame_number: 0, samples_behind: 1601 });
        assert_eq!(frame_at(1602, Rate::FPS_29_97, 48000), FramePosition { frame_number: 1, samples_behind: 0 });
    }

    #[test]
    fn days_follow_each_other() {
        assert_eq!(day_number("1970-01-01"), Some(0));
        assert_eq!(day_number("2000-03-01"), Some(11017));
        for (before, after) in
            [("2023-12-31", "2024-01-01"), ("2024-02-28", "2024-02-29"), ("2023-02-28", "2023-03-01")]
        {
            assert_eq!(day_number(before).map(|day| day + 1), day_number(after));
        }
        assert_eq!((day_number("2024-13-01"), day_number("today"), day_number("")), (None, None, None));
    }
}
