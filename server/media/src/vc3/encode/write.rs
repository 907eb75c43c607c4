//! Rows of macroblocks as bits, each where it belongs.

use super::super::Sampling;
use super::super::words::Word;
use super::bits::BitWriter;
use super::choose::Choice;
use super::rows::{RowScratch, padded_bytes};
use super::{Setting, threads};
use interneg_kernels::macroblock::{self, SamplePlane};
use interneg_kernels::transform::GROUP;

/// A macroblock begins with its quantiser and the colour flag.
pub(in crate::vc3) const HEAD_BITS: u32 = 12;

/// Writes all rows of a frame.
pub(super) fn rows(
    setting: &Setting,
    planes: &[SamplePlane<'_>; 3],
    choice: &Choice,
    mut out: &mut [u8],
    scratch: &mut [RowScratch],
) {
    let mut parts = Vec::with_capacity(scratch.len());
    for range in threads::split(choice.row_bits.len(), scratch.len()) {
        let bytes = choice.row_bits[range.clone()].iter().map(|bits| padded_bytes(*bits)).sum();
        let (now, left) = std::mem::take(&mut out).split_at_mut(bytes);
        parts.push((range, now));
        out = left;
    }
    threads::each(parts, scratch, |(range, mut out), scratch| {
        for row in range {
            let (now, left) = std::mem::take(&mut out).split_at_mut(padded_bytes(choice.row_bits[row]));
            out = left;
            scratch.quantise(setting, planes, choice, row);
            scratch.write(setting, choice, row, now);
        }
    });
}

impl RowScratch {
    /// Levels of the row's blocks at the quantisers of their macroblocks.
    fn quantise(&mut self, setting: &Setting, planes: &[SamplePlane<'_>; 3], choice: &Choice, row: usize) {
        let layout = &setting.layout;
        let quantisers = &choice.quantisers[row * layout.columns..][..layout.columns];
        self.transform(setting, planes, row, |scratch, plane, first, groups| {
            let each = setting.format.blocks_across(plane);
            for (group, index) in groups.iter().zip(first..) {
                let place = (index - layout.groups_of(plane).start) % layout.groups_across(plane);
                // Blocks behind the row's end are not written.
                let of_lane = |lane: usize| {
                    let column = (place * GROUP + lane) / each;
                    f32::from(quantisers[column.min(layout.columns - 1)])
                };
                let lanes = std::array::from_fn(of_lane);
                let quantiser = setting.costs[plane].quantiser();
                macroblock::levels(setting.level, group, &lanes, quantiser, &mut scratch.levels[index]);
            }
        });
    }

    /// # Panics
    /// When the row has other bits than were counted, which would be a bug.
    fn write(&mut self, setting: &Setting, choice: &Choice, row: usize, out: &mut [u8]) {
        let columns = setting.layout.columns;
        self.bytes.resize(out.len() + 8, 0);
        let mut writer = BitWriter::new(&mut self.bytes);
        let mut before = [setting.format.first_mean(); 3];
        let colour = u32::from(setting.format.sampling() == Sampling::YCbCr444);
        for column in 0..columns {
            let quantiser = u32::from(choice.quantisers[row * columns + column]);
            writer.put(Word { code: quantiser << 1 | colour, bits: HEAD_BITS });
            for block in setting.layout.blocks(column) {
                let levels = &self.levels[block.group];
                let mean = i32::from(levels.levels[0][block.lane]);
                let difference = mean - std::mem::replace(&mut before[block.plane], mean);
                writer.put(setting.words.difference(difference));
                let (mut positions, mut behind) = (levels.positions(block.lane), 1);
                while positions != 0 {
                    let position = positions.trailing_zeros() as usize;
                    positions &= positions - 1;
                    let run = position - behind;
                    behind = position + 1;
                    let (level, run) = setting.words.level(levels.levels[position][block.lane], run);
                    writer.put_long(u64::from(level.code) << run.bits | u64::from(run.code), level.bits + run.bits);
                }
                writer.put(setting.words.end);
            }
        }
        assert_eq!(writer.bits(), choice.row_bits[row], "row {row} has other bits than were counted");
        let bytes = writer.bits().div_ceil(8);
        out[..bytes].copy_from_slice(&self.bytes[..bytes]);
        out[bytes..].fill(0);
    }
}
