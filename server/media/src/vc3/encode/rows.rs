//! Macroblocks measured: what each costs and loses at a quantiser.

use super::super::blocks::RowLayout;
use super::Setting;
use super::threads;
use interneg_kernels::macroblock::{self, Levels, SamplePlane};
use interneg_kernels::transform::{GROUP, Group};
use std::num::NonZeroUsize;

/// Memory of one thread for one row of macroblocks.
pub(super) struct RowScratch {
    /// Coefficients of the row's blocks.
    pub groups: Vec<Group>,
    /// Levels of each of its groups.
    pub levels: Vec<Levels>,
    /// Bytes of the row.
    pub bytes: Vec<u8>,
    bits: Vec<u32>,
    errors: Vec<f32>,
    /// Blocks of the whole frame that tell its quantiser.
    pub sample: Vec<Group>,
}

impl RowScratch {
    pub fn new(setting: &Setting) -> Self {
        let count = setting.layout.group_count();
        Self {
            groups: vec![[[0.0; GROUP]; 64]; count],
            levels: vec![Levels::default(); count],
            bytes: Vec::new(),
            bits: vec![0; count * GROUP],
            errors: vec![0.0; count * GROUP],
            sample: Vec::new(),
        }
    }

    /// Transforms the blocks of a row; all bits of each plane's samples.
    pub fn transform(&mut self, setting: &Setting, planes: &[SamplePlane<'_>; 3], row: usize) -> [u32; 3] {
        std::array::from_fn(|plane| {
            let groups = &mut self.groups[setting.layout.groups_of(plane)];
            let (upper, lower) = groups.split_at_mut(setting.layout.groups_across(plane));
            let transform =
                |y, groups| macroblock::transform(setting.level, &planes[plane], (0, y), &setting.scan, groups);
            transform(16 * row, upper) | transform(16 * row + 8, lower)
        })
    }

    /// Bits and errors of the row's macroblocks; bits of means are added.
    fn measure(&mut self, setting: &Setting, quantiser: u16, means: &[u32], bits: &mut [u32], errors: &mut [f32]) {
        for plane in 0..3 {
            let range = setting.layout.groups_of(plane);
            let blocks = range.start * GROUP..range.end * GROUP;
            let (bits, errors) = (&mut self.bits[blocks.clone()], &mut self.errors[blocks]);
            let groups = &self.groups[range];
            macroblock::measure(setting.level, groups, f32::from(quantiser), &setting.costs[plane], bits, errors);
        }
        for (column, mean_bits) in means.iter().enumerate() {
            (bits[column], errors[column]) = (*mean_bits, 0.0);
            for block in setting.layout.blocks(column) {
                bits[column] += self.bits[block.group * GROUP + block.lane];
                errors[column] += self.errors[block.group * GROUP + block.lane];
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
                let mean = mean_of(&self.groups[block.group], block.lane);
                let difference = mean - std::mem::replace(&mut before[block.plane], mean);
                setting.words.difference_bits(difference)
            });
            super::write::HEAD_BITS + ends + means.sum::<u32>()
        }));
    }
}

/// The level of a block's mean, as `device/macroblock/quantise.h` has it.
fn mean_of(group: &Group, lane: usize) -> i32 {
    (group[0][lane] + 0.5) as i32
}

/// Every macroblock at one quantiser.
#[derive(Debug, Default)]
pub(super) struct Measured {
    /// Bits, row by row.
    pub bits: Vec<u32>,
    /// Squared errors of all coefficients but the means.
    pub errors: Vec<f32>,
}

impl Measured {
    /// Bytes of all rows.
    pub fn row_bytes(&self, layout: &RowLayout) -> usize {
        self.bits.chunks(layout.columns).map(|row| padded_bytes(row.iter().map(|bits| *bits as usize).sum())).sum()
    }
}

/// Bytes of a row of so many bits: whole words of 32 bits.
pub(super) fn padded_bytes(bits: usize) -> usize {
    bits.div_ceil(32) * 4
}

/// Measures all macroblocks at one or two quantisers. Returns all bits of each plane's samples.
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
            let seen = scratch.transform(setting, planes, row);
            all = std::array::from_fn(|plane| all[plane] | seen[plane]);
            if (0..3).any(|plane| all[plane] >> setting.format.bits() != 0) {
                // The caller refuses such samples, whose means have no words.
                return all;
            }
            scratch.fixed_bits(setting, &mut fixed);
            let here = index * columns..(index + 1) * columns;
            for ((bits, errors), quantiser) in part.iter_mut().zip(quantisers) {
                scratch.measure(setting, quantiser, &fixed, &mut bits[here.clone()], &mut errors[here.clone()]);
            }
        }
        all
    });
    seen.into_iter().fold([0; 3], |all, seen| std::array::from_fn(|plane| all[plane] | seen[plane]))
}
