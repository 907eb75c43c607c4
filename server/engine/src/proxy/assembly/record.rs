//! What became of a clip.

use super::super::chunk::ClipFailure;
use interneg_media::verify::Verification;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JournalLine {
    /// Movies are about to get these names, below the output folder: from here on what lies there is the job's.
    Naming(Vec<String>),
    /// A clip is made, or given up.
    Clip(ClipRecord),
}

/// A clip that is made, or that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClipRecord {
    /// Index in the plan.
    pub clip: usize,
    /// Its movies under their final names, all renditions; none where it failed.
    pub files: Vec<ProxyFile>,
    /// Its review file, where one is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ProxyFile>,
    /// Why there are none.
    pub failure: Option<ClipFailure>,
    /// XXH3 128-bit of each file of the source, in order; none where it failed.
    pub source_xxh128: Vec<String>,
    /// What was verified, by index of the rendition: each frame when it was encoded, and again in the finished file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub verified: BTreeMap<usize, Verification>,
}

/// A movie file that is complete, read back and hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyFile {
    /// Index of the rendition in the job; of a review file, their number.
    pub rendition: usize,
    /// Path below the output folder, `/` between folders.
    pub relative_path: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// XXH3 128-bit, canonical, lower-case hex.
    pub xxh128: String,
    /// MD5, lower-case hex.
    pub md5: String,
}

impl ClipRecord {
    pub(super) fn failed(clip: usize, failure: ClipFailure) -> Self {
        let (files, source_xxh128, verified) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { clip, files, review: None, failure: Some(failure), source_xxh128, verified }
    }

    /// Bytes of its movies and its review file.
    pub fn size_bytes(&self) -> u64 {
        self.outputs().map(|file| file.size_bytes).sum()
    }

    /// Its movies and its review file.
    pub(super) fn outputs(&self) -> impl Iterator<Item = &ProxyFile> {
        self.files.iter().chain(&self.review)
    }
}
