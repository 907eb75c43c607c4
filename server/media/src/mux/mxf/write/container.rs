//! The partitions of a file: header with all metadata, body with the essence, footer with the index, and the random index
//! pack. Header metadata is complete from the start, since a clip's length is known; what only the end knows, the place
//! of the footer, is written over.

use super::index::Index;
use super::packages::{self, BODY_SID, INDEX_SID};
use super::plan::{Pattern, Plan};
use crate::mux::mxf::partition::{Partition, PartitionKind, random_index};
use crate::mux::mxf::set::header_metadata;
use crate::mux::mxf::{MxfError, klv};
use std::io::{Seek, SeekFrom, Write};

/// Grid of OP1a files: sectors.
pub(super) const SECTOR_BYTES: u64 = 512;
/// Grid of metadata in Avid's OP-Atom files.
const ATOM_METADATA_GRID_BYTES: u64 = 256;
/// Grid of essence in Avid's OP-Atom files: its first byte, not its key, lies on it.
const ATOM_ESSENCE_GRID_BYTES: u64 = 0x20000;
/// Place of partitions behind that grid, and the least place of the body, as Avid's files have them.
const ATOM_PARTITION_SHIFT_BYTES: u64 = 0x20;
/// See [`ATOM_PARTITION_SHIFT_BYTES`].
const ATOM_LEAST_BODY_AT: u64 = 0x40020;

/// A file whose body is being written.
#[derive(Debug)]
pub(super) struct Container<W> {
    file: W,
    position: u64,
    header: Partition,
    body: Partition,
}

impl<W: Write + Seek> Container<W> {
    /// Writes header partition and body partition pack into an empty file. What follows is the body's first byte.
    pub(super) fn begin(mut file: W, plan: &Plan) -> Result<Self, MxfError> {
        let is_atom = plan.pattern != Pattern::Op1a;
        let metadata_grid = if is_atom { ATOM_METADATA_GRID_BYTES } else { SECTOR_BYTES };
        let essence_grid = if is_atom { ATOM_ESSENCE_GRID_BYTES } else { SECTOR_BYTES };
        let mut header = partition(plan, PartitionKind::Header, metadata_grid);
        let mut bytes = header.bytes();
        pad(&mut bytes, metadata_grid);
        let metadata_at = bytes.len() as u64;
        bytes.extend_from_slice(&header_metadata(&packages::sets(plan)));
        if is_atom {
            let body_at = atom_partition_after(bytes.len() as u64 + klv::SHORT_HEAD_BYTES).max(ATOM_LEAST_BODY_AT);
            klv::put_fill(body_at - bytes.len() as u64, &mut bytes);
        } else {
            pad(&mut bytes, SECTOR_BYTES);
        }
        header.header_bytes = bytes.len() as u64 - metadata_at;
        let mut body = partition(plan, PartitionKind::Body, essence_grid);
        body.offset = bytes.len() as u64;
        body.body_sid = BODY_SID;
        bytes.extend_from_slice(&body.bytes());
        if is_atom {
            // The key lies so far before the grid that the essence itself lies on it.
            let gap = klv::fill_bytes(bytes.len() as u64 + klv::LONG_HEAD_BYTES, essence_grid);
            klv::put_fill(gap, &mut bytes);
        } else {
            pad(&mut bytes, SECTOR_BYTES);
        }
        // What the pack of the header says of its metadata is only known now.
        let pack = header.bytes();
        bytes[..pack.len()].copy_from_slice(&pack);
        file.write_all(&bytes)?;
        Ok(Self { file, position: bytes.len() as u64, header, body })
    }

    /// Appends to the body.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), MxfError> {
        self.file.write_all(bytes)?;
        self.position += bytes.len() as u64;
        Ok(())
    }

    /// Where the next byte goes.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Writes over bytes that lie at `position`.
    pub(super) fn overwrite(&mut self, position: u64, bytes: &[u8]) -> Result<(), MxfError> {
        self.file.seek(SeekFrom::Start(position))?;
        self.file.write_all(bytes)?;
        self.file.seek(SeekFrom::Start(self.position))?;
        Ok(())
    }

    /// Ends the file: footer, index, random index pack; then the packs are told where the footer lies.
    pub(super) fn finish(mut self, plan: &Plan, index: &Index) -> Result<W, MxfError> {
        let grid = u64::from(self.header.grid_bytes);
        let mut bytes = Vec::new();
        let footer_at = if plan.pattern == Pattern::Op1a {
            self.position + klv::fill_bytes(self.position, SECTOR_BYTES)
        } else {
            atom_partition_after(self.position + klv::SHORT_HEAD_BYTES)
        };
        klv::put_fill(footer_at - self.position, &mut bytes);
        let mut segments = Vec::new();
        for segment in index.segments(plan) {
            segment.put(&mut segments);
            pad(&mut segments, grid);
        }
        let mut footer = partition(plan, PartitionKind::Footer, grid);
        (footer.offset, footer.previous, footer.footer) = (footer_at, self.body.offset, footer_at);
        (footer.index_bytes, footer.index_sid) = (segments.len() as u64, INDEX_SID);
        let mut pack = footer.bytes();
        pad(&mut pack, grid);
        bytes.extend_from_slice(&pack);
        bytes.extend_from_slice(&segments);
        bytes.extend_from_slice(&random_index(&[(0, 0), (BODY_SID, self.body.offset), (0, footer_at)]));
        self.write(&bytes)?;
        (self.header.footer, self.body.footer) = (footer_at, footer_at);
        for pack in [self.header.clone(), self.body.clone()] {
            self.overwrite(pack.offset, &pack.bytes())?;
        }
        self.file.flush()?;
        Ok(self.file)
    }
}

fn partition(plan: &Plan, kind: PartitionKind, grid_bytes: u64) -> Partition {
    Partition {
        kind,
        is_closed: true,
        is_complete: true,
        // ST 377-1:2004, as Avid writes and every reader knows.
        version: (1, 2),
        grid_bytes: u32::try_from(grid_bytes).unwrap_or(1),
        offset: 0,
        previous: 0,
        footer: 0,
        header_bytes: 0,
        index_bytes: 0,
        index_sid: 0,
        body_offset: 0,
        body_sid: 0,
        operational_pattern: plan.pattern_label(),
        essence_containers: plan.container_labels(),
    }
}

/// The next place of a partition of an OP-Atom file that is not before `position`.
fn atom_partition_after(position: u64) -> u64 {
    let shift = ATOM_PARTITION_SHIFT_BYTES;
    position.saturating_sub(shift).next_multiple_of(ATOM_ESSENCE_GRID_BYTES) + shift
}

/// Fills up to the grid, counted from the first of `bytes`.
fn pad(bytes: &mut Vec<u8>, grid: u64) {
    klv::put_fill(klv::fill_bytes(bytes.len() as u64, grid), bytes);
}
