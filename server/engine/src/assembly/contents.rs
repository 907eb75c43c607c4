//! Whose the files in a delivery's folder are.

use crate::{EngineError, Plan};
use interneg_manifest::asc_mhl::{self, IgnoreSpec};
use interneg_manifest::{atomic, checksum_txt};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What lies in a delivery's folder beside what may stay as it is.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Small files of ours that a crash has left half written.
    pub parts: Vec<PathBuf>,
    /// Files that neither the job has made nor manifests or an operating system have left there.
    pub foreign: Vec<PathBuf>,
}

impl Contents {
    /// Looks at all files below `root`. Frames, movie, passport and manifests count as the job's by their names, whatever
    /// is in them. Other generations of an ASC MHL history and other MHL files beside ours are manifests too, which say
    /// the same of the same bytes. What a verification passes over, such as `.DS_Store`, is nobody's.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub(super) fn of(plan: &Plan, root: &Path) -> Result<Self, EngineError> {
        let sequence = plan.sequence_path(root);
        let mut names: BTreeSet<String> = [plan.movie_name(), plan.passport_name()].into_iter().flatten().collect();
        if !plan.job.format.is_movie() {
            names.extend((plan.frames.first..plan.frames.end).map(|frame| plan.file_name(frame)));
        }
        let ignored = IgnoreSpec::new([]).map_err(|error| EngineError::Bug(error.to_string()))?;
        let is_ours = |folder: &Path, name: &str| {
            let is_checksum = name == checksum_txt::FILE_NAME && (folder == root || folder == sequence);
            let is_mhl = folder == root && name.ends_with(".mhl") && !name.starts_with('.');
            let is_history = folder == root.join(asc_mhl::FOLDER_NAME);
            is_checksum || is_mhl || is_history || (folder == sequence && names.contains(name))
        };
        let mut contents = Self::default();
        for path in walk(root)? {
            let folder = path.parent().unwrap_or(root);
            // A name that is no UTF-8 is none of ours.
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if atomic::target_of(name).is_some_and(|target| is_ours(folder, target)) {
                contents.parts.push(path);
            } else if !is_ours(folder, name) && !is_passed_over(&ignored, root, &path) {
                contents.foreign.push(path);
            }
        }
        Ok(contents)
    }

    /// Removes what is half written, and refuses what is foreign.
    ///
    /// # Errors
    /// There are foreign files, or a file cannot be removed.
    pub(super) fn accept(self) -> Result<(), EngineError> {
        if !self.foreign.is_empty() {
            return Err(EngineError::ForeignFiles(self.foreign));
        }
        self.parts.iter().try_for_each(|path| fs::remove_file(path).map_err(EngineError::io("remove", path)))
    }
}

/// Whether a verification passes over the file. A history further down would be one of its own, and is not.
fn is_passed_over(ignored: &IgnoreSpec, root: &Path, path: &Path) -> bool {
    let Some(relative) = path.strip_prefix(root).ok().and_then(Path::to_str) else { return false };
    let is_history = relative.split('/').any(|part| part == asc_mhl::FOLDER_NAME);
    !is_history && ignored.is_ignored(relative, false)
}

/// All files below `root`, sorted.
fn walk(root: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(EngineError::io("list", &folder))? {
            let entry = entry.map_err(EngineError::io("list", &folder))?;
            let kind = entry.file_type().map_err(EngineError::io("list", &folder))?;
            if kind.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}
