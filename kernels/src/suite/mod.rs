//! Cases that tests of every device run: all operations, passes of all layouts, chains of scaling, look and packing, and
//! macroblocks and slices of codecs.

mod chains;
mod frames;
mod macroblocks;
mod operations;
mod passes;
mod prores;
mod shaders;

pub use chains::{ChainCase, ChainOutput, chain_frame, chains};
pub use frames::{BlendCase, ScalingCase, blends, scalings};
pub use macroblocks::{MacroblockCase, MacroblockOutput, macroblock_frames, macroblocks};
pub use operations::{inputs, operations};
pub use passes::{PassCase, frames, passes};
pub use prores::{ProresCase, ProresOutput, prores, prores_frames};
pub use shaders::ShaderCase;
