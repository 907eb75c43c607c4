//! What can go wrong on the way to a GPU and on it, sorted by who has to act.

use crate::picture::PictureMismatch;
use std::fmt;
use std::path::PathBuf;
use thiserror::Error;

/// Why something did not run on a GPU.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CudaError {
    /// An ordinary machine without an NVIDIA driver.
    #[error("no NVIDIA driver on this machine (libcuda.so.1 is not found): install it, or use the CPU")]
    DriverAbsent,
    /// A driver library that is too old, or a stub of it.
    #[error("the NVIDIA driver library lacks {symbol}: install driver 525 or later, or use the CPU")]
    DriverIncomplete {
        /// The first entry point that is missing.
        symbol: &'static str,
    },
    /// A driver without a GPU that it can use.
    #[error("the NVIDIA driver finds no GPU: check that it is given to this machine or container, or use the CPU")]
    NoDevice,
    /// A number beyond the GPUs of this machine.
    #[error("no GPU {ordinal}: this machine has {found}, counted from 0")]
    NoSuchDevice {
        /// The number asked for, from 0.
        ordinal: usize,
        /// GPUs that there are.
        found: usize,
    },
    /// NVIDIA's run-time compiler is not installed.
    #[error("NVIDIA's run-time compiler (libnvrtc.so.13 or .12) is not found: install it beside the driver; {reason}")]
    NvrtcAbsent {
        /// Folders that were tried before the loader's own path.
        folders: Vec<PathBuf>,
        /// What the loader said last.
        reason: String,
    },
    /// A library of that name which is not NVIDIA's compiler, or too old.
    #[error("NVIDIA's run-time compiler lacks {symbol}: install version 12 or later")]
    NvrtcIncomplete {
        /// The first entry point that is missing.
        symbol: &'static str,
    },
    /// A GPU from before the oldest one that the compiler knows.
    #[error("a GPU of compute capability {}.{} is older than NVRTC {}.{} compiles for: use an older NVRTC or the CPU", .capability.0, .capability.1, .nvrtc.0, .nvrtc.1)]
    ArchitectureTooOld {
        /// Compute capability of the GPU.
        capability: (u32, u32),
        /// Version of the compiler.
        nvrtc: (u32, u32),
    },
    /// The compiler refused a kernel: a bug of ours, or of the compiler.
    #[error("NVRTC refuses kernel {kernel} (please report this): {log}")]
    Compile {
        /// Name of the kernel.
        kernel: String,
        /// What the compiler said.
        log: String,
    },
    /// Not enough memory for this frame: the caller falls back for the task, or runs fewer at once.
    #[error("out of {place}: {needed_bytes} bytes needed")]
    OutOfMemory {
        /// Which memory.
        place: MemoryPlace,
        /// Bytes that were asked for; 0 where the driver wanted memory for itself.
        needed_bytes: usize,
    },
    /// The GPU failed or was taken away. Nothing more can be done with it in this process: the task is retried in
    /// another one, or elsewhere.
    #[error("the GPU is lost ({name}, {code}, in {call}): retry the task in another process")]
    DeviceLost {
        /// The driver's number.
        code: u32,
        /// The driver's name for it.
        name: String,
        /// The call that told.
        call: &'static str,
    },
    /// Anything else that the driver refuses.
    #[error("{call} failed: {name} ({code}), {description}")]
    Driver {
        /// The driver's number.
        code: u32,
        /// The driver's name for it.
        name: String,
        /// The driver's explanation.
        description: String,
        /// The call that failed.
        call: &'static str,
    },
    /// A buffer that does not hold what the operation needs: a bug of the caller.
    #[error("{what} has {found}, expected {expected}")]
    Size {
        /// Which buffer.
        what: &'static str,
        /// Its size, in the unit of its elements.
        found: usize,
        /// The size that is needed.
        expected: usize,
    },
    /// A picture that is not the one announced: a bug of the caller, or a source that changes on its way.
    #[error(transparent)]
    Picture(PictureMismatch),
    /// Objects of two GPUs in one call: a bug of the caller.
    #[error("a lane of GPU {lane} was given work of GPU {work}")]
    OtherDevice {
        /// GPU of the lane.
        lane: usize,
        /// GPU of the work.
        work: usize,
    },
}

/// The memories that can run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryPlace {
    /// On the GPU.
    Device,
    /// Of the host, locked in place so that the GPU can reach it.
    Pinned,
}

impl fmt::Display for MemoryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Device => "GPU memory",
            Self::Pinned => "pinned host memory",
        })
    }
}

impl CudaError {
    /// The task does not fit this GPU now, but the machine is sound.
    pub fn is_out_of_memory(&self) -> bool {
        matches!(self, Self::OutOfMemory { .. })
    }

    /// The GPU cannot be used any more by this process.
    pub fn is_device_lost(&self) -> bool {
        matches!(self, Self::DeviceLost { .. })
    }

    /// This machine cannot run kernels at all, as it is: the ordinary answer of a machine without a GPU.
    pub fn is_absence(&self) -> bool {
        matches!(
            self,
            Self::DriverAbsent
                | Self::DriverIncomplete { .. }
                | Self::NoDevice
                | Self::NvrtcAbsent { .. }
                | Self::NvrtcIncomplete { .. }
        )
    }
}
