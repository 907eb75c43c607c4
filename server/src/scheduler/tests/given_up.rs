//! Frames that nobody needs any more.

use super::*;

/// Working folders in which the second task is given up once the first one is published.
struct GivingUp(Folders);

struct GivingUpFolder(Box<dyn Workplace>);

impl Workshop for GivingUp {
    fn open(&self, plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError> {
        Ok(Box::new(GivingUpFolder(self.0.open(plan)?)))
    }
}

impl Workplace for GivingUpFolder {
    fn missing(&self) -> Vec<FrameRange> {
        self.0.missing()
    }

    fn published_bytes(&self) -> u64 {
        self.0.published_bytes()
    }

    fn plan_file(&self) -> PathBuf {
        self.0.plan_file()
    }

    fn stage_folder(&self, token: &str) -> PathBuf {
        self.0.stage_folder(token)
    }

    fn memory_bytes(&self, threads: usize, share_bytes: u64, may_use_gpu: bool) -> u64 {
        self.0.memory_bytes(threads, share_bytes, may_use_gpu)
    }

    fn needs_no_worker(&self, frames: FrameRange) -> bool {
        frames.first == 86404 && self.0.missing() == [FrameRange::new(86404, 86408)]
    }

    fn given_up(&self, frames: FrameRange) -> Option<GivenUp> {
        let reason = WorkplaceError { class: ExitClass::BadInput, message: "frame 5 is broken".into() };
        self.needs_no_worker(frames).then(|| GivenUp { frames: FrameRange::new(86404, 86408), reason })
    }

    fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, WorkplaceError> {
        if self.needs_no_worker(frames) { Ok(0) } else { self.0.publish(token, frames) }
    }

    fn discard(&self, token: &str) -> Result<(), WorkplaceError> {
        self.0.discard(token)
    }

    fn finish(&mut self, _stop: &CancellationToken) -> Result<Finished, WorkplaceError> {
        let shortfall = WorkplaceError { class: ExitClass::BadInput, message: "a clip could not be made".into() };
        Ok(Finished { outputs: Vec::new(), remarks: Vec::new(), shortfall: Some(shortfall) })
    }
}

#[tokio::test]
async fn no_worker_is_started_for_what_has_failed() {
    let mut bench = Bench::new();
    bench.limits.workers = 1;
    let key = bench.submit("echo $first >>$mark; render; say_done");
    let (shutdown, thread) = bench.start_with(Arc::new(GivingUp(Folders {
        root: bench.path().join("work"),
        frames: FrameRange::new(86400, 86408),
        busy: AtomicUsize::new(0),
    })));
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    shutdown.cancel();
    thread.join().unwrap();
    assert_eq!(job.state, JobState::CompletedWithErrors);
    assert_eq!(bench.attempts(key), [(0, 1, AttemptState::Succeeded), (1, 1, AttemptState::Failed)]);
    assert_eq!((job.tasks_done, job.frames_open, job.frames_failed), (1, 4, 4), "what failed is not done");
    let task = &bench.store.tasks(key).unwrap()[1];
    let reason = task.failure.as_ref().map(|failure| (failure.class, failure.message.as_str()));
    assert_eq!((task.state, reason), (TaskState::Failed, Some((ExitClass::BadInput, "frame 5 is broken"))));
    assert_eq!(fs::read_to_string(bench.path().join("mark")).unwrap(), "86400\n", "workers that were started");
    assert_eq!(bench.published(), 4);
}
