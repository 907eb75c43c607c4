//! A program of colour operations on a GPU.

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::lane::{Lane, Work};
use super::memory::{DeviceBuffer, Direction, PinnedBuffer};
use super::module::{Arguments, Kernel};
use super::numbers::operation_bytes;
use super::source;
use super::stream::Stream;
use crate::device::Checked;
use crate::program::Program;
use std::sync::Arc;

/// A [`Program`] on a GPU: the same bits. May be shared between threads and lanes.
///
/// The kernel knows the kinds of the operations; numbers and tables are data, so programs of the same kinds share it.
#[derive(Debug)]
pub struct CudaProgram {
    device: CudaDevice,
    loaded: Arc<Loaded>,
}

/// What a running kernel uses.
#[derive(Debug)]
struct Loaded {
    kernel: Arc<Kernel>,
    data: OperationData,
}

/// Numbers and tables of operations, where a kernel reads them.
#[derive(Debug)]
pub(super) struct OperationData {
    /// With the launch's parameters; `None` where they lie behind the tables.
    operations: Option<Vec<u8>>,
    tables: DeviceBuffer,
    operations_offset: usize,
}

impl OperationData {
    pub(super) fn new(device: &CudaDevice, checked: &Checked) -> Result<Self, CudaError> {
        let operations = operation_bytes(checked.operations());
        let mut bytes = bytemuck::cast_slice::<f32, u8>(checked.tables()).to_vec();
        let operations_offset = bytes.len();
        if source::numbers_fit(checked.operations().len()) {
            return Ok(Self { operations: Some(operations), tables: uploaded(device, &bytes)?, operations_offset });
        }
        bytes.extend(operations);
        Ok(Self { operations: None, tables: uploaded(device, &bytes)?, operations_offset })
    }

    /// The arguments `operations` and `tables`, as `source` declares them.
    pub(super) fn push(&self, arguments: &mut Arguments) {
        match &self.operations {
            Some(operations) => arguments.push_bytes(operations),
            None => arguments.push_word(self.tables.address() + self.operations_offset as u64),
        }
        arguments.push_word(self.tables.address());
    }
}

/// Planes begin at multiples of this, as a warp reads memory.
const PLANE_ALIGNMENT: usize = 128;

impl CudaProgram {
    /// Compiles or finds the kernel, and brings the tables to the GPU.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn new(device: &CudaDevice, kernels: &KernelCache, program: &Program) -> Result<Self, CudaError> {
        let checked = program.checked();
        let kernel = kernels.kernel(device, source::PROGRAM, &source::program(checked.operations()))?;
        let data = OperationData::new(device, checked)?;
        Ok(Self { device: device.clone(), loaded: Arc::new(Loaded { kernel, data }) })
    }

    /// Registers a thread, and bytes of local memory a thread, which should be 0.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn registers_and_local_bytes(&self) -> Result<(u32, u32), CudaError> {
        self.loaded.kernel.registers_and_local_bytes()
    }

    /// Runs over planar R, G and B, in place.
    ///
    /// # Errors
    /// As [`Self::submit`] and [`Self::finish`].
    pub fn apply(&self, lane: &mut Lane, mut planes: [&mut [f32]; 3]) -> Result<(), CudaError> {
        self.submit(lane, planes.each_ref().map(|plane| &**plane))?;
        self.finish(lane, planes.each_mut().map(|plane| &mut **plane))
    }

    /// Queues R, G and B on a lane and returns. Waits first for the lane's last frame, whose result is lost if nobody
    /// has fetched it.
    ///
    /// # Errors
    /// [`CudaError::Size`] where the planes differ in length, [`CudaError::OtherDevice`], and what the driver refuses.
    pub fn submit(&self, lane: &mut Lane, planes: [&[f32]; 3]) -> Result<(), CudaError> {
        let pixels = planes[0].len();
        if let Some(plane) = planes.iter().find(|plane| plane.len() != pixels) {
            return Err(CudaError::Size { what: "a plane", found: plane.len(), expected: pixels });
        }
        let plane_bytes = plane_bytes(pixels);
        let bytes = 3 * plane_bytes;
        let upload = lane.upload(&self.device, bytes, bytes)?;
        for (plane, target) in planes.into_iter().zip(upload.chunks_exact_mut(plane_bytes.max(1))) {
            for (value, target) in plane.iter().zip(target.as_chunks_mut::<4>().0) {
                *target = value.to_ne_bytes();
            }
        }
        let work = Work {
            kernel: &self.loaded.kernel,
            keeps: self.loaded.clone(),
            source_bytes: bytes,
            target_bytes: bytes,
            cleared_bytes: 0,
            grid: Grid::along(pixels)?,
        };
        // SAFETY: these are the arguments that `source::program` declares; a thread beyond the pixels does nothing,
        // the planes lie within the buffers, and `Program` has checked that tables hold what operations look up.
        unsafe {
            lane.run(work, |arguments, source, target| {
                self.loaded.data.push(arguments);
                arguments.push_word(source);
                arguments.push_word(target);
                arguments.push_word((plane_bytes / size_of::<f32>()) as u64);
                arguments.push_word(pixels as u64);
            })
        }
    }

    /// Waits for what [`Self::submit`] has queued, and fetches it.
    ///
    /// # Errors
    /// [`CudaError::Size`] where the planes are not those of the submission, and what failed on the GPU.
    pub fn finish(&self, lane: &mut Lane, planes: [&mut [f32]; 3]) -> Result<(), CudaError> {
        let result = lane.result()?;
        for (index, plane) in planes.into_iter().enumerate() {
            let plane_bytes = plane_bytes(plane.len());
            if result.len() != 3 * plane_bytes {
                return Err(CudaError::Size { what: "a result", found: result.len(), expected: 3 * plane_bytes });
            }
            let values = result[index * plane_bytes..].as_chunks::<4>().0;
            for (value, target) in values.iter().zip(plane) {
                *target = f32::from_ne_bytes(*value);
            }
        }
        Ok(())
    }
}

fn plane_bytes(pixels: usize) -> usize {
    (pixels * size_of::<f32>()).next_multiple_of(PLANE_ALIGNMENT)
}

/// A buffer of the GPU with these bytes.
pub(super) fn uploaded(device: &CudaDevice, bytes: &[u8]) -> Result<DeviceBuffer, CudaError> {
    let buffer = DeviceBuffer::new(device, bytes.len())?;
    let mut staged = PinnedBuffer::new(device, bytes.len(), Direction::Up)?;
    staged.copy_from_slice(bytes);
    let stream = Stream::new(device)?;
    // SAFETY: both buffers live until the stream is synchronised; on an error the GPU is lost and uses nothing.
    unsafe { stream.copy_up(&staged, &buffer, bytes.len())? };
    stream.synchronize()?;
    Ok(buffer)
}
