//! What a manifest says about one file.

use crate::{Digest, DigestKind, ManifestError, NameError, Stamp, names};

/// A file: where it lies, how large it is and which digests it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    relative_path: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// When the file was changed last, where that is known.
    pub modified: Option<Stamp>,
    digests: Vec<Digest>,
}

impl FileRecord {
    /// A record; the path is relative to the folder of the manifest, with `/` between its parts.
    pub fn new(
        relative_path: impl Into<String>,
        size_bytes: u64,
        digests: impl IntoIterator<Item = Digest>,
    ) -> Result<Self, NameError> {
        let relative_path = relative_path.into();
        names::check_for_writing(&relative_path)?;
        Ok(Self::read(relative_path, size_bytes, digests))
    }

    /// A record from a manifest, whose path was checked for reading.
    pub(crate) fn read(relative_path: String, size_bytes: u64, digests: impl IntoIterator<Item = Digest>) -> Self {
        let mut digests: Vec<Digest> = digests.into_iter().collect();
        digests.sort_unstable();
        digests.dedup();
        Self { relative_path, size_bytes, modified: None, digests }
    }

    /// The same record with the time of the last change.
    pub fn modified_at(mut self, modified: Stamp) -> Self {
        self.modified = Some(modified);
        self
    }

    /// Path relative to the folder of the manifest.
    pub fn relative_path(&self) -> &str {
        &self.relative_path
    }

    /// The digests, ascending by kind.
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The digest of one kind.
    pub fn digest(&self, kind: DigestKind) -> Option<&Digest> {
        self.digests.iter().find(|digest| digest.kind() == kind)
    }

    /// The digest of one kind, which the manifest cannot do without.
    pub(crate) fn need(&self, kind: DigestKind) -> Result<&Digest, ManifestError> {
        self.digest(kind).ok_or_else(|| ManifestError::MissingDigest { path: self.relative_path.clone(), kind })
    }
}

/// The records of a whole folder tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderRecords {
    /// Its files, in any order.
    pub files: Vec<FileRecord>,
    /// Relative paths of its folders; only empty ones need to be named, the others follow from the files.
    pub folders: Vec<String>,
}

/// The records ascending by path; an error when one path occurs twice.
pub(crate) fn sorted(records: &[FileRecord]) -> Result<Vec<&FileRecord>, ManifestError> {
    let mut sorted: Vec<&FileRecord> = records.iter().collect();
    sorted.sort_by_key(|record| record.relative_path());
    match sorted.windows(2).find(|pair| pair[0].relative_path == pair[1].relative_path) {
        Some(pair) => Err(ManifestError::Duplicate { path: pair[0].relative_path.clone() }),
        None => Ok(sorted),
    }
}
