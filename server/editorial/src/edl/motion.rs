//! Speed of an event: from its motion line and from the lengths on its own line (rules CF-01 and CF-02).

use super::{Mismatch, ReadOptions, Reverse};
use crate::timeline::{Speed, SpeedError};
use interneg_spec::{FrameRange, Rate};

/// Lengths may differ by that many frames from what a motion line says, because it has one decimal only (rule CF-01).
const TOLERANCE_FRAMES: u64 = 2;

/// What is known of an event before its speed is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    /// Source range as it stands on the event line.
    pub source: FrameRange,
    /// Record frames.
    pub record_frames: u64,
    /// Source frames a second of the motion line, where there is one.
    pub frames_per_second: Option<Speed>,
    /// A remark says that one frame is held.
    pub freeze: bool,
}

/// What the event uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub source: FrameRange,
    pub speed: Speed,
    pub freeze: bool,
    /// What somebody should look at: a rule and what is the matter.
    pub review: Option<(&'static str, String)>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    Mismatch,
    Speed(SpeedError),
}

/// Finds the speed and the frames that are used.
pub(super) fn resolve(question: Question, options: &ReadOptions) -> Result<Answer, Refusal> {
    let Question { source, record_frames, frames_per_second, freeze } = question;
    if freeze || frames_per_second.is_some_and(|speed| speed.numerator() == 0) {
        let held = FrameRange::new(source.first, source.first.saturating_add(1));
        return Ok(Answer { source: held, speed: Speed::FREEZE, freeze: true, review: None });
    }
    let Some(frames_per_second) = frames_per_second else { return without_motion(source, record_frames, options) };
    let asked = relative(frames_per_second, options.rate).map_err(Refusal::Speed)?;
    // The outgoing picture of a transition has no length of its own.
    if record_frames == 0 {
        return Ok(Answer { source, speed: asked, freeze: false, review: None });
    }
    let used = asked.source_frames(record_frames);
    let mut review = None;
    let (frames, speed, equal_lengths) = if source.len() == record_frames {
        // Final Cut and others: the line's source is as long as the record whatever the speed.
        (used, asked, true)
    } else {
        if source.len().abs_diff(used) > TOLERANCE_FRAMES {
            if options.mismatch == Mismatch::Refuse {
                return Err(Refusal::Mismatch);
            }
            let length = source.len();
            review = Some(("CF-01", format!("the motion line asks for {used} source frames, the event has {length}")));
        }
        match options.mismatch {
            // Avid: the line's lengths are the frames that are really used, and the exact ratio.
            Mismatch::Refuse | Mismatch::Retime => (source.len(), ratio(source.len(), record_frames, asked)?, false),
            Mismatch::KeepSpeed if review.is_none() => {
                (source.len(), ratio(source.len(), record_frames, asked)?, false)
            }
            Mismatch::KeepSpeed => (used, asked, false),
        }
    };
    let mut first = source.first;
    if speed.is_reverse() {
        let convention =
            options.reverse.unwrap_or(if equal_lengths { Reverse::StartIsLast } else { Reverse::Ascending });
        let read_as = match convention {
            Reverse::StartIsLast => "the source in was taken as the last frame that is used",
            Reverse::Ascending => "the source range was taken as written forwards",
        };
        if convention == Reverse::StartIsLast {
            // A clip cannot run back past its midnight here; what would is cut by conform as missing.
            first = (source.first + 1).saturating_sub(frames);
        }
        review =
            Some(("CF-02", format!("the event runs backwards, and lists differ in how they write that: {read_as}")));
    }
    Ok(Answer { source: FrameRange::new(first, first.saturating_add(frames)), speed, freeze: false, review })
}

fn without_motion(source: FrameRange, record_frames: u64, options: &ReadOptions) -> Result<Answer, Refusal> {
    let plain = |source| Answer { source, speed: Speed::NORMAL, freeze: false, review: None };
    if source.len() == record_frames || record_frames == 0 {
        return Ok(plain(source));
    }
    let message = format!("the source is {} frames long and the record {record_frames}", source.len());
    let review = Some(("CF-01", message));
    match options.mismatch {
        Mismatch::Refuse => Err(Refusal::Mismatch),
        Mismatch::KeepSpeed => {
            let source = FrameRange::new(source.first, source.first.saturating_add(record_frames));
            Ok(Answer { review, ..plain(source) })
        }
        Mismatch::Retime => {
            let speed = ratio(source.len(), record_frames, Speed::NORMAL)?;
            Ok(Answer { speed, review, ..plain(source) })
        }
    }
}

/// The speed that a motion line's frames a second are at `rate`. One decimal of 23.976 may be 24.0 or 23.9: both are
/// normal speed.
fn relative(frames_per_second: Speed, rate: Rate) -> Result<Speed, SpeedError> {
    let sign = frames_per_second.numerator().signum();
    let per_second = frames_per_second.as_f64().abs();
    if [f64::from(rate.nominal()), rate.as_f64()].iter().any(|normal| (per_second - normal).abs() < 0.1) {
        return Speed::new(sign, 1);
    }
    let (numerator, denominator) = <(i64, i64)>::from(frames_per_second);
    Speed::new(numerator, denominator.saturating_mul(i64::from(rate.nominal())))
}

fn ratio(source_frames: u64, record_frames: u64, sign_of: Speed) -> Result<Speed, Refusal> {
    let whole = |frames: u64| i64::try_from(frames).unwrap_or(i64::MAX);
    let sign = if sign_of.is_reverse() { -1 } else { 1 };
    Speed::new(sign * whole(source_frames), whole(record_frames)).map_err(Refusal::Speed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(
        source: (u64, u64),
        record_frames: u64,
        motion: Option<&str>,
        options: ReadOptions,
    ) -> Result<Answer, Refusal> {
        let frames_per_second = motion.map(|text| Speed::from_decimal(text).unwrap());
        let source = FrameRange::new(source.0, source.1);
        resolve(Question { source, record_frames, frames_per_second, freeze: false }, &options)
    }

    fn used(source: (u64, u64), record: u64, motion: &str, rate: Rate) -> (u64, u64, i64, i64) {
        let answer = answer(source, record, Some(motion), ReadOptions::new(rate)).unwrap();
        (answer.source.first, answer.source.end, answer.speed.numerator(), answer.speed.denominator())
    }

    #[test]
    fn avid_writes_the_frames_that_are_used() {
        assert_eq!(used((144, 214), 36, "047.6", Rate::FPS_24), (144, 214, 35, 18));
    }

    #[test]
    fn final_cut_writes_the_record_s_length() {
        // 309.6 frames a second at 25, for 10 record frames: 123.84, so 124 frames.
        assert_eq!(used((100, 110), 10, "309.6", Rate::FPS_25), (100, 224, 1548, 125));
        assert_eq!(used((100, 110), 10, "012.5", Rate::FPS_25), (100, 105, 1, 2));
    }

    #[test]
    fn normal_speed_has_two_spellings_at_ntsc_rates() {
        for text in ["024.0", "023.9", "023.98"] {
            assert_eq!(used((0, 10), 10, text, Rate::FPS_23_976), (0, 10, 1, 1), "{text}");
        }
    }

    #[test]
    fn reverse_is_always_reviewed() {
        let options = ReadOptions::new(Rate::FPS_24);
        let reversed = answer((100, 110), 10, Some("-024.0"), options).unwrap();
        assert_eq!((reversed.source, reversed.review.unwrap().0), (FrameRange::new(91, 101), "CF-02"));
        let ascending = ReadOptions { reverse: Some(Reverse::Ascending), ..options };
        assert_eq!(answer((100, 110), 10, Some("-024.0"), ascending).unwrap().source, FrameRange::new(100, 110));
        let lengths_differ = answer((100, 120), 10, Some("-048.0"), options).unwrap();
        assert_eq!((lengths_differ.source, lengths_differ.speed.numerator()), (FrameRange::new(100, 120), -2));
        assert_eq!(answer((3, 13), 10, Some("-024.0"), options).unwrap().source.first, 0);
    }

    #[test]
    fn lengths_that_nothing_explains_are_the_job_s_choice() {
        let options = ReadOptions::new(Rate::FPS_24);
        assert_eq!(answer((0, 20), 10, None, options), Err(Refusal::Mismatch));
        assert_eq!(answer((0, 20), 10, Some("012.0"), options), Err(Refusal::Mismatch));
        let keep = answer((0, 20), 10, None, ReadOptions { mismatch: Mismatch::KeepSpeed, ..options }).unwrap();
        assert_eq!((keep.source, keep.speed, keep.review.is_some()), (FrameRange::new(0, 10), Speed::NORMAL, true));
        let retime = answer((0, 20), 10, None, ReadOptions { mismatch: Mismatch::Retime, ..options }).unwrap();
        assert_eq!((retime.source, retime.speed), (FrameRange::new(0, 20), Speed::new(2, 1).unwrap()));
    }

    #[test]
    fn a_freeze_holds_the_source_in() {
        let frozen = answer((100, 101), 41, Some("000.0"), ReadOptions::new(Rate::FPS_24)).unwrap();
        assert_eq!((frozen.source, frozen.freeze), (FrameRange::new(100, 101), true));
    }
}
