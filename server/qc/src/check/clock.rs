//! Where on the clock the frames of a clip lie.

use crate::ClipIdentity;
use interneg_spec::{Rate, Timecode};

/// The frames of a clip as counts since midnight (rules CF-15 and CF-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// Count of the first frame.
    pub first: u64,
    /// Frames.
    pub frames: u64,
    start: Timecode,
    rate: Rate,
    /// Frames in 24 hours of this counting.
    day: u64,
}

/// How the frames of a proxy lie to those of an original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lie {
    /// No frame in common, or clocks that cannot be compared.
    Apart,
    /// Some frames of the proxy lie outside; `first` and `frames` are those in common.
    Partly { first: u64, frames: u64 },
    /// All frames of the proxy lie inside.
    Inside,
}

impl Clock {
    /// The clock of a clip; `None` where the file has no timecode that exists at its rate, or no frame.
    pub fn of(clip: &ClipIdentity) -> Option<Self> {
        Self::new(clip.start?, clip.rate?, clip.frame_count)
    }

    /// The clock of `frames` frames from `start` on; `None` where that does not exist at `rate`, or there is no frame.
    pub fn new(start: Timecode, rate: Rate, frames: u64) -> Option<Self> {
        let first = start.frame_count(rate).ok()?;
        let day = frames_per_day(rate, start.is_drop_frame())?;
        (frames > 0).then_some(Self { first, frames, start, rate, day })
    }

    /// Whether counts of both can be compared: as many frames in a second. 24 and 24000/1001 count alike.
    pub fn counts_like(&self, other: &Self) -> bool {
        self.rate.nominal() == other.rate.nominal()
    }

    /// How the frames of `self` lie to those of `ocf`.
    pub fn lie(&self, ocf: &Self) -> Lie {
        if !self.counts_like(ocf) {
            return Lie::Apart;
        }
        // A clip that runs over midnight goes on counting; the other is held against it today, yesterday and tomorrow.
        let turns: &[i128] = if self.day == ocf.day { &[0, -1, 1] } else { &[0] };
        let (first, end) = (i128::from(ocf.first), i128::from(ocf.first) + i128::from(ocf.frames));
        let mut lie = Lie::Apart;
        for turn in turns {
            let own_first = i128::from(self.first) + turn * i128::from(self.day);
            let own_end = own_first + i128::from(self.frames);
            let (from, to) = (own_first.max(first), own_end.min(end));
            if own_first >= first && own_end <= end {
                return Lie::Inside;
            }
            if from < to && lie == Lie::Apart {
                let count = |value: i128| u64::try_from(value).unwrap_or(0);
                lie = Lie::Partly { first: count(from), frames: count(to - from) };
            }
        }
        lie
    }

    /// Frames from the start of `ocf` to the start of `self`, the short way round midnight; negative where `self` is
    /// earlier.
    pub fn offset_from(&self, ocf: &Self) -> i128 {
        let plain = i128::from(self.first) - i128::from(ocf.first);
        let day = i128::from(self.day);
        if self.day != ocf.day {
            return plain;
        }
        let wrapped = plain.rem_euclid(day);
        if wrapped * 2 > day { wrapped - day } else { wrapped }
    }

    /// Timecode of the frame with this count.
    pub fn timecode(&self, count: u64) -> Timecode {
        Timecode::from_frame_count(count, self.rate, self.start.is_drop_frame())
    }
}

/// `None` for rates above 240, whose frames do not fit an address.
fn frames_per_day(rate: Rate, drop_frame: bool) -> Option<u64> {
    let separator = if drop_frame { ';' } else { ':' };
    let last: Timecode = format!("23:59:59{separator}{:02}", rate.nominal().checked_sub(1)?).parse().ok()?;
    last.frame_count(rate).ok()?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(start: &str, rate: &str, frames: u64) -> Clock {
        let (start, rate): (Timecode, Rate) = (start.parse().unwrap(), rate.parse().unwrap());
        let day = frames_per_day(rate, start.is_drop_frame()).unwrap();
        Clock { first: start.frame_count(rate).unwrap(), frames, start, rate, day }
    }

    #[test]
    fn a_day_has_as_many_frames_as_the_standard_says() {
        // ST 12-1: 2 numbers of each minute but every tenth, 18 * 144 = 2592 a day at 29.97.
        assert_eq!(frames_per_day(Rate::FPS_24, false), Some(24 * 86400));
        assert_eq!(frames_per_day(Rate::FPS_29_97, true), Some(30 * 86400 - 2592));
        assert_eq!(frames_per_day(Rate::new(1000, 1).unwrap(), false), None);
    }

    #[test]
    fn clips_lie_inside_partly_or_apart() {
        let ocf = clock("10:00:00:00", "24", 24);
        assert_eq!(clock("10:00:00:00", "24", 24).lie(&ocf), Lie::Inside);
        assert_eq!(clock("10:00:00:05", "24000/1001", 19).lie(&ocf), Lie::Inside);
        let common = Lie::Partly { first: 36000 * 24 + 1, frames: 23 };
        assert_eq!(clock("10:00:00:01", "24", 24).lie(&ocf), common);
        assert_eq!(clock("10:00:01:00", "24", 24).lie(&ocf), Lie::Apart);
        assert_eq!(clock("10:00:00:00", "25", 24).lie(&ocf), Lie::Apart);
    }

    #[test]
    fn midnight_is_no_border() {
        let over = clock("23:59:59:12", "24", 48);
        assert_eq!(clock("00:00:00:00", "24", 24).lie(&over), Lie::Inside);
        assert_eq!(clock("23:59:59:20", "24", 8).lie(&over), Lie::Inside);
        assert_eq!(over.lie(&clock("00:00:00:00", "24", 48)), Lie::Partly { first: 0, frames: 36 });
        assert_eq!(clock("00:00:00:01", "24", 5).offset_from(&clock("23:59:59:23", "24", 5)), 2);
        assert_eq!(clock("23:59:59:23", "24", 5).offset_from(&clock("00:00:00:01", "24", 5)), -2);
    }

    #[test]
    fn drop_frame_is_compared_in_counts() {
        // 10 hours of drop-frame leave 10 * 108 numbers out.
        let (drop, plain) = (clock("10:00:00;00", "29.97", 30), clock("10:00:00:00", "29.97", 30));
        assert_eq!(plain.offset_from(&drop), 1080);
        assert_eq!(plain.lie(&drop), Lie::Apart);
    }
}
