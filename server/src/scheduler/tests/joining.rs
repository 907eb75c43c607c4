//! Frames that are proven when what comes after them fails.

use super::*;

/// Working folders whose first publication moves the frames and then finds the disk full.
struct FullDisk(Folders);

struct FullDiskFolder {
    folder: Box<dyn Workplace>,
    is_full: bool,
}

impl Workshop for FullDisk {
    fn open(&self, plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError> {
        Ok(Box::new(FullDiskFolder { folder: self.0.open(plan)?, is_full: true }))
    }
}

impl Workplace for FullDiskFolder {
    fn missing(&self) -> Vec<FrameRange> {
        self.folder.missing()
    }

    fn published_bytes(&self) -> u64 {
        self.folder.published_bytes()
    }

    fn plan_file(&self) -> PathBuf {
        self.folder.plan_file()
    }

    fn stage_folder(&self, token: &str) -> PathBuf {
        self.folder.stage_folder(token)
    }

    fn memory_bytes(&self, threads: usize, share_bytes: u64, may_use_gpu: bool) -> u64 {
        self.folder.memory_bytes(threads, share_bytes, may_use_gpu)
    }

    fn needs_no_worker(&self, frames: FrameRange) -> bool {
        self.missing().iter().all(|missing| missing.intersection(frames).is_empty())
    }

    fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, WorkplaceError> {
        if !self.needs_no_worker(frames) {
            self.folder.publish(token, frames)?;
        }
        if std::mem::take(&mut self.is_full) {
            return Err(WorkplaceError { class: ExitClass::Io, message: "no room to join them".into() });
        }
        Ok(frames.len())
    }

    fn discard(&self, token: &str) -> Result<(), WorkplaceError> {
        self.folder.discard(token)
    }

    fn finish(&mut self, stop: &CancellationToken) -> Result<Finished, WorkplaceError> {
        self.folder.finish(stop)
    }
}

#[tokio::test]
async fn proven_frames_are_not_rendered_again_where_joining_them_fails() {
    let mut bench = Bench::new();
    bench.limits.workers = 1;
    let key = bench.submit("echo $first >>$mark; render; say_done");
    let (shutdown, thread) = bench.start_with(Arc::new(FullDisk(Folders {
        root: bench.path().join("work"),
        frames: FrameRange::new(86400, 86408),
        busy: AtomicUsize::new(0),
    })));
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    shutdown.cancel();
    thread.join().unwrap();
    assert_eq!(job.state, JobState::Succeeded);
    let attempts = bench.attempts(key);
    assert_eq!(attempts.iter().filter(|(task, ..)| *task == 0).count(), 2, "{attempts:?}");
    let mut started: Vec<String> =
        fs::read_to_string(bench.path().join("mark")).unwrap().lines().map(str::to_owned).collect();
    started.sort_unstable();
    assert_eq!(started, ["86400", "86404"], "workers that were started");
    let events = bench.store.events(key, 0, 100).unwrap();
    let retry = events.iter().find(|event| event.kind == EventKind::TaskRetry).unwrap();
    assert!(retry.message.starts_with("no room to join them; next attempt"), "{}", retry.message);
}
