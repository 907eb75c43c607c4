//! A chunk: what one attempt has proven of one clip, ready to be joined with its neighbours.

use interneg_media::review::{INIT_NAME, is_of_hls};
use interneg_media::verify::Verification;
use interneg_spec::FrameRange;
use interneg_spec::proxy::{Rendition, VerifyChoice};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name of the proof in a stage, the last file that an attempt writes.
pub(crate) const CHUNK_RECORD: &str = "chunk.json";
/// Name of the sound in a stage: 24-bit little-endian PCM, channels interleaved.
pub(crate) const SOUND_FILE: &str = "sound.pcm";

/// Folder of the review file's segments in a stage.
pub(crate) const REVIEW_FOLDER: &str = "review";

/// Name of the coded frames of a rendition in a stage: packets without anything between them.
pub(crate) fn picture_file(rendition: usize) -> String {
    format!("picture.{rendition}")
}

/// What an attempt proves when it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkRecord {
    /// Identity of the plan.
    pub plan_identity: String,
    /// Token of the attempt.
    pub token: String,
    /// Tool and version.
    pub tool: String,
    /// Frames of the job that it covers; all of one clip.
    pub frames: FrameRange,
    /// Index of the clip in the plan.
    pub clip: usize,
    /// What came of it.
    pub outcome: ChunkOutcome,
}

/// What came of a chunk. That a source does not decode is a result as well: it would not be another on another machine,
/// and the other clips of the job have nothing to do with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChunkOutcome {
    /// All frames are coded.
    Coded(CodedChunk),
    /// The clip cannot be made.
    Failed(ClipFailure),
}

/// Coded frames and the sound that belongs to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodedChunk {
    /// One stream a rendition, in the order of the job.
    pub renditions: Vec<CodedStream>,
    /// The sound; none where the clip has none.
    pub sound: Option<FileProof>,
    /// Beginning and segments of the review file, by name; none where none is asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub review: BTreeMap<String, FileProof>,
    /// Samples of the picture that were NaN or infinite and were replaced.
    pub replaced_samples: u64,
    /// Newest modification time of the movies that it was made of, seconds since 1970; none of sequences, whose frames are
    /// files of their own. Chunks of one clip are of one state of its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_modified_s: Option<u64>,
    /// XXH3 128-bit of each file of the source, in order; only in the chunk that has the clip's first frame.
    pub source_xxh128: Option<Vec<String>>,
}

/// The frames of one rendition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodedStream {
    /// The file that holds them.
    pub file: FileProof,
    /// Size of each frame in bytes, in order.
    pub frame_sizes_bytes: Vec<u32>,
    /// What was verified of the frames; none where nothing was to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<VerifiedStream>,
}

/// Frames that were decoded and are the pictures that were encoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedStream {
    /// XXH3 128-bit of each verified frame, in order.
    pub frames_xxh128: Vec<String>,
    /// Where they are least like the pictures.
    pub verification: Verification,
}

/// A file that is complete and hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileProof {
    /// Size in bytes.
    pub size_bytes: u64,
    /// XXH3 128-bit, canonical, lower-case hex.
    pub xxh128: String,
}

/// Why a clip could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClipFailure {
    /// Name of the clip.
    pub clip_name: String,
    /// What happened, with file and frame.
    pub message: String,
}

impl CodedChunk {
    /// Bytes of all its files.
    pub fn size_bytes(&self) -> u64 {
        let pictures: u64 = self.renditions.iter().map(|stream| stream.file.size_bytes).sum();
        let review: u64 = self.review.values().map(|file| file.size_bytes).sum();
        pictures + review + self.sound.as_ref().map_or(0, |sound| sound.size_bytes)
    }

    /// Its files by name, each with its proof.
    pub(crate) fn files(&self) -> impl Iterator<Item = (String, &FileProof)> {
        let pictures = self.renditions.iter().enumerate().map(|(index, stream)| (picture_file(index), &stream.file));
        let review = self.review.iter().map(|(name, file)| (format!("{REVIEW_FOLDER}/{name}"), file));
        pictures.chain(review).chain(self.sound.as_ref().map(|sound| (SOUND_FILE.to_owned(), sound)))
    }

    /// What is wrong with its numbers, for `frames` frames in these renditions, with a review file or without; nothing where all
    /// agree.
    pub(crate) fn contradiction(&self, frames: u64, renditions: &[Rendition], has_review: bool) -> Option<String> {
        if has_review == self.review.is_empty() {
            let what = if has_review { "no review file" } else { "a review file that nobody asked for" };
            return Some(what.to_owned());
        }
        if has_review && !self.review.contains_key(INIT_NAME) {
            return Some(format!("a review file without {INIT_NAME}"));
        }
        if let Some(name) = self.review.keys().find(|name| !is_of_hls(name)) {
            return Some(format!("{name:?} is no file of a review"));
        }
        if self.renditions.len() != renditions.len() {
            return Some(format!("{} renditions instead of {}", self.renditions.len(), renditions.len()));
        }
        self.renditions.iter().zip(renditions).enumerate().find_map(|(index, (stream, rendition))| {
            let wanted = if rendition.verify == VerifyChoice::Decode { frames } else { 0 };
            let counts = stream
                .verified
                .as_ref()
                .map_or([0; 2], |verified| [verified.frames_xxh128.len() as u64, verified.verification.frames]);
            if counts != [wanted; 2] {
                return Some(format!("{} frames of rendition {index} verified instead of {wanted}", counts[0]));
            }
            let (coded, sum) = (stream.frame_sizes_bytes.len() as u64, stream.frame_sizes_bytes.iter());
            let bytes: u64 = sum.map(|size| u64::from(*size)).sum();
            if coded != frames {
                Some(format!("{coded} frames of rendition {index} instead of {frames}"))
            } else if bytes != stream.file.size_bytes {
                Some(format!(
                    "frames of rendition {index} add up to {bytes} bytes, its file to {}",
                    stream.file.size_bytes
                ))
            } else {
                None
            }
        })
    }
}
