//! The scheduler over a real store and real processes: shell scripts stand in for workers, a plain folder for the
//! engine's.

mod endings;
mod opening;

use super::*;
use crate::store::tests::new_job;
use crate::store::{AttemptState, EventKind, Inserted, JobRow, JobState, NewJob, OutputRow, TaskRow, TaskState};
use interneg_engine::ExitClass;
use interneg_spec::FrameRange;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// A worker that does what the plan file says, in shell.
const WORKER: &str = r#"
    while [ $# -gt 0 ]; do
        case $1 in --plan) plan=$2 ;; --frames) frames=$2 ;; --stage) stage=$2 ;; esac
        shift 2
    done
    first=${frames%-*} last=${frames#*-}
    render() { for n in $(seq $first $last); do echo "$n" >"$stage/$n"; done; }
    say_done() { echo "{\"event\":\"done\",\"frames\":{\"first\":$first,\"end\":$((last + 1))}}"; }
    mkdir -p "$stage"
    . "$plan"
"#;

/// Renders and says so.
const GOOD: &str = "render; say_done";

/// Working folders below one folder, holding no more than one worker's memory: 10 bytes.
struct Folders {
    root: PathBuf,
    frames: FrameRange,
    /// How often opening says that the folder is busy.
    busy: AtomicUsize,
}

struct Folder {
    root: PathBuf,
    frames: FrameRange,
}

impl Workshop for Folders {
    fn open(&self, plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError> {
        if self.busy.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(WorkplaceError { class: ExitClass::TryAgain, message: "busy".into() });
        }
        fs::create_dir_all(self.root.join("published")).unwrap();
        fs::write(self.root.join("plan"), plan).unwrap();
        Ok(Box::new(Folder { root: self.root.clone(), frames: self.frames }))
    }
}

impl Folder {
    fn published(&self, frame: u64) -> PathBuf {
        self.root.join("published").join(frame.to_string())
    }
}

impl Workplace for Folder {
    fn missing(&self) -> Vec<FrameRange> {
        let missing = (self.frames.first..self.frames.end).filter(|frame| !self.published(*frame).exists());
        missing.map(|frame| FrameRange::new(frame, frame + 1)).fold(Vec::new(), |mut ranges: Vec<FrameRange>, next| {
            match ranges.last_mut() {
                Some(last) if last.end == next.first => last.end = next.end,
                _ => ranges.push(next),
            }
            ranges
        })
    }

    fn published_bytes(&self) -> u64 {
        0
    }

    fn plan_file(&self) -> PathBuf {
        self.root.join("plan")
    }

    fn stage_folder(&self, token: &str) -> PathBuf {
        self.root.join("stage").join(token)
    }

    fn memory_bytes(&self, _threads: usize) -> u64 {
        10
    }

    fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, WorkplaceError> {
        for frame in frames.first..frames.end {
            fs::rename(self.stage_folder(token).join(frame.to_string()), self.published(frame))
                .map_err(|error| WorkplaceError { class: ExitClass::TryAgain, message: error.to_string() })?;
        }
        Ok(frames.len())
    }

    fn discard(&self, token: &str) -> Result<(), WorkplaceError> {
        // The worker may not have come to make it.
        let _absent = fs::remove_dir_all(self.stage_folder(token));
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<OutputRow>, WorkplaceError> {
        assert!(self.missing().is_empty());
        let output = |frame: u64| OutputRow {
            relative_path: frame.to_string(),
            size_bytes: 6,
            xxh128: String::new(),
            md5: String::new(),
        };
        Ok((self.frames.first..self.frames.end).map(output).collect())
    }
}

struct Bench {
    folder: TempDir,
    store: Store,
    board: Board,
    wake: Arc<Notify>,
    limits: Limits,
    busy: usize,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits { workers: 2, threads_per_worker: 1, memory_bytes: 20, frames_per_task: 4 };
        let store = Store::open(&folder.path().join("jobs.sqlite")).unwrap();
        Self { folder, store, board: Board::default(), wake: Arc::new(Notify::new()), limits, busy: 0 }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes a job of two tasks whose workers run `script`.
    fn submit(&self, script: &str) -> JobKey {
        let mark = format!("mark={}/mark\n{script}", self.path().display());
        let job = NewJob { plan: mark, ..new_job("/out/a") };
        let inserted = self.store.insert_job(&job, Moment::now()).unwrap();
        self.wake.notify_one();
        match inserted {
            Inserted::New(key) | Inserted::Duplicate(key) => key,
        }
    }

    /// Starts a scheduler; the token stops it.
    fn start(&self) -> (CancellationToken, SchedulerThread) {
        self.start_with(Arc::new(Folders {
            root: self.path().join("work"),
            frames: FrameRange::new(86400, 86408),
            busy: AtomicUsize::new(self.busy),
        }))
    }

    fn start_with(&self, workshop: Arc<dyn Workshop>) -> (CancellationToken, SchedulerThread) {
        let shutdown = CancellationToken::new();
        let scheduler = Scheduler {
            store: self.store.clone(),
            board: self.board.clone(),
            workshop,
            worker: WorkerCommand::new("/bin/sh".into(), vec!["-c".into(), WORKER.into(), "worker".into()]),
            logs: LogTarget::Folder(self.path().join("logs")),
            limits: self.limits,
            retry: RetryPolicy {
                max_attempts: 3,
                initial_delay: Duration::from_millis(10),
                max_delay: Duration::from_millis(20),
            },
            wait_for_busy_folder: true,
            wake: Arc::clone(&self.wake),
            shutdown: shutdown.clone(),
        };
        (shutdown, scheduler.spawn().unwrap())
    }

    /// Waits until the job is as wanted.
    async fn wait(&self, key: JobKey, wanted: impl Fn(&JobRow, &[TaskRow]) -> bool) -> JobRow {
        let waiting = async {
            loop {
                let (job, tasks) = (self.store.job(key).unwrap().unwrap(), self.store.tasks(key).unwrap());
                if wanted(&job, &tasks) {
                    return job;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(30), waiting).await;
        waited.unwrap_or_else(|_| panic!("in vain: {:?} {:?}", self.store.job(key), self.store.tasks(key)))
    }

    /// Runs one job of `script` to its end.
    async fn run(&self, script: &str) -> (JobKey, JobRow) {
        let key = self.submit(script);
        let (shutdown, thread) = self.start();
        let job = self.wait(key, |job, _| job.state.is_final()).await;
        shutdown.cancel();
        thread.join().unwrap();
        (key, job)
    }

    fn attempts(&self, key: JobKey) -> Vec<(u32, u32, AttemptState)> {
        self.store.attempts(key).unwrap().into_iter().map(|row| (row.task, row.attempt, row.state)).collect()
    }

    fn published(&self) -> usize {
        fs::read_dir(self.path().join("work/published")).map_or(0, Iterator::count)
    }

    fn stages(&self) -> usize {
        fs::read_dir(self.path().join("work/stage")).map_or(0, Iterator::count)
    }
}

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
    assert_eq!(most_at_once(Limits { memory_bytes: 19, ..limits }).await, 1);
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
