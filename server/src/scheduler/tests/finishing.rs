//! Deliveries that take long to finish: nobody waits for them who has asked for an end.

use super::*;

/// Working folders that finish only when they are stopped; they leave a file when they begin to.
struct Endless(Folders);

struct EndlessFolder {
    inner: Box<dyn Workplace>,
    began: PathBuf,
}

impl Workshop for Endless {
    fn open(&self, plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError> {
        let inner = self.0.open(plan)?;
        Ok(Box::new(EndlessFolder { inner, began: self.0.root.join("began") }))
    }
}

impl Workplace for EndlessFolder {
    fn missing(&self) -> Vec<FrameRange> {
        self.inner.missing()
    }

    fn published_bytes(&self) -> u64 {
        self.inner.published_bytes()
    }

    fn plan_file(&self) -> PathBuf {
        self.inner.plan_file()
    }

    fn stage_folder(&self, token: &str) -> PathBuf {
        self.inner.stage_folder(token)
    }

    fn memory_bytes(&self, threads: usize, share_bytes: u64, may_use_gpu: bool) -> u64 {
        self.inner.memory_bytes(threads, share_bytes, may_use_gpu)
    }

    fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, WorkplaceError> {
        self.inner.publish(token, frames)
    }

    fn discard(&self, token: &str) -> Result<(), WorkplaceError> {
        self.inner.discard(token)
    }

    fn finish(&mut self, stop: &CancellationToken) -> Result<Finished, WorkplaceError> {
        fs::write(&self.began, "").unwrap();
        while !stop.is_cancelled() {
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(WorkplaceError { class: ExitClass::Cancelled, message: "stopped".into() })
    }
}

/// A job whose frames are all there, and whose delivery is being finished.
async fn begun(bench: &Bench) -> (JobKey, CancellationToken, SchedulerThread) {
    let key = bench.submit("render; say_done");
    let (shutdown, thread) = bench.start_with(Arc::new(Endless(Folders {
        root: bench.path().join("work"),
        frames: FrameRange::new(86400, 86408),
        busy: AtomicUsize::new(0),
    })));
    let began = bench.path().join("work/began");
    bench.wait(key, |_, _| began.exists()).await;
    (key, shutdown, thread)
}

#[tokio::test]
async fn a_cancel_stops_a_delivery_that_is_being_finished() {
    let bench = Bench::new();
    let (key, shutdown, thread) = begun(&bench).await;
    bench.store.request_cancel(key, "", Moment::now()).unwrap();
    bench.wake.notify_one();
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    assert_eq!((job.state, bench.published()), (JobState::Cancelled, 8));
    shutdown.cancel();
    thread.join().unwrap();
}

#[tokio::test]
async fn a_shutdown_leaves_a_delivery_to_the_next_start() {
    let bench = Bench::new();
    let (key, shutdown, thread) = begun(&bench).await;
    let asked = std::time::Instant::now();
    shutdown.cancel();
    thread.join().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    let job = bench.store.job(key).unwrap().unwrap();
    assert_eq!((job.state, job.failure), (JobState::Running, None));
    let (shutdown, thread) = bench.start();
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    assert_eq!((job.state, bench.published()), (JobState::Succeeded, 8));
    shutdown.cancel();
    thread.join().unwrap();
}
