//! Partition packs and the random index pack (ST 377-1 sections 7 and 12).

use super::klv;
use super::label::{Label, PARTITION_PACK, RANDOM_INDEX_PACK};

/// Bytes of the fields of a partition pack before its list of essence containers.
const FIXED_BYTES: usize = 88;
/// Essence containers that are read of one pack; files hold a few.
const MOST_CONTAINERS: usize = 32;

/// What a partition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionKind {
    /// The first.
    Header,
    /// One between them.
    Body,
    /// The last.
    Footer,
}

/// A partition, as its pack tells it. Offsets are bytes from the header partition's first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// What it is.
    pub kind: PartitionKind,
    /// Its header metadata will not change any more.
    pub is_closed: bool,
    /// Its header metadata has all values.
    pub is_complete: bool,
    /// Major and minor version of the format.
    pub version: (u16, u16),
    /// Grid in bytes that items lie on, counted from the partition's first byte.
    pub grid_bytes: u32,
    /// Where it lies.
    pub offset: u64,
    /// Where the partition before it lies.
    pub previous: u64,
    /// Where the footer lies; 0 where that is not known.
    pub footer: u64,
    /// Bytes of header metadata.
    pub header_bytes: u64,
    /// Bytes of index tables.
    pub index_bytes: u64,
    /// Id of the index in it; 0 where there is none.
    pub index_sid: u32,
    /// Bytes of the essence container before this partition.
    pub body_offset: u64,
    /// Id of the essence in it; 0 where there is none.
    pub body_sid: u32,
    /// Label of the operational pattern.
    pub operational_pattern: [u8; 16],
    /// Labels of the essence containers.
    pub essence_containers: Vec<[u8; 16]>,
}

impl Partition {
    /// The pack, its length in 9 bytes as Avid writes it.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut value = Vec::with_capacity(FIXED_BYTES + 16 * self.essence_containers.len());
        value.extend_from_slice(&self.version.0.to_be_bytes());
        value.extend_from_slice(&self.version.1.to_be_bytes());
        value.extend_from_slice(&self.grid_bytes.to_be_bytes());
        for number in [self.offset, self.previous, self.footer, self.header_bytes, self.index_bytes] {
            value.extend_from_slice(&number.to_be_bytes());
        }
        value.extend_from_slice(&self.index_sid.to_be_bytes());
        value.extend_from_slice(&self.body_offset.to_be_bytes());
        value.extend_from_slice(&self.body_sid.to_be_bytes());
        value.extend_from_slice(&self.operational_pattern);
        value.extend_from_slice(&u32::try_from(self.essence_containers.len()).unwrap_or(0).to_be_bytes());
        value.extend_from_slice(&16_u32.to_be_bytes());
        value.extend(self.essence_containers.iter().flatten());
        let mut bytes = Vec::new();
        klv::put_long_head(&self.key(), value.len() as u64, &mut bytes);
        bytes.extend_from_slice(&value);
        bytes
    }

    fn key(&self) -> Label {
        let mut key = [0; 16];
        key[..13].copy_from_slice(&PARTITION_PACK);
        key[13] = match self.kind {
            PartitionKind::Header => 2,
            PartitionKind::Body => 3,
            PartitionKind::Footer => 4,
        };
        key[14] = match (self.is_closed, self.is_complete) {
            (false, false) => 1,
            (true, false) => 2,
            (false, true) => 3,
            (true, true) => 4,
        };
        key
    }

    /// Reads a pack from its key and value; `None` where it is none or cut short.
    pub(super) fn parse(key: &Label, value: &[u8]) -> Option<Self> {
        if key[..13] != PARTITION_PACK {
            return None;
        }
        let kind = match key[13] {
            2 => PartitionKind::Header,
            3 => PartitionKind::Body,
            4 => PartitionKind::Footer,
            _ => return None,
        };
        let half = |at: usize| Some(u16::from_be_bytes(*value.get(at..)?.first_chunk()?));
        let word = |at: usize| Some(u32::from_be_bytes(*value.get(at..)?.first_chunk()?));
        let long = |at: usize| Some(u64::from_be_bytes(*value.get(at..)?.first_chunk()?));
        let count = usize::try_from(word(80)?).ok()?.min(MOST_CONTAINERS);
        let containers = value.get(FIXED_BYTES..)?.chunks_exact(16).take(count);
        Some(Self {
            kind,
            is_closed: matches!(key[14], 2 | 4),
            is_complete: matches!(key[14], 3 | 4),
            version: (half(0)?, half(2)?),
            grid_bytes: word(4)?,
            offset: long(8)?,
            previous: long(16)?,
            footer: long(24)?,
            header_bytes: long(32)?,
            index_bytes: long(40)?,
            index_sid: word(48)?,
            body_offset: long(52)?,
            body_sid: word(60)?,
            operational_pattern: *value.get(64..)?.first_chunk()?,
            essence_containers: containers.filter_map(|label| label.try_into().ok()).collect(),
        })
    }
}

/// The random index pack: id of the essence and offset of every partition.
pub(super) fn random_index(partitions: &[(u32, u64)]) -> Vec<u8> {
    let length = 12 * partitions.len() as u64 + 4;
    let mut bytes = Vec::new();
    klv::put_short_head(&RANDOM_INDEX_PACK, length, &mut bytes);
    for (body_sid, offset) in partitions {
        bytes.extend_from_slice(&body_sid.to_be_bytes());
        bytes.extend_from_slice(&offset.to_be_bytes());
    }
    let whole = u32::try_from(length + klv::SHORT_HEAD_BYTES).unwrap_or(0);
    bytes.extend_from_slice(&whole.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_come_back_and_cuts_do_not() {
        let partition = Partition {
            kind: PartitionKind::Body,
            is_closed: true,
            is_complete: false,
            version: (1, 2),
            grid_bytes: 512,
            offset: 0x1_0000_0000,
            previous: 3,
            footer: 4,
            header_bytes: 5,
            index_bytes: 6,
            index_sid: 7,
            body_offset: 8,
            body_sid: 9,
            operational_pattern: super::super::label::OP1A,
            essence_containers: vec![super::super::label::VC3_FRAMES, super::super::label::WAVE_FRAMES],
        };
        let bytes = partition.bytes();
        let key = bytes.first_chunk().copied().unwrap();
        assert_eq!(Partition::parse(&key, &bytes[25..]), Some(partition));
        for length in 0..FIXED_BYTES {
            assert_eq!(Partition::parse(&key, &bytes[25..25 + length]), None);
        }
    }
}
