//! What a walk found.

use super::ScannedClip;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use thiserror::Error;

/// The clips of a folder, and all that is none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FolderScan {
    /// The clips, in order of their paths.
    pub clips: Vec<ScannedClip>,
    /// What could not be read or not be grouped, in order of paths.
    pub problems: Vec<Problem>,
    /// What was left out on purpose, in order of paths.
    pub skipped: Vec<Skipped>,
}

/// Something that looks like media and is no clip.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Path below the root, with `/`; a pattern for the files of a sequence.
    pub path: String,
    /// What kind of problem.
    pub kind: ProblemKind,
    /// What is wrong and what would settle it.
    pub reason: String,
}

/// Kinds of problems, by who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The system does not open it, or its bytes are not what its name says.
    Unreadable,
    /// A format or feature that we do not read.
    NotRead,
    /// A movie whose frame rate varies, where no rate is given that it is conformed to.
    VariableRate,
    /// A sequence with a gap or with frames of different kinds.
    BrokenSequence,
    /// A link that leads out of the root or to nothing.
    Link,
    /// A recording of several files, one of which is missing or does not follow on the one before; a card's list without
    /// its clip.
    BrokenSpan,
    /// A file of sound whose picture was not found.
    SoundAlone,
    /// A file of sound that a clip names, by its packages or by its card's list, and that was not found.
    MissingSound,
}

/// Something that was left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    /// Path below the root, with `/`.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why something was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Its name begins with a dot.
    Hidden,
    /// Not media by its name: metadata, thumbnails, lists.
    Sidecar,
    /// A proxy that the camera made, which is never the source of another (rule PX-01).
    CameraProxy,
    /// A link to something below the root, which is found under its own name.
    Link,
}

/// Why a folder could not be walked.
#[derive(Debug, Error)]
pub enum ScanError {
    /// The submitter: no such folder, or not readable.
    #[error("cannot read the folder {path}: {source}", path = .path.display())]
    Root {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The submitter: more than is looked at.
    #[error("more than {limit} files and folders; name a folder further down: {path}", path = .path.display())]
    TooLarge {
        /// The folder.
        path: PathBuf,
        /// Most entries that are looked at.
        limit: usize,
    },
}

impl FolderScan {
    pub(super) fn skip(&mut self, path: String, reason: SkipReason) {
        self.skipped.push(Skipped { path, reason });
    }

    pub(super) fn problem(&mut self, kind: ProblemKind, path: String, reason: String) {
        self.problems.push(Problem { path, kind, reason });
    }

    pub(super) fn sort(&mut self) {
        self.clips.sort_by(|one, other| one.path.cmp(&other.path));
        self.problems.sort();
        self.skipped.sort();
    }
}
