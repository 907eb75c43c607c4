//! How attempts end.

use super::events::{self, NewEvent};
use super::row::to_json;
use super::{AttemptState, Claim, EventKind, Failure, JobKey, Store, StoreError, TaskState};
use crate::moment::Moment;
use interneg_spec::FrameRange;
use rusqlite::{Transaction, params};

/// Begins the message of a task that is given up, before the reason.
pub const FAILED: &str = "failed: ";

/// What becomes of a task whose attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Queued { not_before: Moment, counted: bool },
    Failed,
}

impl Store {
    /// The frames of a committing attempt are published; `bytes` is their size.
    ///
    /// # Errors
    /// The store failed.
    pub fn complete_task(&self, claim: &Claim, bytes: u64, now: Moment) -> Result<(), StoreError> {
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE tasks SET state = ?1, token = NULL, ended_us = ?2
                 WHERE job = ?3 AND number = ?4 AND state = ?5 AND token = ?6",
                params![TaskState::Succeeded, now, claim.job, claim.task, TaskState::Committing, claim.token],
            )?;
            if changed == 0 {
                return Ok(());
            }
            transaction.execute(
                "UPDATE jobs SET bytes_done = bytes_done + ?1 WHERE key = ?2",
                params![i64::try_from(bytes).unwrap_or(i64::MAX), claim.job],
            )?;
            end_attempt(transaction, claim, AttemptState::Succeeded, None, now)?;
            let event = NewEvent::task(EventKind::TaskState, claim.task, claim.attempt, "succeeded");
            events::append(transaction, claim.job, now, &event)
        })
    }

    /// An attempt failed and the task will be tried again from `not_before` on; `counted` failures use up attempts.
    ///
    /// # Errors
    /// The store failed.
    pub fn retry_task(
        &self,
        claim: &Claim,
        failure: &Failure,
        not_before: Moment,
        counted: bool,
        now: Moment,
    ) -> Result<(), StoreError> {
        self.end_failed(claim, failure, Next::Queued { not_before, counted }, now)
    }

    /// An attempt failed and the task is given up: the job is bound to fail.
    ///
    /// # Errors
    /// The store failed.
    pub fn fail_task(&self, claim: &Claim, failure: &Failure, now: Moment) -> Result<(), StoreError> {
        self.end_failed(claim, failure, Next::Failed, now)
    }

    /// What the frames of a committing attempt belong to, all of `part`, could not be made: none of its tasks has succeeded,
    /// and the job goes on with the others. `bytes` is the size of all frames of the job that are left.
    ///
    /// # Errors
    /// The store failed.
    pub fn give_up(
        &self,
        claim: &Claim,
        part: FrameRange,
        failure: &Failure,
        bytes: u64,
        now: Moment,
    ) -> Result<(), StoreError> {
        let text = to_json("failure", failure)?;
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE tasks SET state = ?1, token = NULL, ended_us = ?2, failure = ?3
                 WHERE job = ?4 AND number = ?5 AND state = ?6 AND token = ?7",
                params![TaskState::Failed, now, text, claim.job, claim.task, TaskState::Committing, claim.token],
            )?;
            if changed == 0 {
                return Ok(());
            }
            let before: u32 = transaction.query_row(
                "SELECT COUNT(*) FROM tasks
                 WHERE job = ?1 AND number <> ?2 AND state = ?3 AND frame_first >= ?4 AND frame_end <= ?5",
                params![claim.job, claim.task, TaskState::Failed, part.first, part.end],
                |row| row.get(0),
            )?;
            take_back(transaction, claim.job, part, &text)?;
            transaction.execute(
                "UPDATE jobs SET bytes_done = ?1 WHERE key = ?2",
                params![i64::try_from(bytes).unwrap_or(i64::MAX), claim.job],
            )?;
            end_attempt(transaction, claim, AttemptState::Failed, Some(&text), now)?;
            // The reason is told once.
            let reason = if before == 0 { &failure.message } else { "the rest of it has failed" };
            let message = format!("given up: {reason}");
            let event = NewEvent::task(EventKind::TaskState, claim.task, claim.attempt, message);
            events::append(transaction, claim.job, now, &event)
        })
    }

    /// As [`Self::give_up`], of a part that was found to have failed when the working folder was opened.
    ///
    /// # Errors
    /// The store failed.
    pub fn give_up_part(&self, job: JobKey, part: FrameRange, failure: &Failure) -> Result<(), StoreError> {
        let text = to_json("failure", failure)?;
        self.write(|transaction| take_back(transaction, job, part, &text))
    }

    /// An attempt was stopped and is nobody's fault: the task waits as if it had not been begun.
    ///
    /// # Errors
    /// The store failed.
    pub fn requeue_task(&self, claim: &Claim, now: Moment) -> Result<(), StoreError> {
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE tasks SET state = ?1, token = NULL, ended_us = ?2
                 WHERE job = ?3 AND number = ?4 AND state = ?5 AND token = ?6",
                params![TaskState::Queued, now, claim.job, claim.task, TaskState::Running, claim.token],
            )?;
            if changed > 0 {
                end_attempt(transaction, claim, AttemptState::Stopped, None, now)?;
                let event = NewEvent::task(EventKind::TaskState, claim.task, claim.attempt, "queued: attempt stopped");
                events::append(transaction, claim.job, now, &event)?;
            }
            Ok(())
        })
    }

    fn end_failed(&self, claim: &Claim, failure: &Failure, next: Next, now: Moment) -> Result<(), StoreError> {
        let text = to_json("failure", failure)?;
        self.write(|transaction| {
            let (state, not_before, counted) = match next {
                Next::Queued { not_before, counted } => (TaskState::Queued, Some(not_before), counted),
                Next::Failed => (TaskState::Failed, None, true),
            };
            let changed = transaction.execute(
                "UPDATE tasks SET state = ?1, token = NULL, ended_us = ?2, not_before_us = ?3, failure = ?4,
                        failures = failures + ?5, returns = returns + ?6
                 WHERE job = ?7 AND number = ?8 AND state IN ('running', 'committing') AND token = ?9",
                params![state, now, not_before, text, counted, !counted, claim.job, claim.task, claim.token],
            )?;
            if changed == 0 {
                return Ok(());
            }
            end_attempt(transaction, claim, AttemptState::Failed, Some(&text), now)?;
            let (kind, message) = match next {
                Next::Queued { not_before, .. } => {
                    let delay_s = now.until(not_before).as_secs_f64();
                    (EventKind::TaskRetry, format!("{}; next attempt in {delay_s:.1} s", failure.message))
                }
                Next::Failed => {
                    transaction.execute(
                        "UPDATE jobs SET failure = COALESCE(failure, ?1) WHERE key = ?2",
                        params![text, claim.job],
                    )?;
                    (EventKind::TaskState, format!("{FAILED}{}", failure.message))
                }
            };
            events::append(transaction, claim.job, now, &NewEvent::task(kind, claim.task, claim.attempt, message))
        })
    }
}

/// Tasks of a part that has failed have not succeeded, whatever they rendered of it.
fn take_back(transaction: &Transaction<'_>, job: JobKey, part: FrameRange, failure: &str) -> Result<(), StoreError> {
    transaction.execute(
        "UPDATE tasks SET state = ?1, failure = ?2
         WHERE job = ?3 AND state = ?4 AND frame_first >= ?5 AND frame_end <= ?6",
        params![TaskState::Failed, failure, job, TaskState::Succeeded, part.first, part.end],
    )?;
    Ok(())
}

/// Notes how an attempt ended.
pub(super) fn end_attempt(
    transaction: &Transaction<'_>,
    claim: &Claim,
    state: AttemptState,
    failure: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    transaction.execute(
        "UPDATE attempts SET state = ?1, ended_us = ?2, failure = ?3 WHERE job = ?4 AND task = ?5 AND attempt = ?6",
        params![state, now, failure, claim.job, claim.task, claim.attempt],
    )?;
    Ok(())
}
