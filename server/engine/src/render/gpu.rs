//! GPUs of this machine, as the kernels find them.

use crate::device::{Absence, Cuda, Gpu, GpuFault};
use interneg_kernels::cuda::{CudaDevice, CudaDeviceInfo, CudaError, KernelCache, Nvrtc, devices};
use std::path::Path;

/// An open GPU, and the kernels that are compiled for it. Shared by the threads of a task.
#[derive(Debug)]
pub(super) struct OpenGpu {
    pub(super) device: CudaDevice,
    pub(super) kernels: KernelCache,
}

impl OpenGpu {
    /// Opens a GPU by the driver's number; compiled kernels are kept in `kernel_folder`.
    pub(super) fn open(number: u32, kernel_folder: Option<&Path>) -> Result<Self, GpuFault> {
        let device = CudaDevice::open(usize::try_from(number).unwrap_or(usize::MAX))?;
        let nvrtc = Nvrtc::load(&[], Some(device.info().driver_version))?;
        Ok(Self { device, kernels: KernelCache::new(nvrtc, kernel_folder.map(Path::to_path_buf)) })
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
    fn a_machine_has_gpus_or_a_reason_for_having_none() {
        let found = cuda();
        assert!(found.absence.is_some() || !found.gpus.is_empty(), "{found:?}");
    }
}
