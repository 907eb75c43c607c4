//! Cases that tests of every device run: all operations, and passes of all layouts.

mod frames;
mod operations;
mod passes;
mod shaders;

pub use frames::{BlendCase, ScalingCase, blends, scalings};
pub use operations::{inputs, operations};
pub use passes::{PassCase, frames, passes};
pub use shaders::ShaderCase;
