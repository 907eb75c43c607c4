//! Why a manifest cannot be written or read.

use crate::{DigestKind, NameError};
use std::path::PathBuf;

/// A manifest that cannot be written from these records, or whose text cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// A name that the format cannot hold.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A record lacks a digest that the manifest needs.
    #[error("no {kind} digest was made of the file: {path}")]
    MissingDigest {
        /// Relative path of the file.
        path: String,
        /// The digest that is needed.
        kind: DigestKind,
    },
    /// Two records for one path, or one base name twice in a folder's list.
    #[error("the file is listed twice: {path}")]
    Duplicate {
        /// Relative path.
        path: String,
    },
    /// No digest kind was asked for, or one that the format does not have.
    #[error("{format} takes no {kind} digests")]
    Kind {
        /// Name of the format.
        format: &'static str,
        /// The kind that was asked for.
        kind: DigestKind,
    },
    /// No digest kind was asked for.
    #[error("{format} needs at least one kind of digest")]
    NoKind {
        /// Name of the format.
        format: &'static str,
    },
    /// A file has digests in the history, but the record has none of the same kind to check against.
    #[error("the history knows the file by {}; one of these digests is needed to continue it: {path}", list(.known))]
    NeedsKnownKind {
        /// Relative path of the file.
        path: String,
        /// Kinds in the history.
        known: Vec<DigestKind>,
    },
    /// A folder below has its own history.
    #[error("a folder below has its own ASC MHL history, which must be continued first: {path}")]
    NestedHistory {
        /// Relative path of that folder.
        path: String,
    },
    /// The existing history is damaged.
    #[error("the ASC MHL history cannot be continued, {reason}: {}", .path.display())]
    History {
        /// File or folder concerned.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The text is no manifest of its format.
    #[error("line {line}: {reason}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// An ignore pattern that is no gitignore pattern.
    #[error("ignore pattern {pattern:?}: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ManifestError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

fn list(kinds: &[DigestKind]) -> String {
    kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ")
}
