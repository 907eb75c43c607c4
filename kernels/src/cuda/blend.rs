//! Alpha and mixing on a GPU.

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::lane::{Lane, Work};
use super::module::Kernel;
use super::{planes, source};
use crate::blend::Dissolve;
use crate::frame::{FloatPlane, FloatPlaneMut};
use std::sync::Arc;

/// What is done with pictures of R, G, B and alpha; see [`crate::blend`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Blend {
    /// Of one picture.
    Premultiply,
    /// Of one picture.
    Unpremultiply,
    /// The first of two pictures over the second.
    Over,
    /// The second of two pictures mixed into the first, alpha as well.
    Dissolve(Dissolve),
}

impl Blend {
    /// Pictures that it takes.
    fn pictures(self) -> usize {
        match self {
            Self::Premultiply | Self::Unpremultiply => 1,
            Self::Over | Self::Dissolve(_) => 2,
        }
    }

    fn kernel(self) -> &'static str {
        match self {
            Self::Premultiply => "interneg_premultiply",
            Self::Unpremultiply => "interneg_unpremultiply",
            Self::Over => "interneg_over",
            Self::Dissolve(_) => "interneg_dissolve",
        }
    }
}

/// A [`Blend`] on a GPU: the same bits as on a CPU. May be shared between threads and lanes.
#[derive(Debug)]
pub struct CudaBlend {
    device: CudaDevice,
    blend: Blend,
    kernel: Arc<Kernel>,
}

const CHANNELS: usize = 4;

impl CudaBlend {
    /// Compiles or finds the kernel.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn new(device: &CudaDevice, kernels: &KernelCache, blend: Blend) -> Result<Self, CudaError> {
        let kernel = kernels.kernel(device, blend.kernel(), &source::blend())?;
        Ok(Self { device: device.clone(), blend, kernel })
    }

    /// Queues one or two pictures of `size` (width, height), R, G, B and alpha each, on a lane and returns. Waits first
    /// for the lane's last frame, whose result is lost if nobody has fetched it.
    ///
    /// # Errors
    /// [`CudaError::Size`] where there are more or fewer pictures or a plane does not hold one,
    /// [`CudaError::OtherDevice`], and what the driver refuses.
    pub fn submit(
        &self,
        lane: &mut Lane,
        size: (usize, usize),
        pictures: &[[FloatPlane<'_>; CHANNELS]],
    ) -> Result<(), CudaError> {
        if pictures.len() != self.blend.pictures() {
            let expected = self.blend.pictures();
            return Err(CudaError::Size { what: "the list of pictures", found: pictures.len(), expected });
        }
        planes::check(pictures.as_flattened(), size)?;
        let pixels = size.0 * size.1;
        let target_bytes = CHANNELS * pixels * size_of::<f32>();
        let source_bytes = pictures.len() * target_bytes;
        let upload = lane.upload(&self.device, source_bytes, target_bytes)?;
        planes::write(pictures.as_flattened().iter().copied(), size, pixels, upload);
        let work = Work {
            kernel: &self.kernel,
            keeps: self.kernel.clone(),
            source_bytes,
            target_bytes,
            cleared_bytes: 0,
            grid: Grid::along(pixels)?,
        };
        // SAFETY: these are the arguments that `device/cuda/blend.cu` declares; a thread beyond the pixels does
        // nothing, and as many pictures as the kernel reads lie in the source.
        unsafe {
            lane.run(work, |arguments, source, target| {
                arguments.push_word(source);
                arguments.push_word(target);
                arguments.push_word(pixels as u64);
                arguments.push_word(pixels as u64);
                if let Blend::Dissolve(dissolve) = self.blend {
                    arguments.push_bytes(&dissolve.factor().to_ne_bytes());
                }
            })
        }
    }

    /// Waits for what [`Self::submit`] has queued with this `size`, and fetches it.
    ///
    /// # Errors
    /// [`CudaError::Size`] where the planes are not those of the submission, and what failed on the GPU.
    pub fn finish(
        &self,
        lane: &mut Lane,
        size: (usize, usize),
        mut target: [FloatPlaneMut<'_>; CHANNELS],
    ) -> Result<(), CudaError> {
        planes::read(lane.result()?, size, size.0 * size.1, &mut target)
    }
}
