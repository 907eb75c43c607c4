//! What renders: the processors at the level of their kernels, or a GPU.
//!
//! A plan knows nothing of this. The coordinator places each task on a device ([`DeviceRequest`]), and the task opens
//! it once (`render::device`).

mod fault;
mod inventory;
mod level;
mod request;

pub(crate) use fault::GpuFault;
pub use inventory::{Absence, Cuda, Gpu, Inventory, inventory};
pub use level::{CpuLevelError, cpu_level};
pub use request::{DeviceRequest, DeviceRequestError};
