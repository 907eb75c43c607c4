//! Directory hashes, where the files alone show nothing wrong.

use super::expect::FolderCheck;
use super::report::Problem;
use super::scan::Scan;
use crate::asc_mhl::{FolderEntry, FolderHashes, Tree};
use crate::{Digest, DigestKind, names};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of digest that the directory hashes are made of.
pub(super) fn kinds_of(check: &FolderCheck) -> BTreeSet<DigestKind> {
    check.folders.iter().flat_map(|folder| &folder.structure).map(Digest::kind).collect()
}

/// Adds folders that are missing with all that was in them, and folders whose hashes differ though nothing below them does.
pub(super) fn check(
    checks: &[FolderCheck],
    scan: &Scan,
    digests: &BTreeMap<String, Vec<Digest>>,
    problems: &mut Vec<Problem>,
) {
    let mut troubled: Vec<String> = problems.iter().filter_map(|problem| path_of(problem).map(str::to_owned)).collect();
    for check in checks {
        let mut tree: Tree<&[Digest]> = Tree::default();
        for path in scan.files.keys() {
            let Some(rest) = names::below(&check.root, path).filter(|rest| !check.ignore.is_ignored(rest, false))
            else {
                continue;
            };
            tree.insert_file(rest, digests.get(path).map_or(&[][..], Vec::as_slice));
        }
        for path in &scan.folders {
            let Some(rest) = names::below(&check.root, path).filter(|rest| !check.ignore.is_ignored(rest, true)) else {
                continue;
            };
            tree.insert_folder(rest);
        }
        let mut found: BTreeMap<DigestKind, BTreeMap<String, FolderHashes>> = BTreeMap::new();
        for kind in kinds_of(check) {
            let digest_of = |all: &&[Digest]| all.iter().find(|digest| digest.kind() == kind).copied();
            found.insert(kind, tree.hashes(kind, &digest_of));
        }
        // Deepest first, so that the folders above one that differs stay silent.
        let mut folders: Vec<&FolderEntry> = check.folders.iter().collect();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.path.split('/').filter(|part| !part.is_empty()).count()));
        for folder in folders {
            let path = if folder.path.is_empty() { check.root.clone() } else { names::join(&check.root, &folder.path) };
            let is_troubled = troubled.iter().any(|other| *other == path || names::below(&path, other).is_some());
            let is_ignored = !folder.path.is_empty() && check.ignore.is_ignored(&folder.path, true);
            if is_troubled || is_ignored {
                continue;
            }
            let problem = if folder.path.is_empty() || scan.folders.contains(&path) {
                difference(folder, &path, &check.manifest, &found)
            } else {
                Some(Problem::Missing { path: path.clone(), manifest: check.manifest.clone() })
            };
            if let Some(problem) = problem {
                problems.push(problem);
                troubled.push(path);
            }
        }
    }
}

fn difference(
    folder: &FolderEntry,
    path: &str,
    manifest: &str,
    found: &BTreeMap<DigestKind, BTreeMap<String, FolderHashes>>,
) -> Option<Problem> {
    let hashes = |kind: DigestKind| found.get(&kind)?.get(&folder.path);
    let structure = folder.structure.iter().filter_map(|digest| Some((digest, hashes(digest.kind())?.structure)));
    let content = folder.content.iter().filter_map(|digest| Some((digest, hashes(digest.kind())?.content)));
    let (expected, found) = structure.chain(content).find(|(expected, found)| *expected != found)?;
    Some(Problem::FolderDiffers {
        path: if path.is_empty() { ".".to_owned() } else { path.to_owned() },
        manifest: manifest.to_owned(),
        digest: expected.kind(),
        expected: expected.text(),
        found: found.text(),
    })
}

/// The file or folder that a problem is about.
fn path_of(problem: &Problem) -> Option<&str> {
    match problem {
        Problem::Missing { path, .. }
        | Problem::Extra { path, .. }
        | Problem::SizeDiffers { path, .. }
        | Problem::DigestDiffers { path, .. }
        | Problem::Duplicate { path, .. }
        | Problem::Unreadable { path, .. } => Some(path),
        _ => None,
    }
}
