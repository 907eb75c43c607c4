//! Tasks on GPUs: where they are placed, what they say, and what happens to those whose GPU fails. Shell scripts stand in
//! for workers, so no GPU is needed.

use super::*;
use interneg_spec::DeviceChoice;

/// Says what it runs on, as a worker does, and renders. `$device` is what it was asked to run on.
const RENDER: &str = r#"
    say_started() { echo "{\"event\":\"started\",\"frames\":{\"first\":$first,\"end\":$((last + 1))},\"device\":\"$1\"}"; }
    case $device in auto:*) say_started cuda:${device#auto:} ;; *) say_started $device ;; esac
    render; say_done"#;

/// Loses the GPU where `$device` matches.
fn loses(pattern: &str) -> String {
    let failed = r#"{"event":"failed","class":"device","message":"the GPU has fallen off the bus"}"#;
    format!("case $device in {pattern}) echo '{failed}'; exit 69 ;; esac; {RENDER}")
}

fn bench(gpus: u32) -> Bench {
    Bench { devices: Devices { gpus, ..Devices::default() }, ..Bench::new() }
}

impl Bench {
    /// What each attempt ran on, by task and attempt.
    fn devices_of(&self, key: JobKey) -> Vec<(u32, u32, String)> {
        let device = |device: Option<DeviceChoice>| device.map(|device| device.to_string()).unwrap_or_default();
        let attempts = self.store.attempts(key).unwrap().into_iter();
        attempts.map(|row| (row.task, row.attempt, device(row.device))).collect()
    }

    fn warnings(&self, key: JobKey) -> Vec<String> {
        self.store.warnings(key, 100).unwrap().into_iter().map(|event| event.message).collect()
    }
}

fn attempt(task: u32, attempt: u32, device: &str) -> (u32, u32, String) {
    (task, attempt, device.to_owned())
}

#[tokio::test]
async fn tasks_are_spread_over_the_gpus_and_say_where_they_are() {
    let bench = bench(2);
    let (key, job) = bench.run(RENDER).await;
    assert_eq!(job.state, JobState::Succeeded);
    assert_eq!(bench.devices_of(key), [attempt(0, 1, "cuda:0"), attempt(1, 1, "cuda:1")]);
    let tasks = bench.store.tasks(key).unwrap();
    assert_eq!(tasks[1].device, Some(DeviceChoice::Cuda(1)));
    assert!(bench.warnings(key).is_empty());
}

#[tokio::test]
async fn a_machine_without_gpus_renders_on_its_processors_without_a_word() {
    let bench = bench(0);
    let (key, job) = bench.run(RENDER).await;
    assert_eq!(job.state, JobState::Succeeded);
    assert_eq!(bench.devices_of(key), [attempt(0, 1, "cpu"), attempt(1, 1, "cpu")]);
    assert!(bench.warnings(key).is_empty());
}

#[tokio::test]
async fn a_task_that_loses_its_gpu_goes_to_another_one() {
    let bench = bench(2);
    let (key, job) = bench.run(&loses("auto:0")).await;
    assert_eq!((job.state, bench.published()), (JobState::Succeeded, 8));
    let expected = [attempt(0, 1, "cuda:0"), attempt(0, 2, "cuda:1"), attempt(1, 1, "cuda:1")];
    assert_eq!(bench.devices_of(key), expected);
    let retries = bench.store.events(key, 0, 100).unwrap().into_iter();
    let retries: Vec<_> = retries.filter(|event| event.kind == EventKind::TaskRetry).collect();
    assert_eq!(retries.len(), 1);
    assert!(retries[0].message.contains("fallen off the bus"), "{}", retries[0].message);
}

#[tokio::test]
async fn where_every_gpu_fails_the_processors_render_and_the_job_says_so() {
    let bench = bench(1);
    let (key, job) = bench.run(&loses("auto:*")).await;
    assert_eq!((job.state, bench.published()), (JobState::Succeeded, 8));
    // The second task, for which the first one leaves no memory, need not find out for itself.
    assert_eq!(bench.devices_of(key), [attempt(0, 1, "cuda:0"), attempt(0, 2, "cpu"), attempt(1, 1, "cpu")]);
    let warnings = bench.warnings(key);
    assert!(warnings.len() == 1 && warnings[0].contains("every GPU"), "one for both tasks: {warnings:?}");
}

#[tokio::test]
async fn a_worker_on_a_gpu_gets_memory_for_the_way_there() {
    // Two workers like 10 bytes each, and 15 on a GPU.
    let most_at_once = async |gpus| {
        let bench = bench(gpus);
        let script = "tries=50; touch $mark.$first
            while [ $(ls $mark.* | wc -l) -lt 2 ] && [ $tries -gt 0 ]; do sleep 0.02; tries=$((tries - 1)); done
            ls $mark.* | wc -l >$mark-count-$first; rm $mark.$first; render; say_done";
        let (_, job) = bench.run(script).await;
        assert_eq!(job.state, JobState::Succeeded);
        let count = |first| fs::read_to_string(bench.path().join(format!("mark-count-{first}"))).unwrap();
        [86400, 86404].map(|first| count(first).trim().parse::<usize>().unwrap()).into_iter().max()
    };
    assert_eq!((most_at_once(0).await, most_at_once(1).await), (Some(2), Some(1)));
}

#[tokio::test]
async fn the_last_attempt_does_not_go_to_yet_another_gpu() {
    let mut bench = bench(8);
    bench.limits.workers = 1;
    let (key, job) = bench.run(&loses("auto:*")).await;
    assert_eq!(job.state, JobState::Succeeded);
    let of_first: Vec<_> = bench.devices_of(key).into_iter().filter(|(task, ..)| *task == 0).collect();
    // Meanwhile the other task has failed on the second GPU.
    assert_eq!(of_first, [attempt(0, 1, "cuda:0"), attempt(0, 2, "cuda:2"), attempt(0, 3, "cpu")]);
}

#[tokio::test]
async fn a_bug_that_shows_on_gpus_is_not_looked_for_on_a_second_one() {
    // It gets one more chance, and that had better be a good one.
    let mut bench = bench(2);
    bench.limits.workers = 1;
    let (key, job) = bench
        .run(&loses("auto:*").replace("\"class\":\"device\"", "\"class\":\"internal\"").replace("exit 69", "exit 70"))
        .await;
    assert_eq!(job.state, JobState::Succeeded);
    let of_first: Vec<_> = bench.devices_of(key).into_iter().filter(|(task, ..)| *task == 0).collect();
    assert_eq!(of_first, [attempt(0, 1, "cuda:0"), attempt(0, 2, "cpu")]);
}

#[tokio::test]
async fn a_worker_that_dies_on_a_gpu_is_tried_elsewhere_too() {
    let bench = bench(1);
    let (key, job) = bench.run(&format!("case $device in auto:*) kill -SEGV $$ ;; esac; {RENDER}")).await;
    assert_eq!(job.state, JobState::Succeeded);
    assert_eq!(bench.devices_of(key)[..2], [attempt(0, 1, "cuda:0"), attempt(0, 2, "cpu")]);
}

#[tokio::test]
async fn a_gpu_that_cannot_be_used_is_not_tried_by_the_next_task_too() {
    let mut bench = bench(1);
    bench.limits.workers = 1;
    let unusable = r#"{"event":"unusable","device":"cuda:0","message":"cuda:0 cannot be used: no NVRTC"}"#;
    let script = format!("case $device in auto:*) echo '{unusable}'; device=cpu ;; esac; {RENDER}");
    let (key, job) = bench.run(&script).await;
    assert_eq!(job.state, JobState::Succeeded);
    assert_eq!(bench.devices_of(key), [attempt(0, 1, "cpu"), attempt(1, 1, "cpu")]);
    let warnings = bench.warnings(key);
    assert!(warnings[0].contains("no NVRTC") && warnings[1].contains("every GPU"), "{warnings:?}");
}

#[tokio::test]
async fn a_gpu_that_is_asked_for_is_not_replaced() {
    let mut bench = bench(2);
    bench.devices.default = DeviceChoice::Cuda(7);
    let (key, job) = bench.run(&loses("cuda:7")).await;
    assert_eq!(job.state, JobState::Failed);
    let failure = job.failure.unwrap();
    assert_eq!((failure.class, failure.attempt), (ExitClass::Device, 3), "the attempts are used up");
    assert!(bench.devices_of(key).iter().all(|(_, _, device)| device == "cuda:7"));
    assert_eq!(bench.published(), 0);
}

#[tokio::test]
async fn a_fault_of_the_machine_is_told_once() {
    let mut bench = bench(0);
    bench.devices.fault = Some("the driver is older than its library".into());
    let (key, job) = bench.run(RENDER).await;
    assert_eq!(job.state, JobState::Succeeded);
    let warnings = bench.warnings(key);
    assert!(warnings.len() == 1 && warnings[0].contains("older than its library"), "{warnings:?}");
}

#[tokio::test]
async fn what_a_worker_warns_of_is_in_the_history_of_the_job() {
    let bench = bench(1);
    let warn =
        r#"warn() { echo "{\"event\":\"warning\",\"message\":\"$1\"}"; }; warn "frame $first: no memory"; warn same"#;
    let (key, job) = bench.run(&format!("{warn}; {RENDER}")).await;
    assert_eq!(job.state, JobState::Succeeded);
    let mut warnings = bench.warnings(key);
    warnings.sort();
    assert_eq!(warnings, ["frame 86400: no memory", "frame 86404: no memory", "same"]);
    let events = bench.store.events(key, 0, 100).unwrap();
    let of_first = events.iter().find(|event| event.message == "frame 86400: no memory").unwrap();
    assert_eq!((of_first.kind, of_first.task, of_first.attempt), (EventKind::Warning, Some(0), 1));
}
