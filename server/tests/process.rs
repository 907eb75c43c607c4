//! `internegd` as a process: what it prints, how it ends, and that it leaves nobody behind.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use interneg_engine::ExitClass;
use interneg_proto::v1;
use interneg_proto::v1::render_service_client::RenderServiceClient;
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tonic::transport::Channel;

const JOB: &str = "rate = '24'\nrecord_start = '01:00:00:00'\noutput = 'out:'\n[name]\ntitle = 'a'\nsegment = 'lp'\n
    date = '20260101'\n[format]\ncontainer = 'exr'\n[colour]\ntarget = 'ACES2065-1'\n
    [[clips]]\npath = 'ocf:a.mov'\ncolour_space = 'ACEScg'\n";

/// A folder with two roots, a configuration and a job.
fn bench() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ocf", "out"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let config = format!(
        "listen = '127.0.0.1:0'\ndata_dir = '{0}/data'\n[[roots]]\nname = 'ocf'\npath = '{0}/ocf'\n
        [[roots]]\nname = 'out'\npath = '{0}/out'\nwritable = true\n",
        folder.path().display()
    );
    fs::write(folder.path().join("internegd.toml"), config).unwrap();
    fs::write(folder.path().join("job.toml"), JOB).unwrap();
    folder
}

fn internegd(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_internegd"));
    // Farms give their commands next to nothing.
    command.env_clear().current_dir(folder).args(arguments);
    command
}

fn output(folder: &Path, arguments: &[&str]) -> Output {
    internegd(folder, arguments).output().unwrap()
}

fn check_exit(output: &Output, code: i32, words: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(words), "{text}");
}

fn signal(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

/// Waits for a process that should end soon.
fn end_of(child: &mut Child) -> Option<i32> {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        assert!(Instant::now() < deadline, "process {} does not end", child.id());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A service that is stopped when the test ends, however it ends.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(folder: &Path) -> Self {
        let mut child = internegd(folder, &["serve", "--config", "internegd.toml"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening: ").map(|address| format!("http://{address}"));
        Self { child, address: address.unwrap() }
    }

    async fn channel(&self) -> Channel {
        Channel::from_shared(self.address.clone()).unwrap().connect().await.unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already, as most tests want it to.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[test]
fn the_configuration_is_printed_as_a_file_that_reads_back() {
    let folder = bench();
    let printed = output(folder.path(), &["config", "--config", "internegd.toml", "--workers", "7"]);
    assert!(printed.status.success());
    fs::write(folder.path().join("again.toml"), &printed.stdout).unwrap();
    let again = internegd(folder.path(), &["config"]).env("INTERNEG_CONFIG", "again.toml").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&again.stdout), String::from_utf8_lossy(&printed.stdout));
    assert!(String::from_utf8_lossy(&again.stdout).contains("workers = 7"));
}

#[test]
fn exit_codes_tell_who_must_act() {
    let folder = bench();
    let run = |job: &str| output(folder.path(), &["run", "--config", "internegd.toml", "--progress", "none", job]);
    check_exit(&output(folder.path(), &["run", "--nonsense"]), 2, "--nonsense");
    check_exit(&run("absent.toml"), 66, "absent.toml");
    check_exit(&run("job.toml"), 66, "SRC-MISSING");
    fs::write(folder.path().join("bad.toml"), "rate = 'fast'").unwrap();
    check_exit(&run("bad.toml"), 65, "bad.toml");
    fs::write(folder.path().join("outside.toml"), JOB.replace("ocf:a.mov", "/etc/hostname")).unwrap();
    check_exit(&run("outside.toml"), 77, "ROOT-OUTSIDE");
    fs::write(folder.path().join("ocf/a.mov"), "not a movie").unwrap();
    check_exit(&run("job.toml"), 65, "clips[0].path");
    fs::write(folder.path().join("wrong.toml"), "wokers = 3").unwrap();
    check_exit(&output(folder.path(), &["serve", "--config", "wrong.toml"]), 78, "wokers");
    check_exit(&output(folder.path(), &["serve", "--root", "a=/nonexistent"]), 78, "/nonexistent");
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 0, "nothing is written for refused jobs");
}

#[test]
fn a_level_that_the_processors_have_not_is_refused_at_the_start() {
    let folder = bench();
    for arguments in [&["config"][..], &["devices"], &["run", "job.toml"], &["serve", "--config", "internegd.toml"]] {
        let refused = internegd(folder.path(), arguments).env("INTERNEG_CPU", "avx1024").output().unwrap();
        check_exit(&refused, 78, "INTERNEG_CPU is avx1024, this machine has baseline");
    }
    let lowered = internegd(folder.path(), &["devices"]).env("INTERNEG_CPU", "baseline").output().unwrap();
    check_exit(&lowered, 0, "");
    assert!(String::from_utf8_lossy(&lowered.stdout).starts_with("cpu     kernels at level baseline\n"), "{lowered:?}");
}

#[test]
fn devices_are_told_to_people_and_programs_and_never_end_in_a_panic() {
    let folder = bench();
    let told = output(folder.path(), &["devices"]);
    check_exit(&told, 0, "");
    assert!(String::from_utf8_lossy(&told.stdout).contains("\nCUDA    "), "{told:?}");
    let told = output(folder.path(), &["devices", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let gpus = json["cuda"]["gpus"].as_array().unwrap().len();
    assert!(!json["cuda"]["absence"].is_null() || gpus > 0, "a GPU, or why none renders: {json}");
}

#[test]
fn the_device_of_the_configuration_may_come_from_the_environment() {
    let folder = bench();
    let printed = internegd(folder.path(), &["config"]).env("INTERNEG_DEVICE", "cuda:1").output().unwrap();
    assert!(String::from_utf8_lossy(&printed.stdout).contains("device = \"cuda:1\"\n"), "{printed:?}");
    let refused = internegd(folder.path(), &["config"]).env("INTERNEG_DEVICE", "gpu").output().unwrap();
    check_exit(&refused, 78, "INTERNEG_DEVICE: \"gpu\" is no device");
}

#[test]
fn farms_hear_of_a_failure_in_their_own_words() {
    let folder = bench();
    let run = output(folder.path(), &["run", "--config", "internegd.toml", "--progress", "openjd", "job.toml"]);
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(text.starts_with("openjd_fail: job rejected: "), "{text}");
    let run = output(folder.path(), &["run", "--config", "internegd.toml", "--progress", "json", "job.toml"]);
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(json["event"], "failed");
}

#[tokio::test]
async fn the_service_answers_and_ends_in_order() {
    let folder = bench();
    let mut service = Service::start(folder.path());
    let mut health = tonic_health::pb::health_client::HealthClient::new(service.channel().await);
    for name in ["", v1::SERVICE_NAME] {
        let request = tonic_health::pb::HealthCheckRequest { service: name.into() };
        let status = health.check(request).await.unwrap().into_inner().status();
        assert_eq!(status, tonic_health::pb::health_check_response::ServingStatus::Serving, "{name:?}");
    }
    let mut client = RenderServiceClient::new(service.channel().await);
    assert!(client.list_jobs(v1::ListJobsRequest::default()).await.unwrap().into_inner().jobs.is_empty());
    let other = output(folder.path(), &["serve", "--config", "internegd.toml"]);
    check_exit(&other, 75, "data_dir");
    signal(&service.child, Signal::TERM);
    let asked = Instant::now();
    assert_eq!(end_of(&mut service.child), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[test]
fn a_service_without_its_store_ends() {
    let folder = bench();
    let mut service = Service::start(folder.path());
    let file = rusqlite::Connection::open(folder.path().join("data/jobs.sqlite")).unwrap();
    file.execute_batch("PRAGMA foreign_keys = OFF; DROP TABLE tasks").unwrap();
    // Nobody calls; it must find out by itself.
    assert_eq!(end_of(&mut service.child), Some(70));
}

#[test]
fn the_help_lists_every_exit_code() {
    let folder = bench();
    let help = String::from_utf8(output(folder.path(), &["--help"]).stdout).unwrap();
    assert!(help.starts_with("Examples:"), "{help}");
    let ours = (0..=u8::MAX).filter(|code| ExitClass::from_code(*code).code() == *code);
    for code in ours.chain([130]) {
        assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{code}  "))), "{code}: {help}");
    }
}

#[test]
fn what_stopped_jobs_left_is_listed_and_removed_on_request() {
    let folder = bench();
    let stage = folder.path().join("out/show/.interneg/0123/stage");
    fs::create_dir_all(&stage).unwrap();
    fs::write(stage.join("frame"), vec![0; 3 << 20]).unwrap();
    let clean =
        |arguments: &[&str]| output(folder.path(), &[&["clean", "--config", "internegd.toml"], arguments].concat());
    let told = |arguments: &[&str]| {
        let output = clean(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let listed = told(&["out:show", "--remove"]);
    assert!(listed.starts_with("recent") && listed.contains("3.0 MiB"), "{listed}");
    let listed = told(&["out:show", "--older-than-days", "0"]);
    assert!(listed.starts_with("removable") && stage.exists(), "{listed}");
    let listed = told(&["out:show", "--older-than-days", "0", "--remove"]);
    assert!(listed.starts_with("removed") && !stage.exists(), "{listed}");
    assert_eq!(told(&["out:show", "out:"]), "");
    check_exit(&clean(&["ocf:"]), 77, "ocf");
    check_exit(&clean(&["/etc"]), 77, "/etc");
}

#[tokio::test]
async fn reflection_knows_the_contract() {
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
    let folder = bench();
    let service = Service::start(folder.path());
    let mut client = ServerReflectionClient::new(service.channel().await);
    let request = tonic_reflection::pb::v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut answers = client.server_reflection_info(tokio_stream::once(request)).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else { panic!("{answer:?}") };
    let names: Vec<&str> = list.service.iter().map(|service| service.name.as_str()).collect();
    assert!(names.contains(&v1::SERVICE_NAME) && names.contains(&"grpc.health.v1.Health"), "{names:?}");
}

/// A worker whose plan is a pipe that nobody writes into: it starts and then waits for ever.
fn waiting_worker(folder: &Path) -> Child {
    let pipe = folder.join("plan.json");
    if !pipe.exists() {
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    }
    let arguments = ["worker", "--plan", "plan.json", "--frames", "1-2", "--token", "t", "--stage", "s"];
    internegd(folder, &arguments)
        .args(["--memory-bytes", "1000"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_worker_does_not_outlive_its_coordinator() {
    let folder = bench();
    let mut worker = waiting_worker(folder.path());
    worker.stdin.as_mut().unwrap().write_all(b"words are no end\n").unwrap();
    assert!(worker.try_wait().unwrap().is_none());
    drop(worker.stdin.take());
    assert_eq!(end_of(&mut worker), Some(143));
}

#[test]
fn a_worker_says_why_it_cannot_work() {
    let folder = bench();
    fs::write(folder.path().join("plan.json"), "{}").unwrap();
    let mut worker = waiting_worker(folder.path());
    let mut line = String::new();
    BufReader::new(worker.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let event: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&event["event"], &event["class"]), (&"failed".into(), &"internal".into()));
    assert_eq!(end_of(&mut worker), Some(70));
}
