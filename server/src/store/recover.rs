//! After a server died: what it left running is nobody's any more.

use super::claim::Claim;
use super::events::{self, NewEvent};
use super::jobs::read_tasks;
use super::outcome::end_attempt;
use super::{AttemptState, EventKind, JobKey, Store, StoreError, TaskState};
use crate::moment::Moment;
use rusqlite::params;

impl Store {
    /// Fences every attempt that a dead server has left running, and queues its task again. To be called once, before
    /// the first claim. Tasks in `Committing` keep their state and token: their frames are proven, and opening the job's
    /// working folder finishes what the dead server began.
    ///
    /// Returns how many attempts were fenced.
    ///
    /// # Errors
    /// The store failed.
    pub fn recover(&self, now: Moment) -> Result<usize, StoreError> {
        self.write(|transaction| {
            let jobs: Vec<JobKey> = {
                let mut statement = transaction.prepare("SELECT DISTINCT job FROM tasks WHERE state = 'running'")?;
                statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
            };
            let mut fenced = 0;
            for job in jobs {
                for task in read_tasks(transaction, job)? {
                    let (TaskState::Running, Some(token)) = (task.state, task.token) else { continue };
                    let claim = Claim { job, task: task.number, frames: task.frames, attempt: task.attempt, token };
                    transaction.execute(
                        "UPDATE tasks SET state = ?1, token = NULL, ended_us = ?2 WHERE job = ?3 AND number = ?4",
                        params![TaskState::Queued, now, job, claim.task],
                    )?;
                    end_attempt(transaction, &claim, AttemptState::Fenced, None, now)?;
                    let event = NewEvent::task(
                        EventKind::AttemptFenced,
                        claim.task,
                        claim.attempt,
                        "fenced: the server ended while it ran",
                    );
                    events::append(transaction, job, now, &event)?;
                    fenced += 1;
                }
            }
            Ok(fenced)
        })
    }
}
