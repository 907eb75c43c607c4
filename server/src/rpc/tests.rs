//! The calls over a store in memory, without a socket and without media.

use super::*;
use crate::config;
use crate::executor::attempt_log;
use crate::moment::Moment;
use crate::store::tests::{insert, new_job};
use crate::store::{Inserted, JobKey, NewJob, OutputRow};
use interneg_spec::DeviceChoice;
use prost::Message;
use tempfile::TempDir;
use tokio_stream::StreamExt;
use tonic::Code;
use tonic_types::StatusExt;

struct Bench {
    api: RenderApi,
    folder: TempDir,
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let variable = |name: &str| match name {
        "INTERNEG_DATA_DIR" => Some(folder.path().as_os_str().to_owned()),
        "INTERNEG_ROOTS" => Some(format!("out={}:rw", folder.path().display()).into()),
        _ => None,
    };
    let config = config::load(&config::ConfigFlags::default(), variable).unwrap();
    let api = RenderApi {
        environment: Arc::new(crate::plan_environment(&config).unwrap()),
        config: Arc::new(config),
        store: Store::in_memory().unwrap(),
        board: Board::default(),
        inventory: Arc::new(interneg_engine::inventory()),
        wake: Arc::new(Notify::new()),
        shutdown: CancellationToken::new(),
    };
    Bench { api, folder }
}

fn spec_of(folder: &str) -> v1::JobSpec {
    interneg_wire::to_spec(&new_job(folder).spec).unwrap()
}

fn nam(spec: &mut v1::JobSpec) -> &mut v1::NamSpec {
    match &mut spec.job {
        Some(v1::job_spec::Job::Nam(nam)) => nam,
        other => panic!("no NAM: {other:?}"),
    }
}

impl Bench {
    fn insert(&self, folder: &str) -> (JobKey, String) {
        let job = new_job(folder);
        (insert(&self.api.store, &job), format!("jobs/{}", job.id))
    }

    fn run_to_end(&self, key: JobKey) {
        let store = &self.api.store;
        while let Some(claim) = store.claim(key, Moment::now()).unwrap() {
            assert!(store.begin_commit(&claim, Moment::now()).unwrap());
            store.complete_task(&claim, 1, Moment::now()).unwrap();
        }
        let output = |number: u32| OutputRow {
            relative_path: format!("{number:03}.dpx"),
            size_bytes: 1,
            xxh128: "x".into(),
            md5: "m".into(),
        };
        store.finish_delivered(key, (&(0..120).map(output).collect::<Vec<_>>(), &[]), None, Moment::now()).unwrap();
        self.api.board.forget(key);
    }
}

/// Code and reason of a refusal, as a client reads them.
fn refusal(status: &Status) -> (Code, String) {
    let reason = status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default();
    (status.code(), reason)
}

fn check_refused<T: std::fmt::Debug>(result: Result<T, Status>, code: Code, reason: &str) {
    assert_eq!(refusal(&result.unwrap_err()), (code, reason.to_owned()));
}

#[tokio::test]
async fn names_that_are_none_and_names_of_nothing_are_told_apart() {
    let bench = bench();
    let get = |name: &str| bench.api.get(v1::GetJobRequest { name: name.into() });
    check_refused(get("").await, Code::InvalidArgument, "INVALID_REQUEST");
    check_refused(get("jobs/1").await, Code::InvalidArgument, "INVALID_REQUEST");
    check_refused(get("jobs/00000000-0000-4000-8000-000000000000").await, Code::NotFound, "JOB_NOT_FOUND");
}

#[tokio::test]
async fn lists_continue_where_the_page_ended() {
    let bench = bench();
    let names: Vec<String> = (0..5).map(|index| bench.insert(&format!("/out/{index}")).1).collect();
    let queued = vec![v1::job::State::Queued.into()];
    let list = |page_token: String, states: Vec<i32>, page_size| {
        bench.api.list(v1::ListJobsRequest { page_size, page_token, states })
    };
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let page = list(token.clone(), queued.clone(), 2).await.unwrap();
        found.extend(page.jobs.into_iter().map(|job| job.name));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
        check_refused(list(token.clone(), Vec::new(), 2).await, Code::InvalidArgument, "INVALID_PAGE");
    }
    assert_eq!(found, names.iter().rev().cloned().collect::<Vec<_>>());
    check_refused(list(String::new(), Vec::new(), -1).await, Code::InvalidArgument, "INVALID_PAGE");
    check_refused(list("zz".into(), Vec::new(), 0).await, Code::InvalidArgument, "INVALID_PAGE");
    check_refused(list(String::new(), vec![99], 0).await, Code::InvalidArgument, "INVALID_REQUEST");
}

#[tokio::test]
async fn verbs_need_the_right_state() {
    let bench = bench();
    let (key, name) = bench.insert("/out/a");
    let cancel = |etag: &str| bench.api.cancel(v1::CancelJobRequest { name: name.clone(), etag: etag.into() });
    let retry = || bench.api.retry(v1::RetryJobRequest { name: name.clone(), etag: String::new() });
    check_refused(retry().await, Code::FailedPrecondition, "WRONG_STATE");
    check_refused(cancel("99").await, Code::Aborted, "ETAG_MISMATCH");
    let cancelled = cancel("1").await.unwrap().job.unwrap();
    assert_eq!(cancelled.state(), v1::job::State::Cancelling);
    check_refused(cancel("").await, Code::FailedPrecondition, "WRONG_STATE");
    bench.api.store.finish_cancelled(key, Moment::now()).unwrap();
    assert_eq!(retry().await.unwrap().job.unwrap().state(), v1::job::State::Queued);
}

#[tokio::test]
async fn a_watcher_sees_the_snapshot_and_the_end() {
    let bench = bench();
    let (key, name) = bench.insert("/out/a");
    let watch = |after_sequence| bench.api.watch(v1::WatchJobRequest { name: name.clone(), after_sequence });
    let mut stream = watch(0).await.unwrap();
    let first = stream.next().await.unwrap().unwrap();
    let job = first.job.unwrap();
    assert!(job.spec.is_some());
    assert_eq!((job.state(), first.tasks.len(), first.sequence), (v1::job::State::Queued, 2, 1));
    assert_eq!(first.tasks[1].frames, Some(v1::FrameSpan { first: 86404, last: 86407 }));

    bench.run_to_end(key);
    let mut events = first.events;
    let mut last = None;
    while let Some(message) = stream.next().await {
        let message = message.unwrap();
        events.extend(message.events.clone());
        last = Some(message);
    }
    let last = last.unwrap();
    assert_eq!(last.job.as_ref().map(v1::Job::state), Some(v1::job::State::Succeeded));
    assert_eq!(last.job.unwrap().spec, None);
    let sequences: Vec<u64> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=last.sequence).collect::<Vec<_>>(), "each event once, in order");

    // Who comes back hears only what is new, and the whole state.
    let mut again = watch(last.sequence - 1).await.unwrap();
    let message = again.next().await.unwrap().unwrap();
    assert_eq!((message.events.len(), message.tasks.len()), (1, 2));
    assert!(again.next().await.is_none());
}

#[tokio::test]
async fn warnings_reach_watchers_and_whoever_looks_later() {
    let bench = bench();
    let (key, name) = bench.insert("/out/a");
    let mut stream = bench.api.watch(v1::WatchJobRequest { name: name.clone(), after_sequence: 0 }).await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    let claim = bench.api.store.claim(key, Moment::now()).unwrap().unwrap();
    bench.api.store.note_device(&claim, DeviceChoice::Cuda(1)).unwrap();
    bench.api.store.warn(&claim, "cuda:1 is full", Moment::now()).unwrap();
    bench.api.board.changed(key);
    let warning = loop {
        let message = stream.next().await.unwrap().unwrap();
        if let Some(event) = message.events.iter().find(|event| event.kind() == v1::event::Kind::Warning) {
            break event.clone();
        }
    };
    assert_eq!((warning.message.as_str(), warning.attempt), ("cuda:1 is full", 1));
    assert_eq!(warning.task, format!("{name}/tasks/0"));
    let got = bench.api.get(v1::GetJobRequest { name }).await.unwrap();
    assert_eq!(got.warnings, [warning]);
    let devices: Vec<&str> = got.tasks.iter().map(|task| task.device.as_str()).collect();
    assert_eq!(devices, ["cuda:1", ""]);
}

#[tokio::test]
async fn a_plan_says_what_would_render_it() {
    let bench = bench();
    let device = async |device: &str| {
        let mut spec = spec_of("/out/a");
        nam(&mut spec).device = device.into();
        bench.api.plan(v1::PlanJobRequest { spec: Some(spec) }).await.map(|answer| answer.plan.unwrap().device)
    };
    assert_eq!(device("").await.unwrap(), "auto");
    assert_eq!(device("cuda:1").await.unwrap(), "cuda:1");
    let refused = device("gpu").await.unwrap_err();
    assert_eq!(refusal(&refused), (Code::InvalidArgument, "INVALID_REQUEST".into()));
    let details = refused.get_error_details();
    let violation = &details.bad_request().unwrap().field_violations[0];
    assert_eq!(violation.field, "device");
    assert!(violation.description.contains("cuda:N"), "{}", violation.description);
}

#[tokio::test]
async fn a_watcher_is_let_go_when_the_service_ends() {
    let bench = bench();
    let (_, name) = bench.insert("/out/a");
    let mut stream = bench.api.watch(v1::WatchJobRequest { name, after_sequence: 0 }).await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    bench.api.shutdown.cancel();
    assert_eq!(refusal(&stream.next().await.unwrap().unwrap_err()), (Code::Unavailable, "SHUTTING_DOWN".into()));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn outputs_come_in_pages_by_path() {
    let bench = bench();
    let (key, name) = bench.insert("/out/a");
    let (_, other) = bench.insert("/out/b");
    bench.run_to_end(key);
    let list = |name: &str, page_token: String| {
        bench.api.outputs(v1::ListOutputsRequest { name: name.into(), page_size: 0, page_token })
    };
    let first = list(&name, String::new()).await.unwrap();
    assert_eq!((first.outputs.len(), first.outputs[49].relative_path.as_str()), (50, "049.dpx"));
    let second = list(&name, first.next_page_token.clone()).await.unwrap();
    let third = list(&name, second.next_page_token).await.unwrap();
    assert_eq!((third.outputs.len(), third.outputs[19].relative_path.as_str()), (20, "119.dpx"));
    assert!(third.next_page_token.is_empty());
    check_refused(list(&other, first.next_page_token).await, Code::InvalidArgument, "INVALID_PAGE");
    assert!(list(&other, String::new()).await.unwrap().outputs.is_empty());
}

#[tokio::test]
async fn logs_are_followed_to_the_end_of_the_job() {
    let bench = bench();
    let (key, name) = bench.insert("/out/a");
    let id = name.trim_start_matches("jobs/");
    let log = |task| attempt_log(&bench.folder.path().join("logs"), id, task, 1);
    std::fs::create_dir_all(log(0).parent().unwrap()).unwrap();
    let claim = bench.api.store.claim(key, Moment::now()).unwrap().unwrap();
    std::fs::write(log(0), "one\ntwo\nthree\n").unwrap();
    let logs = |name: &str, attempt, follow, tail_lines| {
        bench.api.logs(v1::GetLogsRequest { name: name.into(), attempt, follow, tail_lines })
    };
    let mut stream = logs(&name, 0, true, 2).await.unwrap();
    let first = stream.next().await.unwrap().unwrap();
    assert_eq!((first.task.as_str(), first.attempt), (format!("{name}/tasks/0").as_str(), 1));
    assert_eq!(first.lines, ["two", "three"]);

    std::fs::write(log(0), "one\ntwo\nthree\nfour\nunfinished").unwrap();
    std::fs::write(log(1), "other task\n").unwrap();
    assert!(bench.api.store.begin_commit(&claim, Moment::now()).unwrap());
    bench.api.store.complete_task(&claim, 1, Moment::now()).unwrap();
    bench.run_to_end(key);
    let mut lines = Vec::new();
    while let Some(message) = stream.next().await {
        lines.extend(message.unwrap().lines);
    }
    assert_eq!(lines, ["four", "unfinished", "other task"]);

    let mut only = logs(&format!("{name}/tasks/1"), 1, false, 0).await.unwrap();
    assert_eq!(only.next().await.unwrap().unwrap().lines, ["other task"]);
    assert!(only.next().await.is_none());
    check_refused(logs(&format!("{name}/tasks/7"), 0, false, 0).await, Code::NotFound, "TASK_NOT_FOUND");
    check_refused(logs(&name, 9, false, 0).await, Code::NotFound, "ATTEMPT_NOT_FOUND");
    check_refused(logs(&format!("{name}/tasks/x"), 0, false, 0).await, Code::InvalidArgument, "INVALID_REQUEST");
}

#[tokio::test]
async fn a_submission_is_checked_and_repeated_safely() {
    let bench = bench();
    let submit = |spec, request_id: &str| {
        let request_id = request_id.to_owned();
        bench.api.submit(v1::SubmitJobRequest { spec, request_id, validate_only: false })
    };
    check_refused(submit(None, "").await, Code::InvalidArgument, "INVALID_REQUEST");
    let mut spec = spec_of("/out/a");
    check_refused(submit(Some(spec.clone()), "not-a-uuid").await, Code::InvalidArgument, "INVALID_REQUEST");

    // The root `ocf` of the job is not configured here.
    let status = submit(Some(spec.clone()), "").await.unwrap_err();
    assert_eq!(refusal(&status), (Code::InvalidArgument, "JOB_REJECTED".into()));
    let details = status.get_error_details();
    let fields: Vec<_> = details.bad_request().unwrap().field_violations.iter().map(|wrong| &wrong.field).collect();
    assert!(fields.contains(&&"clips[0].path".to_owned()), "{fields:?}");
    assert!(bench.api.list(v1::ListJobsRequest::default()).await.unwrap().jobs.is_empty());

    // A repeated call gets its job although the sources are not there any more.
    let id = "6f2c1c36-7a0e-4f8a-9a53-0b8f4d6d3a11";
    let job = NewJob { request: Some((id.into(), spec.encode_to_vec())), ..new_job("/out/a") };
    let Inserted::New(first) = bench.api.store.insert_job(&job, Moment::now()).unwrap() else { panic!("not new") };
    let again = submit(Some(spec.clone()), id).await.unwrap();
    assert!(again.duplicate);
    assert_eq!(again.job.unwrap().name, bench.api.store.job(first).unwrap().unwrap().name());
    nam(&mut spec).owner = Some("somebody else".into());
    check_refused(submit(Some(spec), id).await, Code::AlreadyExists, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn a_plan_tells_everything_that_is_wrong() {
    let bench = bench();
    let spec = Some(spec_of("/out/a"));
    let plan = bench.api.plan(v1::PlanJobRequest { spec }).await.unwrap().plan.unwrap();
    assert!(!plan.renderable);
    assert!(plan.findings.iter().any(|finding| finding.field == "clips[0].path"), "{:?}", plan.findings);
}

#[tokio::test]
async fn the_server_tells_what_it_is() {
    let bench = bench();
    let info = bench.api.info().await.unwrap().info.unwrap();
    assert!(info.colour_configs.contains(&info.default_colour_config), "{:?}", info.colour_configs);
    assert_eq!((info.roots.len(), info.roots[0].writable), (1, true));
    assert!(info.decoders.iter().any(|codec| codec.name == "prores"));
    assert!(info.devices[0].memory_bytes > 0 && !info.components.is_empty());
    let level = interneg_engine::cpu_level().unwrap();
    assert_eq!((info.devices[0].id.as_str(), info.devices[0].capability.as_str()), ("cpu", level));
    assert_eq!(info.default_device, "auto");
    let cuda = info.cuda.unwrap();
    assert!(!cuda.reason.is_empty() || info.devices.len() > 1, "either a GPU or why none renders: {cuda:?}");
}
