//! One MP4 from the segments of all chunks of a clip, without coding again.

use super::ReviewError;
use super::file::{Contents, FragmentTrack, Track, write_whole};
use super::folder::{open_init, open_segment, write_whole_file};
use crate::mux::mov::atom::Atoms;
use crate::mux::mov::sample_table::Chunk;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Bytes that the head of the sample data takes: with its length in 64 bits, always.
const DATA_HEAD_BYTES: u64 = 16;

/// What is known of the clip so far.
struct Joined {
    tracks: Vec<Track>,
    contents: Vec<Contents>,
    /// Ticks from decoding to presentation of each picture, below 0 as well.
    compositions: Vec<i32>,
    /// Bytes of sample data so far.
    data_bytes: u64,
}

/// Makes `target` of `segments`: those of a whole clip, in order, each beside the beginning of its chunk. The sample data
/// lies behind the tables, so that players begin before the file is whole ("fast start"). The same segments give the
/// same bytes. Pictures of the clip are presented from 0 on, and sound ends with the last of them.
///
/// # Errors
/// `Join` where a frame is missing or chunks differ in their coding, `Damaged`, `Read`, `Write`.
pub fn join(segments: &[PathBuf], target: &Path) -> Result<(), ReviewError> {
    let folder = |path: &Path| path.parent().map(Path::to_path_buf).unwrap_or_default();
    let first = segments.first().ok_or_else(|| unjoined(target, "there are none".to_owned()))?;
    let mut known_folder = folder(first);
    let tracks = open_init(&known_folder)?;
    let contents = tracks.iter().map(|_| Contents::default()).collect();
    let mut joined = Joined { tracks, contents, compositions: Vec::new(), data_bytes: 0 };
    for path in segments {
        let next_folder = folder(path);
        if next_folder != known_folder {
            if open_init(&next_folder)? != joined.tracks {
                let reason = "its chunk was coded otherwise than the one before".to_owned();
                return Err(unjoined(path, reason));
            }
            known_folder = next_folder;
        }
        let (_, head) = open_segment(path)?;
        joined.add(&head.tracks).map_err(|reason| unjoined(path, reason))?;
    }
    let head = joined.head();
    write_whole_file(target, |file| {
        write_all(file, target, &head)?;
        segments.iter().try_for_each(|path| copy_samples(path, file, target))
    })
}

fn unjoined(path: &Path, reason: String) -> ReviewError {
    ReviewError::Join { path: path.to_path_buf(), reason }
}

fn write_all(file: &mut File, path: &Path, bytes: &[u8]) -> Result<(), ReviewError> {
    file.write_all(bytes).map_err(|source| ReviewError::Write { path: path.to_path_buf(), source })
}

fn copy_samples(segment: &Path, target: &mut File, target_path: &Path) -> Result<(), ReviewError> {
    let (mut file, head) = open_segment(segment)?;
    let unread = |source| ReviewError::Read { path: segment.to_path_buf(), source };
    let mut bytes = vec![0; 1 << 20];
    let mut left = head.data_bytes;
    while left > 0 {
        let part = usize::try_from(left).unwrap_or(bytes.len()).min(bytes.len());
        file.read_exact(&mut bytes[..part]).map_err(unread)?;
        write_all(target, target_path, &bytes[..part])?;
        left -= part as u64;
    }
    Ok(())
}

impl Joined {
    /// Adds the samples of the next segment.
    fn add(&mut self, runs: &[FragmentTrack]) -> Result<(), String> {
        if runs.len() != self.tracks.len() {
            return Err(format!("{} tracks where {} are expected", runs.len(), self.tracks.len()));
        }
        for (index, run) in runs.iter().enumerate() {
            let (track, contents) = (&self.tracks[index], &mut self.contents[index]);
            let expected_ticks = contents.sizes.len() as u64 * u64::from(track.sample_ticks);
            if run.begin_ticks != expected_ticks {
                let (found, expected) = (run.begin_ticks, expected_ticks);
                let ticks = track.sample_ticks;
                return Err(format!(
                    "track {} goes on with sample {} where {} is expected",
                    index + 1,
                    found / u64::from(ticks),
                    expected / u64::from(ticks)
                ));
            }
            let samples = u32::try_from(run.samples.len()).map_err(|_| "too many samples".to_owned())?;
            if samples > 0 {
                contents.chunks.push(Chunk { offset_bytes: self.data_bytes, samples });
            }
            for (size_bytes, is_key, composition) in &run.samples {
                contents.sizes.push(*size_bytes);
                if index == 0 {
                    self.compositions.push(*composition);
                    if *is_key {
                        contents.keys.push(u32::try_from(contents.sizes.len()).unwrap_or(u32::MAX));
                    }
                }
            }
            self.data_bytes = self.data_bytes.saturating_add(run.bytes());
        }
        Ok(())
    }

    /// Everything in front of the samples.
    fn head(mut self) -> Vec<u8> {
        let pictures = self.contents.first().map_or(0, |contents| contents.sizes.len() as u64);
        let frame_ticks = self.tracks.first().map_or(0, |track| track.sample_ticks);
        // Old players read delays as numbers from 0 on, so all are shifted and the edit list shifts them back.
        let shift = self.compositions.iter().copied().min().unwrap_or(0).min(0);
        let shifted = self.compositions.iter().map(|ticks| ticks.saturating_sub(shift).cast_unsigned());
        if let Some(contents) = self.contents.first_mut() {
            contents.compositions = shifted.collect();
        }
        let movie_ticks = pictures * u64::from(frame_ticks);
        // Where the samples lie depends on the length of the tables, which grows, at 4 GiB, with where the samples lie.
        let mut offset_bytes = 0;
        loop {
            let placed: Vec<Contents> = self.contents.iter().map(|contents| contents.moved(offset_bytes)).collect();
            let mut head = write_whole(&self.tracks, &placed, movie_ticks);
            let needed_bytes = head.len() as u64 + DATA_HEAD_BYTES;
            if needed_bytes == offset_bytes {
                let mut atoms = Atoms::default();
                atoms.u32(1);
                atoms.bytes(b"mdat");
                atoms.u64(self.data_bytes + DATA_HEAD_BYTES);
                head.extend(atoms.into_bytes());
                return head;
            }
            offset_bytes = needed_bytes;
        }
    }
}

impl Contents {
    fn moved(&self, offset_bytes: u64) -> Self {
        let moved = |chunk: &Chunk| Chunk { offset_bytes: chunk.offset_bytes.saturating_add(offset_bytes), ..*chunk };
        Self { chunks: self.chunks.iter().map(moved).collect(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::file::TrackKind;

    /// Offsets of the chunks in `head`, and the width in bytes that they are written in.
    fn offsets(head: &[u8]) -> (usize, Vec<u64>) {
        let at = |name: &[u8]| head.windows(4).position(|bytes| bytes == name);
        let (begin, width) = at(b"co64").map_or_else(|| (at(b"stco").unwrap(), 4), |begin| (begin, 8));
        let count = u32::from_be_bytes(head[begin + 8..begin + 12].try_into().unwrap()) as usize;
        let rows = head[begin + 12..].chunks(width).take(count);
        (width, rows.map(|row| row.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))).collect())
    }

    fn joined(segments: u64, segment_bytes: u32) -> Joined {
        let track =
            Track { kind: TrackKind::Sound, time_scale: 24, sample_ticks: 1, lead_ticks: 0, entry: b"entry".to_vec() };
        let mut joined =
            Joined { tracks: vec![track], contents: vec![Contents::default()], compositions: vec![], data_bytes: 0 };
        for begin_ticks in 0..segments {
            joined.add(&[FragmentTrack { begin_ticks, samples: vec![(segment_bytes, true, 0)] }]).unwrap();
        }
        joined
    }

    #[test]
    fn offsets_count_from_the_begin_of_the_file() {
        // The last chunk begins below 4 GiB, and beyond: the tables are longer then.
        for (segment_bytes, expected_width) in [(1 << 20, 4), (1 << 30, 8)] {
            let head = joined(5, segment_bytes).head();
            let (width, offsets) = offsets(&head);
            assert_eq!(width, expected_width);
            let begin = head.len() as u64;
            assert_eq!(offsets, (0..5).map(|number| begin + number * u64::from(segment_bytes)).collect::<Vec<_>>());
            let data_bytes = u64::from_be_bytes(*head.last_chunk().unwrap());
            assert_eq!(data_bytes, 16 + 5 * u64::from(segment_bytes));
        }
    }
}
