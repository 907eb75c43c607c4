//! A scaling on a GPU.

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::lane::{Chain, Lane, Launches};
use super::memory::DeviceBuffer;
use super::module::{Arguments, Kernel};
use super::planes::Singles;
use super::program::uploaded;
use super::{planes, source};
use crate::frame::{FloatPlane, FloatPlaneMut};
use crate::resample::{Axis, Resampler};
use std::sync::Arc;

/// A [`Resampler`] on a GPU: the same bits. May be shared between threads and lanes.
///
/// Weights are data, so all scalings share two kernels.
#[derive(Debug)]
pub struct CudaResampler {
    device: CudaDevice,
    resampler: Resampler,
    loaded: Arc<Loaded>,
}

/// What the running kernels use.
#[derive(Debug)]
struct Loaded {
    vertical: Arc<Kernel>,
    horizontal: Arc<Kernel>,
    axes: [CudaAxis; 2],
}

#[derive(Debug)]
struct CudaAxis {
    taps: DeviceBuffer,
    weights: DeviceBuffer,
}

impl CudaAxis {
    fn new(device: &CudaDevice, axis: &Axis) -> Result<Self, CudaError> {
        let taps = uploaded(device, bytemuck::cast_slice(&axis.taps))?;
        Ok(Self { taps, weights: uploaded(device, bytemuck::cast_slice(&axis.weights))? })
    }

    fn push(&self, arguments: &mut Arguments) {
        arguments.push_word(self.taps.address());
        arguments.push_word(self.weights.address());
    }
}

impl CudaResampler {
    /// Compiles or finds the kernels, and brings the weights to the GPU.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn new(device: &CudaDevice, kernels: &KernelCache, resampler: &Resampler) -> Result<Self, CudaError> {
        let text = source::resample();
        let [vertical, horizontal] = source::RESAMPLE.map(|name| kernels.kernel(device, name, &text));
        let plan = resampler.plan();
        let axes = [CudaAxis::new(device, plan.vertical())?, CudaAxis::new(device, plan.horizontal())?];
        let loaded = Arc::new(Loaded { vertical: vertical?, horizontal: horizontal?, axes });
        Ok(Self { device: device.clone(), resampler: resampler.clone(), loaded })
    }

    /// Scales planes of a picture.
    ///
    /// # Errors
    /// As [`Self::submit`] and [`Self::finish`].
    pub fn apply(
        &self,
        lane: &mut Lane,
        source: &[FloatPlane<'_>],
        target: &mut [FloatPlaneMut<'_>],
    ) -> Result<(), CudaError> {
        self.submit(lane, source)?;
        self.finish(lane, target)
    }

    /// Queues planes of a picture on a lane and returns. Waits first for the lane's last frame, whose result is lost if
    /// nobody has fetched it.
    ///
    /// # Errors
    /// [`CudaError::Size`] where a plane does not hold the source, [`CudaError::OtherDevice`], and what the driver
    /// refuses.
    pub fn submit(&self, lane: &mut Lane, source: &[FloatPlane<'_>]) -> Result<(), CudaError> {
        let plan = self.resampler.plan();
        let size = plan.source();
        planes::check(source, size)?;
        let count = source.len();
        let [middle_values, target_values] = self.values(count);
        let [source_bytes, middle_bytes, target_bytes] =
            [size.0 * size.1 * count, middle_values, target_values].map(|values| values * size_of::<f32>());
        let upload = lane.upload(&self.device, source_bytes, target_bytes)?;
        planes::write(source.iter().copied(), size, size.0 * size.1, upload);
        let chain = Chain {
            keeps: self.loaded.clone(),
            source_bytes,
            middle_bytes,
            kept_bytes: 0,
            target_bytes,
            cleared_bytes: 0,
        };
        // SAFETY: the buffers hold as many planes of the source, of the intermediate picture and of the target.
        unsafe {
            lane.run_chain(chain, |launches| {
                let from = Singles { address: launches.source, stride: size.0, plane: size.0 * size.1 };
                let (middle, to) = (launches.middle, launches.target);
                self.launch(launches, from, middle, to, count)
            })
        }
    }

    /// Numbers of the intermediate planes and of the target's, of so many planes.
    pub(super) fn values(&self, planes: usize) -> [usize; 2] {
        let plan = self.resampler.plan();
        let (width, height) = plan.target();
        [plan.columns().len() * height, width * height].map(|plane| plane * planes)
    }

    /// Width and height of the source, and of the target.
    pub(super) fn sizes(&self) -> [(usize, usize); 2] {
        let plan = self.resampler.plan();
        [plan.source(), plan.target()]
    }

    /// Queues both kernels, from planes of the source over intermediate ones to planes without gaps.
    ///
    /// # Safety
    /// The planes at `from` hold the source, and the memory at `middle` and `to` holds [`Self::values`]; this
    /// scaling lives until the stream has come past.
    pub(super) unsafe fn launch(
        &self,
        launches: &mut Launches<'_>,
        from: Singles,
        middle: u64,
        to: u64,
        planes: usize,
    ) -> Result<(), CudaError> {
        let Loaded { vertical, horizontal, axes: [rows, across] } = &*self.loaded;
        let plan = self.resampler.plan();
        let (width, height) = plan.target();
        let [middle_values, target_values] = self.values(planes);
        let columns = plan.columns();
        let [first_column, middle_columns] = [columns.start, columns.len()].map(|number| number as u64);
        let [target_columns, target_rows, count] = [width, height, planes].map(|number| number as u64);
        // SAFETY: these are the arguments that `device/cuda/resample.cu` declares (the driver takes four bytes of a
        // word for 32 bits, on hosts that store the lower ones first, which all hosts of CUDA do); a thread beyond the
        // pixels does nothing, `Plan` has checked that all taps lie in the source and in their weights, and the caller
        // vouches for the memory.
        unsafe {
            launches.launch(vertical, Grid::along(middle_values)?, |arguments| {
                rows.push(arguments);
                arguments.push_word(from.address);
                arguments.push_word(from.stride as u64);
                arguments.push_word(from.plane as u64);
                arguments.push_word(first_column);
                arguments.push_word(middle);
                arguments.push_word(middle_columns);
                arguments.push_word(target_rows);
                arguments.push_word(count);
            })?;
            launches.launch(horizontal, Grid::along(target_values)?, |arguments| {
                across.push(arguments);
                arguments.push_word(middle);
                arguments.push_word(first_column);
                arguments.push_word(middle_columns);
                arguments.push_word(to);
                arguments.push_word(target_columns);
                arguments.push_word(target_columns * target_rows);
                arguments.push_word(target_columns);
                arguments.push_word(target_rows);
                arguments.push_word(count);
            })
        }
    }

    /// Waits for what [`Self::submit`] has queued, and fetches it into as many planes.
    ///
    /// # Errors
    /// [`CudaError::Size`] where the planes are not those of the submission, and what failed on the GPU.
    pub fn finish(&self, lane: &mut Lane, target: &mut [FloatPlaneMut<'_>]) -> Result<(), CudaError> {
        let (width, height) = self.resampler.target();
        planes::read(lane.result()?, (width, height), width * height, target)
    }
}
