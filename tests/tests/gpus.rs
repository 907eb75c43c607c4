//! Jobs on GPUs, under the simulated driver and compiler of the kernels' own tests: where tasks go, what happens to them
//! when a GPU is full or lost, and that a delivery has the same bytes whatever happened.

#[path = "../../kernels/tests/simulator/mod.rs"]
#[expect(dead_code, reason = "the kernels' own tests run their test programs in it, these run ours")]
mod simulator;

use interneg_tests::{JobText, Ran, Server, Shoot, Site, files_below, internegd, terminate, wait_until};
use serde_json::Value;
use simulator::Simulator;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What the simulated driver is told; see `kernels/simulator/cuda.cpp`.
type Settings = [(&'static str, &'static str)];

/// Lets a command find the simulated libraries first.
fn simulate(command: &mut Command, libraries: &Path, simulator: &Simulator, settings: &Settings) {
    let template = simulator.command("");
    for (key, value) in template.get_envs() {
        command.env(key, value.expect("the simulator only sets variables"));
    }
    command.env("LD_LIBRARY_PATH", libraries).envs(settings.iter().copied());
}

fn job(device: &str) -> JobText {
    let original = Shoot::of("prores4444").make();
    JobText::new().trimmed(&original, "01:00:00:00", "01:00:00:06").top("device", &format!("{device:?}"))
}

/// The files that the processors deliver.
fn on_processors() -> BTreeMap<String, Vec<u8>> {
    let site = Site::new();
    site.render(&job("cpu"));
    delivered(&site)
}

fn delivered(site: &Site) -> BTreeMap<String, Vec<u8>> {
    files_below(&site.delivery_folder())
}

/// A job that a service has brought to its end.
struct Ended {
    site: Site,
    code: i32,
    /// The answer to `get`.
    got: Value,
    /// All events, as `watch` tells them.
    events: Vec<Value>,
}

impl Ended {
    /// Device of the latest attempt, and number of attempts, of each task.
    fn tasks(&self) -> Vec<(&str, u64)> {
        let tasks = self.got["tasks"].as_array().expect("tasks").iter();
        tasks.map(|task| (task["device"].as_str().unwrap_or("?"), task["attempt"].as_u64().unwrap_or(0))).collect()
    }

    fn warnings(&self) -> Vec<&str> {
        let warnings = self.got["warnings"].as_array().expect("warnings").iter();
        warnings.map(|warning| warning["message"].as_str().unwrap_or("?")).collect()
    }

    fn events_of(&self, kind: &str) -> usize {
        self.events.iter().filter(|event| event["kind"] == kind).count()
    }
}

/// Runs a job in a service of one worker with tasks of three frames.
fn serve(device: &str, libraries: &Path, simulator: &Simulator, settings: &Settings) -> Ended {
    serve_job(&job(device), libraries, simulator, settings)
}

fn serve_job(job: &JobText, libraries: &Path, simulator: &Simulator, settings: &Settings) -> Ended {
    let site = Site::new().bounds(1, 2, 3);
    let server = Server::start_with(&site, |command| simulate(command, libraries, simulator, settings));
    let name = server.submit(&site.write_job(job));
    let watched = server.watch(&name);
    let got = server.client(&["get", &name]).expect_code(0).json();
    let again = server.watch(&name).json_lines();
    let events = again.iter().flat_map(|line| line["events"].as_array().cloned().unwrap_or_default()).collect();
    Ended { code: watched.code, got, events, site }
}

#[test]
fn the_machine_tells_its_gpus_and_what_they_lack() {
    let Some(simulator) = Simulator::get() else { return };
    let told = |libraries: &Path, settings: &Settings| {
        let mut command = Command::new(internegd());
        command.args(["devices", "--json"]);
        simulate(&mut command, libraries, simulator, settings);
        Ran::of(&mut command).expect_code(0).json()["cuda"].clone()
    };
    let two = told(&simulator.libraries, &[("INTERNEG_SIM_DEVICES", "2")]);
    assert_eq!((two["gpus"].as_array().map(Vec::len), &two["absence"]), (Some(2), &Value::Null), "{two}");
    assert_eq!(two["gpus"][0]["compute_capability"], "8.6");
    assert!(two["driver_version"].is_string() && two["compiler_version"].is_string(), "{two}");
    // Each of them is an ordinary answer; only what should work and does not is a fault.
    let hollow = told(&simulator.hollow, &[]);
    assert_eq!(hollow["absence"]["is_fault"], true, "{hollow}");
    let no_compiler = told(&simulator.hollow_compiler, &[]);
    assert_eq!(
        (no_compiler["gpus"].as_array().map(Vec::len), &no_compiler["absence"]["is_fault"]),
        (Some(1), &true.into())
    );
    let none = told(&simulator.libraries, &[("INTERNEG_SIM_INIT", "100")]);
    assert_eq!(
        (&none["absence"]["is_fault"], none["gpus"].as_array().map(Vec::len)),
        (&false.into(), Some(0)),
        "{none}"
    );
    let broken = told(&simulator.libraries, &[("INTERNEG_SIM_INIT", "804")]);
    assert_eq!(broken["absence"]["is_fault"], true, "{broken}");
}

#[test]
fn a_delivery_from_gpus_has_the_bytes_of_the_processors() {
    let Some(simulator) = Simulator::get() else { return };
    let expected = on_processors();
    for (device, gpus, used) in [
        ("cuda:0", "1", ["cuda:0", "cuda:0"]),
        ("cuda:1", "2", ["cuda:1", "cuda:1"]),
        ("auto", "2", ["cuda:0", "cuda:1"]),
    ] {
        let ended = serve(device, &simulator.libraries, simulator, &[("INTERNEG_SIM_DEVICES", gpus)]);
        assert_eq!(ended.code, 0, "{}", ended.got);
        assert_eq!(ended.tasks(), used.map(|used| (used, 1)), "{device}");
        assert!(ended.warnings().is_empty(), "{:?}", ended.warnings());
        assert!(delivered(&ended.site) == expected, "{device}: bytes differ");
        let kernels = ended.site.path().join("data/kernels");
        assert!(kernels.read_dir().is_ok_and(|mut files| files.next().is_some()), "kernels are kept for the next task");
    }
}

#[test]
fn every_source_and_format_has_the_bytes_of_the_processors() {
    let Some(simulator) = Simulator::get() else { return };
    let sources = ["dpx", "h264", "exr"].map(|kind| Shoot::of(kind).frames(3).make());
    let whole = |format: &dyn Fn(JobText) -> JobText| {
        // One job of all sources, so that a thread's buffers go through all of their sizes.
        format(sources.iter().fold(JobText::new(), |job, source| job.clip(source)))
    };
    let formats: [&dyn Fn(JobText) -> JobText; 3] = [&|job| job.exr("none"), &|job| job.dpx(16), &|job| job.dpx(10)];
    for format in formats {
        let rendered = |device: &str| {
            let site = Site::new();
            let mut command = site.run_command(&whole(format).top("device", &format!("{device:?}")));
            simulate(command.env("INTERNEG_LOG", "info"), &simulator.libraries, simulator, &[]);
            let ran = Ran::of(&mut command).expect_code(0);
            (delivered(&site), ran.stderr)
        };
        let (expected, _) = rendered("cpu");
        let (found, log) = rendered("cuda:0");
        assert!(log.contains("device=cuda:0") && !log.contains("WARN"), "{log}");
        assert!(found == expected, "bytes differ");
    }
}

#[test]
fn a_gpu_that_is_full_is_replaced_by_the_processors_with_a_warning() {
    let Some(simulator) = Simulator::get() else { return };
    let expected = on_processors();
    for setting in ["INTERNEG_SIM_MEMORY", "INTERNEG_SIM_PINNED"] {
        for device in ["auto", "cuda:0"] {
            let ended = serve(device, &simulator.libraries, simulator, &[(setting, "100000")]);
            assert_eq!(ended.code, 0, "{}", ended.got);
            let warnings = ended.warnings();
            assert!(!warnings.is_empty() && warnings.iter().all(|text| text.contains("out of")), "{warnings:?}");
            assert_eq!(ended.events_of("warning"), warnings.len(), "{:?}", ended.events);
            assert!(delivered(&ended.site) == expected, "{setting} {device}: bytes differ");
        }
    }
}

#[test]
fn a_task_that_loses_its_gpu_is_done_by_the_processors() {
    let Some(simulator) = Simulator::get() else { return };
    let expected = on_processors();
    let ended = serve("auto", &simulator.libraries, simulator, &[("INTERNEG_SIM_LOSE_AT", "2")]);
    assert_eq!(ended.code, 0, "{}", ended.got);
    // The second task does not go where the first one has failed.
    assert_eq!(ended.tasks(), [("cpu", 2), ("cpu", 1)]);
    assert_eq!(ended.events_of("task_retry"), 1, "{:?}", ended.events);
    assert!(delivered(&ended.site) == expected, "bytes differ");
    // What is asked for by name is not replaced: the job fails and says who is to blame.
    let ended = serve("cuda:0", &simulator.libraries, simulator, &[("INTERNEG_SIM_LOSE_AT", "2")]);
    assert_eq!((ended.code, ended.got["job"]["failure"]["reason"].as_str()), (69, Some("DEVICE")), "{}", ended.got);
    assert!(ended.site.deliveries().is_empty());
}

#[test]
fn a_driver_or_compiler_that_does_not_work_is_told_once_and_the_processors_render() {
    let Some(simulator) = Simulator::get() else { return };
    let expected = on_processors();
    for (libraries, settings) in [
        (&simulator.hollow, [("INTERNEG_SIM_INIT", "0")]),
        (&simulator.hollow_compiler, [("INTERNEG_SIM_INIT", "0")]),
        (&simulator.libraries, [("INTERNEG_SIM_INIT", "804")]),
    ] {
        let ended = serve("auto", libraries, simulator, &settings);
        assert_eq!((ended.code, ended.tasks()), (0, vec![("cpu", 1), ("cpu", 1)]), "{}", ended.got);
        assert_eq!(ended.warnings().len(), 1, "{:?}", ended.warnings());
        assert!(delivered(&ended.site) == expected, "bytes differ");
        let ended = serve("cuda:0", libraries, simulator, &settings);
        assert_eq!(ended.code, 69, "{}", ended.got);
    }
}

/// A driver that never comes back from being loaded, and leaves a mark when it is.
const HANGING_DRIVER: &str = r#"
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>
__attribute__((constructor)) static void hang() {
    close(open(getenv("INTERNEG_TEST_MARK"), O_CREAT | O_WRONLY, 0600));
    for (;;) pause();
}
"#;

#[test]
fn sigterm_is_heard_while_a_driver_hangs() {
    // Who looks for devices gives the driver 20 s.
    const PROMPT: Duration = Duration::from_secs(10);
    let Some(simulator) = Simulator::get() else { return };
    let site = Site::new();
    let (source, mark) = (site.path().join("hang.cpp"), site.path().join("mark"));
    fs::write(&source, HANGING_DRIVER).expect("a file in our own folder");
    let mut compiler = Command::new("g++");
    compiler.args(["-shared", "-fPIC", "-o"]).args([&site.path().join("libcuda.so.1"), &source]);
    assert!(compiler.status().expect("g++ starts").success());
    let loaded = || {
        wait_until("the driver to be loaded", Duration::from_secs(30), || mark.exists().then_some(()));
        fs::remove_file(&mark).expect("a file in our own folder");
    };
    let configure = |command: &mut Command| {
        simulate(command, &site.path(), simulator, &[]);
        command.env("INTERNEG_TEST_MARK", &mark);
    };

    let server = Server::start_with(&site, configure);
    loaded();
    let (status, took) = server.terminate();
    assert_eq!(status.code(), Some(0));
    assert!(took < PROMPT, "ended only after {took:?}");

    let mut command = site.run_command(&job("auto"));
    configure(&mut command);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    loaded();
    terminate(run.id());
    let (status, took) = wait_until("the run to end", PROMPT, || run.try_wait().expect("our own child"));
    println!("the run ended {took:?} after SIGTERM");
    assert_eq!(status.code(), Some(143));
}

#[test]
fn a_run_without_a_service_tells_warnings_too() {
    let Some(simulator) = Simulator::get() else { return };
    let site = Site::new();
    let mut command = site.run_command(&job("auto"));
    simulate(&mut command, &simulator.libraries, simulator, &[("INTERNEG_SIM_MEMORY", "100000")]);
    let ran = Ran::of(&mut command).expect_code(0);
    assert!(ran.stderr.contains("warning: ") && ran.stderr.contains("out of"), "{}", ran.stderr);
}

#[test]
fn a_movie_has_the_bytes_of_the_processors() {
    let Some(simulator) = Simulator::get() else { return };
    // All three planes of a frame come down, and a log target of another camera leaves no code as it was.
    let movie = |device| job(device).quicktime("prores_4444_xq", 12, "hdr").target("S-Log3 S-Gamut3.Cine");
    let site = Site::new();
    site.run(&movie("cpu")).expect_code(0);
    let on_processors = delivered(&site);
    let ended = serve_job(&movie("cuda:0"), &simulator.libraries, simulator, &[]);
    assert_eq!(ended.code, 0, "{}", ended.got);
    assert_eq!(ended.tasks(), [("cuda:0", 1), ("cuda:0", 1)]);
    let on_gpu = delivered(&ended.site);
    assert!(on_gpu.keys().any(|name| name.ends_with(".mov")), "{:?}", on_gpu.keys());
    assert!(on_gpu == on_processors, "the movie differs from the one of the processors");
}
