//! The program `interneg` against a scripted service: exit codes, what is printed where, broken streams, Ctrl-C.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod fake;
mod review;

use fake::{Script, Step, held, serve};
use interneg_proto::v1;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};
use v1::job::State;

const JOB: &str = "jobs/9f8b6f7a-5d5c-4a58-8d7b-0e5d0a3b1c2d";
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/nam.toml");

/// How a run of the program ended.
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Ran {
    #[track_caller]
    fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

fn program(address: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interneg"));
    command.args(["--server", address]).args(arguments).env("NO_COLOR", "1").stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn run(script: &Arc<Script>, arguments: &[&str]) -> Ran {
    let address = serve(Arc::clone(script)).await;
    let output = program(&address, arguments).output().await.unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn job(state: State) -> v1::Job {
    let delivery_folder = "/srv/deliveries/show_nam".to_owned();
    v1::Job { name: JOB.to_owned(), state: state.into(), delivery_folder, ..v1::Job::default() }
}

fn failed(exit_code: u32) -> v1::Job {
    let message = "no such file: /ocf/A001.mov".to_owned();
    let failure = v1::Failure { reason: "MISSING_INPUT".into(), exit_code, message, ..v1::Failure::default() };
    v1::Job { failure: Some(failure), ..job(State::Failed) }
}

fn message(sequence: u64, job: v1::Job) -> Step {
    Step::Send(Box::new(v1::WatchJobResponse { sequence, job: Some(job), ..v1::WatchJobResponse::default() }))
}

/// A service that accepts one job, with these watch streams in turn.
fn accepting(watches: Vec<Vec<Step>>) -> Arc<Script> {
    let script = Script::default();
    let answer = v1::SubmitJobResponse { job: Some(job(State::Queued)), duplicate: false };
    held(&script.submits).push_back(Ok(answer));
    held(&script.watches).extend(watches);
    Arc::new(script)
}

#[tokio::test]
async fn submit_prints_the_name_of_the_job() {
    let ran = run(&accepting(vec![]), &["submit", EXAMPLE]).await.expect(0);
    assert_eq!(ran.stdout, format!("{JOB}\n"));
    let ran = run(&accepting(vec![]), &["submit", EXAMPLE, "--json"]).await.expect(0);
    assert_eq!((&ran.json()["job"]["name"], &ran.json()["duplicate"]), (&JOB.into(), &false.into()));
}

#[tokio::test]
async fn submit_and_wait_ends_as_the_job_does() {
    let steps = |end| vec![vec![message(1, job(State::Queued)), message(2, job(State::Running)), message(3, end)]];
    let ran = run(&accepting(steps(job(State::Succeeded))), &["submit", EXAMPLE, "--wait"]).await.expect(0);
    assert_eq!(ran.stdout, format!("{JOB}\nsucceeded /srv/deliveries/show_nam\n"));
    assert!(ran.stderr.contains("queued: ") && ran.stderr.contains("succeeded: "), "{}", ran.stderr);
    let ran = run(&accepting(steps(failed(66))), &["submit", EXAMPLE, "--wait"]).await.expect(66);
    assert!(ran.stderr.contains("error: failed MISSING_INPUT: no such file: /ocf/A001.mov"), "{}", ran.stderr);
    let ran = run(&accepting(steps(job(State::Cancelled))), &["submit", EXAMPLE, "--wait"]).await.expect(143);
    assert_eq!(ran.stdout, format!("{JOB}\n"), "nothing was delivered");
    let ran = run(&accepting(steps(failed(74))), &["submit", EXAMPLE, "--wait", "--json"]).await.expect(74);
    assert_eq!(ran.json()["job"]["failure"]["exit_code"], 74);
}

#[tokio::test]
async fn a_submission_is_repeated_under_the_same_request_id() {
    let script = accepting(vec![]);
    held(&script.submits).push_front(Err(Status::unavailable("starting")));
    run(&script, &["submit", EXAMPLE]).await.expect(0);
    let calls = script.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0], calls[1]);
}

#[tokio::test]
async fn a_refusal_names_each_field_and_ends_with_65() {
    let refusal = || {
        let mut details = ErrorDetails::with_error_info("JOB_REJECTED", "interneg", []);
        let violation = |field, rule: &str, description| FieldViolation {
            reason: rule.into(),
            ..FieldViolation::new(field, description)
        };
        details.set_bad_request(vec![
            violation("clips[0].range", "SRC-RANGE", "not said; set clips[0].range"),
            violation("raster", "NAM-08", "differs; leave out raster"),
        ]);
        let script = Script::default();
        let status = Status::with_error_details(Code::InvalidArgument, "job rejected for 2 reasons", details);
        held(&script.submits).push_back(Err(status));
        Arc::new(script)
    };
    let ran = run(&refusal(), &["submit", EXAMPLE]).await.expect(65);
    assert_eq!(
        ran.stderr,
        "error: job rejected for 2 reasons (JOB_REJECTED)\n  clips[0].range: not said; set clips[0].range [SRC-RANGE]\n  \
         raster: differs; leave out raster [NAM-08]\n"
    );
    let ran = run(&refusal(), &["submit", EXAMPLE, "--json"]).await.expect(65);
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(error["error"]["reason"], "JOB_REJECTED");
    assert_eq!(error["error"]["violations"][1]["rule"], "NAM-08");
    assert_eq!(error["error"]["exit_code"], 65);
}

#[tokio::test]
async fn a_plan_with_an_error_ends_with_65() {
    let finding = |level: v1::finding::Level| v1::Finding {
        rule: "NAM-06".into(),
        level: level.into(),
        field: "client_approved_resolution".into(),
        message: "raster 1920x1080 of clips[0] is below 3840x2160".into(),
        remedy: "ask the client".into(),
    };
    let script = Arc::new(Script::default());
    let plan = |renderable, level| v1::Plan { renderable, findings: vec![finding(level)], ..v1::Plan::default() };
    let (error, note) = (v1::finding::Level::Error, v1::finding::Level::Note);
    held(&script.plans).extend([plan(false, error), plan(false, error), plan(true, note)]);
    let ran = run(&script, &["plan", EXAMPLE]).await.expect(65);
    let line =
        "  error NAM-06 client_approved_resolution: raster 1920x1080 of clips[0] is below 3840x2160; ask the client\n";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("would be refused: 1 error, 0 warnings\n"), "{}", ran.stdout);
    let ran = run(&script, &["plan", EXAMPLE, "--json"]).await.expect(65);
    assert_eq!(ran.json()["findings"][0]["rule"], "NAM-06");
    assert_eq!(ran.json()["findings"][0]["level"], "error");
    run(&script, &["plan", EXAMPLE]).await.expect(0);
}

#[tokio::test]
async fn a_broken_stream_is_taken_up_where_it_broke() {
    let script = accepting(vec![
        vec![message(3, job(State::Running)), Step::Fail(Status::unavailable("restarting"))],
        vec![message(4, job(State::Running))],
        vec![message(9, job(State::Succeeded))],
    ]);
    let ran = run(&script, &["watch", JOB, "--json"]).await.expect(0);
    let after = |sequence| format!("watch {JOB} after {sequence}");
    assert_eq!(script.calls(), [after(0), after(3), after(4)]);
    let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|line| (line["sequence"].as_u64(), line["job"]["state"].as_str())).collect();
    assert_eq!(told, [(Some(3), Some("running")), (Some(4), Some("running")), (Some(9), Some("succeeded"))]);
    assert!(ran.stderr.contains("restarting; trying again"), "{}", ran.stderr);
}

#[tokio::test]
async fn a_refused_watch_is_not_repeated() {
    let details = ErrorDetails::with_error_info("JOB_NOT_FOUND", "interneg", []);
    let gone = Status::with_error_details(Code::NotFound, format!("no such job: {JOB}"), details);
    let script = accepting(vec![vec![Step::Fail(gone)]]);
    let ran = run(&script, &["watch", JOB]).await.expect(66);
    assert_eq!(ran.stderr, format!("error: no such job: {JOB} (JOB_NOT_FOUND)\n"));
    assert_eq!(script.calls().len(), 1);
}

/// A client that follows a running job; returns once it has said so.
async fn following(script: &Arc<Script>) -> (Child, BufReader<tokio::process::ChildStderr>) {
    let address = serve(Arc::clone(script)).await;
    let mut child = program(&address, &["watch", JOB]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    read_until(&mut stderr, "running: ").await;
    (child, stderr)
}

async fn read_until(stderr: &mut BufReader<tokio::process::ChildStderr>, start: &str) {
    let mut line = String::new();
    while !line.starts_with(start) {
        line.clear();
        let read = tokio::time::timeout(Duration::from_secs(20), stderr.read_line(&mut line)).await.unwrap().unwrap();
        assert!(read > 0, "the client ended before it said {start:?}");
    }
}

fn interrupt(child: &Child) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw).unwrap();
    kill_process(pid, Signal::INT).unwrap();
}

fn running_until_cancelled() -> Arc<Script> {
    accepting(vec![
        vec![message(2, job(State::Running)), Step::AwaitCancel],
        vec![message(2, job(State::Cancelling)), message(3, job(State::Cancelled))],
    ])
}

#[tokio::test]
async fn one_interrupt_leaves_the_job_running() {
    let script = running_until_cancelled();
    let (mut child, mut stderr) = following(&script).await;
    interrupt(&child);
    assert_eq!(child.wait().await.unwrap().code(), Some(130));
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).await.unwrap();
    assert!(rest.contains(&format!("{JOB} goes on; follow it with: interneg watch {JOB}")), "{rest}");
    assert!(!script.calls().iter().any(|call| call.starts_with("cancel")), "{:?}", script.calls());
}

#[tokio::test]
async fn a_second_interrupt_cancels_the_job() {
    let script = running_until_cancelled();
    let (mut child, mut stderr) = following(&script).await;
    interrupt(&child);
    read_until(&mut stderr, "leaving; ").await;
    interrupt(&child);
    read_until(&mut stderr, "cancelled: ").await;
    assert_eq!(child.wait().await.unwrap().code(), Some(130));
    assert!(script.calls().contains(&format!("cancel {JOB}")), "{:?}", script.calls());
}

#[tokio::test]
async fn list_turns_pages_with_one_filter() {
    let script = Arc::new(Script::default());
    let page = |jobs: usize, token: &str| v1::ListJobsResponse {
        jobs: vec![job(State::Failed); jobs],
        next_page_token: token.to_owned(),
    };
    held(&script.pages).extend([page(2, "next"), page(2, "")]);
    let ran = run(&script, &["list", "--state=failed", "--limit=3", "--json"]).await.expect(0);
    assert_eq!(script.calls(), [r#"list 3 "" [5]"#, r#"list 3 "next" [5]"#]);
    assert_eq!((ran.json()["jobs"].as_array().map(Vec::len), &ran.json()["more"]), (Some(3), &true.into()));
}

#[tokio::test]
async fn logs_ask_for_what_was_asked_and_say_where_lines_came_from() {
    let script = Arc::new(Script::default());
    let part = || v1::GetLogsResponse { task: format!("{JOB}/tasks/4"), attempt: 2, lines: vec!["decoding".into()] };
    held(&script.logs).push(part());
    let ran = run(&script, &["logs", JOB, "--task=4", "--attempt=2", "--tail=10"]).await.expect(0);
    assert_eq!(ran.stdout, "[4.2] decoding\n");
    assert_eq!(script.calls(), [format!("logs {JOB}/tasks/4 2 false 10")]);
    held(&script.logs).push(part());
    let ran = run(&script, &["logs", JOB, "--json"]).await.expect(0);
    assert_eq!(ran.json()["line"], "decoding");
}

#[tokio::test]
async fn verify_needs_no_server() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.exr"), b"pixels").unwrap();
    let path = folder.path().to_str().unwrap();
    let verify = async |arguments: &[&str]| {
        let output = program("http://127.0.0.1:9", arguments).output().await.unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(verify(&["verify", path]).await.0, Some(66), "there is no manifest");
    // The digest is that of md5sum.
    std::fs::write(folder.path().join("checksum.txt"), "a.exr\t6\tmd5\td399848208da8b80a306af0fd62bb03f\n").unwrap();
    let (code, stdout) = verify(&["verify", path]).await;
    assert_eq!(code, Some(0), "{stdout}");
    std::fs::write(folder.path().join("a.exr"), b"Pixels").unwrap();
    std::fs::write(folder.path().join("late.exr"), b"").unwrap();
    let (code, stdout) = verify(&["verify", path, "--json"]).await;
    assert_eq!(code, Some(65));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&report["good"], &report["class"]), (&false.into(), &"mismatch".into()));
    let problems = report["problems"].as_array().unwrap();
    let told: Vec<_> = problems.iter().map(|problem| (problem["problem"].as_str(), problem["path"].as_str())).collect();
    assert!(told.contains(&(Some("digest_differs"), Some("a.exr"))), "{stdout}");
    assert!(told.contains(&(Some("extra"), Some("late.exr"))), "{stdout}");
}
