//! The partitions of an MXF file (SMPTE ST 377-1), read as far as trust in FFmpeg's seeking needs it.
//!
//! FFmpeg guesses positions from the bit rate where a file has no index table, and it does not tell a timecode's own
//! counting base; both are in the partitions.

use super::container::PARTITION_PACK_KEY;
use crate::MediaError;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Key of the random index pack (ST 377-1 section 12.2).
const RANDOM_INDEX_PACK_KEY: [u8; 16] =
    [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x11, 0x01, 0x00];
/// Key of the timecode component set (ST 377-1 annex B.17).
const TIMECODE_COMPONENT_KEY: [u8; 16] =
    [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0d, 0x01, 0x01, 0x01, 0x01, 0x01, 0x14, 0x00];
/// Local tag of the rounded timecode base (ST 377-1 annex B.17).
const ROUNDED_TIMECODE_BASE: u16 = 0x1502;
/// Bounds on the work that a hostile file can ask for.
const MOST_PARTITIONS: usize = 1 << 16;
const LONGEST_HEADER_BYTES: u64 = 16 << 20;

/// What the partitions tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// There is an index table, so frames can be found without reading all before them.
    pub is_indexed: bool,
    /// Frames per second that the file's timecodes count in.
    pub timecode_bases: BTreeSet<u16>,
}

struct Partition {
    previous: u64,
    footer: u64,
    header_bytes: u64,
    index_bytes: u64,
    /// First byte behind the pack.
    end: u64,
}

/// Reads the partition packs.
///
/// # Errors
/// `Damaged` where the header points to a footer that is not there.
pub(super) fn outline(path: &Path, run_in_bytes: u64) -> Result<Outline, MediaError> {
    let open = |source| MediaError::Open { path: path.to_owned(), source };
    let damaged = |reason| MediaError::Damaged { path: path.to_owned(), what: "movie", reason };
    let mut file = File::open(path).map_err(open)?;
    let file_bytes = file.metadata().map_err(open)?.len();
    let Some(header) = partition(&mut file, run_in_bytes) else {
        return Err(damaged("the header partition pack is cut short".to_owned()));
    };
    let mut outline = Outline { is_indexed: header.index_bytes > 0, timecode_bases: BTreeSet::new() };
    if header.footer > 0 {
        let footer_at = run_in_bytes.saturating_add(header.footer);
        if partition(&mut file, footer_at).is_none() {
            return Err(damaged(format!(
                "the header points to a footer partition at byte {footer_at} that is not there, of {file_bytes} bytes: \
                 the file is cut short"
            )));
        }
    }
    let last = if header.footer > 0 { Some(header.footer) } else { last_of_random_index(&mut file, file_bytes) };
    let mut next = last.filter(|offset| *offset > 0);
    for _ in 0..MOST_PARTITIONS {
        let Some(offset) = next else { break };
        let Some(found) = partition(&mut file, run_in_bytes.saturating_add(offset)) else { break };
        outline.is_indexed |= found.index_bytes > 0;
        // A chain that does not run backwards would never end.
        next = Some(found.previous).filter(|previous| *previous > 0 && *previous < offset);
    }
    let length = header.header_bytes.min(LONGEST_HEADER_BYTES);
    let mut metadata = Vec::new();
    file.seek(SeekFrom::Start(header.end)).map_err(open)?;
    file.take(length).read_to_end(&mut metadata).map_err(open)?;
    outline.timecode_bases = timecode_bases(&metadata);
    Ok(outline)
}

fn partition(file: &mut File, offset: u64) -> Option<Partition> {
    file.seek(SeekFrom::Start(offset)).ok()?;
    let mut head = [0; 25];
    file.read_exact(&mut head).ok()?;
    if head[..13] != PARTITION_PACK_KEY || !(2..=4).contains(&head[13]) {
        return None;
    }
    let (length, length_bytes) = ber_length(&head[16..])?;
    let value_at = offset + 16 + length_bytes as u64;
    let mut value = [0; 64];
    read_at(file, value_at, &mut value).ok()?;
    let number = |at: usize| value[at..].first_chunk().map(|bytes| u64::from_be_bytes(*bytes));
    // ST 377-1 table 5: versions and KAG size fill the first 8 bytes.
    Some(Partition {
        previous: number(16)?,
        footer: number(24)?,
        header_bytes: number(32)?,
        index_bytes: number(40)?,
        end: value_at.checked_add(length)?,
    })
}

fn read_at(file: &mut File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(buffer)
}

/// Offset of the last partition that the random index pack at the end of the file names.
fn last_of_random_index(file: &mut File, file_bytes: u64) -> Option<u64> {
    let mut length = [0; 4];
    read_at(file, file_bytes.checked_sub(4)?, &mut length).ok()?;
    let length = u64::from(u32::from_be_bytes(length));
    let mut key = [0; 16];
    read_at(file, file_bytes.checked_sub(length)?, &mut key).ok()?;
    let mut entry = [0; 8];
    if key != RANDOM_INDEX_PACK_KEY || length < 16 + 1 + 12 + 4 {
        return None;
    }
    read_at(file, file_bytes - 12, &mut entry).ok()?;
    Some(u64::from_be_bytes(entry))
}

/// ST 377-1 section 6.3.4: a length in 1 byte, or in as many as the low bits of the first byte say.
fn ber_length(bytes: &[u8]) -> Option<(u64, usize)> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        return Some((u64::from(*first), 1));
    }
    let count = usize::from(first & 0x7f);
    if count > 8 {
        return None;
    }
    let value = rest.get(..count)?.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    Some((value, 1 + count))
}

fn timecode_bases(metadata: &[u8]) -> BTreeSet<u16> {
    let mut bases = BTreeSet::new();
    let mut rest = metadata;
    while let Some((key, tail)) = rest.split_first_chunk::<16>() {
        let Some((length, length_bytes)) = ber_length(tail) else { break };
        let tail = &tail[length_bytes..];
        let Some(value) = usize::try_from(length).ok().and_then(|length| tail.get(..length)) else { break };
        if *key == TIMECODE_COMPONENT_KEY {
            bases.extend(rounded_base(value));
        }
        rest = &tail[value.len()..];
    }
    bases
}

fn rounded_base(mut set: &[u8]) -> Option<u16> {
    while let Some((head, tail)) = set.split_first_chunk::<4>() {
        let (tag, length) = (u16::from_be_bytes([head[0], head[1]]), u16::from_be_bytes([head[2], head[3]]));
        let value = tail.get(..usize::from(length))?;
        if tag == ROUNDED_TIMECODE_BASE {
            return value.first_chunk().map(|bytes| u16::from_be_bytes(*bytes));
        }
        set = &tail[value.len()..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_both_forms() {
        assert_eq!(ber_length(&[0x7f]), Some((127, 1)));
        assert_eq!(ber_length(&[0x83, 0, 1, 2]), Some((258, 4)));
        assert_eq!(ber_length(&[0x84, 0, 1]), None);
        assert_eq!(ber_length(&[0xff; 12]), None);
        assert_eq!(ber_length(&[]), None);
    }

    #[test]
    fn timecode_base_is_found_behind_other_sets() {
        let mut metadata = vec![0x06; 16];
        metadata.extend_from_slice(&[3, 1, 2, 3]);
        metadata.extend_from_slice(&TIMECODE_COMPONENT_KEY);
        metadata.extend_from_slice(&[0x81, 13, 0x02, 0x01, 0, 3, 9, 9, 9, 0x15, 0x02, 0, 2, 0, 30]);
        assert_eq!(timecode_bases(&metadata), BTreeSet::from([30]));
        for length in 0..metadata.len() {
            assert!(timecode_bases(&metadata[..length]).is_empty(), "cut at {length}");
        }
    }
}
