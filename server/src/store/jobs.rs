//! Taking jobs, and reading them and their tasks.

use super::events::{self, NewEvent};
use super::row::{device_or_null, from_json, from_json_or_null, to_json};
use super::{
    AttemptRow, JobKey, JobRow, JobState, NewJob, OpenJob, OutputBusy, Store, StoreError, SubmitError, TaskRow, busy,
};
use crate::moment::Moment;
use interneg_spec::FrameRange;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::time::Duration;
use uuid::Uuid;

/// Request ids are kept this long.
const REQUEST_ID_LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// A new job.
    New(JobKey),
    /// An earlier call with the same request id had made it.
    Duplicate(JobKey),
}

/// Which jobs to list.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// Only these states; all where empty.
    pub states: Vec<JobState>,
    /// Only jobs taken before this one.
    pub before: Option<JobKey>,
}

const JOB_COLUMNS: &str =
    "key, id, state, version, spec, findings, identity, folder, frame_first, frame_end, bytes_done,
    created_us, started_us, ended_us, failure,
    (SELECT COUNT(*) FROM tasks WHERE job = key),
    (SELECT COUNT(*) FROM tasks WHERE job = key AND state = 'succeeded'),
    (SELECT COALESCE(SUM(frame_end - frame_first), 0) FROM tasks WHERE job = key AND state <> 'succeeded'),
    (SELECT COALESCE(SUM(frame_end - frame_first), 0) FROM tasks WHERE job = key AND state = 'failed'),
    rolls";

impl Store {
    /// Takes a job with its tasks.
    ///
    /// # Errors
    /// The request id stands for another job, another unfinished job delivers the same rolls, or anything that is no proxies,
    /// into the same folder, or the store failed.
    pub fn insert_job(&self, job: &NewJob, now: Moment) -> Result<Inserted, SubmitError> {
        let (spec, findings) = (to_json("job", &job.spec)?, to_json("findings", &job.findings)?);
        let rolls = to_json("rolls", &job.rolls)?;
        self.write(|transaction| {
            if let Some((request_id, body)) = &job.request
                && let Some(earlier) = find_request(transaction, request_id, body, now)?
            {
                return Ok(Inserted::Duplicate(earlier));
            }
            if let Some(busy) = busy::find(transaction, &job.folder, &job.rolls, None)? {
                return Err(SubmitError::OutputBusy(busy));
            }
            transaction.execute(
                "INSERT INTO jobs
                     (id, state, spec, plan, findings, identity, folder, rolls, frame_first, frame_end, created_us)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    job.id.to_string(),
                    JobState::Queued,
                    spec,
                    job.plan,
                    findings,
                    job.identity,
                    job.folder,
                    rolls,
                    job.frames.first,
                    job.frames.end,
                    now
                ],
            )?;
            let key = JobKey(transaction.last_insert_rowid());
            for (number, frames) in job.tasks.iter().enumerate() {
                insert_task(transaction, key, u32::try_from(number).unwrap_or(u32::MAX), *frames)?;
            }
            if let Some((request_id, body)) = &job.request {
                transaction
                    .execute("INSERT INTO request_ids VALUES (?1, ?2, ?3, ?4)", params![request_id, body, key, now])?;
            }
            events::append(transaction, key, now, &NewEvent::job("queued"))?;
            Ok(Inserted::New(key))
        })
    }

    /// The job that an earlier call with this request id made.
    ///
    /// # Errors
    /// The id stands for another job, or the store failed.
    pub fn find_request(&self, request_id: &str, body: &[u8], now: Moment) -> Result<Option<JobKey>, SubmitError> {
        self.write(|transaction| find_request(transaction, request_id, body, now))
    }

    /// An unfinished job that writes what one of `rolls` in `folder` would write; of no rolls, one that writes there at all.
    ///
    /// # Errors
    /// The store failed.
    pub fn writer_of(&self, folder: &str, rolls: &[String]) -> Result<Option<OutputBusy>, StoreError> {
        busy::find(&self.lock(), folder, rolls, None)
    }

    /// One job.
    ///
    /// # Errors
    /// The store failed.
    pub fn job(&self, key: JobKey) -> Result<Option<JobRow>, StoreError> {
        job_where(&self.lock(), "key = ?1", key)
    }

    /// One job by the name that callers know.
    ///
    /// # Errors
    /// The store failed.
    pub fn job_by_id(&self, id: Uuid) -> Result<Option<JobRow>, StoreError> {
        job_where(&self.lock(), "id = ?1", id.to_string())
    }

    /// Up to `limit` jobs, newest first.
    ///
    /// # Errors
    /// The store failed.
    pub fn jobs(&self, filter: &JobFilter, limit: u32) -> Result<Vec<JobRow>, StoreError> {
        // The names come from our own table, so they may stand in the statement.
        let states: Vec<String> = filter.states.iter().map(|state| format!("'{}'", state.as_str())).collect();
        let by_state = if states.is_empty() { String::new() } else { format!("AND state IN ({})", states.join(", ")) };
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {JOB_COLUMNS} FROM jobs WHERE key < ?1 {by_state} ORDER BY key DESC LIMIT ?2"
        ))?;
        let before = filter.before.map_or(i64::MAX, |key| key.0);
        let rows = statement.query_map(params![before, limit], read_job)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Jobs that something can be done about, oldest first: all that are being stopped or bound to fail, and the first
    /// `look_ahead` of the others.
    ///
    /// # Errors
    /// The store failed.
    pub fn open_jobs(&self, look_ahead: u32) -> Result<Vec<OpenJob>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT key, id, state, failure IS NOT NULL,
                    EXISTS (SELECT 1 FROM tasks WHERE job = key AND tasks.state NOT IN ('succeeded', 'failed')),
                    json_extract(spec, '$.device')
             FROM jobs
             WHERE state IN ('queued', 'running', 'cancelling')
               AND (state = 'cancelling' OR failure IS NOT NULL
                    OR key IN (SELECT key FROM jobs WHERE state IN ('queued', 'running') ORDER BY key LIMIT ?1))
             ORDER BY key",
        )?;
        let rows = statement.query_map([look_ahead], |row| {
            Ok(OpenJob {
                key: row.get(0)?,
                id: read_id(1, &row.get::<_, String>(1)?)?,
                state: row.get(2)?,
                is_doomed: row.get(3)?,
                has_open_tasks: row.get(4)?,
                device: device_or_null(5, row.get(5)?)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The plan of a job, as JSON.
    ///
    /// # Errors
    /// The store failed.
    pub fn plan(&self, key: JobKey) -> Result<String, StoreError> {
        Ok(self.lock().query_row("SELECT plan FROM jobs WHERE key = ?1", [key], |row| row.get(0))?)
    }

    /// The tasks of a job, by number.
    ///
    /// # Errors
    /// The store failed.
    pub fn tasks(&self, key: JobKey) -> Result<Vec<TaskRow>, StoreError> {
        read_tasks(&self.lock(), key)
    }

    /// The attempts of a job, by task and number.
    ///
    /// # Errors
    /// The store failed.
    pub fn attempts(&self, key: JobKey) -> Result<Vec<AttemptRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT task, attempt, state, device, failure FROM attempts WHERE job = ?1 ORDER BY task, attempt",
        )?;
        let rows = statement.query_map([key], |row| {
            Ok(AttemptRow {
                task: row.get(0)?,
                attempt: row.get(1)?,
                state: row.get(2)?,
                device: device_or_null(3, row.get(3)?)?,
                failure: from_json_or_null(4, row.get(4)?)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Adds a queued task.
pub(super) fn insert_task(
    transaction: &Transaction<'_>,
    job: JobKey,
    number: u32,
    frames: FrameRange,
) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO tasks (job, number, frame_first, frame_end, state) VALUES (?1, ?2, ?3, ?4, 'queued')",
        params![job, number, frames.first, frames.end],
    )?;
    Ok(())
}

fn find_request(
    transaction: &Transaction<'_>,
    request_id: &str,
    body: &[u8],
    now: Moment,
) -> Result<Option<JobKey>, SubmitError> {
    transaction.execute("DELETE FROM request_ids WHERE created_us < ?1", [now - REQUEST_ID_LIFE])?;
    let found = transaction
        .query_row("SELECT job, body FROM request_ids WHERE request_id = ?1", [request_id], |row| {
            Ok((row.get::<_, JobKey>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    match found {
        Some((key, earlier)) if earlier == body => Ok(Some(key)),
        Some(_) => Err(SubmitError::RequestIdReused(request_id.to_owned())),
        None => Ok(None),
    }
}

/// The one job that `condition` picks.
pub(super) fn job_where(
    connection: &Connection,
    condition: &str,
    value: impl rusqlite::ToSql,
) -> Result<Option<JobRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {JOB_COLUMNS} FROM jobs WHERE {condition}"))?;
    Ok(statement.query_row([value], read_job).optional()?)
}

/// The tasks of a job, by number.
pub(super) fn read_tasks(connection: &Connection, key: JobKey) -> Result<Vec<TaskRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, frame_first, frame_end, tasks.state, tasks.attempt, tasks.token, failures, returns,
                not_before_us, tasks.started_us, tasks.ended_us, tasks.failure, attempts.device
         FROM tasks LEFT JOIN attempts
              ON attempts.job = tasks.job AND attempts.task = tasks.number AND attempts.attempt = tasks.attempt
         WHERE tasks.job = ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([key], |row| {
        Ok(TaskRow {
            number: row.get(0)?,
            frames: FrameRange::new(row.get(1)?, row.get(2)?),
            state: row.get(3)?,
            attempt: row.get(4)?,
            token: row.get(5)?,
            failures: row.get(6)?,
            returns: row.get(7)?,
            not_before: row.get(8)?,
            started: row.get(9)?,
            ended: row.get(10)?,
            failure: from_json_or_null(11, row.get(11)?)?,
            device: device_or_null(12, row.get(12)?)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_job(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    Ok(JobRow {
        key: row.get(0)?,
        id: read_id(1, &row.get::<_, String>(1)?)?,
        state: row.get(2)?,
        version: row.get(3)?,
        spec: from_json(4, &row.get::<_, String>(4)?)?,
        findings: from_json(5, &row.get::<_, String>(5)?)?,
        identity: row.get(6)?,
        folder: row.get(7)?,
        frames: FrameRange::new(row.get(8)?, row.get(9)?),
        bytes_done: row.get(10)?,
        created: row.get(11)?,
        started: row.get(12)?,
        ended: row.get(13)?,
        failure: from_json_or_null(14, row.get(14)?)?,
        tasks_total: row.get(15)?,
        tasks_done: row.get(16)?,
        frames_open: row.get(17)?,
        frames_failed: row.get(18)?,
        rolls: from_json(19, &row.get::<_, String>(19)?)?,
    })
}

fn read_id(column: usize, text: &str) -> rusqlite::Result<Uuid> {
    Uuid::parse_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}
