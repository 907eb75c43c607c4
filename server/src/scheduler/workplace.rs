//! What the scheduler needs of the engine: a job's working folder, and who may publish into it.

use crate::store::OutputRow;
use interneg_engine::{Assembly, EngineError, ExitClass, Plan};
use interneg_spec::FrameRange;
use std::path::PathBuf;
use thiserror::Error;

/// Why a working folder could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct WorkplaceError {
    /// Who must act.
    pub class: ExitClass,
    /// What happened.
    pub message: String,
}

impl From<EngineError> for WorkplaceError {
    fn from(error: EngineError) -> Self {
        Self { class: error.class(), message: error.to_string() }
    }
}

/// Opens working folders.
pub trait Workshop: Send + Sync {
    /// Opens the working folder of a plan, given as JSON, and checks what an earlier run has left. May take long.
    ///
    /// # Errors
    /// The folder is in use, belongs to another job, or cannot be read or written.
    fn open(&self, plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError>;
}

/// The working folder of one job. Calls may block on the disk.
pub trait Workplace: Send {
    /// Frames that no attempt has proven yet, ascending.
    fn missing(&self) -> Vec<FrameRange>;
    /// Bytes of the frames that are published.
    fn published_bytes(&self) -> u64;
    /// The plan file that workers read.
    fn plan_file(&self) -> PathBuf;
    /// The folder that the attempt with `token` writes into.
    fn stage_folder(&self, token: &str) -> PathBuf;
    /// Peak memory in bytes to grant a worker with `threads` threads, of whose kind several share the machine:
    /// `share_bytes` where that is enough for all threads, more where it is not, less where less is needed. One that may
    /// render on a GPU needs some for the way there and back.
    fn memory_bytes(&self, threads: usize, share_bytes: u64, may_use_gpu: bool) -> u64;
    /// Takes over what an attempt has proven; returns its bytes. May be called again after a crash.
    ///
    /// # Errors
    /// The stage does not prove every frame, or a file cannot be moved.
    fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, WorkplaceError>;
    /// Removes the stage of an attempt that is over.
    ///
    /// # Errors
    /// The folder cannot be removed.
    fn discard(&self, token: &str) -> Result<(), WorkplaceError>;
    /// Makes the delivery appear under its final name.
    ///
    /// # Errors
    /// Frames are missing, or a file cannot be written or moved.
    fn finish(&mut self) -> Result<Vec<OutputRow>, WorkplaceError>;
}

/// Working folders of the engine.
#[derive(Debug, Clone, Copy, Default)]
pub struct EngineWorkshop;

impl Workshop for EngineWorkshop {
    fn open(&self, plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError> {
        let plan: Plan = serde_json::from_str(plan).map_err(|error| WorkplaceError {
            class: ExitClass::Internal,
            message: format!("failed to understand the stored plan: {error}; submit the job again"),
        })?;
        let assembly = Assembly::open(&plan)?;
        Ok(Box::new(EngineWorkplace { plan, assembly }))
    }
}

struct EngineWorkplace {
    plan: Plan,
    assembly: Assembly,
}

impl Workplace for EngineWorkplace {
    fn missing(&self) -> Vec<FrameRange> {
        self.assembly.missing()
    }

    fn published_bytes(&self) -> u64 {
        self.assembly.records().map(|record| record.size_bytes).sum()
    }

    fn plan_file(&self) -> PathBuf {
        self.assembly.plan_file()
    }

    fn stage_folder(&self, token: &str) -> PathBuf {
        self.assembly.stage_folder(token)
    }

    fn memory_bytes(&self, threads: usize, share_bytes: u64, may_use_gpu: bool) -> u64 {
        let gpu_bytes = if may_use_gpu { self.plan.gpu_host_bytes(threads) } else { 0 };
        self.plan.memory_within(threads, share_bytes.saturating_sub(gpu_bytes)) + gpu_bytes
    }

    fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, WorkplaceError> {
        let records = self.assembly.publish(token, frames)?;
        Ok(records.iter().map(|record| record.size_bytes).sum())
    }

    fn discard(&self, token: &str) -> Result<(), WorkplaceError> {
        Ok(self.assembly.discard(token)?)
    }

    fn finish(&mut self) -> Result<Vec<OutputRow>, WorkplaceError> {
        let delivery = self.assembly.finish()?;
        let output = |output: interneg_engine::Output| OutputRow {
            relative_path: output.relative_path,
            size_bytes: output.size_bytes,
            xxh128: output.xxh128,
            md5: output.md5,
        };
        Ok(delivery.outputs.into_iter().map(output).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_of_a_former_version_is_the_submitters_to_send_again() {
        let refusal = EngineWorkshop.open(include_str!("../../engine/tests/former/plan.json")).err().unwrap();
        assert_eq!(refusal.class, ExitClass::BadInput, "{refusal}");
        assert!(refusal.message.contains("submit it again"), "{refusal}");
    }
}
