//! Reading a list.

use super::comments::{Remark, Said, remark};
use super::error::EdlError;
use super::line::{Edit, Line, Motion, classify};
use super::motion::{Question, Refusal, resolve};
use super::track::{Edited, place};
use super::{ReadOptions, reels};
use crate::counting::{ListTimecode, day_frames, range_across_midnight};
use crate::text::{self, MAX_BYTES};
use crate::timeline::{Event, Picture, Timeline, Transition, TransitionKind};
use interneg_spec::{Finding, FrameRange, TimecodeError};
use std::collections::BTreeMap;

/// Most event lines; the lists of whole features have some thousands.
const MAX_EVENTS: usize = 100_000;
/// Most events on all tracks together, for one line may name many channels.
const MAX_PLACED: usize = 200_000;
/// Most remarks at one event number.
const MAX_REMARKS: usize = 1000;
/// Most lines of one event number.
const MAX_LINES_OF_A_NUMBER: usize = 16;

/// Reads a CMX3600 list.
///
/// The bytes may be UTF-8 or Latin-1, with any line ends. Record ranges count from midnight; a record that crosses it
/// goes on counting. What is odd but has a meaning becomes a finding of the timeline, with its line.
///
/// # Errors
/// Lines that begin as events and do not go on as such, timecodes that do not exist at the rate, overlaps, and lengths
/// that nothing explains. All name the line.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Timeline, EdlError> {
    if bytes.len() > MAX_BYTES {
        return Err(EdlError::TooLarge("more than 16 MiB"));
    }
    let (text, is_latin_1) = text::decode(bytes);
    let mut reader = Reader::new(options);
    if is_latin_1 {
        reader.timeline.note(Finding::note("EDL-TEXT", "", "the list is not UTF-8 and was read as Latin-1"));
    }
    for (number, line) in text::lines(&text) {
        let line = classify(line).map_err(|reason| EdlError::Syntax { line: number, reason })?;
        reader.take(line, number)?;
    }
    reader.finish()
}

/// An event line with what the lines after it say.
#[derive(Debug, Clone)]
struct Entry {
    edit: Edit,
    line: usize,
    drop_frame: bool,
    motion: Option<(Motion, usize)>,
    said: Said,
}

/// Whom the next remark is about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Subject {
    /// All lines of the number.
    All,
    /// One of them.
    Line(usize),
    /// The outgoing picture of a transition that has a single line.
    Outgoing,
}

struct Reader<'a> {
    options: &'a ReadOptions,
    timeline: Timeline,
    /// Whether `FCM` said drop-frame last.
    drop_frame: bool,
    /// The event lines of one number.
    entries: Vec<Entry>,
    subject: Subject,
    outgoing: Said,
    edits: Vec<Edited>,
    event_lines: usize,
    remarks: usize,
    /// Whether the record counts in drop-frame, as the first event has it.
    record_drop_frame: Option<bool>,
    /// Long reels by the short ones that stand for them.
    long_reels: BTreeMap<String, String>,
}

impl<'a> Reader<'a> {
    fn new(options: &'a ReadOptions) -> Self {
        Self {
            options,
            timeline: Timeline::new("", options.rate),
            drop_frame: false,
            entries: Vec::new(),
            subject: Subject::All,
            outgoing: Said::default(),
            edits: Vec::new(),
            event_lines: 0,
            remarks: 0,
            record_drop_frame: None,
            long_reels: BTreeMap::new(),
        }
    }

    fn take(&mut self, line: Line<'_>, number: usize) -> Result<(), EdlError> {
        match line {
            Line::Blank | Line::Split => {}
            Line::Title(title) => title.clone_into(&mut self.timeline.name),
            Line::Counting(drop_frame) => self.drop_frame = drop_frame,
            Line::Reel { long, short } => {
                self.long_reels.insert(short.to_owned(), long.to_owned());
            }
            Line::MoreChannels(channels) => {
                let entry = self.entries.last_mut();
                let entry = entry.ok_or_else(|| syntax(number, "AUD stands before any event"))?;
                entry.edit.channels.extend(channels);
                if entry.edit.channels.len() > 100 {
                    return Err(EdlError::TooLarge("an event with more than 100 channels"));
                }
            }
            Line::Edit(edit) => self.edit(edit, number)?,
            Line::Motion(motion) => self.motion(motion, number)?,
            Line::Remark(text) => {
                self.remarks += 1;
                if self.remarks > MAX_REMARKS && !self.entries.is_empty() {
                    return Err(EdlError::TooLarge("more than 1000 remarks at one event"));
                }
                self.remark(text, number);
            }
        }
        Ok(())
    }

    fn edit(&mut self, edit: Edit, line: usize) -> Result<(), EdlError> {
        self.event_lines += 1;
        if self.event_lines > MAX_EVENTS {
            return Err(EdlError::TooLarge("more than 100000 event lines"));
        }
        // Lines of one number belong together where they are a transition or go to other channels; a list whose numbers
        // are all the same is still a list of single cuts.
        let goes_on = self.entries.first().is_some_and(|first| first.edit.number == edit.number)
            && self.entries.len() < MAX_LINES_OF_A_NUMBER
            && (edit.transition.is_some()
                || self
                    .entries
                    .iter()
                    .all(|entry| entry.edit.channels.iter().all(|channel| !edit.channels.contains(channel))));
        if !goes_on {
            self.close_number()?;
        }
        self.subject = if edit.transition.is_some() { Subject::Line(self.entries.len()) } else { Subject::All };
        let drop_frame = self.drop_frame;
        self.entries.push(Entry { edit, line, drop_frame, motion: None, said: Said::default() });
        Ok(())
    }

    fn motion(&mut self, motion: Motion, line: usize) -> Result<(), EdlError> {
        // A motion line names its reel, and in a transition within one reel its timecode tells which picture is meant.
        let by = |test: &dyn Fn(&Edit) -> bool| self.entries.iter().rposition(|entry| test(&entry.edit));
        let same_reel = |edit: &Edit| edit.reel == motion.reel;
        let place = by(&|edit| same_reel(edit) && edit.timecodes[0] == motion.source_in)
            .or_else(|| by(&same_reel))
            .or_else(|| self.entries.len().checked_sub(1));
        let place = place.ok_or_else(|| syntax(line, "the motion line stands before any event"))?;
        self.entries[place].motion = Some((motion, line));
        Ok(())
    }

    fn remark(&mut self, text: &str, line: usize) {
        let remark = remark(text);
        if self.entries.is_empty() {
            let message = format!("a line before the first event was left out: {:?}", shortened(text));
            self.timeline.note(Finding::note("EDL-LINE", format!("line {line}"), message));
            return;
        }
        let last = self.entries.len() - 1;
        if self.entries.iter().any(|entry| entry.edit.transition.is_some()) {
            match remark {
                Remark::FromClipName(_) | Remark::FromPath(_) if last == 0 => self.subject = Subject::Outgoing,
                Remark::FromClipName(_) | Remark::FromPath(_) => self.subject = Subject::Line(0),
                Remark::ToClipName(_) | Remark::ToPath(_) => self.subject = Subject::Line(last),
                _ => {}
            }
        }
        let subjects: Vec<&mut Said> = match self.subject {
            Subject::All => self.entries.iter_mut().map(|entry| &mut entry.said).collect(),
            Subject::Line(place) => self.entries.get_mut(place).map(|entry| &mut entry.said).into_iter().collect(),
            Subject::Outgoing => vec![&mut self.outgoing],
        };
        let mut complaint = None;
        for said in subjects {
            complaint = said.take(remark, line).err().or(complaint);
        }
        if let Some(message) = complaint {
            let remedy = "correct the line if the grade is to be used";
            self.timeline.note(Finding::warning("EDL-CDL", format!("line {line}"), message, remedy));
        }
    }

    /// Makes edits of the lines of one number.
    fn close_number(&mut self) -> Result<(), EdlError> {
        self.remarks = 0;
        let entries = std::mem::take(&mut self.entries);
        let single = std::mem::take(&mut self.outgoing);
        let is_transition = entries.iter().any(|entry| entry.edit.transition.is_some());
        let mut outgoing: Option<Event> = None;
        for mut entry in entries {
            if entry.said.clip_name.is_none() && entry.edit.transition.is_some() && outgoing.is_none() {
                // A transition on one line, whose only name can be nobody else's.
                entry.said.clip_name = single.clip_name.clone();
                entry.said.path = entry.said.path.or_else(|| single.path.clone());
            }
            let event = self.event(&entry)?;
            if is_transition && entry.edit.transition.is_none() && event.record.is_empty() {
                outgoing = Some(event);
                continue;
            }
            if event.record.is_empty() {
                let message = "an event without a single record frame was left out";
                self.timeline.note(Finding::note("EDL-EMPTY", format!("line {}", entry.line), message));
                continue;
            }
            let length = entry.edit.transition_frames;
            let transition = entry.edit.transition.map(|kind| Transition::new(kind, 0, length));
            if let Some(transition) = &transition
                && transition.after_frames > event.record.len()
            {
                return Err(syntax(entry.line, "the transition is longer than its event"));
            }
            let is_laid_over = matches!(
                transition.as_ref().map(|transition| &transition.kind),
                Some(TransitionKind::KeyForeground | TransitionKind::KeyOverlay)
            );
            let mut channels = entry.edit.channels;
            if is_laid_over {
                channels.iter_mut().for_each(|channel| channel.0.push_str(" key"));
            }
            channels.sort();
            channels.dedup();
            let outgoing = if transition.is_some() { outgoing.take() } else { None };
            self.edits.push(Edited { event, channels, transition, outgoing });
        }
        Ok(())
    }

    fn event(&mut self, entry: &Entry) -> Result<Event, EdlError> {
        let Entry { edit, line, motion, said, .. } = entry;
        let rate = self.options.rate;
        let [source_in, source_out, record_in, record_out] = &edit.timecodes;
        let record_drop = entry.drop_frame || record_in.says_drop_frame(rate) || record_out.says_drop_frame(rate);
        if *self.record_drop_frame.get_or_insert(record_drop) != record_drop {
            return Err(syntax(*line, "the record changes between drop-frame and non-drop-frame counting"));
        }
        let record = self.range(record_in, record_out, record_drop, *line)?;
        let (source, source_says_drop, source_drop) =
            self.source(source_in, source_out, record_drop, record.len(), *line)?;
        let question = Question {
            source,
            record_frames: record.len(),
            frames_per_second: motion.as_ref().map(|(motion, _)| motion.frames_per_second),
            freeze: said.freeze,
        };
        let answer = resolve(question, self.options).map_err(|refusal| match refusal {
            Refusal::Speed(error) => EdlError::Speed { line: *line, error },
            Refusal::Mismatch => {
                EdlError::LengthMismatch { line: *line, source_frames: source.len(), record_frames: record.len() }
            }
        })?;
        if let Some((rule, message)) = answer.review {
            let remedy = "look at the event beside the editor's reference";
            self.timeline.note(Finding::warning(rule, format!("line {line}"), message, remedy));
        }
        let (picture, reel) = reels::meaning(&edit.reel);
        let mut comments = said.other.clone();
        // The file's name says more than a path of the editor's machine, which is kept all the same.
        let source_file = said.source_file.clone().or_else(|| said.path.clone());
        comments.extend(said.source_file.as_ref().and(said.path.as_ref()).map(|path| format!("FROM CLIP: {path}")));
        let mut lines = vec![*line];
        lines.extend(motion.as_ref().map(|(_, line)| *line));
        lines.extend(&said.lines);
        lines.sort_unstable();
        Ok(Event {
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
        })
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
        line: usize,
    ) -> Result<(FrameRange, Option<bool>, bool), EdlError> {
        let rate = self.options.rate;
        if first.says_drop_frame(rate) || end.says_drop_frame(rate) {
            return Ok((self.range(first, end, true, line)?, Some(true), true));
        }
        let plain = self.range(first, end, false, line);
        if !record_drop {
            let says = (!rate.allows_drop_frame()).then_some(false);
            return Ok((plain?, says, false));
        }
        let dropped = self.range(first, end, true, line);
        match (plain, dropped) {
            (Ok(plain), Ok(dropped)) if plain.len() == record_frames && dropped.len() != record_frames => {
                Ok((plain, None, false))
            }
            (plain, Err(_)) => Ok((plain?, None, false)),
            (_, Ok(dropped)) => Ok((dropped, None, true)),
        }
    }

    fn range(
        &self,
        first: &ListTimecode,
        end: &ListTimecode,
        drop_frame: bool,
        line: usize,
    ) -> Result<FrameRange, EdlError> {
        let rate = self.options.rate;
        let wrong = |error: TimecodeError| EdlError::Timecode { line, error, rate };
        let (first_frame, end_frame) =
            (first.frames(rate, drop_frame).map_err(wrong)?, end.frames(rate, drop_frame).map_err(wrong)?);
        let day = self.day(drop_frame);
        range_across_midnight(first_frame, end_frame, day).ok_or_else(|| {
            syntax(line, &format!("the range from {} to {} ends before it begins", first.text(), end.text()))
        })
    }

    fn day(&self, drop_frame: bool) -> u64 {
        // Timecode of a drop-frame list was just counted at this rate; where it was not, no range is that long.
        day_frames(self.options.rate, drop_frame).unwrap_or(u64::MAX)
    }

    fn finish(mut self) -> Result<Timeline, EdlError> {
        self.close_number()?;
        if self.edits.is_empty() {
            return Err(EdlError::NoEvents);
        }
        for edit in &mut self.edits {
            for event in std::iter::once(&mut edit.event).chain(edit.outgoing.as_mut()) {
                let long = event.reel.as_ref().and_then(|reel| self.long_reels.get(reel));
                if let Some(long) = long.filter(|_| event.picture == Picture::Clip) {
                    event.reel = Some(long.clone());
                }
            }
        }
        if self.edits.iter().map(|edit| edit.channels.len()).sum::<usize>() > MAX_PLACED {
            return Err(EdlError::TooLarge("more than 200000 events on all tracks together"));
        }
        self.timeline.drop_frame = self.record_drop_frame.unwrap_or(false);
        let day = self.day(self.timeline.drop_frame);
        place(&mut self.timeline, self.edits, day)?;
        Ok(self.timeline)
    }
}

fn syntax(line: usize, reason: &str) -> EdlError {
    EdlError::Syntax { line, reason: reason.to_owned() }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests;
