//! What is only worth knowing while it happens: frames of running attempts, speed, and who waits for news.

use crate::store::JobKey;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Speed is taken over this time.
const WINDOW: Duration = Duration::from_secs(30);
/// At most so many frames are remembered for it.
const REMEMBERED: usize = 4096;

/// A board that everybody reads and the scheduler writes. Cheap to clone, free of I/O.
#[derive(Clone, Default)]
pub struct Board {
    jobs: Arc<Mutex<HashMap<JobKey, LiveJob>>>,
}

/// How a job's running attempts stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LiveProgress {
    /// Frames rendered by running attempts, by task.
    pub frames_by_task: HashMap<u32, u64>,
    /// Frames per second lately; 0 where nothing runs.
    pub frames_per_second: f64,
}

impl LiveProgress {
    /// Frames rendered by all running attempts.
    pub fn frames(&self) -> u64 {
        self.frames_by_task.values().sum()
    }
}

struct LiveJob {
    frames_by_task: HashMap<u32, u64>,
    speed: Speed,
    news: watch::Sender<u64>,
}

impl Default for LiveJob {
    fn default() -> Self {
        Self { frames_by_task: HashMap::new(), speed: Speed::default(), news: watch::Sender::new(0) }
    }
}

impl Board {
    /// An attempt at `task` has begun.
    pub fn begin(&self, job: JobKey, task: u32, now: Instant) {
        self.update(job, |live| {
            if live.frames_by_task.is_empty() {
                live.speed = Speed::starting(now);
            }
            live.frames_by_task.insert(task, 0);
        });
    }

    /// An attempt has rendered one more frame.
    pub fn frame(&self, job: JobKey, task: u32, now: Instant) {
        self.update(job, |live| {
            *live.frames_by_task.entry(task).or_default() += 1;
            live.speed.frame(now);
        });
    }

    /// The attempt at `task` has ended; its frames are in the store or lost.
    pub fn end(&self, job: JobKey, task: u32) {
        self.update(job, |live| {
            live.frames_by_task.remove(&task);
        });
    }

    /// Something else about the job has changed.
    pub fn changed(&self, job: JobKey) {
        self.update(job, |_| {});
    }

    /// The job has come to rest; whoever waits for news of it hears once more.
    pub fn forget(&self, job: JobKey) {
        self.changed(job);
        self.tidy(job);
    }

    /// Takes the job off the board when nobody waits for news and nothing runs.
    pub fn tidy(&self, job: JobKey) {
        self.lock()
            .retain(|key, live| *key != job || live.news.receiver_count() > 0 || !live.frames_by_task.is_empty());
    }

    /// How a job's running attempts stand.
    pub fn progress(&self, job: JobKey, now: Instant) -> LiveProgress {
        let jobs = self.lock();
        let Some(live) = jobs.get(&job) else { return LiveProgress::default() };
        let running = !live.frames_by_task.is_empty();
        LiveProgress {
            frames_by_task: live.frames_by_task.clone(),
            frames_per_second: if running { live.speed.frames_per_second(now) } else { 0.0 },
        }
    }

    /// A receiver whose value changes with every piece of news of the job.
    pub fn subscribe(&self, job: JobKey) -> watch::Receiver<u64> {
        self.lock().entry(job).or_default().news.subscribe()
    }

    fn update(&self, job: JobKey, change: impl FnOnce(&mut LiveJob)) {
        let mut jobs = self.lock();
        let live = jobs.entry(job).or_default();
        change(live);
        live.news.send_modify(|version| *version += 1);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<JobKey, LiveJob>> {
        // Every change is one statement on plain values, so a panic leaves nothing half done.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Frames per second over the last half minute.
#[derive(Debug, Default)]
struct Speed {
    since: Option<Instant>,
    frames: VecDeque<Instant>,
}

impl Speed {
    fn starting(now: Instant) -> Self {
        Self { since: Some(now), frames: VecDeque::new() }
    }

    fn frame(&mut self, now: Instant) {
        while let Some(oldest) = self.frames.front().copied() {
            let too_many = self.frames.len() >= REMEMBERED;
            if !too_many && now.saturating_duration_since(oldest) <= WINDOW {
                break;
            }
            self.since = Some(oldest);
            self.frames.pop_front();
        }
        self.frames.push_back(now);
    }

    fn frames_per_second(&self, now: Instant) -> f64 {
        let Some(since) = self.since else { return 0.0 };
        let recent = self.frames.iter().filter(|frame| now.saturating_duration_since(**frame) <= WINDOW).count();
        let elapsed_s = now.saturating_duration_since(since).as_secs_f64().clamp(0.001, WINDOW.as_secs_f64());
        // A count of at most REMEMBERED is exact as a float.
        recent as f64 / elapsed_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: JobKey = JobKey(1);

    #[test]
    fn speed_counts_the_last_half_minute() {
        let board = Board::default();
        let start = Instant::now();
        board.begin(JOB, 0, start);
        for second in 1..=10 {
            board.frame(JOB, 0, start + Duration::from_secs(second));
            board.frame(JOB, 0, start + Duration::from_secs(second));
        }
        let after_ten = board.progress(JOB, start + Duration::from_secs(10));
        assert_eq!((after_ten.frames(), after_ten.frames_per_second), (20, 2.0));
        // Nothing came for a while: 8 of the 20 frames lie within the last 30 s.
        let later = board.progress(JOB, start + Duration::from_secs(37));
        assert!((later.frames_per_second - 8.0 / 30.0).abs() < 1e-9, "{}", later.frames_per_second);
        board.end(JOB, 0);
        assert_eq!(board.progress(JOB, start + Duration::from_secs(38)), LiveProgress::default());
    }

    #[test]
    fn a_burst_longer_than_memory_keeps_its_speed() {
        let board = Board::default();
        let start = Instant::now();
        board.begin(JOB, 0, start);
        for millisecond in 1..=20_000 {
            board.frame(JOB, 0, start + Duration::from_millis(millisecond));
        }
        let speed = board.progress(JOB, start + Duration::from_secs(20)).frames_per_second;
        assert!((speed - 1000.0).abs() < 1.0, "{speed}");
    }

    #[test]
    fn news_reach_whoever_waits() {
        let board = Board::default();
        let mut news = board.subscribe(JOB);
        news.mark_unchanged();
        board.frame(JOB, 3, Instant::now());
        assert!(news.has_changed().unwrap());
        news.mark_unchanged();
        board.forget(JOB);
        assert!(news.has_changed().unwrap(), "who still waits hears of the end");
        board.end(JOB, 3);
        drop(news);
        board.tidy(JOB);
        assert!(board.lock().is_empty());
    }
}
