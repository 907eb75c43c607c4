//! What lies beside the frames of a delivery: manifests, and of a movie its passport. All of it follows from plan and records,
//! so that it can be compared with what is there as well as written.

use super::movie::MovieRecord;
use super::passport;
use crate::{EngineError, FrameRecord, Plan};
use interneg_manifest::asc_mhl::{CHAIN_NAME, Creator, FOLDER_NAME, GenerationRequest, Process};
use interneg_manifest::hash::hash_buffer;
use interneg_manifest::mhl1::{self, Mhl1Header};
use interneg_manifest::{Digest, DigestKind, FileRecord, FolderRecords, ManifestError, Stamp, asc_mhl, checksum_txt};
use std::collections::BTreeMap;

/// Manifests want a host name. Frames may have been rendered on many hosts, and the same job has the same bytes wherever
/// it ran, so they get the name of the service.
const HOSTNAME: &str = "interneg";

/// A small file of the delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// Path below the asset folder, `/` between folders.
    pub relative_path: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// What the small files are made of.
#[derive(Clone, Copy)]
pub(super) struct Listing<'a> {
    pub plan: &'a Plan,
    /// Of all frames.
    pub records: &'a BTreeMap<u64, FrameRecord>,
    /// The movie, where the job makes one.
    pub movie: Option<&'a MovieRecord>,
}

impl Listing<'_> {
    /// All small files in the order in which they are written: the passport; MHL for the frames; `checksum.txt` next, which
    /// lists the MHL where both lie in one folder, as the client's generator does; ASC MHL last, which lists everything,
    /// its chain file after the manifest that the chain names.
    ///
    /// # Errors
    /// A name or a digest of ours cannot be written, which is a bug.
    pub(super) fn texts(&self) -> Result<Vec<Text>, EngineError> {
        let created = self.plan.created().parse::<Stamp>().map_err(|error| EngineError::Bug(error.to_string()))?;
        let (mut texts, mut files) = (Vec::new(), Vec::new());
        match self.movie {
            Some(movie) => {
                files.push(self.movie_file(movie, &created)?);
                add(&mut texts, &mut files, self.passport(movie)?, &created)?;
            }
            None => files.extend(self.frame_files(&created)?),
        }
        let choice = self.plan.job.manifests;
        if choice.mhl {
            let list = self.mhl(&files, &created)?;
            add(&mut texts, &mut files, list, &created)?;
        }
        for (folder, bytes) in checksum_txt::write(&files).map_err(bug)? {
            let relative_path = below(&folder, checksum_txt::FILE_NAME);
            add(&mut texts, &mut files, Text { relative_path, bytes }, &created)?;
        }
        if choice.asc_mhl {
            texts.extend(self.history(files, &created)?);
        }
        Ok(texts)
    }

    fn mhl(&self, files: &[FileRecord], created: &Stamp) -> Result<Text, EngineError> {
        let (tool, tool_version) = self.tool();
        let header = Mhl1Header {
            name: None,
            username: None,
            hostname: HOSTNAME.to_owned(),
            tool,
            tool_version,
            started: created.clone(),
            finished: created.clone(),
        };
        let bytes = mhl1::write(&header, files, &[DigestKind::Xxh64, DigestKind::Md5]).map_err(bug)?;
        Ok(Text { relative_path: mhl1::file_name(self.plan.asset_folder(), created), bytes })
    }

    fn history(&self, files: Vec<FileRecord>, created: &Stamp) -> Result<[Text; 2], EngineError> {
        let (tool, tool_version) = self.tool();
        let creator = Creator {
            hostname: HOSTNAME.to_owned(),
            tool,
            tool_version,
            authors: Vec::new(),
            location: None,
            comment: None,
        };
        let request = GenerationRequest {
            folder_name: self.plan.asset_folder(),
            started: created.clone(),
            creator: &creator,
            process: Process::InPlace,
            kinds: &[DigestKind::Md5, DigestKind::Xxh64],
            ignore: &[],
        };
        let records = FolderRecords { files, folders: Vec::new() };
        let generation = asc_mhl::create(None, &records, &request).map_err(bug)?;
        Ok([(generation.file_name, generation.manifest), (CHAIN_NAME.to_owned(), generation.chain)]
            .map(|(name, bytes)| Text { relative_path: below(FOLDER_NAME, &name), bytes }))
    }

    /// Name and version of the tool, which the plan holds as one text.
    fn tool(&self) -> (String, String) {
        let (name, version) = self.plan.tool.rsplit_once(' ').unwrap_or((&self.plan.tool, ""));
        (name.to_owned(), version.to_owned())
    }

    fn passport(&self, movie: &MovieRecord) -> Result<Text, EngineError> {
        let description =
            self.plan.describe_movie().ok_or_else(|| EngineError::Bug("a movie of a job of frames".to_owned()))?;
        let name = self.plan.passport_name().unwrap_or_default();
        let bytes = passport::write(self.plan, &description, movie, self.records.values())?;
        Ok(Text { relative_path: below(&self.plan.sequence_folder, &name), bytes })
    }

    fn movie_file(&self, movie: &MovieRecord, created: &Stamp) -> Result<FileRecord, EngineError> {
        let path = below(&self.plan.sequence_folder, &movie.file_name);
        file(path, movie.size_bytes, (&movie.md5, &movie.xxh64), created)
    }

    /// The frames as manifests list them; nothing is read again, the digests are of the buffers that were written.
    fn frame_files(&self, created: &Stamp) -> Result<Vec<FileRecord>, EngineError> {
        let describe = |record: &FrameRecord| {
            let path = below(&self.plan.sequence_folder, &record.file_name);
            file(path, record.size_bytes, (&record.md5, &record.xxh64), created)
        };
        self.records.values().map(describe).collect()
    }
}

/// Path of a file in a folder; the root's is empty.
fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn file(path: String, size_bytes: u64, (md5, xxh64): (&str, &str), created: &Stamp) -> Result<FileRecord, EngineError> {
    let digests = [(DigestKind::Md5, md5), (DigestKind::Xxh64, xxh64)].map(|(kind, text)| Digest::parse(kind, text));
    let digests = digests.into_iter().collect::<Result<Vec<_>, _>>();
    let digests = digests.map_err(|error| EngineError::Bug(format!("{path}: {error}")))?;
    let file = FileRecord::new(path, size_bytes, digests).map_err(|error| EngineError::Bug(error.to_string()))?;
    Ok(file.modified_at(created.clone()))
}

/// Adds a small file, and describes it for the manifests after it.
fn add(texts: &mut Vec<Text>, files: &mut Vec<FileRecord>, text: Text, created: &Stamp) -> Result<(), EngineError> {
    let digests = hash_buffer(&text.bytes, &[DigestKind::Md5, DigestKind::Xxh64]);
    let file = FileRecord::new(text.relative_path.clone(), text.bytes.len() as u64, digests);
    files.push(file.map_err(|error| EngineError::Bug(error.to_string()))?.modified_at(created.clone()));
    texts.push(text);
    Ok(())
}

/// A manifest error here is ours: names and digests were checked when the plan was made.
fn bug(error: ManifestError) -> EngineError {
    EngineError::Bug(error.to_string())
}
