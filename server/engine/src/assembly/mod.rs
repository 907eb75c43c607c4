//! The coordinator's side: stages of attempts, the assembly of what they proved, and the delivery.
//!
//! ```text
//! <output>/.interneg/<identity>/plan.json          the immutable plan that workers read
//!                               lock               held by the one coordinator
//!                               stage/<token>/     written by one attempt alone
//!                               delivery/<asset>/  frames of winning attempts, moved by rename
//!                               frames/            the same where they are joined to one movie, see `movie`
//!                               movie.json         size and digests of that movie
//!                               journal.jsonl      one FrameRecord a line, in order of publication
//! <output>/<asset>/                                appears by one rename when everything is there
//! ```
//!
//! A worker knows its stage and nothing else, so a worker that lost its claim cannot touch a frame that was
//! published; and no file lies below the final name before the whole delivery is complete and hashed. A delivery that was
//! damaged afterwards is repaired where it is, see `mend`.

mod contents;
mod finish;
pub(crate) mod journal;
mod leftover;
mod listing;
mod mend;
#[cfg(test)]
mod mend_tests;
mod movie;
mod passport;
mod reuse;
#[cfg(test)]
mod tests;

pub use finish::{Delivery, Output};
pub use leftover::{Leftover, LeftoverState, leftovers};

use crate::{EngineError, FrameRecord, Plan, TaskManifest};
use interneg_spec::FrameRange;
use journal::Journal;
use movie::MovieRecord;
use rustix::fs::FlockOperation;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Name of the folder beside deliveries that holds unfinished work.
pub(crate) const WORK_FOLDER: &str = ".interneg";
/// Marks the working folder of delivered proxies: their output folder is there from the first clip on.
pub(crate) const DELIVERED: &str = "delivered";
/// Name of the proof in a stage.
pub(crate) const TASK_MANIFEST: &str = "task.json";

/// The working folder of one job; holds its lock as long as it lives.
#[derive(Debug)]
pub struct Assembly {
    plan: Plan,
    work: PathBuf,
    records: BTreeMap<u64, FrameRecord>,
    journal: Journal,
    /// The movie, where the job makes one and it is made.
    movie: Option<MovieRecord>,
    /// The delivery has its final name, and is this job's. It may be damaged.
    stands: bool,
    /// Small files of the delivery that were missing or altered and were written again, below the asset folder.
    written_again: Vec<String>,
    /// The lock is the open file itself.
    _lock: File,
}

impl Assembly {
    /// Opens the working folder of `plan`, and checks what an earlier run has left: frames whose size and hash agree
    /// with the journal stay, everything else will be rendered again.
    ///
    /// # Errors
    /// The plan is of another version of the arithmetic, the delivery folder belongs to another job, another coordinator
    /// is at work, or a file cannot be read or written.
    pub fn open(plan: &Plan) -> Result<Self, EngineError> {
        plan.check_arithmetic()?;
        let parent =
            plan.final_folder.parent().ok_or_else(|| EngineError::Bug("plan has no output folder".to_owned()))?;
        let work = parent.join(WORK_FOLDER).join(plan.identity.get(..16).unwrap_or(&plan.identity));
        fs::create_dir_all(work.join("stage")).map_err(EngineError::io("create", &work))?;
        let lock = take_lock(&work)?;
        let journal = work.join("journal.jsonl");
        let has_begun = journal.exists();
        if !write_plan(plan, &work)? && !has_begun && plan.final_folder.exists() {
            // Nothing of ours began yet, so nothing of ours stays behind.
            drop(lock);
            fs::remove_dir_all(&work).map_err(EngineError::io("remove", &work))?;
            return Err(EngineError::OutputExists(plan.final_folder.clone()));
        }
        let (journal, found) = Journal::open(&journal)?;
        let mut assembly = Self {
            plan: plan.clone(),
            work,
            records: BTreeMap::new(),
            journal,
            movie: None,
            stands: false,
            written_again: Vec::new(),
            _lock: lock,
        };
        assembly.reuse(found)?;
        assembly.adopt_stages()?;
        Ok(assembly)
    }

    /// The frames that no attempt has proven yet, as ranges.
    pub fn missing(&self) -> Vec<FrameRange> {
        let mut missing: Vec<FrameRange> = Vec::new();
        for frame in self.plan.frames.first..self.plan.frames.end {
            if self.records.contains_key(&frame) {
                continue;
            }
            match missing.last_mut() {
                Some(range) if range.end == frame => range.end += 1,
                _ => missing.push(FrameRange::new(frame, frame + 1)),
            }
        }
        missing
    }

    /// Records of the frames that are published, ascending.
    pub fn records(&self) -> impl Iterator<Item = &FrameRecord> {
        self.records.values()
    }

    /// Manifests and passport of a delivery that were missing or altered and that finishing has written again.
    pub fn written_again(&self) -> &[String] {
        &self.written_again
    }

    /// The plan file that workers read.
    pub fn plan_file(&self) -> PathBuf {
        self.work.join("plan.json")
    }

    /// The folder that the attempt with `token` writes into; made by the worker.
    pub fn stage_folder(&self, token: &str) -> PathBuf {
        self.work.join("stage").join(token)
    }

    /// Takes over what the attempt with `token` proved for `frames`: checks its manifest, moves its files and records
    /// them. May be called again after a crash: a file that has already moved counts when it has the right size.
    ///
    /// # Errors
    /// The stage does not prove every frame of the range, or a file cannot be moved.
    pub fn publish(&mut self, token: &str, frames: FrameRange) -> Result<Vec<FrameRecord>, EngineError> {
        let stage = self.stage_folder(token);
        if !stage.exists() && (frames.first..frames.end).all(|frame| self.records.contains_key(&frame)) {
            return Ok(self.records.range(frames.first..frames.end).map(|(_, record)| record.clone()).collect());
        }
        let manifest = read_manifest(&stage, token)?;
        self.check_manifest(&manifest, token, frames)?;
        let sequence = self.frames_folder();
        fs::create_dir_all(&sequence).map_err(EngineError::io("create", &sequence))?;
        for record in &manifest.records {
            let (staged, published) = (stage.join(&record.file_name), sequence.join(&record.file_name));
            let source = if staged.exists() { &staged } else { &published };
            let size_bytes = source.metadata().map_err(EngineError::io("find", source))?.len();
            if size_bytes != record.size_bytes {
                return Err(EngineError::Unproven {
                    token: token.to_owned(),
                    reason: format!("{} has {size_bytes} bytes, not {}", record.file_name, record.size_bytes),
                });
            }
            if source == &staged {
                fs::rename(&staged, &published).map_err(EngineError::io("rename", &published))?;
            }
        }
        sync_folder(&sequence)?;
        self.journal.append(&manifest.records)?;
        for record in &manifest.records {
            self.records.insert(record.frame_number, record.clone());
        }
        self.discard(token)?;
        Ok(manifest.records)
    }

    /// Removes the stage of an attempt that is over.
    ///
    /// # Errors
    /// The folder cannot be removed.
    pub fn discard(&self, token: &str) -> Result<(), EngineError> {
        let stage = self.stage_folder(token);
        match fs::remove_dir_all(&stage) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::io("remove", &stage)(error)),
            _ => Ok(()),
        }
    }

    /// Where frames are assembled before the delivery has its final name.
    fn delivery_folder(&self) -> PathBuf {
        self.work.join("delivery").join(self.plan.asset_folder())
    }

    fn check_manifest(&self, manifest: &TaskManifest, token: &str, frames: FrameRange) -> Result<(), EngineError> {
        let unproven = |reason: String| Err(EngineError::Unproven { token: token.to_owned(), reason });
        if manifest.plan_identity != self.plan.identity || manifest.token != token || manifest.frames != frames {
            return unproven("its manifest belongs to another task".to_owned());
        }
        let numbers = manifest.records.iter().map(|record| record.frame_number);
        if !numbers.eq(frames.first..frames.end) {
            return unproven(format!("its manifest does not list frames {frames}"));
        }
        match manifest.records.iter().find(|record| record.file_name != self.plan.file_name(record.frame_number)) {
            Some(record) => unproven(format!("frame {} is named {}", record.frame_number, record.file_name)),
            None => Ok(()),
        }
    }
}

/// Takes the lock of a working folder, which lasts as long as the file stays open.
pub(crate) fn take_lock(work: &Path) -> Result<File, EngineError> {
    let path = work.join("lock");
    let lock =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(EngineError::io("lock", &path))?;
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        // Who held the lock before us may have removed the folder: then ours is the lock of nothing.
        Ok(()) if is_same_file(&lock, &path) => Ok(lock),
        Ok(()) | Err(rustix::io::Errno::WOULDBLOCK) => Err(EngineError::Busy(work.to_path_buf())),
        Err(error) => Err(EngineError::io("lock", &path)(error.into())),
    }
}

fn is_same_file(open: &File, path: &Path) -> bool {
    let identity = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((open.metadata(), path.metadata()), (Ok(open), Ok(found)) if identity(&open) == identity(&found))
}

/// Writes the plan unless the very same one is there; says whether it was.
pub(crate) fn write_plan(plan: &impl Serialize, work: &Path) -> Result<bool, EngineError> {
    let path = work.join("plan.json");
    let text = serde_json::to_vec_pretty(plan).map_err(|error| EngineError::Bug(format!("plan as JSON: {error}")))?;
    if fs::read(&path).is_ok_and(|found| found == text) {
        return Ok(true);
    }
    write_durable(&path, &text)?;
    Ok(false)
}

fn read_manifest(stage: &Path, token: &str) -> Result<TaskManifest, EngineError> {
    let path = stage.join(TASK_MANIFEST);
    let unproven = |reason: String| EngineError::Unproven { token: token.to_owned(), reason };
    let text = fs::read(&path).map_err(|error| unproven(format!("no task manifest: {error}")))?;
    serde_json::from_slice(&text).map_err(|error| unproven(format!("task manifest does not parse: {error}")))
}

/// Writes a small file so that it is there whole or not at all, also after a power cut.
pub(crate) fn write_durable(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    interneg_manifest::atomic::write(path, bytes).map_err(EngineError::io("write", path))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes renames in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), EngineError> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(EngineError::io("sync", folder))
}
