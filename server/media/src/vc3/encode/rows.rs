//! Macroblocks measured: what each costs and loses at a quantiser.

use super::super::blocks::RowLayout;
use super::Setting;
use super::sample::Sample;
use super::threads;
use interneg_kernels::cuda::Slot;
use interneg_kernels::macroblock::{self, Levels, SamplePlane};
use interneg_kernels::transform::{GROUP, Group};
use std::num::NonZeroUsize;

/// Groups that are worked on at a time: their coefficients stay in the first-level cache.
const CHUNK: usize = 4;

/// Memory of one thread for one row of macroblocks.
pub(super) struct RowScratch {
    /// Levels of each of the row's groups.
    pub levels: Vec<Levels>,
    /// Bytes of the row.
    pub bytes: Vec<u8>,
    /// Levels of the means of the row's blocks.
    means: Vec<i32>,
    /// Bits and errors of the row's blocks, at each quantiser.
    measured: [(Vec<u32>, Vec<f32>); 2],
    /// Blocks of the whole frame that tell its quantiser.
    pub sample: Sample,
}

impl RowScratch {
    pub fn new(setting: &Setting) -> Self {
        let count = setting.layout.group_count();
        Self {
            levels: vec![Levels::default(); count],
            bytes: Vec::new(),
            means: vec![0; count * GROUP],
            measured: std::array::from_fn(|_| (vec![0; count * GROUP], vec![0.0; count * GROUP])),
            sample: Sample::default(),
        }
    }

    /// Transforms the blocks of a row and hands them over, some groups at a time, with their plane and the first one's place
    /// among the groups of the row. Returns all bits of each plane's samples.
    pub fn transform(
        &mut self,
        setting: &Setting,
        planes: &[SamplePlane<'_>; 3],
        row: usize,
        mut each: impl FnMut(&mut Self, usize, usize, &[Group]),
    ) -> [u32; 3] {
        let mut chunk = [[[0.0; GROUP]; 64]; CHUNK];
        std::array::from_fn(|plane| {
            let (range, across) = (setting.layout.groups_of(plane), setting.layout.groups_across(plane));
            let mut seen = 0;
            for (first_of_half, y) in [(range.start, 16 * row), (range.start + across, 16 * row + 8)] {
                for first in (0..across).step_by(CHUNK) {
                    let groups = &mut chunk[..CHUNK.min(across - first)];
                    let at = (first * macroblock::LINE, y);
                    seen |= macroblock::transform(setting.level, &planes[plane], at, &setting.scan, groups);
                    each(self, plane, first_of_half + first, groups);
                }
            }
            seen
        })
    }

    /// Measures a row's blocks at some quantisers. Returns all bits of each plane's samples.
    fn measure_blocks(
        &mut self,
        setting: &Setting,
        planes: &[SamplePlane<'_>; 3],
        row: usize,
        quantisers: &[u16],
    ) -> [u32; 3] {
        self.transform(setting, planes, row, |scratch, plane, first, groups| {
            let blocks = first * GROUP..(first + groups.len()) * GROUP;
            let means = groups.iter().flat_map(|group| &group[0]);
            scratch.means[blocks.clone()].iter_mut().zip(means).for_each(|(level, mean)| *level = mean_of(*mean));
            for (quantiser, (bits, errors)) in quantisers.iter().zip(&mut scratch.measured) {
                let (bits, errors) = (&mut bits[blocks.clone()], &mut errors[blocks.clone()]);
                let costs = &setting.costs[plane];
                macroblock::measure(setting.level, groups, f32::from(*quantiser), costs, bits, errors);
            }
        })
    }

    /// Bits and errors of the row's macroblocks at the quantiser of that index, with what no quantiser changes.
    fn sum_up(&self, setting: &Setting, index: usize, fixed: &[u32], bits: &mut [u32], errors: &mut [f32]) {
        let (block_bits, block_errors) = &self.measured[index];
        for (column, fixed) in fixed.iter().enumerate() {
            (bits[column], errors[column]) = (*fixed, 0.0);
            for block in setting.layout.blocks(column) {
                bits[column] += block_bits[block.group * GROUP + block.lane];
                errors[column] += block_errors[block.group * GROUP + block.lane];
            }
        }
    }

    /// Bits of each macroblock that no quantiser changes: its head, means and ends of blocks.
    fn fixed_bits(&self, setting: &Setting, fixed: &mut Vec<u32>) {
        let mut before = [setting.format.first_mean(); 3];
        let ends = setting.words.end.bits * setting.format.blocks() as u32;
        fixed.clear();
        fixed.extend((0..setting.layout.columns).map(|column| {
            let means = setting.layout.blocks(column).map(|block| {
                let mean = self.means[block.group * GROUP + block.lane];
                let difference = mean - std::mem::replace(&mut before[block.plane], mean);
                setting.words.difference_bits(difference)
            });
            super::write::HEAD_BITS + ends + means.sum::<u32>()
        }));
    }
}

/// The level of a block's mean, as `device/macroblock/quantise.h` has it.
fn mean_of(mean: f32) -> i32 {
    (mean + 0.5) as i32
}

/// Every macroblock at one quantiser.
#[derive(Debug, Default)]
pub(super) struct Measured {
    /// Bits, row by row.
    pub bits: Vec<u32>,
    /// Squared errors of all coefficients but the means.
    pub errors: Vec<f32>,
    /// Where a GPU keeps the bits of its blocks.
    pub slot: Slot,
}

impl Measured {
    /// Room for both that are measured at a time.
    pub fn pair() -> [Self; 2] {
        [Slot::First, Slot::Second].map(|slot| Self { slot, ..Self::default() })
    }

    /// Bytes of all rows.
    pub fn row_bytes(&self, layout: &RowLayout) -> usize {
        self.bits.chunks(layout.columns).map(|row| padded_bytes(row.iter().map(|bits| *bits as usize).sum())).sum()
    }
}

/// Bytes of a row of so many bits: whole words of 32 bits.
pub(super) fn padded_bytes(bits: usize) -> usize {
    bits.div_ceil(32) * 4
}

/// Measures all macroblocks at one quantiser or two. Returns all bits of each plane's samples.
pub(super) fn measure<const N: usize>(
    setting: &Setting,
    planes: &[SamplePlane<'_>; 3],
    targets: [(u16, &mut Measured); N],
    scratch: &mut [RowScratch],
    threads: NonZeroUsize,
) -> [u32; 3] {
    let (columns, rows) = setting.format.macroblocks();
    let quantisers: [u16; N] = std::array::from_fn(|i| targets[i].0);
    let mut rest = targets.map(|(_, measured)| {
        measured.bits.resize(rows * columns, 0);
        measured.errors.resize(rows * columns, 0.0);
        (&mut measured.bits[..], &mut measured.errors[..])
    });
    let mut parts = Vec::with_capacity(threads.get());
    for range in threads::split(rows, threads.get()) {
        let count = range.len() * columns;
        let part = rest.each_mut().map(|(bits, errors)| {
            let (bits_now, bits_left) = std::mem::take(bits).split_at_mut(count);
            let (errors_now, errors_left) = std::mem::take(errors).split_at_mut(count);
            (*bits, *errors) = (bits_left, errors_left);
            (bits_now, errors_now)
        });
        parts.push((range, part));
    }
    let seen = threads::each(parts, scratch, |(range, mut part), scratch| {
        let (mut all, mut fixed) = ([0; 3], Vec::with_capacity(columns));
        for (index, row) in range.enumerate() {
            let seen = scratch.measure_blocks(setting, planes, row, &quantisers);
            all = std::array::from_fn(|plane| all[plane] | seen[plane]);
            if (0..3).any(|plane| all[plane] >> setting.format.bits() != 0) {
                // The caller refuses such samples, whose means have no words.
                return all;
            }
            scratch.fixed_bits(setting, &mut fixed);
            let here = index * columns..(index + 1) * columns;
            for (index, (bits, errors)) in part.iter_mut().enumerate() {
                scratch.sum_up(setting, index, &fixed, &mut bits[here.clone()], &mut errors[here.clone()]);
            }
        }
        all
    });
    seen.into_iter().fold([0; 3], |all, seen| std::array::from_fn(|plane| all[plane] | seen[plane]))
}
