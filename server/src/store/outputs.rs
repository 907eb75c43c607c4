//! Files of deliveries.

use super::{JobKey, OutputRow, Store, StoreError};
use rusqlite::{Transaction, params};

/// Replaces the list of a job's files.
pub(super) fn replace(transaction: &Transaction<'_>, job: JobKey, outputs: &[OutputRow]) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM outputs WHERE job = ?1", [job])?;
    let mut statement = transaction.prepare_cached("INSERT INTO outputs VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for output in outputs {
        let size_bytes = i64::try_from(output.size_bytes).unwrap_or(i64::MAX);
        statement.execute(params![job, output.relative_path, size_bytes, output.xxh128, output.md5])?;
    }
    Ok(())
}

impl Store {
    /// Up to `limit` files of a finished delivery behind the path `after`, by path.
    ///
    /// # Errors
    /// The store failed.
    pub fn outputs(&self, job: JobKey, after: &str, limit: u32) -> Result<Vec<OutputRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT relative_path, size_bytes, xxh128, md5 FROM outputs
             WHERE job = ?1 AND relative_path > ?2 ORDER BY relative_path LIMIT ?3",
        )?;
        let rows = statement.query_map(params![job, after, limit], |row| {
            Ok(OutputRow { relative_path: row.get(0)?, size_bytes: row.get(1)?, xxh128: row.get(2)?, md5: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
