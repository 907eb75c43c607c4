//! Changes of a job's state.

use super::busy;
use super::events::{self, NewEvent};
use super::jobs::job_where;
use super::row::to_json;
use super::{Failure, JobKey, JobRow, JobState, OutputRow, Store, StoreError, TransitionError, outputs};
use crate::moment::Moment;
use rusqlite::{Transaction, params};

impl Store {
    /// Asks a job to stop; `etag` may be empty.
    ///
    /// # Errors
    /// There is no such job, it has come to rest or is being stopped already, it has changed, or the store failed.
    pub fn request_cancel(&self, key: JobKey, etag: &str, now: Moment) -> Result<(), TransitionError> {
        self.write(|transaction| {
            let job = expect_state(transaction, key, etag, "cancel", "queued or running", |state| {
                matches!(state, JobState::Queued | JobState::Running)
            })?;
            change(transaction, job.key, JobState::Cancelling, "cancelling: asked for", now)?;
            Ok(())
        })
    }

    /// Queues a job again that failed, was cancelled or was completed with errors; tasks that have succeeded stay so.
    /// `etag` may be empty.
    ///
    /// # Errors
    /// There is no such job, it has not ended or has succeeded, it has changed, its folder is in use, or the store failed.
    pub fn retry_job(&self, key: JobKey, etag: &str, now: Moment) -> Result<(), TransitionError> {
        self.write(|transaction| {
            let needed = "failed, cancelled or completed with errors";
            let job = expect_state(transaction, key, etag, "retry", needed, |state| {
                matches!(state, JobState::Failed | JobState::Cancelled | JobState::CompletedWithErrors)
            })?;
            if let Some(busy) = busy::find(transaction, &job.folder, &job.rolls, Some(key))? {
                return Err(TransitionError::OutputBusy(busy));
            }
            transaction.execute(
                "UPDATE tasks SET state = 'queued', token = NULL, failures = 0, returns = 0, not_before_us = NULL
                 WHERE job = ?1 AND state <> 'succeeded'",
                [key],
            )?;
            transaction.execute("UPDATE jobs SET failure = NULL, ended_us = NULL WHERE key = ?1", [key])?;
            change(transaction, key, JobState::Queued, "queued: retry asked for", now)?;
            Ok(())
        })
    }

    /// Binds a job to fail although no task is to blame.
    ///
    /// # Errors
    /// The store failed.
    pub fn doom_job(&self, key: JobKey, failure: &Failure) -> Result<(), StoreError> {
        let text = to_json("failure", failure)?;
        self.lock().execute("UPDATE jobs SET failure = COALESCE(failure, ?1) WHERE key = ?2", params![text, key])?;
        Ok(())
    }

    /// The delivery is complete, whatever was asked for meanwhile; but for `shortfall`, where there is one. Its files come with
    /// remarks for people.
    ///
    /// # Errors
    /// The store failed.
    pub fn finish_delivered(
        &self,
        key: JobKey,
        (delivered, remarks): (&[OutputRow], &[String]),
        shortfall: Option<&Failure>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let failure = shortfall.map(|failure| to_json("failure", failure)).transpose()?;
        self.write(|transaction| {
            outputs::replace(transaction, key, delivered)?;
            let total: u64 = delivered.iter().map(|output| output.size_bytes).sum();
            let files = std::iter::once(format!("{} files, {total} bytes", delivered.len()));
            let files = files.chain(remarks.iter().cloned()).collect::<Vec<_>>().join("; ");
            let (state, message) = match shortfall {
                None => (JobState::Succeeded, format!("succeeded: {files}")),
                Some(failure) => {
                    (JobState::CompletedWithErrors, format!("completed with errors: {files}; {}", failure.message))
                }
            };
            transaction.execute("UPDATE jobs SET failure = ?1 WHERE key = ?2", params![failure, key])?;
            finish(transaction, key, state, &message, now)
        })
    }

    /// Nothing of a job runs any more and it is bound to fail.
    ///
    /// # Errors
    /// The store failed.
    pub fn finish_failed(&self, key: JobKey, now: Moment) -> Result<(), StoreError> {
        self.write(|transaction| {
            drop_open_tasks(transaction, key, now)?;
            let job = job_where(transaction, "key = ?1", key)?;
            let reason = job.and_then(|job| job.failure).map(|failure| failure.to_string()).unwrap_or_default();
            finish(transaction, key, JobState::Failed, &format!("failed: {reason}"), now)
        })
    }

    /// Nothing of a job runs any more and it was asked to stop.
    ///
    /// # Errors
    /// The store failed.
    pub fn finish_cancelled(&self, key: JobKey, now: Moment) -> Result<(), StoreError> {
        self.write(|transaction| {
            drop_open_tasks(transaction, key, now)?;
            finish(transaction, key, JobState::Cancelled, "cancelled", now)
        })
    }
}

fn expect_state(
    transaction: &Transaction<'_>,
    key: JobKey,
    etag: &str,
    verb: &'static str,
    needed: &'static str,
    fits: impl FnOnce(JobState) -> bool,
) -> Result<JobRow, TransitionError> {
    let Some(job) = job_where(transaction, "key = ?1", key)? else {
        return Err(TransitionError::NotFound(key.0.to_string()));
    };
    if !etag.is_empty() && etag != job.etag() {
        return Err(TransitionError::Etag { job: job.name(), found: job.etag(), wanted: etag.to_owned() });
    }
    if !fits(job.state) {
        return Err(TransitionError::WrongState { job: job.name(), state: job.state, verb, needed });
    }
    Ok(job)
}

/// Tasks that have not succeeded or failed end as cancelled, and so do their attempts.
fn drop_open_tasks(transaction: &Transaction<'_>, key: JobKey, now: Moment) -> Result<(), StoreError> {
    transaction.execute(
        "UPDATE attempts SET state = 'stopped', ended_us = ?2 WHERE job = ?1 AND state = 'running'",
        params![key, now],
    )?;
    transaction.execute(
        "UPDATE tasks SET state = 'cancelled', token = NULL, not_before_us = NULL,
                ended_us = CASE WHEN state = 'queued' THEN ended_us ELSE ?2 END
         WHERE job = ?1 AND state IN ('queued', 'running', 'committing')",
        params![key, now],
    )?;
    Ok(())
}

fn finish(
    transaction: &Transaction<'_>,
    key: JobKey,
    state: JobState,
    message: &str,
    now: Moment,
) -> Result<(), StoreError> {
    transaction.execute("UPDATE jobs SET ended_us = ?1 WHERE key = ?2", params![now, key])?;
    change(transaction, key, state, message, now)
}

/// Sets the state and tells of it.
pub(super) fn change(
    transaction: &Transaction<'_>,
    key: JobKey,
    state: JobState,
    message: &str,
    now: Moment,
) -> Result<(), StoreError> {
    transaction.execute("UPDATE jobs SET state = ?1, version = version + 1 WHERE key = ?2", params![state, key])?;
    events::append(transaction, key, now, &NewEvent::job(message))
}
