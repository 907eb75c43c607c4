//! OpenTimelineIO reads what we write, and we read what OpenTimelineIO writes.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its cut has to stop")]

mod common;

use common::*;
use interneg_editorial::ale::{self, Ale, Characters, ClipLog, LogHeading};
use interneg_editorial::edl::{self, EdlError, Mismatch, ReadOptions, Reels, WriteOptions};
use interneg_editorial::timeline::{
    CdlNumbers, Event, Picture, Speed, Timeline, Track, TrackKind, Transition, TransitionKind,
};
use interneg_editorial::{ReadTimelineError, otio, read_timeline};
use interneg_spec::{FrameRange, Raster, Rate};

/// A clip of a roll, with a name that is also its reel, and media around the frames that are used.
fn clip(name: &str, rate: Rate, first: u64, frames: u64) -> Event {
    Event {
        reel: Some(name.to_owned()),
        clip_name: Some(name.to_owned()),
        source_file: Some(format!("/media/{name}.mxf")),
        available: Some(FrameRange::new(first - 50, first + frames + 50)),
        ..Event::of_clip(rate, FrameRange::new(first, first + frames))
    }
}

fn dissolve(before: u64, after: u64) -> Option<Transition> {
    Some(Transition::new(TransitionKind::Dissolve, before, after))
}

/// A cut with a gap, two dissolves, speeds and black.
fn cut(rate: Rate) -> Timeline {
    let mut events = vec![
        clip("A001C001_260131_R1AB", rate, 880_000, 48),
        clip("A001C002_260131_R1AB", rate, 881_000, 48),
        clip("A001C003_260131_R1AB", rate, 882_000, 48),
        clip("B002C001_260131_R2CD", rate, 10_000, 96),
        clip("B002C002_260131_R2CD", rate, 20_000, 25),
        clip("B002C003_260131_R2CD", rate, 30_000, 1),
    ];
    events[0].cdl = Some(CdlNumbers { slope: [1.1, 1.0, 0.9], saturation: 0.9, ..CdlNumbers::default() });
    events[0].transition_out = dissolve(0, 12);
    events[1].transition_in = dissolve(0, 12);
    events[3].speed = Speed::new(2, 1).unwrap();
    events[3].record = FrameRange::new(0, 48);
    events[4].speed = Speed::new(1, 2).unwrap();
    events[4].record = FrameRange::new(0, 50);
    events[5].speed = Speed::FREEZE;
    events[5].freeze = true;
    events[5].record = FrameRange::new(0, 20);
    events.push(Event {
        picture: Picture::Black,
        clip_name: Some("black".to_owned()),
        ..Event::of_clip(rate, FrameRange::new(0, 24))
    });
    let start = u64::from(rate.nominal()) * 3600;
    let mut record = start;
    for (index, event) in events.iter_mut().enumerate() {
        // Black after the second clip, where nothing dissolves.
        record += if index == 2 { 10 } else { 0 };
        let frames = event.record.len();
        event.record = FrameRange::new(record, record + frames);
        record += frames;
    }
    let track = Track { name: "V".to_owned(), kind: TrackKind::Video, events };
    Timeline { start_frame: start, tracks: vec![track], ..Timeline::new("SHOW_R1", rate) }
}

fn name(event: &Event) -> String {
    event.clip_name.clone().unwrap_or_default()
}

const RATES: [Rate; 3] = [Rate::FPS_24, Rate::FPS_25, Rate::FPS_23_976];

#[test]
fn our_lists_are_read_by_otio() {
    let Some(judge) = Judge::find() else { return };
    for rate in RATES {
        let timeline = cut(rate);
        for reels in [Reels::Short, Reels::Long] {
            let bytes = edl::write(&timeline, &WriteOptions { reels }).unwrap();
            let facts = judge.read(&judge.file("ours.edl", &bytes), rate);
            assert_same(&timeline, &facts, name);
            let found: Vec<_> = facts.items(0).iter().map(|item| item["reel"].as_str().unwrap_or_default()).collect();
            let expected = match reels {
                Reels::Short => {
                    ["A001C001", "A001C002", "A001C003", "B002C001", "B002C002", "B002C003", "BL"].map(str::to_owned)
                }
                Reels::Long => [0, 1, 2, 3, 4, 5, 6]
                    .map(|place| timeline.tracks[0].events[place].reel.clone().unwrap_or_else(|| "BL".to_owned())),
            };
            assert_eq!(found, expected, "{reels:?}");
            let cdl = &facts.items(0)[0]["cdl"];
            assert_eq!((number(&cdl["asc_sop"]["slope"][0]), number(&cdl["asc_sat"])), (1.1, 0.9));
            assert_eq!(facts.items(0)[6]["media"]["generator"], "black");
        }
    }
}

#[test]
fn our_otio_files_are_read_by_otio() {
    let Some(judge) = Judge::find() else { return };
    for rate in RATES.into_iter().chain([Rate::FPS_29_97, Rate::FPS_59_94]) {
        let timeline = cut(rate);
        let facts = judge.read(&judge.file("ours.otio", &otio::write(&timeline)), rate);
        assert_same(&timeline, &facts, name);
        for (event, item) in timeline.tracks[0].events.iter().zip(facts.items(0)) {
            assert_eq!(event.reel.as_deref(), item["reel"].as_str());
            let url = event.source_file.as_ref().map(|path| format!("file://{path}"));
            assert_eq!(url.as_deref(), item["media"]["url"].as_str());
            if let Some(available) = event.available {
                assert_frames("available", available.first, number(&item["media"]["available"][0]));
                assert_frames("available", available.len(), number(&item["media"]["available"][2]));
            }
        }
    }
}

#[test]
fn a_roll_is_read_by_otio_as_it_was_shot() {
    let Some(judge) = Judge::find() else { return };
    let rate = Rate::FPS_23_976;
    let clips =
        (0..5).map(|index| clip(&format!("A001C00{index}_260131_R1AB"), rate, 800_000 + index * 5000, 100 + index));
    let roll = Timeline::of_clips("A001R1AB", rate, 86400, clips.collect());
    assert_same(&roll, &judge.read(&judge.file("roll.otio", &otio::write(&roll)), rate), name);
    let list = edl::write(&roll, &WriteOptions::default()).unwrap();
    assert_same(&roll, &judge.read(&judge.file("roll.edl", &list), rate), name);
}

#[test]
fn our_logs_are_read_by_otio() {
    let Some(judge) = Judge::find() else { return };
    // OpenTimelineIO counts drop-frame at 29.97; 24 hours are not crossed, because its End may not lie before its Start.
    for (rate, drop_frame) in
        [(Rate::FPS_23_976, false), (Rate::FPS_25, false), (Rate::FPS_29_97, true), (Rate::FPS_29_97, false)]
    {
        let mut clips: Vec<ClipLog> = (0..4_u64)
            .map(|index| {
                let first = 107_000 + index * 1001;
                let frames = FrameRange::new(first, first + 17 + index * 2000);
                ClipLog { drop_frame, ..ClipLog::new(format!("A001C00{index}"), rate, frames) }
            })
            .collect();
        clips[0].tape = Some("A001R1AB".to_owned());
        clips[0].source_file = Some("A001C000.mxf".to_owned());
        clips[0].cdl = Some(CdlNumbers {
            slope: [1.1, 1.0, 0.9],
            offset: [0.01, 0.0, -0.01],
            saturation: 0.5,
            ..CdlNumbers::default()
        });
        clips[1].scene = Some("12A".to_owned());
        clips[1].circled = true;
        clips[2].umid = Some("060a2b34".to_owned());
        let heading = LogHeading { rate, raster: Raster { width: 1920, height: 1080 } };
        let bytes = ale::write(&Ale::of_clips(heading, &clips), Characters::Ascii).unwrap();
        let facts = judge.read(&judge.file("ours.ale", &bytes), rate);
        for (clip, item) in clips.iter().zip(facts.items(0)) {
            assert_eq!(item["name"], clip.name.as_str());
            assert_frames("start", clip.frames.first, number(&item["source"][0]));
            assert_frames("length", clip.frames.len(), number(&item["source"][2]));
        }
        let items = facts.items(0);
        assert_eq!(items.len(), 4);
        assert_eq!(
            (items[0]["ale"]["Tape"].as_str(), items[0]["media"]["url"].as_str()),
            (Some("A001R1AB"), Some("A001C000.mxf"))
        );
        assert_eq!(number(&items[0]["cdl"]["asc_sop"]["offset"][2]), -0.01);
        assert_eq!(number(&items[0]["cdl"]["asc_sat"]), 0.5);
        assert_eq!(
            (items[1]["ale"]["Scene"].as_str(), items[1]["ale"]["Circled"].as_str()),
            (Some("12A"), Some("YES"))
        );
        assert_eq!(items[2]["ale"]["UMID"], "060a2b34");
    }
}

#[test]
fn otio_s_lists_are_read_as_they_were_meant() {
    let Some(judge) = Judge::find() else { return };
    for rate in RATES {
        let timeline = cut(rate);
        let source = judge.file("ours.otio", &otio::write(&timeline));
        let list = judge.convert(&source, "theirs.edl", rate);
        let bytes = std::fs::read(list).unwrap();
        // The adapter divides where it has to multiply: at double speed it writes half the source frames. That is refused,
        // unless the job says that the motion line is right.
        let refused = read_timeline("theirs.edl", &bytes, Some(rate));
        assert!(matches!(refused, Err(ReadTimelineError::Edl { error: EdlError::LengthMismatch { .. }, .. })));
        let options = ReadOptions { mismatch: Mismatch::KeepSpeed, ..ReadOptions::new(rate) };
        let read = edl::read(&bytes, &options).unwrap();
        assert_eq!(read.findings.iter().filter(|finding| finding.rule == "CF-01").count(), 2);
        for (ours, theirs) in timeline.tracks[0].events.iter().zip(&read.tracks[0].events) {
            // It begins every record at midnight.
            let placed = |event: &Event, start: u64| (event.record.first - start, event.record.end - start);
            assert_eq!(placed(ours, timeline.start_frame), placed(theirs, 0), "{ours:?}");
            let facts = |event: &Event| (event.source, event.speed, event.freeze);
            assert_eq!(facts(ours), facts(theirs), "{ours:?}");
            assert_eq!((&ours.transition_in, &ours.transition_out), (&theirs.transition_in, &theirs.transition_out));
        }
        assert_eq!(read.tracks[0].events.len(), timeline.tracks[0].events.len());
    }
}

#[test]
fn otio_s_final_cut_xml_is_read_as_it_was_meant() {
    let Some(judge) = Judge::find() else { return };
    // The adapter writes no speeds, and knows no generators but its own.
    let mut timeline = cut(Rate::FPS_24);
    timeline.tracks[0].events.truncate(3);
    let source = judge.file("ours.otio", &otio::write(&timeline));
    let document = judge.convert(&source, "theirs.xml", Rate::FPS_24);
    let read = read_timeline("theirs.xml", &std::fs::read(document).unwrap(), None).unwrap();
    let theirs = &read.video_tracks().next().unwrap().events;
    assert_eq!((read.rate, theirs.len()), (Rate::FPS_24, 3));
    for (ours, theirs) in timeline.tracks[0].events.iter().zip(theirs) {
        assert_eq!((ours.record, ours.source, ours.available), (theirs.record, theirs.source, theirs.available));
        assert_eq!((&ours.transition_in, &ours.transition_out), (&theirs.transition_in, &theirs.transition_out));
        assert_eq!((&ours.clip_name, &ours.source_file), (&theirs.clip_name, &theirs.source_file));
    }
}

#[test]
fn otio_s_own_files_are_read_as_they_were_meant() {
    let Some(judge) = Judge::find() else { return };
    let timeline = cut(Rate::FPS_23_976);
    let source = judge.file("ours.otio", &otio::write(&timeline));
    let copy = judge.convert(&source, "theirs.otio", Rate::FPS_23_976);
    let ours = otio::read(&std::fs::read(source).unwrap(), None).unwrap();
    let theirs = otio::read(&std::fs::read(copy).unwrap(), None).unwrap();
    assert_eq!(ours, theirs);
}

#[test]
fn otio_s_logs_are_read_as_they_were_meant() {
    let Some(judge) = Judge::find() else { return };
    let clips = (0..3).map(|index| clip(&format!("A001C00{index}"), Rate::FPS_25, 90_000 + index * 500, 40));
    let roll = Timeline::of_clips("roll", Rate::FPS_25, 0, clips.collect());
    let source = judge.file("roll.otio", &otio::write(&roll));
    let log = judge.convert(&source, "theirs.ale", Rate::FPS_25);
    let read = read_timeline("theirs.ale", &std::fs::read(log).unwrap(), Some(Rate::FPS_25)).unwrap();
    let sources = |timeline: &Timeline| timeline.tracks[0].events.iter().map(|event| event.source).collect::<Vec<_>>();
    assert_eq!(sources(&read), sources(&roll));
}
