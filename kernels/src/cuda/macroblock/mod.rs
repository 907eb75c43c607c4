//! Macroblocks on a GPU: blocks of a picture that lies there are transformed, measured and written in a run-level code, with
//! the numbers and bytes of a CPU ([`macroblock`](crate::macroblock)).
//!
//! Coefficients stay on the GPU from the first step of a picture to the last. The host decides between the steps: it gets
//! bits and errors of macroblocks, and says at which quantiser each is written and where.

mod coding;
mod layout;
mod picture;
mod text;

pub use coding::{MacroblockCoding, MacroblockWords, Word};
pub use picture::{CodedPicture, MacroblockOrder, Measures, Slot};
pub use text::macroblock_texts;

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::kept::KeptPicture;
use super::lane::Lane;
use super::memory::DeviceBuffer;
use super::module::Kernel;
use super::program::uploaded;
use layout::Layout;
use std::sync::Arc;

/// Writes the macroblocks of pictures of one size and code. May be shared between threads and lanes.
#[derive(Debug)]
pub struct CudaMacroblocks {
    device: CudaDevice,
    layout: Layout,
    sizes: [(usize, usize); 3],
    bits: u8,
    loaded: Arc<Loaded>,
}

/// What the running kernels use.
#[derive(Debug)]
struct Loaded {
    transform: Arc<Kernel>,
    sample: Arc<Kernel>,
    measure: Arc<Kernel>,
    measure_two: Arc<Kernel>,
    sum: Arc<Kernel>,
    write: Arc<Kernel>,
    /// `struct ScanOfPlaces`, `struct CodeWords` and three `struct Weighing`.
    scan: DeviceBuffer,
    words: DeviceBuffer,
    weighings: DeviceBuffer,
}

/// Which lines of a kept picture are one to code: all, or those of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptLines {
    /// The first one, from 0 on.
    pub first: usize,
    /// Lines from one to the next, at least 1.
    pub step: usize,
}

impl KeptLines {
    /// Every line.
    pub const ALL: Self = Self { first: 0, step: 1 };

    /// How many of so many there are.
    fn of(self, rows: usize) -> usize {
        rows.saturating_sub(self.first).div_ceil(self.step)
    }
}

impl CudaMacroblocks {
    /// Compiles or finds the kernels, and brings the tables to the GPU.
    ///
    /// # Errors
    /// [`CudaError::Size`] for a picture without samples or beyond 32 bits of places, and for a code that the kernels have no
    /// room for; else what the compiler or the driver refuses.
    pub fn new(device: &CudaDevice, kernels: &KernelCache, coding: &MacroblockCoding<'_>) -> Result<Self, CudaError> {
        let layout = Layout::new(coding)?;
        let upload = |words: &[u32]| uploaded(device, bytemuck::cast_slice(words));
        let (scan, words) = (upload(&coding.scan_words()?)?, upload(&coding.code_words()?)?);
        let weighings: Vec<f32> = coding.costs.iter().flat_map(|costs| costs.weighing()).collect();
        let kernel = |name| kernels.kernel(device, name, &text::text_of(name));
        let loaded = Loaded {
            transform: kernel(text::TRANSFORM)?,
            sample: kernel(text::SAMPLE)?,
            measure: kernel(text::MEASURE)?,
            measure_two: kernel(text::MEASURE_TWO)?,
            sum: kernel(text::SUM)?,
            write: kernel(text::WRITE)?,
            scan,
            words,
            weighings: uploaded(device, bytemuck::cast_slice(&weighings))?,
        };
        let (sizes, bits) = (coding.sizes, coding.bits);
        Ok(Self { device: device.clone(), layout, sizes, bits, loaded: Arc::new(loaded) })
    }

    /// Begins a picture that is lines of what a lane keeps. Nothing runs yet.
    ///
    /// # Errors
    /// [`CudaError::Size`] where these lines' sizes or bits are others than the coding's, or end beyond 4 GiB of what the
    /// lane keeps; [`CudaError::OtherDevice`].
    pub fn picture<'a>(
        &'a self,
        lane: &'a mut Lane,
        picture: &KeptPicture,
        lines: KeptLines,
    ) -> Result<CodedPicture<'a>, CudaError> {
        lane.device().same_as(&self.device)?;
        let is_expected = |what, found, expected| {
            if found == expected { Ok(()) } else { Err(CudaError::Size { what, found, expected }) }
        };
        is_expected("a sample of the picture", picture.bits().into(), usize::from(self.bits))?;
        if lines.step == 0 {
            return Err(CudaError::Size { what: "steps between lines", found: 0, expected: 1 });
        }
        for ((found_columns, found_rows), (columns, rows)) in picture.sizes().into_iter().zip(self.sizes) {
            is_expected("a line of the picture", found_columns, columns)?;
            is_expected("a plane of the picture", lines.of(found_rows), rows)?;
        }
        // A line's step is below that, too: a picture of several lines has it within, and that of one is not used.
        let end = picture.end();
        if u32::try_from(end).is_err() {
            return Err(CudaError::Size { what: "the end of the picture", found: end, expected: u32::MAX as usize });
        }
        Ok(CodedPicture::new(self, lane, *picture, lines))
    }

    /// Bytes that a picture takes on the GPU beside its samples.
    pub fn picture_bytes(&self) -> usize {
        self.layout.middle_bytes()
    }

    /// Registers a thread, and bytes of local memory a thread, of each kernel with its name.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn registers_and_local_bytes(&self) -> Result<Vec<(&'static str, u32, u32)>, CudaError> {
        let Loaded { transform, sample, measure, measure_two, sum, write, .. } = &*self.loaded;
        let kernels = [transform, sample, measure, measure_two, sum, write];
        let told = text::KERNELS.into_iter().zip(kernels).map(|(name, kernel)| {
            let (registers, local_bytes) = kernel.registers_and_local_bytes()?;
            Ok((name, registers, local_bytes))
        });
        told.collect()
    }
}
