//! The scheduler over a real store and real processes: shell scripts stand in for workers, a plain folder for the
//! engine's.

mod endings;
mod finishing;
mod given_up;
mod gpus;
mod joining;
mod lives;
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
        case $1 in --plan) plan=$2 ;; --frames) frames=$2 ;; --stage) stage=$2 ;; --placement) device=$2 ;; esac
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

/// Working folders below one folder, whose workers would like 10 bytes of memory and make do with 8, and take 5 more
/// where they may use a GPU.
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

    fn memory_bytes(&self, _threads: usize, share_bytes: u64, may_use_gpu: bool) -> u64 {
        let cpu_bytes = if share_bytes < 8 { 10 } else { share_bytes.min(10) };
        if may_use_gpu { cpu_bytes + 5 } else { cpu_bytes }
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

    fn finish(&mut self, _stop: &CancellationToken) -> Result<Finished, WorkplaceError> {
        assert!(self.missing().is_empty());
        let output = |frame: u64| OutputRow {
            relative_path: frame.to_string(),
            size_bytes: 6,
            xxh128: String::new(),
            md5: String::new(),
        };
        let outputs = (self.frames.first..self.frames.end).map(output).collect();
        Ok(Finished { outputs, remarks: Vec::new(), shortfall: None })
    }
}

struct Bench {
    folder: TempDir,
    store: Store,
    board: Board,
    wake: Arc<Notify>,
    limits: Limits,
    busy: usize,
    devices: Devices,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits { workers: 2, threads_per_worker: 1, memory_bytes: 20, frames_per_task: 4 };
        let store = Store::open(&folder.path().join("jobs.sqlite")).unwrap();
        let (board, wake, devices) = (Board::default(), Arc::new(Notify::new()), Devices::default());
        Self { folder, store, board, wake, limits, busy: 0, devices }
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
            devices: self.devices.clone(),
            kernel_folder: self.path().join("kernels"),
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
