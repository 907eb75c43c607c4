use super::*;
use crate::edl::{Mismatch, Reverse};
use crate::timeline::{Speed, TrackKind};
use interneg_spec::Rate;

fn list(rate: Rate, lines: &[&str]) -> Result<Timeline, EdlError> {
    read(lines.join("\r\n").as_bytes(), &ReadOptions::new(rate))
}

fn good(rate: Rate, lines: &[&str]) -> Timeline {
    list(rate, lines).unwrap()
}

const DISSOLVE: [&str; 5] = [
    "001  A001C001 V     C        10:11:12:13 10:11:14:13 01:00:00:00 01:00:02:00",
    "002  A001C001 V     C        10:11:14:13 10:11:14:13 01:00:02:00 01:00:02:00",
    "002  A002C003 V     D    012 11:00:00:00 11:00:02:00 01:00:02:00 01:00:04:00",
    "* FROM CLIP NAME: A001C001_260131_R1AB",
    "* TO CLIP NAME: A002C003_260131_R1AB",
];

#[test]
fn a_dissolve_belongs_to_both_of_its_events() {
    let timeline = good(Rate::FPS_24, &DISSOLVE);
    let [out, into] = timeline.tracks[0].events.as_slice() else { panic!("{timeline:?}") };
    let transition = Some(Transition::new(TransitionKind::Dissolve, 0, 12));
    assert_eq!((&out.transition_out, &into.transition_in), (&transition, &transition));
    assert_eq!((out.record, into.record), (FrameRange::new(86400, 86448), FrameRange::new(86448, 86496)));
    assert_eq!(out.overlap_frames(), (0, 12));
    assert_eq!(into.clip_name.as_deref(), Some("A002C003_260131_R1AB"));
    assert_eq!(into.lines, [3, 5], "the name in line 4 is the outgoing clip's");
    assert_eq!((timeline.start_frame, timeline.findings.len()), (86400, 0));
}

#[test]
fn fades_have_black_on_one_side() {
    let timeline = good(
        Rate::FPS_24,
        &[
            "001  BL       V     C        00:00:00:00 00:00:00:00 01:00:00:00 01:00:00:00",
            "001  A001     V     D    024 01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00",
            "002  A001     V     C        01:00:02:00 01:00:02:00 01:00:02:00 01:00:02:00",
            "002  BL       V     D    024 00:00:00:00 00:00:01:00 01:00:02:00 01:00:03:00",
        ],
    );
    let [picture, black] = timeline.tracks[0].events.as_slice() else { panic!("{timeline:?}") };
    assert_eq!((&picture.picture, &black.picture), (&Picture::Clip, &Picture::Black));
    assert_eq!(picture.transition_in.as_ref().unwrap().after_frames, 24);
    assert_eq!(picture.transition_out, black.transition_in);
}

#[test]
fn an_outgoing_picture_of_its_own_is_kept() {
    let mut lines = DISSOLVE;
    lines[1] = "002  A009C001 V     C        10:11:14:13 10:11:14:13 01:00:02:00 01:00:02:00";
    let timeline = good(Rate::FPS_24, &lines);
    let [_, outgoing, _] = timeline.tracks[0].events.as_slice() else { panic!("{timeline:?}") };
    assert!(outgoing.record.is_empty());
    assert_eq!((outgoing.reel.as_deref(), outgoing.overlap_frames()), (Some("A009C001"), (0, 12)));
    assert_eq!(timeline.findings[0].rule, "EDL-OUTGOING");
}

#[test]
fn an_outgoing_event_and_its_dissolve_may_share_a_number() {
    let timeline = good(
        Rate::FPS_24,
        &[
            "001  A001     V     C        01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00",
            "001  A002     V     W001 010 02:00:00:00 02:00:02:00 01:00:02:00 01:00:04:00",
        ],
    );
    let [first, second] = timeline.tracks[0].events.as_slice() else { panic!("{timeline:?}") };
    assert_eq!(first.transition_out, Some(Transition::new(TransitionKind::Wipe(1), 0, 10)));
    assert_eq!(first.transition_out, second.transition_in);
}

#[test]
fn keys_lie_on_a_track_above() {
    let timeline = good(
        Rate::FPS_24,
        &[
            "001  BACK     V     K B  000 01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00",
            "001  TITLE    V     K    010 02:00:00:00 02:00:02:00 01:00:00:00 01:00:02:00",
            "* KEY CLIP NAME: main title",
        ],
    );
    let names: Vec<_> = timeline.tracks.iter().map(|track| track.name.as_str()).collect();
    assert_eq!(names, ["V", "V key"]);
    assert_eq!(timeline.tracks[1].events[0].comments, ["KEY CLIP NAME: main title"]);
}

#[test]
fn channels_become_tracks_pictures_first() {
    let timeline = good(
        Rate::FPS_24,
        &[
            "001  A001     A     C        01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00",
            "AUD  3  4",
            "002  A001     B     C        01:00:00:00 01:00:02:00 01:00:02:00 01:00:04:00",
            "003  A001     NONE  C        01:00:00:00 01:00:02:00 01:00:04:00 01:00:06:00",
        ],
    );
    let tracks: Vec<_> =
        timeline.tracks.iter().map(|track| (track.name.as_str(), track.kind, track.events.len())).collect();
    assert_eq!(
        tracks,
        [
            ("V", TrackKind::Video, 1),
            ("A1", TrackKind::Audio, 2),
            ("A3", TrackKind::Audio, 1),
            ("A4", TrackKind::Audio, 1)
        ]
    );
}

#[test]
fn lists_in_source_order_are_sorted() {
    let timeline = good(
        Rate::FPS_24,
        &[
            "003  A001     V     C        01:00:00:00 01:00:01:00 01:00:02:00 01:00:03:00",
            "001  A001     V     C        01:00:04:00 01:00:05:00 01:00:00:00 01:00:01:00",
        ],
    );
    let ids: Vec<_> = timeline.tracks[0].events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids, ["001", "003"]);
    assert_eq!(timeline.start_frame, 86400);
}

#[test]
fn overlaps_name_both_lines() {
    let error = list(
        Rate::FPS_24,
        &[
            "001  A001     V     C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00",
            "002  A001     V     C        01:00:04:00 01:00:05:00 01:00:00:23 01:00:01:23",
        ],
    );
    assert!(matches!(error, Err(EdlError::Overlap { line: 2, earlier_line: 1, .. })), "{error:?}");
}

#[test]
fn the_record_may_cross_midnight() {
    let timeline = good(
        Rate::FPS_24,
        &[
            "001  A001     V     C        23:59:59:12 00:00:00:12 23:59:59:12 00:00:00:12",
            "002  A001     V     C        00:00:00:12 00:00:01:12 00:00:00:12 00:00:01:12",
        ],
    );
    let day = 24 * 86400;
    let records: Vec<_> = timeline.tracks[0].events.iter().map(|event| (event.record, event.source)).collect();
    assert_eq!(records[0], (FrameRange::new(day - 12, day + 12), FrameRange::new(day - 12, day + 12)));
    assert_eq!(records[1], (FrameRange::new(day + 12, day + 36), FrameRange::new(12, 36)));
}

#[test]
fn a_drop_frame_record_says_little_of_its_sources() {
    let drop = good(
        Rate::FPS_29_97,
        &["FCM: DROP FRAME", "001  A001     V     C        01:00:59:20 01:01:00:10 01:00:00:00 01:00:00:18"],
    );
    let event = &drop.tracks[0].events[0];
    assert_eq!((drop.drop_frame, event.source.len(), event.source_drop_frame), (true, 18, None));
    assert!(event.counted_as_drop_frame);
    let plain = good(
        Rate::FPS_29_97,
        &["FCM: DROP FRAME", "001  A001     V     C        01:00:59:20 01:01:00:10 01:00:00:00 01:00:00:20"],
    );
    assert!(!plain.tracks[0].events[0].counted_as_drop_frame, "only so are both equally long");
    let at_24 = list(Rate::FPS_24, &["FCM: DROP FRAME", "001 A V C 01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01"]);
    assert!(matches!(at_24, Err(EdlError::Timecode { line: 2, .. })), "{at_24:?}");
    let changes = list(
        Rate::FPS_29_97,
        &[
            "001  A001     V     C        01:00:00:00 01:00:00:01 01:00:00;00 01:00:00;01",
            "002  A001     V     C        01:00:00:00 01:00:00:01 01:00:00:01 01:00:00:02",
        ],
    );
    assert!(matches!(changes, Err(EdlError::Syntax { line: 2, .. })), "{changes:?}");
}

#[test]
fn motion_lines_find_their_picture() {
    let timeline = good(
        Rate::FPS_24,
        &[
            "001  A001     V     C        01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00",
            "002  A001     V     C        01:00:02:00 01:00:02:00 01:00:02:00 01:00:02:00",
            "002  A001     V     D    012 05:00:00:00 05:00:01:00 01:00:02:00 01:00:04:00",
            "M2   A001             012.0                05:00:00:00",
        ],
    );
    let speeds: Vec<_> = timeline.tracks[0].events.iter().map(|event| event.speed).collect();
    assert_eq!(speeds, [Speed::NORMAL, Speed::new(1, 2).unwrap()]);
}

#[test]
fn shortened_reels_get_their_names_back() {
    let timeline = good(
        Rate::FPS_24,
        &[
            "001  A001C001 V     C        01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00",
            "FINAL CUT PRO REEL: A001C001_260131_R1AB REPLACED BY: A001C001",
        ],
    );
    assert_eq!(timeline.tracks[0].events[0].reel.as_deref(), Some("A001C001_260131_R1AB"));
}

#[test]
fn remarks_belong_to_the_picture_named_before_them() {
    let mut lines = DISSOLVE.to_vec();
    lines.extend(["* SOURCE FILE: B.mxf", "*ASC_SAT 0.5", "* anything", "* ASC_SOP (1 1)"]);
    let timeline = good(Rate::FPS_24, &lines);
    let into = &timeline.tracks[0].events[1];
    assert_eq!((into.source_file.as_deref(), into.cdl.unwrap().saturation), (Some("B.mxf"), 0.5));
    assert_eq!(into.comments, ["anything", "ASC_SOP (1 1)"]);
    assert_eq!((timeline.findings[0].rule.as_str(), timeline.findings[0].field.as_str()), ("EDL-CDL", "line 9"));
}

#[test]
fn choices_of_the_job_are_obeyed() {
    let line = b"001 A V C 01:00:00:00 01:00:02:00 01:00:00:00 01:00:01:00";
    let options = ReadOptions::new(Rate::FPS_24);
    assert!(matches!(
        read(line, &options),
        Err(EdlError::LengthMismatch { line: 1, source_frames: 48, record_frames: 24 })
    ));
    let retimed = read(line, &ReadOptions { mismatch: Mismatch::Retime, reverse: Some(Reverse::Ascending), ..options });
    assert_eq!(retimed.unwrap().tracks[0].events[0].speed, Speed::new(2, 1).unwrap());
}

#[test]
fn hostile_lists_are_refused() {
    let read = |bytes: &[u8]| read(bytes, &ReadOptions::new(Rate::FPS_24));
    assert_eq!(read(b""), Err(EdlError::NoEvents));
    assert_eq!(read(b"\xff\xfe\0\0"), Err(EdlError::NoEvents));
    assert!(matches!(read(&vec![b'*'; 17 << 20]), Err(EdlError::TooLarge(_))));
    let event = "001 A V C 01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00\n";
    assert!(matches!(read(format!("{event}{}", "*\n".repeat(2000)).as_bytes()), Err(EdlError::TooLarge(_))));
    assert!(matches!(read(format!("{event}{}", "AUD 1\n".repeat(200)).as_bytes()), Err(EdlError::TooLarge(_))));
    let many = (0..100_001).map(|_| event).collect::<String>();
    assert!(matches!(read(many.as_bytes()), Err(EdlError::TooLarge(_))));
    for end in 0..event.len() {
        let _ = read(&event.as_bytes()[..end]);
    }
    for line in [
        "001 A V C 99:99:99:99 01:00:02:00 01:00:00:00 01:00:02:00",
        "001 A V C 01:00:02:00 01:00:00:00 01:00:00:00 01:00:02:00",
        "001 A V D 100 01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00",
        "M2 A 000.0 01:00:00:00",
        "AUD 3",
    ] {
        assert!(matches!(read(line.as_bytes()), Err(EdlError::Timecode { .. } | EdlError::Syntax { .. })), "{line}");
    }
}
