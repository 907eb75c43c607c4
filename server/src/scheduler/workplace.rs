//! What the scheduler needs of the engine: a job's working folder, and who may publish into it.

use crate::store::OutputRow;
use interneg_engine::{Assembly, ClipFailure, EngineError, ExitClass, ProxyAssembly, WorkPlan};
use interneg_spec::FrameRange;
use std::path::PathBuf;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

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
    /// Frames of a task where the service wishes for `frames_per_task`: tasks may have to end at certain frames.
    fn task_frames(&self, frames_per_task: u64) -> u64 {
        frames_per_task
    }
    /// Publishing these frames needs no stage, so that no worker is to be started for them: they belong to something that
    /// has failed and nobody waits for them, or they are proven and only what comes after has to be done again.
    fn needs_no_worker(&self, _frames: FrameRange) -> bool {
        false
    }
    /// Parts of the job that could not be made. They hold nothing else up, and end the job as completed with errors.
    fn given_up(&self) -> Vec<GivenUp> {
        Vec::new()
    }
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
    /// Makes the delivery appear under its final name; may end with the class `Cancelled` and without a delivery when `stop`
    /// is cancelled, because it may take long.
    ///
    /// # Errors
    /// Frames are missing, or a file cannot be written or moved.
    fn finish(&mut self, stop: &CancellationToken) -> Result<Finished, WorkplaceError>;
}

/// A part of a job that could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// All frames of the part.
    pub frames: FrameRange,
    /// Why, and who must act.
    pub reason: WorkplaceError,
}

/// What a job has come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finished {
    /// Files of the delivery.
    pub outputs: Vec<OutputRow>,
    /// What was found out about them besides, for people.
    pub remarks: Vec<String>,
    /// What could not be made, and who must act; nothing where all was made.
    pub shortfall: Option<WorkplaceError>,
}

/// Working folders of the engine.
#[derive(Debug, Clone, Copy, Default)]
pub struct EngineWorkshop;

impl Workshop for EngineWorkshop {
    fn open(&self, plan: &str) -> Result<Box<dyn Workplace>, WorkplaceError> {
        let plan: WorkPlan = serde_json::from_str(plan).map_err(|error| WorkplaceError {
            class: ExitClass::Internal,
            message: format!("failed to understand the stored plan: {error}; submit the job again"),
        })?;
        let folder = match &plan {
            WorkPlan::Nam(plan) => Folder::Nam(Box::new(Assembly::open(plan)?)),
            WorkPlan::Proxies(plan) => Folder::Proxies(Box::new(ProxyAssembly::open(plan)?)),
        };
        Ok(Box::new(EngineWorkplace { plan, folder }))
    }
}

struct EngineWorkplace {
    plan: WorkPlan,
    folder: Folder,
}

enum Folder {
    Nam(Box<Assembly>),
    Proxies(Box<ProxyAssembly>),
}

impl Workplace for EngineWorkplace {
    fn missing(&self) -> Vec<FrameRange> {
        match &self.folder {
            Folder::Nam(assembly) => assembly.missing(),
            Folder::Proxies(assembly) => assembly.missing(),
        }
    }

    fn published_bytes(&self) -> u64 {
        match &self.folder {
            Folder::Nam(assembly) => assembly.records().map(|record| record.size_bytes).sum(),
            Folder::Proxies(assembly) => assembly.published_bytes(),
        }
    }

    fn plan_file(&self) -> PathBuf {
        match &self.folder {
            Folder::Nam(assembly) => assembly.plan_file(),
            Folder::Proxies(assembly) => assembly.plan_file(),
        }
    }

    fn stage_folder(&self, token: &str) -> PathBuf {
        match &self.folder {
            Folder::Nam(assembly) => assembly.stage_folder(token),
            Folder::Proxies(assembly) => assembly.stage_folder(token),
        }
    }

    fn memory_bytes(&self, threads: usize, share_bytes: u64, may_use_gpu: bool) -> u64 {
        let gpu_bytes = if may_use_gpu { self.plan.gpu_host_bytes(threads) } else { 0 };
        self.plan.memory_within(threads, share_bytes.saturating_sub(gpu_bytes)) + gpu_bytes
    }

    fn task_frames(&self, frames_per_task: u64) -> u64 {
        self.plan.task_frames(frames_per_task)
    }

    fn needs_no_worker(&self, frames: FrameRange) -> bool {
        match &self.folder {
            // Frames of a NAM are all needed, and one that is proven is in its place.
            Folder::Nam(_) => false,
            Folder::Proxies(assembly) => assembly.is_given_up(frames) || assembly.is_coded(frames),
        }
    }

    fn given_up(&self) -> Vec<GivenUp> {
        let Folder::Proxies(assembly) = &self.folder else { return Vec::new() };
        let part = |(frames, failure): (FrameRange, &ClipFailure)| {
            let message = format!("{}: {}", failure.clip_name, failure.message);
            GivenUp { frames, reason: WorkplaceError { class: ExitClass::BadInput, message } }
        };
        assembly.failed_clips().map(part).collect()
    }

    fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, WorkplaceError> {
        match &mut self.folder {
            Folder::Nam(assembly) => {
                let records = assembly.publish(token, frames)?;
                Ok(records.iter().map(|record| record.size_bytes).sum())
            }
            Folder::Proxies(assembly) => Ok(assembly.publish(token, frames)?),
        }
    }

    fn discard(&self, token: &str) -> Result<(), WorkplaceError> {
        match &self.folder {
            Folder::Nam(assembly) => Ok(assembly.discard(token)?),
            Folder::Proxies(assembly) => Ok(assembly.discard(token)?),
        }
    }

    fn finish(&mut self, stop: &CancellationToken) -> Result<Finished, WorkplaceError> {
        let (outputs, remarks, shortfall) = match &mut self.folder {
            Folder::Nam(assembly) => {
                let outputs = assembly.finish_unless(&|| stop.is_cancelled())?.outputs;
                let again = assembly.written_again();
                let remark = (!again.is_empty()).then(|| format!("written again: {}", again.join(", ")));
                (outputs, remark.into_iter().collect(), None)
            }
            Folder::Proxies(assembly) => {
                let delivery = assembly.finish()?;
                let shortfall = shortfall(&delivery.failures, &delivery.relink_faults);
                (delivery.outputs, delivery.verified, shortfall)
            }
        };
        let output = |output: interneg_engine::Output| OutputRow {
            relative_path: output.relative_path,
            size_bytes: output.size_bytes,
            xxh128: output.xxh128,
            md5: output.md5,
        };
        Ok(Finished { outputs: outputs.into_iter().map(output).collect(), remarks, shortfall })
    }
}

/// All clips that failed and all that does not relink, in one message; the sources are to be looked at.
fn shortfall(failures: &[ClipFailure], relink_faults: &[String]) -> Option<WorkplaceError> {
    let clips: Vec<String> =
        failures.iter().map(|failure| format!("{}: {}", failure.clip_name, failure.message)).collect();
    let failed = match clips.as_slice() {
        [] => None,
        [only] => Some(format!("a clip could not be made: {only}")),
        all => Some(format!("{} clips could not be made: {}", all.len(), all.join("; "))),
    };
    let relink = (!relink_faults.is_empty()).then(|| format!("relink: {}", relink_faults.join("; ")));
    let message: Vec<String> = failed.into_iter().chain(relink).collect();
    (!message.is_empty()).then(|| WorkplaceError { class: ExitClass::BadInput, message: message.join("; ") })
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
