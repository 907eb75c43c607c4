//! Why a GPU does not render.

use thiserror::Error;

/// Why a GPU does not render, sorted by what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum GpuFault {
    /// The machine has no driver, or no such GPU: an ordinary machine.
    #[error("{0}")]
    Absent(String),
    /// It is there and cannot be used: the driver fails, or the compiler of the kernels is missing.
    #[error("{0}")]
    Unusable(String),
    /// Its memory is taken; the same frames can be rendered by the processors.
    #[error("{0}")]
    OutOfMemory(String),
    /// It failed. Nothing that the process does with it afterwards can be trusted.
    #[error("{0}")]
    Lost(String),
}
