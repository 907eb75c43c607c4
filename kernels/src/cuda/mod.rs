//! The same arithmetic on NVIDIA GPUs.
//!
//! Nothing here needs CUDA to build: the driver and its run-time compiler are found when they are asked for, and their
//! absence is an ordinary error. A kernel's text is our device headers (`device/`) and a few generated lines that call
//! them; NVRTC compiles it without contraction, so that a GPU gives the bits that every CPU gives.
//!
//! A [`CudaDevice`] is opened once, a [`KernelCache`] made once for the process, and each thread that works on frames
//! has a [`Lane`]; with two lanes a GPU copies one frame while it computes another.
//!
//! Tests run all of this against a simulated driver and compiler (`simulator/`): that proves the wiring and the text of
//! the arithmetic, not NVIDIA's compiler or hardware. `gpu-check` does the rest on a machine with a GPU.
#![expect(unsafe_code, reason = "calls into the driver and its compiler")]

mod blend;
mod bounds;
mod cache;
mod device;
mod driver;
mod error;
mod grid;
mod info;
mod lane;
mod memory;
mod module;
mod numbers;
mod nvrtc;
mod pass;
mod planes;
mod program;
mod resample;
mod source;
mod stream;

pub use blend::{Blend, CudaBlend};
pub use bounds::Bounds;
pub use cache::KernelCache;
pub use device::CudaDevice;
pub use error::{CudaError, MemoryPlace};
pub use info::{CudaDeviceInfo, devices};
pub use lane::Lane;
pub use nvrtc::{Image, Nvrtc, Target};
pub use pass::{CudaPass, Packed};
pub use program::CudaProgram;
pub use resample::CudaResampler;

use crate::pass::Pass;
use crate::program::Program;

/// The text that is compiled for a program, for tools that look at it.
pub fn program_text(program: &Program) -> String {
    source::program(program.checked().operations())
}

/// The text that is compiled for a pass, for tools that look at it.
pub fn pass_text(pass: &Pass) -> String {
    let (source, target, checked) = pass.device_parts();
    source::pass(source, target, checked.operations())
}

/// The text that is compiled for scalings, for tools that look at it.
pub fn resample_text() -> String {
    source::resample()
}

/// The text that is compiled for blending, for tools that look at it.
pub fn blend_text() -> String {
    source::blend()
}
