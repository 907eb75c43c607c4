use super::*;
use crate::timeline::{Event, Picture, SourceOrigin, Speed, Transition, TransitionKind};
use interneg_spec::FrameRange;

const RATE: &str = "<rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate>";

fn file(id: &str, timecode: &str) -> String {
    format!(
        "<file id='{id}'><name>{id}.mov</name><pathurl>file://localhost/media/{id}%20x.mov</pathurl>{RATE}\
         <duration>500</duration>{timecode}</file>"
    )
}

fn timecode(frame: u64) -> String {
    format!(
        "<timecode>{RATE}<frame>{frame}</frame><displayformat>NDF</displayformat><reel><name>A001</name></reel></timecode>"
    )
}

fn clip(start: i64, end: i64, from: i64, to: i64, inside: &str) -> String {
    format!(
        "<clipitem id='c{start}'><name>clip</name>{RATE}<start>{start}</start><end>{end}</end><in>{from}</in>\
         <out>{to}</out>{inside}</clipitem>"
    )
}

fn transition(start: i64, end: i64, alignment: &str) -> String {
    format!(
        "<transitionitem><start>{start}</start><end>{end}</end><alignment>{alignment}</alignment>\
         <effect><effectid>Cross Dissolve</effectid></effect></transitionitem>"
    )
}

fn speed(percent: &str, more: &str) -> String {
    format!(
        "<filter><effect><effectid>timeremap</effectid><parameter><parameterid>speed</parameterid><value>{percent}</value>\
         </parameter>{more}</effect></filter>"
    )
}

fn document(items: &str) -> String {
    format!(
        "<!DOCTYPE xmeml><xmeml version='4'><sequence><name>s</name>{RATE}{}<media><video><track>{items}</track></video>\
         </media></sequence></xmeml>",
        "<timecode><frame>86400</frame><displayformat>NDF</displayformat></timecode>"
    )
}

fn timeline_of(items: &str) -> Result<Timeline, XmemlError> {
    read(document(items).as_bytes(), None, None)
}

fn events(items: &str) -> Vec<Event> {
    timeline_of(items).unwrap().tracks.remove(0).events
}

#[test]
fn clips_count_from_the_timecode_of_their_file() {
    let items = format!(
        "{}{}{}",
        clip(0, 48, 100, 148, &file("f1", &timecode(880_000))),
        clip(48, 49, 0, 1, "<file id='f1'/>"),
        clip(60, 70, 5, 15, &file("f2", "")),
    );
    let events = events(&items);
    assert_eq!(events[0].record, FrameRange::new(86400, 86448));
    assert_eq!(
        (events[0].source, events[0].source_origin),
        (FrameRange::new(880_100, 880_148), SourceOrigin::Timecode)
    );
    assert_eq!(events[1].source_file.as_deref(), Some("/media/f1 x.mov"), "the file is defined once");
    assert_eq!(
        (events[1].reel.as_deref(), events[1].available),
        (Some("A001"), Some(FrameRange::new(880_000, 880_500)))
    );
    assert_eq!((events[2].source, events[2].source_origin), (FrameRange::new(5, 15), SourceOrigin::MediaStart));
}

#[test]
fn an_edge_of_minus_one_is_cut_in_the_transition() {
    for (alignment, cut) in [("center", 42), ("start", 36), ("start-black", 36), ("end", 48), ("end-black", 48)] {
        let items = format!(
            "{}{}{}",
            clip(0, -1, 100, 148, &file("f1", &timecode(1000))),
            transition(36, 48, alignment),
            clip(-1, 84, 200, 248, &file("f2", &timecode(2000))),
        );
        let events = events(&items);
        let (before, after) = (cut - 36, 48 - cut);
        let expected = Some(Transition::new(TransitionKind::Dissolve, before, after));
        assert_eq!((&events[0].transition_out, &events[1].transition_in), (&expected, &expected), "{alignment}");
        assert_eq!(events[0].record, FrameRange::new(86400, 86400 + cut));
        assert_eq!(events[1].record, FrameRange::new(86400 + cut, 86484));
        assert_eq!(events[0].source, FrameRange::new(1100, 1100 + cut));
        assert_eq!(events[1].source, FrameRange::new(2200 + before, 2248));
        assert_eq!((events[0].overlap_frames(), events[1].overlap_frames()), ((0, after), (before, 0)));
    }
}

#[test]
fn speeds_count_from_the_beginning_of_the_clip() {
    let double = format!("{}{}", file("f1", ""), speed("200", ""));
    let event = &events(&clip(0, 24, 10, 34, &double))[0];
    assert_eq!((event.source, event.speed), (FrameRange::new(20, 68), Speed::new(2, 1).unwrap()));
    let reverse = "<parameter><parameterid>reverse</parameterid><value>TRUE</value></parameter>";
    let backwards = format!("{}{}", file("f1", ""), speed("50", reverse));
    let timeline = timeline_of(&clip(0, 24, 10, 34, &backwards)).unwrap();
    let event = &timeline.tracks[0].events[0];
    // 500 frames: 5 are skipped from the end, 12 used.
    assert_eq!((event.source, event.speed), (FrameRange::new(483, 495), Speed::new(-1, 2).unwrap()));
    assert_eq!(timeline.findings[0].rule, "CF-02");
    let varies = "<parameter><parameterid>variablespeed</parameterid><value>1</value></parameter>";
    let varying = format!("{}{}", file("f1", ""), speed("100", varies));
    assert!(matches!(events(&clip(0, 24, 0, 24, &varying))[0].picture, Picture::Unknown(_)));
}

#[test]
fn files_of_another_rate_are_counted_at_it() {
    let ntsc = "<file id='n'><rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate><timecode><string>01:00:00;00</string>\
                <displayformat>DF</displayformat></timecode></file>";
    let item = format!(
        "<clipitem><rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate><start>0</start><end>24</end><in>30</in><out>60</out>{ntsc}</clipitem>"
    );
    let timeline = timeline_of(&item).unwrap();
    let event = &timeline.tracks[0].events[0];
    assert_eq!((event.source_rate, event.source_drop_frame), (Rate::FPS_29_97, Some(true)));
    // A second of 24 is 29.97 frames, rounded down.
    assert_eq!(event.source, FrameRange::new(107_892 + 30, 107_892 + 59));
    assert_eq!(timeline.findings[0].rule, "XML-FRACTION");
}

#[test]
fn what_is_no_clip_says_so() {
    let items = format!(
        "{}{}<generatoritem><start>2</start><end>3</end><in>0</in><effect><name>Slug</name></effect></generatoritem>{}",
        clip(0, 1, 0, 1, "<sequence id='q'><name>inner</name></sequence>"),
        clip(1, 2, 0, 1, "<file id='t'><mediaSource>Slug</mediaSource></file>"),
        clip(3, 4, 0, 1, "<enabled>FALSE</enabled>"),
    );
    let timeline = timeline_of(&items).unwrap();
    let pictures: Vec<_> = timeline.tracks[0].events.iter().map(|event| event.picture.clone()).collect();
    let slug = Picture::Generator("Slug".to_owned());
    assert_eq!(pictures, [Picture::Nested("inner".to_owned()), slug.clone(), slug]);
    let rules: Vec<_> = timeline.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["XML-NESTED", "XML-DISABLED"]);
}

#[test]
fn projects_with_several_sequences_ask_which() {
    let sequence = |name: &str| format!("<sequence><name>{name}</name>{RATE}</sequence>");
    let project = format!(
        "<xmeml><project><children>{}<bin><children>{}</children></bin></children></project></xmeml>",
        sequence("a"),
        sequence("b")
    );
    let names = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(read(project.as_bytes(), None, None), Err(XmemlError::WhichSequence { names }));
    assert_eq!(read(project.as_bytes(), Some("b"), None).unwrap().name, "b");
    assert!(matches!(read(project.as_bytes(), Some("c"), None), Err(XmemlError::UnknownSequence { .. })));
    assert_eq!(read(b"<xmeml/>", None, None), Err(XmemlError::NoSequence));
}

#[test]
fn hostile_documents_are_refused() {
    let reason = |items: &str| timeline_of(items).unwrap_err().to_string();
    assert!(reason(&clip(-1, 5, 0, 5, "")).contains("no transition"));
    assert!(reason(&clip(9, 5, 0, 5, "")).contains("ends before"));
    assert!(reason(&clip(0, 5, -9, 5, "")).contains("before its file"));
    assert!(reason(&clip(0, i64::MAX, 0, 5, "")).contains("no number of frames"));
    assert!(
        reason(&format!("{}{}", transition(9, 5, "center"), clip(-1, 5, 0, 5, ""))).contains("ends before it begins")
    );
    assert!(reason(&format!("{}{}", transition(1, 5, "left"), clip(-1, 5, 0, 5, ""))).contains("alignment"));
    assert!(reason(&format!("{}{}", clip(0, 5, 0, 5, ""), clip(4, 9, 0, 5, ""))).contains("before the one of line"));
    let rate = "<rate><timebase>99999999999</timebase></rate>";
    assert!(reason(&format!("<clipitem>{rate}<start>0</start><end>1</end></clipitem>")).contains("no frame rate"));
    let text = document(&clip(0, 48, 100, 148, &file("f1", &timecode(880_000))));
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert!(read(&text.as_bytes()[..end], None, None).is_err());
    }
}
