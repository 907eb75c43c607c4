//! The lines of a list.

use super::trimmed::{Trimmed, trim};
use super::{EdlWriteError, Reels, WriteOptions};
use crate::edl::reels::{CLASSIC_LENGTH, Shortener, one_word};
use crate::timeline::{Event, Picture, Speed, Timeline};
use interneg_spec::{FrameRange, Timecode};
use std::fmt::Write as _;

/// A list in the making.
pub(super) struct Lines<'a> {
    timeline: &'a Timeline,
    options: &'a WriteOptions,
    text: String,
    shortener: Shortener,
    number: usize,
}

impl<'a> Lines<'a> {
    pub fn new(timeline: &'a Timeline, options: &'a WriteOptions) -> Self {
        Self { timeline, options, text: String::new(), shortener: Shortener::default(), number: 0 }
    }

    pub fn heading(&mut self) {
        let title = one_line(&self.timeline.name);
        self.line(&format!("TITLE: {title}"));
        self.line(if self.timeline.drop_frame { "FCM: DROP FRAME" } else { "FCM: NON-DROP FRAME" });
    }

    /// Writes an event; `outgoing` is the one before it on the track. Returns what is outgoing for the next one.
    pub fn event(
        &mut self,
        index: usize,
        event: &'a Event,
        outgoing: Option<Trimmed<'a>>,
    ) -> Result<Option<Trimmed<'a>>, EdlWriteError> {
        let name = format!("event {:?}, number {} of its track", event.id, index + 1);
        let trimmed = trim(event, self.timeline, &name)?;
        // A picture that is seen in its transition only is the first line of the next number.
        if trimmed.record.is_empty() {
            return Ok(Some(trimmed));
        }
        self.number += 1;
        let outgoing = outgoing.filter(|before| before.record.end == trimmed.record.first);
        if trimmed.transition.is_some() {
            self.outgoing(outgoing.as_ref(), trimmed.record.first);
        }
        let (code, frames) = trimmed.transition.clone().unwrap_or(("C".to_owned(), 0));
        let length = if frames == 0 { String::new() } else { format!("{frames:03}") };
        let source = on_the_line(&trimmed);
        self.edit(event, &code, &length, source, trimmed.record);
        if event.freeze || event.speed != Speed::NORMAL {
            self.motion(event, source.first, &name)?;
        }
        self.remarks(event, outgoing.as_ref().map(|before| before.event).filter(|_| frames > 0), frames > 0);
        Ok(Some(trimmed))
    }

    fn outgoing(&mut self, before: Option<&Trimmed<'_>>, record_frame: u64) {
        let record = FrameRange::new(record_frame, record_frame);
        match before {
            Some(before) => {
                let last = if before.event.speed.is_reverse() { before.source.first } else { before.source.end };
                self.edit(before.event, "C", "", FrameRange::new(last, last), record);
            }
            None => {
                let black =
                    Event { picture: Picture::Black, ..Event::of_clip(self.timeline.rate, FrameRange::new(0, 0)) };
                self.edit(&black, "C", "", black.source, record);
            }
        }
    }

    fn edit(&mut self, event: &Event, code: &str, length: &str, source: FrameRange, record: FrameRange) {
        let reel = self.reel(event);
        let rate = self.timeline.rate;
        let source_timecode = |frame| Timecode::from_frame_count(frame, rate, event.counted_as_drop_frame);
        let line = format!(
            "{:03}  {reel:<8} {:<5} {code:<4} {length:>3} {} {} {} {}",
            self.number,
            "V",
            source_timecode(source.first),
            source_timecode(source.end),
            self.timeline.record_timecode(record.first),
            self.timeline.record_timecode(record.end),
        );
        self.line(&line);
    }

    fn reel(&mut self, event: &Event) -> String {
        match (&event.picture, &event.reel) {
            (Picture::Black, _) => "BL".to_owned(),
            (Picture::Bars, _) => "BARS".to_owned(),
            (Picture::Clip, Some(reel)) => match self.options.reels {
                Reels::Long => one_word(reel),
                Reels::Short => self.shortener.short(&one_word(reel)),
            },
            _ => "AX".to_owned(),
        }
    }

    fn motion(&mut self, event: &Event, source_in: u64, name: &str) -> Result<(), EdlWriteError> {
        let per_second = event.speed.as_f64() * f64::from(self.timeline.rate.nominal());
        if per_second.abs() > 999.9 {
            let what = format!("a speed of {per_second:.1} frames a second");
            return Err(EdlWriteError::Unsupported { event: name.to_owned(), what });
        }
        let sign = if event.speed.is_reverse() { "-" } else { "" };
        let reel = self.reel(event);
        let timecode = Timecode::from_frame_count(source_in, self.timeline.rate, event.counted_as_drop_frame);
        self.line(&format!("M2   {reel:<8}       {sign}{:05.1}                {timecode}", per_second.abs()));
        if event.freeze {
            self.line("* * FREEZE FRAME");
        }
        Ok(())
    }

    fn remarks(&mut self, event: &Event, outgoing: Option<&Event>, is_transition: bool) {
        if let Some(name) = outgoing.and_then(|event| event.clip_name.as_deref()) {
            self.remark("FROM CLIP NAME", name);
        }
        let generated = match &event.picture {
            Picture::Generator(name) => Some(name.as_str()),
            _ => None,
        };
        if let Some(name) = event.clip_name.as_deref().or(generated) {
            self.remark(if is_transition { "TO CLIP NAME" } else { "FROM CLIP NAME" }, name);
        }
        let long_reel = event.reel.as_deref().filter(|reel| {
            self.options.reels == Reels::Short && event.is_clip() && one_word(reel).len() > CLASSIC_LENGTH
        });
        if let Some(file) = event.source_file.as_deref().or(long_reel) {
            self.remark("SOURCE FILE", file);
        }
        if let Some(cdl) = &event.cdl {
            let (sop, saturation) = (cdl.sop_text(), cdl.saturation_text());
            self.line(&format!("* ASC_SOP {sop}"));
            self.line(&format!("* ASC_SAT {saturation}"));
        }
        for comment in &event.comments {
            self.line(&format!("* {}", one_line(comment)));
        }
        if let Some(reel) = long_reel {
            let (long, short) = (one_word(reel), self.reel(event));
            self.line(&format!("FINAL CUT PRO REEL: {long} REPLACED BY: {short}"));
        }
    }

    fn remark(&mut self, keyword: &str, value: &str) {
        self.line(&format!("* {keyword}: {}", one_line(value)));
    }

    fn line(&mut self, line: &str) {
        // Writing into a string does not fail.
        let _ = write!(self.text, "{}\r\n", line.trim_end());
    }

    pub fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

/// The source range that stands on the event's line: the frames that are used, and for a clip that runs backwards at
/// normal speed, whose source is as long as its record, the last of them first (rule CF-02).
fn on_the_line(trimmed: &Trimmed<'_>) -> FrameRange {
    let (event, source) = (trimmed.event, trimmed.source);
    if event.speed.is_reverse() && source.len() == trimmed.record.len() && !source.is_empty() {
        return FrameRange::new(source.end - 1, source.end - 1 + source.len());
    }
    source
}

/// Text without the characters that would end its line.
fn one_line(text: &str) -> String {
    text.trim().chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
