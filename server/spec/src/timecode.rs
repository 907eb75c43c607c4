//! SMPTE ST 12-1 timecode: text, frame count, and the packed forms that DPX and EXR headers hold.

use crate::Rate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A time address `HH:MM:SS:FF`, or `HH:MM:SS;FF` in drop-frame counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timecode {
    hours: u8,
    minutes: u8,
    seconds: u8,
    frames: u8,
    drop_frame: bool,
}

/// Why a text is no timecode, or a timecode does not exist at a rate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimecodeError {
    /// Not of the form `HH:MM:SS:FF`.
    #[error("not a timecode: {0:?}; write HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame")]
    Syntax(String),
    /// Frames at or above the nominal rate.
    #[error("timecode {timecode} has no frame {frames} at {rate} fps")]
    FrameOutOfRange {
        /// The timecode as text.
        timecode: String,
        /// Its frames field.
        frames: u8,
        /// The rate it was read at.
        rate: Rate,
    },
    /// Drop-frame counting asked for at a rate that has none.
    #[error("timecode {timecode} is drop-frame, which {rate} fps does not have")]
    NoDropFrame {
        /// The timecode as text.
        timecode: String,
        /// The rate it was read at.
        rate: Rate,
    },
    /// One of the numbers that drop-frame counting leaves out.
    #[error("timecode {0} is one that drop-frame counting leaves out")]
    Dropped(String),
}

impl Timecode {
    /// The address of frame `frame_count` since midnight, counted at `rate`; wraps at 24 hours.
    ///
    /// `drop_frame` is ignored at rates that have no drop-frame counting.
    pub fn from_frame_count(frame_count: u64, rate: Rate, drop_frame: bool) -> Self {
        let drop_frame = drop_frame && rate.allows_drop_frame();
        let nominal = u64::from(rate.nominal());
        let mut count = frame_count % frames_per_day(rate, drop_frame);
        if drop_frame {
            // ST 12-1: two numbers (four at 59.94) are left out each minute except every tenth.
            let skip = nominal / 15;
            let per_minute = nominal * 60 - skip;
            let per_ten_minutes = per_minute * 10 + skip;
            let (tens, rest) = (count / per_ten_minutes, count % per_ten_minutes);
            let minutes_past = if rest < nominal * 60 { 0 } else { 1 + (rest - nominal * 60) / per_minute };
            count += skip * (9 * tens + minutes_past);
        }
        let (seconds, frames) = (count / nominal, count % nominal);
        // Every field is below its modulus, the largest of which (the nominal rate) is at most 120 in practice.
        let field = |value: u64| u8::try_from(value).unwrap_or(u8::MAX);
        Self {
            hours: field(seconds / 3600 % 24),
            minutes: field(seconds / 60 % 60),
            seconds: field(seconds % 60),
            frames: field(frames),
            drop_frame,
        }
    }

    /// Frames since midnight at `rate`: the number that a NAM frame bears (rule NAM-23).
    ///
    /// # Errors
    /// The address must exist at the rate.
    pub fn frame_count(self, rate: Rate) -> Result<u64, TimecodeError> {
        let nominal = rate.nominal();
        if u32::from(self.frames) >= nominal {
            return Err(TimecodeError::FrameOutOfRange { timecode: self.to_string(), frames: self.frames, rate });
        }
        let minutes = u64::from(self.hours) * 60 + u64::from(self.minutes);
        let count = (minutes * 60 + u64::from(self.seconds)) * u64::from(nominal) + u64::from(self.frames);
        if !self.drop_frame {
            return Ok(count);
        }
        if !rate.allows_drop_frame() {
            return Err(TimecodeError::NoDropFrame { timecode: self.to_string(), rate });
        }
        let skip = u64::from(nominal / 15);
        if self.seconds == 0 && u64::from(self.frames) < skip && !self.minutes.is_multiple_of(10) {
            return Err(TimecodeError::Dropped(self.to_string()));
        }
        Ok(count - skip * (minutes - minutes / 10))
    }

    /// Whether the address counts in drop-frame.
    pub fn is_drop_frame(self) -> bool {
        self.drop_frame
    }

    /// Hours, minutes, seconds, frames.
    pub fn fields(self) -> [u8; 4] {
        [self.hours, self.minutes, self.seconds, self.frames]
    }

    /// Packed BCD `HHMMSSFF` with the drop-frame bit `0x40` in the frames byte, as DPX (offset 1920) and the EXR
    /// `timeCode` attribute hold it.
    ///
    /// Above 30 fps the frames field counts frame pairs, because BCD has two bits for the tens; the second return
    /// value is then the field bit that tells the frames of a pair apart. Above 60 fps there is no packed form, which
    /// `Job::check_shape` refuses.
    pub fn packed_bcd(self, rate: Rate) -> (u32, bool) {
        let pairs = rate.nominal() > 30;
        let frames = if pairs { self.frames / 2 } else { self.frames };
        let bcd = |value: u8| u32::from(value / 10 * 16 + value % 10);
        let word = bcd(self.hours) << 24
            | bcd(self.minutes) << 16
            | bcd(self.seconds) << 8
            | bcd(frames)
            | if self.drop_frame { 0x40 } else { 0 };
        (word, pairs && self.frames % 2 == 1)
    }

    /// Reads packed BCD as [`Self::packed_bcd`] writes it at rates up to 30 fps; `None` where a digit is no digit.
    pub fn from_packed_bcd(word: u32) -> Option<Self> {
        let byte = |shift: u32, mask: u32| {
            let value = word >> shift & mask;
            let (tens, units) = (value >> 4, value & 15);
            (units < 10).then(|| u8::try_from(tens * 10 + units).ok()).flatten()
        };
        let timecode = Self {
            hours: byte(24, 0x3f)?,
            minutes: byte(16, 0x7f)?,
            seconds: byte(8, 0x7f)?,
            frames: byte(0, 0x3f)?,
            drop_frame: word & 0x40 != 0,
        };
        (timecode.hours < 24 && timecode.minutes < 60 && timecode.seconds < 60).then_some(timecode)
    }
}

fn frames_per_day(rate: Rate, drop_frame: bool) -> u64 {
    let nominal = u64::from(rate.nominal());
    let dropped = if drop_frame { nominal / 15 * (24 * 60 - 24 * 6) } else { 0 };
    nominal * 86400 - dropped
}

impl std::str::FromStr for Timecode {
    type Err = TimecodeError;

    fn from_str(text: &str) -> Result<Self, TimecodeError> {
        let syntax = || TimecodeError::Syntax(text.to_owned());
        let trimmed = text.trim();
        let drop_frame = trimmed.contains([';', ',']) || trimmed.matches('.').count() == 1;
        let parts: Vec<&str> = trimmed.split([':', ';', '.', ',']).collect();
        let [hours, minutes, seconds, frames] = parts.as_slice() else { return Err(syntax()) };
        let number = |part: &str, below: u8| {
            let good = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u8>().ok().filter(|value| good && *value < below).ok_or_else(syntax)
        };
        Ok(Self {
            hours: number(hours, 24)?,
            minutes: number(minutes, 60)?,
            seconds: number(seconds, 60)?,
            frames: number(frames, 240)?,
            drop_frame,
        })
    }
}

impl std::fmt::Display for Timecode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let separator = if self.drop_frame { ';' } else { ':' };
        write!(f, "{:02}:{:02}:{:02}{separator}{:02}", self.hours, self.minutes, self.seconds, self.frames)
    }
}

impl TryFrom<String> for Timecode {
    type Error = TimecodeError;

    fn try_from(text: String) -> Result<Self, TimecodeError> {
        text.parse()
    }
}

impl From<Timecode> for String {
    fn from(timecode: Timecode) -> Self {
        timecode.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str, rate: &str) -> Result<u64, TimecodeError> {
        text.parse::<Timecode>()?.frame_count(rate.parse().unwrap())
    }

    #[test]
    fn counts_as_the_table_of_rule_nam_23() {
        let rates = ["24000/1001", "25", "30", "30000/1001", "48", "50", "60", "60000/1001"];
        let rows: [(&str, [u64; 8]); 3] = [
            ("00:59:50", [86160, 89750, 107_700, 107_592, 172_320, 179_500, 215_400, 215_184]),
            ("01:00:00", [86400, 90000, 108_000, 107_892, 172_800, 180_000, 216_000, 215_784]),
            ("02:00:00", [172_800, 180_000, 216_000, 215_784, 345_600, 360_000, 432_000, 431_568]),
        ];
        for (start, expected) in rows {
            for (rate, frames) in rates.iter().zip(expected) {
                let separator = if rate.ends_with("1001") && !rate.starts_with("24") { ';' } else { ':' };
                assert_eq!(count(&format!("{start}{separator}00"), rate), Ok(frames), "{start} at {rate}");
            }
        }
    }

    #[test]
    fn text_and_count_agree_over_a_whole_drop_frame_day() {
        for rate in [Rate::FPS_29_97, Rate::FPS_59_94] {
            for frame in (0..frames_per_day(rate, true)).step_by(7).chain(0..4000) {
                let timecode = Timecode::from_frame_count(frame, rate, true);
                assert_eq!(timecode.frame_count(rate), Ok(frame), "{timecode}");
                assert_eq!(timecode.to_string().parse::<Timecode>(), Ok(timecode));
            }
        }
    }

    #[test]
    fn counts_around_a_dropped_minute() {
        assert_eq!(Timecode::from_frame_count(1799, Rate::FPS_29_97, true).to_string(), "00:00:59;29");
        assert_eq!(Timecode::from_frame_count(1800, Rate::FPS_29_97, true).to_string(), "00:01:00;02");
        assert_eq!(Timecode::from_frame_count(17982, Rate::FPS_29_97, true).to_string(), "00:10:00;00");
    }

    #[test]
    fn wraps_at_midnight() {
        assert_eq!(Timecode::from_frame_count(24 * 86400 + 5, Rate::FPS_24, false).to_string(), "00:00:00:05");
    }

    #[test]
    fn refuses_addresses_that_do_not_exist() {
        assert!(matches!(count("01:00:00:24", "24"), Err(TimecodeError::FrameOutOfRange { .. })));
        assert!(matches!(count("00:01:00;01", "29.97"), Err(TimecodeError::Dropped(_))));
        assert!(matches!(count("00:01:00;02", "24"), Err(TimecodeError::NoDropFrame { .. })));
        for text in ["", "01:00:00", "1:2:3:4:5", "25:00:00:00", "01:60:00:00", "aa:bb:cc:dd", "+1:00:00:00"] {
            assert!(matches!(count(text, "24"), Err(TimecodeError::Syntax(_))), "{text}");
        }
    }

    #[test]
    fn packs_as_dpx_and_exr_hold_it() {
        let timecode: Timecode = "01:02:03:04".parse().unwrap();
        assert_eq!(timecode.packed_bcd(Rate::FPS_24), (0x0102_0304, false));
        assert_eq!(Timecode::from_packed_bcd(0x0102_0304), Some(timecode));
        let drop: Timecode = "10:11:12;29".parse().unwrap();
        assert_eq!(drop.packed_bcd(Rate::FPS_29_97), (0x1011_1269, false));
        assert_eq!(Timecode::from_packed_bcd(0x1011_1269), Some(drop));
        let fast: Timecode = "00:00:00:59".parse().unwrap();
        assert_eq!(fast.packed_bcd(Rate::FPS_59_94), (0x0000_0029, true));
        assert_eq!(Timecode::from_packed_bcd(0xffff_ffff), None);
    }
}
