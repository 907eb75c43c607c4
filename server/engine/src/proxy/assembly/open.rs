//! Opening the working folder, and which chunks and clips of an earlier run may stay.

use super::super::chunk::ChunkOutcome;
use super::super::plan::ProxyPlan;
use super::super::sidecars;
use super::record::JournalLine;
use super::{ChunkRecord, ClipRecord, ProxyAssembly, remove_folder};
use crate::EngineError;
use crate::assembly::journal::Journal;
use crate::assembly::{DELIVERED, WORK_FOLDER, take_lock, write_plan};
use interneg_manifest::hash::{DigestKind, hash_file};
use std::collections::BTreeMap;
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
        let work = plan.final_folder.join(WORK_FOLDER).join(plan.identity.get(..16).unwrap_or(&plan.identity));
        fs::create_dir_all(work.join("stage")).map_err(EngineError::io("create", &work))?;
        let lock = take_lock(&work)?;
        let known = write_plan(plan, &work)?;
        let sidecars = sidecars::names(plan);
        let named = plan.targets().chain(sidecars.iter().map(String::as_str));
        let mut places = named.map(|target| plan.final_folder.join(target));
        if !known && let Some(foreign) = places.find(|path| path.exists()) {
            // Nothing of ours began yet, so nothing of ours stays behind.
            drop(lock);
            fs::remove_dir_all(&work).map_err(EngineError::io("remove", &work))?;
            return Err(EngineError::OutputExists(foreign));
        }
        let (journal, lines) = Journal::open::<JournalLine>(&work.join("journal.jsonl"))?;
        let mut assembly = Self {
            clips: vec![None; plan.clips.len()],
            plan: plan.clone(),
            work,
            chunks: BTreeMap::new(),
            journal,
            _lock: lock,
        };
        assembly.reuse(lines)?;
        assembly.adopt_stages()?;
        for clip in 0..assembly.clips.len() {
            if assembly.clips[clip].is_none() {
                assembly.settle(clip)?;
            }
        }
        if !assembly.missing().is_empty() {
            remove_file(&assembly.work.join(DELIVERED))?;
        }
        Ok(assembly)
    }

    fn reuse(&mut self, lines: Vec<JournalLine>) -> Result<(), EngineError> {
        let mut chunks = BTreeMap::new();
        for line in lines {
            match line {
                // A later line of the same clip or place is of a later run.
                JournalLine::Clip(record) if record.clip < self.clips.len() => {
                    let clip = record.clip;
                    self.clips[clip] = Some(record);
                }
                JournalLine::Chunk(chunk) if self.plan.clip_of(chunk.frames) == Some(chunk.clip) => {
                    chunks.insert(chunk.frames.first, chunk);
                }
                JournalLine::Clip(_) | JournalLine::Chunk(_) => {}
            }
        }
        for clip in 0..self.clips.len() {
            let Some(record) = self.clips[clip].take() else { continue };
            // One that failed is tried again: the source may have been copied anew.
            let stays = record.failure.is_none() && self.is_whole(&record)?;
            self.clips[clip] = Some(record).filter(|_| stays);
        }
        for chunk in chunks.into_values() {
            let folder = self.chunk_folder(chunk.frames);
            if self.clips[chunk.clip].is_none() && is_intact(&chunk, &folder)? && !self.overlaps(&chunk) {
                self.chunks.insert(chunk.frames.first, chunk);
            } else {
                remove_folder(&folder)?;
            }
        }
        Ok(())
    }

    /// Publishes what attempts of an earlier coordinator had proven, and clears away what they had not.
    fn adopt_stages(&mut self) -> Result<(), EngineError> {
        let stages = self.work.join("stage");
        let names = fs::read_dir(&stages)
            .and_then(|entries| {
                entries
                    .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(EngineError::io("list", &stages))?;
        // The order of a folder's entries is the file system's; ours must not depend on it.
        let tokens: std::collections::BTreeSet<String> = names.into_iter().collect();
        for token in tokens {
            let proof = fs::read(self.stage_folder(&token).join(super::CHUNK_RECORD)).ok();
            let chunk = proof.and_then(|text| serde_json::from_slice::<ChunkRecord>(&text).ok());
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
        for file in &record.files {
            let path = self.plan.final_folder.join(&file.relative_path);
            if !is_same(&path, file.size_bytes, &file.xxh128)? {
                return Ok(false);
            }
        }
        Ok(!record.files.is_empty())
    }
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
