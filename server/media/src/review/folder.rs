//! The folder of a review file's HLS.

use super::ReviewError;
use super::file::{Fragment, Track, read_fragment, read_init};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The beginning that all segments share.
pub const INIT_NAME: &str = "init.mp4";
/// The playlist of the segments that are in the folder.
pub const PLAYLIST_NAME: &str = "index.m3u8";

const SEGMENT_PREFIX: &str = "segment-";
const SEGMENT_SUFFIX: &str = ".m4s";
/// Behind the name of a file that is not whole yet.
const PART_SUFFIX: &str = ".part";
/// Most bytes of a beginning; parameter sets are some hundred.
const MOST_INIT_BYTES: u64 = 1 << 20;

/// A segment of HLS: whole groups of frames and their sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The file.
    pub path: PathBuf,
    /// Its first frame, from the first of the clip.
    pub first_frame: u64,
    /// Its frames.
    pub frames: u64,
}

/// Name of the segment that begins with `first_frame`.
pub(super) fn segment_name(first_frame: u64) -> String {
    format!("{SEGMENT_PREFIX}{first_frame:08}{SEGMENT_SUFFIX}")
}

/// A name is one that the folder of a review file has, and is whole: what may be served.
pub fn is_of_hls(name: &str) -> bool {
    name == INIT_NAME || name == PLAYLIST_NAME || first_frame_of(name).is_some()
}

fn first_frame_of(name: &str) -> Option<u64> {
    let digits = name.strip_prefix(SEGMENT_PREFIX)?.strip_suffix(SEGMENT_SUFFIX)?;
    (digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

/// The whole segments in a folder, in order; none where it has no beginning yet. It may still be written.
///
/// # Errors
/// `Read`, and `Damaged` for a file that is not ours under a segment's name.
pub fn segments(folder: &Path) -> Result<Vec<Segment>, ReviewError> {
    if !folder.join(INIT_NAME).exists() {
        return Ok(Vec::new());
    }
    let unread = |source| ReviewError::Read { path: folder.to_path_buf(), source };
    let mut segments = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let name = entry.map_err(unread)?.file_name();
        if let Some(first_frame) = name.to_str().and_then(first_frame_of) {
            let path = folder.join(name);
            let (_, head) = open_segment(&path)?;
            let frames = head.tracks.first().map_or(0, |track| track.samples.len() as u64);
            segments.push(Segment { path, first_frame, frames });
        }
    }
    segments.sort_by_key(|segment| segment.first_frame);
    Ok(segments)
}

/// The part of a clip that can be looked at: the segments from frame 0 to the first that is missing, in order. They may
/// come from the folders of several chunks, in any order, and of a chunk that was made twice one is taken.
pub fn finished_part(mut segments: Vec<Segment>) -> Vec<Segment> {
    segments.sort_by_key(|segment| segment.first_frame);
    let mut next_frame = 0;
    segments.retain(|segment| {
        let follows = segment.first_frame == next_frame && segment.frames > 0;
        next_frame += if follows { segment.frames } else { 0 };
        follows
    });
    segments
}

/// Opens a segment; the file stands where its samples begin.
pub(super) fn open_segment(path: &Path) -> Result<(File, Fragment), ReviewError> {
    let unread = |source| ReviewError::Read { path: path.to_path_buf(), source };
    let mut file = File::open(path).map_err(unread)?;
    let file_bytes = file.metadata().map_err(unread)?.len();
    let head = read_fragment(file_bytes, |count| {
        let mut bytes = vec![0; count];
        file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut bytes)).map_err(|error| error.to_string())?;
        Ok(bytes)
    });
    let head = head.map_err(|reason| ReviewError::Damaged { path: path.to_path_buf(), reason })?;
    file.seek(SeekFrom::Start(head.data_offset_bytes)).map_err(unread)?;
    Ok((file, head))
}

/// Reads the beginning of a folder's segments.
pub(super) fn open_init(folder: &Path) -> Result<Vec<Track>, ReviewError> {
    let path = folder.join(INIT_NAME);
    let unread = |source| ReviewError::Read { path: path.clone(), source };
    let mut bytes = Vec::new();
    let file = File::open(&path).map_err(unread)?;
    file.take(MOST_INIT_BYTES).read_to_end(&mut bytes).map_err(unread)?;
    read_init(&bytes).map_err(|reason| ReviewError::Damaged { path, reason })
}

/// Writes a file that appears whole: under another name first, then renamed. Where that fails, neither is left.
pub(super) fn write_whole_file(
    path: &Path,
    fill: impl FnOnce(&mut File) -> Result<(), ReviewError>,
) -> Result<(), ReviewError> {
    let mut part = path.as_os_str().to_owned();
    part.push(PART_SUFFIX);
    let part = PathBuf::from(part);
    let unwritten = |source| ReviewError::Write { path: path.to_path_buf(), source };
    let written = File::create(&part)
        .map_err(unwritten)
        .and_then(|mut file| fill(&mut file))
        .and_then(|()| std::fs::rename(&part, path).map_err(unwritten));
    if written.is_err() {
        // The first error is the one that counts.
        std::fs::remove_file(&part).ok();
    }
    written
}

/// The same from bytes.
pub(super) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), ReviewError> {
    write_whole_file(path, |file| {
        file.write_all(bytes).map_err(|source| ReviewError::Write { path: path.to_path_buf(), source })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_ends_what_can_be_looked_at() {
        let segment = |first_frame, folder: &str| Segment { path: folder.into(), first_frame, frames: 24 };
        let all = vec![segment(48, "b"), segment(0, "a"), segment(24, "a"), segment(48, "c"), segment(96, "d")];
        assert_eq!(finished_part(all), [segment(0, "a"), segment(24, "a"), segment(48, "b")]);
        assert_eq!(finished_part(vec![segment(24, "a")]), []);
    }

    #[test]
    fn only_whole_files_of_ours_are_served() {
        assert_eq!(first_frame_of(&segment_name(48)), Some(48));
        assert_eq!(first_frame_of(&segment_name(123_456_789)), Some(123_456_789));
        assert!(is_of_hls("init.mp4") && is_of_hls("index.m3u8") && is_of_hls("segment-00000048.m4s"));
        for name in ["segment-00000048.m4s.part", "segment-+0000048.m4s", "../init.mp4", "segment-48.m4s", "a.mov"] {
            assert!(!is_of_hls(name), "{name}");
        }
    }
}
