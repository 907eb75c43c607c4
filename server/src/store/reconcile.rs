//! Bringing a job's tasks in line with the frames that are really missing.

use super::events::{self, NewEvent};
use super::jobs::{insert_task, read_tasks};
use super::{EventKind, JobKey, Store, StoreError, TaskRow, TaskState};
use crate::moment::Moment;
use interneg_spec::FrameRange;
use rusqlite::{Transaction, params};

impl Store {
    /// Makes the open tasks of a job cover exactly `missing`, ascending ranges of frames that are not published.
    ///
    /// A task with nothing missing has succeeded, whoever published its frames; a task of which only a part is missing
    /// shrinks to that part; what no task covers is cut in new tasks of at most `frames_per_task` frames. `bytes_done` is
    /// the size of the frames that are published. No attempt of the job may be running.
    ///
    /// # Errors
    /// The store failed.
    pub fn reconcile_tasks(
        &self,
        job: JobKey,
        missing: &[FrameRange],
        bytes_done: u64,
        frames_per_task: u64,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE jobs SET bytes_done = ?2 WHERE key = ?1",
                params![job, i64::try_from(bytes_done).unwrap_or(i64::MAX)],
            )?;
            let tasks = read_tasks(transaction, job)?;
            let mut next_number = tasks.iter().map(|task| task.number + 1).max().unwrap_or(0);
            let mut uncovered: Vec<FrameRange> = missing.to_vec();
            for task in &tasks {
                let wanted = missing.iter().map(|range| range.intersection(task.frames)).find(|part| !part.is_empty());
                let Some(wanted) = wanted else {
                    settle(transaction, job, task, now)?;
                    continue;
                };
                uncovered = uncovered.iter().flat_map(|range| without(*range, wanted)).collect();
                reopen(transaction, job, task, wanted, now)?;
            }
            for frames in uncovered.iter().flat_map(|range| range.chunks(frames_per_task)) {
                insert_task(transaction, job, next_number, frames)?;
                next_number += 1;
            }
            Ok(())
        })
    }
}

/// All frames of the task are published.
fn settle(transaction: &Transaction<'_>, job: JobKey, task: &TaskRow, now: Moment) -> Result<(), StoreError> {
    if task.state == TaskState::Succeeded {
        return Ok(());
    }
    transaction.execute(
        "UPDATE tasks SET state = 'succeeded', token = NULL, not_before_us = NULL, failure = NULL, ended_us = ?3
         WHERE job = ?1 AND number = ?2",
        params![job, task.number, now],
    )?;
    transaction.execute(
        "UPDATE attempts SET state = 'succeeded', ended_us = ?4 WHERE job = ?1 AND task = ?2 AND token = ?3",
        params![job, task.number, task.token, now],
    )?;
    let event =
        NewEvent::task(EventKind::TaskState, task.number, task.attempt, "succeeded: frames had been published before");
    events::append(transaction, job, now, &event)
}

/// The task is to render `frames`, which is all of it or what is left.
fn reopen(
    transaction: &Transaction<'_>,
    job: JobKey,
    task: &TaskRow,
    frames: FrameRange,
    now: Moment,
) -> Result<(), StoreError> {
    if task.state == TaskState::Queued && task.frames == frames {
        return Ok(());
    }
    transaction.execute(
        "UPDATE attempts SET state = 'fenced', ended_us = ?4 WHERE job = ?1 AND task = ?2 AND token = ?3",
        params![job, task.number, task.token, now],
    )?;
    transaction.execute(
        "UPDATE tasks SET state = 'queued', token = NULL, frame_first = ?3, frame_end = ?4
         WHERE job = ?1 AND number = ?2",
        params![job, task.number, frames.first, frames.end],
    )?;
    let message = format!("queued: frames {frames} are missing");
    events::append(transaction, job, now, &NewEvent::task(EventKind::TaskState, task.number, task.attempt, message))
}

/// What is left of `range` when `taken` is taken out.
fn without(range: FrameRange, taken: FrameRange) -> impl Iterator<Item = FrameRange> {
    let before = FrameRange::new(range.first, range.end.min(taken.first));
    let after = FrameRange::new(range.first.max(taken.end), range.end);
    [before, after].into_iter().filter(|part| !part.is_empty())
}
