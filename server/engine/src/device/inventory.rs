//! What can render on this machine.

use interneg_kernels::Level;
use interneg_kernels::level::UnknownLevel;
use serde::{Deserialize, Serialize};

/// What can render on this machine, as a process of it finds out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// Instruction-set level of the processors' kernels.
    pub cpu_level: String,
    /// GPUs.
    pub cuda: Cuda,
}

/// What a machine has of CUDA.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cuda {
    /// Newest CUDA version that the driver supports, `12.4`; none without a driver.
    pub driver_version: Option<String>,
    /// Version of NVRTC, the compiler of the kernels, `12.6`; none where it cannot be used.
    pub compiler_version: Option<String>,
    /// GPUs, in the driver's order: the first is `cuda:0`.
    pub gpus: Vec<Gpu>,
    /// Why none of them renders; none where they do.
    pub absence: Option<Absence>,
}

/// A GPU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gpu {
    /// Its name as the driver tells it.
    pub name: String,
    /// Compute capability, `8.6`.
    pub compute_capability: String,
    /// Its memory in bytes.
    pub memory_bytes: u64,
}

/// Why a machine renders on no GPU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The reason, for people.
    pub reason: String,
    /// Something is there that should work and does not; a machine without a driver has no fault.
    pub is_fault: bool,
}

impl Cuda {
    /// A machine on which no GPU renders.
    pub fn absent(reason: impl Into<String>, is_fault: bool) -> Self {
        Self { absence: Some(Absence { reason: reason.into(), is_fault }), ..Self::default() }
    }
}

impl Inventory {
    /// The processors, and what is known of CUDA.
    pub fn with(cuda: Cuda) -> Self {
        Self { cpu_level: Level::best().name().to_owned(), cuda }
    }
}

/// The instruction-set level that the kernels run at: the highest of the machine, or what `INTERNEG_CPU` lowers it to.
/// Every level gives the same bits.
///
/// # Errors
/// The variable names no level of this machine; programs ask before they do anything else.
pub fn cpu_level() -> Result<&'static str, UnknownLevel> {
    Level::chosen().map(Level::name)
}

/// Looks at the machine. Loads the NVIDIA driver where there is one, so a service asks a process of its own.
pub fn inventory() -> Inventory {
    Inventory::with(crate::render::cuda())
}
