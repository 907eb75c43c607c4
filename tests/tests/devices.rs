//! What a job is rendered on: chosen by job and configuration, never seen in the bytes, and told where it is not to be had.

use interneg_tests::{JobText, Ran, Server, Shoot, Site, files_below};

/// No machine has as many GPUs.
const NOWHERE: &str = "cuda:9999";

fn job() -> JobText {
    JobText::new().trimmed(&Shoot::of("prores4444").make(), "01:00:00:00", "01:00:00:03")
}

fn job_on(device: &str) -> JobText {
    job().top("device", &format!("{device:?}"))
}

#[test]
fn a_gpu_that_is_not_there_fails_the_job_and_nothing_is_delivered() {
    let site = Site::new();
    let ran = site.run(&job_on(NOWHERE)).expect_code(69);
    for part in [NOWHERE, "\"auto\" or \"cpu\""] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    assert!(site.deliveries().is_empty());

    let site = Site::new();
    let server = Server::start(&site);
    let name = server.submit(&site.write_job(&job_on(NOWHERE)));
    server.watch(&name).expect_code(69);
    let got = server.client(&["get", &name]).expect_code(0).json();
    assert_eq!((&got["job"]["state"], &got["job"]["failure"]["reason"]), (&"failed".into(), &"DEVICE".into()), "{got}");
    assert_eq!((&got["tasks"][0]["device"], &got["tasks"][0]["attempt"]), (&NOWHERE.into(), &2.into()), "{got}");
    assert_eq!(got["job"]["spec"]["device"], NOWHERE);
    assert!(site.deliveries().is_empty());
}

#[test]
fn the_bytes_do_not_tell_the_device_and_a_job_goes_on_with_another_one() {
    let delivered = |job: &JobText| {
        let site = Site::new();
        site.render(job);
        let files = files_below(&site.delivery_folder());
        (site, files)
    };
    let (_, plain) = delivered(&job());
    let (site, automatic) = delivered(&job_on("auto"));
    assert!(plain == automatic, "bytes differ between no choice and auto");
    // The same delivery, asked for on other devices, is there already.
    for device in ["cpu", NOWHERE] {
        site.run(&job_on(device)).expect_code(0);
        assert!(files_below(&site.delivery_folder()) == plain, "{device}");
    }
}

#[test]
fn every_level_of_the_processors_gives_the_same_bytes_and_workers_know_theirs() {
    let site = Site::new();
    let mut command = site.run_command(&job_on("cpu"));
    let ran = Ran::of(command.env("INTERNEG_CPU", "baseline").env("INTERNEG_LOG", "info")).expect_code(0);
    assert!(ran.stderr.contains("baseline"), "the worker's log names its level: {}", ran.stderr);
    let lowered = files_below(&site.delivery_folder());
    let site = Site::new();
    site.render(&job_on("cpu"));
    assert!(files_below(&site.delivery_folder()) == lowered, "bytes differ between levels");
}

#[test]
fn the_configuration_decides_where_the_job_does_not() {
    let site = Site::new();
    let mut command = site.run_command(&job());
    Ran::of(command.args(["--device", NOWHERE])).expect_code(69);
    let mut command = site.run_command(&job_on("cpu"));
    Ran::of(command.args(["--device", NOWHERE])).expect_code(0);
}

#[test]
fn a_device_that_is_none_is_refused_with_the_words_that_are() {
    let site = Site::new();
    let ran = site.run(&job_on("gpu")).expect_code(65);
    assert!(ran.stderr.contains("device") && ran.stderr.contains("auto, cpu, or cuda:N"), "{}", ran.stderr);
    let server = Server::start(&site);
    let file = site.write_job(&job_on("gpu"));
    let ran = server.client(&["submit", &file.to_string_lossy()]).expect_code(65);
    assert!(ran.stderr.contains("auto, cpu, or cuda:N"), "{}", ran.stderr);
    let file = site.write_job(&job());
    let ran = server.client(&["plan", &file.to_string_lossy(), "--device", "cuda:3"]).expect_code(0).json();
    assert_eq!(ran["device"], "cuda:3", "a plan does not ask whether it is there");
}

#[test]
fn a_service_tells_what_renders() {
    let site = Site::new();
    let server = Server::start(&site);
    let told = server.client(&["info"]).expect_code(0).json();
    assert_eq!((&told["default_device"], &told["devices"][0]["id"]), (&"auto".into(), &"cpu".into()), "{told}");
    let level = told["devices"][0]["capability"].as_str().unwrap_or_default();
    assert!(["baseline", "avx2", "avx512", "neon"].contains(&level), "{told}");
    let gpus = told["devices"].as_array().map_or(0, |devices| devices.len() - 1);
    let reason = told["cuda"]["reason"].as_str().unwrap_or_default();
    assert!(!reason.is_empty() || gpus > 0, "a GPU, or why none renders: {told}");
}
