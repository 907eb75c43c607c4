//! A look on a GPU: one kernel between the planes of a picture and those that are packed.

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::lane::Launches;
use super::module::Kernel;
use super::planes::Singles;
use super::program::OperationData;
use super::source;
use super::step::{self, CudaStep, ShaderData};
use crate::pass::PassError;
use crate::program::Program;
use std::sync::Arc;

/// Steps on planes of singles that lie on the GPU.
#[derive(Debug)]
pub(super) struct Look {
    kernel: Arc<Kernel>,
    data: OperationData,
    shaders: ShaderData,
    multiprocessors: u32,
}

/// `struct Shown` of `device/cuda/look.h`: columns and rows of the target, and first column and width of the picture in
/// it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) left: usize,
    pub(super) width: usize,
}

/// The text of a look.
///
/// # Errors
/// Names the operation that cannot be run.
pub(super) fn text(steps: &[CudaStep<'_>]) -> Result<String, PassError> {
    let (operations, segments) = step::segments(steps);
    Ok(source::look(Program::check(&operations)?.operations(), &segments))
}

impl Look {
    /// Compiles or finds the kernel, and brings tables and textures to the GPU.
    ///
    /// # Errors
    /// [`CudaError::Pass`] names an operation that cannot be run; else what the compiler or the driver refuses.
    pub(super) fn new(device: &CudaDevice, kernels: &KernelCache, steps: &[CudaStep<'_>]) -> Result<Self, CudaError> {
        let (operations, segments) = step::segments(steps);
        let shader_bytes = step::shader_bytes(&segments);
        if shader_bytes > source::MOST_SHADER_BYTES {
            let (found, expected) = (shader_bytes, source::MOST_SHADER_BYTES);
            return Err(CudaError::Size { what: "the parameters of shaders", found, expected });
        }
        let checked = Program::check(&operations).map_err(|error| CudaError::Pass(error.into()))?;
        let kernel = kernels.kernel(device, source::LOOK, &source::look(checked.operations(), &segments))?;
        let data = OperationData::new(device, &checked, source::LOOK_BYTES + shader_bytes)?;
        let multiprocessors = device.info().multiprocessors;
        Ok(Self { kernel, data, shaders: ShaderData::new(device, &segments)?, multiprocessors })
    }

    /// Registers a thread, and bytes of local memory a thread.
    pub(super) fn registers_and_local_bytes(&self) -> Result<(u32, u32), CudaError> {
        self.kernel.registers_and_local_bytes()
    }

    /// Queues the kernel, which counts at `found`.
    ///
    /// # Safety
    /// The planes at `from` hold `rows` lines of `width` numbers, those at `to` as many of `columns`; there is room for
    /// counts at `found`, and this look lives until the stream has come past.
    pub(super) unsafe fn launch(
        &self,
        launches: &mut Launches<'_>,
        (from, to): (Singles, Singles),
        shown: Shown,
        found: u64,
    ) -> Result<(), CudaError> {
        let Shown { columns, rows, left, width } = shown;
        let grid = Grid::over(columns, rows, self.multiprocessors)?;
        // The passes that pack them have refused planes of 4 GiB, so that 32 bits hold every side.
        let numbers = [columns, rows, left, width].map(|number| number as u32);
        // SAFETY: these are the arguments that `source::look` declares; a thread beyond the columns does nothing,
        // `Checked` has tables for all that operations look up, and the caller vouches for the memory.
        unsafe {
            launches.launch(&self.kernel, grid, |arguments| {
                for Singles { address, stride, plane } in [from, to] {
                    arguments.push_bytes(bytemuck::cast_slice(&[address, stride as u64, plane as u64]));
                }
                arguments.push_bytes(bytemuck::cast_slice(&numbers));
                self.data.push(arguments);
                arguments.push_word(found);
                self.shaders.push(arguments);
            })
        }
    }
}
