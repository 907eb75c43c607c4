//! Finished files against the frames that were verified when they were encoded.

use super::super::chunk::{CodedChunk, VerifiedStream};
use super::super::render::digest_of;
use crate::EngineError;
use interneg_media::verify::{CodedFrames, Verification};
use rustix::fs::{Advice, fadvise};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Whose file is read back, for errors.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileOf<'a> {
    pub clip: &'a str,
    pub rendition: &'a str,
}

/// Reads the frames of a rendition's picture back by the file's own index and compares each with the one that was verified;
/// returns what was verified of all chunks together.
///
/// The file is brought to the disk first and the system asked to forget it, so that it is read from there where the file system
/// does so.
///
/// # Errors
/// `VerifyFile` for a frame that is missing or another one, `Io` where the file cannot be synced.
pub(super) fn read_back(
    path: &Path,
    of: FileOf<'_>,
    rendition: usize,
    chunks: &[(PathBuf, &CodedChunk)],
) -> Result<Verification, EngineError> {
    let failed = |reason: String| EngineError::VerifyFile {
        clip: of.clip.to_owned(),
        rendition: of.rendition.to_owned(),
        path: path.to_path_buf(),
        reason,
    };
    let streams: Vec<&VerifiedStream> =
        chunks.iter().filter_map(|(_, chunk)| chunk.renditions[rendition].verified.as_ref()).collect();
    let verified = streams.iter().map(|stream| stream.verification.clone()).reduce(|all, next| all.with(&next));
    let Some(verification) = verified.filter(|_| streams.len() == chunks.len()) else {
        return Err(failed("not all of its frames were verified when they were encoded".to_owned()));
    };
    forget(path)?;
    let mut file = CodedFrames::open(path).map_err(|error| failed(error.to_string()))?;
    if file.frame_count() != verification.frames {
        let (found, expected) = (file.frame_count(), verification.frames);
        return Err(failed(format!("its index has {found} frames, {expected} were verified")));
    }
    let digests = streams.iter().flat_map(|stream| &stream.frames_xxh128);
    for (frame, expected) in digests.enumerate() {
        let mut found = String::new();
        let is_there = file.next_frame(&mut |packet| found = digest_of(packet));
        match is_there.map_err(|error| failed(error.to_string()))? {
            true if found == *expected => {}
            true => {
                let what = format!("frame {frame} is not the one that was verified: XXH128 {found}, not {expected}");
                return Err(failed(what));
            }
            false => return Err(failed(format!("frame {frame} is not in it"))),
        }
    }
    Ok(verification)
}

/// Brings a file to the disk and out of memory.
fn forget(path: &Path) -> Result<(), EngineError> {
    let file = File::open(path).map_err(EngineError::io("open", path))?;
    file.sync_all().map_err(EngineError::io("sync", path))?;
    // Advice only: a file system that does not take it reads from memory, and the comparison is the same.
    let _advised = fadvise(&file, 0, None, Advice::DontNeed);
    Ok(())
}
