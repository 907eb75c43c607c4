//! One slice to samples.

use super::levels::{self, Levels};
use crate::prores::error::SliceFault;
use interneg_kernels::Level;
use interneg_kernels::prores::{Arrangement, MOST_BLOCKS, QUANTISATION_INDICES, Scan, scale_of_index};
use interneg_kernels::transform::{GROUP, Group, Lines, factor, samples};

/// Bytes of the smallest slice header; with 8 or more, the length of Cr is told as well.
const LEAST_HEADER_BYTES: usize = 6;
const HEADER_WITH_CR_BYTES: usize = 8;

/// A slice's parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'a> {
    /// What the weights are multiplied by.
    pub scale: u16,
    /// Codes of Y', Cb, Cr and of alpha.
    pub codes: [&'a [u8]; 4],
}

impl<'a> Parts<'a> {
    /// Cuts a slice by what its header says.
    pub fn of(slice: &'a [u8], has_alpha: bool) -> Result<Self, SliceFault> {
        let header_bytes = usize::from(slice.first().copied().unwrap_or(0) >> 3);
        let least = if has_alpha { HEADER_WITH_CR_BYTES } else { LEAST_HEADER_BYTES };
        let (header, mut left) = slice.split_at_checked(header_bytes).ok_or(SliceFault::Sizes)?;
        if header_bytes < least {
            return Err(SliceFault::Header { found: header_bytes, least });
        }
        let index = header[1];
        if !(1..=QUANTISATION_INDICES).contains(&index) {
            return Err(SliceFault::Quantiser(index));
        }
        let mut codes = [&[][..]; 4];
        for (component, codes) in codes.iter_mut().enumerate() {
            let field = 2 + 2 * component..4 + 2 * component;
            let is_told = component < 2 || (component == 2 && header_bytes >= HEADER_WITH_CR_BYTES);
            let length = match header.get(field).filter(|_| is_told) {
                Some(field) => usize::from(u16::from_be_bytes([field[0], field[1]])),
                None => left.len(),
            };
            (*codes, left) = left.split_at_checked(length).ok_or(SliceFault::Sizes)?;
        }
        Ok(Self { scale: scale_of_index(index), codes })
    }
}

/// For each place in coding order, its coefficient's index in raster order, and what a level with the scale 1 is there for
/// the inverse transform to samples of the wanted depth.
#[derive(Debug, Clone)]
pub(super) struct Unweighting {
    raster: [u8; 64],
    factors: [f32; 64],
}

impl Unweighting {
    pub fn new(matrix: &[u8; 64], scan: Scan, bits: u8) -> Self {
        let raster = scan.raster();
        // RDD 36, 7.4: samples span 512, and a level is 8 coefficients by weight and scale.
        let of_depth = 2f64.powi(i32::from(bits)) / 512.0;
        let factors = raster.map(|index| {
            let index = usize::from(index);
            (f64::from(matrix[index]) / 8.0 * of_depth / factor(index / 8, index % 8)) as f32
        });
        Self { raster, factors }
    }
}

/// The samples of a component of a slice, line by line, at most 128 to a line.
pub(super) type Samples = [u16; 16 * LINE];
pub(super) const LINE: usize = 128;

/// What decoding a component needs; its memory serves one after the other.
#[derive(Debug)]
pub(super) struct Workshop {
    level: Level,
    levels: Box<Levels>,
    group: Box<Group>,
    lines: Box<Lines>,
    pub samples: Box<Samples>,
}

impl Workshop {
    pub fn new(level: Level) -> Self {
        Self {
            level,
            levels: Box::new([0; 64 * MOST_BLOCKS]),
            group: Box::new([[0.0; GROUP]; 64]),
            lines: Box::new([[0; 8 * GROUP]; 8]),
            samples: Box::new([0; 16 * LINE]),
        }
    }

    /// Decodes component `component` of `macroblocks` macroblocks to samples of `bits` bits.
    pub fn decode(
        &mut self,
        parts: &Parts<'_>,
        component: usize,
        (arrangement, macroblocks): (Arrangement, usize),
        unweighting: &Unweighting,
        bits: u8,
    ) -> Result<(), SliceFault> {
        let blocks = macroblocks * arrangement.blocks();
        levels::read(parts.codes[component], blocks, component, &mut self.levels)?;
        let scale = f32::from(parts.scale);
        // A code has at most 16 bits.
        let (middle, most) = (1 << (bits - 1), ((1u32 << bits) - 1) as u16);
        for first in (0..blocks).step_by(GROUP) {
            let now = GROUP.min(blocks - first);
            for (place, index) in unweighting.raster.into_iter().enumerate() {
                let factor = unweighting.factors[place] * scale;
                let from = &self.levels[place * blocks + first..][..now];
                let to = &mut self.group[usize::from(index)];
                for (to, from) in to.iter_mut().zip(from) {
                    *to = *from as f32 * factor;
                }
            }
            samples(self.level, &self.group, middle, most, &mut self.lines);
            for block in 0..now {
                let (column, row) = arrangement.place(first + block);
                for (y, line) in self.lines.iter().enumerate() {
                    let to = &mut self.samples[(row + y) * LINE + column..][..8];
                    to.copy_from_slice(&line[8 * block..][..8]);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_without_room_for_its_header_says_so() {
        let fault = |slice: &[u8], has_alpha| Parts::of(slice, has_alpha).err();
        assert_eq!(fault(&[], false), Some(SliceFault::Header { found: 0, least: 6 }));
        assert_eq!(fault(&[5 << 3, 1, 0, 0, 0], false), Some(SliceFault::Header { found: 5, least: 6 }));
        assert_eq!(fault(&[6 << 3, 1, 0, 0, 0, 0], true), Some(SliceFault::Header { found: 6, least: 8 }));
        assert_eq!(fault(&[7 << 3, 1, 0, 0, 0, 0], false), Some(SliceFault::Sizes), "it reaches over the end");
        assert_eq!(fault(&[6 << 3, 1, 0, 0, 0, 0], false), None);
    }
}
