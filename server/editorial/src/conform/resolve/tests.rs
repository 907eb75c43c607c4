use super::*;
use crate::conform::{ClipFrames, ProxyEntry, TieBreaker};
use crate::timeline::{Speed, Transition, TransitionKind};
use interneg_spec::{FrameRange, Rate};

const START: u64 = 880_000;

fn ocf(path: &str) -> Ocf {
    Ocf::new(path, Rate::FPS_24, START, 500)
}

fn named(name: &str, first: u64, end: u64) -> Event {
    Event { clip_name: Some(name.to_owned()), ..Event::of_clip(Rate::FPS_24, FrameRange::new(first, end)) }
}

fn with_reel(reel: &str) -> Event {
    Event { reel: Some(reel.to_owned()), ..Event::of_clip(Rate::FPS_24, FrameRange::new(START, START + 10)) }
}

fn resolved(event: &Event, ocfs: &[Ocf]) -> Resolution {
    resolve(event, &OcfIndex::new(ocfs.to_vec(), &[]), &ConformOptions::default())
}

fn matched(resolution: Resolution) -> Match {
    match resolution {
        Resolution::Matched(found) => found,
        other => panic!("{other:?}"),
    }
}

fn rules(found: &Match) -> Vec<&str> {
    found.warnings.iter().map(|warning| warning.rule.as_str()).collect()
}

#[test]
fn a_name_and_timecode_are_certain() {
    let found =
        matched(resolved(&named("A001C001", START + 5, START + 15), &[ocf("r/A001C001.mxf"), ocf("r/A001C002.mxf")]));
    assert_eq!(
        (found.ocf_path.as_str(), found.key, found.confidence),
        ("r/A001C001.mxf", Key::Name, Confidence::Certain)
    );
    assert_eq!((found.used, found.fetch), (ClipFrames { first: 5, end: 15 }, ClipFrames { first: 5, end: 15 }));
    let found = matched(resolved(&named(" a001c001.MOV", START, START + 1), &[ocf("r/A001C001.mxf")]));
    assert_eq!((found.confidence, found.warnings.len()), (Confidence::Strong, 0));
}

#[test]
fn a_name_alone_is_not_enough() {
    let Resolution::Missing { why, rejected } = resolved(&named("A001C001", 5, 15), &[ocf("A001C001.mxf")]) else {
        panic!()
    };
    assert_eq!((why, rejected[0].rule.as_str()), (Why::NoneFits, "CF-11"));
    assert!(rejected[0].reason.contains("10:11:06:16"), "{}", rejected[0].reason);
    let nothing = resolved(&named("B", START, START + 1), &[ocf("A001C001.mxf")]);
    assert_eq!(nothing, Resolution::Missing { why: Why::NoCandidate, rejected: Vec::new() });
}

#[test]
fn reels_match_whole_or_by_their_first_eight_characters() {
    let with = |reel: &str, path: &str| Ocf { reel: Some(reel.to_owned()), ..ocf(path) };
    let rolls = [with("A001R1AB", "1.mxf"), with("A002R1AB", "2.mxf")];
    let found = matched(resolved(&with_reel("a001r1ab"), &rolls));
    assert_eq!(
        (found.ocf_path.as_str(), found.confidence, found.rule.as_str()),
        ("1.mxf", Confidence::Strong, "CF-10")
    );
    let clips = [with("A001C001_260131_R1AB", "1.mxf"), with("A001C002_260131_R1AB", "2.mxf")];
    let found = matched(resolved(&with_reel("A001C001"), &clips));
    assert_eq!((found.ocf_path.as_str(), found.confidence, found.rule.as_str()), ("1.mxf", Confidence::Weak, "CF-17"));
    assert_eq!(rules(&found), ["CF-17"]);
    let seven = resolved(&with_reel("A001C00"), &clips);
    assert!(matches!(seven, Resolution::Missing { why: Why::NoCandidate, .. }), "seven characters are not cut off");
    let twice = [clips[0].clone(), with("A001C001_260201_R1AB", "3.mxf")];
    assert!(
        matches!(resolved(&with_reel("A001C001"), &twice), Resolution::Ambiguous { candidates } if candidates.len() == 2)
    );
}

#[test]
fn proxies_are_known_by_their_names_and_by_our_table() {
    let clips = [ocf("A001C001.mxf"), ocf("A001C002.mxf")];
    let found = matched(resolved(&named("A001C001_Proxy.mov", START, START + 9), &clips));
    assert_eq!((found.key, found.confidence, rules(&found)), (Key::CleanStem, Confidence::Weak, vec!["CF-10"]));
    let table = [ProxyEntry {
        file_name: "A001C001.mov".to_owned(),
        umid: Some("0F".to_owned()),
        ocf_path: "A001C002.mxf".to_owned(),
    }];
    let index = OcfIndex::new(clips.to_vec(), &table);
    let found = matched(resolve(&named("A001C001", START, START + 9), &index, &ConformOptions::default()));
    assert_eq!((found.ocf_path.as_str(), found.rule.as_str()), ("A001C002.mxf", "CF-20"));
    let by_umid = Event { umid: Some("0f".to_owned()), ..named("any", START, START + 9) };
    assert_eq!(matched(resolve(&by_umid, &index, &ConformOptions::default())).ocf_path, "A001C002.mxf");
}

#[test]
fn twins_are_told_apart_only_where_the_job_says_how() {
    let on = |day: &str| Ocf {
        shoot_date: Some(day.to_owned()),
        roll_folder: Some("A001".to_owned()),
        ..ocf(&format!("{day}/A001C001.mxf"))
    };
    let twins = [on("20260131"), on("20260201")];
    let mut event = named("A001C001", START, START + 9);
    event.source_file = Some("/Volumes/show/20260201/A001/A001C001.mov".to_owned());
    let Resolution::Ambiguous { candidates } = resolved(&event, &twins) else { panic!() };
    assert_eq!(candidates[1].reason, "roll A001, date 20260201");
    let breakers = vec![TieBreaker::RollFolder, TieBreaker::ShootDate];
    let options = ConformOptions { tie_breakers: breakers, ..ConformOptions::default() };
    let found = matched(resolve(&event, &OcfIndex::new(twins.to_vec(), &[]), &options));
    assert_eq!((found.ocf_path.as_str(), found.confidence), ("20260201/A001C001.mxf", Confidence::Weak));
    assert_eq!(rules(&found), ["CF-12"]);
}

#[test]
fn missing_frames_are_named() {
    let clips = [ocf("A.mxf")];
    let Resolution::Partial { found, missing } = resolved(&named("A", START - 5, START + 505), &clips) else {
        panic!()
    };
    assert_eq!(missing, [ClipFrames { first: -5, end: 0 }, ClipFrames { first: 500, end: 505 }]);
    assert_eq!(found.fetch, ClipFrames { first: 0, end: 500 });
    let mut dissolving = named("A", START + 400, START + 495);
    dissolving.transition_out = Some(Transition::new(TransitionKind::Dissolve, 0, 12));
    let Resolution::Partial { missing, .. } = resolved(&dissolving, &clips) else { panic!() };
    assert_eq!(missing, [ClipFrames { first: 500, end: 507 }], "the overlap is used as well");
    dissolving.freeze = true;
    assert!(matches!(resolved(&dissolving, &clips), Resolution::Matched(_)), "a held frame needs no more");
}

#[test]
fn handles_are_shortened_with_a_warning() {
    let options = ConformOptions { handles_frames: 8, ..ConformOptions::default() };
    let index = OcfIndex::new(vec![ocf("A.mxf")], &[]);
    let found = matched(resolve(&named("A", START + 3, START + 100), &index, &options));
    assert_eq!((found.fetch, rules(&found)), (ClipFrames { first: 0, end: 108 }, vec!["CF-11"]));
    let inside = matched(resolve(&named("A", START + 8, START + 492), &index, &options));
    assert_eq!((inside.fetch, inside.warnings.len()), (ClipFrames { first: 0, end: 500 }, 0));
}

#[test]
fn rates_must_agree() {
    let at = |rate| Event { source_rate: rate, ..named("A", START, START + 9) };
    // A reel of the same name elsewhere must not take its place.
    let clips = [ocf("A.mxf"), Ocf { reel: Some("R".to_owned()), rate: Rate::FPS_23_976, ..ocf("B.mxf") }];
    let mut pair = at(Rate::FPS_23_976);
    pair.reel = Some("R".to_owned());
    let Resolution::Missing { why, rejected } = resolved(&pair, &clips) else { panic!() };
    assert_eq!((why, rejected[0].rule.as_str(), rejected.len()), (Why::NoneFits, "CF-14", 1));
    // What it names can be done.
    let told =
        "it runs at 24 fps and the event at 24000/1001; read or export the list at 24 fps if it counts so, or allow it";
    assert!(rejected[0].reason.starts_with(told) && rejected[0].reason.ends_with("(--allow-pulled)"), "{rejected:?}");
    let options = ConformOptions { allow_ntsc_pairs: true, ..ConformOptions::default() };
    let index = OcfIndex::new(clips.to_vec(), &[]);
    assert_eq!(rules(&matched(resolve(&pair, &index, &options))), ["CF-14"]);
    assert!(matches!(resolve(&at(Rate::FPS_25), &index, &options), Resolution::Missing { why: Why::NoneFits, .. }));
}

#[test]
fn media_time_needs_a_name() {
    let from_start = |event: Event| Event { source_origin: SourceOrigin::MediaStart, ..event };
    let clips = [Ocf { reel: Some("R".to_owned()), ..ocf("A.mxf") }];
    let found = matched(resolved(&from_start(named("A", 10, 20)), &clips));
    assert_eq!((found.used, found.confidence), (ClipFrames { first: 10, end: 20 }, Confidence::Weak));
    let by_reel = from_start(Event { source: FrameRange::new(10, 20), ..with_reel("R") });
    assert!(matches!(resolved(&by_reel, &clips), Resolution::Missing { why: Why::NoneFits, .. }));
    let unstated = Event { source_origin: SourceOrigin::Unstated, ..named("A", 10, 20) };
    assert!(
        matches!(resolved(&unstated, &clips), Resolution::Missing { .. }),
        "timecode unless the job says otherwise"
    );
    let options = ConformOptions { unstated_origin: SourceOrigin::MediaStart, ..ConformOptions::default() };
    assert_eq!(matched(resolve(&unstated, &OcfIndex::new(clips.to_vec(), &[]), &options)).used.first, 10);
}

#[test]
fn a_worse_key_says_what_the_better_one_found() {
    let elsewhere = Ocf { start_frame: 0, ..ocf("A.mxf") };
    let other = Ocf { reel: Some("R".to_owned()), ..ocf("B.mxf") };
    let event = Event { reel: Some("R".to_owned()), ..named("A", START, START + 9) };
    let found = matched(resolved(&event, &[elsewhere, other]));
    assert_eq!((found.ocf_path.as_str(), rules(&found)), ("B.mxf", vec!["CF-10"]));
    assert!(found.warnings[0].message.contains("A.mxf"));
}

#[test]
fn pictures_without_a_camera_are_no_clips() {
    let event = |picture: Picture| Event { picture, ..named("A", START, START + 9) };
    assert_eq!(resolved(&event(Picture::Black), &[ocf("A.mxf")]), Resolution::Generated);
    assert!(matches!(
        resolved(&event(Picture::Nested("x".to_owned())), &[ocf("A.mxf")]),
        Resolution::Missing { why: Why::NotReadable(_), .. }
    ));
}

#[test]
fn huge_numbers_do_no_harm() {
    let clips = [Ocf { start_frame: u64::MAX, frame_count: u64::MAX, ..ocf("A.mxf") }];
    for (first, end) in [(0, u64::MAX), (u64::MAX - 1, u64::MAX), (u64::MAX, u64::MAX)] {
        let mut event = named("A", first, end);
        event.speed = Speed::new(1000, 1).unwrap();
        event.transition_out = Some(Transition::new(TransitionKind::Dissolve, u64::MAX, u64::MAX));
        for origin in [SourceOrigin::Timecode, SourceOrigin::MediaStart] {
            let options = ConformOptions { handles_frames: u64::MAX, ..ConformOptions::default() };
            event.source_origin = origin;
            let _ = resolve(&event, &OcfIndex::new(clips.to_vec(), &[]), &options);
        }
    }
}
