//! From chunks to movies: packets and samples are copied as they are, so that a clip in chunks has the bytes of one made
//! in one go.

use super::super::chunk::{ChunkOutcome, CodedChunk, SOUND_FILE, picture_file};
use super::read_back::{FileOf, read_back};
use super::record::JournalLine;
use super::{ClipRecord, JOINED, ProxyAssembly, ProxyFile, remove_folder};
use crate::EngineError;
use crate::assembly::sync_folder;
use interneg_manifest::hash::{DigestKind, hash_file};
use interneg_media::mux::{MovieDescription, MovieFiles, first_sample};
use interneg_spec::proxy::VerifyChoice;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of a sample of sound.
const SAMPLE_BYTES: u64 = 3;

impl ProxyAssembly {
    /// Joins the movies of a clip whose chunks are all there, reads them back, and gives them their names. Where that fails
    /// nothing half made is left, which would take the room that the next attempt needs; the chunks stay.
    pub(super) fn join(&mut self, clip: usize) -> Result<ClipRecord, EngineError> {
        let folder = self.work.join(JOINED).join(format!("{clip:05}"));
        remove_folder(&folder)?;
        let joined = self.join_below(&folder, clip);
        let removed = remove_folder(&folder);
        // The first error is the one to report.
        let record = joined?;
        removed?;
        Ok(record)
    }

    fn join_below(&mut self, folder: &Path, clip: usize) -> Result<ClipRecord, EngineError> {
        let chunks: Vec<(PathBuf, &CodedChunk)> = self
            .chunks_of(clip)
            .filter_map(|chunk| match &chunk.outcome {
                ChunkOutcome::Coded(coded) => Some((self.chunk_folder(chunk.frames), coded)),
                ChunkOutcome::Failed(_) => None,
            })
            .collect();
        let planned = &self.plan.clips[clip];
        let (mut files, mut verified) = (Vec::new(), BTreeMap::new());
        for (rendition, names) in planned.outputs.iter().enumerate() {
            let description = self.plan.describe(clip, rendition);
            let joined: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
            for path in &joined {
                let parent = path.parent().unwrap_or(folder);
                fs::create_dir_all(parent).map_err(EngineError::io("create", parent))?;
            }
            join_movie(&description, self.plan.job.renditions[rendition].wrapper, rendition, &chunks, &joined)?;
            let wanted = &self.plan.job.renditions[rendition];
            if wanted.verify == VerifyChoice::Decode {
                let of = FileOf { clip: &planned.name, rendition: &wanted.name };
                // The picture's file comes first.
                let picture = joined.first().ok_or_else(|| EngineError::Bug("a rendition without files".to_owned()))?;
                verified.insert(rendition, read_back(picture, of, rendition, &chunks)?);
            }
            for (path, name) in joined.iter().zip(names) {
                files.push(prove(path, rendition, name)?);
            }
        }
        let review = self.join_review(clip, &chunks, folder)?;
        let review = review.map(|name| prove(&folder.join(&name), planned.outputs.len(), &name)).transpose()?;
        let source_xxh128 = chunks.iter().find_map(|(_, chunk)| chunk.source_xxh128.clone()).unwrap_or_default();
        // Only when all of them are whole does the first get its name.
        let all: Vec<&ProxyFile> = files.iter().chain(&review).collect();
        self.name(folder, &all)?;
        Ok(ClipRecord { clip, files, review, failure: None, source_xxh128, verified })
    }
}

impl ProxyAssembly {
    /// Gives movies their names. What lies under a name already is replaced where this job has put it there, and refused
    /// where somebody else has.
    fn name(&mut self, folder: &Path, files: &[&ProxyFile]) -> Result<(), EngineError> {
        let is_new = |file: &&&ProxyFile| !self.named.contains(&file.relative_path);
        let new: Vec<String> = files.iter().filter(is_new).map(|file| file.relative_path.clone()).collect();
        for path in new.iter().map(|path| self.plan.final_folder.join(path)) {
            if path.exists() {
                return Err(EngineError::OutputExists(path));
            }
        }
        // First the note and then the name: after a crash in between the next run knows whose the file is.
        if !new.is_empty() {
            self.journal.append(&[JournalLine::Naming(new.clone())])?;
        }
        for file in files {
            let place = self.plan.final_folder.join(&file.relative_path);
            let parent = place.parent().unwrap_or(&self.plan.final_folder).to_path_buf();
            fs::create_dir_all(&parent).map_err(EngineError::io("create", &parent))?;
            rename(&folder.join(&file.relative_path), &place, self.named.contains(&file.relative_path))?;
            sync_folder(&parent)?;
        }
        self.named.extend(new);
        Ok(())
    }
}

/// Renames a file, over another one only where it may.
fn rename(from: &Path, to: &Path, may_replace: bool) -> Result<(), EngineError> {
    let renamed = if may_replace {
        fs::rename(from, to)
    } else {
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::EXIST) => return Err(EngineError::OutputExists(to.to_path_buf())),
            // Network file systems may not know how; that nothing is there was looked at a moment ago.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => fs::rename(from, to),
            renamed => renamed.map_err(std::io::Error::from),
        }
    };
    renamed.map_err(EngineError::io("rename", to))
}

fn join_movie(
    description: &MovieDescription,
    wrapper: interneg_spec::proxy::Wrapper,
    rendition: usize,
    chunks: &[(PathBuf, &CodedChunk)],
    paths: &[PathBuf],
) -> Result<(), EngineError> {
    let mut movie = MovieFiles::create(wrapper, paths, description)?;
    let (mut picture, mut samples) = (Vec::new(), Vec::new());
    let mut frame_number = 0;
    for (folder, chunk) in chunks {
        let mut pictures = Part::open(folder.join(picture_file(rendition)))?;
        let mut sound = match (&description.sound, &chunk.sound) {
            (Some(track), Some(_)) => Some((track, Part::open(folder.join(SOUND_FILE))?)),
            _ => None,
        };
        for size_bytes in &chunk.renditions[rendition].frame_sizes_bytes {
            pictures.read(u64::from(*size_bytes), &mut picture)?;
            if let Some((track, sound)) = &mut sound {
                let at = |frame| first_sample(frame, description.rate, track.sample_rate_hz);
                let count = at(frame_number + 1) - at(frame_number);
                sound.read(count * track.channels() as u64 * SAMPLE_BYTES, &mut samples)?;
            }
            movie.write_frame(&picture, &samples)?;
            frame_number += 1;
        }
    }
    movie.finish()?;
    Ok(())
}

/// A file of a chunk, read from its begin to its end.
struct Part {
    path: PathBuf,
    file: BufReader<File>,
}

impl Part {
    fn open(path: PathBuf) -> Result<Self, EngineError> {
        let file = File::open(&path).map_err(EngineError::io("open", &path))?;
        Ok(Self { path, file: BufReader::with_capacity(1 << 20, file) })
    }

    fn read(&mut self, size_bytes: u64, into: &mut Vec<u8>) -> Result<(), EngineError> {
        into.clear();
        let mut read = || {
            let found = self.file.by_ref().take(size_bytes).read_to_end(into)?;
            if found as u64 == size_bytes { Ok(()) } else { Err(std::io::ErrorKind::UnexpectedEof.into()) }
        };
        read().map_err(EngineError::io("read", &self.path))
    }
}

/// Waits until a movie is on the disk, and hashes what is there.
fn prove(path: &Path, rendition: usize, relative_path: &str) -> Result<ProxyFile, EngineError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(EngineError::io("sync", path))?;
    let (size_bytes, digests) =
        hash_file(path, &[DigestKind::Xxh128, DigestKind::Md5]).map_err(EngineError::io("read", path))?;
    let text =
        |kind| digests.iter().find(|digest| digest.kind() == kind).map(|digest| digest.text()).unwrap_or_default();
    Ok(ProxyFile {
        rendition,
        relative_path: relative_path.to_owned(),
        size_bytes,
        xxh128: text(DigestKind::Xxh128),
        md5: text(DigestKind::Md5),
    })
}
