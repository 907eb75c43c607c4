//! Plain lines, for logs and pipes.

use super::{Display, event_line};
use crate::error::ClientError;
use crate::output::printable;
use crate::render::progress_line;
use crate::view::{JobView, WatchView};
use std::io::Write;
use std::time::{Duration, Instant};

/// Longest silence while something changes.
const INTERVAL: Duration = Duration::from_secs(3);

/// A line for each change of state, and every few seconds for progress.
pub(super) struct LineDisplay<W> {
    out: W,
    last: Option<Shown>,
}

struct Shown {
    state: &'static str,
    frames_done: u64,
    at: Instant,
}

impl<W: Write> LineDisplay<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, last: None }
    }

    fn show_at(&mut self, view: &WatchView, now: Instant) {
        for line in view.events.iter().filter_map(event_line) {
            self.line(&line);
        }
        let job = &view.job;
        if self.is_due(job, now) {
            self.line(&format!("{}: {}", job.state, progress_line(&job.progress)));
            self.last = Some(Shown { state: job.state, frames_done: job.progress.frames_done, at: now });
        }
    }

    fn is_due(&self, job: &JobView, now: Instant) -> bool {
        let Some(last) = &self.last else { return true };
        let is_due = now.duration_since(last.at) >= INTERVAL;
        job.state != last.state || is_due && job.progress.frames_done != last.frames_done
    }

    fn line(&mut self, text: &str) {
        // There is nobody left to tell when standard error is closed; the job goes on.
        drop(writeln!(self.out, "{}", printable(text)));
    }
}

impl<W: Write> Display for LineDisplay<W> {
    fn show(&mut self, view: &WatchView) -> Result<(), ClientError> {
        self.show_at(view, Instant::now());
        Ok(())
    }

    fn note(&mut self, text: &str) {
        self.line(text);
    }

    fn finish(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_proto::v1;

    fn message(state: v1::job::State, frames_done: u64, events: Vec<v1::Event>) -> WatchView {
        let progress = v1::Progress { frames_total: 100, frames_done, ..v1::Progress::default() };
        let job = v1::Job { state: state.into(), progress: Some(progress), ..v1::Job::default() };
        let wire = v1::WatchJobResponse { job: Some(job), events, ..v1::WatchJobResponse::default() };
        WatchView::try_from(&wire).unwrap()
    }

    #[test]
    fn speaks_when_the_state_changes_and_every_three_seconds_of_progress() {
        use v1::job::State;
        let mut display = LineDisplay::new(Vec::new());
        let start = Instant::now();
        let retry = v1::Event {
            kind: v1::event::Kind::TaskRetry.into(),
            task: "jobs/x/tasks/3".into(),
            attempt: 1,
            message: "disk full\x1b[2J".into(),
            ..v1::Event::default()
        };
        let warning = v1::Event {
            kind: v1::event::Kind::Warning.into(),
            task: "jobs/x/tasks/2".into(),
            attempt: 1,
            message: "rendered by the processors: out of memory on cuda:0".into(),
            ..v1::Event::default()
        };
        let steps = [
            (0, State::Queued, 0, vec![]),
            (100, State::Running, 0, vec![]),
            (200, State::Running, 5, vec![]),
            (2900, State::Running, 9, vec![]),
            (3100, State::Running, 10, vec![]),
            (9000, State::Running, 10, vec![]),
            (9100, State::Running, 10, vec![retry]),
            (9150, State::Running, 10, vec![warning]),
            (9200, State::Succeeded, 100, vec![]),
        ];
        for (milliseconds, state, frames_done, events) in steps {
            display.show_at(&message(state, frames_done, events), start + Duration::from_millis(milliseconds));
        }
        let text = String::from_utf8(display.out).unwrap();
        assert_eq!(
            text,
            "queued: 0/100 frames, 0 %, 0/0 tasks\n\
             running: 0/100 frames, 0 %, 0/0 tasks\n\
             running: 10/100 frames, 10 %, 0/0 tasks\n\
             task 3, attempt 1: disk full\u{fffd}[2J\n\
             task 2, attempt 1: warning: rendered by the processors: out of memory on cuda:0\n\
             succeeded: 100/100 frames, 100 %, 0/0 tasks\n"
        );
    }
}
