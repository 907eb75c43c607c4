//! Requests that are none, and reports that become messages.

use super::*;
use interneg_editorial::conform::{Candidate, Confidence, Key};
use interneg_editorial::sync::{CameraClip, SoundFile, SyncOptions, synchronise};
use interneg_engine::editorial::{DaySync, LeftOut};
use interneg_qc::check::{self, Outcome, RelinkReport};
use interneg_qc::edl::{EventRange, FileRange, RangeList, RangeOutcome, Unlisted};
use interneg_qc::rules::Application;
use interneg_spec::{Finding, FrameRange, Rate};
use tonic::Code;
use tonic_types::StatusExt;

/// Fields of a request that are at fault.
fn faults<T: std::fmt::Debug>(read: Result<T, Status>) -> Vec<String> {
    let status = read.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "INVALID_REQUEST");
    details.bad_request().unwrap().field_violations.iter().map(|violation| violation.field.clone()).collect()
}

#[test]
fn every_field_at_fault_is_named() {
    let relink = v1::CheckRelinkRequest { proxies: vec!["ocf:a".into(), "ocf:../b".into()], ocf: vec![] };
    assert_eq!(faults(request::check_relink(&relink)), ["proxies[1]", "ocf"]);
    let cut = v1::ListCutRequest {
        rate: Some(v1::Rational { numerator: 0, denominator: 1 }),
        ocf: vec![String::new()],
        ..v1::ListCutRequest::default()
    };
    assert_eq!(faults(request::list_cut(cut)), ["cut", "rate", "ocf[0]"]);
    let timecode = |rate| Some(v1::SoundTimecode { rate, drop_frame: true });
    let sync = v1::ReportSyncRequest {
        timecode: timecode(Some(v1::Rational { numerator: 24, denominator: 1 })),
        ..v1::ReportSyncRequest::default()
    };
    assert_eq!(faults(request::report_sync(&sync)), ["timecode.drop_frame", "clips", "sounds"]);
    let sync = v1::ReportSyncRequest { timecode: timecode(None), ..sync };
    assert_eq!(faults(request::report_sync(&sync))[0], "timecode.rate");
}

#[test]
fn a_request_that_is_one_is_read_in_full() {
    let request = v1::ListCutRequest {
        name: String::new(),
        cut: b"TITLE: X".to_vec(),
        rate: Some(v1::Rational { numerator: 24000, denominator: 1001 }),
        ocf: vec!["ocf:A001".into()],
        passport: Vec::new(),
        handles_frames: 8,
        allow_pulled: true,
    };
    let cut = request::list_cut(request).unwrap();
    assert_eq!((cut.name.as_str(), cut.rate, cut.handles_frames), ("cut", Some(Rate::FPS_23_976), 8));
    assert!(cut.allows_pulled);
    assert_eq!((cut.passport, cut.ocf[0].to_string()), (None, "ocf:A001".to_owned()));
    let sync = v1::ReportSyncRequest {
        clips: vec!["ocf:".into()],
        sounds: vec!["/sound".into()],
        timecode: Some(v1::SoundTimecode {
            rate: Some(v1::Rational { numerator: 30000, denominator: 1001 }),
            drop_frame: true,
        }),
        allow_pulled_sound: true,
        measure_drift: true,
    };
    let (_, sounds, options) = request::report_sync(&sync).unwrap();
    assert_eq!(sounds[0].to_string(), "/sound");
    assert_eq!(options, SyncOptions { timecode: Some((Rate::FPS_29_97, true)), allows_pulled_sound: true });
}

#[test]
fn a_relink_report_keeps_every_fact() {
    use v1::application_relink::Outcome as Wire;
    let candidate = check::Candidate { ocf: "ocf:b".into(), rule: "RL-DR-05".into(), reason: "holds it".into() };
    let nearest =
        check::Nearest { ocf: "ocf:c".into(), rule: "RL-MC-02".into(), differences: vec!["no timecode".into()] };
    let verdict = |application, outcome| check::ApplicationVerdict { application, outcome };
    let matched = Outcome::Matched { rule: "RL-PP-01".into(), confirmed: true, ocf: "ocf:a".into() };
    let report = RelinkReport {
        verdict: check::Verdict::Bad,
        counts: check::Counts { proxies: 1, ocf: 2, relinking: 3, unmatched: 4, ambiguous: 5, errors: 6, warnings: 7 },
        proxies: vec![check::ProxyReport {
            proxy: "out:a".into(),
            ocf: None,
            applications: vec![
                verdict(Application::MediaComposer, Outcome::None { nearest: Some(nearest) }),
                verdict(Application::Resolve, Outcome::Ambiguous { count: 9, candidates: vec![candidate] }),
                verdict(Application::Premiere, matched),
                verdict(Application::ContentHub, Outcome::None { nearest: None }),
            ],
            findings: vec![Finding::error("PX-04", "start", "late", "make it again")],
        }],
        ocf_without_proxy: vec!["ocf:d".into()],
        proxies_without_ocf: vec!["out:a".into()],
        findings: vec![Finding::warning("CF-17", "reel", "cut", "")],
    };
    let wire = convert::relink_report(report);
    assert_eq!(wire.verdict(), v1::relink_report::Verdict::Bad);
    let counts = wire.counts.unwrap();
    let numbers = [counts.proxies, counts.ocf, counts.relinking, counts.unmatched, counts.ambiguous];
    assert_eq!((numbers, counts.errors, counts.warnings), ([1, 2, 3, 4, 5], 6, 7));
    let proxy = &wire.proxies[0];
    assert_eq!((proxy.proxy.as_str(), proxy.ocf.as_str()), ("out:a", ""));
    assert_eq!((proxy.findings[0].rule.as_str(), wire.findings[0].rule.as_str()), ("PX-04", "CF-17"));
    let outcomes: Vec<_> = proxy.applications.iter().map(|one| (one.application, one.outcome.clone())).collect();
    let wire_candidate =
        v1::RelinkCandidate { ocf: "ocf:b".into(), rule: "RL-DR-05".into(), reason: "holds it".into() };
    let wire_nearest =
        v1::NearestOriginal { ocf: "ocf:c".into(), rule: "RL-MC-02".into(), differences: vec!["no timecode".into()] };
    let wire_match = v1::RelinkMatch { rule: "RL-PP-01".into(), confirmed: true, ocf: "ocf:a".into() };
    assert_eq!(
        outcomes,
        [
            (1, Some(Wire::Missed(v1::RelinkMiss { nearest: Some(wire_nearest) }))),
            (2, Some(Wire::Ambiguous(v1::RelinkAmbiguity { count: 9, candidates: vec![wire_candidate] }))),
            (3, Some(Wire::Matched(wire_match))),
            (4, Some(Wire::Missed(v1::RelinkMiss { nearest: None }))),
        ]
    );
    assert_eq!((wire.ocf_without_proxy, wire.proxies_without_ocf), (vec!["ocf:d".into()], vec!["out:a".into()]));
}

#[test]
fn a_range_list_keeps_every_fact() {
    use v1::event_range::Outcome as Wire;
    let candidate =
        || Candidate { ocf_path: "ocf:b".into(), key: Key::Reel, rule: "CF-10".into(), reason: "reel".into() };
    let event = |outcome| EventRange {
        track: "V".into(),
        event: "001".into(),
        lines: vec![3, 4],
        record_in: "01:00:00:00".parse().unwrap(),
        record_out: "01:00:00:05".parse().unwrap(),
        called: "A001".into(),
        outcome,
    };
    let found = RangeOutcome::Found {
        ocf: "ocf:a.mov".into(),
        used: FrameRange::new(5, 10),
        source_in: "10:00:00;05".parse().unwrap(),
        fetch: FrameRange::new(2, 13),
        files: vec![FileRange { file_name: "a.mov".into(), frames: FrameRange::new(2, 13) }],
        missing_frames: 1,
        rule: "CF-10".into(),
        confidence: Confidence::Certain,
        warnings: vec![Finding::warning("CF-11", "event", "short", "")],
    };
    let list = RangeList {
        events: vec![
            event(found),
            event(RangeOutcome::Ambiguous { candidates: vec![candidate()] }),
            event(RangeOutcome::Missing { reason: "no".into(), rejected: vec![candidate()] }),
            event(RangeOutcome::Generated),
        ],
        unlisted: vec![Unlisted { ocf: "ocf:c".into(), reason: "no timecode".into() }],
        findings: vec![Finding::note("CF-03", "", "two tracks")],
    };
    let wire = convert::range_list(list);
    assert!(!wire.complete);
    let span = |first, last| Some(v1::FrameSpan { first, last });
    let first = &wire.events[0];
    assert_eq!((first.lines.as_slice(), first.record_out.as_str()), (&[3, 4][..], "01:00:00:05"));
    let Some(Wire::Found(found)) = &first.outcome else { panic!("{first:?}") };
    // Ranges of the wire hold both ends.
    assert_eq!((found.used, found.fetch, found.files[0].frames), (span(5, 9), span(2, 12), span(2, 12)));
    assert_eq!((found.source_in.as_str(), found.missing_frames), ("10:00:00;05", 1));
    assert_eq!(found.confidence(), v1::found_range::Confidence::Certain);
    assert_eq!((found.warnings[0].rule.as_str(), found.rule.as_str()), ("CF-11", "CF-10"));
    let wire_candidate = v1::RangeCandidate { ocf: "ocf:b".into(), rule: "CF-10".into(), reason: "reel".into() };
    let several = v1::AmbiguousRange { candidates: vec![wire_candidate.clone()] };
    assert_eq!(wire.events[1].outcome, Some(Wire::Ambiguous(several)));
    let missing = v1::MissingRange { reason: "no".into(), rejected: vec![wire_candidate] };
    assert_eq!(wire.events[2].outcome, Some(Wire::Missing(missing)));
    assert_eq!(wire.events[3].outcome, Some(Wire::Generated(v1::GeneratedRange {})));
    assert_eq!((wire.pulls[0].ocf.as_str(), wire.pulls[0].frames[0]), ("ocf:a.mov", span(2, 12).unwrap()));
    assert_eq!((wire.unlisted[0].reason.as_str(), wire.findings[0].rule.as_str()), ("no timecode", "CF-03"));
}

#[test]
fn a_sync_report_calls_files_by_their_paths() {
    let clip = |name: &str, start_frame| CameraClip {
        name: name.to_owned(),
        start_frame,
        frames: 24,
        rate: Rate::FPS_24,
        drop_frame: false,
        date: None,
        roll: None,
    };
    let sound = |name: &str, time_reference| SoundFile {
        name: name.to_owned(),
        time_reference: Some(time_reference),
        timestamp_rate_hz: 48000,
        samples: 48000,
        sample_rate_hz: 48000,
        bits: 24,
        timecode_rate: Some(Rate::FPS_24),
        drop_frame: Some(false),
        date: None,
        tape: Some("OKJ056".to_owned()),
        scene: Some("12A".to_owned()),
        take: Some("3".to_owned()),
        circled: true,
        channels: Vec::new(),
        family: None,
        family_index: None,
    };
    let (clips, sounds) = ([clip("A", 0), clip("B", 240)], [sound("late", 48000 * 99), sound("first", 0)]);
    let day = DaySync {
        report: synchronise(&clips, &sounds, &SyncOptions::default()),
        clips: vec!["ocf:A.mov".into(), "ocf:B.mov".into()],
        sounds: vec!["lab:late.wav".into(), "lab:first.wav".into()],
        left_out: vec![LeftOut { path: "ocf:C.mov".into(), is_clip: true, reason: "it has no timecode".into() }],
    };
    let wire = convert::sync_report(day);
    let (with, without) = (&wire.clips[0], &wire.clips[1]);
    assert_eq!((with.path.as_str(), with.status()), ("ocf:A.mov", v1::clip_sync::Status::Full));
    assert_eq!(with.sounds[0].files, ["lab:first.wav"]);
    assert_eq!((with.sounds[0].clip_start_sample, with.covered_samples, with.clip_samples), (0, 48000, 48000));
    let notes = with.notes.as_ref().unwrap();
    assert_eq!((notes.sound_roll.as_str(), notes.sound_timecode.as_str()), ("OKJ056", "00:00:00:00"));
    assert_eq!((notes.scene.as_str(), notes.take.as_str(), notes.circled), ("12A", "3", true));
    assert_eq!((without.path.as_str(), without.status()), ("ocf:B.mov", v1::clip_sync::Status::None));
    assert_eq!((without.notes.as_ref(), wire.sounds_without_clips[0].path.as_str()), (None, "lab:late.wav"));
    assert!(wire.left_out[0].is_clip && wire.left_out[0].path == "ocf:C.mov");
}
