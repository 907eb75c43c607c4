//! A scaling on a GPU.

use super::cache::KernelCache;
use super::device::CudaDevice;
use super::error::CudaError;
use super::grid::Grid;
use super::lane::{First, Lane, Work};
use super::memory::DeviceBuffer;
use super::module::{Arguments, Kernel};
use super::program::uploaded;
use super::{planes, source};
use crate::frame::{FloatPlane, FloatPlaneMut};
use crate::resample::{Axis, Plan, Resampler};
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
        let (size, target) = (plan.source(), plan.target());
        planes::check(source, size)?;
        let columns = plan.columns();
        let count = source.len();
        let [source_values, middle_values, target_values] =
            [size.0 * size.1, columns.len() * target.1, target.0 * target.1].map(|plane| plane * count);
        let [source_bytes, middle_bytes, target_bytes] =
            [source_values, middle_values, target_values].map(|values| values * size_of::<f32>());
        let upload = lane.upload(&self.device, source_bytes, target_bytes)?;
        planes::write(source.iter().copied(), size, size.0 * size.1, upload);
        let Loaded { vertical, horizontal, axes: [rows, across] } = &*self.loaded;
        let first = First { kernel: vertical, middle_bytes, grid: Grid::along(middle_values)? };
        let work = Work {
            kernel: horizontal,
            keeps: self.loaded.clone(),
            source_bytes,
            target_bytes,
            cleared_bytes: 0,
            grid: Grid::along(target_values)?,
        };
        let sizes = |plan: &Plan| [plan.columns().start, plan.columns().len()].map(|number| number as u64);
        let [first_column, middle_columns] = sizes(plan);
        let [target_columns, target_rows, count] = [target.0, target.1, count].map(|number| number as u64);
        // SAFETY: these are the arguments that `device/cuda/resample.cu` declares (the driver takes four bytes of a
        // word for 32 bits, on hosts that store the lower ones first, which all hosts of CUDA do); a thread beyond the
        // pixels does nothing, and `Plan` has checked that all taps lie in the source and in their weights.
        unsafe {
            lane.run_two(
                first,
                work,
                |arguments, source, middle| {
                    rows.push(arguments);
                    arguments.push_word(source);
                    arguments.push_word(size.0 as u64);
                    arguments.push_word((size.0 * size.1) as u64);
                    arguments.push_word(first_column);
                    arguments.push_word(middle);
                    arguments.push_word(middle_columns);
                    arguments.push_word(target_rows);
                    arguments.push_word(count);
                },
                |arguments, middle, target| {
                    across.push(arguments);
                    arguments.push_word(middle);
                    arguments.push_word(first_column);
                    arguments.push_word(middle_columns);
                    arguments.push_word(target);
                    arguments.push_word(target_columns);
                    arguments.push_word(target_columns * target_rows);
                    arguments.push_word(target_columns);
                    arguments.push_word(target_rows);
                    arguments.push_word(count);
                },
            )
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
