//! What jobs have left in the working folders beside deliveries: a cancelled or failed job keeps its frames, so that a
//! retry renders only the others, and somebody has to say when nobody will retry it.

use super::finish::PARTS;
use super::{DELIVERED, WORK_FOLDER, take_lock};
use crate::{EngineError, WorkPlan};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The working folder of one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// The working folder.
    pub folder: PathBuf,
    /// The asset folder that the job delivers; none where the plan cannot be read any more.
    pub delivery: Option<PathBuf>,
    /// What it is good for.
    pub state: LeftoverState,
    /// Bytes of all files in it.
    pub size_bytes: u64,
    /// When its newest file was written.
    pub changed: SystemTime,
}

/// What a working folder is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftoverState {
    /// Somebody works in it.
    Busy,
    /// Its job is delivered: plan and journal recognise the delivery, and repair it when it is damaged. Small.
    Delivered,
    /// Its job, or the repair of its delivery, has stopped or waits: frames that need not be rendered again.
    Unfinished,
}

/// The working folders of the jobs that deliver into `output`, by name.
///
/// # Errors
/// A folder cannot be read.
pub fn leftovers(output: &Path) -> Result<Vec<Leftover>, EngineError> {
    let parent = output.join(WORK_FOLDER);
    let entries = match fs::read_dir(&parent) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(EngineError::io("list", &parent))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(EngineError::io("list", &parent))?;
        // A link is none of ours, and what it points to even less.
        if entry.file_type().map_err(EngineError::io("find", &entry.path()))?.is_dir() {
            found.push(look(entry.path())?);
        }
    }
    found.sort_by(|one, other| one.folder.cmp(&other.folder));
    Ok(found)
}

impl Leftover {
    /// Removes the working folder of a job that is unfinished and that nobody works on; says whether it did. The job may
    /// still be retried or submitted again, and then renders everything; of proxies, everything but the clips that are
    /// delivered, and of a repair, everything that is damaged.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub fn remove(&self) -> Result<bool, EngineError> {
        let _lock = match take_lock(&self.folder) {
            Ok(lock) => lock,
            Err(EngineError::Busy(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        // It may have been delivered since it was listed.
        let delivery = delivery_of(&self.folder);
        if delivery.as_ref().is_some_and(|delivery| delivery.is_complete) {
            return Ok(false);
        }
        if let Some(parts) = delivery.and_then(|delivery| delivery.parts) {
            // Something is delivered already, and only plan and journal tell that it is this job's.
            for name in parts {
                let path = self.folder.join(name);
                match fs::remove_dir_all(&path) {
                    Err(error) if error.kind() != ErrorKind::NotFound => {
                        return Err(EngineError::io("remove", &path)(error));
                    }
                    _ => {}
                }
            }
            return Ok(true);
        }
        fs::remove_dir_all(&self.folder).map_err(EngineError::io("remove", &self.folder))?;
        Ok(true)
    }
}

fn look(folder: PathBuf) -> Result<Leftover, EngineError> {
    let delivery = delivery_of(&folder);
    let is_delivered = delivery.as_ref().is_some_and(|delivery| delivery.is_complete);
    let state = match take_lock(&folder) {
        Err(EngineError::Busy(_)) => LeftoverState::Busy,
        Err(error) => return Err(error),
        Ok(_) if is_delivered => LeftoverState::Delivered,
        Ok(_) => LeftoverState::Unfinished,
    };
    let (mut size_bytes, mut changed) = (0, SystemTime::UNIX_EPOCH);
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(EngineError::io("list", &next))? {
            let entry = entry.map_err(EngineError::io("list", &next))?;
            // Workers write while we count.
            let metadata = match entry.metadata() {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                metadata => metadata.map_err(EngineError::io("find", &entry.path()))?,
            };
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                size_bytes += metadata.len();
                changed = changed.max(metadata.modified().map_err(EngineError::io("find", &entry.path()))?);
            }
        }
    }
    Ok(Leftover { folder, delivery: delivery.map(|delivery| delivery.folder), state, size_bytes, changed })
}

/// What the job of a working folder delivers.
struct JobDelivery {
    folder: PathBuf,
    is_complete: bool,
    /// Folders that may go where something is delivered already; none where nothing is.
    parts: Option<&'static [&'static str]>,
}

/// The delivery of a working folder's job; none where its plan cannot be read.
fn delivery_of(folder: &Path) -> Option<JobDelivery> {
    let plan: WorkPlan = serde_json::from_slice(&fs::read(folder.join("plan.json")).ok()?).ok()?;
    let (is_complete, parts) = match &plan {
        WorkPlan::Nam(plan) => {
            let is_delivered = plan.final_folder.exists();
            // A repair that was not finished leaves what it has made.
            let is_at_rest = !PARTS.iter().any(|part| folder.join(part).exists());
            (is_delivered && is_at_rest, is_delivered.then_some(PARTS.as_slice()))
        }
        WorkPlan::Proxies(_) => (folder.join(DELIVERED).exists(), Some(["stage", "chunks", "joined"].as_slice())),
    };
    Some(JobDelivery { folder: plan.final_folder().to_path_buf(), is_complete, parts })
}
