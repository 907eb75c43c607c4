//! What the manifests of a folder say, brought into one form.

use super::report::{ManifestFormat, ManifestSeen, Problem};
use super::scan::Scan;
use crate::asc_mhl::{self, FolderEntry, History, HistoryDamage, IgnoreSpec};
use crate::hash::hash_buffer;
use crate::{Digest, DigestKind, FileRecord, ManifestError, checksum_txt, mhl1, names, xml};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What one manifest says about one file.
#[derive(Debug)]
pub(super) struct Expectation {
    pub path: String,
    /// Path of the manifest relative to the verified folder.
    pub manifest: String,
    pub size_bytes: Option<u64>,
    pub digests: Vec<Digest>,
}

/// Directory hashes of the latest generation of a history.
#[derive(Debug)]
pub(super) struct FolderCheck {
    /// Root of the history relative to the verified folder, empty for that folder itself.
    pub root: String,
    pub manifest: String,
    /// Paths relative to the history's root; the root itself has an empty one.
    pub folders: Vec<FolderEntry>,
    pub ignore: IgnoreSpec,
}

/// Everything that the manifests say.
#[derive(Debug, Default)]
pub(super) struct Expected {
    pub files: Vec<Expectation>,
    pub folders: Vec<FolderCheck>,
    pub manifests: Vec<ManifestSeen>,
    pub problems: Vec<Problem>,
    /// Files that some manifest is responsible for.
    covered: BTreeSet<String>,
}

impl Expected {
    /// Reads all manifests of the folder and finds extra files.
    pub fn of(root: &Path, scan: &Scan) -> Self {
        let mut expected = Self::default();
        expected.checksum_lists(root, scan);
        expected.mhl_files(root, scan);
        expected.histories(root, scan);
        if expected.manifests.is_empty() && expected.problems.is_empty() {
            expected.problems.push(Problem::NoManifest);
        } else if !expected.manifests.is_empty() {
            for path in scan.files.keys().filter(|path| !is_exempt(path) && !expected.covered.contains(*path)) {
                expected.problems.push(Problem::Extra { path: path.clone(), manifest: None });
            }
        }
        expected
    }

    fn checksum_lists(&mut self, root: &Path, scan: &Scan) {
        let is_list = |path: &&String| names::split(path).1 == checksum_txt::FILE_NAME;
        let lists: Vec<&String> = scan.files.keys().filter(is_list).collect();
        let owners: BTreeSet<&str> = lists.iter().map(|path| names::split(path).0).collect();
        // The nearest folder upwards that has a list is responsible for a file: one list a folder, or one for all below.
        let owner_of = |path: &str| {
            let mut folder = names::split(path).0;
            loop {
                if owners.contains(folder) {
                    return Some(folder.to_owned());
                }
                if folder.is_empty() {
                    return None;
                }
                folder = names::split(folder).0;
            }
        };
        let mut owned: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for path in scan.files.keys() {
            if let Some(owner) = owner_of(path) {
                self.covered.insert(path.clone());
                owned.entry(owner).or_default().push(path);
            }
        }
        for manifest in lists {
            let Some(lines) = self.read(root, manifest, checksum_txt::parse) else { continue };
            self.saw(ManifestFormat::ChecksumTxt, manifest, lines.len());
            let folder = names::split(manifest).0;
            let files = owned.remove(folder).unwrap_or_default();
            let listed = self.checksum_lines(manifest, folder, &files, lines);
            self.extras(
                manifest,
                &listed,
                files.into_iter().filter(|path| !is_exempt(path) && !checksum_txt::is_skipped(names::split(path).1)),
            );
        }
    }

    /// Finds the file of each line; returns the paths that are listed.
    fn checksum_lines(
        &mut self,
        manifest: &str,
        folder: &str,
        files: &[&str],
        lines: Vec<checksum_txt::Line>,
    ) -> BTreeSet<String> {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in files {
            by_name.entry(names::split(path).1).or_default().push(path);
        }
        let mut listed = BTreeSet::new();
        for line in lines {
            let direct = names::join(folder, &line.name);
            // npack lists files of sub-folders by their base names alone.
            let path = match by_name.get(line.name.as_str()).map(Vec::as_slice) {
                Some(paths) if paths.contains(&direct.as_str()) => direct,
                Some([only]) => (*only).to_owned(),
                Some(several) => {
                    listed.extend(several.iter().map(|path| (*path).to_owned()));
                    self.problems.push(Problem::Duplicate { path: direct, manifest: manifest.to_owned() });
                    continue;
                }
                None => direct,
            };
            let (manifest, size_bytes) = (manifest.to_owned(), Some(line.size_bytes));
            let digests = vec![line.digest];
            self.expect_once(&mut listed, Expectation { path, manifest, size_bytes, digests });
        }
        listed
    }

    fn mhl_files(&mut self, root: &Path, scan: &Scan) {
        let is_mhl = |path: &&String| !path.contains('/') && path.ends_with(".mhl") && !path.starts_with('.');
        let mut listed = BTreeSet::new();
        let mut first = None;
        for manifest in scan.files.keys().filter(is_mhl) {
            let Some((format, records)) = self.read(root, manifest, read_mhl) else { continue };
            self.saw(format, manifest, records.len());
            first.get_or_insert(manifest);
            let mut own = BTreeSet::new();
            for (path, size_bytes, digests) in records {
                let manifest = manifest.clone();
                self.expect_once(&mut own, Expectation { path, manifest, size_bytes, digests });
            }
            listed.append(&mut own);
        }
        // Several lists at one root share the work: a file is extra when none of them has it.
        if let Some(manifest) = first {
            self.covered.extend(scan.files.keys().cloned());
            let files = scan.files.keys().map(String::as_str);
            self.extras(manifest, &listed, files.filter(|path| !is_exempt(path)));
        }
    }

    fn histories(&mut self, root: &Path, scan: &Scan) {
        let is_history = |path: &&String| names::split(path).1 == asc_mhl::FOLDER_NAME;
        let mut listed = BTreeSet::new();
        let mut specs: BTreeMap<String, IgnoreSpec> = BTreeMap::new();
        for folder in scan.folders.iter().filter(is_history) {
            let scope = names::split(folder).0;
            let (history, damage) = History::load_damaged(&root.join(scope));
            self.damages(folder, damage);
            let spec = match history.ignore_spec() {
                Ok(spec) => spec,
                Err(error) => {
                    self.problems.push(Problem::Malformed { path: folder.clone(), reason: error.to_string() });
                    continue;
                }
            };
            let known = history.known();
            self.saw(ManifestFormat::AscMhl, folder, known.len());
            self.duplicates(folder, scope, &history);
            self.references(root, scope, &history);
            for (path, file) in known {
                if !spec.is_ignored(&path, false) {
                    let manifest = names::join(folder, &file.manifest);
                    let (path, size_bytes) = (names::join(scope, &path), file.size_bytes);
                    let digests = file.digests.into_values().collect();
                    listed.insert(path.clone());
                    self.files.push(Expectation { path, manifest, size_bytes, digests });
                }
            }
            if let Some(latest) = history.generations.last() {
                let folders = latest.manifest.folders.iter().chain(&latest.manifest.root).cloned().collect();
                let manifest = names::join(folder, &latest.name);
                self.folders.push(FolderCheck { root: scope.to_owned(), manifest, folders, ignore: spec.clone() });
            }
            specs.insert(scope.to_owned(), spec);
        }
        for path in scan.files.keys() {
            let responsible: Vec<(&String, &str)> =
                specs.keys().filter_map(|scope| Some((scope, names::below(scope, path)?))).collect();
            // The nearest history is the one that would have to list the file.
            let Some((nearest, _)) = responsible.iter().max_by_key(|(scope, _)| scope.len()) else { continue };
            self.covered.insert(path.clone());
            let is_ignored = responsible.iter().any(|(scope, rest)| specs[*scope].is_ignored(rest, false));
            if !is_ignored && !listed.contains(path) {
                let manifest = names::join(nearest, asc_mhl::FOLDER_NAME);
                self.problems.push(Problem::Extra { path: path.clone(), manifest: Some(manifest) });
            }
        }
    }

    /// Each path may stand once in a generation.
    fn duplicates(&mut self, folder: &str, scope: &str, history: &History) {
        for generation in &history.generations {
            let mut seen = BTreeSet::new();
            for entry in &generation.manifest.files {
                if !seen.insert(entry.path.as_str()) {
                    let manifest = names::join(folder, &generation.name);
                    self.problems.push(Problem::Duplicate { path: names::join(scope, &entry.path), manifest });
                }
            }
        }
    }

    /// Manifests of nested histories must be the ones that were referred to.
    fn references(&mut self, root: &Path, scope: &str, history: &History) {
        for reference in history.generations.iter().flat_map(|generation| &generation.manifest.references) {
            let path = names::join(scope, &reference.path);
            match fs::read(root.join(&path)) {
                Ok(bytes) => {
                    let found = hash_buffer(&bytes, &[DigestKind::C4]);
                    let found = found.first().filter(|found| **found != reference.c4);
                    self.problems.extend(found.map(|found| modified(path, &reference.c4, found)));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    self.problems.push(Problem::ManifestMissing { path });
                }
                Err(error) => self.problems.push(Problem::Unreadable { path, reason: error.to_string() }),
            }
        }
    }

    fn damages(&mut self, folder: &str, damage: Vec<HistoryDamage>) {
        let at = |name: &str| if name.is_empty() { folder.to_owned() } else { names::join(folder, name) };
        self.problems.extend(damage.into_iter().map(|damage| match damage {
            HistoryDamage::ChainMissing => Problem::ChainMissing { path: at(asc_mhl::CHAIN_NAME) },
            HistoryDamage::ManifestMissing { name } => Problem::ManifestMissing { path: at(&name) },
            HistoryDamage::ManifestModified { name, expected, found } => modified(at(&name), &expected, &found),
            HistoryDamage::ManifestUnlisted { name } => Problem::ManifestUnlisted { path: at(&name) },
            HistoryDamage::Malformed { name, reason } => Problem::Malformed { path: at(&name), reason },
            HistoryDamage::Unreadable { name, reason } => Problem::Unreadable { path: at(&name), reason },
        }));
    }

    fn read<T>(&mut self, root: &Path, manifest: &str, parse: impl Fn(&[u8]) -> Result<T, ManifestError>) -> Option<T> {
        let problem = match fs::read(root.join(manifest)) {
            Ok(bytes) => match parse(&bytes) {
                Ok(parsed) => return Some(parsed),
                Err(error) => Problem::Malformed { path: manifest.to_owned(), reason: error.to_string() },
            },
            Err(error) => Problem::Unreadable { path: manifest.to_owned(), reason: error.to_string() },
        };
        self.problems.push(problem);
        None
    }

    fn saw(&mut self, format: ManifestFormat, path: &str, files: usize) {
        self.manifests.push(ManifestSeen { format, path: path.to_owned(), files });
    }

    /// Notes what a list says; a list may name a file once.
    fn expect_once(&mut self, listed: &mut BTreeSet<String>, expectation: Expectation) {
        if !listed.insert(expectation.path.clone()) {
            let (path, manifest) = (expectation.path.clone(), expectation.manifest.clone());
            self.problems.push(Problem::Duplicate { path, manifest });
        }
        self.files.push(expectation);
    }

    fn extras<'a>(&mut self, manifest: &str, listed: &BTreeSet<String>, files: impl Iterator<Item = &'a str>) {
        let extra = |path: &str| Problem::Extra { path: path.to_owned(), manifest: Some(manifest.to_owned()) };
        self.problems.extend(files.filter(|path| !listed.contains(*path)).map(extra));
    }
}

fn modified(path: String, expected: &Digest, found: &Digest) -> Problem {
    Problem::ManifestModified { path, expected: expected.text(), found: found.text() }
}

/// Files that `checksum.txt` and MHL 1 need not list: hidden ones and the manifests themselves. Whether an ASC MHL history
/// needs to list them is for its own ignore patterns to say.
fn is_exempt(path: &str) -> bool {
    let (folder, name) = names::split(path);
    names::is_hidden(path)
        || name == checksum_txt::FILE_NAME
        || name.ends_with(".mhl")
        || folder.split('/').any(|part| part == asc_mhl::FOLDER_NAME)
}

type Entries = Vec<(String, Option<u64>, Vec<Digest>)>;

/// A `.mhl` file outside of a history is an MHL 1 list or an ASC MHL packing list.
fn read_mhl(bytes: &[u8]) -> Result<(ManifestFormat, Entries), ManifestError> {
    let root = xml::parse(bytes, "hashlist")?;
    if root.attributes.iter().any(|(_, value)| value == asc_mhl::NAMESPACE) {
        let manifest = asc_mhl::from_root(&root)?;
        let sound = |digests: Vec<(Digest, asc_mhl::Action)>| {
            digests
                .into_iter()
                .filter(|(_, action)| *action != asc_mhl::Action::Failed)
                .map(|(digest, _)| digest)
                .collect()
        };
        let entries = manifest.files.into_iter().map(|file| (file.path, file.size_bytes, sound(file.digests)));
        return Ok((ManifestFormat::AscMhlPackingList, entries.collect()));
    }
    let entry =
        |record: FileRecord| (record.relative_path().to_owned(), Some(record.size_bytes), record.digests().to_vec());
    Ok((ManifestFormat::Mhl1, mhl1::from_root(&root)?.records.into_iter().map(entry).collect()))
}
