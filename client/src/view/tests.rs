use super::*;
use crate::wire::job_state;
use interneg_proto::v1;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../JSON.md");

fn add_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            keys.insert(key.clone());
            // The job file explains itself.
            if key != "spec" {
                add_keys(value, keys);
            }
        }),
        Value::Array(items) => items.iter().for_each(|item| add_keys(item, keys)),
        _ => {}
    }
}

fn keys(view: impl Serialize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    add_keys(&serde_json::to_value(view).unwrap(), &mut found);
    found
}

fn relink_keys() -> BTreeSet<String> {
    use v1::application_relink::Outcome;
    let application = |outcome| v1::ApplicationRelink { application: 1, outcome: Some(outcome) };
    let candidates = vec![v1::RelinkCandidate::default()];
    let proxy = v1::ProxyRelink {
        applications: vec![
            application(Outcome::Matched(v1::RelinkMatch::default())),
            application(Outcome::Ambiguous(v1::RelinkAmbiguity { count: 1, candidates })),
            application(Outcome::Missed(v1::RelinkMiss { nearest: Some(v1::NearestOriginal::default()) })),
        ],
        ..v1::ProxyRelink::default()
    };
    keys(RelinkView::from(&v1::RelinkReport { proxies: vec![proxy], ..v1::RelinkReport::default() }))
}

fn range_keys() -> BTreeSet<String> {
    use v1::event_range::Outcome;
    let event = |outcome| v1::EventRange { outcome: Some(outcome), ..v1::EventRange::default() };
    let found = v1::FoundRange { files: vec![v1::FileFrames::default()], ..v1::FoundRange::default() };
    let list = v1::RangeList {
        events: vec![
            event(Outcome::Found(found)),
            event(Outcome::Ambiguous(v1::AmbiguousRange { candidates: vec![v1::RangeCandidate::default()] })),
            event(Outcome::Missing(v1::MissingRange::default())),
        ],
        pulls: vec![v1::OriginalPull::default()],
        unlisted: vec![v1::UnlistedOriginal::default()],
        ..v1::RangeList::default()
    };
    keys(RangeListView::from(&list))
}

fn sync_keys() -> BTreeSet<String> {
    let clip = v1::ClipSync {
        sounds: vec![v1::PlacedSound::default()],
        notes: Some(v1::SoundNotes::default()),
        ..v1::ClipSync::default()
    };
    let report = v1::SyncReport {
        clips: vec![clip],
        sounds_without_clips: vec![v1::UnusedSound::default()],
        overlaps: vec![v1::SoundOverlap::default()],
        left_out: vec![v1::LeftOutFile::default()],
        warnings: Vec::new(),
        drift: vec![v1::SoundDrift { points: vec![v1::DriftPoint::default()], ..v1::SoundDrift::default() }],
    };
    keys(SyncView::from(&report))
}

/// The row of a table of the page that begins with `head`.
fn row(head: &str) -> &'static str {
    PAGE.lines().find(|line| line.starts_with(&format!("| {head} |"))).unwrap()
}

#[test]
fn the_page_names_every_state_of_a_job_and_which_are_final() {
    let row = row("`state`");
    let states: Vec<&str> = (1..).map(job_state).take_while(|state| *state != "unknown").collect();
    let places: Vec<usize> = states.iter().map(|state| row.find(&format!("`{state}`")).unwrap()).collect();
    assert_eq!(states.len(), 7);
    // In this order, so that the last four are those which nothing follows.
    assert!(places.is_sorted() && row.contains("the last four are final"), "{row}");
    assert_eq!(states[3..], ["succeeded", "failed", "cancelled", "completed_with_errors"]);
}

#[test]
fn the_page_names_every_key() {
    let span = Some(v1::FrameSpan { first: 1, last: 2 });
    let finding = || vec![v1::Finding::default()];
    let (progress, failure) = (Some(v1::Progress::default()), Some(v1::Failure::default()));
    let job = v1::Job { frames: span, progress, failure: failure.clone(), findings: finding(), ..v1::Job::default() };
    let watch = v1::WatchJobResponse {
        job: Some(job),
        tasks: vec![v1::Task { frames: span, failure, ..v1::Task::default() }],
        events: vec![v1::Event::default()],
        ..v1::WatchJobResponse::default()
    };
    let clip = v1::ClipPlan { record_frames: span, source_frames: span, ..v1::ClipPlan::default() };
    let renditions = vec![v1::ProxyRenditionPlan::default()];
    let proxy_clip = v1::ProxyClipPlan { frames: span, renditions, ..v1::ProxyClipPlan::default() };
    let proxy_clips = vec![proxy_clip];
    let plan = v1::Plan { frames: span, clips: vec![clip], proxy_clips, findings: finding(), ..v1::Plan::default() };
    let codec = || vec![v1::Codec::default()];
    let server = v1::ServerInfo {
        components: vec![v1::Component::default()],
        roots: vec![v1::Root::default()],
        decoders: codec(),
        encoders: codec(),
        review_encoders: codec(),
        devices: vec![v1::Device::default()],
        cuda: Some(v1::CudaSupport::default()),
        ..v1::ServerInfo::default()
    };
    let spans = BTreeSet::from(["first", "last"].map(str::to_owned));
    for key in keys(ProxyClipView::from(&plan.proxy_clips[0])).difference(&spans) {
        assert!(row("`proxy_clips`").contains(&format!("`{key}`")), "{key} of a proxy's clip is not in JSON.md");
    }
    let watched = keys(WatchView::try_from(&watch).unwrap());
    let others = [
        relink_keys(),
        range_keys(),
        sync_keys(),
        keys(PlanView::from(&plan)),
        keys(ServerView::new("a", &server)),
        keys(OutputView::from(&v1::Output::default())),
    ];
    assert!(watched.contains("eta_s") && watched.contains("exit_code") && watched.contains("remedy"), "{watched:?}");
    let all: BTreeSet<String> = others.into_iter().flatten().chain(watched).collect();
    assert!(all.len() > 100, "{all:?}");
    let silent: Vec<&String> =
        all.iter().filter(|key| !PAGE.contains(&format!("`{key}`")) && !PAGE.contains(&format!("\"{key}\""))).collect();
    assert!(silent.is_empty(), "not in JSON.md: {silent:?}");
}
