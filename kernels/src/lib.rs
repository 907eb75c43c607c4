//! Arithmetic on pixels: unpacking, colour and packing over tiles of rows.
//!
//! Nothing here opens a file, starts a thread or logs. An operation is built once, checks everything then, and
//! cannot fail or allocate afterwards. Every operation gives the same bits at every instruction-set [`Level`]:
//! one body is compiled once per level, and nothing ever contracts `a * b + c` by itself: where it is one operation, the
//! body says so (`device/fused.h`). All arithmetic is in C++ headers (`device/`), so that a GPU runs the same text; Rust
//! checks, and hands the parts over.

pub mod blend;
pub mod cuda;
pub mod dither;
pub mod frame;
pub mod level;
pub mod macroblock;
pub mod math;
pub mod matrix;
pub mod pass;
pub mod picture;
pub mod program;
pub mod prores;
pub mod resample;
pub mod shader;
#[doc(hidden)]
pub mod suite;
pub mod tile;
pub mod transform;

mod arithmetic;
mod coding;
mod counts;
mod device;
#[cfg(test)]
mod device_text;

pub use arithmetic::ARITHMETIC;
pub use coding::{ChromaSiting, CodingError, Matrix3Coefficients, Range, SourceCoding, code_value};
pub use counts::PackCounts;
pub use level::Level;
pub use matrix::Matrix;
pub use pass::{Pass, PassError, Target, YCbCrTarget};
pub use picture::{ByteOrder, Layout, Lines, Picture, PictureMismatch, Plane, Sample, Subsampling};
pub use program::{Operation, Program, ProgramError};
pub use shader::{Shader, ShaderError};
pub use tile::RgbTile;
