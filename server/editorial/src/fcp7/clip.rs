//! A clip item: its file, its source frames, its speed.

use super::document::Element;
use super::error::XmemlError;
use super::rates::{Start, rate, rescale, start};
use super::retime::{self, Retime};
use super::source::Source;
use crate::timeline::{Event, Picture, SourceOrigin, Speed};
use crate::url;
use interneg_spec::{Finding, FrameRange, Rate};
use std::collections::BTreeMap;

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
