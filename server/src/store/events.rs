//! A job's durable history.

use super::{EventKind, EventRow, JobKey, Store, StoreError};
use crate::moment::Moment;
use rusqlite::{Row, Transaction, params};

/// What is about to be told.
pub(super) struct NewEvent {
    pub(super) kind: EventKind,
    pub(super) task: Option<u32>,
    pub(super) attempt: u32,
    pub(super) message: String,
}

impl NewEvent {
    pub(super) fn job(message: impl Into<String>) -> Self {
        Self { kind: EventKind::JobState, task: None, attempt: 0, message: message.into() }
    }

    pub(super) fn task(kind: EventKind, task: u32, attempt: u32, message: impl Into<String>) -> Self {
        Self { kind, task: Some(task), attempt, message: message.into() }
    }
}

/// Adds an event to a job's history.
pub(super) fn append(
    transaction: &Transaction<'_>,
    job: JobKey,
    now: Moment,
    event: &NewEvent,
) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO events (job, sequence, time_us, kind, task, attempt, message)
         SELECT ?1, COALESCE(MAX(sequence), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM events WHERE job = ?1",
        params![job, now, event.kind, event.task, event.attempt, event.message],
    )?;
    Ok(())
}

impl Store {
    /// Up to `limit` events after `after_sequence`, oldest first.
    ///
    /// # Errors
    /// The store failed.
    pub fn events(&self, job: JobKey, after_sequence: u64, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT sequence, time_us, kind, task, attempt, message FROM events
             WHERE job = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
        )?;
        let after = i64::try_from(after_sequence).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![job, after, limit], read_event)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The newest `limit` warnings of a job, oldest first.
    ///
    /// # Errors
    /// The store failed.
    pub fn warnings(&self, job: JobKey, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT sequence, time_us, kind, task, attempt, message FROM events
             WHERE job = ?1 AND kind = ?2 ORDER BY sequence DESC LIMIT ?3",
        )?;
        let rows = statement.query_map(params![job, EventKind::Warning, limit], read_event)?;
        let mut warnings: Vec<EventRow> = rows.collect::<Result<_, _>>()?;
        warnings.reverse();
        Ok(warnings)
    }
}

fn read_event(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    Ok(EventRow {
        sequence: row.get(0)?,
        time: row.get(1)?,
        kind: row.get(2)?,
        task: row.get(3)?,
        attempt: row.get(4)?,
        message: row.get(5)?,
    })
}
