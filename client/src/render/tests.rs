use super::findings::Style;
use super::*;
use crate::view::{JobView, OutputView, PlanView, ProgressView};
use interneg_proto::v1;

fn finding(level: v1::finding::Level, rule: &str, field: &str, message: &str, remedy: &str) -> v1::Finding {
    v1::Finding {
        rule: rule.into(),
        level: level.into(),
        field: field.into(),
        message: message.into(),
        remedy: remedy.into(),
    }
}

fn wire_plan() -> v1::Plan {
    v1::Plan {
        renderable: true,
        identity: "3fa1".into(),
        delivery_folder: "/srv/show_nam".into(),
        frames: Some(v1::FrameSpan { first: 86400, last: 86479 }),
        first_file: "show_lp_nam.0086400.exr".into(),
        last_file: "show_lp_nam.0086479.exr".into(),
        raster: Some(v1::Raster { width: 3840, height: 2160 }),
        target_space: "ACES2065-1".into(),
        record_start: "01:00:00:00".into(),
        record_end: "01:00:03:08".into(),
        device: "auto".into(),
        tasks: 4,
        bytes_estimate: 3_981_312_000,
        memory_bytes: 900_000_000,
        clips: vec![v1::ClipPlan {
            clip: 0,
            path: "ocf:A001.mov".into(),
            record_start: "01:00:00:00".into(),
            record_frames: Some(v1::FrameSpan { first: 86400, last: 86479 }),
            source_frames: Some(v1::FrameSpan { first: 24, last: 103 }),
            source_start: "10:00:01:00".into(),
            reel: "A001".into(),
            coding: "prores 4444".into(),
            raster: Some(v1::Raster { width: 3840, height: 2160 }),
            colour_space: "ARRI LogC4".into(),
            range: v1::SampleRange::Legal.into(),
            colour_operations: vec!["log camera, inverse".into(), "matrix".into()],
            runs_on: "cpu or cuda".into(),
        }],
        findings: vec![
            finding(v1::finding::Level::Note, "NAME-CASE", "name.title", "names are written in lower case", ""),
            finding(v1::finding::Level::Warning, "NAME-PROGRAMME", "name.segment", "no segment", "set name.segment"),
        ],
        proxy_clips: Vec::new(),
    }
}

#[test]
fn a_plan_tells_names_frames_bytes_operations_and_findings() {
    let view = PlanView::from(&wire_plan());
    assert!(view.would_run());
    assert_eq!(
        plan(&view, Style::PLAIN),
        "folder    /srv/show_nam\n\
         files     show_lp_nam.0086400.exr\n          … show_lp_nam.0086479.exr\n\
         frames    80 (86400-86479), 4 tasks\n\
         record    01:00:00:00 up to 01:00:03:08 (not included)\n\
         raster    3840x2160\n\
         target    ACES2065-1\n\
         device    auto\n\
         size      4.0 GB before compression, 900.0 MB of memory a worker\n\
         identity  3fa1\n\
         clip 0: ocf:A001.mov\n\
         \x20 coding  prores 4444, 3840x2160\n\
         \x20 source  frames 24-103, from 10:00:01:00, reel A001\n\
         \x20 record  frames 86400-86479, from 01:00:00:00\n\
         \x20 colour  ARRI LogC4, legal range\n\
         \x20         1. log camera, inverse\n\
         \x20         2. matrix\n\
         \x20 runs on cpu or cuda\n\
         findings\n\
         \x20 warning NAME-PROGRAMME name.segment: no segment; set name.segment\n\
         \x20 note NAME-CASE name.title: names are written in lower case\n\
         would render: 0 errors, 1 warning\n"
    );
}

#[test]
fn one_error_is_enough_to_be_refused() {
    let mut wire = wire_plan();
    wire.findings.push(finding(v1::finding::Level::Error, "NAM-06", "client_approved_resolution", "too small", "ask"));
    let view = PlanView::from(&wire);
    assert!(!view.would_run());
    let text = plan(&view, Style::PLAIN);
    let at = |part: &str| text.find(part).unwrap();
    assert!(at("error NAM-06") < at("warning NAME-PROGRAMME"), "worst first:\n{text}");
    assert!(text.ends_with("would be refused: 1 error, 1 warning\n"), "{text}");
    wire.findings.clear();
    wire.renderable = false;
    assert!(!PlanView::from(&wire).would_run());
}

#[test]
fn colour_never_carries_a_fact_alone() {
    let view = PlanView::from(&wire_plan());
    let coloured = plan(&view, Style::COLOURED);
    assert!(coloured.contains("\x1b[33mwarning NAME-PROGRAMME"), "{coloured}");
    let stripped = ["\x1b[33m", "\x1b[36m", "\x1b[0m"].iter().fold(coloured, |text, code| text.replace(code, ""));
    assert_eq!(stripped, plan(&view, Style::PLAIN));
}

#[test]
fn names_of_others_cannot_steer_the_terminal() {
    let mut wire = wire_plan();
    wire.clips[0].path = "ocf:\x1b]0;x\x07.mov".into();
    wire.findings[0].message = "bad \x1b[2J".into();
    let text = plan(&PlanView::from(&wire), Style::PLAIN);
    assert!(!text.contains('\x1b') && !text.contains('\x07'), "{text:?}");
}

#[test]
fn progress_says_what_is_known_and_nothing_else() {
    let progress = ProgressView {
        frames_total: 480,
        frames_done: 120,
        tasks_total: 8,
        tasks_done: 2,
        frames_per_second: 12.44,
        eta_s: Some(28.9),
        bytes_done: 5_971_968_000,
    };
    assert_eq!(progress_line(&progress), "120/480 frames, 25 %, 12.4 fps, 0:29 left, 2/8 tasks, 6.0 GB");
    assert_eq!(progress_line(&ProgressView::default()), "0/0 frames, 0/0 tasks");
}

#[test]
fn jobs_and_outputs_are_one_line_each() {
    let wire = v1::Job {
        name: "jobs/9f8b6f7a-5d5c-4a58-8d7b-0e5d0a3b1c2d".into(),
        state: v1::job::State::Failed.into(),
        create_time: Some("2025-03-01T12:00:05.250Z".parse().unwrap()),
        failure: Some(v1::Failure {
            reason: "MISSING_INPUT".into(),
            exit_code: 66,
            message: "no such file: /ocf/A001.mov".into(),
            ..v1::Failure::default()
        }),
        ..v1::Job::default()
    };
    let view = JobView::try_from(&wire).unwrap();
    let table = jobs(std::slice::from_ref(&view));
    assert_eq!(table.lines().count(), 2);
    assert!(table.contains(" failed ") && table.contains(" 2025-03-01T12:00:05Z "), "{table}");
    let text = job(&view, &[], Style::PLAIN);
    assert!(text.contains("failure   MISSING_INPUT (exit code 66): no such file: /ocf/A001.mov"), "{text}");
    let event = v1::Event {
        kind: v1::event::Kind::Warning.into(),
        task: "jobs/x/tasks/2".into(),
        attempt: 1,
        message: "no\x1b".into(),
        ..v1::Event::default()
    };
    assert_eq!(warnings(&[(&event).into()]), "warnings\n  task 2, attempt 1: warning: no\u{fffd}\n");
    assert_eq!(warnings(&[]), "");
    let output = OutputView { path: "r01/a.exr".into(), size_bytes: 42, xxh128: "ab".into(), md5: None };
    assert_eq!(outputs(&[output]), "ab            42  r01/a.exr\n");
    assert_eq!(jobs(&[]), "");
}

#[test]
fn a_movie_is_named_once_and_its_size_is_a_bound() {
    let name = "show_lp_nam_12b.mov";
    let wire = v1::Plan { first_file: name.into(), last_file: name.into(), ..wire_plan() };
    let text = plan(&PlanView::from(&wire), Style::PLAIN);
    assert_eq!(text.matches(name).count(), 1, "{text}");
    assert!(text.contains("of pictures at most") && !text.contains("before compression"), "{text}");
}
