//! The arithmetic of a ProRes encoder on a GPU, from planes that lie there already: the coefficients, lengths and bytes of
//! [`crate::prores::Component`].
//!
//! A frame goes through a lane in steps, a chain each: [`CudaProres::begin`] names the picture, then lengths are asked for
//! as often as the caller needs to choose quantisers, then all slices are written. Coefficients stay on the GPU between the
//! steps; lengths and the finished bytes come back.

mod frame;
mod shape;

pub use frame::{ProresFrame, ProresTask};
pub use shape::{ProresShape, ProresSlice};

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::kept::KeptPicture;
use super::lane::Lane;
use super::memory::DeviceBuffer;
use super::module::Kernel;
use super::program::uploaded;
use super::source;
use shape::Numbers;
use std::sync::Arc;

/// ProRes slices of frames of one shape on a GPU. May be shared between threads and lanes.
#[derive(Debug)]
pub struct CudaProres {
    device: CudaDevice,
    numbers: Numbers,
    slices: usize,
    loaded: Arc<Loaded>,
}

/// What running kernels use.
#[derive(Debug)]
struct Loaded {
    transform: Arc<Kernel>,
    count: Arc<Kernel>,
    write: Arc<Kernel>,
    slices: DeviceBuffer,
    /// For every macroblock, in the order of the slices, its slice.
    slice_of_macroblock: DeviceBuffer,
    /// Of luma and of chroma, for every coefficient in raster order.
    weights: DeviceBuffer,
}

impl CudaProres {
    /// Compiles or finds the kernels, and brings the tables of a frame's slices to the GPU.
    ///
    /// # Errors
    /// [`CudaError::Size`] for a slice that does not begin in its picture, is not 1, 2, 4 or 8 macroblocks wide or lies in a
    /// third picture, for weights of another depth, and for frames of more coefficients than 32 bits count; else what the
    /// compiler or the driver refuses.
    pub fn new(device: &CudaDevice, kernels: &KernelCache, shape: &ProresShape<'_>) -> Result<Self, CudaError> {
        let numbers = Numbers::of(shape)?;
        let tables = shape.tables();
        let text = source::prores();
        let [transform, count, write] = source::PRORES.map(|name| kernels.kernel(device, name, &text));
        let loaded = Loaded {
            transform: transform?,
            count: count?,
            write: write?,
            slices: uploaded(device, bytemuck::cast_slice(&tables.slices))?,
            slice_of_macroblock: uploaded(device, bytemuck::cast_slice(&tables.slice_of_macroblock))?,
            weights: uploaded(device, bytemuck::cast_slice(&tables.weights))?,
        };
        Ok(Self { device: device.clone(), numbers, slices: tables.slices.len(), loaded: Arc::new(loaded) })
    }

    /// Slices of a frame.
    pub fn slices(&self) -> usize {
        self.slices
    }

    /// Bytes of coefficients that a lane holds of a frame.
    pub fn coefficient_bytes(&self) -> usize {
        self.numbers.coefficient_bytes()
    }

    /// Registers a thread, and bytes of local memory a thread, of transform, count and write.
    ///
    /// # Errors
    /// What the driver refuses.
    pub fn registers_and_local_bytes(&self) -> Result<[(u32, u32); 3], CudaError> {
        let Loaded { transform, count, write, .. } = &*self.loaded;
        let [transform, count, write] = [transform, count, write].map(|kernel| kernel.registers_and_local_bytes());
        Ok([transform?, count?, write?])
    }

    /// Begins with a picture that the lane keeps. Nobody else uses the lane until the frame is done.
    ///
    /// # Errors
    /// [`CudaError::Size`] for a picture of another size or depth, [`CudaError::OtherDevice`] for a lane of another GPU.
    pub fn begin<'a>(&'a self, lane: &'a mut Lane, picture: &KeptPicture) -> Result<ProresFrame<'a>, CudaError> {
        self.device.same_as(lane.device())?;
        self.numbers.check(picture)?;
        Ok(ProresFrame::new(self, lane, *picture))
    }
}
