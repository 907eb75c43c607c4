//! What frames of one shape have in common, and its tables as `device/cuda/prores/layout.h` has them.

use super::super::error::CudaError;
use super::super::kept::KeptPicture;
use crate::prores::{Arrangement, MOST_MACROBLOCKS, WEIGHTS, Weights};

/// Where a slice lies, in macroblocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProresSlice {
    /// 0 for a frame that is coded as a whole; of two fields, 0 for the one that is coded first.
    pub picture: usize,
    /// Column of its first macroblock.
    pub column: usize,
    /// Its row.
    pub row: usize,
    /// Its width: 1, 2, 4 or 8.
    pub macroblocks: usize,
}

/// Frames of one size, depth and division.
#[derive(Debug, Clone, Copy)]
pub struct ProresShape<'a> {
    /// Columns and rows of luma in samples.
    pub size: (usize, usize),
    /// Bits of a sample, 8 to 16.
    pub bits: u8,
    /// Blocks of a macroblock of chroma; of half the width, its planes have half the columns of luma, rounded up.
    pub chroma: Arrangement,
    /// The first line of each picture of a frame, in the order they are coded: one frame, or two fields of every other line.
    pub first_lines: &'a [usize],
    /// All slices in coding order.
    pub slices: &'a [ProresSlice],
    /// Of luma and of chroma.
    pub weights: [&'a Weights; 2],
}

/// `ProresSlice` of the kernels: macroblocks before it, picture, column, row, macroblocks.
type DeviceSlice = [u32; 5];

/// `ProresWeight`: the bits of the factor, the place.
type DeviceWeight = [u32; 2];

/// `ProresPlane`: address, bytes from line to line, columns in the lower half and rows in the upper, on hosts that store the
/// lower one first, as all hosts of CUDA do.
type DevicePlane = [u64; 3];

/// Tables that stay on the GPU.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) slices: Vec<DeviceSlice>,
    pub(super) slice_of_macroblock: Vec<u32>,
    pub(super) weights: Vec<DeviceWeight>,
}

/// What is left of a shape beside its tables.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    size: (usize, usize),
    pub(super) bits: u8,
    chroma: Arrangement,
    first_lines: [Option<usize>; 2],
    /// Blocks of all slices.
    pub(super) blocks: u32,
}

fn wrong(what: &'static str, found: usize, expected: usize) -> CudaError {
    CudaError::Size { what, found, expected }
}

impl Numbers {
    /// Checks everything that the kernels take for granted.
    pub(super) fn of(shape: &ProresShape<'_>) -> Result<Self, CudaError> {
        let (columns, rows) = shape.size;
        let pictures = shape.first_lines.len();
        if !(8..=16).contains(&shape.bits) {
            return Err(wrong("the depth of ProRes samples", shape.bits.into(), 16));
        }
        if let Some(weights) = shape.weights.iter().find(|weights| weights.bits() != shape.bits) {
            return Err(wrong("the depth of ProRes weights", weights.bits().into(), shape.bits.into()));
        }
        if u32::try_from(columns.max(rows)).is_err() {
            return Err(wrong("a side of the picture", columns.max(rows), u32::MAX as usize));
        }
        if !(1..=2).contains(&pictures) {
            return Err(wrong("the list of a frame's pictures", pictures, 2));
        }
        if let Some(line) = shape.first_lines.iter().find(|line| **line >= pictures.min(rows)) {
            return Err(wrong("the first line of a picture", *line, pictures.min(rows)));
        }
        for slice in shape.slices {
            let ProresSlice { picture, column, row, macroblocks } = *slice;
            if picture >= pictures {
                return Err(wrong("the picture of a slice", picture, pictures));
            }
            if !macroblocks.is_power_of_two() || macroblocks > MOST_MACROBLOCKS {
                return Err(wrong("the width of a slice", macroblocks, MOST_MACROBLOCKS));
            }
            let rows = (rows - shape.first_lines[picture]).div_ceil(pictures);
            for (what, found, expected) in [
                ("the column of a slice", column, columns.div_ceil(16)),
                ("the row of a slice", row, rows.div_ceil(16)),
            ] {
                if found >= expected {
                    return Err(wrong(what, found, expected));
                }
            }
        }
        let macroblocks = shape.slices.iter().map(|slice| slice.macroblocks).sum::<usize>();
        let blocks = macroblocks.saturating_mul(4 + 2 * shape.chroma.blocks());
        // The kernels count blocks, and quantisers of slices, in 32 bits.
        let most = u32::MAX as usize / WEIGHTS;
        let blocks = match u32::try_from(blocks) {
            Ok(fits) if blocks <= most => fits,
            _ => return Err(wrong("the list of a frame's blocks", blocks, most)),
        };
        let mut first_lines = [None; 2];
        for (line, first) in first_lines.iter_mut().zip(shape.first_lines) {
            *line = Some(*first);
        }
        Ok(Self { size: shape.size, bits: shape.bits, chroma: shape.chroma, first_lines, blocks })
    }

    pub(super) fn chroma_blocks(&self) -> u32 {
        // 2 or 4.
        self.chroma.blocks() as u32
    }

    pub(super) fn coefficient_bytes(&self) -> usize {
        self.blocks as usize * WEIGHTS * size_of::<f32>()
    }

    /// Refuses a picture that has not this shape.
    pub(super) fn check(&self, picture: &KeptPicture) -> Result<(), CudaError> {
        if picture.bits() != self.bits {
            return Err(wrong("the depth of a kept picture", picture.bits().into(), self.bits.into()));
        }
        let (columns, rows) = self.size;
        let chroma = if self.chroma == Arrangement::HalfChroma { columns.div_ceil(2) } else { columns };
        for ((found_columns, found_rows), expected) in picture.sizes().into_iter().zip([columns, chroma, chroma]) {
            if found_columns != expected {
                return Err(wrong("a line of a kept plane", found_columns, expected));
            }
            if found_rows != rows {
                return Err(wrong("the list of a kept plane's lines", found_rows, rows));
            }
        }
        Ok(())
    }

    /// The planes of every picture, from the address of what the lane keeps. A frame has the second picture's for nothing.
    pub(super) fn planes(&self, picture: &KeptPicture, kept: u64) -> [[DevicePlane; 3]; 2] {
        let pictures = self.first_lines.iter().flatten().count();
        self.first_lines.map(|first_line| {
            let Some(first_line) = first_line else { return [DevicePlane::default(); 3] };
            [0, 1, 2].map(|index| {
                let plane = picture.planes()[index];
                let line_bytes = picture.stride_bytes(index);
                let rows = (plane.rows - first_line).div_ceil(pictures);
                // Sides have been checked to be below 2^32.
                let sides = plane.columns as u64 | (rows as u64) << 32;
                [kept + (plane.offset + first_line * line_bytes) as u64, (pictures * line_bytes) as u64, sides]
            })
        })
    }
}

impl ProresShape<'_> {
    pub(super) fn tables(&self) -> Tables {
        let (mut first, mut slices, mut slice_of_macroblock) = (0, Vec::new(), Vec::new());
        for (index, slice) in (0..).zip(self.slices) {
            // All have been checked to be less than 2^32.
            let [picture, column, row, macroblocks] =
                [slice.picture, slice.column, slice.row, slice.macroblocks].map(|number| number as u32);
            slices.push([first, picture, column, row, macroblocks]);
            slice_of_macroblock.extend(std::iter::repeat_n(index, slice.macroblocks));
            first += macroblocks;
        }
        let weights = self.weights.iter().flat_map(|weights| {
            let (raster, factors) = weights.parts();
            let mut in_raster_order = [DeviceWeight::default(); WEIGHTS];
            for ((place, index), factor) in (0..).zip(raster).zip(factors) {
                in_raster_order[usize::from(*index)] = [factor.to_bits(), place];
            }
            in_raster_order
        });
        Tables { slices, slice_of_macroblock, weights: weights.collect() }
    }
}
