//! What a verification found.

use crate::DigestKind;
use serde::Serialize;
use std::fmt;

/// The manifest formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ManifestFormat {
    /// `checksum.txt`.
    ChecksumTxt,
    /// MHL 1.0 or 1.1.
    Mhl1,
    /// A history of ASC MHL 2.0.
    AscMhl,
    /// A packing list of ASC MHL 2.0.
    AscMhlPackingList,
}

/// A manifest that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManifestSeen {
    /// Its format.
    pub format: ManifestFormat,
    /// Its path relative to the folder; the history folder for ASC MHL.
    pub path: String,
    /// Files that it lists.
    pub files: usize,
}

/// One thing that is wrong. Paths are relative to the verified folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    /// A listed file or folder is not there.
    Missing {
        /// The file or folder.
        path: String,
        /// The manifest that lists it.
        manifest: String,
    },
    /// A file is there that a manifest responsible for it does not list.
    Extra {
        /// The file.
        path: String,
        /// The manifest; `None` where no manifest is responsible for the file at all.
        manifest: Option<String>,
    },
    /// A file has another size than its manifest says.
    SizeDiffers {
        /// The file.
        path: String,
        /// The manifest.
        manifest: String,
        /// Size in the manifest.
        expected_bytes: u64,
        /// Size on the disk.
        found_bytes: u64,
    },
    /// A file has another digest than its manifest says.
    DigestDiffers {
        /// The file.
        path: String,
        /// The manifest.
        manifest: String,
        /// Kind of the digest.
        digest: DigestKind,
        /// Text of the digest in the manifest.
        expected: String,
        /// Text of the digest of the bytes on the disk.
        found: String,
    },
    /// All files of a folder agree, but the folder's own digest does not: an empty folder came or went, or the manifest
    /// contradicts itself.
    FolderDiffers {
        /// The folder, `.` for the root.
        path: String,
        /// The manifest.
        manifest: String,
        /// Kind of the digest.
        digest: DigestKind,
        /// Text of the structure digest in the manifest, or of the content digest if only that differs.
        expected: String,
        /// What was found.
        found: String,
    },
    /// A manifest names one file twice, or a base name that several files have.
    Duplicate {
        /// The file.
        path: String,
        /// The manifest.
        manifest: String,
    },
    /// A file, folder or manifest cannot be read, or is no regular file.
    Unreadable {
        /// What cannot be read.
        path: String,
        /// Why.
        reason: String,
    },
    /// A manifest cannot be understood.
    Malformed {
        /// The manifest.
        path: String,
        /// Line and reason.
        reason: String,
    },
    /// A manifest is not the one that was written: its C4 differs from the chain or from the manifest that refers to it.
    ManifestModified {
        /// The manifest.
        path: String,
        /// C4 that it had.
        expected: String,
        /// C4 that it has.
        found: String,
    },
    /// A manifest that the chain or another manifest names is not there.
    ManifestMissing {
        /// The manifest.
        path: String,
    },
    /// A manifest that the chain does not name.
    ManifestUnlisted {
        /// The manifest.
        path: String,
    },
    /// A history has no chain file.
    ChainMissing {
        /// Where it should be.
        path: String,
    },
    /// There is nothing to verify against.
    NoManifest,
}

impl Problem {
    /// The exit class of this problem alone.
    pub fn exit_class(&self) -> ExitClass {
        match self {
            Self::Missing { .. } => ExitClass::Missing,
            Self::Extra { .. } => ExitClass::Extra,
            Self::SizeDiffers { .. } | Self::DigestDiffers { .. } => ExitClass::Mismatch,
            Self::FolderDiffers { .. } => ExitClass::FolderMismatch,
            Self::Duplicate { .. } | Self::Malformed { .. } => ExitClass::Malformed,
            Self::Unreadable { .. } => ExitClass::Unreadable,
            Self::ManifestModified { .. } | Self::ManifestMissing { .. } | Self::ManifestUnlisted { .. } => {
                ExitClass::ManifestModified
            }
            Self::ChainMissing { .. } => ExitClass::ChainMissing,
            Self::NoManifest => ExitClass::NoManifest,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { path, manifest } => write!(f, "missing, listed in {manifest}: {path}"),
            Self::Extra { path, manifest: Some(manifest) } => write!(f, "extra, not listed in {manifest}: {path}"),
            Self::Extra { path, manifest: None } => write!(f, "extra, listed nowhere: {path}"),
            Self::SizeDiffers { path, manifest, expected_bytes, found_bytes } => {
                write!(f, "altered, {found_bytes} bytes instead of {expected_bytes} in {manifest}: {path}")
            }
            Self::DigestDiffers { path, manifest, digest, expected, found } => {
                write!(f, "altered, {digest} {found} instead of {expected} in {manifest}: {path}")
            }
            Self::FolderDiffers { path, manifest, digest, expected, found } => {
                write!(f, "folder differs, {digest} {found} instead of {expected} in {manifest}: {path}")
            }
            Self::Duplicate { path, manifest } => write!(f, "duplicate in {manifest}: {path}"),
            Self::Unreadable { path, reason } => write!(f, "unreadable, {reason}: {path}"),
            Self::Malformed { path, reason } => write!(f, "malformed manifest, {reason}: {path}"),
            Self::ManifestModified { path, expected, found } => {
                write!(f, "manifest changed after it was written, {found} instead of {expected}: {path}")
            }
            Self::ManifestMissing { path } => write!(f, "manifest missing: {path}"),
            Self::ManifestUnlisted { path } => write!(f, "manifest not named by the chain: {path}"),
            Self::ChainMissing { path } => write!(f, "chain file missing: {path}"),
            Self::NoManifest => f.write_str("no checksum.txt, no .mhl file and no ascmhl folder was found"),
        }
    }
}

/// How a verification ends. The codes from 10 to 32 are those of the ASC MHL reference tool, the others those of `sysexits.h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitClass {
    /// 0: every listed file is there and agrees, and there are no others.
    Good,
    /// 10: files are missing.
    Missing,
    /// 11: files were altered.
    Mismatch,
    /// 12: only the digest of a folder differs.
    FolderMismatch,
    /// 21: there are files that are not listed.
    Extra,
    /// 30: there is no manifest.
    NoManifest,
    /// 31: a manifest of a history was changed, is missing, or is unknown to the chain. (The reference tool has 33 for a
    /// missing one, which some render farms take for a lack of memory.)
    ManifestModified,
    /// 32: a history has no chain file.
    ChainMissing,
    /// 65: a manifest cannot be understood or names a file twice.
    Malformed,
    /// 66: something cannot be read.
    Unreadable,
}

impl ExitClass {
    /// The process exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Missing => 10,
            Self::Mismatch => 11,
            Self::FolderMismatch => 12,
            Self::Extra => 21,
            Self::NoManifest => 30,
            Self::ManifestModified => 31,
            Self::ChainMissing => 32,
            Self::Malformed => 65,
            Self::Unreadable => 66,
        }
    }

    /// The gravest class decides: what makes the manifests themselves doubtful comes before what they say, and then, as in
    /// the reference tool, altered before extra before missing.
    const BY_GRAVITY: [Self; 9] = [
        Self::Malformed,
        Self::ManifestModified,
        Self::ChainMissing,
        Self::Unreadable,
        Self::Mismatch,
        Self::Extra,
        Self::Missing,
        Self::FolderMismatch,
        Self::NoManifest,
    ];
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// The manifests that were found.
    pub manifests: Vec<ManifestSeen>,
    /// Files whose digests were made.
    pub files_hashed: usize,
    /// Bytes that were read for it.
    pub bytes_hashed: u64,
    /// Everything that is wrong, sorted.
    pub problems: Vec<Problem>,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    /// The class of the gravest problem.
    pub fn exit_class(&self) -> ExitClass {
        let has = |class: &&ExitClass| self.problems.iter().any(|problem| problem.exit_class() == **class);
        ExitClass::BY_GRAVITY.iter().find(has).copied().unwrap_or(ExitClass::Good)
    }
}
