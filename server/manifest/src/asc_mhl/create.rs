//! The next generation of a history.

use super::chain::{self, Link};
use super::history::{History, Known};
use super::ignored::{DEFAULT_PATTERNS, IgnoreSpec};
use super::read::Action;
use super::tree::{FolderHashes, Tree};
use super::write::{Creator, ManifestWriter, Process};
use super::{CHAIN_NAME, FOLDER_NAME};
use crate::hash::hash_buffer;
use crate::record::{FileRecord, FolderRecords, sorted};
use crate::{Digest, DigestKind, ManifestError, Stamp, atomic, names};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What a generation is made of, beside the records.
#[derive(Debug, Clone)]
pub struct GenerationRequest<'a> {
    /// Base name of the root folder, part of the manifest's name.
    pub folder_name: &'a str,
    /// When the operation began: part of the manifest's name, and its creation and hash dates.
    pub started: Stamp,
    /// Who makes it.
    pub creator: &'a Creator,
    /// What was done.
    pub process: Process,
    /// Kinds of digest to write; every record must have them.
    pub kinds: &'a [DigestKind],
    /// Ignore patterns beside those of the history or the default ones.
    pub ignore: &'a [String],
}

/// A generation that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGeneration {
    /// Name of the manifest.
    pub file_name: String,
    /// Its bytes.
    pub manifest: Vec<u8>,
    /// The whole chain file that goes with it.
    pub chain: Vec<u8>,
    /// Files whose digests differ from earlier ones; the manifest says so too.
    pub failed: Vec<String>,
    /// Files that the history knows and the records lack.
    pub missing: Vec<String>,
}

impl NewGeneration {
    /// Writes the manifest, then the chain file, so that an interruption leaves a manifest that the chain does not name,
    /// never a chain without its manifest.
    pub fn write_into(&self, root: &Path) -> Result<(), ManifestError> {
        let folder = root.join(FOLDER_NAME);
        fs::create_dir_all(&folder).map_err(ManifestError::io(&folder))?;
        let manifest = folder.join(&self.file_name);
        if manifest.exists() {
            let reason = "a manifest of this name exists, and manifests are never changed".to_owned();
            return Err(ManifestError::History { path: manifest, reason });
        }
        atomic::write(&manifest, &self.manifest).map_err(ManifestError::io(&manifest))?;
        let chain = folder.join(CHAIN_NAME);
        atomic::write(&chain, &self.chain).map_err(ManifestError::io(&chain))
    }
}

/// Makes the first generation, or the next one of `history`. Records of ignored files are left out.
pub fn create(
    history: Option<&History>,
    records: &FolderRecords,
    request: &GenerationRequest<'_>,
) -> Result<NewGeneration, ManifestError> {
    let kinds = kinds_of(request)?;
    names::check_for_writing(request.folder_name)?;
    refuse_nested(records)?;
    let ignore = ignore_of(history, request)?;
    let mut known = history.map(History::known).unwrap_or_default();

    let mut tree: Tree<(&FileRecord, Vec<(Digest, Action)>)> = Tree::default();
    let mut failed = Vec::new();
    for record in sorted(&records.files)? {
        if ignore.is_ignored(record.relative_path(), false) {
            continue;
        }
        let digests = judge(record, known.remove(record.relative_path()).as_ref(), &kinds)?;
        if digests.iter().any(|(_, action)| *action == Action::Failed) {
            failed.push(record.relative_path().to_owned());
        }
        tree.insert_file(record.relative_path(), (record, digests));
    }
    for folder in &records.folders {
        names::check_for_writing(folder)?;
        if !ignore.is_ignored(folder, true) {
            tree.insert_folder(folder);
        }
    }
    known.retain(|path, _| !ignore.is_ignored(path, false));

    let by_kind: Vec<BTreeMap<String, FolderHashes>> =
        kinds.iter().map(|kind| tree.hashes(*kind, &|(record, _)| record.digest(*kind).copied())).collect();
    let hashes_of =
        |path: &str| -> Vec<FolderHashes> { by_kind.iter().filter_map(|all| all.get(path)).copied().collect() };
    let mut writer =
        ManifestWriter::new(&request.started, request.creator, request.process, &hashes_of(""), ignore.patterns());
    let mut has_entries = false;
    tree.visit(&mut |path, file| {
        // The root itself comes last and stands in the head of the manifest.
        if path.is_empty() {
            return;
        }
        if !has_entries {
            writer.begin_entries();
            has_entries = true;
        }
        match file {
            Some((record, digests)) => writer.file(record, digests),
            None => writer.folder(path, &hashes_of(path)),
        }
    });
    if !has_entries {
        return Err(ManifestError::History {
            path: request.folder_name.into(),
            reason: "there is no file to list".to_owned(),
        });
    }
    let manifest = writer.finish();

    let mut links = history.map(|history| history.links.clone()).unwrap_or_default();
    let number = links.last().map_or(0, |link| link.number) + 1;
    let file_name = format!("{number:04}_{}_{}Z.mhl", request.folder_name, request.started.for_file_name());
    links.extend(hash_buffer(&manifest, &[DigestKind::C4]).first().map(|c4| Link {
        number,
        file_name: file_name.clone(),
        c4: *c4,
    }));
    Ok(NewGeneration { file_name, manifest, chain: chain::write(&links), failed, missing: known.into_keys().collect() })
}

fn kinds_of(request: &GenerationRequest<'_>) -> Result<Vec<DigestKind>, ManifestError> {
    let mut kinds = request.kinds.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() {
        return Err(ManifestError::NoKind { format: "ASC MHL" });
    }
    match kinds.iter().find(|kind| **kind == DigestKind::Xxh32) {
        Some(kind) => Err(ManifestError::Kind { format: "ASC MHL", kind: *kind }),
        None => Ok(kinds),
    }
}

fn refuse_nested(records: &FolderRecords) -> Result<(), ManifestError> {
    let files = records.files.iter().map(|record| names::split(record.relative_path()).0);
    let nested = files.chain(records.folders.iter().map(String::as_str)).find_map(|folder| {
        let (above, name) = names::split(folder);
        (name == FOLDER_NAME && !above.is_empty()).then(|| above.to_owned())
    });
    nested.map_or(Ok(()), |path| Err(ManifestError::NestedHistory { path }))
}

/// The list only grows from generation to generation.
fn ignore_of(history: Option<&History>, request: &GenerationRequest<'_>) -> Result<IgnoreSpec, ManifestError> {
    let before = history.map(History::ignore_spec).transpose()?;
    let before: Vec<&str> = match &before {
        Some(spec) => spec.patterns().iter().map(String::as_str).collect(),
        None => DEFAULT_PATTERNS.to_vec(),
    };
    IgnoreSpec::new(before.into_iter().chain(request.ignore.iter().map(String::as_str)))
}

/// The digests to write for a file, ascending by kind, with what they are worth.
fn judge(
    record: &FileRecord,
    known: Option<&Known>,
    kinds: &[DigestKind],
) -> Result<Vec<(Digest, Action)>, ManifestError> {
    let mut wanted: Vec<Digest> = kinds.iter().map(|kind| record.need(*kind).copied()).collect::<Result<_, _>>()?;
    let Some(known) = known.filter(|known| !known.digests.is_empty()) else {
        return Ok(wanted.into_iter().map(|digest| (digest, Action::Original)).collect());
    };
    // New kinds alone would cut the file off from its past, so that one known kind is written with them.
    if !wanted.iter().any(|digest| known.digests.contains_key(&digest.kind())) {
        let again = known.digests.keys().find_map(|kind| record.digest(*kind)).ok_or_else(|| {
            ManifestError::NeedsKnownKind {
                path: record.relative_path().to_owned(),
                known: known.digests.keys().copied().collect(),
            }
        })?;
        wanted.push(*again);
        wanted.sort_unstable();
    }
    let differs = |digest: &Digest| known.digests.get(&digest.kind()).is_some_and(|before| before != digest);
    let has_failed = wanted.iter().any(differs);
    Ok(wanted
        .into_iter()
        .map(|digest| {
            let is_new = !known.digests.contains_key(&digest.kind());
            // A new kind is worth what the check beside it is worth.
            let failed = differs(&digest) || (is_new && has_failed);
            (digest, if failed { Action::Failed } else { Action::Verified })
        })
        .collect())
}
