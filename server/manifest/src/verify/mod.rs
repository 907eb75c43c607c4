//! Compares a folder with all manifests that it carries, and makes the records of a folder.

mod expect;
mod folders;
mod pass;
mod report;
mod scan;

pub use report::{ExitClass, ManifestFormat, ManifestSeen, Problem, VerifyReport};

use crate::record::{FileRecord, FolderRecords};
use crate::{Digest, DigestKind, ManifestError, Stamp};
use expect::{Expectation, Expected};
use pass::FileJob;
use scan::Scan;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::Path;
use std::thread;

/// How to verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerifyOptions {
    /// Threads that read files; as many as there are processors where it is not told.
    pub threads: Option<NonZero<usize>>,
    /// Compare presence and size only, and read no file.
    pub sizes_only: bool,
}

impl VerifyOptions {
    fn thread_count(self) -> usize {
        self.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
    }
}

/// How far a pass over the files has come, after each file.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Files that are done.
    pub files_done: usize,
    /// Files in all.
    pub files_total: usize,
    /// Bytes of the files that are done.
    pub bytes_done: u64,
    /// Bytes in all.
    pub bytes_total: u64,
    /// The file that was done last.
    pub path: &'a str,
}

/// Verifies a folder against every manifest in it: a `checksum.txt` in it or in folders below, `.mhl` files directly in it,
/// and ASC MHL histories in it or below. Each file is read once, whatever digests are needed. The report names every problem;
/// nothing is written.
///
/// Exit codes of [`VerifyReport::exit_class`]: 0 good, 10 files missing, 11 files altered, 12 only a folder digest differs,
/// 21 files that are not listed, 30 no manifest, 31 a manifest of a history is not the one that was written, 32 chain file
/// missing, 65 malformed manifest or a file listed twice, 66 something cannot be read. The gravest one counts: 65, 31, 32,
/// 66, 11, 21, 10, 12, 30.
pub fn verify_folder(root: &Path, options: &VerifyOptions, progress: &mut dyn FnMut(Progress<'_>)) -> VerifyReport {
    let mut scan = Scan::of(root);
    let mut problems = std::mem::take(&mut scan.problems);
    // A folder that cannot be read at all is that problem and no other.
    let mut expected =
        if problems.is_empty() || !scan.files.is_empty() { Expected::of(root, &scan) } else { Expected::default() };
    problems.append(&mut expected.problems);

    let jobs = if options.sizes_only { Vec::new() } else { jobs_of(&scan, &expected) };
    let mut digests: BTreeMap<String, Vec<Digest>> = BTreeMap::new();
    let (mut files_hashed, mut bytes_hashed) = (0, 0);
    for (job, outcome) in pass::hash_all(root, jobs, options.thread_count(), progress) {
        match outcome {
            Ok(found) => {
                files_hashed += 1;
                bytes_hashed += job.size_bytes;
                digests.insert(job.path, found);
            }
            Err(reason) => problems.push(Problem::Unreadable { path: job.path, reason }),
        }
    }
    // A file that is there but cannot be looked at is unreadable, not missing.
    let unreadable: BTreeSet<String> = problems
        .iter()
        .filter_map(|problem| match problem {
            Problem::Unreadable { path, .. } => Some(path.clone()),
            _ => None,
        })
        .collect();
    let is_unreadable =
        |path: &str| unreadable.iter().any(|above| crate::names::below(above, path).is_some() || above == path);
    for expectation in expected.files.iter().filter(|expectation| !is_unreadable(&expectation.path)) {
        compare(expectation, &scan, &digests, &mut problems);
    }
    folders::check(&expected.folders, &scan, &digests, &mut problems);
    problems.sort_unstable();
    problems.dedup();
    VerifyReport { manifests: expected.manifests, files_hashed, bytes_hashed, problems }
}

/// Which digests each file needs. A file whose size is wrong already needs none.
fn jobs_of(scan: &Scan, expected: &Expected) -> Vec<FileJob> {
    let mut kinds: BTreeMap<&str, BTreeSet<DigestKind>> = BTreeMap::new();
    for expectation in &expected.files {
        let Some(found_bytes) = scan.files.get(&expectation.path) else { continue };
        if expectation.size_bytes.is_none_or(|size| size == *found_bytes) {
            let wanted = kinds.entry(&expectation.path).or_default();
            wanted.extend(expectation.digests.iter().map(Digest::kind));
        }
    }
    for check in &expected.folders {
        let wanted = folders::kinds_of(check);
        for path in kinds.keys().copied().collect::<Vec<_>>() {
            if crate::names::below(&check.root, path).is_some_and(|rest| !check.ignore.is_ignored(rest, false)) {
                kinds.entry(path).or_default().extend(&wanted);
            }
        }
    }
    let job = |(path, kinds): (&str, BTreeSet<DigestKind>)| {
        let size_bytes = *scan.files.get(path)?;
        let kinds: Vec<DigestKind> = kinds.into_iter().collect();
        (!kinds.is_empty()).then(|| FileJob { path: path.to_owned(), size_bytes, kinds })
    };
    kinds.into_iter().filter_map(job).collect()
}

fn compare(
    expectation: &Expectation,
    scan: &Scan,
    digests: &BTreeMap<String, Vec<Digest>>,
    problems: &mut Vec<Problem>,
) {
    let Expectation { path, manifest, size_bytes, .. } = expectation;
    let (path, manifest) = (path.clone(), manifest.clone());
    let Some(found_bytes) = scan.files.get(&path).copied() else {
        return problems.push(Problem::Missing { path, manifest });
    };
    if let Some(expected_bytes) = size_bytes.filter(|size| *size != found_bytes) {
        return problems.push(Problem::SizeDiffers { path, manifest, expected_bytes, found_bytes });
    }
    let Some(found) = digests.get(&path) else { return };
    for expected in &expectation.digests {
        if let Some(found) = found.iter().find(|found| found.kind() == expected.kind() && *found != expected) {
            problems.push(Problem::DigestDiffers {
                path: path.clone(),
                manifest: manifest.clone(),
                digest: expected.kind(),
                expected: expected.text(),
                found: found.text(),
            });
        }
    }
}

/// Hashes every file of a folder, for a manifest that is to be written. Hidden files and ASC MHL folders are left out of the
/// files; a nested history shows in the folders.
pub fn records_of_folder(
    root: &Path,
    kinds: &[DigestKind],
    options: &VerifyOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<FolderRecords, ManifestError> {
    let scan = Scan::of(root);
    let unreadable =
        |path: &str, reason: String| ManifestError::Io { path: root.join(path), source: std::io::Error::other(reason) };
    if let Some(Problem::Unreadable { path, reason }) = scan.problems.into_iter().next() {
        return Err(unreadable(&path, reason));
    }
    let is_wanted =
        |path: &str| !path.split('/').any(|part| part.starts_with('.') || part == crate::asc_mhl::FOLDER_NAME);
    let wanted = scan.files.into_iter().filter(|(path, _)| is_wanted(path));
    let jobs = wanted.map(|(path, size_bytes)| FileJob { path, size_bytes, kinds: kinds.to_vec() }).collect();
    let mut files = Vec::new();
    for (job, outcome) in pass::hash_all(root, jobs, options.thread_count(), progress) {
        let digests = outcome.map_err(|reason| unreadable(&job.path, reason))?;
        let path = root.join(&job.path);
        let modified = path.metadata().and_then(|data| data.modified()).map_err(ManifestError::io(path))?;
        files.push(FileRecord::new(job.path, job.size_bytes, digests)?.modified_at(Stamp::from_system(modified)));
    }
    files.sort_by(|one, other| one.relative_path().cmp(other.relative_path()));
    let folders = scan.folders.into_iter().filter(|path| !path.split('/').any(|part| part.starts_with('.'))).collect();
    Ok(FolderRecords { files, folders })
}
