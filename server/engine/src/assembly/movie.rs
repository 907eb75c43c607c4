//! A NAM in one movie: its coded frames are published like the files of a sequence, into a folder of their own, and joined
//! when all are there. So a job that was stopped goes on with the frames it has; only the join begins again.

use super::Assembly;
use super::passport;
use crate::EngineError;
use crate::plan::Plan;
use interneg_manifest::hash::{DigestKind, hash_buffer, hash_file};
use interneg_media::mux::{MovieDescription, MovieFiles};
use interneg_media::{PacketReader, ProbeOptions, SourceInfo, probe};
use interneg_spec::proxy::{CodecFamily, Wrapper};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Folder of the coded frames in the working folder.
pub(super) const CODED_FRAMES: &str = "frames";
/// Proof of the movie in the working folder: with it a delivery is recognised when its coded frames are gone.
const MOVIE_RECORD: &str = "movie.json";

/// A movie that is complete, read back and hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MovieRecord {
    /// Base name of the file.
    pub file_name: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// XXH3 128-bit, canonical, lower-case hex.
    pub xxh128: String,
    /// XXH64, canonical big-endian, lower-case hex.
    pub xxh64: String,
    /// MD5, lower-case hex.
    pub md5: String,
}

impl Assembly {
    /// Joins the coded frames to the movie below `root`, reads it back, and writes its passport.
    pub(super) fn make_movie(&mut self, root: &Path, description: &MovieDescription) -> Result<(), EngineError> {
        let folder = self.plan.sequence_path(root);
        let file_name = self.plan.movie_name().unwrap_or_default();
        let path = folder.join(&file_name);
        self.join(&path, description)?;
        self.read_back(&path, description)?;
        let record = prove(&path, file_name)?;
        let text = passport::write(&self.plan, description, &record, self.records.values())?;
        let place = folder.join(self.plan.passport_name().unwrap_or_default());
        super::write_durable(&place, &text)?;
        let text = serde_json::to_vec(&record).map_err(|error| EngineError::Bug(format!("record as JSON: {error}")))?;
        super::write_durable(&self.work.join(MOVIE_RECORD), &text)?;
        self.movie = Some(record);
        Ok(())
    }

    /// Copies the coded frames, each of which must still be the one that was proven.
    fn join(&self, path: &Path, description: &MovieDescription) -> Result<(), EngineError> {
        let frames = self.frames_folder();
        let mut movie = MovieFiles::create(Wrapper::Mov, &[path.to_path_buf()], description)?;
        for record in self.records.values() {
            let place = frames.join(&record.file_name);
            let packet = fs::read(&place).map_err(EngineError::io("read", &place))?;
            if digest(&packet) != record.xxh128 {
                let reason = "another digest than when it was written; retry the job to render it again".to_owned();
                return Err(EngineError::ReadBack { path: place, reason });
            }
            movie.write_frame(&packet, &[])?;
        }
        movie.finish()?;
        File::open(path).and_then(|file| file.sync_all()).map_err(EngineError::io("sync", path))
    }

    /// Holds what is in the file, as FFmpeg reads it, against the plan and the records: header, and every coded frame.
    fn read_back(&self, path: &Path, description: &MovieDescription) -> Result<(), EngineError> {
        let failed = |reason: String| EngineError::ReadBack { path: path.to_path_buf(), reason };
        let side = description.picture.raster.width.max(description.picture.raster.height);
        let options = ProbeOptions { max_dimension: side, every_frame: false, conform: None };
        if let Some(reason) = difference(&probe(path, &options)?, description) {
            return Err(failed(reason));
        }
        let mut packets = PacketReader::open(path)?;
        for record in self.records.values() {
            let number = record.frame_number;
            let found = packets.next_packet()?.ok_or_else(|| failed(format!("it ends before frame {number}")))?;
            if digest(found) != record.xxh128 {
                return Err(failed(format!("frame {number} is not the one that was coded")));
            }
        }
        match packets.next_packet()? {
            None => Ok(()),
            Some(_) => Err(failed("it has more frames than were coded".to_owned())),
        }
    }

    /// Whether the delivered movie is the one of this job, unaltered.
    pub(super) fn adopt_movie(&mut self) -> Result<bool, EngineError> {
        let path = self.work.join(MOVIE_RECORD);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(EngineError::io("read", &path)(error)),
        };
        // One that does not parse proves nothing.
        let Ok(record) = serde_json::from_slice::<MovieRecord>(&text) else { return Ok(false) };
        let place = self.plan.sequence_path(&self.plan.final_folder).join(&record.file_name);
        let is_whole = self.plan.movie_name().as_ref() == Some(&record.file_name)
            && place.metadata().is_ok_and(|metadata| metadata.len() == record.size_bytes)
            && prove(&place, record.file_name.clone())? == record;
        self.movie = is_whole.then_some(record);
        Ok(is_whole)
    }

    /// Where coded frames are published: frames of a sequence are the delivery, those of a movie only its parts.
    pub(super) fn frames_folder(&self) -> PathBuf {
        if self.plan.job.format.is_movie() {
            self.work.join(CODED_FRAMES)
        } else {
            self.plan.sequence_path(&self.delivery_folder())
        }
    }
}

impl Plan {
    /// Files of the delivery below `root` that are no manifests, where it is a movie.
    pub(super) fn movie_files(&self, root: &Path) -> impl Iterator<Item = PathBuf> {
        let folder = self.sequence_path(root);
        [self.movie_name(), self.passport_name()].into_iter().flatten().map(move |name| folder.join(name))
    }
}

fn digest(bytes: &[u8]) -> String {
    hash_buffer(bytes, &[DigestKind::Xxh128]).first().map(|digest| digest.text()).unwrap_or_default()
}

/// Hashes what is on the disk.
fn prove(path: &Path, file_name: String) -> Result<MovieRecord, EngineError> {
    let kinds = [DigestKind::Xxh128, DigestKind::Xxh64, DigestKind::Md5];
    let (size_bytes, digests) = hash_file(path, &kinds).map_err(EngineError::io("read", path))?;
    let text =
        |kind| digests.iter().find(|digest| digest.kind() == kind).map(|digest| digest.text()).unwrap_or_default();
    Ok(MovieRecord {
        file_name,
        size_bytes,
        xxh128: text(DigestKind::Xxh128),
        xxh64: text(DigestKind::Xxh64),
        md5: text(DigestKind::Md5),
    })
}

/// What a reader finds in the header that was not written there; nothing where all agrees.
fn difference(found: &SourceInfo, wanted: &MovieDescription) -> Option<String> {
    let differs = |what: &str, found: String, wanted: String| {
        (found != wanted).then(|| format!("its {what} reads as {found}, written was {wanted}"))
    };
    let timecode = |timecode: Option<interneg_spec::Timecode>| timecode.map(|timecode| timecode.to_string());
    differs("raster", found.raster.to_string(), wanted.picture.raster.to_string())
        .or_else(|| differs("number of frames", found.frame_count.to_string(), wanted.frame_count.to_string()))
        .or_else(|| differs("rate", format!("{:?}", found.rate), format!("{:?}", Some(wanted.rate))))
        .or_else(|| {
            let (found, wanted) = (timecode(found.start_timecode), timecode(wanted.start));
            differs("timecode", format!("{found:?}"), format!("{wanted:?}"))
        })
        .or_else(|| {
            // Frames of ProRes do not say of how many bits they were made.
            let says_depth = wanted.picture.codec.family() != CodecFamily::Prores;
            differs("depth", found.bits.to_string(), wanted.picture.bits.to_string()).filter(|_| says_depth)
        })
}

#[cfg(test)]
#[path = "movie_tests.rs"]
mod tests;
