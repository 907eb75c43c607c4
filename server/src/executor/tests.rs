use super::*;
use interneg_engine::{DeviceRequest, ExitClass, WorkerEvent};
use interneg_spec::{DeviceChoice, FrameRange};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const DONE: &str = r#"echo '{"event":"done","frames":{"first":1,"end":3}}'"#;

fn attempt(folder: &Path) -> Attempt {
    Attempt {
        job: "job".into(),
        task: 4,
        attempt: 2,
        plan_file: folder.join("plan.json"),
        frames: FrameRange::new(1, 3),
        token: "t0".into(),
        stage_folder: folder.join("stage"),
        threads: 2,
        memory_bytes: 1000,
        device: DeviceRequest::Prefer(1),
        kernel_folder: folder.join("kernels"),
        gpu_silence: GPU_SILENCE,
    }
}

struct Ran {
    outcome: Outcome,
    events: Vec<WorkerEvent>,
    log: String,
    took: Duration,
}

/// Runs `script` as a worker; `stop_at_start` stops it as soon as it says that it has started.
async fn run(script: &str, stop_at_start: bool) -> Ran {
    run_with(script, stop_at_start, |_| {}).await
}

async fn run_with(script: &str, stop_at_start: bool, change: impl FnOnce(&mut Attempt)) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let command = WorkerCommand::new("/bin/sh".into(), vec!["-c".into(), script.into(), "worker".into()]);
    let (stop, mut attempt) = (CancellationToken::new(), attempt(folder.path()));
    change(&mut attempt);
    let logs = folder.path().join("logs");
    let (sender, events) = mpsc::channel();
    let stopper = stop.clone();
    let started = Instant::now();
    let on_event = Box::new(move |event| {
        if stop_at_start && matches!(event, WorkerEvent::Started { .. }) {
            stopper.cancel();
        }
        sender.send(event).unwrap();
    });
    let outcome = run_attempt(&command, &attempt, &LogTarget::Folder(logs.clone()), &stop, on_event).await;
    let log = std::fs::read_to_string(attempt_log(&logs, "job", 4, 2)).unwrap();
    Ran { outcome, events: events.try_iter().collect(), log, took: started.elapsed() }
}

async fn check_failure(script: &str, class: ExitClass, words: &str) {
    match run(script, false).await.outcome {
        Outcome::Failed { class: found, message } => {
            assert_eq!(found, class, "{script}");
            assert!(message.contains(words), "{message}");
        }
        other => panic!("{script}: {other:?}"),
    }
}

#[tokio::test]
async fn a_worker_is_told_everything_and_heard() {
    let script = format!(
        "echo \"$@\" >&2; echo '{{\"event\":\"started\",\"frames\":{{\"first\":1,\"end\":3}},\"device\":\"cuda:1\"}}'; {DONE}"
    );
    let ran = run(&script, false).await;
    assert_eq!(ran.outcome, Outcome::Done);
    let frames = FrameRange::new(1, 3);
    let started = WorkerEvent::Started { frames, device: DeviceChoice::Cuda(1) };
    assert_eq!(ran.events, [started, WorkerEvent::Done { frames }]);
    let told =
        "--plan /|--frames 1-2 |--token t0 |/stage |--threads 2 |--memory-bytes 1000 |--placement auto:1 |/kernels";
    for argument in told.split('|') {
        assert!(ran.log.contains(argument), "{argument}: {}", ran.log);
    }
}

#[tokio::test]
async fn a_warning_is_heard_and_stops_nothing() {
    let warning = r#"echo '{"event":"warning","message":"out of memory on cuda:1"}'"#;
    let ran = run(&format!("{warning}; {DONE}"), false).await;
    assert_eq!(ran.outcome, Outcome::Done);
    assert_eq!(ran.events[0], WorkerEvent::Warning { message: "out of memory on cuda:1".into() });
}

#[tokio::test]
async fn a_worker_has_the_environment_of_its_service() {
    // Cargo tells every test where its crate lies; `INTERNEG_CPU` goes the same way.
    let ran = run(&format!("echo \"$CARGO_MANIFEST_DIR\" >&2; {DONE}"), false).await;
    assert_eq!(ran.log.trim_end(), env!("CARGO_MANIFEST_DIR"));
}

#[tokio::test]
async fn success_needs_both_the_word_and_the_code() {
    check_failure("exit 0", ExitClass::Internal, "without saying").await;
    check_failure(&format!("{DONE}; exit 74"), ExitClass::Io, "exit code 74").await;
    // Noise on standard output counts for nothing.
    assert_eq!(run(&format!("echo hello; echo '{{}}'; {DONE}"), false).await.outcome, Outcome::Done);
}

#[tokio::test]
async fn a_failure_keeps_its_class_and_words() {
    let says = r#"echo '{"event":"failed","class":"bad_input","message":"frame 3: broken"}'"#;
    check_failure(&format!("{says}; exit 65"), ExitClass::BadInput, "frame 3: broken").await;
    check_failure("exit 42", ExitClass::Unclassified, "exit code 42").await;
    check_failure("kill -SEGV $$", ExitClass::Unclassified, "signal 11").await;
    // Somebody else's SIGTERM is no reason to give the task up.
    check_failure("exit 143", ExitClass::Unclassified, "stopped from outside").await;
}

#[tokio::test]
async fn a_program_that_is_not_there_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let command = WorkerCommand::new("/nonexistent/worker".into(), Vec::new());
    let logs = LogTarget::Folder(folder.path().join("logs"));
    let stop = CancellationToken::new();
    let outcome = run_attempt(&command, &attempt(folder.path()), &logs, &stop, Box::new(|_| {})).await;
    assert!(matches!(outcome, Outcome::Failed { class: ExitClass::Io, .. }), "{outcome:?}");
}

const STARTED: &str = r#"echo '{"event":"started","frames":{"first":1,"end":3},"device":"cpu"}'"#;

#[tokio::test]
async fn a_stop_reaches_the_worker_at_once() {
    let ran = run(&format!("{STARTED}; exec sleep 60"), true).await;
    assert_eq!(ran.outcome, Outcome::Stopped);
    assert!(ran.took < Duration::from_secs(1), "{:?}", ran.took);
}

#[tokio::test]
async fn a_worker_that_ignores_the_stop_is_killed_with_its_children() {
    // The child would keep the log and the output open for a minute.
    let ran = run(&format!("trap '' TERM; sleep 60 & {STARTED}; wait; sleep 60"), true).await;
    assert_eq!(ran.outcome, Outcome::Stopped);
    assert!(ran.took >= Duration::from_secs(1) && ran.took < Duration::from_secs(4), "{:?}", ran.took);
}

#[tokio::test]
async fn the_lifeline_stays_open_while_the_worker_runs() {
    // `read` would return at once from a closed standard input; a worker takes its end for the death of its coordinator.
    let script = format!("{STARTED}; read -r line; exit 99");
    let ran = run(&script, true).await;
    assert_eq!(ran.outcome, Outcome::Stopped, "the worker saw the end of its input");
}

#[tokio::test]
async fn a_worker_that_is_silent_on_a_gpu_is_ended_and_the_gpu_blamed() {
    // Before it begins, in the middle, and after it has closed its output; the second one ignores the signal.
    let on_gpu = STARTED.replace("cpu", "cuda:1");
    for script in ["exec sleep 60", &format!("{on_gpu}; trap '' TERM; sleep 60"), "exec sleep 60 >/dev/null"] {
        let ran = run_with(script, false, |attempt| attempt.gpu_silence = Duration::from_millis(50)).await;
        let Outcome::Failed { class: ExitClass::Device, message } = &ran.outcome else { panic!("{:?}", ran.outcome) };
        assert!(message.contains("cuda:1 hangs"), "{message}");
    }
}

#[tokio::test]
async fn a_worker_on_processors_may_be_silent() {
    let slow = format!("{STARTED}; sleep 0.2; {DONE}");
    let cpu = |attempt: &mut Attempt| (attempt.device, attempt.gpu_silence) = (DeviceRequest::Cpu, Duration::ZERO);
    assert_eq!(run_with(&slow, false, cpu).await.outcome, Outcome::Done);
}
