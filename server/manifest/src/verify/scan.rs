//! What lies in a folder.

use super::report::Problem;
use crate::names;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The contents of a folder tree, by relative path.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Files and their sizes in bytes.
    pub files: BTreeMap<String, u64>,
    /// Folders below the root.
    pub folders: BTreeSet<String>,
    /// What cannot be read.
    pub problems: Vec<Problem>,
}

impl Scan {
    /// Walks a tree. Links to files count as files, links to folders are not followed, since they may lead anywhere.
    pub fn of(root: &Path) -> Self {
        let mut scan = Self::default();
        let mut waiting = vec![String::new()];
        while let Some(folder) = waiting.pop() {
            if let Err(error) = scan.read(root, &folder, &mut waiting) {
                scan.unreadable(if folder.is_empty() { "." } else { &folder }, &error);
            }
        }
        scan
    }

    fn unreadable(&mut self, path: &str, reason: &dyn std::fmt::Display) {
        self.problems.push(Problem::Unreadable { path: path.to_owned(), reason: reason.to_string() });
    }

    fn read(&mut self, root: &Path, folder: &str, waiting: &mut Vec<String>) -> std::io::Result<()> {
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let shown = names::join(folder, &name.to_string_lossy());
                self.unreadable(&shown, &"the name is not UTF-8, which no manifest can hold");
                continue;
            };
            let path = names::join(folder, name);
            let kind = match entry.file_type() {
                Ok(kind) => kind,
                Err(error) => {
                    self.unreadable(&path, &error);
                    continue;
                }
            };
            if kind.is_dir() {
                self.folders.insert(path.clone());
                waiting.push(path);
                continue;
            }
            match fs::metadata(entry.path()) {
                Ok(data) if data.is_file() => {
                    self.files.insert(path, data.len());
                }
                Ok(data) if data.is_dir() => self.unreadable(&path, &"a link to a folder is not followed"),
                Ok(_) => self.unreadable(&path, &"this is no regular file"),
                Err(error) => self.unreadable(&path, &error),
            }
        }
        Ok(())
    }
}
