//! Inverses of one-dimensional tables.

use super::ProgramError;
use crate::device::DeviceOperation;
use std::fmt;
use std::sync::Arc;

/// The inverses of tables with linear interpolation over 0..1, exact between two entries. Values beyond a table's
/// entries give its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Lut1dInverse {
    /// Where the tables of R, G and B rise or fall.
    pub stretches: [Stretch; 3],
    /// The table falls; the stretch holds its entries negated.
    pub is_falling: [bool; 3],
    /// Entries of the whole table.
    pub length: usize,
}

/// The inverses of tables with an entry for each half float. Values beyond a table's entries give the halves at its
/// ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Lut1dOfHalvesInverse {
    /// Where the entries of positive halves rise or fall, by the halves' bits from 0 to 0x7BFF.
    pub positive: [Stretch; 3],
    /// The same for negative halves, from 0x8000 to 0xFBFF. They run the other way, and so do their signs.
    pub negative: [Stretch; 3],
    /// The entries of positive halves fall; their stretch holds them negated, else that of the negative halves does.
    pub is_falling: [bool; 3],
    /// Entry of zero, where one stretch ends and the other begins.
    pub middle: [f32; 3],
}

/// A part of a table whose entries nowhere fall.
#[derive(Clone, PartialEq)]
pub struct Stretch {
    /// Place of the first one in the table.
    pub first: usize,
    /// The entries, at least one. The last one may be infinite: of what lies before it the finite entry is the inverse,
    /// and of infinity NaN.
    pub entries: Arc<[f32]>,
}

impl Stretch {
    fn check(&self, operation: usize, places: std::ops::Range<usize>) -> Result<(), ProgramError> {
        let expected = places.len().min(places.end.saturating_sub(self.first));
        let found = self.entries.len();
        if found == 0 || found > expected || self.first < places.start {
            return Err(ProgramError::TableLength { operation, found, expected });
        }
        let (last, others) = (self.entries[found - 1], &self.entries[..found - 1]);
        if last.is_nan() || !others.iter().all(|entry| entry.is_finite()) {
            return Err(ProgramError::NotFinite { operation });
        }
        if !self.entries.is_sorted() {
            return Err(ProgramError::NotRising { operation });
        }
        Ok(())
    }

    /// The entries, and the last one repeated up to `length`.
    fn filled(&self, length: usize) -> impl Iterator<Item = f32> {
        let last = self.entries.last().copied().unwrap_or_default();
        self.entries.iter().copied().chain(std::iter::repeat(last)).take(length)
    }
}

/// Adds blocks of entries to the tables; channels with the same entries share them.
pub(super) struct Blocks<'a> {
    pub(super) operation: usize,
    pub(super) tables: &'a mut Vec<f32>,
}

impl Blocks<'_> {
    /// The places of the channels' blocks, each of whose stretches is filled to `length` entries.
    fn place(&mut self, channels: [&[&Stretch]; 3], length: usize) -> Result<[u32; 3], ProgramError> {
        let too_large = ProgramError::TooLarge { operation: self.operation };
        let mut places = [0; 3];
        for (index, stretches) in channels.iter().enumerate() {
            let entries =
                |channel: &[&Stretch]| channel.iter().map(|stretch| stretch.entries.clone()).collect::<Vec<_>>();
            if let Some(same) = (0..index).find(|before| entries(channels[*before]) == entries(stretches)) {
                places[index] = places[same];
                continue;
            }
            let begin = self.tables.len();
            if begin + length * stretches.len() > i32::MAX as usize {
                return Err(too_large);
            }
            self.tables.extend(stretches.iter().flat_map(|stretch| stretch.filled(length)));
            places[index] = u32::try_from(begin).map_err(|_| too_large.clone())?;
        }
        Ok(places)
    }
}

/// A power of two with room for all entries, and for two.
fn room<'a>(stretches: impl IntoIterator<Item = &'a Stretch>) -> usize {
    stretches.into_iter().map(|stretch| stretch.entries.len()).max().unwrap_or_default().next_power_of_two().max(2)
}

fn sign(is_falling: bool) -> f32 {
    if is_falling { -1.0 } else { 1.0 }
}

impl Lut1dInverse {
    pub(super) fn encode(&self, kind: u32, mut blocks: Blocks<'_>) -> Result<DeviceOperation, ProgramError> {
        let operation = blocks.operation;
        if self.length > super::encode::LARGEST_TABLE {
            return Err(ProgramError::TooLarge { operation });
        }
        if self.length < 2 {
            return Err(ProgramError::TableLength { operation, found: self.length, expected: 2 });
        }
        for stretch in &self.stretches {
            stretch.check(operation, 0..self.length)?;
        }
        let [r, g, b] = &self.stretches;
        let length = room(&self.stretches);
        let table = blocks.place([&[r], &[g], &[b]], length)?;
        let scale = 1.0 / (self.length - 1) as f32;
        let parameters = [0, 1, 2].map(|channel| {
            let first = self.stretches[channel].first as f32;
            [sign(self.is_falling[channel]), first, scale]
        });
        Ok(DeviceOperation { length: (length / 2) as u32, table, ..super::encode::with(kind, parameters) })
    }
}

impl Lut1dOfHalvesInverse {
    pub(super) fn encode(&self, kind: u32, mut blocks: Blocks<'_>) -> Result<DeviceOperation, ProgramError> {
        for (positive, negative) in self.positive.iter().zip(&self.negative) {
            positive.check(blocks.operation, 0..0x7C00)?;
            negative.check(blocks.operation, 0x8000..0xFC00)?;
        }
        let length = room(self.positive.iter().chain(&self.negative));
        let [r, g, b] = [0, 1, 2].map(|channel| [&self.positive[channel], &self.negative[channel]]);
        let table = blocks.place([&r, &g, &b], length)?;
        let parameters = [0, 1, 2].map(|channel| {
            let firsts = [&self.positive[channel], &self.negative[channel]].map(|stretch| stretch.first as f32);
            [sign(self.is_falling[channel]), self.middle[channel], firsts[0], firsts[1]]
        });
        Ok(DeviceOperation { length: (length / 2) as u32, table, ..super::encode::with(kind, parameters) })
    }
}

impl fmt::Debug for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} entries from {}", self.entries.len(), self.first)
    }
}
