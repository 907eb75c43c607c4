//! Claiming a task, and winning or losing the right to publish it.

use super::events::{self, NewEvent};
use super::{AttemptState, EventKind, JobKey, JobState, Store, StoreError, TaskState};
use crate::moment::Moment;
use interneg_spec::FrameRange;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

/// The right of one attempt to render a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub job: JobKey,
    /// Number of the task.
    pub task: u32,
    /// Its frames.
    pub frames: FrameRange,
    /// Number of the attempt, 1 for the first.
    pub attempt: u32,
    /// Random token that nobody else has.
    pub token: String,
}

impl Store {
    /// Claims the first task of `job` that may run now. The attempt's number and token are on disk before any worker
    /// hears of them, so no two workers ever hold the same claim.
    ///
    /// # Errors
    /// The store failed.
    pub fn claim(&self, job: JobKey, now: Moment) -> Result<Option<Claim>, StoreError> {
        self.write(|transaction| {
            let found = transaction
                .query_row(
                    "SELECT number, tasks.frame_first, tasks.frame_end, attempt, jobs.state
                     FROM tasks JOIN jobs ON jobs.key = tasks.job
                     WHERE job = ?1 AND tasks.state = 'queued' AND COALESCE(not_before_us, 0) <= ?2
                       AND jobs.state IN ('queued', 'running') AND jobs.failure IS NULL
                     ORDER BY number LIMIT 1",
                    params![job, now],
                    |row| {
                        let frames = FrameRange::new(row.get(1)?, row.get(2)?);
                        Ok((row.get::<_, u32>(0)?, frames, row.get::<_, u32>(3)?, row.get::<_, JobState>(4)?))
                    },
                )
                .optional()?;
            let Some((task, frames, attempts, state)) = found else { return Ok(None) };
            let (attempt, token) = (attempts + 1, Uuid::new_v4().simple().to_string());
            transaction.execute(
                "UPDATE tasks SET state = ?1, attempt = ?2, token = ?3, started_us = ?4, ended_us = NULL,
                        not_before_us = NULL, failure = NULL
                 WHERE job = ?5 AND number = ?6",
                params![TaskState::Running, attempt, token, now, job, task],
            )?;
            transaction.execute(
                "INSERT INTO attempts (job, task, attempt, token, state, started_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![job, task, attempt, token, AttemptState::Running, now],
            )?;
            if state == JobState::Queued {
                transaction.execute(
                    "UPDATE jobs SET state = ?1, version = version + 1, started_us = COALESCE(started_us, ?2)
                     WHERE key = ?3",
                    params![JobState::Running, now, job],
                )?;
                events::append(transaction, job, now, &NewEvent::job("running"))?;
            }
            let message = format!("running: frames {frames}");
            events::append(transaction, job, now, &NewEvent::task(EventKind::TaskState, task, attempt, message))?;
            Ok(Some(Claim { job, task, frames, attempt, token }))
        })
    }

    /// Lets an attempt that has proven its frames publish them, when it still holds its claim. Says whether it does:
    /// an attempt that does not is fenced.
    ///
    /// # Errors
    /// The store failed.
    pub fn begin_commit(&self, claim: &Claim, now: Moment) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE tasks SET state = ?1 WHERE job = ?2 AND number = ?3 AND state = ?4 AND token = ?5",
                params![TaskState::Committing, claim.job, claim.task, TaskState::Running, claim.token],
            )?;
            if changed == 0 {
                // Whoever took the claim away may have fenced the attempt already; one event is enough.
                let fenced = transaction.execute(
                    "UPDATE attempts SET state = ?1, ended_us = ?2 WHERE token = ?3 AND job = ?4 AND state = ?5",
                    params![AttemptState::Fenced, now, claim.token, claim.job, AttemptState::Running],
                )?;
                if fenced > 0 {
                    let event = NewEvent::task(
                        EventKind::AttemptFenced,
                        claim.task,
                        claim.attempt,
                        "fenced: the task was claimed by another attempt",
                    );
                    events::append(transaction, claim.job, now, &event)?;
                }
            }
            Ok(changed == 1)
        })
    }

    /// The earliest time at which a waiting task may run again.
    ///
    /// # Errors
    /// The store failed.
    pub fn next_not_before(&self) -> Result<Option<Moment>, StoreError> {
        Ok(self.lock().query_row(
            "SELECT MIN(not_before_us) FROM tasks JOIN jobs ON jobs.key = tasks.job
             WHERE tasks.state = 'queued' AND jobs.state IN ('queued', 'running') AND jobs.failure IS NULL",
            [],
            |row| row.get(0),
        )?)
    }
}
