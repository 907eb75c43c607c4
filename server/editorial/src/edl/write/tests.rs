use super::*;
use crate::edl::{ReadOptions, read};
use crate::timeline::{CdlNumbers, Event, Picture, SourceOrigin, Speed, TrackKind, Transition, TransitionKind};
use interneg_spec::FrameRange;

fn clip(reel: &str, first: u64, end: u64) -> Event {
    Event { reel: Some(reel.to_owned()), ..Event::of_clip(Rate::FPS_24, FrameRange::new(first, end)) }
}

fn text(timeline: &Timeline, options: &WriteOptions) -> String {
    String::from_utf8(write(timeline, options).unwrap()).unwrap()
}

#[test]
fn a_roll_is_written_in_the_classic_columns() {
    let mut first = clip("A001C001_260131_R1AB", 880_141, 880_189);
    first.clip_name = Some("A001C001_260131_R1AB".to_owned());
    first.source_file = Some("A001C001_260131_R1AB.mxf".to_owned());
    first.cdl = Some(CdlNumbers { saturation: 0.9, ..CdlNumbers::default() });
    let second = clip("A001C001_260201_R1AB", 0, 1);
    let timeline = Timeline::of_clips("SHOW_R1", Rate::FPS_24, 86400, vec![first, second]);
    let expected = [
        "TITLE: SHOW_R1",
        "FCM: NON-DROP FRAME",
        "001  A001C001 V     C        10:11:12:13 10:11:14:13 01:00:00:00 01:00:02:00",
        "* FROM CLIP NAME: A001C001_260131_R1AB",
        "* SOURCE FILE: A001C001_260131_R1AB.mxf",
        "* ASC_SOP (1.0 1.0 1.0)(0.0 0.0 0.0)(1.0 1.0 1.0)",
        "* ASC_SAT 0.9",
        "FINAL CUT PRO REEL: A001C001_260131_R1AB REPLACED BY: A001C001",
        "002  A001C0_2 V     C        00:00:00:00 00:00:00:01 01:00:02:00 01:00:02:01",
        "* SOURCE FILE: A001C001_260201_R1AB",
        "FINAL CUT PRO REEL: A001C001_260201_R1AB REPLACED BY: A001C0_2",
        "",
    ];
    assert_eq!(text(&timeline, &WriteOptions::default()), expected.join("\r\n"));
    let long = text(&timeline, &WriteOptions { reels: Reels::Long });
    assert!(long.contains("001  A001C001_260131_R1AB V     C        10:11:12:13"), "{long}");
    let again = read(long.as_bytes(), &ReadOptions::new(Rate::FPS_24)).unwrap();
    assert_eq!(again.tracks[0].events[1].reel.as_deref(), Some("A001C001_260201_R1AB"));
}

/// Events of every kind that a list can hold.
fn full_timeline() -> Timeline {
    let dissolve = Some(Transition::new(TransitionKind::Dissolve, 0, 12));
    let wipe = Some(Transition::new(TransitionKind::Wipe(1), 0, 5));
    let mut events = vec![clip("A1", 1000, 1048), clip("A2", 2000, 2048), clip("A3", 3000, 3024)];
    events[0].transition_out = dissolve.clone();
    events[1].transition_in = dissolve;
    events[1].transition_out = wipe.clone();
    events[2].transition_in = wipe;
    events[2].speed = Speed::new(1, 2).unwrap();
    events[2].record = FrameRange::new(0, 48);
    events.push(Event { speed: Speed::new(-1, 1).unwrap(), ..clip("A4", 4000, 4010) });
    events.push(Event { speed: Speed::new(-7, 3).unwrap(), record: FrameRange::new(0, 30), ..clip("A5", 5000, 5070) });
    events.push(Event { speed: Speed::FREEZE, freeze: true, record: FrameRange::new(0, 9), ..clip("A6", 6000, 6001) });
    events.push(Event { picture: Picture::Black, reel: None, ..clip("", 0, 10) });
    let mut record = 86400;
    for event in &mut events {
        let frames = event.record.len();
        event.record = FrameRange::new(record, record + frames);
        record += frames;
    }
    let track = Track { name: "V".to_owned(), kind: TrackKind::Video, events };
    Timeline { tracks: vec![track], start_frame: 86400, ..Timeline::new("all", Rate::FPS_24) }
}

#[test]
fn what_is_written_is_read_again() {
    let timeline = full_timeline();
    let again = read(&write(&timeline, &WriteOptions::default()).unwrap(), &ReadOptions::new(Rate::FPS_24)).unwrap();
    for (ours, theirs) in timeline.tracks[0].events.iter().zip(&again.tracks[0].events) {
        let facts = |event: &Event| {
            let transitions = (event.transition_in.clone(), event.transition_out.clone());
            (event.record, event.source, event.speed, event.freeze, event.reel.clone(), transitions)
        };
        assert_eq!(facts(ours), facts(theirs));
    }
    assert_eq!(timeline.tracks[0].events.len(), again.tracks[0].events.len());
}

#[test]
fn a_transition_around_the_cut_moves_the_cut() {
    let centred = Some(Transition::new(TransitionKind::Dissolve, 6, 6));
    let mut events = vec![clip("A1", 1000, 1048), clip("A2", 2000, 2048)];
    events[0].transition_out = centred.clone();
    events[1].transition_in = centred;
    let timeline = Timeline::of_clips("t", Rate::FPS_24, 0, events);
    let list = text(&timeline, &WriteOptions::default());
    for line in [
        "001  A1       V     C        00:00:41:16 00:00:43:10 00:00:00:00 00:00:01:18",
        "002  A1       V     C        00:00:43:10 00:00:43:10 00:00:01:18 00:00:01:18",
        "002  A2       V     D    012 00:01:23:02 00:01:25:08 00:00:01:18 00:00:04:00",
    ] {
        assert!(list.contains(line), "{line}\n{list}");
    }
}

#[test]
fn what_a_list_cannot_hold_is_refused() {
    let refused = |change: &dyn Fn(&mut Event)| {
        let mut event = clip("A1", 1000, 1048);
        change(&mut event);
        let timeline = Timeline::of_clips("t", Rate::FPS_24, 0, vec![event]);
        write(&timeline, &WriteOptions::default()).unwrap_err()
    };
    assert!(matches!(refused(&|event| event.source_rate = Rate::FPS_25), EdlWriteError::RateDiffers { .. }));
    let changes: [&dyn Fn(&mut Event); 5] = [
        &|event| event.source_origin = SourceOrigin::MediaStart,
        &|event| event.picture = Picture::Nested("reel".to_owned()),
        &|event| event.transition_in = Some(Transition::new(TransitionKind::Other("Ripple".to_owned()), 0, 5)),
        &|event| event.transition_in = Some(Transition::new(TransitionKind::Dissolve, 5, 5)),
        &|event| event.speed = Speed::new(50, 1).unwrap(),
    ];
    for change in changes {
        assert!(matches!(refused(change), EdlWriteError::Unsupported { .. }));
    }
    let mut timeline = full_timeline();
    timeline.tracks.push(timeline.tracks[0].clone());
    assert_eq!(write(&timeline, &WriteOptions::default()), Err(EdlWriteError::Tracks(2)));
}
