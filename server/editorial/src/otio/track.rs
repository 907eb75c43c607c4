//! A track: clips, gaps and nested timelines one after another, transitions between them.

use super::clip;
use super::error::OtioError;
use super::json::Object;
use super::time::{Range, Time, whole};
use crate::timeline::{Event, Picture, Speed, Transition, TransitionKind};
use interneg_spec::{Finding, FrameRange, Rate};

/// Most items of one track.
const MAX_ITEMS: usize = 100_000;

/// A track as it was read.
#[derive(Debug, Default)]
pub(super) struct ReadTrack {
    pub events: Vec<Event>,
    pub findings: Vec<Finding>,
    /// Frames of the timeline that all items take together.
    pub length: f64,
}

/// Reads the children of a track, whose first frame is `start_frame` of a timeline of `rate`.
pub(super) fn read(track: &Object<'_>, start_frame: u64, rate: Rate) -> Result<ReadTrack, OtioError> {
    let children = track.list("children")?;
    items(&children, start_frame, rate)
}

/// Reads items that stand one after another.
pub(super) fn items(children: &[Object<'_>], start_frame: u64, rate: Rate) -> Result<ReadTrack, OtioError> {
    if children.len() > MAX_ITEMS {
        return Err(OtioError::TooLarge("more than 100000 items on a track"));
    }
    let mut track = ReadTrack::default();
    let mut waiting: Option<Transition> = None;
    // Whether the item before is an event, to which a transition belongs as well.
    let mut follows_event = false;
    for child in children {
        let schema = child.schema()?;
        if schema == "Transition" {
            if waiting.is_some() {
                return Err(child.error("two transitions stand side by side"));
            }
            let transition = transition(child, rate)?;
            if let Some(event) = track.events.last_mut().filter(|_| follows_event) {
                event.transition_out = Some(transition.clone());
            }
            waiting = Some(transition);
            continue;
        }
        let (event, frames) = match schema {
            "Gap" => (None, duration(child, rate)?),
            "Clip" => {
                let clip = clip::read(child, rate)?;
                track.findings.extend(clip.findings);
                (Some(clip.event), clip.record_frames)
            }
            "Stack" | "Track" => nested(child, rate, &mut track.findings)?,
            other => return Err(child.unsupported(format_args!("a {other} on a track is not read"))),
        };
        let disabled = child.get("enabled").and_then(serde_json::Value::as_bool) == Some(false);
        if disabled && event.is_some() {
            track.findings.push(Finding::note("OTIO-DISABLED", &child.at, "the item is switched off and leaves black"));
        }
        let place = |value: f64| whole(value).ok_or_else(|| child.error("the item ends before it begins"));
        let (begin, begins_exactly) = place(track.length)?;
        track.length += frames;
        let (end, ends_exactly) = place(track.length)?;
        follows_event = false;
        if let Some(mut event) = event.filter(|_| !disabled) {
            if !begins_exactly || !ends_exactly {
                let message = "the event is not cut at whole frames of the timeline and was rounded";
                track.findings.push(Finding::warning("OTIO-FRACTION", &child.at, message, "look at both of its cuts"));
            }
            event.record = FrameRange::new(start_frame.saturating_add(begin), start_frame.saturating_add(end));
            event.transition_in = waiting.take();
            event.id = (track.events.len() + 1).to_string();
            track.events.push(event);
            follows_event = true;
        }
        waiting = None;
    }
    Ok(track)
}

fn transition(object: &Object<'_>, rate: Rate) -> Result<Transition, OtioError> {
    let offset = |field: &str| -> Result<u64, OtioError> {
        let Some(time) = object.object(field)? else { return Ok(0) };
        let frames = whole(Time::read(&time)?.at(rate));
        frames.map(|(frames, _)| frames).ok_or_else(|| object.error(format_args!("its {field} is below zero")))
    };
    let wipe = object.find_text(&["metadata", "cmx_3600", "transition"]);
    let wipe = wipe.and_then(|code| code.strip_prefix('W')?.parse().ok());
    let kind = match (object.text("transition_type"), wipe) {
        (Some("SMPTE_Dissolve"), _) => TransitionKind::Dissolve,
        (Some("SMPTE_Wipe"), Some(pattern)) => TransitionKind::Wipe(pattern),
        (Some(other), _) => TransitionKind::Other(other.to_owned()),
        (None, _) => TransitionKind::Other(object.text("name").unwrap_or_default().to_owned()),
    };
    Ok(Transition::new(kind, offset("in_offset")?, offset("out_offset")?))
}

/// A timeline within the timeline: it keeps its place, and a finding says that nobody looked into it.
fn nested(object: &Object<'_>, rate: Rate, findings: &mut Vec<Finding>) -> Result<(Option<Event>, f64), OtioError> {
    let frames = duration(object, rate)?;
    let name = object.text("name").unwrap_or_default().to_owned();
    findings.push(Finding::warning(
        "OTIO-NESTED",
        &object.at,
        format!("the nested timeline {name:?} is not looked into"),
        "flatten it in the editing program",
    ));
    let start = Range::of(object, "source_range")?.and_then(|range| whole(range.start.at(rate)));
    let first = start.map_or(0, |(frame, _)| frame);
    let (length, _) = whole(frames).unwrap_or((0, true));
    let event = Event {
        picture: Picture::Nested(name.clone()),
        clip_name: Some(name).filter(|name| !name.is_empty()),
        speed: Speed::NORMAL,
        source_origin: crate::timeline::SourceOrigin::MediaStart,
        ..Event::of_clip(rate, FrameRange::new(first, first.saturating_add(length)))
    };
    Ok((Some(event), frames))
}

/// Frames of the timeline that an item takes. Recursion goes as deep as the JSON, which is 128 levels at most.
fn duration(object: &Object<'_>, rate: Rate) -> Result<f64, OtioError> {
    if let Some(range) = Range::of(object, "source_range")? {
        return Ok(range.duration.at(rate));
    }
    match object.schema()? {
        "Clip" => clip::read(object, rate).map(|clip| clip.record_frames),
        "Transition" => Ok(0.0),
        "Track" => object.list("children")?.iter().map(|child| duration(child, rate)).sum(),
        "Stack" => {
            let lengths: Result<Vec<f64>, _> =
                object.list("children")?.iter().map(|child| duration(child, rate)).collect();
            Ok(lengths?.into_iter().fold(0.0, f64::max))
        }
        other => Err(object.error(format_args!("the {other} has no source_range"))),
    }
}
