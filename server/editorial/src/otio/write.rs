//! Writing a file.

use crate::timeline::{Event, Picture, SourceOrigin, Speed, Timeline, Track, TrackKind, Transition, TransitionKind};
use crate::url;
use interneg_spec::Rate;
use serde_json::{Map, Value, json};

/// Writes a timeline as OTIO's JSON, with `Clip.2` and the schema versions of OpenTimelineIO 0.15 and later.
///
/// Media time is timecode: `available_range` is written where the event has it, and is the used range where it counts
/// from timecode and has none. Reel, comments and grade stand where OTIO's EDL adapter puts them (`cmx_3600`, `cdl`);
/// what OTIO has no place for stands in `metadata.interneg`. Keys are sorted, so that the same timeline gives the same
/// bytes.
pub fn write(timeline: &Timeline) -> Vec<u8> {
    let tracks: Vec<Value> = timeline.tracks.iter().map(|track| track_of(track, timeline)).collect();
    let mut metadata = Map::new();
    if timeline.drop_frame {
        metadata.insert("interneg".to_owned(), json!({ "drop_frame": true }));
    }
    let file = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "name": timeline.name,
        "metadata": metadata,
        "global_start_time": time(timeline.start_frame, timeline.rate),
        "tracks": item("Stack.1", "tracks", json!({ "children": tracks, "source_range": null })),
    });
    // Maps with text as keys and finite numbers always have a JSON form.
    let mut bytes = serde_json::to_vec_pretty(&file).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn track_of(track: &Track, timeline: &Timeline) -> Value {
    let mut children = Vec::new();
    let mut record = timeline.start_frame;
    for event in &track.events {
        if event.record.first > record {
            let frames = event.record.first - record;
            children.push(item("Gap.1", "", json!({ "source_range": range(0, timeline.rate, frames, timeline.rate) })));
        }
        if let Some(transition) = &event.transition_in {
            children.push(transition_of(transition, timeline.rate));
        }
        children.push(clip_of(event, timeline.rate));
        record = event.record.end;
    }
    // A fade at the end has no event after it.
    if let Some(transition) = track.events.last().and_then(|event| event.transition_out.as_ref()) {
        children.push(transition_of(transition, timeline.rate));
    }
    let kind = match track.kind {
        TrackKind::Video => "Video",
        TrackKind::Audio => "Audio",
    };
    item("Track.1", &track.name, json!({ "kind": kind, "children": children, "source_range": null }))
}

fn clip_of(event: &Event, rate: Rate) -> Value {
    let name = event.clip_name.as_deref().or(event.reel.as_deref()).unwrap_or_default();
    let length_rate = if event.source_rate == rate { event.source_rate } else { rate };
    item(
        "Clip.2",
        name,
        json!({
            "source_range": range(event.source.first, event.source_rate, event.record.len(), length_rate),
            "effects": effects_of(event),
            "metadata": metadata_of(event),
            "active_media_reference_key": "DEFAULT_MEDIA",
            "media_references": { "DEFAULT_MEDIA": media_of(event, name) },
        }),
    )
}

fn effects_of(event: &Event) -> Vec<Value> {
    let effect = |schema: &str, name: &str, scalar: f64| {
        json!({
            "OTIO_SCHEMA": schema,
            "name": "",
            "effect_name": name,
            "metadata": {},
            "enabled": true,
            "time_scalar": scalar,
        })
    };
    if event.freeze {
        return vec![effect("FreezeFrame.1", "FreezeFrame", 0.0)];
    }
    if event.speed == Speed::NORMAL {
        return Vec::new();
    }
    vec![effect("LinearTimeWarp.1", "LinearTimeWarp", event.speed.as_f64())]
}

fn media_of(event: &Event, name: &str) -> Value {
    let available = event.available.or_else(|| {
        let is_timecode = event.source_origin == SourceOrigin::Timecode && event.is_clip();
        is_timecode.then_some(event.source)
    });
    let available = available.map(|all| range(all.first, event.source_rate, all.len(), event.source_rate));
    let generator = |kind: &str| ("GeneratorReference.1", json!({ "generator_kind": kind, "parameters": {} }));
    let (schema, fields) = match (&event.picture, &event.source_file) {
        (Picture::Black, _) => generator("black"),
        (Picture::Bars, _) => generator("SMPTEBars"),
        (Picture::Generator(kind), _) => generator(kind),
        (_, Some(file)) => ("ExternalReference.1", json!({ "target_url": url::of_path(file) })),
        _ => ("MissingReference.1", json!({})),
    };
    let mut media = json!({
        "OTIO_SCHEMA": schema,
        "name": name,
        "metadata": {},
        "available_range": available,
        "available_image_bounds": null,
    });
    merge(&mut media, fields);
    media
}

fn metadata_of(event: &Event) -> Value {
    let mut metadata = Map::new();
    let mut cmx = Map::new();
    if let Some(reel) = &event.reel {
        cmx.insert("reel".to_owned(), json!(reel));
    }
    if !event.comments.is_empty() {
        cmx.insert("comments".to_owned(), json!(event.comments));
    }
    let mut own = Map::new();
    if let Some(file) = &event.source_file {
        own.insert("source_file".to_owned(), json!(file));
    }
    if let Some(umid) = &event.umid {
        own.insert("umid".to_owned(), json!(umid));
    }
    if let Some(drop_frame) = event.source_drop_frame.filter(|_| event.source_rate.allows_drop_frame()) {
        own.insert("source_drop_frame".to_owned(), json!(drop_frame));
    }
    if let Picture::Nested(name) = &event.picture {
        own.insert("nested".to_owned(), json!(name));
    }
    if let Some(cdl) = &event.cdl {
        let sop = json!({ "slope": cdl.slope, "offset": cdl.offset, "power": cdl.power });
        metadata.insert("cdl".to_owned(), json!({ "asc_sop": sop, "asc_sat": cdl.saturation }));
    }
    for (name, map) in [("cmx_3600", cmx), ("interneg", own)] {
        if !map.is_empty() {
            metadata.insert(name.to_owned(), Value::Object(map));
        }
    }
    Value::Object(metadata)
}

fn transition_of(transition: &Transition, rate: Rate) -> Value {
    let (kind, metadata) = match &transition.kind {
        TransitionKind::Dissolve => ("SMPTE_Dissolve", json!({})),
        TransitionKind::Wipe(pattern) => {
            ("SMPTE_Wipe", json!({ "cmx_3600": { "transition": format!("W{pattern:03}") } }))
        }
        TransitionKind::KeyForeground => ("Key", json!({})),
        TransitionKind::KeyBackground => ("KeyBackground", json!({})),
        TransitionKind::KeyOverlay => ("KeyOverlay", json!({})),
        TransitionKind::Other(name) => (name.as_str(), json!({})),
    };
    json!({
        "OTIO_SCHEMA": "Transition.1",
        "name": "",
        "metadata": metadata,
        "transition_type": kind,
        "in_offset": time(transition.before_frames, rate),
        "out_offset": time(transition.after_frames, rate),
    })
}

/// What all items have, with the fields of this one.
fn item(schema: &str, name: &str, fields: Value) -> Value {
    let mut item = json!({
        "OTIO_SCHEMA": schema,
        "name": name,
        "metadata": {},
        "effects": [],
        "markers": [],
        "enabled": true,
    });
    merge(&mut item, fields);
    item
}

fn merge(target: &mut Value, fields: Value) {
    if let (Value::Object(target), Value::Object(fields)) = (target, fields) {
        target.extend(fields);
    }
}

fn time(frames: u64, rate: Rate) -> Value {
    json!({ "OTIO_SCHEMA": "RationalTime.1", "rate": rate.as_f64(), "value": frames as f64 })
}

fn range(first: u64, first_rate: Rate, frames: u64, rate: Rate) -> Value {
    json!({ "OTIO_SCHEMA": "TimeRange.1", "start_time": time(first, first_rate), "duration": time(frames, rate) })
}
