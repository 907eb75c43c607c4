//! A clip item: its file, its source frames, its speed.

use super::document::Element;
use super::error::XmemlError;
use super::rates::{Start, rate, rescale, start};
use super::retime::{self, Retime};
use crate::timeline::{Event, Picture, SourceOrigin, Speed};
use crate::url;
use interneg_spec::{Finding, FrameRange, Rate};
use std::collections::BTreeMap;

/// Ticks of Premiere in a second.
const TICKS_A_SECOND: i128 = 254_016_000_000;

/// Definitions of files by their ids: every later use names the id only.
pub(super) type Files<'a> = BTreeMap<&'a str, &'a Element>;

/// Where an item stands on the record, in frames from the sequence's first one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// First and end frame, cut in the middle of transitions.
    pub cut: (i64, i64),
    /// First and end frame with all of its transitions, which is what `in` and `out` are told for.
    pub whole: (i64, i64),
}

/// Reads a `clipitem` or `generatoritem`, but for its record range and its transitions.
pub(super) fn read(
    item: &Element,
    files: &Files<'_>,
    place: Place,
    sequence_rate: Rate,
    findings: &mut Vec<Finding>,
) -> Result<Event, XmemlError> {
    let file = item.child("file").map(|file| defined(file, files));
    let name = item.text_at(&["name"]).or_else(|| file?.text_at(&["name"]));
    let item_rate = rate(item)?.unwrap_or(sequence_rate);
    let file_rate = file.map(rate).transpose()?.flatten().unwrap_or(item_rate);
    let timecode = file.map(|file| start(file, file_rate)).transpose()?.flatten();
    let source = Source { item, item_rate, file_rate, sequence_rate, place };
    let duration = file.map(|file| file.number("duration")).transpose()?.flatten();
    let duration = duration.and_then(|frames| u64::try_from(frames).ok());
    let mut picture = picture_of(item, file, name);
    let (frames, speed) = match retime::read(item, findings)? {
        Retime::None => (source.plain(findings)?, Speed::NORMAL),
        Retime::Constant(speed) if speed.is_reverse() => match duration {
            Some(duration) => (source.reversed(speed, duration, findings)?, speed),
            None => {
                picture = Picture::Unknown("it runs backwards and the length of its file is not told".to_owned());
                (FrameRange::new(0, 0), speed)
            }
        },
        Retime::Constant(speed) => (source.retimed(speed, findings)?, speed),
        Retime::Variable => {
            picture = Picture::Unknown("its speed varies, which is not read".to_owned());
            (FrameRange::new(0, 0), Speed::NORMAL)
        }
    };
    let begins = first_frame(timecode, file_rate);
    let shifted =
        |range: FrameRange| FrameRange::new(range.first.saturating_add(begins), range.end.saturating_add(begins));
    let path = file.and_then(|file| file.text_at(&["pathurl"])).map(url::path_of);
    let file_name = file.and_then(|file| file.text_at(&["name"])).map(str::to_owned);
    let drop_frame = timecode.is_some_and(|timecode| timecode.drop_frame);
    Ok(Event {
        id: item.id.clone().unwrap_or_default(),
        source_origin: if timecode.is_some() { SourceOrigin::Timecode } else { SourceOrigin::MediaStart },
        source_drop_frame: Some(drop_frame),
        counted_as_drop_frame: drop_frame,
        available: duration.map(|frames| shifted(FrameRange::new(0, frames))),
        source_file: path.or_else(|| file_name.filter(|_| picture == Picture::Clip)),
        picture,
        reel: file.and_then(|file| file.text_at(&["timecode", "reel", "name"])).map(str::to_owned),
        clip_name: name.map(str::to_owned),
        speed,
        freeze: speed == Speed::FREEZE,
        comments: comments_of(item),
        lines: vec![item.line],
        ..Event::of_clip(file_rate, shifted(frames))
    })
}

fn defined<'a>(file: &'a Element, files: &Files<'a>) -> &'a Element {
    file.id.as_deref().and_then(|id| files.get(id).copied()).unwrap_or(file)
}

fn first_frame(timecode: Option<Start>, file_rate: Rate) -> u64 {
    let Some(Start { frame, rate, .. }) = timecode else { return 0 };
    let frame = i64::try_from(frame).unwrap_or(i64::MAX);
    u64::try_from(rescale(frame, rate, file_rate).0).unwrap_or(0)
}

fn picture_of(item: &Element, file: Option<&Element>, name: Option<&str>) -> Picture {
    if let Some(sequence) = item.child("sequence") {
        return Picture::Nested(sequence.text_at(&["name"]).or(name).unwrap_or_default().to_owned());
    }
    if item.name == "generatoritem" {
        let effect = item.text_at(&["effect", "name"]).or(name);
        return Picture::Generator(effect.unwrap_or_default().to_owned());
    }
    // A source that is no file, such as a slug, which is also what a title becomes.
    match file.and_then(|file| file.text_at(&["mediaSource"])) {
        Some(source) => Picture::Generator(source.to_owned()),
        None => Picture::Clip,
    }
}

fn comments_of(item: &Element) -> Vec<String> {
    let Some(logging) = item.child("logginginfo") else { return Vec::new() };
    let fields = ["description", "scene", "shottake", "lognote", "good"];
    fields.iter().filter_map(|field| Some(format!("{field}: {}", logging.text_at(&[field])?))).collect()
}

/// What is needed to know which frames of the file are used, counted from its first one.
struct Source<'a> {
    item: &'a Element,
    item_rate: Rate,
    file_rate: Rate,
    sequence_rate: Rate,
    place: Place,
}

impl Source<'_> {
    /// Record frames of the cut event as frames of the file.
    fn length(&self) -> (i64, bool) {
        rescale(self.place.cut.1 - self.place.cut.0, self.sequence_rate, self.file_rate)
    }

    /// Frames of the file between the beginning of `in` and the cut.
    fn head(&self) -> i64 {
        rescale(self.place.cut.0 - self.place.whole.0, self.sequence_rate, self.file_rate).0
    }

    fn in_point(&self) -> Result<(i64, bool), XmemlError> {
        Ok(rescale(self.item.need_number("in")?, self.item_rate, self.file_rate))
    }

    fn range(&self, first: i64, frames: i64) -> Result<FrameRange, XmemlError> {
        let frame =
            |value: i64| u64::try_from(value).map_err(|_| self.item.error("the clip begins before its file does"));
        Ok(FrameRange::new(frame(first)?, frame(first.saturating_add(frames))?))
    }

    fn warn(&self, rule: &str, message: String, findings: &mut Vec<Finding>) {
        let remedy = "look at the event beside the editor's reference";
        findings.push(Finding::warning(rule, format!("line {}", self.item.line), message, remedy));
    }

    fn plain(&self, findings: &mut Vec<Finding>) -> Result<FrameRange, XmemlError> {
        let (first, first_is_exact) = self.in_point()?;
        let (frames, frames_are_exact) = self.length();
        if !first_is_exact || !frames_are_exact {
            let message =
                format!("the source is not cut at whole frames at {} fps and was rounded down", self.file_rate);
            self.warn("XML-FRACTION", message, findings);
        }
        // `in` and `out` are told for the record with all of its transitions.
        if let Some(out) = self.item.number("out")?.filter(|out| *out >= 0) {
            let told = rescale(out, self.item_rate, self.file_rate).0 - first;
            let needed = rescale(self.place.whole.1 - self.place.whole.0, self.sequence_rate, self.file_rate).0;
            if told.abs_diff(needed) > 1 {
                let message =
                    format!("the source is {told} frames long and the record asks for {needed}: the in point counts");
                self.warn("CF-01", message, findings);
            }
        }
        self.range(first + self.head(), frames)
    }

    /// With a speed, `in` counts frames of the retimed clip from its beginning.
    fn retimed(&self, speed: Speed, findings: &mut Vec<Finding>) -> Result<FrameRange, XmemlError> {
        let (from, _) = self.in_point()?;
        let first = scaled(from.saturating_add(self.head()), speed);
        let used = speed.source_frames(u64::try_from(self.length().0).unwrap_or(0));
        let used = if speed == Speed::FREEZE { 1 } else { i64::try_from(used).unwrap_or(i64::MAX) };
        let told = self.item.text_at(&["pproTicksIn"]).and_then(|ticks| ticks.parse::<i128>().ok());
        if let Some(ticks) = told.filter(|_| self.place.cut.0 == self.place.whole.0) {
            let denominator = TICKS_A_SECOND * i128::from(self.file_rate.denominator());
            let frame = ticks.saturating_mul(i128::from(self.file_rate.numerator())).div_euclid(denominator);
            if (frame - i128::from(first)).abs() > 1 {
                let message = format!("by its speed the source begins at its frame {first}, by its ticks at {frame}");
                self.warn("XML-TICKS", message, findings);
            }
        }
        self.range(first, used)
    }

    /// Backwards, the retimed clip begins with the file's last frame.
    fn reversed(&self, speed: Speed, duration: u64, findings: &mut Vec<Finding>) -> Result<FrameRange, XmemlError> {
        let message = "the event runs backwards: its in point was counted back from the end of its file";
        self.warn("CF-02", message.to_owned(), findings);
        let forwards = Speed::new(-speed.numerator(), speed.denominator()).unwrap_or(Speed::NORMAL);
        let (from, _) = self.in_point()?;
        let skipped = scaled(from.saturating_add(self.head()), forwards);
        let used =
            i64::try_from(forwards.source_frames(u64::try_from(self.length().0).unwrap_or(0))).unwrap_or(i64::MAX);
        let duration = i64::try_from(duration).unwrap_or(i64::MAX);
        self.range(duration.saturating_sub(skipped).saturating_sub(used), used)
    }
}

/// Frames of a retimed clip as frames of its file, rounded down.
fn scaled(frames: i64, speed: Speed) -> i64 {
    let product = i128::from(frames) * i128::from(speed.numerator());
    i64::try_from(product.div_euclid(i128::from(speed.denominator()))).unwrap_or(i64::MAX)
}
