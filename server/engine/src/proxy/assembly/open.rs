//! Opening the working folder, and which chunks and clips of an earlier run may stay.

use super::super::chunk::ChunkOutcome;
use super::super::plan::ProxyPlan;
use super::super::sidecars;
use super::record::JournalLine;
use super::{ChunkRecord, ClipRecord, JOINED, ProxyAssembly, proxy_work_folder, remove_folder};
use crate::EngineError;
use crate::assembly::journal::Journal;
use crate::assembly::{DELIVERED, take_lock, write_plan};
use interneg_manifest::hash::{DigestKind, hash_file};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

impl ProxyAssembly {
    /// Opens the working folder of `plan`, and checks what an earlier run has left: movies and chunks whose size and hash
    /// agree with the journal stay, everything else will be made again.
    ///
    /// # Errors
    /// The plan is of another version of the arithmetic, a file under a name that the job would give is of another job,
    /// another coordinator is at work, or a file cannot be read or written.
    pub fn open(plan: &ProxyPlan) -> Result<Self, EngineError> {
        plan.check_arithmetic()?;
        let work = proxy_work_folder(plan);
        fs::create_dir_all(work.join("stage")).map_err(EngineError::io("create", &work))?;
        let lock = take_lock(&work)?;
        let sidecars = sidecars::names(plan);
        let named = plan.targets().chain(sidecars.iter().map(String::as_str));
        let mut places = named.map(|target| plan.final_folder.join(target));
        if !has_plan(plan, &work)
            && let Some(foreign) = places.find(|path| path.exists())
        {
            // Nothing of ours began yet, so nothing of ours stays behind.
            drop(lock);
            fs::remove_dir_all(&work).map_err(EngineError::io("remove", &work))?;
            return Err(EngineError::OutputExists(foreign));
        }
        write_plan(plan, &work)?;
        let (journal, lines) = Journal::open::<JournalLine>(&work.join("journal.jsonl"))?;
        let mut assembly = Self {
            clips: vec![None; plan.clips.len()],
            plan: plan.clone(),
            work,
            chunks: BTreeMap::new(),
            named: BTreeSet::new(),
            journal,
            _lock: lock,
        };
        // A movie that a crash has left half joined is of no use, and takes room.
        remove_folder(&assembly.work.join(JOINED))?;
        assembly.reuse(lines)?;
        assembly.adopt_stages()?;
        for clip in 0..assembly.clips.len() {
            if assembly.clips[clip].is_none() {
                assembly.settle(clip)?;
            }
        }
        if !assembly.missing().is_empty() {
            assembly.close_reviews_without_segments()?;
            remove_file(&assembly.work.join(DELIVERED))?;
        }
        Ok(assembly)
    }

    fn reuse(&mut self, lines: Vec<JournalLine>) -> Result<(), EngineError> {
        for line in lines {
            match line {
                // A later line of the same clip is of a later run.
                JournalLine::Clip(record) if record.clip < self.clips.len() => {
                    let clip = record.clip;
                    self.clips[clip] = Some(record);
                }
                JournalLine::Clip(_) => {}
                JournalLine::Naming(paths) => self.named.extend(paths),
            }
        }
        for clip in 0..self.clips.len() {
            let Some(record) = self.clips[clip].take() else { continue };
            // One that failed is tried again: the source may have been copied anew.
            let stays = record.failure.is_none() && self.is_whole(&record)?;
            if !stays {
                self.drop_review(clip)?;
            }
            self.clips[clip] = Some(record).filter(|_| stays);
        }
        self.reuse_chunks()
    }

    /// A chunk holds its own proof, so that what was published counts whatever happened afterwards.
    fn reuse_chunks(&mut self) -> Result<(), EngineError> {
        for name in names_in(&self.work.join("chunks"))? {
            let folder = self.work.join("chunks").join(&name);
            let chunk = read_proof(&folder).filter(|chunk| {
                let is_of_plan = chunk.plan_identity == self.plan.identity;
                is_of_plan
                    && self.plan.clip_of(chunk.frames) == Some(chunk.clip)
                    && self.chunk_folder(chunk.frames) == folder
            });
            match chunk {
                Some(chunk)
                    if self.clips[chunk.clip].is_none() && is_intact(&chunk, &folder)? && !self.overlaps(&chunk) =>
                {
                    self.chunks.insert(chunk.frames.first, chunk);
                }
                _ => remove_folder(&folder)?,
            }
        }
        Ok(())
    }

    /// Publishes what attempts of an earlier coordinator had proven, and clears away what they had not.
    fn adopt_stages(&mut self) -> Result<(), EngineError> {
        for token in names_in(&self.work.join("stage"))? {
            let chunk = read_proof(&self.stage_folder(&token));
            let is_taken = chunk.is_some_and(|chunk| {
                let is_failure = matches!(chunk.outcome, ChunkOutcome::Failed(_));
                let is_wanted = self.clips.get(chunk.clip).is_some_and(Option::is_none) && !is_failure;
                is_wanted && !self.overlaps(&chunk) && self.publish(&token, chunk.frames).is_ok()
            });
            if !is_taken {
                self.discard(&token)?;
            }
        }
        Ok(())
    }

    fn overlaps(&self, chunk: &ChunkRecord) -> bool {
        self.chunks.values().any(|other| !other.frames.intersection(chunk.frames).is_empty())
    }

    /// Whether every movie of the clip is there as it was made. Where one is not, all are made again, because they come
    /// from one decode.
    fn is_whole(&self, record: &ClipRecord) -> Result<bool, EngineError> {
        for file in record.outputs() {
            let path = self.plan.final_folder.join(&file.relative_path);
            if !is_same(&path, file.size_bytes, &file.xxh128)? {
                return Ok(false);
            }
        }
        Ok(!record.files.is_empty())
    }
}

/// Whether the working folder is of this very plan.
fn has_plan(plan: &ProxyPlan, work: &Path) -> bool {
    let text = serde_json::to_vec_pretty(plan).unwrap_or_default();
    fs::read(work.join("plan.json")).is_ok_and(|found| found == text)
}

/// Names in a folder, in order, because that of a file system's entries is its own; none where there is no folder.
fn names_in(folder: &Path) -> Result<BTreeSet<String>, EngineError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        entries => entries.map_err(EngineError::io("list", folder))?,
    };
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<_, _>>();
    names.map_err(EngineError::io("list", folder))
}

/// The proof in a stage or a chunk; none where it was not finished.
fn read_proof(folder: &Path) -> Option<ChunkRecord> {
    serde_json::from_slice(&fs::read(folder.join(super::CHUNK_RECORD)).ok()?).ok()
}

fn is_intact(chunk: &ChunkRecord, folder: &Path) -> Result<bool, EngineError> {
    let ChunkOutcome::Coded(coded) = &chunk.outcome else { return Ok(false) };
    for (name, proof) in coded.files() {
        if !is_same(&folder.join(name), proof.size_bytes, &proof.xxh128)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_same(path: &Path, size_bytes: u64, xxh128: &str) -> Result<bool, EngineError> {
    match path.metadata() {
        Ok(metadata) if metadata.len() == size_bytes => {}
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(EngineError::io("find", path)(error)),
    }
    let (_, digests) = hash_file(path, &[DigestKind::Xxh128]).map_err(EngineError::io("read", path))?;
    Ok(digests.first().is_some_and(|digest| digest.text() == xxh128))
}

fn remove_file(path: &Path) -> Result<(), EngineError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(EngineError::io("remove", path)(error)),
        _ => Ok(()),
    }
}
