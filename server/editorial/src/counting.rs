//! From the timecode text of lists to frame counts, with the liberties that lists take.

use interneg_spec::{FrameRange, Rate, Timecode, TimecodeError};

/// A timecode of a list, read but not yet counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListTimecode {
    text: String,
}

impl ListTimecode {
    /// Takes a word that looks like `HH:MM:SS:FF` with any of the separators `:`, `;` and `.`.
    pub fn from_word(word: &str) -> Option<Self> {
        let parts: Vec<&str> = word.split([':', ';', '.']).collect();
        let [hours, minutes, seconds, frames] = parts.as_slice() else { return None };
        let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let good = [hours, minutes, seconds].iter().all(|part| digits(part, 2..=2)) && digits(frames, 2..=3);
        good.then(|| Self { text: word.to_owned() })
    }

    /// As it stands in the list.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text itself says drop-frame at `rate`. At rates without it a point, or a semicolon in all three
    /// places, is nothing but a separator.
    pub fn says_drop_frame(&self, rate: Rate) -> bool {
        let semicolons = self.text.matches(';').count();
        let one_point = self.text.matches('.').count() == 1;
        if rate.allows_drop_frame() { semicolons > 0 || one_point } else { (1..3).contains(&semicolons) }
    }

    /// Frames since midnight, counted in drop-frame or not as told. 24:00:00:00, which ends a day, is a day.
    pub fn frames(&self, rate: Rate, drop_frame: bool) -> Result<u64, TimecodeError> {
        let mut plain: Vec<u8> =
            self.text.bytes().map(|byte| if byte == b';' || byte == b'.' { b':' } else { byte }).collect();
        if drop_frame {
            // The text has three separators: `from_word` saw to it.
            let last = plain.iter().rposition(|byte| *byte == b':').unwrap_or(0);
            plain[last] = b';';
        }
        let plain = String::from_utf8_lossy(&plain);
        let is_end_of_day =
            plain.starts_with("24") && plain[2..].bytes().all(|byte| matches!(byte, b'0' | b':' | b';'));
        if is_end_of_day {
            return day_frames(rate, drop_frame).ok_or_else(|| TimecodeError::Syntax(self.text.clone()));
        }
        plain.parse::<Timecode>()?.frame_count(rate)
    }
}

/// Frames of a day of timecode at `rate` (rule CF-16).
pub(crate) fn day_frames(rate: Rate, drop_frame: bool) -> Option<u64> {
    let last = format!("23:59:59{}{:02}", if drop_frame { ';' } else { ':' }, rate.nominal() - 1);
    let last = last.parse::<Timecode>().ok()?.frame_count(rate).ok()?;
    Some(last + 1)
}

/// The frames from `first` to `end`, across midnight where `end` lies before `first`. `None` where that makes more than
/// half a day, which is a wrong list rather than a long shot.
pub(crate) fn range_across_midnight(first: u64, end: u64, day: u64) -> Option<FrameRange> {
    let end = if end < first { end.checked_add(day)? } else { end };
    (end.checked_sub(first)? <= day / 2).then_some(FrameRange::new(first, end))
}

/// Counts frames again that were counted one way from timecode that the clip counts the other way; `None` where the
/// address does not exist in that counting. Whole days are kept (rules CF-15 and CF-16).
pub(crate) fn recount(frame: u64, rate: Rate, was_drop_frame: bool, is_drop_frame: bool) -> Option<u64> {
    if was_drop_frame == is_drop_frame {
        return Some(frame);
    }
    let old_day = day_frames(rate, was_drop_frame)?;
    let address = Timecode::from_frame_count(frame % old_day, rate, was_drop_frame).to_string();
    let count = ListTimecode::from_word(&address)?.frames(rate, is_drop_frame).ok()?;
    count.checked_add((frame / old_day).checked_mul(day_frames(rate, is_drop_frame)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(text: &str, rate: Rate) -> Result<u64, TimecodeError> {
        let timecode = ListTimecode::from_word(text).unwrap();
        timecode.frames(rate, timecode.says_drop_frame(rate))
    }

    #[test]
    fn separators_mean_what_the_rate_lets_them_mean() {
        assert_eq!(frames("01:00:00;00", Rate::FPS_29_97), Ok(107_892));
        assert_eq!(frames("01;00;00;00", Rate::FPS_29_97), Ok(107_892));
        assert_eq!(frames("01:00:00.00", Rate::FPS_29_97), Ok(107_892));
        assert_eq!(frames("01.00.00.00", Rate::FPS_29_97), Ok(108_000));
        assert_eq!(frames("01:00:00:00", Rate::FPS_29_97), Ok(108_000));
        assert_eq!(frames("01;00;00;00", Rate::FPS_25), Ok(90_000));
        assert_eq!(frames("01:00:00.00", Rate::FPS_25), Ok(90_000));
        assert!(matches!(frames("01:00:00;00", Rate::FPS_25), Err(TimecodeError::NoDropFrame { .. })));
        assert!(matches!(frames("01:00:00:24", Rate::FPS_24), Err(TimecodeError::FrameOutOfRange { .. })));
        for word in ["1:00:00:00", "01:00:00", "01:00:00:0000", "aa:00:00:00", "", "01:00:00:00:00"] {
            assert_eq!(ListTimecode::from_word(word), None, "{word}");
        }
    }

    #[test]
    fn a_day_ends_at_24_00_00_00() {
        assert_eq!(frames("24:00:00:00", Rate::FPS_24), Ok(2_073_600));
        // ST 12-1: 2 589 408 numbers a day in drop-frame.
        assert_eq!(frames("24:00:00;00", Rate::FPS_29_97), Ok(2_589_408));
        assert!(frames("24:00:00:01", Rate::FPS_24).is_err());
    }

    #[test]
    fn ranges_cross_midnight_but_not_half_a_day() {
        let day = 2_073_600;
        assert_eq!(range_across_midnight(day - 5, 5, day), Some(FrameRange::new(day - 5, day + 5)));
        assert_eq!(range_across_midnight(5, 5, day), Some(FrameRange::new(5, 5)));
        assert_eq!(range_across_midnight(6, 5, day), None);
        assert_eq!(range_across_midnight(u64::MAX, 0, day), None);
    }

    #[test]
    fn counting_again_keeps_the_address() {
        assert_eq!(recount(108_000, Rate::FPS_29_97, false, true), Some(107_892));
        assert_eq!(recount(107_892, Rate::FPS_29_97, true, false), Some(108_000));
        assert_eq!(recount(2_592_000 + 108_000, Rate::FPS_29_97, false, true), Some(2_589_408 + 107_892));
        assert_eq!(recount(1800, Rate::FPS_29_97, false, true), None, "00:01:00;00 is left out");
        assert_eq!(recount(86400, Rate::FPS_24, false, true), None, "there is none at 24");
        for frame in (0..2_589_408).step_by(997) {
            let plain = recount(frame, Rate::FPS_29_97, true, false).unwrap();
            assert_eq!(recount(plain, Rate::FPS_29_97, false, true), Some(frame));
        }
    }
}
