//! The job store: what was promised to submitters, on disk before it is promised.
//!
//! SQLite in WAL mode with `synchronous=FULL`, so that an acknowledged job survives a power cut. Every change of
//! state is one transaction that also writes the event which tells of it. All calls block; async callers go through
//! [`Store::call`].

mod busy;
mod claim;
mod error;
mod events;
mod jobs;
mod outcome;
mod outputs;
mod reconcile;
mod recover;
mod remarks;
mod row;
mod schema;
mod state;
mod transition;

pub use busy::OutputBusy;
pub use claim::Claim;
pub use error::{StoreError, SubmitError, TransitionError};
pub use jobs::{Inserted, JobFilter};
pub use outcome::FAILED;
pub use row::{AttemptRow, EventRow, Failure, JobKey, JobRow, NewJob, OpenJob, OutputRow, TaskRow};
pub use state::{AttemptState, EventKind, JobState, TaskState};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The store. Cheap to clone; calls from several threads are served one after another.
#[derive(Clone)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
}

impl Store {
    /// Opens or makes the store in `path`, bringing older ones up to date.
    ///
    /// # Errors
    /// The file cannot be opened, is no store, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::prepare(Connection::open(path)?)
    }

    /// A store that lives as long as the process, for runs without a server.
    ///
    /// # Errors
    /// SQLite refuses, which means that memory is short.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, StoreError> {
        connection.busy_timeout(Duration::from_secs(10))?;
        // NORMAL would lose acknowledged jobs on a power cut.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
        )?;
        schema::migrate(&mut connection)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Runs `work` on a thread that may block.
    ///
    /// # Errors
    /// As `work`; or the runtime is shutting down.
    pub async fn call<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&Self) -> Result<T, E> + Send + 'static,
    {
        let store = self.clone();
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(result) => result,
            Err(error) => Err(StoreError::Aborted(error.to_string()).into()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic in another call has rolled its transaction back, so the connection is sound.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One transaction that holds the write lock from its start, so that it never has to be repeated.
    fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let result = work(&transaction)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(result)
    }
}

#[cfg(test)]
pub(crate) mod tests;
