//! The steps of a frame.

use super::super::error::CudaError;
use super::super::grid::Grid;
use super::super::kept::KeptPicture;
use super::super::lane::{Chain, Lane, Launches};
use super::CudaProres;
use crate::prores::{MOST_BYTES, Quantiser};

/// Threads that count or write a slice.
const WARP: usize = 32;

/// Bytes of a slice header without alpha.
const HEADER_BYTES: usize = 6;

/// Room for written frames grows by so much at least: each is a little shorter or longer than the one before, and pinned
/// memory takes its time.
const ROOM_BYTES: usize = 1 << 20;

/// A picture on its way through a lane.
#[derive(Debug)]
pub struct ProresFrame<'a> {
    prores: &'a CudaProres,
    lane: &'a mut Lane,
    picture: KeptPicture,
    /// Whether coefficients are there.
    is_transformed: bool,
    used: [u16; 3],
}

/// How a slice is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProresTask {
    /// Its quantiser.
    pub quantiser: Quantiser,
    /// Its first byte in the output.
    pub first_byte: usize,
    /// Its bytes: the header's six, and those of its components with this quantiser.
    pub bytes: usize,
}

/// `ProresQuantiser` of the kernels: the bits of what is multiplied with, and places.
fn device_quantiser(quantiser: Quantiser) -> [u32; 2] {
    let (inverse, places) = quantiser.parts();
    [inverse.to_bits(), places]
}

/// Bytes of `used`.
const USED_BYTES: usize = 3 * size_of::<u32>();

impl<'a> ProresFrame<'a> {
    pub(super) fn new(prores: &'a CudaProres, lane: &'a mut Lane, picture: KeptPicture) -> Self {
        Self { prores, lane, picture, is_transformed: false, used: [0; 3] }
    }

    /// Bits that any sample of more than 8 uses, by plane; known once lengths have been asked for.
    pub fn used(&self) -> [u16; 3] {
        self.used
    }

    /// Bytes of the components of every slice, or of every `every`th from the first on, with each quantiser: a slice's
    /// with all quantisers, then the next one's. The first call transforms the picture.
    ///
    /// # Errors
    /// [`CudaError::Size`] for more numbers than 32 bits count, and what the driver refuses or the GPU fails in.
    ///
    /// # Panics
    /// When `every` is 0.
    pub fn lengths(&mut self, every: usize, quantisers: &[Quantiser]) -> Result<Vec<u32>, CudaError> {
        let prores = self.prores;
        let counted = prores.slices().div_ceil(every);
        let most = u32::MAX as usize;
        let numbers = counted.saturating_mul(quantisers.len());
        if numbers > most / WARP || every > most {
            return Err(wrong("a list of lengths", numbers, most / WARP));
        }
        let from: Vec<[u32; 2]> = quantisers.iter().copied().map(device_quantiser).collect();
        let from: &[u8] = bytemuck::cast_slice(&from);
        let lengths_bytes = numbers * size_of::<u32>();
        let sizes = (from.len(), lengths_bytes + USED_BYTES);
        self.lane.upload(&prores.device, sizes.0, sizes.1)?.copy_from_slice(from);
        let (picture, is_transformed) = (self.picture, self.is_transformed);
        // Counts of 32 bits have been checked above.
        let [counted, every, count] = [counted, every, quantisers.len()].map(|number| number as u32);
        // SAFETY: the buffers have what both kernels read and write: `Numbers` has checked the slices and the picture, and
        // a frame that is transformed has its coefficients in what stays of the middle, as nobody else has had the lane.
        unsafe {
            self.lane.run_chain(chain(prores, &picture, sizes, USED_BYTES), |launches| {
                if !is_transformed {
                    transform(prores, &picture, launches, launches.target + lengths_bytes as u64)?;
                }
                let (source, middle, target) = (launches.source, launches.middle, launches.target);
                launches.launch(&prores.loaded.count, Grid::along(numbers * WARP)?, |arguments| {
                    for address in [middle, prores.loaded.slices.address(), source, target] {
                        arguments.push_word(address);
                    }
                    for number in [counted, every, count, prores.numbers.chroma_blocks()] {
                        arguments.push_word(number.into());
                    }
                })
            })?;
        }
        let result = self.lane.result()?;
        let (lengths, used) = result.split_at(lengths_bytes);
        if !is_transformed {
            for (own, used) in self.used.iter_mut().zip(numbers_of(used)) {
                // Samples are words.
                *own = used as u16;
            }
            self.is_transformed = true;
        }
        Ok(numbers_of(lengths).collect())
    }

    /// Writes every slice, headers included, at its place of an output of `bytes` bytes, in which everything else is 0. The
    /// output is in pinned memory, good until the lane's next work.
    ///
    /// # Errors
    /// [`CudaError::Size`] where lengths were not asked for yet, tasks are not one for each slice, or are not in order, lie
    /// outside of the output or have other lengths than their slices; and what the driver refuses or the GPU fails in.
    pub fn write(self, tasks: &[ProresTask], bytes: usize) -> Result<&'a [u8], CudaError> {
        let Self { prores, lane, picture, is_transformed, .. } = self;
        if !is_transformed {
            let expected = prores.coefficient_bytes();
            return Err(wrong("the coefficients of a frame that was not counted", 0, expected));
        }
        check(tasks, prores.slices(), bytes)?;
        let from: Vec<[u32; 5]> = tasks.iter().map(device_task).collect();
        let from: &[u8] = bytemuck::cast_slice(&from);
        let sizes = (from.len(), target_bytes(bytes));
        let room = sizes.1.next_multiple_of(ROOM_BYTES);
        lane.upload(&prores.device, sizes.0, room)?.copy_from_slice(from);
        let whole_words = bytes.next_multiple_of(size_of::<u32>());
        // SAFETY: as in `lengths`; a kernel writes no word behind the end of its slice, which lies in the output.
        unsafe {
            lane.run_chain(chain(prores, &picture, sizes, sizes.1), |launches| {
                let (source, middle, target) = (launches.source, launches.middle, launches.target);
                launches.launch(&prores.loaded.write, Grid::along(tasks.len() * WARP)?, |arguments| {
                    let slices = prores.loaded.slices.address();
                    for address in [middle, slices, source, target, target + whole_words as u64] {
                        arguments.push_word(address);
                    }
                    arguments.push_word(tasks.len() as u64);
                    arguments.push_word(prores.numbers.chroma_blocks().into());
                })
            })?;
        }
        let result = lane.result()?;
        let (out, behind) = result.split_at(whole_words);
        let differing = numbers_of(behind).sum::<u32>();
        if differing != 0 {
            return Err(wrong("the list of slices that differ from their lengths", differing as usize, 0));
        }
        Ok(&out[..bytes])
    }
}

fn wrong(what: &'static str, found: usize, expected: usize) -> CudaError {
    CudaError::Size { what, found, expected }
}

/// Refuses tasks that are not one for each slice, in order and within the output.
fn check(tasks: &[ProresTask], slices: usize, output_bytes: usize) -> Result<(), CudaError> {
    if tasks.len() != slices {
        return Err(wrong("the list of slices to write", tasks.len(), slices));
    }
    let most = (u32::MAX as usize).min(output_bytes);
    let mut end = 0;
    for task in tasks {
        if task.first_byte < end || task.first_byte > most || task.bytes > most - task.first_byte {
            return Err(wrong("the place of a slice", task.first_byte, end));
        }
        if task.bytes > HEADER_BYTES + 3 * MOST_BYTES {
            return Err(wrong("a slice", task.bytes, HEADER_BYTES + 3 * MOST_BYTES));
        }
        end = task.first_byte + task.bytes;
    }
    Ok(())
}

/// What the GPU has written as words.
fn numbers_of(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (words, _) = bytes.as_chunks::<4>();
    words.iter().map(|word| u32::from_ne_bytes(*word))
}

/// The output in whole words, and a count.
fn target_bytes(bytes: usize) -> usize {
    bytes.next_multiple_of(size_of::<u32>()) + size_of::<u32>()
}

/// `ProresTask` of the kernels. Its place has been checked to lie in an output of 32 bits.
fn device_task(task: &ProresTask) -> [u32; 5] {
    let [inverse, places] = device_quantiser(task.quantiser);
    [inverse, places, task.quantiser.index().into(), task.first_byte as u32, task.bytes as u32]
}

/// A step: it says how much of the middle and of the kept memory a frame takes, so that their content stays.
fn chain(
    prores: &CudaProres,
    picture: &KeptPicture,
    (source_bytes, target_bytes): (usize, usize),
    cleared_bytes: usize,
) -> Chain {
    Chain {
        keeps: prores.loaded.clone(),
        source_bytes,
        middle_bytes: prores.coefficient_bytes(),
        kept_bytes: picture.end(),
        target_bytes,
        cleared_bytes,
    }
}

/// Queues the transform, which notes at `used` what samples use.
///
/// # Safety
/// The lane keeps the picture, its middle has room for the coefficients, and there are three words of 0 at `used`.
unsafe fn transform(
    prores: &CudaProres,
    picture: &KeptPicture,
    launches: &mut Launches<'_>,
    used: u64,
) -> Result<(), CudaError> {
    let (loaded, numbers) = (&prores.loaded, &prores.numbers);
    let planes = numbers.planes(picture, launches.kept);
    let middle = launches.middle;
    // SAFETY: these are the arguments that `device/cuda/prores.cu` declares; a thread beyond the blocks does nothing, tables
    // have a slice for every macroblock, and the caller vouches for the memory.
    unsafe {
        launches.launch(&loaded.transform, Grid::along(numbers.blocks as usize)?, |arguments| {
            arguments.push_bytes(bytemuck::bytes_of(&planes));
            for table in [&loaded.slices, &loaded.slice_of_macroblock, &loaded.weights] {
                arguments.push_word(table.address());
            }
            arguments.push_word(middle);
            arguments.push_word(used);
            for number in [numbers.blocks, numbers.chroma_blocks(), numbers.bits.into()] {
                arguments.push_word(number.into());
            }
        })
    }
}
