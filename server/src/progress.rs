//! How far a job is: what the store knows for good, and what running attempts have added since.

use crate::scheduler::LiveProgress;
use crate::store::{JobRow, JobState};
use std::time::Duration;

/// How far a job is.
#[derive(Debug, Clone, PartialEq)]
pub struct JobProgress {
    /// Frames of the delivery.
    pub frames_total: u64,
    /// Frames rendered and on the disk.
    pub frames_done: u64,
    /// Frames of what could not be made.
    pub frames_failed: u64,
    /// Tasks of the job.
    pub tasks_total: u32,
    /// Tasks whose frames are published.
    pub tasks_done: u32,
    /// Frames per second lately; 0 where nothing runs.
    pub frames_per_second: f64,
    /// Time until the last frame at the present speed.
    pub eta: Option<Duration>,
    /// Bytes of the published frames.
    pub bytes_done: u64,
}

impl JobProgress {
    /// Puts both together.
    pub fn of(job: &JobRow, live: &LiveProgress) -> Self {
        let frames_total = job.frames.len();
        // Tasks cover exactly the frames that are not published, so what no open task holds is done.
        let frames_done = frames_total.saturating_sub(job.frames_open).saturating_add(live.frames()).min(frames_total);
        let open = (frames_total - frames_done).saturating_sub(job.frames_failed);
        let is_moving = job.state == JobState::Running && live.frames_per_second > 0.0;
        // Frame counts are far below 2^53, so they are exact as floats.
        let eta = is_moving.then(|| Duration::try_from_secs_f64(open as f64 / live.frames_per_second).ok()).flatten();
        Self {
            frames_total,
            frames_done,
            frames_failed: job.frames_failed,
            tasks_total: job.tasks_total,
            tasks_done: job.tasks_done,
            frames_per_second: live.frames_per_second,
            eta,
            bytes_done: job.bytes_done,
        }
    }

    /// Frames done, in percent.
    pub fn percent(&self) -> f64 {
        if self.frames_total == 0 { 100.0 } else { self.frames_done as f64 * 100.0 / self.frames_total as f64 }
    }
}
