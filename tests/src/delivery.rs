//! A delivery folder as the receiver finds it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with a sequence of frames.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The folder of the frames.
    pub folder: PathBuf,
    frames: Vec<(u64, String)>,
}

impl Delivery {
    /// Reads what frames are there.
    ///
    /// # Panics
    /// When there is none, or names do not end in `.NUMBER.EXTENSION` with one stem.
    pub fn open(folder: &Path) -> Self {
        let mut frames: Vec<(u64, String)> = file_names(folder)
            .into_iter()
            .filter(|name| name.ends_with(".exr") || name.ends_with(".dpx"))
            .map(|name| (number(&name), name))
            .collect();
        frames.sort();
        assert!(!frames.is_empty(), "no frame in {}", folder.display());
        let stems: BTreeSet<&str> = frames.iter().map(|(_, name)| stem(name)).collect();
        assert_eq!(stems.len(), 1, "several stems in one delivery: {stems:?}");
        Self { folder: folder.to_path_buf(), frames }
    }

    /// Frame numbers and file names, ascending.
    pub fn frames(&self) -> &[(u64, String)] {
        &self.frames
    }

    /// The numbers, ascending.
    pub fn numbers(&self) -> Vec<u64> {
        self.frames.iter().map(|(number, _)| *number).collect()
    }

    /// Number of the first frame.
    pub fn first_number(&self) -> u64 {
        self.frames[0].0
    }

    /// Path of the frame at `position`, 0 for the first.
    pub fn file(&self, position: usize) -> PathBuf {
        self.folder.join(&self.frames[position].1)
    }

    /// `exr` or `dpx`.
    pub fn extension(&self) -> &str {
        self.frames[0].1.rsplit('.').next().unwrap_or_default()
    }

    /// The sequence as FFmpeg names it.
    pub fn pattern(&self) -> PathBuf {
        let name = &self.frames[0].1;
        let digits = name.rsplit('.').nth(1).map_or(0, str::len);
        self.folder.join(format!("{}.%0{digits}d.{}", stem(name), self.extension()))
    }
}

fn number(name: &str) -> u64 {
    name.rsplit('.').nth(1).and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("no frame number: {name}"))
}

fn stem(name: &str) -> &str {
    name.rsplitn(3, '.').nth(2).unwrap_or_else(|| panic!("no stem: {name}"))
}

/// Names of the files of a folder.
pub fn file_names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Every file below a folder with its bytes, by path relative to it. A folder that does not exist has no files.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(folder).expect("a file below the folder").to_string_lossy().into_owned();
            files.insert(relative, fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        }
    }
    files
}
