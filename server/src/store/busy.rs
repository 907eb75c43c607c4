//! Unfinished jobs that would write the same files.

use super::row::from_json;
use super::{JobKey, StoreError};
use rusqlite::{Connection, params};
use std::fmt;

/// Another job that is at work where a job would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputBusy {
    /// The other job, `jobs/{uuid}`.
    pub job: String,
    /// The folder of both.
    pub folder: String,
    /// The roll of both; none where one of them has the folder for itself.
    pub roll: Option<String>,
}

impl OutputBusy {
    /// What of a job could be changed so that it goes elsewhere.
    pub(super) fn way_out(&self) -> &'static str {
        match self.roll {
            Some(_) => "change output or sources[].roll",
            None => "change the name or output",
        }
    }
}

impl fmt::Display for OutputBusy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { job, folder, roll } = self;
        match roll {
            Some(roll) => write!(f, "job {job} makes proxies of roll {roll} in the same folder: {folder}"),
            None => write!(f, "job {job} delivers into the same folder: {folder}"),
        }
    }
}

/// An unfinished job other than `except` that writes what a job of `rolls` in `folder` would write.
pub(super) fn find(
    connection: &Connection,
    folder: &str,
    rolls: &[String],
    except: Option<JobKey>,
) -> Result<Option<OutputBusy>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, rolls FROM jobs
         WHERE folder = ?1 AND key <> ?2 AND state IN ('queued', 'running', 'cancelling') ORDER BY key",
    )?;
    let others = statement.query_map(params![folder, except.map_or(-1, |key| key.0)], |row| {
        Ok((row.get::<_, String>(0)?, from_json::<Vec<String>>(1, &row.get::<_, String>(1)?)?))
    })?;
    for other in others {
        let (id, theirs) = other?;
        let roll = common(rolls, &theirs);
        if roll.is_some() || rolls.is_empty() || theirs.is_empty() {
            return Ok(Some(OutputBusy { job: format!("jobs/{id}"), folder: folder.to_owned(), roll }));
        }
    }
    Ok(None)
}

/// A roll of both. File systems that do not tell upper from lower case are common in cutting rooms.
fn common(rolls: &[String], others: &[String]) -> Option<String> {
    let is_theirs = |roll: &&String| others.iter().any(|other| other.to_lowercase() == roll.to_lowercase());
    rolls.iter().find(is_theirs).cloned()
}
