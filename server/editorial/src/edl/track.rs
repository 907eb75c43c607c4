//! From single edits to tracks: order, midnight, and whose transition it is.

use super::channels::Channel;
use super::error::EdlError;
use crate::timeline::{Event, Picture, Timeline, Track, Transition, TransitionKind};
use interneg_spec::{Finding, FrameRange};
use std::collections::BTreeMap;

/// An edit on its way to a track.
#[derive(Debug, Clone)]
pub(super) struct Edited {
    pub event: Event,
    pub channels: Vec<Channel>,
    /// The transition that the edit begins with.
    pub transition: Option<Transition>,
    /// What the list calls outgoing in that transition: an event without record frames.
    pub outgoing: Option<Event>,
}

impl Edited {
    fn line(&self) -> usize {
        self.event.lines.first().copied().unwrap_or(0)
    }
}

/// Puts the edits on the tracks of `timeline`; `day` is the number of frames of a record day.
pub(super) fn place(timeline: &mut Timeline, mut edits: Vec<Edited>, day: u64) -> Result<(), EdlError> {
    if edits.iter().any(|edit| edit.event.record.end > day) {
        // The record crosses midnight (rule CF-16): what stands in the first half of the clock comes after it.
        for edit in edits.iter_mut().filter(|edit| edit.event.record.first < day / 2) {
            let record = edit.event.record;
            edit.event.record = FrameRange::new(record.first + day, record.end + day);
        }
    }
    timeline.start_frame = edits.iter().map(|edit| edit.event.record.first).min().unwrap_or(0);
    let mut tracks: BTreeMap<&Channel, Vec<&Edited>> = BTreeMap::new();
    for edit in &edits {
        for channel in &edit.channels {
            tracks.entry(channel).or_default().push(edit);
        }
    }
    for ((name, kind), mut edits) in tracks {
        // Lists in source order (C mode) are in no order of the record.
        edits.sort_by_key(|edit| edit.event.record.first);
        let events = events_of(name, &edits, timeline)?;
        timeline.tracks.push(Track { name: name.clone(), kind: *kind, events });
    }
    timeline.tracks.sort_by_key(|track| track.kind);
    Ok(())
}

fn events_of(name: &str, edits: &[&Edited], timeline: &mut Timeline) -> Result<Vec<Event>, EdlError> {
    let mut events: Vec<Event> = Vec::with_capacity(edits.len());
    let mut earlier: Option<&Edited> = None;
    for edit in edits {
        let record = edit.event.record;
        if let Some(earlier) = earlier
            && earlier.event.record.end > record.first
        {
            return Err(EdlError::Overlap {
                line: edit.line(),
                earlier_line: earlier.line(),
                track: name.to_owned(),
                begins: timeline.record_timecode(record.first).to_string(),
                ends: timeline.record_timecode(earlier.event.record.end).to_string(),
            });
        }
        if let Some(transition) = edit.transition.as_ref().filter(|transition| gives_way(transition)) {
            let before = events.last_mut().filter(|event| event.record.end == record.first);
            if let Some(finding) = hand_over(transition, before, edit.outgoing.as_ref()) {
                timeline.note(finding);
                let mut outgoing = edit.outgoing.clone();
                if let Some(event) = &mut outgoing {
                    event.transition_out = Some(transition.clone());
                    event.record = FrameRange::new(record.first, record.first);
                }
                events.extend(outgoing);
            }
        }
        let mut event = edit.event.clone();
        event.transition_in = edit.transition.clone();
        events.push(event);
        earlier = Some(edit);
    }
    Ok(events)
}

/// Whether a picture before gives way; a key has its background in an event of its own.
fn gives_way(transition: &Transition) -> bool {
    matches!(transition.kind, TransitionKind::Dissolve | TransitionKind::Wipe(_))
}

/// Gives the transition to the event before it, where that is the outgoing picture that the list names. Otherwise the
/// finding says that the outgoing picture needs an event of its own.
fn hand_over(transition: &Transition, before: Option<&mut Event>, outgoing: Option<&Event>) -> Option<Finding> {
    match (before, outgoing) {
        (Some(event), None) => event.transition_out = Some(transition.clone()),
        (Some(event), Some(outgoing)) if goes_on(event, outgoing) => event.transition_out = Some(transition.clone()),
        (_, Some(outgoing)) if outgoing.picture != Picture::Black => {
            let line = outgoing.lines.first().copied().unwrap_or(0);
            let message = "the outgoing picture of the transition does not go on from the event before it";
            return Some(Finding::warning(
                "EDL-OUTGOING",
                format!("line {line}"),
                message,
                "look whether the list is right: the picture is seen in its transition only",
            ));
        }
        _ => {}
    }
    None
}

/// Whether `outgoing` begins with the frame after the last of `event`. Where the clip is retimed, its frames say little.
fn goes_on(event: &Event, outgoing: &Event) -> bool {
    let same_place = event.speed != crate::timeline::Speed::NORMAL || event.source.end == outgoing.source.first;
    event.reel == outgoing.reel && event.picture == outgoing.picture && same_place
}
