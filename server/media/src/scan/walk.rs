//! The walk through folders, before a file is opened.

use super::card;
use super::report::{Problem, ProblemKind, ScanError, SkipReason, Skipped};
use std::collections::BTreeMap;
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::{Path, PathBuf};

/// A folder and the files in it that may be media.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Folder {
    /// Path below the root, with `/`; empty for the root.
    pub path: String,
    /// File names in order.
    pub files: Vec<String>,
}

/// What lies below a root.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub folders: Vec<Folder>,
    pub problems: Vec<Problem>,
    pub skipped: Vec<Skipped>,
}

/// A path below the root.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Lists everything below `root`, folders in order of their paths.
pub(super) fn walk(root: &Path, max_entries: usize) -> Result<Walked, ScanError> {
    let unreadable = |source| ScanError::Root { path: root.to_owned(), source };
    let mut walk = Walk {
        real_root: root.canonicalize().map_err(unreadable)?,
        folders: BTreeMap::new(),
        waiting: Vec::new(),
        walked: Walked::default(),
        entries_left: max_entries,
    };
    let too_large = || ScanError::TooLarge { path: root.to_owned(), limit: max_entries };
    walk.read(root, "").map_err(unreadable)?.then_some(()).ok_or_else(too_large)?;
    while let Some(folder) = walk.waiting.pop() {
        match walk.read(&root.join(&folder), &folder) {
            Ok(true) => {}
            Ok(false) => return Err(too_large()),
            Err(error) => walk.problem(ProblemKind::Unreadable, folder, error.to_string()),
        }
    }
    let Walk { folders, mut walked, .. } = walk;
    walked.folders = folders
        .into_iter()
        .map(|(path, mut files)| {
            files.sort();
            Folder { path, files }
        })
        .collect();
    Ok(walked)
}

struct Walk {
    real_root: PathBuf,
    folders: BTreeMap<String, Vec<String>>,
    /// Folders below the root that are still to be read; none is reached through a link, so there are no loops.
    waiting: Vec<String>,
    walked: Walked,
    entries_left: usize,
}

impl Walk {
    fn problem(&mut self, kind: ProblemKind, path: String, reason: String) {
        self.walked.problems.push(Problem { path, kind, reason });
    }

    fn skip(&mut self, path: String, reason: SkipReason) {
        self.walked.skipped.push(Skipped { path, reason });
    }

    /// Reads one folder; `false` where there are more entries than may be looked at.
    fn read(&mut self, path: &Path, folder: &str) -> io::Result<bool> {
        for entry in fs::read_dir(path)? {
            if self.entries_left == 0 {
                return Ok(false);
            }
            self.entries_left -= 1;
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let reason = "the name is not UTF-8, which no list can hold; rename it".to_owned();
                self.problem(ProblemKind::Unreadable, join(folder, &name.to_string_lossy()), reason);
                continue;
            };
            if name.chars().any(char::is_control) {
                let reason = "the name holds a control character, which no job can name; rename it".to_owned();
                self.problem(ProblemKind::Unreadable, join(folder, &name.escape_debug().to_string()), reason);
                continue;
            }
            let relative = join(folder, name);
            match entry.file_type() {
                _ if name.starts_with('.') => self.skip(relative, SkipReason::Hidden),
                Ok(kind) => self.take(&entry, kind, folder, name, relative),
                Err(error) => self.problem(ProblemKind::Unreadable, relative, error.to_string()),
            }
        }
        Ok(true)
    }

    fn take(&mut self, entry: &DirEntry, kind: FileType, folder: &str, name: &str, relative: String) {
        if kind.is_symlink() {
            self.link(&entry.path(), relative);
        } else if kind.is_dir() && card::holds_camera_proxies(&relative) {
            self.skip(relative, SkipReason::CameraProxy);
        } else if kind.is_dir() {
            self.waiting.push(relative);
        } else if kind.is_file() {
            self.folders.entry(folder.to_owned()).or_default().push(name.to_owned());
        } else {
            self.problem(ProblemKind::Unreadable, relative, "this is no regular file".to_owned());
        }
    }

    fn link(&mut self, path: &Path, relative: String) {
        let reason = match path.canonicalize() {
            Ok(target) if target.starts_with(&self.real_root) => return self.skip(relative, SkipReason::Link),
            Ok(_) => {
                "the link leads out of the folder and is not followed; name the folder that it leads to".to_owned()
            }
            Err(error) => format!("the link leads nowhere: {error}"),
        };
        self.problem(ProblemKind::Link, relative, reason);
    }
}
