use super::super::findings::Style;
use super::*;
use crate::view::{RangeListView, RelinkView, SyncView};
use interneg_proto::v1::{self, application_relink, clip_sync, event_range, found_range, relink_report};

fn finding(level: v1::finding::Level, rule: &str, field: &str, message: &str, remedy: &str) -> v1::Finding {
    v1::Finding {
        rule: rule.into(),
        level: level.into(),
        field: field.into(),
        message: message.into(),
        remedy: remedy.into(),
    }
}

fn application(
    application: application_relink::Application,
    outcome: application_relink::Outcome,
) -> v1::ApplicationRelink {
    v1::ApplicationRelink { application: application.into(), outcome: Some(outcome) }
}

fn matched(rule: &str, ocf: &str) -> application_relink::Outcome {
    application_relink::Outcome::Matched(v1::RelinkMatch { rule: rule.into(), confirmed: true, ocf: ocf.into() })
}

fn wire_relink() -> v1::RelinkReport {
    use application_relink::{Application, Outcome};
    let candidate = |ocf: &str| v1::RelinkCandidate {
        ocf: ocf.into(),
        rule: "RL-DR-05".into(),
        reason: "holds all frames of the proxy".into(),
    };
    let nearest = v1::NearestOriginal {
        ocf: "ocf:A001/C1.mov".into(),
        rule: "RL-MC-02".into(),
        differences: vec!["it starts one frame later: 10:00:00:01 instead of 10:00:00:00".into()],
    };
    let several =
        v1::RelinkAmbiguity { count: 9, candidates: vec![candidate("ocf:A001/C1.mov"), candidate("ocf:A001/C2.mov")] };
    let bad = v1::ProxyRelink {
        proxy: "out:C1.mov".into(),
        ocf: "ocf:A001/C1.mov".into(),
        applications: vec![
            application(Application::MediaComposer, Outcome::Missed(v1::RelinkMiss { nearest: Some(nearest) })),
            application(Application::Resolve, Outcome::Ambiguous(several)),
            application(Application::Premiere, matched("RL-PP-03", "ocf:A001/C1.mov")),
            application(Application::ContentHub, Outcome::Missed(v1::RelinkMiss { nearest: None })),
        ],
        findings: vec![
            finding(v1::finding::Level::Warning, "PX-02", "file_name", "suffix", ""),
            finding(v1::finding::Level::Error, "PX-04", "start", "one frame later", "make it again"),
        ],
    };
    let good = v1::ProxyRelink {
        proxy: "out:C3.mov".into(),
        ocf: "ocf:A001/C3.mov".into(),
        applications: vec![application(Application::Resolve, matched("RL-DR-01", "ocf:A001/C3.mov"))],
        findings: Vec::new(),
    };
    let counts =
        v1::RelinkCounts { proxies: 2, ocf: 3, relinking: 1, unmatched: 1, ambiguous: 1, errors: 2, warnings: 1 };
    v1::RelinkReport {
        verdict: relink_report::Verdict::Bad.into(),
        counts: Some(counts),
        proxies: vec![bad, good],
        ocf_without_proxy: vec!["ocf:A001/C2.mov".into()],
        proxies_without_ocf: Vec::new(),
        findings: vec![finding(v1::finding::Level::Error, "CF-12", "reel", "two takes", "other reels")],
    }
}

#[test]
fn a_relink_report_says_of_each_proxy_what_is_wrong() {
    let view = RelinkView::from(&wire_relink());
    assert!(!view.is_good());
    assert_eq!(
        relink(&view, Style::PLAIN),
        "bad   out:C1.mov of ocf:A001/C1.mov\n\
         \x20 Media Composer  finds nothing; nearest is ocf:A001/C1.mov by RL-MC-02, but it starts one frame later: \
         10:00:00:01 instead of 10:00:00:00\n\
         \x20 DaVinci Resolve finds 9 originals and may take any\n\
         \x20     ocf:A001/C1.mov by RL-DR-05: holds all frames of the proxy\n\
         \x20     ocf:A001/C2.mov by RL-DR-05: holds all frames of the proxy\n\
         \x20 Premiere Pro    finds ocf:A001/C1.mov by RL-PP-03\n\
         \x20 Content Hub     finds nothing, and no original is near\n\
         \x20 error PX-04 start: one frame later; make it again\n\
         \x20 warning PX-02 file_name: suffix\n\
         good  out:C3.mov of ocf:A001/C3.mov\n\
         all proxies\n\
         \x20 error CF-12 reel: two takes; other reels\n\
         originals without a proxy\n\
         \x20 ocf:A001/C2.mov\n\
         relink bad: 1 of 2 proxies find their original of 3 in every application; 1 find none, 1 find several; \
         2 errors, 1 warning\n"
    );
}

#[test]
fn only_a_verdict_that_is_known_is_good() {
    let with = |verdict: i32| RelinkView::from(&v1::RelinkReport { verdict, ..v1::RelinkReport::default() });
    assert!(with(relink_report::Verdict::Good.into()).is_good());
    assert!(!with(0).is_good() && !with(99).is_good());
    assert_eq!(
        relink(&with(relink_report::Verdict::Bad.into()), Style::PLAIN),
        "relink bad: no proxy was found; 0 errors, 0 warnings\n"
    );
    // An outcome of a later server is no match.
    let unknown = v1::ApplicationRelink { application: 77, outcome: None };
    let proxy = v1::ProxyRelink { applications: vec![unknown], ..v1::ProxyRelink::default() };
    let report = RelinkView::from(&v1::RelinkReport { proxies: vec![proxy], ..v1::RelinkReport::default() });
    assert!(!report.proxies[0].is_good());
}

fn event(number: &str, called: &str, outcome: event_range::Outcome) -> v1::EventRange {
    v1::EventRange {
        track: "V".into(),
        event: number.into(),
        lines: vec![4],
        record_in: "01:00:00:00".into(),
        record_out: "01:00:00:05".into(),
        called: called.into(),
        outcome: Some(outcome),
    }
}

#[test]
fn a_cut_lists_originals_with_their_frames() {
    use event_range::Outcome;
    let span = |first, last| Some(v1::FrameSpan { first, last });
    let found = v1::FoundRange {
        ocf: "ocf:A001/C1.mov".into(),
        used: span(5, 9),
        source_in: "10:00:00:05".into(),
        fetch: span(5, 9),
        files: vec![v1::FileFrames { file_name: "C1.mov".into(), frames: span(5, 9) }],
        missing_frames: 0,
        rule: "CF-10".into(),
        confidence: found_range::Confidence::Certain.into(),
        warnings: Vec::new(),
    };
    let short = v1::FoundRange {
        fetch: span(0, 17),
        files: vec![v1::FileFrames { file_name: "C1.mov".into(), frames: span(0, 17) }],
        missing_frames: 1,
        confidence: found_range::Confidence::Weak.into(),
        warnings: vec![finding(v1::finding::Level::Warning, "CF-17", "reel", "cut", "look at it")],
        ..found.clone()
    };
    let candidate = v1::RangeCandidate { ocf: "ocf:A001/C2.mov".into(), rule: "CF-10".into(), reason: "reel".into() };
    let wire = v1::RangeList {
        complete: false,
        events: vec![
            event("001", "A001, C1.MOV", Outcome::Found(found)),
            event("002", "A001", Outcome::Found(short)),
            event("003", "A001", Outcome::Ambiguous(v1::AmbiguousRange { candidates: vec![candidate.clone()] })),
            event(
                "004",
                "Z999",
                Outcome::Missing(v1::MissingRange { reason: "no original has it".into(), rejected: vec![candidate] }),
            ),
            event("005", "", Outcome::Generated(v1::GeneratedRange {})),
        ],
        pulls: vec![v1::OriginalPull {
            ocf: "ocf:A001/C1.mov".into(),
            frames: span(0, 17).into_iter().chain(span(20, 22)).collect(),
        }],
        unlisted: vec![v1::UnlistedOriginal { ocf: "ocf:C9.mov".into(), reason: "it has no timecode".into() }],
        findings: vec![finding(v1::finding::Level::Note, "CF-03", "", "two tracks", "")],
    };
    assert_eq!(
        ranges(&RangeListView::from(&wire), Style::PLAIN),
        "V 001  01:00:00:00 01:00:00:05  A001, C1.MOV\n\
         \x20 ocf:A001/C1.mov frames 5-9 from 10:00:00:05, certain by CF-10\n\
         V 002  01:00:00:00 01:00:00:05  A001\n\
         \x20 ocf:A001/C1.mov frames 5-9 from 10:00:00:05, weak by CF-10\n\
         \x20     fetch C1.mov frames 0-17\n\
         \x20 1 frame is not there\n\
         \x20 warning CF-17 reel: cut; look at it\n\
         V 003  01:00:00:00 01:00:00:05  A001\n\
         \x20 ambiguous, any of 1\n\
         \x20     ocf:A001/C2.mov by CF-10: reel\n\
         V 004  01:00:00:00 01:00:00:05  Z999\n\
         \x20 missing: no original has it\n\
         \x20     ocf:A001/C2.mov by CF-10: reel\n\
         V 005  01:00:00:00 01:00:00:05\n\
         \x20 not of a camera\n\
         to fetch, each frame once\n\
         \x20 ocf:A001/C1.mov frames 0-17, 20-22\n\
         originals that no event can mean\n\
         \x20 ocf:C9.mov: it has no timecode\n\
         findings\n\
         \x20 note CF-03: two tracks\n\
         cut not complete: 5 events, 2 found, 1 ambiguous, 1 missing, 1 not of a camera\n"
    );
}

fn wire_sync() -> v1::SyncReport {
    let notes = v1::SoundNotes {
        sound_roll: "OKJ056".into(),
        sound_timecode: "10:00:00;00".into(),
        sound_rate: Some(v1::Rational { numerator: 30000, denominator: 1001 }),
        scene: "12A".into(),
        take: String::new(),
        circled: true,
        track_names: vec!["Boom".into(), String::new(), "Lav".into()],
    };
    let with = v1::ClipSync {
        path: "ocf:C1.mov".into(),
        name: "C1".into(),
        status: clip_sync::Status::Partial.into(),
        sounds: vec![v1::PlacedSound {
            files: vec!["lab:a\u{1b}.wav".into(), "lab:b.wav".into()],
            clip_start_sample: -5,
            overlap_samples: 40000,
        }],
        clip_samples: 48000,
        covered_samples: 40000,
        reasons: vec!["sound for 83 % of the clip; 90 % are asked for".into()],
        warnings: vec!["it does not tell its timecode rate".into()],
        notes: Some(notes),
    };
    let without =
        v1::ClipSync { path: "ocf:C2.mov".into(), status: clip_sync::Status::None.into(), ..v1::ClipSync::default() };
    v1::SyncReport {
        clips: vec![with, without],
        sounds_without_clips: vec![v1::UnusedSound { path: "lab:c.wav".into(), reason: String::new() }],
        overlaps: vec![v1::SoundOverlap { first: "lab:a.wav".into(), second: "lab:c.wav".into(), samples: 1 }],
        left_out: vec![v1::LeftOutFile { path: "lab:d.wav".into(), is_clip: false, reason: "damaged".into() }],
        warnings: vec!["1 sound files do not tell their timecode rate".into()],
        drift: vec![v1::SoundDrift {
            sound: "OKJ056, 2026-03-01".into(),
            sample_rate_hz: 48000,
            spread_samples: 12,
            samples_per_hour: Some(-6),
            points: vec![v1::DriftPoint { clip_name: "C1".into(), shift_samples: -3, confidence_percent: 91 }],
        }],
    }
}

#[test]
fn a_sync_report_says_where_each_clip_begins_in_its_sound() {
    assert_eq!(
        sync(&SyncView::from(&wire_sync())),
        "partial, 83 % of it ocf:C1.mov\n\
         \x20 lab:a\u{fffd}.wav, lab:b.wav, the clip begins at sample -5\n\
         \x20 scene 12A, circled, roll OKJ056, from 10:00:00;00 at 30000/1001, tracks Boom, Lav\n\
         \x20 sound for 83 % of the clip; 90 % are asked for\n\
         \x20 warning: it does not tell its timecode rate\n\
         no sound  ocf:C2.mov\n\
         sound without clips\n\
         \x20 lab:c.wav\n\
         sound of the same time\n\
         \x20 lab:a.wav and lab:c.wav: 1 sample\n\
         drift against the cameras\n\
         \x20 OKJ056, 2026-03-01: 12 samples at 48000 Hz, -6 an hour\n\
         \x20   C1: -3 late, confidence 91 %\n\
         not looked at\n\
         \x20 lab:d.wav: damaged\n\
         warnings\n\
         \x20 1 sound files do not tell their timecode rate\n\
         2 clips: 0 full, 1 partial, 0 ambiguous, 1 without sound; 1 sound file without clips; 1 file not looked at\n"
    );
}

#[test]
fn all_clips_have_sound_only_where_all_were_looked_at() {
    let mut wire = wire_sync();
    assert!(!SyncView::from(&wire).all_clips_have_sound());
    wire.clips.pop();
    assert!(SyncView::from(&wire).all_clips_have_sound(), "a sound file that cannot be read is no clip");
    wire.left_out[0].is_clip = true;
    assert!(!SyncView::from(&wire).all_clips_have_sound());
    assert!(!SyncView::from(&v1::SyncReport::default()).all_clips_have_sound(), "nothing was proven of no clip");
}
