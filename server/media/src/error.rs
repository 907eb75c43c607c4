//! Errors of reading and writing media, sorted by who has to act.

use std::path::PathBuf;
use thiserror::Error;

/// Why a source could not be read or a frame not be encoded. Each variant names the file.
#[derive(Debug, Error)]
pub enum MediaError {
    /// The submitter: no such file, or not readable.
    #[error("cannot open {path}: {source}", path = .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The submitter: the bytes are no media file that is accepted.
    #[error("not an accepted media file: {reason}: {path}", path = .path.display())]
    NotMedia {
        /// The file.
        path: PathBuf,
        /// What the first bytes were taken for, and what is accepted.
        reason: String,
    },
    /// The file: its header contradicts itself or the file's size, or asks for an absurd amount of memory.
    #[error("damaged {what}: {reason}: {path}", path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// `DPX header`, `EXR header`, `movie` …
        what: &'static str,
        /// Which field, found and expected.
        reason: String,
    },
    /// The file: a feature that we do not read.
    #[error("cannot read {what}: {path}", path = .path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// The feature and what would be read instead.
        what: String,
    },
    /// The file: its pictures are not shown at a constant rate.
    #[error("cannot read a variable frame rate: {reason}: {path}", path = .path.display())]
    VariableRate {
        /// The file.
        path: PathBuf,
        /// Which constant rates its times were held against, or why they make no other grid.
        reason: String,
    },
    /// The file: a frame is missing in a sequence.
    #[error("sequence has no frame {number}: {path}", path = .path.display())]
    MissingFrame {
        /// The folder or the file expected.
        path: PathBuf,
        /// Number in the file name.
        number: u64,
    },
    /// The file: one frame differs from the first in raster or coding.
    #[error("frame {number} differs from the first frame: {reason}: {path}", path = .path.display())]
    Mixed {
        /// The file of the frame.
        path: PathBuf,
        /// Number in the file name.
        number: u64,
        /// What differs.
        reason: String,
    },
    /// The request: something that the format cannot hold.
    #[error("cannot write {path}: {reason}", path = .path.display())]
    Unwritable {
        /// The file, or `*.exr` and `*.dpx` where it is true of all frames.
        path: PathBuf,
        /// Which field, and what would settle it.
        reason: String,
    },
    /// The file: a frame did not decode, or the stream ended early.
    #[error("failed to decode frame {frame}: {reason}: {path}", path = .path.display())]
    Decode {
        /// The file.
        path: PathBuf,
        /// Index from the first frame of the source, 0-based.
        frame: u64,
        /// What the decoder said.
        reason: String,
    },
}

impl MediaError {
    /// The file it is about.
    pub fn path(&self) -> &std::path::Path {
        match self {
            Self::Open { path, .. }
            | Self::NotMedia { path, .. }
            | Self::Damaged { path, .. }
            | Self::Unsupported { path, .. }
            | Self::VariableRate { path, .. }
            | Self::MissingFrame { path, .. }
            | Self::Mixed { path, .. }
            | Self::Unwritable { path, .. }
            | Self::Decode { path, .. } => path,
        }
    }
}
