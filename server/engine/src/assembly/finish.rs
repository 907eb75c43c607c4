//! The last step: manifests, and the one rename that makes the delivery.

use super::contents::Contents;
use super::listing::{Listing, Text};
use super::movie::CODED_FRAMES;
use super::{Assembly, sync_folder};
use crate::EngineError;
use interneg_manifest::hash::hash_buffer;
use interneg_manifest::{Digest, DigestKind, atomic};
use interneg_spec::UtcTime;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, FileTimes};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A finished delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The asset folder.
    pub folder: PathBuf,
    /// Every file of the job in it, by path.
    pub outputs: Vec<Output>,
}

/// One delivered file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Path below the asset folder, `/` between folders.
    pub relative_path: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// XXH3 128-bit, lower-case hex.
    pub xxh128: String,
    /// MD5, lower-case hex.
    pub md5: String,
}

impl Assembly {
    /// Writes the manifests and gives the delivery its final name, or mends the one that has it. Called again, it answers the
    /// same.
    ///
    /// # Errors
    /// Frames are missing, the folder holds a file that is not ours, or something cannot be written.
    pub fn finish(&mut self) -> Result<Delivery, EngineError> {
        self.finish_unless(&|| false)
    }

    /// As [`Self::finish`]; ends without a delivery as soon as `is_stopped` says so. Joining a long movie and reading it back
    /// takes as long as its disks do.
    ///
    /// # Errors
    /// As [`Self::finish`], and `Stopped`.
    pub fn finish_unless(&mut self, is_stopped: &dyn Fn() -> bool) -> Result<Delivery, EngineError> {
        if let Some(first) = self.missing().first() {
            let missing = self.missing().iter().map(|range| range.len()).sum();
            return Err(EngineError::Incomplete { missing, first: first.first });
        }
        if self.stands {
            self.mend(is_stopped)?
        } else {
            self.deliver(is_stopped)?
        }
        self.clean()?;
        self.delivery()
    }

    fn deliver(&mut self, is_stopped: &dyn Fn() -> bool) -> Result<(), EngineError> {
        let root = self.delivery_folder();
        let sequence = self.plan.sequence_path(&root);
        fs::create_dir_all(&sequence).map_err(EngineError::io("create", &sequence))?;
        Contents::of(&self.plan, &root)?.accept()?;
        if let Some(description) = self.plan.describe_movie() {
            self.make_movie(&root, &description, is_stopped)?;
        }
        let texts = self.listing().texts()?;
        write(&root, &texts)?;
        let files = self.pictures().map(|name| sequence.join(name));
        let files: Vec<PathBuf> = files.chain(texts.iter().map(|text| root.join(&text.relative_path))).collect();
        date(&root, &files, self.created())?;
        let last = &self.plan.final_folder;
        if last.exists() {
            return Err(EngineError::OutputExists(last.clone()));
        }
        fs::rename(&root, last).map_err(EngineError::io("rename", last))?;
        last.parent().map_or(Ok(()), sync_folder)?;
        self.stands = true;
        Ok(())
    }

    pub(super) fn created(&self) -> UtcTime {
        UtcTime::parse(self.plan.created()).unwrap_or(UtcTime::from_system(std::time::UNIX_EPOCH))
    }

    pub(super) fn listing(&self) -> Listing<'_> {
        Listing { plan: &self.plan, records: &self.records, movie: self.movie.as_ref() }
    }

    /// Base names of what is shown: the frames, or the movie.
    fn pictures(&self) -> impl Iterator<Item = &str> {
        let frames = self.records.values().filter(|_| self.movie.is_none()).map(|record| record.file_name.as_str());
        frames.chain(self.movie.as_ref().map(|movie| movie.file_name.as_str()))
    }

    /// Removes what is only of use while a job runs. Plan and journal stay: with them a damaged delivery is repaired
    /// by rendering only what is damaged.
    fn clean(&self) -> Result<(), EngineError> {
        for name in PARTS {
            let path = self.work.join(name);
            match fs::remove_dir_all(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(EngineError::io("remove", &path)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Every file of the job, with the digests of what was written.
    fn delivery(&self) -> Result<Delivery, EngineError> {
        let folder = self.plan.final_folder.clone();
        let mut outputs: BTreeMap<PathBuf, Output> = BTreeMap::new();
        let mut add = |path: PathBuf, size_bytes: u64, xxh128: String, md5: String| {
            let relative_path = path.to_string_lossy().into_owned();
            outputs.insert(path, Output { relative_path, size_bytes, xxh128, md5 });
        };
        let place = |name: &str| Path::new(&self.plan.sequence_folder).join(name);
        match &self.movie {
            Some(movie) => add(place(&movie.file_name), movie.size_bytes, movie.xxh128.clone(), movie.md5.clone()),
            None => self.records.values().for_each(|record| {
                add(place(&record.file_name), record.size_bytes, record.xxh128.clone(), record.md5.clone());
            }),
        }
        for Text { relative_path, bytes } in self.listing().texts()? {
            let digests = hash_buffer(&bytes, &[DigestKind::Md5, DigestKind::Xxh128]);
            let text = |kind| digests.iter().find(|digest| digest.kind() == kind).map(Digest::text).unwrap_or_default();
            let (xxh128, md5) = (text(DigestKind::Xxh128), text(DigestKind::Md5));
            add(PathBuf::from(relative_path), bytes.len() as u64, xxh128, md5);
        }
        Ok(Delivery { folder, outputs: outputs.into_values().collect() })
    }
}

/// Folders in the working folder that are of use only until the job is delivered.
pub(super) const PARTS: [&str; 3] = ["stage", "delivery", CODED_FRAMES];

/// Writes small files below `root`, each so that it is there whole or not at all.
pub(super) fn write<'a>(root: &Path, texts: impl IntoIterator<Item = &'a Text>) -> Result<(), EngineError> {
    for text in texts {
        let path = root.join(&text.relative_path);
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder).map_err(EngineError::io("create", folder))?;
        atomic::write(&path, &text.bytes).map_err(EngineError::io("write", &path))?;
    }
    Ok(())
}

/// Gives files below `root`, and the folders that they lie in, the time of the job: manifests state the times of files and
/// folders, and the same job has the same manifests.
pub(super) fn date(root: &Path, files: &[PathBuf], created: UtcTime) -> Result<(), EngineError> {
    let times = FileTimes::new().set_accessed(created.to_system()).set_modified(created.to_system());
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).chain([root]).collect();
    // Folders last: opening a file below does not change them, but creating one would have.
    for path in files.iter().map(PathBuf::as_path).chain(folders.into_iter().rev()) {
        File::open(path).and_then(|file| file.set_times(times)).map_err(EngineError::io("date", path))?;
    }
    Ok(())
}
