//! A track: items with their places, transitions between them.

use super::clip::{self, Files, Place};
use super::document::Element;
use super::error::XmemlError;
use crate::timeline::{Event, Picture, Timeline, Transition, TransitionKind};
use interneg_spec::{Finding, FrameRange};

/// Most items of a track.
const MAX_ITEMS: usize = 100_000;

/// A transition item, in frames of the sequence.
#[derive(Debug, Clone, Copy)]
struct Crossing<'a> {
    element: &'a Element,
    first: i64,
    cut: i64,
    end: i64,
}

impl<'a> Crossing<'a> {
    fn read(element: &'a Element) -> Result<Self, XmemlError> {
        let (first, end) = (element.need_number("start")?, element.need_number("end")?);
        if first < 0 || end < first {
            return Err(element.error("the transition ends before it begins"));
        }
        let cut = match element.text_at(&["alignment"]) {
            Some("start" | "start-black") => first,
            Some("end" | "end-black") => end,
            // A middle that is no frame lies before the cut, as other readers have it.
            Some("center") | None => first + (end - first) / 2,
            Some(other) => return Err(element.error(format_args!("the alignment {other:?} is not known"))),
        };
        Ok(Self { element, first, cut, end })
    }

    fn transition(&self) -> Transition {
        let name = self.element.text_at(&["effect", "effectid"]).or_else(|| self.element.text_at(&["effect", "name"]));
        let category = self.element.text_at(&["effect", "effectcategory"]);
        let kind = match (name, category) {
            (Some("Cross Dissolve"), _) | (_, Some("Dissolve")) | (None, None) => TransitionKind::Dissolve,
            (name, _) => TransitionKind::Other(name.unwrap_or_default().to_owned()),
        };
        // Both are parts of end - first, which is not below zero.
        Transition::new(kind, self.cut.abs_diff(self.first), self.end.abs_diff(self.cut))
    }
}

/// Reads the items of a track into events of `timeline`, which has its rate and its start already.
pub(super) fn read(track: &Element, files: &Files<'_>, timeline: &mut Timeline) -> Result<Vec<Event>, XmemlError> {
    let is_item = |element: &&Element| matches!(element.name.as_str(), "clipitem" | "generatoritem" | "transitionitem");
    let items: Vec<&Element> = track.children.iter().filter(is_item).collect();
    if items.len() > MAX_ITEMS {
        return Err(XmemlError::TooLarge("more than 100000 items on a track"));
    }
    let crossing = |index: Option<usize>| {
        let element = index.and_then(|index| items.get(index)).filter(|item| item.name == "transitionitem");
        element.map(|element| Crossing::read(element)).transpose()
    };
    let mut events: Vec<Event> = Vec::new();
    for (index, item) in items.iter().enumerate().filter(|(_, item)| item.name != "transitionitem") {
        let head = crossing(index.checked_sub(1))?;
        let tail = crossing(Some(index + 1))?;
        if item.is_switched_off() {
            let message = "the item is switched off and leaves black";
            timeline.note(Finding::note("XML-DISABLED", format!("line {}", item.line), message));
            continue;
        }
        let place = place(item, head, tail)?;
        let mut findings = Vec::new();
        let mut event = clip::read(item, files, place, timeline.rate, &mut findings)?;
        findings.into_iter().for_each(|finding| timeline.note(finding));
        event.record = record(item, place, timeline.start_frame)?;
        event.transition_in = head.filter(|head| head.cut == place.cut.0).map(|head| head.transition());
        event.transition_out = tail.filter(|tail| tail.cut == place.cut.1).map(|tail| tail.transition());
        if let Some(earlier) = events.last()
            && earlier.record.end > event.record.first
        {
            return Err(XmemlError::Overlap {
                line: item.line,
                earlier_line: earlier.lines.first().copied().unwrap_or(0),
                begins: timeline.record_timecode(event.record.first).to_string(),
                ends: timeline.record_timecode(earlier.record.end).to_string(),
            });
        }
        if let Picture::Nested(name) = &event.picture {
            let message = format!("the nested sequence {name:?} is not looked into");
            let remedy = "flatten it in the editing program";
            timeline.note(Finding::warning("XML-NESTED", format!("line {}", item.line), message, remedy));
        }
        events.push(event);
    }
    Ok(events)
}

/// An edge of -1 is that of the transition at its side.
fn place(item: &Element, head: Option<Crossing<'_>>, tail: Option<Crossing<'_>>) -> Result<Place, XmemlError> {
    let edge = |name: &str, crossing: Option<Crossing<'_>>, is_head: bool| match (item.need_number(name)?, crossing) {
        (-1, Some(crossing)) => Ok((crossing.cut, if is_head { crossing.first } else { crossing.end })),
        (-1, None) => Err(item.error(format_args!("<{name}> is -1 and no transition stands at that side"))),
        (frame, _) if frame < 0 => Err(item.error(format_args!("<{name}> is below zero"))),
        (frame, _) => Ok((frame, frame)),
    };
    let (first, whole_first) = edge("start", head, true)?;
    let (end, whole_end) = edge("end", tail, false)?;
    if end < first {
        return Err(item.error("the item ends before it begins"));
    }
    Ok(Place { cut: (first, end), whole: (whole_first, whole_end) })
}

fn record(item: &Element, place: Place, start_frame: u64) -> Result<FrameRange, XmemlError> {
    let frame = |value: i64| u64::try_from(value).ok().and_then(|value| value.checked_add(start_frame));
    match (frame(place.cut.0), frame(place.cut.1)) {
        (Some(first), Some(end)) => Ok(FrameRange::new(first, end)),
        _ => Err(item.error("the item lies beyond any record")),
    }
}
