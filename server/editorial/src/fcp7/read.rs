//! Reading a file.

use super::clip::Files;
use super::document::{Element, parse};
use super::error::XmemlError;
use super::rates::{rate, start};
use super::track;
use crate::timeline::{Timeline, Track, TrackKind};
use interneg_spec::{Finding, Rate};

/// Reads the sequence called `name`, or the only one where `name` is `None`.
///
/// A clip beside a transition is cut where the transition's alignment says, and both of its neighbours hold the
/// transition. Source frames count at the file's rate from its timecode, or from its first frame where it has none.
/// `rate` is only asked for where the sequence has none of its own.
///
/// # Errors
/// Files that are no `xmeml`, projects without or with several sequences, and items whose place would not be known.
/// All name the line.
pub fn read(bytes: &[u8], name: Option<&str>, own_rate: Option<Rate>) -> Result<Timeline, XmemlError> {
    let root = parse(bytes)?;
    let mut sequences = Vec::new();
    collect_sequences(&root, &mut sequences);
    let title = |sequence: &Element| sequence.text_at(&["name"]).unwrap_or_default().to_owned();
    let sequence = match (name, sequences.as_slice()) {
        (_, []) => return Err(XmemlError::NoSequence),
        (None, [only]) => only,
        (None, several) => {
            return Err(XmemlError::WhichSequence { names: several.iter().map(|one| title(one)).collect() });
        }
        (Some(name), several) => {
            let found = several.iter().find(|sequence| title(sequence) == name);
            found.ok_or_else(|| XmemlError::UnknownSequence { name: name.to_owned() })?
        }
    };
    let mut files = Files::new();
    collect_files(&root, &mut files);
    let rate = rate(sequence)?.or(own_rate).ok_or_else(|| sequence.error("the sequence has no rate"))?;
    let mut timeline = Timeline::new(title(sequence), rate);
    if let Some(start) = start(sequence, rate)? {
        (timeline.start_frame, timeline.drop_frame) = (start.frame, start.drop_frame);
    }
    for (medium, kind, letter) in [("video", TrackKind::Video, 'V'), ("audio", TrackKind::Audio, 'A')] {
        let tracks = sequence.at(&["media", medium]).map_or(&[][..], |medium| &medium.children);
        let tracks = tracks.iter().filter(|child| child.name == "track");
        for (number, element) in (1..).zip(tracks) {
            if element.is_switched_off() {
                let message = "the track is switched off and was left out";
                timeline.note(Finding::note("XML-DISABLED", format!("line {}", element.line), message));
                continue;
            }
            let events = track::read(element, &files, &mut timeline)?;
            timeline.tracks.push(Track { name: format!("{letter}{number}"), kind, events });
        }
    }
    Ok(timeline)
}

/// Sequences of the project, but not those within sequences. Recursion is as deep as the document, which has a limit.
fn collect_sequences<'a>(element: &'a Element, found: &mut Vec<&'a Element>) {
    for child in &element.children {
        match child.name.as_str() {
            "sequence" => found.push(child),
            "project" | "bin" | "children" => collect_sequences(child, found),
            _ => {}
        }
    }
}

/// The first `<file>` of every id that says something.
fn collect_files<'a>(element: &'a Element, files: &mut Files<'a>) {
    if let Some(id) = element.id.as_deref().filter(|_| element.name == "file" && !element.children.is_empty()) {
        files.entry(id).or_insert(element);
    }
    for child in &element.children {
        collect_files(child, files);
    }
}

#[cfg(test)]
mod tests;
