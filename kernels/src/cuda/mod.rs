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
mod chain;
mod device;
mod driver;
mod error;
mod grid;
mod info;
mod kept;
mod lane;
mod look;
mod macroblock;
mod memory;
mod module;
mod numbers;
mod nvrtc;
mod pass;
mod planes;
mod program;
mod prores;
mod resample;
mod source;
mod step;
mod stream;

pub use blend::{Blend, CudaBlend};
pub use bounds::Bounds;
pub use cache::KernelCache;
pub use chain::{Branch, BranchSource, Chained, CudaChain};
pub use device::CudaDevice;
pub use error::{CudaError, MemoryPlace};
pub use info::{CudaDeviceInfo, devices};
pub use kept::KeptPicture;
pub use lane::Lane;
pub use macroblock::{
    CodedPicture, CudaMacroblocks, KeptLines, MacroblockCoding, MacroblockOrder, MacroblockWords, Measures, Slot, Word,
    macroblock_texts,
};
pub use nvrtc::{Image, Nvrtc, Target};
pub use pass::{CudaPass, Packed};
pub use program::CudaProgram;
pub use prores::{CudaProres, ProresFrame, ProresShape, ProresSlice, ProresTask};
pub use resample::CudaResampler;
pub use step::CudaStep;

use crate::coding::SourceCoding;
use crate::pass::{Pass, PassError, Target as PassTarget};
use crate::program::Program;

/// The text that is compiled for a program, for tools that look at it.
pub fn program_text(program: &Program) -> String {
    source::program(program.checked().operations())
}

/// The text that is compiled for a pass, for tools that look at it.
pub fn pass_text(pass: &Pass) -> String {
    pass::text(pass, &[step::Segment::Operations(0..pass.device_parts().2.operations().len())])
}

/// The text that is compiled for a pass of steps, for tools that look at it.
///
/// # Errors
/// Names what is impossible in source, operations or target.
pub fn steps_text(coding: &SourceCoding, steps: &[CudaStep<'_>], target: PassTarget) -> Result<String, PassError> {
    let (operations, segments) = step::segments(steps);
    Ok(pass::text(&Pass::new(coding, &operations, target)?, &segments))
}

/// The text that is compiled for a look, for tools that look at it.
///
/// # Errors
/// Names the operation that cannot be run.
pub fn look_text(steps: &[CudaStep<'_>]) -> Result<String, PassError> {
    look::text(steps)
}

/// The text that is compiled for scalings, for tools that look at it.
pub fn resample_text() -> String {
    source::resample()
}

/// The text that is compiled for blending, for tools that look at it.
pub fn blend_text() -> String {
    source::blend()
}

/// The text that is compiled for ProRes, for tools that look at it.
pub fn prores_text() -> String {
    source::prores()
}
