//! Partitions and header metadata of a file that may be damaged or hostile.

use crate::mux::mxf::klv::ber_length;
use crate::mux::mxf::label::{FILL, Label, PARTITION_PACK, RANDOM_INDEX_PACK, same};
use crate::mux::mxf::{Partition, PartitionKind};
use std::io::{self, Read, Seek, SeekFrom};

/// Longest run-in before the header partition (ST 377-1 section 6.5).
const LONGEST_RUN_IN_BYTES: u64 = 65535;
/// Bounds on the work and memory that a hostile file can ask for.
const MOST_PARTITIONS: usize = 1 << 16;
const LONGEST_PACK_BYTES: u64 = 1 << 16;
const LONGEST_METADATA_BYTES: u64 = 64 << 20;

/// A file and what lies before its header partition.
pub(super) struct Mxf<R> {
    file: R,
    file_bytes: u64,
    run_in_bytes: u64,
}

/// Why a file cannot be read.
pub(super) enum Trouble {
    /// There is no header partition.
    NotMxf,
    /// It contradicts itself.
    Damaged(String),
    /// The system.
    Read(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

impl<R: Read + Seek> Mxf<R> {
    /// Finds the header partition.
    pub(super) fn open(mut file: R) -> Result<Self, Trouble> {
        let file_bytes = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        let longest = LONGEST_RUN_IN_BYTES + PARTITION_PACK.len() as u64 + 1;
        Read::by_ref(&mut file).take(longest).read_to_end(&mut head)?;
        let is_header = |window: &[u8]| window[..13] == PARTITION_PACK && window[13] == 2;
        let run_in = head.windows(PARTITION_PACK.len() + 1).position(is_header).ok_or(Trouble::NotMxf)?;
        Ok(Self { file, file_bytes, run_in_bytes: run_in as u64 })
    }

    /// All partitions that can be found, the header first: by the random index pack, or else from the footer backwards.
    pub(super) fn partitions(&mut self) -> Result<Vec<Partition>, Trouble> {
        let Some((header, _)) = self.partition(0)? else {
            return Err(Trouble::Damaged("the header partition pack is cut short".to_owned()));
        };
        let mut offsets = self.random_index()?;
        let by_index = !offsets.is_empty();
        let mut found = Vec::new();
        if by_index {
            offsets.sort_unstable();
            offsets.dedup();
            for offset in offsets.into_iter().filter(|offset| *offset > 0) {
                found.extend(self.partition(offset)?.map(|(partition, _)| partition));
            }
        } else {
            let mut next = header.footer;
            while next > 0 && found.len() < MOST_PARTITIONS {
                let Some((partition, _)) = self.partition(next)? else { break };
                // A chain that does not run backwards would never end.
                let previous = partition.previous;
                found.push(partition);
                next = if previous < next { previous } else { 0 };
            }
            found.reverse();
        }
        if header.footer > 0 && found.iter().all(|partition| partition.offset != header.footer) {
            let footer = self.run_in_bytes.saturating_add(header.footer);
            return Err(Trouble::Damaged(format!(
                "the header points to a footer partition at byte {footer} that is not there, of {} bytes: the file is \
                 cut short",
                self.file_bytes
            )));
        }
        found.insert(0, header);
        Ok(found)
    }

    /// Header metadata of the partition that has it in its last state; empty where none has any.
    pub(super) fn metadata(&mut self, partitions: &[Partition]) -> Result<Vec<u8>, Trouble> {
        let has = |partition: &&Partition| partition.header_bytes > 0;
        let is_final = |partition: &&Partition| partition.is_closed && partition.is_complete;
        let footers = || partitions.iter().filter(|partition| partition.kind == PartitionKind::Footer).filter(has);
        let best = partitions
            .first()
            .filter(has)
            .filter(is_final)
            .or_else(|| footers().next())
            .or_else(|| partitions.iter().rev().filter(has).find(is_final))
            .or_else(|| partitions.iter().rfind(has));
        let Some(partition) = best else { return Ok(Vec::new()) };
        let Some((_, mut at)) = self.partition(partition.offset)? else { return Ok(Vec::new()) };
        // Fill behind the pack is not counted.
        if let Some((key, value_at, length)) = self.item_head(at)?
            && same(&key, &FILL)
        {
            at = value_at.saturating_add(length);
        }
        let length = partition.header_bytes;
        if length > LONGEST_METADATA_BYTES || at.checked_add(length).is_none_or(|end| end > self.file_bytes) {
            return Err(Trouble::Damaged(format!(
                "{length} bytes of header metadata at byte {at}, of {} bytes, at most {LONGEST_METADATA_BYTES} are read",
                self.file_bytes
            )));
        }
        self.file.seek(SeekFrom::Start(at))?;
        let mut metadata = Vec::new();
        Read::by_ref(&mut self.file).take(length).read_to_end(&mut metadata)?;
        Ok(metadata)
    }

    /// Key, place of the value and length of the item at a byte of the file; `None` where it is cut.
    fn item_head(&mut self, at: u64) -> Result<Option<(Label, u64, u64)>, Trouble> {
        if at >= self.file_bytes {
            return Ok(None);
        }
        self.file.seek(SeekFrom::Start(at))?;
        let mut head = Vec::new();
        Read::by_ref(&mut self.file).take(25).read_to_end(&mut head)?;
        let Some((key, tail)) = head.split_first_chunk::<16>() else { return Ok(None) };
        Ok(ber_length(tail).map(|(length, length_bytes)| (*key, at + 16 + length_bytes as u64, length)))
    }

    /// The partition at an offset from the header's first byte, and the byte of the file behind its pack. What the pack
    /// says of its own place is not believed.
    fn partition(&mut self, offset: u64) -> Result<Option<(Partition, u64)>, Trouble> {
        let at = self.run_in_bytes.saturating_add(offset);
        let Some((key, value_at, length)) = self.item_head(at)? else { return Ok(None) };
        if length > LONGEST_PACK_BYTES || key[..13] != PARTITION_PACK {
            return Ok(None);
        }
        self.file.seek(SeekFrom::Start(value_at))?;
        let mut value = Vec::new();
        Read::by_ref(&mut self.file).take(length).read_to_end(&mut value)?;
        if value.len() as u64 != length {
            return Ok(None);
        }
        let partition = Partition::parse(&key, &value).map(|partition| Partition { offset, ..partition });
        Ok(partition.map(|partition| (partition, value_at + length)))
    }

    /// Offsets of the random index pack at the end of the file; empty where there is none.
    fn random_index(&mut self) -> Result<Vec<u64>, Trouble> {
        let Some(length_at) = self.file_bytes.checked_sub(4) else { return Ok(Vec::new()) };
        let mut length = [0; 4];
        self.file.seek(SeekFrom::Start(length_at))?;
        self.file.read_exact(&mut length)?;
        let Some(pack_at) = self.file_bytes.checked_sub(u64::from(u32::from_be_bytes(length))) else {
            return Ok(Vec::new());
        };
        let Some((key, value_at, length)) = self.item_head(pack_at)? else { return Ok(Vec::new()) };
        let is_whole = value_at.checked_add(length) == Some(self.file_bytes);
        if !same(&key, &RANDOM_INDEX_PACK) || !is_whole || length > 12 * MOST_PARTITIONS as u64 + 4 {
            return Ok(Vec::new());
        }
        self.file.seek(SeekFrom::Start(value_at))?;
        let mut value = Vec::new();
        Read::by_ref(&mut self.file).take(length).read_to_end(&mut value)?;
        let offset = |entry: &[u8]| entry.last_chunk().map(|bytes| u64::from_be_bytes(*bytes));
        Ok(value.chunks_exact(12).filter_map(offset).collect())
    }
}
