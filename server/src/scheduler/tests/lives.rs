//! Jobs on their way to the end, or to be stopped.

use super::*;

#[tokio::test]
async fn a_job_is_rendered_and_delivered() {
    let bench = Bench::new();
    let (key, job) = bench.run(GOOD).await;
    assert_eq!((job.state, job.tasks_done, job.bytes_done, job.failure), (JobState::Succeeded, 2, 8, None));
    assert_eq!(bench.attempts(key), [(0, 1, AttemptState::Succeeded), (1, 1, AttemptState::Succeeded)]);
    assert_eq!(bench.store.outputs(key, "", 100).unwrap().len(), 8);
    assert_eq!((bench.published(), bench.stages()), (8, 2), "stages of winners are the engine's to clear");
}

#[tokio::test]
async fn frames_count_as_soon_as_they_are_written() {
    let bench = Bench::new();
    let key = bench.submit(
        "echo '{\"event\":\"written\",\"frame_number\":86400}'
         while [ ! -e $mark ]; do sleep 0.01; done; render; say_done",
    );
    let (shutdown, thread) = bench.start();
    let frames = || bench.board.progress(key, std::time::Instant::now()).frames();
    bench.wait(key, |_, _| frames() == 2).await;
    fs::write(bench.path().join("mark"), "").unwrap();
    bench.wait(key, |job, _| job.state == JobState::Succeeded).await;
    shutdown.cancel();
    thread.join().unwrap();
    assert_eq!(frames(), 0, "they are in the store now");
}

#[tokio::test]
async fn a_passing_failure_is_tried_again() {
    let bench = Bench::new();
    let (key, job) = bench.run("mkdir $mark.$first 2>/dev/null && exit 74; render; say_done").await;
    assert_eq!(job.state, JobState::Succeeded);
    let attempts = bench.attempts(key);
    assert_eq!(attempts.len(), 4, "{attempts:?}");
    let retries = bench.store.events(key, 0, 100).unwrap();
    assert_eq!(retries.iter().filter(|event| event.kind == EventKind::TaskRetry).count(), 2);
    assert_eq!(bench.store.tasks(key).unwrap()[0].failures, 1);
}

#[tokio::test]
async fn attempts_run_out() {
    let bench = Bench::new();
    let (key, job) = bench.run("[ $first = 86400 ] && exit 74; render; say_done").await;
    assert_eq!(job.state, JobState::Failed);
    let failure = job.failure.unwrap();
    assert_eq!((failure.class, failure.task, failure.attempt), (ExitClass::Io, Some(0), 3));
    assert_eq!(bench.store.tasks(key).unwrap()[1].state, TaskState::Succeeded);
}

#[tokio::test]
async fn a_bad_source_is_not_tried_again() {
    let bench = Bench::new();
    let says = r#"echo '{"event":"failed","class":"bad_input","message":"frame 3: broken"}'; exit 65"#;
    let (key, job) = bench.run(says).await;
    assert_eq!((job.state, job.failure.unwrap().message), (JobState::Failed, "frame 3: broken".to_owned()));
    assert!(bench.attempts(key).iter().all(|(_, attempt, _)| *attempt == 1));
    assert_eq!((bench.published(), bench.stages()), (0, 0));
}

#[tokio::test]
async fn a_retried_job_renders_only_what_is_missing() {
    let bench = Bench::new();
    let (key, job) = bench.run("[ $first = 86404 ] && mkdir $mark 2>/dev/null && exit 65; render; say_done").await;
    assert_eq!((job.state, bench.published()), (JobState::Failed, 4));
    bench.store.retry_job(key, "", Moment::now()).unwrap();
    let (shutdown, thread) = bench.start();
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    shutdown.cancel();
    thread.join().unwrap();
    assert_eq!((job.state, bench.published()), (JobState::Succeeded, 8));
    let attempts: Vec<(u32, u32)> = bench.attempts(key).iter().map(|(task, attempt, _)| (*task, *attempt)).collect();
    assert_eq!(attempts, [(0, 1), (1, 1), (1, 2)]);
}

#[tokio::test]
async fn a_cancel_ends_running_workers() {
    let bench = Bench::new();
    let key = bench.submit("exec sleep 60");
    let (shutdown, thread) = bench.start();
    bench.wait(key, |_, tasks| tasks.iter().all(|task| task.state == TaskState::Running)).await;
    let asked = std::time::Instant::now();
    bench.store.request_cancel(key, "", Moment::now()).unwrap();
    bench.wake.notify_one();
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    assert_eq!(job.state, JobState::Cancelled);
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!((bench.published(), bench.stages()), (0, 0));
    shutdown.cancel();
    thread.join().unwrap();
}

#[tokio::test]
async fn a_shutdown_leaves_its_tasks_to_the_next_start() {
    let bench = Bench::new();
    let key = bench.submit("mkdir $mark.$first 2>/dev/null && exec sleep 60; render; say_done");
    let (shutdown, thread) = bench.start();
    bench.wait(key, |_, tasks| tasks.iter().all(|task| task.state == TaskState::Running)).await;
    // The scripts may not have come to their sleep, which a second start would then meet again.
    while fs::read_dir(bench.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("mark."))
        .count()
        < 2
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    shutdown.cancel();
    thread.join().unwrap();
    let tasks = bench.store.tasks(key).unwrap();
    assert!(tasks.iter().all(|task| task.state == TaskState::Queued && task.failures == 0), "{tasks:?}");
    assert_eq!(bench.store.job(key).unwrap().unwrap().state, JobState::Running);
    let (shutdown, thread) = bench.start();
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    assert_eq!((job.state, job.failure), (JobState::Succeeded, None));
    shutdown.cancel();
    thread.join().unwrap();
}

#[tokio::test]
async fn a_killed_service_is_followed_up() {
    let bench = Bench::new();
    let key = bench.submit(GOOD);
    // What a service leaves that is killed while task 0 runs and task 1 is being published.
    let lost = bench.store.claim(key, Moment::now()).unwrap().unwrap();
    let committing = bench.store.claim(key, Moment::now()).unwrap().unwrap();
    assert!(bench.store.begin_commit(&committing, Moment::now()).unwrap());
    let published = bench.path().join("work/published");
    fs::create_dir_all(&published).unwrap();
    for frame in committing.frames.first..committing.frames.end {
        fs::write(published.join(frame.to_string()), "x").unwrap();
    }
    assert_eq!(bench.store.recover(Moment::now()).unwrap(), 1);
    let (shutdown, thread) = bench.start();
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    shutdown.cancel();
    thread.join().unwrap();
    assert_eq!(job.state, JobState::Succeeded);
    assert!(!bench.store.begin_commit(&lost, Moment::now()).unwrap(), "the zombie comes too late");
    use AttemptState::{Fenced, Succeeded};
    assert_eq!(bench.attempts(key), [(0, 1, Fenced), (0, 2, Succeeded), (1, 1, Succeeded)]);
}

/// The largest number of workers that ran at once.
async fn most_at_once(limits: Limits) -> usize {
    let mut bench = Bench::new();
    bench.limits = limits;
    // Each worker waits for the other for up to a second; only where both may run do they meet.
    let script = "touch $mark.$first; tries=50
        while [ $(ls $mark.* | wc -l) -lt 2 ] && [ $tries -gt 0 ]; do sleep 0.02; tries=$((tries - 1)); done
        ls $mark.* | wc -l >$stage.count; mv $stage.count $mark-count-$first; rm $mark.$first; render; say_done";
    let (_, job) = bench.run(script).await;
    assert_eq!(job.state, JobState::Succeeded);
    let count = |first| fs::read_to_string(bench.path().join(format!("mark-count-{first}"))).unwrap();
    [86400, 86404].map(|first| count(first).trim().parse().unwrap()).into_iter().max().unwrap()
}

#[tokio::test]
async fn workers_and_memory_bound_what_runs_at_once() {
    let limits = Bench::new().limits;
    assert_eq!(most_at_once(limits).await, 2);
    assert_eq!(most_at_once(Limits { workers: 1, ..limits }).await, 1);
    // Half of 19 is less than a worker would like, and enough; half of 15 is not.
    assert_eq!(most_at_once(Limits { memory_bytes: 19, ..limits }).await, 2);
    assert_eq!(most_at_once(Limits { memory_bytes: 15, ..limits }).await, 1);
}

#[tokio::test]
async fn a_busy_folder_is_waited_for() {
    let mut bench = Bench::new();
    bench.busy = 2;
    let (_, job) = bench.run(GOOD).await;
    assert_eq!(job.state, JobState::Succeeded);
}

#[test]
fn retries_back_off_and_end() {
    let policy =
        RetryPolicy { max_attempts: 4, initial_delay: Duration::from_secs(1), max_delay: Duration::from_secs(3) };
    let store = Store::in_memory().unwrap();
    let key = crate::store::tests::insert(&store, &new_job("/out/a"));
    let fresh = store.tasks(key).unwrap().remove(0);
    let decide = |class, failures, returns| policy.decide(class, &TaskRow { failures, returns, ..fresh.clone() });
    let after = |seconds, counted| Retry::After { delay: Duration::from_secs(seconds), counted };
    assert_eq!(decide(ExitClass::Io, 0, 0), after(1, true));
    assert_eq!(decide(ExitClass::Io, 1, 0), after(2, true));
    assert_eq!(decide(ExitClass::Io, 2, 0), after(3, true));
    assert_eq!(decide(ExitClass::Io, 3, 0), Retry::GiveUp);
    assert_eq!(decide(ExitClass::Internal, 0, 0), after(1, true));
    assert_eq!(decide(ExitClass::Internal, 1, 0), Retry::GiveUp);
    assert_eq!(decide(ExitClass::TryAgain, 3, 5), after(3, false));
    assert_eq!(decide(ExitClass::BadInput, 0, 0), Retry::GiveUp);
}
