//! GPUs, as the kernels find and run them.

use super::painter::Painter;
use crate::EngineError;
use crate::device::{Absence, Cuda, Gpu, GpuFault};
use interneg_kernels::Picture;
use interneg_kernels::cuda::{
    CudaDevice, CudaDeviceInfo, CudaError, CudaPass, KernelCache, Lane, Nvrtc, Packed, devices,
};
use interneg_media::RowBlock;
use interneg_spec::DeviceChoice;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// An open GPU, and the kernels that are compiled for it.
#[derive(Debug)]
pub(crate) struct OpenGpu {
    pub(crate) device: CudaDevice,
    pub(crate) kernels: KernelCache,
}

impl OpenGpu {
    /// Opens a GPU by the driver's number; compiled kernels are kept in `kernel_folder`.
    pub(super) fn open(number: u32, kernel_folder: Option<&Path>) -> Result<Self, GpuFault> {
        let device = CudaDevice::open(usize::try_from(number).unwrap_or(usize::MAX))?;
        let nvrtc = Nvrtc::load(&[], Some(device.info().driver_version))?;
        Ok(Self { device, kernels: KernelCache::new(nvrtc, kernel_folder.map(Path::to_path_buf)) })
    }
}

/// The clips of a task on its GPU. Shared by the task's threads.
pub(super) struct GpuTask {
    name: DeviceChoice,
    gpu: OpenGpu,
    /// By span; none for those that the processors paint.
    passes: Vec<Option<CudaPass>>,
    /// Its memory was full once; the task goes on without it.
    is_given_up: AtomicBool,
}

impl GpuTask {
    /// Brings what can be painted on GPU `number` to it.
    pub(super) fn new(number: u32, gpu: OpenGpu, painters: &[Option<Painter>]) -> Result<Self, GpuFault> {
        let bring = |painter: &Option<Painter>| {
            let pass = painter.as_ref().and_then(Painter::pass);
            pass.map(|pass| CudaPass::new(&gpu.device, &gpu.kernels, pass)).transpose()
        };
        let passes = painters.iter().map(bring).collect::<Result<_, _>>()?;
        Ok(Self { name: DeviceChoice::Cuda(number), gpu, passes, is_given_up: AtomicBool::new(false) })
    }

    /// The GPU as jobs name it.
    pub(super) fn name(&self) -> DeviceChoice {
        self.name
    }

    /// Whether it paints any span.
    pub(super) fn is_used(&self) -> bool {
        self.passes.iter().any(Option::is_some)
    }
}

/// A thread's own way to the GPU: a stream and pinned buffers, made with the first frame. While it copies, other
/// threads' kernels run.
pub(super) struct GpuLane<'a> {
    task: Option<&'a GpuTask>,
    lane: Option<Lane>,
}

impl<'a> GpuLane<'a> {
    /// A way to the GPU of `task`; without one, the processors paint everything.
    pub(super) fn new(task: Option<&'a GpuTask>) -> Self {
        Self { task, lane: None }
    }

    /// Paints a frame; none where the processors have to. The picture must have been checked by its painter.
    ///
    /// # Errors
    /// The GPU is lost: the frame can be painted in another process only. Or CUDA refuses what it is asked to do.
    pub(super) fn paint(
        &mut self,
        span: usize,
        picture: &Picture<'_>,
        warn: &mut dyn FnMut(String),
    ) -> Result<Option<Packed<'_>>, EngineError> {
        let Some(task) = self.task else { return Ok(None) };
        if task.is_given_up.load(Ordering::Relaxed) {
            // What it held is another process's to use.
            *self = Self::new(None);
            return Ok(None);
        }
        let Some(pass) = task.passes.get(span).and_then(Option::as_ref) else { return Ok(None) };
        let failed = |error: CudaError| failure(task.name, &error);
        match self.run(task, pass, picture) {
            Ok(()) => {}
            Err(error) if error.is_out_of_memory() => {
                if !task.is_given_up.swap(true, Ordering::Relaxed) {
                    warn(format!("{} is full, the processors render the rest of the task: {error}", task.name));
                }
                *self = Self::new(None);
                return Ok(None);
            }
            Err(error) => return Err(failed(error)),
        }
        self.lane.as_mut().map(|lane| pass.finish(lane)).transpose().map_err(failed)
    }

    /// Up, kernel and down; waits for the end.
    fn run(&mut self, task: &GpuTask, pass: &CudaPass, picture: &Picture<'_>) -> Result<(), CudaError> {
        let lane = match self.lane.take() {
            Some(lane) => lane,
            None => Lane::new(&task.gpu.device)?,
        };
        let lane = self.lane.insert(lane);
        pass.submit(lane, picture)?;
        lane.wait()
    }
}

/// What an error while painting means, other than that memory is short.
pub(crate) fn failure(device: DeviceChoice, error: &CudaError) -> EngineError {
    let reason = error.to_string();
    if error.is_device_lost() {
        return EngineError::DeviceLost { device, reason };
    }
    // The GPU has answered: it is not to blame for what it was asked.
    EngineError::Bug(format!("{device}: {reason}"))
}

/// Copies the lines of `block` out of a packed frame.
pub(super) fn copy_rows(packed: &Packed<'_>, height: usize, block: RowBlock<'_>) {
    let RowBlock { first_row, rows, bytes, stride_bytes } = block;
    // Planes of a block lie one behind the other; most targets have one, and what is behind its lines is the writer's.
    let planes = packed.planes.iter().filter(|plane| !plane.is_empty()).enumerate();
    for (index, plane) in planes {
        let row_bytes = plane.len() / height.max(1);
        let lines = plane[first_row * row_bytes..].chunks_exact(row_bytes);
        let targets = bytes[index * rows * stride_bytes..].chunks_mut(stride_bytes);
        for (target, line) in targets.zip(lines).take(rows) {
            target[..row_bytes].copy_from_slice(line);
        }
    }
}

/// What this machine has of CUDA. Everything that is missing is an ordinary answer.
pub(crate) fn cuda() -> Cuda {
    let found = match devices() {
        Ok(found) => found,
        Err(error) => return Cuda::absent(error.to_string(), !is_ordinary(&error)),
    };
    let driver = found.first().map(|info| info.driver_version);
    let compiler = Nvrtc::load(&[], driver);
    let absence = compiler.as_ref().err().map(|error| Absence { reason: error.to_string(), is_fault: true });
    Cuda {
        driver_version: driver.map(version),
        compiler_version: compiler.ok().map(|compiler| version(compiler.version())),
        gpus: found.into_iter().map(gpu).collect(),
        absence,
    }
}

fn gpu(info: CudaDeviceInfo) -> Gpu {
    Gpu { name: info.name, compute_capability: version(info.capability), memory_bytes: info.memory_bytes as u64 }
}

fn version((major, minor): (u32, u32)) -> String {
    format!("{major}.{minor}")
}

/// A machine that nobody has made for rendering on GPUs.
fn is_ordinary(error: &CudaError) -> bool {
    matches!(error, CudaError::DriverAbsent | CudaError::NoDevice)
}

impl From<CudaError> for GpuFault {
    fn from(error: CudaError) -> Self {
        let told = error.to_string();
        match error {
            error if is_ordinary(&error) => Self::Absent(told),
            error if error.is_out_of_memory() => Self::OutOfMemory(told),
            error if error.is_device_lost() => Self::Lost(told),
            _ => Self::Unusable(told),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interneg_kernels::cuda::MemoryPlace;

    #[test]
    fn faults_are_sorted_by_what_follows_from_them() {
        let lost = CudaError::DeviceLost { code: 719, name: "LAUNCH_FAILED".into(), call: "cuEventSynchronize" };
        let full = CudaError::OutOfMemory { place: MemoryPlace::Pinned, needed_bytes: 9 };
        assert!(matches!(GpuFault::from(CudaError::DriverAbsent), GpuFault::Absent(told) if told.contains("driver")));
        assert!(matches!(GpuFault::from(CudaError::NoDevice), GpuFault::Absent(_)));
        assert!(matches!(GpuFault::from(full), GpuFault::OutOfMemory(told) if told.contains("pinned")));
        assert!(matches!(GpuFault::from(lost), GpuFault::Lost(told) if told.contains("719")));
        let beyond = CudaError::NoSuchDevice { ordinal: 4, found: 1 };
        assert!(matches!(GpuFault::from(beyond), GpuFault::Unusable(told) if told.contains("has 1")));
    }

    #[test]
    fn only_a_gpu_that_is_lost_is_told_as_lost() {
        let gpu = DeviceChoice::Cuda(3);
        let lost = CudaError::DeviceLost { code: 719, name: "LAUNCH_FAILED".into(), call: "cuEventSynchronize" };
        assert!(matches!(failure(gpu, &lost), EngineError::DeviceLost { device, .. } if device == gpu));
        let (name, description) = ("CUDA_ERROR_INVALID_VALUE".to_owned(), "invalid argument".to_owned());
        let refused = CudaError::Driver { code: 1, name, description, call: "cuLaunchKernel" };
        let told = failure(gpu, &refused);
        assert_eq!(told.class(), crate::ExitClass::Internal);
        for part in ["cuda:3", "cuLaunchKernel", "CUDA_ERROR_INVALID_VALUE", "invalid argument"] {
            assert!(told.to_string().contains(part), "{part}: {told}");
        }
    }

    #[test]
    fn a_machine_has_gpus_or_a_reason_for_having_none() {
        let found = cuda();
        assert!(found.absence.is_some() || !found.gpus.is_empty(), "{found:?}");
    }
}
