//! What a running attempt has to say besides its frames.

use super::events::{self, NewEvent};
use super::{AttemptState, Claim, EventKind, JobKey, Store, StoreError};
use crate::moment::Moment;
use interneg_engine::ExitClass;
use interneg_spec::DeviceChoice;
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Notes what an attempt is placed on, so that a worker that dies at once leaves it behind, and later what its worker
    /// says that it renders on.
    ///
    /// # Errors
    /// The store failed.
    pub fn note_device(&self, claim: &Claim, device: DeviceChoice) -> Result<(), StoreError> {
        self.lock().execute(
            "UPDATE attempts SET device = ?1 WHERE job = ?2 AND task = ?3 AND attempt = ?4 AND token = ?5",
            params![device.to_string(), claim.job, claim.task, claim.attempt, claim.token],
        )?;
        Ok(())
    }

    /// Adds a warning to the job's history, unless it says the same already: a machine that is not as it should be
    /// shows in every task.
    ///
    /// # Errors
    /// The store failed.
    pub fn warn(&self, claim: &Claim, message: &str, now: Moment) -> Result<(), StoreError> {
        self.write(|transaction| {
            let is_known: bool = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM events WHERE job = ?1 AND kind = ?2 AND message = ?3)",
                params![claim.job, EventKind::Warning, message],
                |row| row.get(0),
            )?;
            if is_known {
                return Ok(());
            }
            let event = NewEvent::task(EventKind::Warning, claim.task, claim.attempt, message);
            events::append(transaction, claim.job, now, &event)
        })
    }

    /// GPUs on which attempts at a task, since it was last retried, ended in a way that the GPU may have to do with, and
    /// in which; the latest first.
    ///
    /// # Errors
    /// The store failed.
    pub fn suspect_gpus(&self, job: JobKey, task: u32) -> Result<Vec<(u32, ExitClass)>, StoreError> {
        let counted: Option<usize> = self
            .lock()
            .query_row(
                "SELECT failures + returns FROM tasks WHERE job = ?1 AND number = ?2",
                params![job, task],
                |row| row.get(0),
            )
            .optional()?;
        let attempts = self.attempts(job)?.into_iter().rev();
        let failed = attempts.filter(|attempt| attempt.task == task && attempt.state == AttemptState::Failed);
        // Each failed attempt adds one to either count, and a retry of the job begins both anew.
        let recent = failed.take(counted.unwrap_or(0));
        let suspects = recent.filter_map(|attempt| match (attempt.device, attempt.failure?.class) {
            // A process that dies takes the reason with it: the driver may have been it.
            (
                Some(DeviceChoice::Cuda(gpu)),
                class @ (ExitClass::Device | ExitClass::Unclassified | ExitClass::Internal),
            ) => Some((gpu, class)),
            _ => None,
        });
        Ok(suspects.collect())
    }
}
