//! Review files of clips: the MP4 that stays, and the segments that can be looked at while the job runs.
//!
//! ```text
//! chunks/<first>/review/     segments of a chunk, as its attempt wrote them
//! review/<clip>/             segments of a clip that is made; `closed` where no more come
//! ```
//!
//! Readers need no lock: files appear whole by a rename or a link, and those of a clip lie in its folder before they
//! leave the chunks. All are gone when the job is finished, and the MP4s are there.

use super::super::chunk::{CodedChunk, REVIEW_FOLDER};
use super::{ProxyAssembly, remove_folder};
use crate::EngineError;
use interneg_media::review::{INIT_NAME, Segment, finished_part, join, segments};
use std::fs;
use std::path::{Path, PathBuf};

/// Stands in the folder of a clip of which no more segments come: it cannot be made, or it was delivered before.
pub(crate) const CLOSED_NAME: &str = "closed";

/// Name of a clip's folder.
pub(crate) fn clip_folder_name(clip: usize) -> String {
    format!("{clip:05}")
}

impl ProxyAssembly {
    fn review_folder(&self, clip: usize) -> PathBuf {
        self.work.join(REVIEW_FOLDER).join(clip_folder_name(clip))
    }

    /// Makes the MP4 of a clip below `folder`, under its final name, and puts its segments where they can be looked at
    /// when the chunks are gone. Returns that name; nothing where no review file is asked for.
    pub(super) fn join_review(
        &self,
        clip: usize,
        chunks: &[(PathBuf, &CodedChunk)],
        folder: &Path,
    ) -> Result<Option<String>, EngineError> {
        let Some(review) = &self.plan.clips[clip].review else { return Ok(None) };
        let parts = chunks.iter().map(|(folder, _)| segments(&folder.join(REVIEW_FOLDER)));
        let parts = parts.collect::<Result<Vec<_>, _>>()?.concat();
        let paths: Vec<PathBuf> = finished_part(parts).into_iter().map(|Segment { path, .. }| path).collect();
        let target = folder.join(&review.output);
        create_folder_of(&target)?;
        join(&paths, &target)?;
        self.keep(clip, &paths)?;
        Ok(Some(review.output.clone()))
    }

    fn keep(&self, clip: usize, segments: &[PathBuf]) -> Result<(), EngineError> {
        let place = self.review_folder(clip);
        fs::create_dir_all(&place).map_err(EngineError::io("create", &place))?;
        // All chunks share one beginning, or they would not have joined.
        let init = segments.first().and_then(|first| first.parent()).map(|folder| folder.join(INIT_NAME));
        for from in segments.iter().chain(&init) {
            let name = from.file_name().unwrap_or_default();
            let (to, part) = (place.join(name), place.join(format!("{}.part", name.to_string_lossy())));
            // Not all file systems have links; a copy takes its name when it is whole.
            let linked = remove_file(&part).and_then(|()| fs::hard_link(from, &part));
            let there = linked.or_else(|_| fs::copy(from, &part).map(drop)).and_then(|()| fs::rename(&part, &to));
            // A rename onto another name of the same file leaves both.
            there.and_then(|()| remove_file(&part)).map_err(EngineError::io("write", &to))?;
        }
        Ok(())
    }

    /// Notes for those who look that no segments of a clip will come.
    pub(super) fn close_review(&self, clip: usize) -> Result<(), EngineError> {
        if self.plan.clips[clip].review.is_none() {
            return Ok(());
        }
        let marker = self.review_folder(clip).join(CLOSED_NAME);
        create_folder_of(&marker)?;
        fs::write(&marker, b"").map_err(EngineError::io("write", &marker))
    }

    /// Segments of a clip that is made are gone when a job was finished that is retried for other clips.
    pub(super) fn close_reviews_without_segments(&self) -> Result<(), EngineError> {
        let made = (0..self.clips.len()).filter(|clip| self.clips[*clip].is_some());
        made.filter(|clip| !self.review_folder(*clip).exists()).try_for_each(|clip| self.close_review(clip))
    }

    /// Removes the segments of a clip that is made again.
    pub(super) fn drop_review(&self, clip: usize) -> Result<(), EngineError> {
        remove_folder(&self.review_folder(clip))
    }
}

fn create_folder_of(path: &Path) -> Result<(), EngineError> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(EngineError::io("create", parent))
}

fn remove_file(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
