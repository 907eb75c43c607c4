//! Reading a manifest of one generation, or a packing list.

use crate::xml::{self, Element};
use crate::{Digest, DigestKind, ManifestError, names};

pub(crate) const NAMESPACE: &str = "urn:ASC:MHL:v2.0";

/// What a digest stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The first digest of this file in the history.
    Original,
    /// Agrees with an earlier one, or was made in the same pass as one that does.
    Verified,
    /// Differs from an earlier one; no basis for later checks.
    Failed,
}

/// What a generation says about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Path relative to the root of the history.
    pub path: String,
    /// Size in bytes, where it is told.
    pub size_bytes: Option<u64>,
    /// The digests.
    pub digests: Vec<(Digest, Action)>,
    /// Where the file was before it was renamed.
    pub previous_path: Option<String>,
    /// Line of the entry, from 1.
    pub line: usize,
}

/// What a generation says about a folder; the lists are empty where no directory hashes were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderEntry {
    /// Path relative to the root of the history; empty for the root itself.
    pub path: String,
    /// Content hashes.
    pub content: Vec<Digest>,
    /// Structure hashes.
    pub structure: Vec<Digest>,
    /// Where the folder was before it was renamed.
    pub previous_path: Option<String>,
}

/// The manifest of a history in a folder below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Path of that manifest, relative to the root of this history.
    pub path: String,
    /// C4 of its bytes.
    pub c4: Digest,
}

/// One generation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Files.
    pub files: Vec<FileEntry>,
    /// Folders below the root.
    pub folders: Vec<FolderEntry>,
    /// The root folder, where directory hashes were made.
    pub root: Option<FolderEntry>,
    /// Ignore patterns.
    pub ignore: Vec<String>,
    /// Manifests of nested histories.
    pub references: Vec<Reference>,
}

/// Reads a manifest of version 2.0.
pub fn parse(bytes: &[u8]) -> Result<Manifest, ManifestError> {
    from_root(&xml::parse(bytes, "hashlist")?)
}

pub(crate) fn from_root(root: &Element) -> Result<Manifest, ManifestError> {
    if !root.attributes.iter().any(|(_, value)| value == NAMESPACE) {
        return Err(root.error(format_args!("the hash list is not of the namespace {NAMESPACE}")));
    }
    if root.attribute("version") != Some("2.0") {
        return Err(root.error("the hash list is not of version 2.0"));
    }
    let mut manifest = Manifest::default();
    if let Some(process) = root.child("processinfo") {
        let patterns = process.child("ignore").map_or(&[][..], |ignore| &ignore.children);
        manifest.ignore = patterns.iter().map(|pattern| pattern.text.clone()).collect();
        manifest.root = process.child("roothash").map(|hashes| folder_of(hashes, String::new())).transpose()?;
    }
    for entry in root.child("hashes").map_or(&[][..], |hashes| &hashes.children) {
        match entry.name.as_str() {
            "hash" => manifest.files.push(file_of(entry)?),
            "directoryhash" => manifest.folders.push(folder_of(entry, path_of(entry, "path")?)?),
            other => return Err(entry.error(format_args!("<{other}> stands where entries are"))),
        }
    }
    for entry in root.child("references").map_or(&[][..], |references| &references.children) {
        let c4 = entry.need("c4")?;
        let c4 = Digest::parse(DigestKind::C4, c4.text.trim()).map_err(|error| c4.error(error))?;
        manifest.references.push(Reference { path: path_of(entry, "path")?, c4 });
    }
    Ok(manifest)
}

fn path_of(entry: &Element, name: &str) -> Result<String, ManifestError> {
    let element = entry.need(name)?;
    names::check_for_reading(&element.text).map_err(|error| element.error(error))?;
    Ok(element.text.clone())
}

fn previous_of(entry: &Element) -> Result<Option<String>, ManifestError> {
    entry.child("previousPath").map(|_| path_of(entry, "previousPath")).transpose()
}

fn digest_of(element: &Element) -> Result<Option<Digest>, ManifestError> {
    let Some(kind) = DigestKind::from_name(&element.name) else { return Ok(None) };
    Digest::parse(kind, element.text.trim()).map(Some).map_err(|error| element.error(error))
}

fn file_of(entry: &Element) -> Result<FileEntry, ManifestError> {
    let path = path_of(entry, "path")?;
    let size = entry.child("path").and_then(|element| element.attribute("size"));
    let size_bytes = size
        .map(|text| text.trim().parse().map_err(|_| entry.error(format_args!("{text:?} is no size in bytes"))))
        .transpose()?;
    let mut digests = Vec::new();
    for element in &entry.children {
        let Some(digest) = digest_of(element)? else { continue };
        let action = match element.attribute("action") {
            Some("original") | None => Action::Original,
            Some("verified") => Action::Verified,
            Some("failed") => Action::Failed,
            Some(other) => return Err(element.error(format_args!("the action {other:?} is not known"))),
        };
        digests.push((digest, action));
    }
    if digests.is_empty() {
        return Err(entry.error(format_args!("no known digest for {path:?}")));
    }
    Ok(FileEntry { path, size_bytes, digests, previous_path: previous_of(entry)?, line: entry.line })
}

fn folder_of(entry: &Element, path: String) -> Result<FolderEntry, ManifestError> {
    let list = |name: &str| -> Result<Vec<Digest>, ManifestError> {
        let elements = entry.child(name).map_or(&[][..], |element| &element.children);
        elements.iter().filter_map(|element| digest_of(element).transpose()).collect()
    };
    Ok(FolderEntry {
        path,
        content: list("content")?,
        structure: list("structure")?,
        previous_path: previous_of(entry)?,
    })
}
