//! Lists against camera originals: frames are found by arithmetic that is not the crate's.

use interneg_editorial::conform::{ClipFrames, ConformOptions, ConformRecord, Ocf, OcfIndex, Resolution, conform};
use interneg_editorial::edl::{self, Mismatch, ReadOptions, WriteOptions};
use interneg_editorial::timeline::{Event, Timeline};
use interneg_editorial::{otio, read_timeline};
use interneg_spec::{FrameRange, Rate};

/// A generator of numbers that look random and are the same in every run (Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Timecode by counting as a clock does: ten minutes at a time, then a minute, and numbers left out at the start of each
/// minute but the tenth (SMPTE ST 12-1).
fn label(frame: u64, nominal: u64, drop_frame: bool) -> String {
    let skip = if drop_frame { nominal / 15 } else { 0 };
    let ten_minutes = nominal * 600 - 9 * skip;
    let day = 144 * ten_minutes;
    let frame = frame % day;
    let (mut minutes, mut rest) = (frame / ten_minutes * 10, frame % ten_minutes);
    loop {
        let left_out = if minutes % 10 == 0 { 0 } else { skip };
        let minute = nominal * 60 - left_out;
        if rest < minute {
            rest += left_out;
            break;
        }
        rest -= minute;
        minutes += 1;
    }
    let (hours, minutes, seconds, frames) = (minutes / 60, minutes % 60, rest / nominal, rest % nominal);
    format!("{hours:02}:{minutes:02}:{seconds:02}{}{frames:02}", if drop_frame { ';' } else { ':' })
}

fn day(nominal: u64, drop_frame: bool) -> u64 {
    144 * (nominal * 600 - if drop_frame { 9 * nominal / 15 } else { 0 })
}

fn only(records: Vec<ConformRecord>) -> Resolution {
    assert_eq!(records.len(), 1);
    records[0].resolution.clone()
}

#[test]
fn every_frame_is_found_at_every_rate_and_across_midnight() {
    let mut numbers = Numbers(1);
    for (rate, drop_frame) in [
        ("24", false),
        ("24000/1001", false),
        ("25", false),
        ("30", false),
        ("30000/1001", false),
        ("30000/1001", true),
        ("50", false),
        ("60000/1001", true),
    ] {
        let rate: Rate = rate.parse().unwrap();
        let nominal = u64::from(rate.nominal());
        let day = day(nominal, drop_frame);
        for round in 0..400 {
            // Every second clip begins within ten minutes before midnight or after it.
            let start = if round % 2 == 0 {
                numbers.below(day)
            } else {
                (day - nominal * 600 + numbers.below(nominal * 1200)) % day
            };
            let frame_count = 1 + numbers.below(nominal * 900);
            let first = numbers.below(frame_count);
            let length = 1 + numbers.below(frame_count - first);
            let record = 3600 * nominal;
            // The record may count in another way than the clip.
            let line = format!(
                "001  A001C001 V     C        {} {} {} {}",
                label(start + first, nominal, drop_frame),
                label(start + first + length, nominal, drop_frame),
                label(record, nominal, false),
                label(record + length, nominal, false),
            );
            let timeline =
                read_timeline("cut.edl", line.as_bytes(), Some(rate)).unwrap_or_else(|error| panic!("{line}: {error}"));
            let ocf =
                Ocf { reel: Some("A001C001".to_owned()), drop_frame, ..Ocf::new("a.mxf", rate, start, frame_count) };
            let index = OcfIndex::new(vec![ocf], &[]);
            let expected = ClipFrames { first: first as i64, end: (first + length) as i64 };
            match only(conform(&timeline, &index, &ConformOptions::default())) {
                Resolution::Matched(found) => assert_eq!((found.used, found.fetch), (expected, expected), "{line}"),
                other => panic!("{line}: {start} {frame_count}: {other:?}"),
            }
        }
    }
}

#[test]
fn every_missing_frame_is_named() {
    let mut numbers = Numbers(2);
    let day = day(24, false);
    for _ in 0..400 {
        let (start, frame_count) = (numbers.below(day), 100 + numbers.below(5000));
        let (before, after) = (numbers.below(50), numbers.below(50));
        let source_in = (start + day - before) % day;
        let line = format!(
            "001  A001C001 V     C        {} {} {} {}",
            label(source_in, 24, false),
            label(source_in + before + frame_count + after, 24, false),
            label(86400, 24, false),
            label(86400 + before + frame_count + after, 24, false),
        );
        let timeline = read_timeline("cut.edl", line.as_bytes(), Some(Rate::FPS_24)).unwrap();
        let ocf = Ocf { reel: Some("A001C001".to_owned()), ..Ocf::new("a.mxf", Rate::FPS_24, start, frame_count) };
        let resolution = only(conform(&timeline, &OcfIndex::new(vec![ocf], &[]), &ConformOptions::default()));
        let count = frame_count as i64;
        let mut expected = vec![
            ClipFrames { first: -(before as i64), end: 0 },
            ClipFrames { first: count, end: count + after as i64 },
        ];
        expected.retain(|frames| !frames.is_empty());
        match resolution {
            Resolution::Matched(_) => assert!(expected.is_empty(), "{line}"),
            Resolution::Partial { missing, .. } => assert_eq!(missing, expected, "{line}"),
            other => panic!("{line}: {other:?}"),
        }
    }
}

#[test]
fn a_list_that_says_nothing_of_its_sources_goes_by_the_clip() {
    // Written with colons in a drop-frame list, as Avid does, across a minute: 18 frames if dropped, 20 if not.
    let list = "FCM: DROP FRAME\n001  A001C001 V     C        01:00:59:20 01:01:00:10 01:00:00:00 01:00:00:18\n";
    let timeline = read_timeline("cut.edl", list.as_bytes(), Some(Rate::FPS_29_97)).unwrap();
    let start = |drop_frame| if drop_frame { 107_892 } else { 108_000 };
    for (drop_frame, frames, warnings) in [(true, 18, 0), (false, 20, 1)] {
        let ocf = Ocf {
            reel: Some("A001C001".to_owned()),
            drop_frame,
            ..Ocf::new("a.mxf", Rate::FPS_29_97, start(drop_frame), 5000)
        };
        let resolution = only(conform(&timeline, &OcfIndex::new(vec![ocf], &[]), &ConformOptions::default()));
        let Resolution::Matched(found) = resolution else { panic!("{resolution:?}") };
        // 59 seconds and 20 frames after the hour, in either way of counting.
        assert_eq!((found.used.first, found.used.len()), (59 * 30 + 20, frames));
        assert_eq!(found.warnings.len(), warnings, "{:?}", found.warnings);
    }
}

fn roll(rate: Rate) -> (Vec<Ocf>, Timeline) {
    let names = ["A001C001_260131_R1AB", "A001C002_260131_R1AB", "A001C001_260201_R1XY"];
    let ocfs: Vec<Ocf> = names
        .iter()
        .zip(0..)
        .map(|(name, index)| Ocf {
            clip_name: Some((*name).to_owned()),
            reel: Some((*name).to_owned()),
            ..Ocf::new(format!("day/{name}.mxf"), rate, 880_000 + index * 100, 500)
        })
        .collect();
    let events = ocfs.iter().map(|ocf| Event {
        reel: ocf.reel.clone(),
        clip_name: ocf.clip_name.clone(),
        available: Some(FrameRange::new(ocf.start_frame, ocf.start_frame + ocf.frame_count)),
        ..Event::of_clip(rate, FrameRange::new(ocf.start_frame + 10, ocf.start_frame + 58))
    });
    let events = events.collect();
    (ocfs, Timeline::of_clips("cut", rate, 86400, events))
}

#[test]
fn a_cut_comes_back_from_every_format_to_the_same_frames() {
    let (ocfs, timeline) = roll(Rate::FPS_24);
    let index = OcfIndex::new(ocfs.clone(), &[]);
    let list = edl::write(&timeline, &WriteOptions::default()).unwrap();
    for (name, bytes) in [("cut.edl", list), ("cut.otio", otio::write(&timeline))] {
        let read = read_timeline(name, &bytes, Some(Rate::FPS_24)).unwrap();
        for (record, ocf) in conform(&read, &index, &ConformOptions::default()).iter().zip(&ocfs) {
            let Resolution::Matched(found) = &record.resolution else { panic!("{name}: {record:?}") };
            assert_eq!((&found.ocf_path, found.used), (&ocf.path, ClipFrames { first: 10, end: 58 }), "{name}");
        }
    }
}

#[test]
fn reports_are_one_line_of_json_an_event() {
    let (ocfs, timeline) = roll(Rate::FPS_23_976);
    let records = conform(&timeline, &OcfIndex::new(ocfs[1..].to_vec(), &[]), &ConformOptions::default());
    let states: Vec<String> = records
        .iter()
        .map(|record| {
            let line = serde_json::to_string(record).unwrap();
            assert!(!line.contains('\n'));
            assert_eq!(&serde_json::from_str::<ConformRecord>(&line).unwrap(), record);
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            value["resolution"]["state"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(states, ["missing", "matched", "matched"]);
    assert_eq!(records[0].record_in.to_string(), "01:00:00:00");
}

#[test]
fn retimed_events_fetch_what_their_speed_uses() {
    let list = "001  A001     V     C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00\nM2   A001       048.0   01:00:00:00\n";
    let options = ReadOptions { mismatch: Mismatch::Refuse, ..ReadOptions::new(Rate::FPS_24) };
    let timeline = edl::read(list.as_bytes(), &options).unwrap();
    let ocf = Ocf { reel: Some("A001".to_owned()), ..Ocf::new("a.mxf", Rate::FPS_24, 86400, 100) };
    let resolution = only(conform(&timeline, &OcfIndex::new(vec![ocf], &[]), &ConformOptions::default()));
    assert!(matches!(resolution, Resolution::Matched(found) if found.used == ClipFrames { first: 0, end: 48 }));
}
