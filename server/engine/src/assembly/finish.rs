//! The last step: manifests, and the one rename that makes the delivery.

use super::movie::{CODED_FRAMES, MovieRecord};
use super::{Assembly, sync_folder};
use crate::{EngineError, FrameRecord};
use interneg_manifest::asc_mhl::{Creator, GenerationRequest, Process};
use interneg_manifest::hash::{hash_buffer, hash_file};
use interneg_manifest::mhl1::{self, Mhl1Header};
use interneg_manifest::{Digest, DigestKind, FileRecord, FolderRecords, ManifestError, Stamp};
use interneg_manifest::{asc_mhl, atomic, checksum_txt};
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
    /// Every file in it, by path.
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
    /// Writes the manifests and gives the delivery its final name. Called again, it answers the same.
    ///
    /// # Errors
    /// Frames are missing, the folder holds a file that is not ours, or something cannot be written.
    pub fn finish(&mut self) -> Result<Delivery, EngineError> {
        if let Some(first) = self.missing().first() {
            let missing = self.missing().iter().map(|range| range.len()).sum();
            return Err(EngineError::Incomplete { missing, first: first.first });
        }
        if !self.delivered {
            let root = self.delivery_folder();
            let sequence = self.plan.sequence_path(&root);
            fs::create_dir_all(&sequence).map_err(EngineError::io("create", &sequence))?;
            self.clear_old_manifests(&root)?;
            if let Some(description) = self.plan.describe_movie() {
                self.make_movie(&root, &description)?;
            }
            self.write_manifests(&root)?;
            date_tree(&root, self.created())?;
            let last = &self.plan.final_folder;
            if last.exists() {
                return Err(EngineError::OutputExists(last.clone()));
            }
            fs::rename(&root, last).map_err(EngineError::io("rename", last))?;
            last.parent().map_or(Ok(()), sync_folder)?;
            self.delivered = true;
        }
        self.clean()?;
        self.delivery()
    }

    fn created(&self) -> UtcTime {
        UtcTime::parse(self.plan.created()).unwrap_or(UtcTime::from_system(std::time::UNIX_EPOCH))
    }

    /// MHL first, for the frames; `checksum.txt` next, which lists the MHL where both lie in one folder, as the client's
    /// generator does; ASC MHL last, which lists everything.
    fn write_manifests(&self, root: &Path) -> Result<(), EngineError> {
        let created = self.plan.created().parse::<Stamp>().map_err(|error| EngineError::Bug(error.to_string()))?;
        let mut files = match &self.movie {
            Some(movie) => self.movie_file_records(root, movie, &created)?,
            None => self.frame_files(&created)?,
        };
        let choice = self.plan.job.manifests;
        if choice.mhl {
            let (tool, version) = self.tool();
            let header = Mhl1Header {
                name: None,
                username: None,
                hostname: HOSTNAME.to_owned(),
                tool,
                tool_version: version,
                started: created.clone(),
                finished: created.clone(),
            };
            let list = mhl1::write(&header, &files, &[DigestKind::Xxh64, DigestKind::Md5]).map_err(manifest_bug)?;
            let name = mhl1::file_name(self.plan.asset_folder(), &created);
            files.push(self.add_file(root, name, &list, &created)?);
        }
        for (folder, text) in checksum_txt::write(&files).map_err(manifest_bug)? {
            let name = if folder.is_empty() { CHECKSUM.to_owned() } else { format!("{folder}/{CHECKSUM}") };
            files.push(self.add_file(root, name, &text, &created)?);
        }
        if !choice.asc_mhl {
            return Ok(());
        }
        date_tree(root, self.created())?;
        let (tool, version) = self.tool();
        let creator = Creator {
            hostname: HOSTNAME.to_owned(),
            tool,
            tool_version: version,
            authors: Vec::new(),
            location: None,
            comment: None,
        };
        let request = GenerationRequest {
            folder_name: self.plan.asset_folder(),
            started: created,
            creator: &creator,
            process: Process::InPlace,
            kinds: &[DigestKind::Md5, DigestKind::Xxh64],
            ignore: &[],
        };
        let records = FolderRecords { files, folders: Vec::new() };
        let generation = asc_mhl::create(None, &records, &request).map_err(manifest_bug)?;
        generation.write_into(root).map_err(manifest_bug)
    }

    /// Name and version of the tool, which the plan holds as one text.
    fn tool(&self) -> (String, String) {
        let (name, version) = self.plan.tool.rsplit_once(' ').unwrap_or((&self.plan.tool, ""));
        (name.to_owned(), version.to_owned())
    }

    /// The movie and its passport as manifests list them.
    fn movie_file_records(
        &self,
        root: &Path,
        movie: &MovieRecord,
        created: &Stamp,
    ) -> Result<Vec<FileRecord>, EngineError> {
        let describe = |path: PathBuf| {
            let relative_path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            let (size_bytes, digests) = if path.file_name().is_some_and(|name| *name == *movie.file_name) {
                let digests = [(DigestKind::Md5, &movie.md5), (DigestKind::Xxh64, &movie.xxh64)];
                let parsed =
                    digests.map(|(kind, text)| Digest::parse(kind, text)).into_iter().collect::<Result<_, _>>();
                (movie.size_bytes, parsed.map_err(|error| EngineError::Bug(format!("{relative_path}: {error}")))?)
            } else {
                let kinds = [DigestKind::Md5, DigestKind::Xxh64];
                hash_file(&path, &kinds).map_err(EngineError::io("read", &path))?
            };
            let file = FileRecord::new(relative_path, size_bytes, digests);
            file.map(|file| file.modified_at(created.clone())).map_err(|error| EngineError::Bug(error.to_string()))
        };
        self.plan.movie_files(root).map(describe).collect()
    }

    /// The frames as manifests list them; nothing is read again, the digests are of the buffers that were written.
    fn frame_files(&self, created: &Stamp) -> Result<Vec<FileRecord>, EngineError> {
        let folder = &self.plan.sequence_folder;
        self.records
            .values()
            .map(|record| {
                let path =
                    if folder.is_empty() { record.file_name.clone() } else { format!("{folder}/{}", record.file_name) };
                let digests = [(DigestKind::Md5, &record.md5), (DigestKind::Xxh64, &record.xxh64)]
                    .map(|(kind, text)| Digest::parse(kind, text));
                let digests = digests.into_iter().collect::<Result<Vec<_>, _>>();
                let digests = digests.map_err(|error| EngineError::Bug(format!("{path}: {error}")))?;
                let file = FileRecord::new(path, record.size_bytes, digests);
                file.map(|file| file.modified_at(created.clone())).map_err(|error| EngineError::Bug(error.to_string()))
            })
            .collect()
    }

    /// Writes one manifest and describes it for the next.
    fn add_file(&self, root: &Path, name: String, bytes: &[u8], created: &Stamp) -> Result<FileRecord, EngineError> {
        let path = root.join(&name);
        atomic::write(&path, bytes).map_err(EngineError::io("write", &path))?;
        let digests = hash_buffer(bytes, &[DigestKind::Md5, DigestKind::Xxh64]);
        let file = FileRecord::new(name, bytes.len() as u64, digests);
        file.map(|file| file.modified_at(created.clone())).map_err(|error| EngineError::Bug(error.to_string()))
    }

    /// Removes manifests of an earlier finish, and refuses files that nobody of ours wrote.
    fn clear_old_manifests(&self, root: &Path) -> Result<(), EngineError> {
        let sequence = self.plan.sequence_path(root);
        let frames: BTreeSet<PathBuf> = if self.plan.job.format.is_movie() {
            self.plan.movie_files(root).collect()
        } else {
            self.records.values().map(|record| sequence.join(&record.file_name)).collect()
        };
        for path in walk(root)? {
            if frames.contains(&path) {
                continue;
            }
            if !is_manifest(root, &path) {
                return Err(EngineError::OutputExists(path));
            }
            fs::remove_file(&path).map_err(EngineError::io("remove", &path))?;
        }
        Ok(())
    }

    /// Removes what is only of use while a job runs. Plan and journal stay: with them a damaged delivery is repaired
    /// by rendering only what is damaged.
    fn clean(&self) -> Result<(), EngineError> {
        for name in ["stage", "delivery", CODED_FRAMES] {
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

    fn delivery(&self) -> Result<Delivery, EngineError> {
        let folder = self.plan.final_folder.clone();
        let sequence = self.plan.sequence_path(&folder);
        let frames: BTreeMap<PathBuf, &FrameRecord> =
            self.records.values().map(|record| (sequence.join(&record.file_name), record)).collect();
        let describe = |path: PathBuf| {
            let relative_path = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().into_owned();
            if let Some(movie) = self.movie.as_ref().filter(|movie| path == sequence.join(&movie.file_name)) {
                let (xxh128, md5) = (movie.xxh128.clone(), movie.md5.clone());
                return Ok(Output { relative_path, size_bytes: movie.size_bytes, xxh128, md5 });
            }
            if let Some(record) = frames.get(&path) {
                let (xxh128, md5) = (record.xxh128.clone(), record.md5.clone());
                return Ok(Output { relative_path, size_bytes: record.size_bytes, xxh128, md5 });
            }
            let (size_bytes, digests) =
                hash_file(&path, &[DigestKind::Md5, DigestKind::Xxh128]).map_err(EngineError::io("read", &path))?;
            let text = |kind| digests.iter().find(|digest| digest.kind() == kind).map(Digest::text).unwrap_or_default();
            Ok(Output { relative_path, size_bytes, xxh128: text(DigestKind::Xxh128), md5: text(DigestKind::Md5) })
        };
        let outputs = walk(&folder)?.into_iter().map(describe).collect::<Result<_, EngineError>>()?;
        Ok(Delivery { folder, outputs })
    }
}

const CHECKSUM: &str = checksum_txt::FILE_NAME;

/// Manifests want a host name. Frames may have been rendered on many hosts, and the same job has the same bytes wherever
/// it ran, so they get the name of the service.
const HOSTNAME: &str = "interneg";

/// A manifest error here is ours: names and digests were checked when the plan was made.
fn manifest_bug(error: ManifestError) -> EngineError {
    EngineError::Bug(error.to_string())
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

fn is_manifest(root: &Path, path: &Path) -> bool {
    let is_mhl = path.extension().is_some_and(|extension| extension == "mhl");
    path.file_name().is_some_and(|name| name == CHECKSUM)
        || (is_mhl && path.parent() == Some(root))
        || path.starts_with(root.join(asc_mhl::FOLDER_NAME))
}

/// Gives every file and folder below `root`, and `root`, the time of the job: manifests state the times of files and
/// folders, and the same job has the same manifests.
fn date_tree(root: &Path, created: UtcTime) -> Result<(), EngineError> {
    let times = FileTimes::new().set_accessed(created.to_system()).set_modified(created.to_system());
    let files = walk(root)?;
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).chain([root]).collect();
    // Folders last: opening a file below does not change them, but creating one would have.
    for path in files.iter().map(PathBuf::as_path).chain(folders.into_iter().rev()) {
        File::open(path).and_then(|file| file.set_times(times)).map_err(EngineError::io("date", path))?;
    }
    Ok(())
}
