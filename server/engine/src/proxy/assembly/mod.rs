//! The coordinator's side of a job of proxies: chunks that attempts have proven, movies joined of them, and the folder
//! that editorial gets.
//!
//! ```text
//! <output>/.interneg/<identity>/plan.json        the immutable plan that workers read
//!                               lock             held by the one coordinator
//!                               stage/<token>/   written by one attempt alone
//!                               chunks/<first>/  chunks of winning attempts, moved by rename
//!                               joined/          movies that are being joined
//!                               review/<clip>/   segments of clips that are made, until the job is finished
//!                               journal.jsonl    names that are given, and clips that are made
//! <output>/<rendition>/<roll>/<clip>.mov         appears by one rename when it is complete, read back and hashed
//! <output>/review/<roll>/<clip>.mp4              the same, where review files are asked for
//! <output>/<rendition>/<roll>.ale ...            sidecars, when the last clip is there
//! ```
//!
//! A clip is published as soon as its last chunk is there, so that a cutting room need not wait for the day's last clip.

mod finish;
mod join;
#[cfg(test)]
mod join_tests;
mod open;
mod read_back;
mod record;
mod review;
#[cfg(test)]
mod review_tests;
#[cfg(test)]
pub(super) mod tests;
#[cfg(test)]
mod verify_tests;

pub use finish::ProxyDelivery;
pub use record::{ClipRecord, ProxyFile};
pub(crate) use review::{CLOSED_NAME, clip_folder_name};

use super::chunk::{CHUNK_RECORD, ChunkOutcome, ChunkRecord, ClipFailure};
use super::plan::ProxyPlan;
use crate::EngineError;
use crate::assembly::journal::Journal;
use crate::assembly::{WORK_FOLDER, sync_folder};
use interneg_spec::FrameRange;
use record::JournalLine;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::PathBuf;

/// Folder of the movies that are being joined, in the working folder.
const JOINED: &str = "joined";

/// The working folder of one job of proxies; holds its lock as long as it lives.
#[derive(Debug)]
pub struct ProxyAssembly {
    plan: ProxyPlan,
    work: PathBuf,
    /// Chunks of clips that are not made yet, by first frame.
    chunks: BTreeMap<u64, ChunkRecord>,
    /// What became of each clip; nothing while it is not made.
    clips: Vec<Option<ClipRecord>>,
    /// Movies that this job has named, below the output folder.
    named: BTreeSet<String>,
    journal: Journal,
    /// The lock is the open file itself.
    _lock: File,
}

impl ProxyAssembly {
    /// Frames that no attempt has proven yet, a range for each gap, none across two clips.
    pub fn missing(&self) -> Vec<FrameRange> {
        let mut missing = Vec::new();
        for (clip, record) in self.plan.clips.iter().zip(&self.clips) {
            if record.is_some() {
                continue;
            }
            let mut next = clip.frames.first;
            for chunk in self.chunks.range(clip.frames.first..clip.frames.end).map(|(_, chunk)| chunk) {
                missing.extend(Some(FrameRange::new(next, chunk.frames.first)).filter(|gap| !gap.is_empty()));
                next = chunk.frames.end;
            }
            missing.extend(Some(FrameRange::new(next, clip.frames.end)).filter(|gap| !gap.is_empty()));
        }
        missing
    }

    /// Bytes of what is proven: of movies where they are made, else of chunks.
    pub fn published_bytes(&self) -> u64 {
        let movies = self.clips.iter().flatten().map(ClipRecord::size_bytes);
        let chunks = self.chunks.values().map(|chunk| match &chunk.outcome {
            ChunkOutcome::Coded(coded) => coded.size_bytes(),
            ChunkOutcome::Failed(_) => 0,
        });
        movies.chain(chunks).sum()
    }

    /// The plan file that workers read.
    pub fn plan_file(&self) -> PathBuf {
        self.work.join("plan.json")
    }

    /// The folder that the attempt with `token` writes into; made by the worker.
    pub fn stage_folder(&self, token: &str) -> PathBuf {
        self.work.join("stage").join(token)
    }

    /// Takes over what the attempt with `token` proved for `frames`, and joins the clip where that was its last chunk;
    /// returns the bytes of the chunk. May be called again after a crash.
    ///
    /// # Errors
    /// The stage does not prove every frame of the range, or a file cannot be moved, written or read back.
    pub fn publish(&mut self, token: &str, frames: FrameRange) -> Result<u64, EngineError> {
        let stage = self.stage_folder(token);
        let clip = self.plan.clip_of(frames).ok_or_else(|| unproven(token, "its frames are of no clip".to_owned()))?;
        if self.clips[clip].is_some() {
            // Made by an earlier call, or given up for another chunk: nobody waits for this one.
            self.discard(token)?;
            return Ok(0);
        }
        if stage.exists() {
            let chunk = self.read_chunk(token, frames)?;
            let place = self.chunk_folder(frames);
            if place.exists() {
                // Of an attempt before this one, which was not whole.
                fs::remove_dir_all(&place).map_err(EngineError::io("remove", &place))?;
            }
            fs::create_dir_all(self.work.join("chunks")).map_err(EngineError::io("create", &place))?;
            fs::rename(&stage, &place).map_err(EngineError::io("rename", &place))?;
            sync_folder(&self.work.join("chunks"))?;
            self.chunks.insert(frames.first, chunk);
        } else if self.chunks.get(&frames.first).is_none_or(|chunk| chunk.frames != frames) {
            return Err(unproven(token, "it has no stage".to_owned()));
        }
        let bytes = match self.chunks.get(&frames.first).map(|chunk| &chunk.outcome) {
            Some(ChunkOutcome::Coded(coded)) => coded.size_bytes(),
            _ => 0,
        };
        self.settle(clip)?;
        Ok(bytes)
    }

    /// Whether the clip of these frames has failed, so that nobody needs them.
    pub fn is_given_up(&self, frames: FrameRange) -> bool {
        let record = self.plan.clip_of(frames).and_then(|clip| self.clips.get(clip)?.as_ref());
        record.is_some_and(|record| record.failure.is_some())
    }

    /// Frames of each clip that could not be made, and why, in order.
    pub fn failed_clips(&self) -> impl Iterator<Item = (FrameRange, &ClipFailure)> {
        let clips = self.plan.clips.iter().zip(&self.clips);
        clips.filter_map(|(clip, record)| Some((clip.frames, record.as_ref()?.failure.as_ref()?)))
    }

    /// Whether a chunk of exactly these frames is proven and waits for its clip to be joined.
    pub fn is_coded(&self, frames: FrameRange) -> bool {
        self.chunks.get(&frames.first).is_some_and(|chunk| chunk.frames == frames)
    }

    /// Removes the stage of an attempt that is over.
    ///
    /// # Errors
    /// The folder cannot be removed.
    pub fn discard(&self, token: &str) -> Result<(), EngineError> {
        remove_folder(&self.stage_folder(token))
    }

    /// Makes the clip, or notes that it cannot be made, where all that takes is there.
    fn settle(&mut self, clip: usize) -> Result<(), EngineError> {
        let frames = self.plan.clips[clip].frames;
        let failure = self.chunks_of(clip).find_map(|chunk| match &chunk.outcome {
            ChunkOutcome::Failed(failure) => Some(failure.clone()),
            ChunkOutcome::Coded(_) => None,
        });
        let covered: u64 = self.chunks_of(clip).map(|chunk| chunk.frames.len()).sum();
        let record = match failure {
            // The first chunk that fails decides: nobody needs the others.
            Some(failure) => ClipRecord::failed(clip, failure),
            None if covered < frames.len() => return Ok(()),
            None if !self.is_of_one_state(clip) => {
                let clip_name = self.plan.clips[clip].name.clone();
                let path = self.plan.clips[clip].source_path();
                let message = format!("{path} was written again while the clip was rendered; render it again");
                ClipRecord::failed(clip, ClipFailure { clip_name, message })
            }
            None => match self.join(clip) {
                // What no wrapper can hold would not be held the next time either, and other clips can.
                Err(EngineError::Mux(error)) if !error.is_io() => {
                    let clip_name = self.plan.clips[clip].name.clone();
                    ClipRecord::failed(clip, ClipFailure { clip_name, message: error.to_string() })
                }
                joined => joined?,
            },
        };
        if record.failure.is_some() {
            self.close_review(clip)?;
        }
        self.journal.append(&[JournalLine::Clip(record.clone())])?;
        self.clips[clip] = Some(record);
        self.drop_chunks(frames)
    }

    /// All chunks of a clip were made of the same state of its file.
    fn is_of_one_state(&self, clip: usize) -> bool {
        let mut states = self.chunks_of(clip).filter_map(|chunk| match &chunk.outcome {
            ChunkOutcome::Coded(coded) => Some(coded.source_modified_s),
            ChunkOutcome::Failed(_) => None,
        });
        let first = states.next();
        states.all(|state| Some(state) == first)
    }

    fn chunks_of(&self, clip: usize) -> impl Iterator<Item = &ChunkRecord> {
        let frames = self.plan.clips[clip].frames;
        self.chunks.range(frames.first..frames.end).map(|(_, chunk)| chunk)
    }

    /// Removes the chunks of a clip that is settled.
    fn drop_chunks(&mut self, frames: FrameRange) -> Result<(), EngineError> {
        let gone: Vec<FrameRange> =
            self.chunks.range(frames.first..frames.end).map(|(_, chunk)| chunk.frames).collect();
        for frames in gone {
            remove_folder(&self.chunk_folder(frames))?;
            self.chunks.remove(&frames.first);
        }
        Ok(())
    }

    fn chunk_folder(&self, frames: FrameRange) -> PathBuf {
        self.work.join("chunks").join(format!("{:08}", frames.first))
    }

    fn read_chunk(&self, token: &str, frames: FrameRange) -> Result<ChunkRecord, EngineError> {
        let stage = self.stage_folder(token);
        let path = stage.join(CHUNK_RECORD);
        let text = fs::read(&path).map_err(|error| unproven(token, format!("no proof of the chunk: {error}")))?;
        let chunk: ChunkRecord = serde_json::from_slice(&text)
            .map_err(|error| unproven(token, format!("its proof does not parse: {error}")))?;
        let is_this = chunk.plan_identity == self.plan.identity && chunk.token == token && chunk.frames == frames;
        if !is_this || self.plan.clip_of(frames) != Some(chunk.clip) {
            return Err(unproven(token, "its proof belongs to another task".to_owned()));
        }
        if let ChunkOutcome::Coded(coded) = &chunk.outcome {
            if let Some(reason) =
                coded.contradiction(frames.len(), &self.plan.job.renditions, self.plan.review.is_some())
            {
                return Err(unproven(token, reason));
            }
            for (name, proof) in coded.files() {
                let path = stage.join(&name);
                let size_bytes = path.metadata().map_err(EngineError::io("find", &path))?.len();
                if size_bytes != proof.size_bytes {
                    return Err(unproven(token, format!("{name} has {size_bytes} bytes, not {}", proof.size_bytes)));
                }
            }
        }
        Ok(chunk)
    }

    /// Clips that could not be made, in order.
    pub fn failures(&self) -> impl Iterator<Item = &ClipFailure> {
        self.clips.iter().flatten().filter_map(|record| record.failure.as_ref())
    }
}

/// The working folder of a job.
pub(crate) fn proxy_work_folder(plan: &ProxyPlan) -> PathBuf {
    plan.final_folder.join(WORK_FOLDER).join(plan.identity.get(..16).unwrap_or(&plan.identity))
}

fn unproven(token: &str, reason: String) -> EngineError {
    EngineError::Unproven { token: token.to_owned(), reason }
}

fn remove_folder(path: &std::path::Path) -> Result<(), EngineError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::io("remove", path)(error)),
        _ => Ok(()),
    }
}
