//! From an event line and the lines after it to an event.

use super::comments::Said;
use super::error::EdlError;
use super::line::{Edit, Motion};
use super::motion::{Question, Refusal, resolve};
use super::{ReadOptions, reels};
use crate::counting::{ListTimecode, day_frames, range_across_midnight};
use crate::timeline::{Event, Picture};
use interneg_spec::{Finding, FrameRange, Rate, TimecodeError};

/// An event line with what the lines after it say.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub edit: Edit,
    pub line: usize,
    /// Whether `FCM` said drop-frame before it.
    pub drop_frame: bool,
    /// Its motion line, and where that stands.
    pub motion: Option<(Motion, usize)>,
    pub said: Said,
}

impl Entry {
    /// Whether the record counts in drop-frame.
    pub fn record_drop_frame(&self, rate: Rate) -> bool {
        let [_, _, record_in, record_out] = &self.edit.timecodes;
        self.drop_frame || record_in.says_drop_frame(rate) || record_out.says_drop_frame(rate)
    }

    /// The event, and what somebody should look at.
    pub fn event(&self, record_drop: bool, options: &ReadOptions) -> Result<(Event, Option<Finding>), EdlError> {
        let Self { edit, line, motion, said, .. } = self;
        let rate = options.rate;
        let [source_in, source_out, record_in, record_out] = &edit.timecodes;
        let record = range(record_in, record_out, record_drop, rate, *line)?;
        let (picture, reel) = reels::meaning(&edit.reel);
        let (mut source, source_says_drop, source_drop) =
            self.source(source_in, source_out, record_drop, record.len(), rate)?;
        if picture != Picture::Clip {
            // Black and bars have no frames of their own, and some lists write none.
            source = FrameRange::new(source.first, source.first.saturating_add(record.len()));
        }
        let question = Question {
            source,
            record_frames: record.len(),
            frames_per_second: motion.as_ref().map(|(motion, _)| (motion.frames_per_second, motion.decimals)),
            freeze: said.freeze,
        };
        let answer = resolve(question, options).map_err(|refusal| match refusal {
            Refusal::Speed(error) => EdlError::Speed { line: *line, error },
            Refusal::BeforeMidnight => {
                syntax(*line, "counted back from its source in, the event begins before 00:00:00:00")
            }
            Refusal::Mismatch => {
                EdlError::LengthMismatch { line: *line, source_frames: source.len(), record_frames: record.len() }
            }
        })?;
        let review = answer.review.map(|(rule, message)| {
            let remedy = "look at the event beside the editor's reference";
            Finding::warning(rule, format!("line {line}"), message, remedy)
        });
        let mut comments = said.other.clone();
        // The file's name says more than a path of the editor's machine, which is kept all the same.
        let source_file = said.source_file.clone().or_else(|| said.path.clone());
        comments.extend(said.source_file.as_ref().and(said.path.as_ref()).map(|path| format!("FROM CLIP: {path}")));
        let mut lines = vec![*line];
        lines.extend(motion.as_ref().map(|(_, line)| *line));
        lines.extend(&said.lines);
        lines.sort_unstable();
        let event = Event {
            id: edit.number.clone(),
            record,
            source_drop_frame: source_says_drop,
            counted_as_drop_frame: source_drop,
            picture,
            reel,
            clip_name: said.clip_name.clone(),
            source_file,
            speed: answer.speed,
            freeze: answer.freeze,
            cdl: said.cdl,
            comments,
            lines,
            ..Event::of_clip(rate, answer.source)
        };
        Ok((event, review))
    }

    /// The source range, whether the list says drop-frame, and whether it was counted so. Where the list does not say,
    /// and the record is drop-frame, the counting is taken that makes source and record equally long, and else the
    /// record's.
    fn source(
        &self,
        first: &ListTimecode,
        end: &ListTimecode,
        record_drop: bool,
        record_frames: u64,
        rate: Rate,
    ) -> Result<(FrameRange, Option<bool>, bool), EdlError> {
        let line = self.line;
        if first.says_drop_frame(rate) || end.says_drop_frame(rate) {
            return Ok((range(first, end, true, rate, line)?, Some(true), true));
        }
        let plain = range(first, end, false, rate, line);
        if !record_drop {
            let says = (!rate.allows_drop_frame()).then_some(false);
            return Ok((plain?, says, false));
        }
        let dropped = range(first, end, true, rate, line);
        match (plain, dropped) {
            (Ok(plain), Ok(dropped)) if plain.len() == record_frames && dropped.len() != record_frames => {
                Ok((plain, None, false))
            }
            (plain, Err(_)) => Ok((plain?, None, false)),
            (_, Ok(dropped)) => Ok((dropped, None, true)),
        }
    }
}

fn range(
    first: &ListTimecode,
    end: &ListTimecode,
    drop_frame: bool,
    rate: Rate,
    line: usize,
) -> Result<FrameRange, EdlError> {
    let wrong = |error: TimecodeError| EdlError::Timecode { line, error, rate };
    let first_frame = first.frames(rate, drop_frame).map_err(wrong)?;
    let end_frame = end.frames(rate, drop_frame).map_err(wrong)?;
    range_across_midnight(first_frame, end_frame, day(rate, drop_frame)).ok_or_else(|| {
        syntax(line, &format!("the range from {} to {} ends before it begins", first.text(), end.text()))
    })
}

/// Frames of a day. Timecode of a drop-frame list was counted at its rate before; where it was not, no range is that long.
pub(super) fn day(rate: Rate, drop_frame: bool) -> u64 {
    day_frames(rate, drop_frame).unwrap_or(u64::MAX)
}

pub(super) fn syntax(line: usize, reason: &str) -> EdlError {
    EdlError::Syntax { line, reason: reason.to_owned() }
}
