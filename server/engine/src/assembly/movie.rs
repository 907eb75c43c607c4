//! A NAM in one movie: its coded frames are published like the files of a sequence, into a folder of their own, and joined
//! when all are there. So a job that was stopped goes on with the frames it has; only the join begins again.

use super::Assembly;
use crate::EngineError;
use interneg_manifest::hash::{DigestKind, MultiHasher, READ_SIZE_BYTES, hash_buffer};
use interneg_media::mux::{MovieDescription, MovieFiles};
use interneg_media::{PacketReader, ProbeOptions, SourceInfo, probe};
use interneg_spec::proxy::{CodecFamily, Wrapper};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Read;
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
    /// Joins the coded frames to the movie below `root` and reads it back. Where that fails nothing half made is left, which
    /// would take the room that the next attempt needs.
    pub(super) fn make_movie(
        &mut self,
        root: &Path,
        description: &MovieDescription,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<(), EngineError> {
        let folder = self.plan.sequence_path(root);
        let file_name = self.plan.movie_name().unwrap_or_default();
        let path = folder.join(&file_name);
        let joined = self.join_proven(&path, file_name, description, is_stopped);
        if joined.is_err() {
            // The first error is the one to report; there may be nothing to remove. The coded frames stay.
            let _ = fs::remove_file(&path);
        }
        let record = joined?;
        let text = serde_json::to_vec(&record).map_err(|error| EngineError::Bug(format!("record as JSON: {error}")))?;
        super::write_durable(&self.work.join(MOVIE_RECORD), &text)?;
        self.movie = Some(record);
        Ok(())
    }

    fn join_proven(
        &self,
        path: &Path,
        file_name: String,
        description: &MovieDescription,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<MovieRecord, EngineError> {
        self.join(path, description, is_stopped)?;
        self.read_back(path, description, is_stopped)?;
        prove(path, file_name, is_stopped)
    }

    /// Copies the coded frames, each of which must still be the one that was proven.
    fn join(
        &self,
        path: &Path,
        description: &MovieDescription,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<(), EngineError> {
        let frames = self.frames_folder();
        let mut movie = MovieFiles::create(Wrapper::Mov, &[path.to_path_buf()], description)?;
        for record in self.records.values() {
            go_on(is_stopped)?;
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
    fn read_back(
        &self,
        path: &Path,
        description: &MovieDescription,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<(), EngineError> {
        let failed = |reason: String| EngineError::ReadBack { path: path.to_path_buf(), reason };
        let side = description.picture.raster.width.max(description.picture.raster.height);
        let options = ProbeOptions { max_dimension: side, every_frame: false, conform: None };
        if let Some(reason) = difference(&probe(path, &options)?, description) {
            return Err(failed(reason));
        }
        let mut packets = PacketReader::open(path)?;
        for record in self.records.values() {
            go_on(is_stopped)?;
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

    /// The proof of the movie that an earlier run has made; none where there is none, or it proves nothing.
    pub(super) fn movie_record(&self) -> Result<Option<MovieRecord>, EngineError> {
        let path = self.work.join(MOVIE_RECORD);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(EngineError::io("read", &path)(error)),
        };
        let record = serde_json::from_slice::<MovieRecord>(&text).ok();
        Ok(record.filter(|record| self.plan.movie_name().as_ref() == Some(&record.file_name)))
    }

    /// Whether the delivered movie is the one that was proven.
    pub(super) fn is_unaltered(&self, record: &MovieRecord) -> Result<bool, EngineError> {
        let place = self.plan.sequence_path(&self.plan.final_folder).join(&record.file_name);
        let same_size = place.metadata().is_ok_and(|metadata| metadata.len() == record.size_bytes);
        Ok(same_size && prove(&place, record.file_name.clone(), &|| false)? == *record)
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

fn digest(bytes: &[u8]) -> String {
    hash_buffer(bytes, &[DigestKind::Xxh128]).first().map(|digest| digest.text()).unwrap_or_default()
}

fn go_on(is_stopped: &dyn Fn() -> bool) -> Result<(), EngineError> {
    if is_stopped() { Err(EngineError::Stopped("the movie was joined")) } else { Ok(()) }
}

/// Hashes what is on the disk.
fn prove(path: &Path, file_name: String, is_stopped: &dyn Fn() -> bool) -> Result<MovieRecord, EngineError> {
    let mut hasher = MultiHasher::new(&[DigestKind::Xxh128, DigestKind::Xxh64, DigestKind::Md5]);
    let mut file = File::open(path).map_err(EngineError::io("open", path))?;
    let mut buffer = vec![0; READ_SIZE_BYTES];
    loop {
        go_on(is_stopped)?;
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => hasher.update(&buffer[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(EngineError::io("read", path)(error)),
        }
    }
    let (size_bytes, digests) = (hasher.size_bytes(), hasher.finish());
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
