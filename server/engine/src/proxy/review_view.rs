//! What of a job's review files can be looked at, read from its working folder while others write there.

use super::assembly::{CLOSED_NAME, clip_folder_name, proxy_work_folder};
use super::chunk::REVIEW_FOLDER;
use super::plan::ProxyPlan;
use crate::assembly::DELIVERED;
use interneg_media::review::{
    INIT_NAME, PLAYLIST_NAME, PlaylistClip, PlaylistSegment, ReviewError, Segment, finished_part, is_of_hls, playlist,
    segments, target_duration_s,
};
use interneg_spec::FrameRange;
use interneg_spec::proxy::ReviewChoice;
use std::path::PathBuf;
use thiserror::Error;

/// Why nothing is shown.
#[derive(Debug, Error)]
pub enum ReviewViewError {
    /// The job: it asks for none.
    #[error("the job has no review files; submit it with [review]")]
    NotAskedFor,
    /// The job: it is finished, and its segments are gone.
    #[error("the job is finished: its review files are the MP4s below {folder}", folder = .0.display())]
    Delivered(PathBuf),
    /// The request: no file has this name.
    #[error("no such review file: {0}")]
    NoSuchFile(String),
    /// The disk: a segment cannot be read.
    #[error(transparent)]
    Read(#[from] ReviewError),
}

/// The HLS of the finished part of a job. Needs no lock, and changes nothing.
#[derive(Debug, Clone, Copy)]
pub struct ReviewView<'a> {
    plan: &'a ProxyPlan,
}

impl<'a> ReviewView<'a> {
    /// Looks at the job of `plan`.
    ///
    /// # Errors
    /// `NotAskedFor`, and `Delivered` where there is nothing to look at any more.
    pub fn new(plan: &'a ProxyPlan) -> Result<Self, ReviewViewError> {
        if plan.review.is_none() {
            return Err(ReviewViewError::NotAskedFor);
        }
        let view = Self { plan };
        match view.work().join(DELIVERED).exists() {
            true => Err(ReviewViewError::Delivered(plan.final_folder.join(ReviewChoice::FOLDER))),
            false => Ok(view),
        }
    }

    /// The playlist of what is finished: clips in order, up to the first that is not complete. It only grows at its end
    /// while the job runs.
    ///
    /// # Errors
    /// `Read` for a segment that cannot be read.
    pub fn playlist(&self) -> Result<String, ReviewViewError> {
        let segment_frames = self.plan.review.map_or(1, |review| review.segment_frames());
        let target = self.plan.clips.iter().map(|clip| target_duration_s(segment_frames, clip.rate)).max();
        let mut clips = Vec::new();
        for index in 0..self.plan.clips.len() {
            let clip = self.clip(index)?;
            let is_complete = clip.is_complete;
            clips.push(clip);
            // What comes behind one that is not complete is not listed.
            if !is_complete {
                break;
            }
        }
        Ok(playlist(&clips, target.unwrap_or(1)))
    }

    fn clip(&self, index: usize) -> Result<PlaylistClip, ReviewViewError> {
        let clip = &self.plan.clips[index];
        let name = clip_folder_name(index);
        let of_clip = self.work().join(REVIEW_FOLDER).join(&name);
        let mut found = Vec::new();
        for folder in self.chunk_folders(clip.frames) {
            // A chunk that leaves while it is read has left its segments in the clip's folder.
            found.extend(segments(&folder).unwrap_or_default());
        }
        if of_clip.exists() {
            found.extend(segments(&of_clip)?);
        }
        let finished = finished_part(found);
        let frames: u64 = finished.iter().map(|segment| segment.frames).sum();
        let entry = |Segment { path, frames, .. }: Segment| PlaylistSegment {
            path: format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy()),
            frames,
        };
        Ok(PlaylistClip {
            init: format!("{name}/{INIT_NAME}"),
            rate: clip.rate,
            segments: finished.into_iter().map(entry).collect(),
            is_complete: frames == clip.frames.len() || of_clip.join(CLOSED_NAME).exists(),
        })
    }

    /// Path of a file that the playlist names, on this machine. Names are the playlist's own and nothing else, so that
    /// none leads out of the working folder.
    ///
    /// # Errors
    /// `NoSuchFile`.
    pub fn file(&self, name: &str) -> Result<PathBuf, ReviewViewError> {
        let unknown = || ReviewViewError::NoSuchFile(name.to_owned());
        let (folder, file) = name.split_once('/').ok_or_else(unknown)?;
        let index = folder.parse::<usize>().ok().filter(|index| clip_folder_name(*index) == folder);
        let (index, clip) = index.and_then(|index| Some((index, self.plan.clips.get(index)?))).ok_or_else(unknown)?;
        if !is_of_hls(file) || file == PLAYLIST_NAME {
            return Err(unknown());
        }
        let of_clip = self.work().join(REVIEW_FOLDER).join(clip_folder_name(index));
        // The clip's folder is looked at last, because that is where files go.
        let places = self.chunk_folders(clip.frames).into_iter().chain([of_clip]);
        places.map(|place| place.join(file)).find(|path| path.is_file()).ok_or_else(unknown)
    }

    /// Folders of segments of the chunks that are published of `frames`, in order.
    fn chunk_folders(&self, frames: FrameRange) -> Vec<PathBuf> {
        let chunks = self.work().join("chunks");
        let mut firsts: Vec<(u64, PathBuf)> = match std::fs::read_dir(&chunks) {
            Ok(entries) => entries
                .flatten()
                .filter_map(|entry| {
                    let first = entry.file_name().to_str()?.parse().ok()?;
                    Some((first, entry.path().join(REVIEW_FOLDER)))
                })
                .filter(|(first, _)| (frames.first..frames.end).contains(first))
                .collect(),
            // Nothing is published yet, or nothing any more.
            Err(_) => Vec::new(),
        };
        firsts.sort();
        firsts.into_iter().map(|(_, folder)| folder).collect()
    }

    fn work(&self) -> PathBuf {
        proxy_work_folder(self.plan)
    }
}
