//! What renders: the processors at the level of their kernels, or a GPU.
//!
//! A plan knows nothing of this. The coordinator places each task on a device ([`DeviceRequest`]), and the task opens
//! it once (`render::device`).

mod fault;
mod inventory;
mod request;

pub(crate) use fault::GpuFault;
pub use interneg_kernels::level::UnknownLevel;
pub use inventory::{Absence, Cuda, Gpu, Inventory, cpu_level, inventory};
pub use request::{DeviceRequest, DeviceRequestError};
