//! Frames that nobody needs any more.

use super::*;

/// Working folders in which the second task is given up once the first one is published.
struct GivingUp {
    folders: Folders,
    /// An earlier run has found that out.
    is_given_up_at_open: bool,
}

struct GivingUpFolder {
    folder: Box<dyn Workplace>,
    is_given_up_at_open: bool,
}

impl Workshop for GivingUp {
    fn open(&self, plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError> {
        let (folder, is_given_up_at_open) = (self.folders.open(plan)?, self.is_given_up_at_open);
        Ok(Box::new(GivingUpFolder { folder, is_given_up_at_open }))
    }
}

impl Workplace for GivingUpFolder {
    fn missing(&self) -> Vec<FrameRange> {
        let end = if self.is_given_up_at_open { 86404 } else { 86408 };
        let wanted = FrameRange::new(86400, end);
        let missing = self.folder.missing().into_iter().map(|range| range.intersection(wanted));
        missing.filter(|range| !range.is_empty()).collect()
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
        frames.first == 86404 && self.folder.missing() == [FrameRange::new(86404, 86408)]
    }

    fn given_up(&self) -> Vec<GivenUp> {
        let reason = WorkplaceError { class: ExitClass::BadInput, message: "frame 5 is broken".into() };
        let part = FrameRange::new(86404, 86408);
        // Once it is given up nobody misses it.
        let is_given_up = self.needs_no_worker(part) || self.is_given_up_at_open;
        is_given_up.then_some(GivenUp { frames: part, reason }).into_iter().collect()
    }

    fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, WorkplaceError> {
        if self.needs_no_worker(frames) { Ok(0) } else { self.folder.publish(token, frames) }
    }

    fn discard(&self, token: &str) -> Result<(), WorkplaceError> {
        self.folder.discard(token)
    }

    fn finish(&mut self, _stop: &CancellationToken) -> Result<Finished, WorkplaceError> {
        let shortfall = WorkplaceError { class: ExitClass::BadInput, message: "a clip could not be made".into() };
        Ok(Finished { outputs: Vec::new(), remarks: Vec::new(), shortfall: Some(shortfall) })
    }
}

/// Runs a job of two tasks to its end on one worker.
async fn run(bench: &mut Bench, is_given_up_at_open: bool) -> JobKey {
    bench.limits.workers = 1;
    let key = bench.submit("echo $first >>$mark; render; say_done");
    let frames = FrameRange::new(86400, 86408);
    let folders = Folders { root: bench.path().join("work"), frames, busy: AtomicUsize::new(0) };
    let (shutdown, thread) = bench.start_with(Arc::new(GivingUp { folders, is_given_up_at_open }));
    let job = bench.wait(key, |job, _| job.state.is_final()).await;
    shutdown.cancel();
    thread.join().unwrap();
    assert_eq!(job.state, JobState::CompletedWithErrors);
    assert_eq!(fs::read_to_string(bench.path().join("mark")).unwrap(), "86400\n", "workers that were started");
    assert_eq!(bench.published(), 4);
    assert_eq!((job.tasks_done, job.frames_open, job.frames_failed), (1, 4, 4), "what failed is not done");
    let task = &bench.store.tasks(key).unwrap()[1];
    let reason = task.failure.as_ref().map(|failure| (failure.class, failure.message.as_str()));
    assert_eq!((task.state, reason), (TaskState::Failed, Some((ExitClass::BadInput, "frame 5 is broken"))));
    key
}

#[tokio::test]
async fn no_worker_is_started_for_what_has_failed() {
    let mut bench = Bench::new();
    let key = run(&mut bench, false).await;
    assert_eq!(bench.attempts(key), [(0, 1, AttemptState::Succeeded), (1, 1, AttemptState::Failed)]);
}

#[tokio::test]
async fn what_had_failed_before_the_folder_was_opened_is_not_told_as_done() {
    let mut bench = Bench::new();
    let key = run(&mut bench, true).await;
    assert_eq!(bench.attempts(key), [(0, 1, AttemptState::Succeeded)]);
}
