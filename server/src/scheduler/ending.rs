//! How the scheduler ends before it is told to.

use crate::store::StoreError;
use interneg_engine::ExitClass;
use std::thread::JoinHandle;
use thiserror::Error;

/// Why the scheduler ended although nobody had told it to.
#[derive(Debug, Error)]
pub enum SchedulerError {
    /// The store failed.
    #[error("the scheduler has ended: {0}")]
    Store(#[from] StoreError),
    /// A task of the scheduler panicked or was aborted, and with it the news that it was to bring.
    #[error("the scheduler has ended: one of its tasks was lost: {0}")]
    Lost(#[from] tokio::task::JoinError),
    /// The scheduler itself panicked.
    #[error("the scheduler has ended: it panicked")]
    Panicked,
}

impl SchedulerError {
    /// Who must act, and the exit code that says so.
    pub fn class(&self) -> ExitClass {
        match self {
            Self::Store(error) => error.class(),
            Self::Lost(_) | Self::Panicked => ExitClass::Internal,
        }
    }
}

/// The thread of a scheduler.
#[derive(Debug)]
pub struct SchedulerThread(pub(super) JoinHandle<Result<(), SchedulerError>>);

impl SchedulerThread {
    /// Waits for the thread's end. Blocks.
    ///
    /// # Errors
    /// It ended for another reason than having been told to.
    pub fn join(self) -> Result<(), SchedulerError> {
        self.0.join().unwrap_or(Err(SchedulerError::Panicked))
    }

    /// As [`Self::join`], without blocking the caller's thread.
    ///
    /// # Errors
    /// As [`Self::join`].
    pub async fn ended(self) -> Result<(), SchedulerError> {
        tokio::task::spawn_blocking(move || self.join()).await?
    }
}
