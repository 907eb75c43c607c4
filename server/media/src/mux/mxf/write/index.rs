//! The index: where each edit unit lies, and where its elements lie in it (ST 377-1 section 11).

use super::packages::{BODY_SID, INDEX_SID};
use super::plan::Plan;
use crate::mux::mxf::label::INDEX_TABLE_SEGMENT;
use crate::mux::mxf::property as p;
use crate::mux::mxf::set::{InstanceIds, LocalSet};

/// Edit units of a segment: entries of 15 bytes in a value that ends at 65535.
const MOST_ENTRIES: usize = 4000;
/// Flags of an entry: an edit unit that can be decoded by itself.
const RANDOM_ACCESS: u8 = 0x80;

/// One essence element of a content package.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    /// Bytes from the begin of the content package, or of its slice.
    pub delta_bytes: u32,
}

/// Where edit units lie.
#[derive(Debug, Clone)]
pub(super) enum Index {
    /// Every edit unit has the same size.
    Constant {
        /// That size.
        unit_bytes: u32,
        /// Elements of one; none where there is only one.
        elements: Vec<Element>,
    },
    /// Each has its own, because of its picture; the sound behind it is a slice of constant size.
    Variable {
        /// All edit units in order.
        units: Vec<Unit>,
        /// Elements of the slice of sound; none where there is no sound.
        sounds: Vec<Element>,
    },
}

/// One edit unit of variable size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Where it begins, in bytes from the begin of the essence.
    pub offset_bytes: u64,
    /// Where its sound begins, in bytes from its own begin.
    pub sound_bytes: u32,
}

impl Index {
    /// The segments of the table, in order.
    pub(super) fn segments(&self, plan: &Plan) -> Vec<LocalSet> {
        // Sets of header metadata have their ids from the file package; these are none of them.
        let mut ids = InstanceIds::for_file(plan.material);
        let mut segment = |start: u64, duration: u64, unit_bytes: u32, slices: u8| {
            LocalSet::with_key(INDEX_TABLE_SEGMENT, ids.next())
                .ratio(p::INDEX_EDIT_RATE, plan.container_rate())
                .u64(p::INDEX_START, start)
                .u64(p::INDEX_DURATION, duration)
                .u32(p::EDIT_UNIT_BYTES, unit_bytes)
                .u32(p::INDEX_SID, INDEX_SID)
                .u32(p::BODY_SID, BODY_SID)
                .u8(p::SLICE_COUNT, slices)
        };
        match self {
            Self::Constant { unit_bytes, elements } => {
                let set = segment(0, plan.container_duration(), *unit_bytes, 0);
                let elements: Vec<(u8, u32)> = elements.iter().map(|element| (0, element.delta_bytes)).collect();
                vec![if elements.is_empty() { set } else { set.raw(p::DELTA_ENTRIES, deltas(&elements)) }]
            }
            Self::Variable { units, sounds } => {
                let slices = u8::from(!sounds.is_empty());
                // The picture begins the edit unit, the sounds its second slice.
                let elements: Vec<(u8, u32)> =
                    [(0, 0)].into_iter().chain(sounds.iter().map(|sound| (1, sound.delta_bytes))).collect();
                let mut start = 0;
                let mut segments = Vec::new();
                for units in units.chunks(MOST_ENTRIES) {
                    let set = segment(start, units.len() as u64, 0, slices).raw(p::DELTA_ENTRIES, deltas(&elements));
                    segments.push(set.raw(p::INDEX_ENTRIES, entries(units, slices)));
                    start += units.len() as u64;
                }
                segments
            }
        }
    }
}

/// Entries of 6 bytes: no reordering, slice, place in the slice.
fn deltas(elements: &[(u8, u32)]) -> Vec<u8> {
    let mut bytes = array_head(elements.len(), 6);
    for (slice, delta_bytes) in elements {
        bytes.extend_from_slice(&[0, *slice]);
        bytes.extend_from_slice(&delta_bytes.to_be_bytes());
    }
    bytes
}

/// Entries: no reordering, its own key frame, flags, place of the edit unit, place of its second slice where it has one.
fn entries(units: &[Unit], slices: u8) -> Vec<u8> {
    let mut bytes = array_head(units.len(), 11 + 4 * u32::from(slices));
    for unit in units {
        bytes.extend_from_slice(&[0, 0, RANDOM_ACCESS]);
        bytes.extend_from_slice(&unit.offset_bytes.to_be_bytes());
        if slices > 0 {
            bytes.extend_from_slice(&unit.sound_bytes.to_be_bytes());
        }
    }
    bytes
}

/// Head of an array: how many entries, and how long each is.
fn array_head(count: usize, entry_bytes: u32) -> Vec<u8> {
    [u32::try_from(count).unwrap_or(0).to_be_bytes(), entry_bytes.to_be_bytes()].concat()
}
