//! Reading a file.

use super::error::OtioError;
use super::json::Object;
use super::time::{Range, Time};
use super::track::{self, ReadTrack};
use crate::timeline::{Timeline, Track, TrackKind};
use interneg_spec::{Finding, Rate};
use serde_json::Value;

/// Largest file; those that come from AAF files carry much metadata.
const MAX_BYTES: usize = 128 << 20;

/// Reads a file. Its own start time says the rate; where there is none, `rate` does, and without it the first picture.
///
/// # Errors
/// Files that are no timeline, and items whose place on the record would not be known. All name the object.
pub fn read(bytes: &[u8], rate: Option<Rate>) -> Result<Timeline, OtioError> {
    if bytes.len() > MAX_BYTES {
        return Err(OtioError::TooLarge("more than 128 MiB"));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| OtioError::Json(error.to_string()))?;
    let root = Object::of(&value, "file")?;
    match root.schema()? {
        "Timeline" => timeline(&root, rate),
        "SerializableCollection" => collection(&root, rate),
        other => Err(root.unsupported(format_args!("a {other} is no timeline"))),
    }
}

fn timeline(root: &Object<'_>, rate: Option<Rate>) -> Result<Timeline, OtioError> {
    let start = root.object("global_start_time")?.map(|time| Time::read(&time)).transpose()?;
    let stack = root.object("tracks")?.ok_or_else(|| root.error("the timeline has no tracks"))?;
    let tracks = stack.list("children")?;
    let rate = match (start, rate) {
        (Some(start), _) => start.rate,
        (None, Some(rate)) => rate,
        (None, None) => first_rate(&tracks)?.ok_or_else(|| root.error("nothing in the timeline has a rate"))?,
    };
    let mut timeline = Timeline::new(root.text("name").unwrap_or_default(), rate);
    timeline.drop_frame = root.find(&["metadata", "interneg", "drop_frame"]).and_then(Value::as_bool).unwrap_or(false);
    let start_frame = start.map(|start| super::time::whole(start.value));
    let start_frame = match start_frame {
        Some(frame) => Some(frame.ok_or_else(|| root.error("global_start_time is below zero"))?.0),
        None => None,
    };
    let mut offsets = Vec::new();
    for object in &tracks {
        let offset = record_offset(object, rate)?;
        let begins = start_frame.unwrap_or(offset);
        offsets.push(begins);
        let (kind, read) = one_track(object, begins, rate)?;
        check_trim(object, rate, &read)?;
        read.findings.into_iter().for_each(|finding| timeline.note(finding));
        if object.get("enabled").and_then(Value::as_bool) == Some(false) {
            timeline.note(Finding::note("OTIO-DISABLED", &object.at, "the track is switched off and was left out"));
            continue;
        }
        let name = object.text("name").unwrap_or_default().to_owned();
        timeline.tracks.push(Track { name, kind, events: read.events });
    }
    timeline.start_frame = start_frame.or_else(|| offsets.into_iter().min()).unwrap_or(0);
    Ok(timeline)
}

/// A list of clips, as logs become, or of a single timeline.
fn collection(root: &Object<'_>, rate: Option<Rate>) -> Result<Timeline, OtioError> {
    let children = root.list("children")?;
    let is = |object: &Object<'_>, name: &str| object.schema().is_ok_and(|schema| schema == name);
    if let [only] = children.as_slice()
        && is(only, "Timeline")
    {
        return timeline(only, rate);
    }
    if let Some(other) = children.iter().find(|child| !is(child, "Clip")) {
        return Err(other.unsupported("the collection holds more than one timeline or other things than clips"));
    }
    let rate = rate.map_or_else(|| first_rate(&children), |rate| Ok(Some(rate)))?;
    let rate = rate.ok_or_else(|| root.error("nothing in the collection has a rate"))?;
    let mut timeline = Timeline::new(root.text("name").unwrap_or_default(), rate);
    let read = track::items(&children, 0, rate)?;
    read.findings.into_iter().for_each(|finding| timeline.note(finding));
    timeline.tracks.push(Track { name: "V1".to_owned(), kind: TrackKind::Video, events: read.events });
    Ok(timeline)
}

fn one_track(object: &Object<'_>, start_frame: u64, rate: Rate) -> Result<(TrackKind, ReadTrack), OtioError> {
    if object.schema()? != "Track" {
        // A clip or a stack beside the tracks covers the timeline from its start.
        return Ok((TrackKind::Video, track::items(std::slice::from_ref(object), start_frame, rate)?));
    }
    let kind = match object.text("kind") {
        Some("Video") | None => TrackKind::Video,
        Some("Audio") => TrackKind::Audio,
        Some(other) => return Err(object.unsupported(format_args!("a track of the kind {other:?} is not read"))),
    };
    Ok((kind, track::read(object, start_frame, rate)?))
}

/// A track that begins below zero begins that much later on the record: so the EDL adapter writes the record timecode.
fn record_offset(track: &Object<'_>, rate: Rate) -> Result<u64, OtioError> {
    if track.schema()? != "Track" {
        return Ok(0);
    }
    let start = Range::of(track, "source_range")?.map_or(0.0, |range| range.start.at(rate));
    Ok(super::time::whole(-start).map_or(0, |(frame, _)| frame))
}

/// Trimmed tracks would have to be cut; they do not come out of editing programs.
fn check_trim(track: &Object<'_>, rate: Rate, read: &ReadTrack) -> Result<(), OtioError> {
    let Some(range) = Range::of(track, "source_range")?.filter(|_| track.schema().is_ok_and(|name| name == "Track"))
    else {
        return Ok(());
    };
    let (start, length) = (range.start.at(rate), range.duration.at(rate));
    if start > 0.0 || length + 0.5 < read.length {
        return Err(track.unsupported("the track is trimmed; write the timeline with whole tracks"));
    }
    Ok(())
}

/// The rate of the first item that has one, pictures first.
fn first_rate(objects: &[Object<'_>]) -> Result<Option<Rate>, OtioError> {
    let is_sound = |object: &&Object<'_>| object.text("kind") == Some("Audio");
    let (sound, pictures): (Vec<_>, Vec<_>) = objects.iter().partition(is_sound);
    for object in pictures.into_iter().chain(sound) {
        if let Some(range) = Range::of(object, "source_range")? {
            return Ok(Some(range.duration.rate));
        }
        for field in ["media_reference", "media_references"] {
            let Some(media) = object.object(field)? else { continue };
            let media = if field == "media_reference" { Some(media) } else { media.object("DEFAULT_MEDIA")? };
            if let Some(range) = media.map(|media| Range::of(&media, "available_range")).transpose()?.flatten() {
                return Ok(Some(range.duration.rate));
            }
        }
        if let Some(rate) = first_rate(&object.list("children")?)? {
            return Ok(Some(rate));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
