use super::*;
use crate::otio::write;
use crate::timeline::{Event, Picture, SourceOrigin, Speed, Transition, TransitionKind};
use interneg_spec::FrameRange;
use serde_json::json;

fn time(value: f64) -> Value {
    json!({ "OTIO_SCHEMA": "RationalTime.1", "rate": 24.0, "value": value })
}

fn range(start: f64, duration: f64) -> Value {
    json!({ "OTIO_SCHEMA": "TimeRange.1", "start_time": time(start), "duration": time(duration) })
}

fn clip(start: f64, duration: f64) -> Value {
    json!({ "OTIO_SCHEMA": "Clip.1", "name": "c", "source_range": range(start, duration) })
}

fn gap(duration: f64) -> Value {
    json!({ "OTIO_SCHEMA": "Gap.1", "source_range": range(0.0, duration) })
}

fn dissolve(before: f64, after: f64) -> Value {
    json!({
        "OTIO_SCHEMA": "Transition.1",
        "transition_type": "SMPTE_Dissolve",
        "in_offset": time(before),
        "out_offset": time(after),
    })
}

fn with(mut object: Value, field: &str, value: Value) -> Value {
    object[field] = value;
    object
}

fn file(children: &[Value]) -> Value {
    json!({
        "OTIO_SCHEMA": "Timeline.1",
        "name": "t",
        "global_start_time": time(86400.0),
        "tracks": { "OTIO_SCHEMA": "Stack.1", "children": [
            { "OTIO_SCHEMA": "Track.1", "name": "V1", "kind": "Video", "children": children } ] },
    })
}

fn timeline_of(children: &[Value]) -> Result<Timeline, OtioError> {
    read(file(children).to_string().as_bytes(), None)
}

fn events(children: &[Value]) -> Vec<Event> {
    timeline_of(children).unwrap().tracks.remove(0).events
}

#[test]
fn items_stand_one_after_another() {
    let events = events(&[gap(10.0), clip(100.0, 48.0), dissolve(3.0, 5.0), clip(200.0, 24.0)]);
    let records: Vec<_> = events.iter().map(|event| event.record).collect();
    assert_eq!(records, [FrameRange::new(86410, 86458), FrameRange::new(86458, 86482)]);
    let transition = Some(Transition::new(TransitionKind::Dissolve, 3, 5));
    assert_eq!((&events[0].transition_out, &events[1].transition_in), (&transition, &transition));
    assert_eq!((events[0].overlap_frames(), events[1].overlap_frames()), ((0, 5), (3, 0)));
}

#[test]
fn media_time_is_timecode_where_the_media_begin_late() {
    let media = |start: f64| {
        json!({ "DEFAULT_MEDIA": {
            "OTIO_SCHEMA": "ExternalReference.1",
            "target_url": "file:///media/A001%20x.mxf",
            "available_range": range(start, 500.0) } })
    };
    let clip_2 = |start: f64, media_start: f64| {
        let clip = with(clip(start, 48.0), "OTIO_SCHEMA", json!("Clip.2"));
        with(with(clip, "media_references", media(media_start)), "active_media_reference_key", json!("DEFAULT_MEDIA"))
    };
    let events = events(&[clip_2(880_141.0, 880_000.0), clip_2(5.0, 0.0), clip_2(5000.0, 0.0), clip(5.0, 1.0)]);
    let origins: Vec<_> = events.iter().map(|event| event.source_origin).collect();
    use SourceOrigin::{MediaStart, Timecode, Unstated};
    assert_eq!(origins, [Timecode, MediaStart, Unstated, Unstated]);
    assert_eq!(events[0].source_file.as_deref(), Some("/media/A001 x.mxf"));
    assert_eq!(events[0].available, Some(FrameRange::new(880_000, 880_500)));
    let whole = with(clip_2(0.0, 880_000.0), "source_range", Value::Null);
    assert_eq!(self::events(&[whole])[0].source, FrameRange::new(880_000, 880_500));
}

#[test]
fn speed_says_how_much_of_the_source_is_used() {
    let warp = |scalar: f64| json!([{ "OTIO_SCHEMA": "LinearTimeWarp.1", "time_scalar": scalar }]);
    let events = events(&[
        with(clip(100.0, 36.0), "effects", warp(2.0)),
        with(clip(100.0, 5.0), "effects", warp(-0.5)),
        with(clip(100.0, 5.0), "effects", json!([{ "OTIO_SCHEMA": "FreezeFrame.1", "time_scalar": 0.0 }])),
    ]);
    let facts: Vec<_> = events.iter().map(|event| (event.source.len(), event.record.len(), event.speed)).collect();
    let half_back = Speed::new(-1, 2).unwrap();
    assert_eq!(facts, [(72, 36, Speed::new(2, 1).unwrap()), (3, 5, half_back), (1, 5, Speed::FREEZE)]);
    assert!(events[2].freeze);
}

#[test]
fn what_is_not_looked_into_is_said() {
    let stack = json!({ "OTIO_SCHEMA": "Stack.1", "name": "comp", "children": [
        { "OTIO_SCHEMA": "Track.1", "children": [clip(0.0, 10.0), gap(2.0)] }, clip(0.0, 7.0)] });
    let timeline = timeline_of(&[stack, with(clip(0.0, 5.0), "enabled", json!(false)), clip(0.0, 1.0)]).unwrap();
    let rules: Vec<_> = timeline.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["OTIO-NESTED", "OTIO-DISABLED"]);
    let events = &timeline.tracks[0].events;
    assert_eq!(events[0].picture, Picture::Nested("comp".to_owned()));
    assert_eq!((events[0].record.len(), events[1].record), (12, FrameRange::new(86417, 86418)));
}

#[test]
fn broken_files_name_the_object() {
    let reason = |children: &[Value]| timeline_of(children).unwrap_err().to_string();
    assert!(reason(&[json!(3)]).contains("file.tracks.children[0].children[0]"));
    assert!(reason(&[dissolve(1.0, 1.0), dissolve(1.0, 1.0)]).contains("side by side"));
    assert!(reason(&[json!({ "OTIO_SCHEMA": "Clip.1" })]).contains("neither"));
    assert!(reason(&[clip(-5.0, 5.0)]).contains("before frame 0"));
    assert!(reason(&[clip(0.0, -5.0)]).contains("below zero"));
    assert!(reason(&[clip(0.0, 1e300)]).contains("no value"));
    assert!(reason(&[json!({ "OTIO_SCHEMA": "Balloon.1" })]).contains("Balloon"));
    assert!(
        reason(&[with(clip(0.0, 1.0), "effects", json!([{ "OTIO_SCHEMA": "TimeEffect.1" }]))]).contains("time effect")
    );
    let deep = "[".repeat(100_000);
    assert!(matches!(read(deep.as_bytes(), None), Err(OtioError::Json(_))));
    assert!(matches!(read(b"\xff{}", None), Err(OtioError::Json(_))));
    assert!(matches!(read(b"{}", None), Err(OtioError::Schema { .. })));
    let text = file(&[clip(0.0, 5.0), gap(1.0)]).to_string();
    for end in 0..text.len() {
        assert!(read(&text.as_bytes()[..end], None).is_err());
    }
}

#[test]
fn what_is_written_is_read_again() {
    let mut first = Event {
        reel: Some("A001R1AB".to_owned()),
        clip_name: Some("A001C001_260131_R1AB".to_owned()),
        source_file: Some("/media/A001C001_260131_R1AB.mxf".to_owned()),
        umid: Some("060a2b34".to_owned()),
        available: Some(FrameRange::new(880_000, 880_500)),
        comments: vec!["circled".to_owned()],
        source_drop_frame: None,
        cdl: Some(crate::timeline::CdlNumbers { saturation: 0.5, ..Default::default() }),
        ..Event::of_clip(Rate::FPS_29_97, FrameRange::new(880_141, 880_189))
    };
    let mut second = first.clone();
    second.source_drop_frame = Some(true);
    second.counted_as_drop_frame = true;
    second.speed = Speed::new(-1, 3).unwrap();
    second.source = FrameRange::new(880_100, 880_116);
    first.transition_out = Some(Transition::new(TransitionKind::Wipe(7), 2, 3));
    second.transition_in = first.transition_out.clone();
    let mut timeline = Timeline::of_clips("roll", Rate::FPS_29_97, 107_892, vec![first, second]);
    timeline.drop_frame = true;
    timeline.tracks[0].events[1].record.end = timeline.tracks[0].events[1].record.first + 48;
    let mut again = read(&write(&timeline), None).unwrap();
    assert_eq!(again.findings.remove(0).rule, "CF-02");
    for (index, event) in timeline.tracks[0].events.iter_mut().enumerate() {
        event.id = (index + 1).to_string();
    }
    assert_eq!(again, timeline);
    assert_eq!(write(&again), write(&timeline));
}
