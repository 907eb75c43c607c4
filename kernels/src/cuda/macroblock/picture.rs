//! A picture on its way to macroblocks.

use super::super::error::CudaError;
use super::super::grid::Grid;
use super::super::kept::KeptPicture;
use super::super::lane::{Chain, Lane, Launches};
use super::{CudaMacroblocks, KeptLines};
use std::sync::Arc;

/// Which of two measurings: both stay on the GPU until they are measured anew, and macroblocks are written by either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Slot {
    /// One of them.
    #[default]
    First,
    /// The other one.
    Second,
}

impl Slot {
    fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 1,
        }
    }
}

/// How a macroblock is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MacroblockOrder {
    /// Bits before it in what is written.
    pub offset_bits: u32,
    /// Its quantiser, at least 1.
    pub quantiser: u16,
    /// The measuring at this quantiser.
    pub slot: Slot,
}

/// Bytes of an order on its way up.
const ORDER_BYTES: usize = 8;

/// Before every result: the bits of each plane's samples that are above its depth, and a word that is not used.
const ABOVE_BYTES: usize = 16;

/// A picture in a lane's memory, which has it until this ends.
#[derive(Debug)]
pub struct CodedPicture<'a> {
    macroblocks: &'a CudaMacroblocks,
    lane: &'a mut Lane,
    picture: KeptPicture,
    layout: Vec<u32>,
    /// Coefficients are there; the first step brings them.
    is_transformed: bool,
    above: [u32; 3],
}

/// Bits and errors of all macroblocks, row by row, in pinned memory.
#[derive(Debug, Clone, Copy)]
pub struct Measures<'a> {
    result: &'a [u8],
    macroblocks: usize,
}

impl Measures<'_> {
    /// Bits of each macroblock at the quantiser of this place among those that were measured, all words included.
    ///
    /// # Panics
    /// When so many were not measured.
    pub fn bits(&self, which: usize) -> &[u32] {
        bytemuck::cast_slice(self.numbers(2 * which))
    }

    /// The squared errors of its coefficients but the means.
    ///
    /// # Panics
    /// As [`Self::bits`].
    pub fn errors(&self, which: usize) -> &[f32] {
        bytemuck::cast_slice(self.numbers(2 * which + 1))
    }

    fn numbers(&self, which: usize) -> &[u8] {
        let bytes = self.macroblocks * size_of::<u32>();
        &self.result[which * bytes..][..bytes]
    }
}

impl<'a> CodedPicture<'a> {
    pub(super) fn new(
        macroblocks: &'a CudaMacroblocks,
        lane: &'a mut Lane,
        picture: KeptPicture,
        lines: KeptLines,
    ) -> Self {
        let layout = macroblocks.layout.words(&picture, lines);
        Self { macroblocks, lane, picture, layout, is_transformed: false, above: [0; 3] }
    }

    /// Bits that samples of each plane have above their depth; known after the first step.
    pub fn above(&self) -> [u32; 3] {
        self.above
    }

    /// Bits of levels at each of some quantisers, summed by plane, of one in `step` of the groups of 16 blocks side by side;
    /// the first is that at `step / 2`.
    ///
    /// # Errors
    /// [`CudaError::Size`] for a step of 0 or no quantiser; else what the driver refuses, or failed on the GPU.
    pub fn sample(&mut self, step: usize, quantisers: &[u16]) -> Result<Vec<[u32; 3]>, CudaError> {
        let places = u32::MAX as usize / 2;
        if quantisers.is_empty() || !(1..=places).contains(&step) {
            return Err(CudaError::Size { what: "a sample of blocks", found: step, expected: places });
        }
        let (sampled, groups) = self.macroblocks.layout.sampled(step, quantisers.len());
        let grid = Grid::along(groups * crate::transform::GROUP * quantisers.len())?;
        let numbers: Vec<f32> = quantisers.iter().map(|quantiser| f32::from(*quantiser)).collect();
        let sums_bytes = quantisers.len() * 3 * size_of::<u32>();
        // SAFETY: a thread beyond the groups, the line or the lines does nothing, there is room for three sums a quantiser
        // behind `ABOVE_BYTES`, and the upload has a number for each quantiser.
        let result = unsafe {
            self.run(bytemuck::cast_slice(&numbers), sums_bytes, sums_bytes, |work, launches| {
                let (source, sums) = (launches.source, launches.target + ABOVE_BYTES as u64);
                launches.launch(&work.macroblocks.loaded.sample, grid, |arguments| {
                    arguments.push_bytes(bytemuck::cast_slice(work.layout));
                    arguments.push_bytes(bytemuck::cast_slice(&sampled));
                    arguments.push_word(work.middle);
                    arguments.push_word(work.macroblocks.loaded.words.address());
                    arguments.push_word(work.macroblocks.loaded.weighings.address());
                    arguments.push_word(source);
                    arguments.push_word(sums);
                })
            })?
        };
        let sums: &[u32] = bytemuck::cast_slice(result);
        Ok(sums.as_chunks::<3>().0.to_vec())
    }

    /// Measures all macroblocks at one quantiser or two, which are at least 1. The slots of two differ.
    ///
    /// # Errors
    /// What the driver refuses, or failed on the GPU.
    pub fn measure(&mut self, first: (u16, Slot), second: Option<(u16, Slot)>) -> Result<Measures<'_>, CudaError> {
        let layout = self.macroblocks.layout;
        let macroblocks = layout.macroblocks();
        let numbers_bytes = macroblocks * size_of::<u32>();
        let (blocks, sums) = (Grid::along(layout.blocks)?, Grid::along(macroblocks)?);
        let both: Vec<(u16, Slot)> = [first].into_iter().chain(second).collect();
        // SAFETY: `Layout` has room for the numbers of every block in each slot, and the target for those of every
        // macroblock; threads beyond them do nothing.
        let result = unsafe {
            self.run(&[], 2 * both.len() * numbers_bytes, 0, |work, launches| {
                let target = launches.target + ABOVE_BYTES as u64;
                work.measure(launches, blocks, &both, |slot| {
                    layout.measured(slot.index()).map(|at| work.middle + at as u64)
                })?;
                for (index, (_, slot)) in both.iter().enumerate() {
                    let [bits, errors] = layout.measured(slot.index()).map(|at| work.middle + at as u64);
                    launches.launch(&work.macroblocks.loaded.sum, sums, |arguments| {
                        arguments.push_bytes(bytemuck::cast_slice(work.layout));
                        arguments.push_word(bits);
                        arguments.push_word(errors);
                        arguments.push_word(target + (2 * index * numbers_bytes) as u64);
                        arguments.push_word(target + ((2 * index + 1) * numbers_bytes) as u64);
                    })?;
                }
                Ok(())
            })?
        };
        Ok(Measures { result, macroblocks })
    }

    /// Seconds that the kernels of the last step took; `None` where the lane has no timer.
    ///
    /// # Errors
    /// What failed on the GPU.
    pub fn kernel_seconds(&mut self) -> Result<Option<f64>, CudaError> {
        self.lane.kernel_seconds()
    }

    /// Bits and errors of every block at a quantiser, plane by plane and line by line: for tests.
    ///
    /// # Errors
    /// As [`Self::measure`].
    #[doc(hidden)]
    pub fn blocks(&mut self, quantiser: u16) -> Result<(Vec<u32>, Vec<f32>), CudaError> {
        let layout = self.macroblocks.layout;
        let (grid, numbers_bytes) = (Grid::along(layout.blocks)?, layout.blocks * size_of::<u32>());
        // SAFETY: as in `measure`; the target has room for two numbers a block.
        let result = unsafe {
            self.run(&[], 2 * numbers_bytes, 2 * numbers_bytes, |work, launches| {
                let target = launches.target + ABOVE_BYTES as u64;
                work.measure(launches, grid, &[(quantiser, Slot::First)], |_| [target, target + numbers_bytes as u64])
            })?
        };
        let (bits, errors) = result.split_at(numbers_bytes);
        let (bits, errors): (&[u32], &[f32]) = (bytemuck::cast_slice(bits), bytemuck::cast_slice(errors));
        let places = layout.places();
        let bits = places.iter().flat_map(|places| &bits[places.clone()]).copied().collect();
        Ok((bits, places.iter().flat_map(|places| &errors[places.clone()]).copied().collect()))
    }

    /// Writes every macroblock; `orders` go row by row. Between and behind them are zeros. What comes back is `bytes` long, in
    /// pinned memory.
    ///
    /// # Errors
    /// [`CudaError::Size`] for other bytes than whole words of 32 bits whose bits have 32-bit places, for other orders than a
    /// macroblock each, and for blocks that have come out longer or shorter than they were measured, which would be a bug or
    /// a broken GPU; else what the driver refuses, or failed on the GPU.
    pub fn write(&mut self, bytes: usize, orders: impl Iterator<Item = MacroblockOrder>) -> Result<&[u8], CudaError> {
        let layout = self.macroblocks.layout;
        let most = (u32::MAX / 8) as usize & !3;
        if bytes > most || !bytes.is_multiple_of(4) {
            return Err(CudaError::Size { what: "what is written", found: bytes, expected: most });
        }
        let mut upload = Vec::with_capacity(layout.macroblocks() * ORDER_BYTES);
        for MacroblockOrder { offset_bits, quantiser, slot } in orders {
            upload.extend(offset_bits.to_ne_bytes());
            upload.extend(quantiser.to_ne_bytes());
            upload.extend((slot.index() as u16).to_ne_bytes());
        }
        if upload.len() != layout.macroblocks() * ORDER_BYTES {
            let found = upload.len() / ORDER_BYTES;
            return Err(CudaError::Size { what: "orders of macroblocks", found, expected: layout.macroblocks() });
        }
        let grid = Grid::along(layout.blocks)?;
        // SAFETY: there is an order for each macroblock, and numbers of each block in both slots; words beyond `bytes` are not
        // written, and the count of faults lies behind them.
        let result = unsafe {
            self.run(&upload, bytes + size_of::<u32>(), bytes + size_of::<u32>(), |work, launches| {
                let (source, target) = (launches.source, launches.target + ABOVE_BYTES as u64);
                let [first, second] = [0, 1].map(|slot| work.middle + layout.measured(slot)[0] as u64);
                launches.launch(&work.macroblocks.loaded.write, grid, |arguments| {
                    arguments.push_bytes(bytemuck::cast_slice(work.layout));
                    arguments.push_word(work.middle);
                    arguments.push_word(work.macroblocks.loaded.words.address());
                    arguments.push_word(work.macroblocks.loaded.weighings.address());
                    arguments.push_word(first);
                    arguments.push_word(second);
                    arguments.push_word(source);
                    arguments.push_word(target);
                    arguments.push_word((bytes / 4) as u64);
                    arguments.push_word(target + bytes as u64);
                })
            })?
        };
        let (written, faults) = result.split_at(bytes);
        let faults: &[u32] = bytemuck::cast_slice(faults);
        if faults != [0] {
            let found = faults.first().map_or(0, |faults| *faults as usize);
            return Err(CudaError::Size { what: "blocks of other lengths than were measured", found, expected: 0 });
        }
        Ok(written)
    }

    /// Queues the transform, where it has not been, and what `launch` launches, and waits for the result of `result_bytes`,
    /// of which the last `cleared_bytes` are 0 before.
    ///
    /// # Safety
    /// The kernels that `launch` launches stay within the upload, what the layout has between kernels, and the result behind
    /// [`ABOVE_BYTES`] of the target.
    unsafe fn run(
        &mut self,
        upload: &[u8],
        result_bytes: usize,
        cleared_bytes: usize,
        launch: impl FnOnce(&Work<'_>, &mut Launches<'_>) -> Result<(), CudaError>,
    ) -> Result<&[u8], CudaError> {
        let CudaMacroblocks { device, layout, loaded, .. } = self.macroblocks;
        let target_bytes = ABOVE_BYTES + result_bytes;
        // Before the first bit is above, none is; a result that is written whole needs no zeros.
        let cleared_bytes = if self.is_transformed { cleared_bytes } else { target_bytes };
        self.lane.upload(device, upload.len(), target_bytes)?.copy_from_slice(upload);
        let chain = Chain {
            keeps: loaded.clone() as Arc<_>,
            source_bytes: upload.len(),
            middle_bytes: layout.middle_bytes(),
            kept_bytes: self.picture.end(),
            target_bytes,
            cleared_bytes,
        };
        let is_first = !self.is_transformed;
        let grid = Grid::along(layout.blocks)?;
        // SAFETY: the arguments are those that `transform.cu` declares; the lane keeps the picture's planes, whose sizes are
        // the layout's, its middle has room for the coefficients, and every result begins with the words for `above`. The
        // caller vouches for the rest.
        unsafe {
            self.lane.run_chain(chain, |launches| {
                let work = Work { macroblocks: self.macroblocks, layout: &self.layout, middle: launches.middle };
                if is_first {
                    let (kept, above) = (launches.kept, launches.target);
                    launches.launch(&loaded.transform, grid, |arguments| {
                        arguments.push_word(kept);
                        arguments.push_bytes(bytemuck::cast_slice(work.layout));
                        arguments.push_word(loaded.scan.address());
                        arguments.push_word(work.middle);
                        arguments.push_word(above);
                    })?;
                }
                launch(&work, launches)
            })?;
        }
        let (head, result) = self.lane.result()?.split_at(ABOVE_BYTES);
        if is_first {
            let above: &[u32] = bytemuck::cast_slice(head);
            self.above = [above[0], above[1], above[2]];
            self.is_transformed = true;
        }
        Ok(result)
    }
}

/// What all kernels of a step are given.
struct Work<'a> {
    macroblocks: &'a CudaMacroblocks,
    layout: &'a [u32],
    /// Where the coefficients begin.
    middle: u64,
}

impl Work<'_> {
    /// Queues the measuring of all blocks at one quantiser or two.
    ///
    /// # Safety
    /// There is room for a number of every block at both addresses of each slot.
    unsafe fn measure(
        &self,
        launches: &mut Launches<'_>,
        grid: Grid,
        quantisers: &[(u16, Slot)],
        addresses: impl Fn(Slot) -> [u64; 2],
    ) -> Result<(), CudaError> {
        let loaded = &self.macroblocks.loaded;
        let kernel = if quantisers.len() == 1 { &loaded.measure } else { &loaded.measure_two };
        // SAFETY: these are the arguments that `measure.cu` declares, of which a kernel takes four bytes of a word for a
        // single (as in `resample.rs`); the caller vouches for the memory.
        unsafe {
            launches.launch(kernel, grid, |arguments| {
                arguments.push_bytes(bytemuck::cast_slice(self.layout));
                arguments.push_word(self.middle);
                arguments.push_word(loaded.words.address());
                arguments.push_word(loaded.weighings.address());
                for (quantiser, slot) in quantisers {
                    let [bits, errors] = addresses(*slot);
                    arguments.push_word(f32::from(*quantiser).to_bits().into());
                    arguments.push_word(bits);
                    arguments.push_word(errors);
                }
            })
        }
    }
}
