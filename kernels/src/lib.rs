//! Arithmetic on pixels: unpacking, colour and packing over tiles of rows.
//!
//! Nothing here opens a file, starts a thread or logs. An operation is built once, checks everything then, and
//! cannot fail or allocate afterwards. Every operation gives the same bits at every instruction-set [`Level`]:
//! one body is compiled once per level, and nothing ever contracts `a * b + c`. Colour operations are C++ headers
//! (`device/`), so that a GPU can run the same text; the rest is Rust.

pub mod blend;
pub mod dither;
pub mod frame;
pub mod fused;
pub mod level;
pub mod math;
pub mod matrix;
pub mod pack;
pub mod picture;
pub mod program;
pub mod resample;
pub mod tile;
pub mod unpack;

mod device;
#[cfg(test)]
mod device_text;
mod half_float;

pub use fused::{Fused, FusedError};
pub use level::Level;
pub use matrix::Matrix;
pub use pack::PackCounts;
pub use picture::{ByteOrder, Layout, Picture, PictureMismatch, Plane, Sample, Subsampling};
pub use program::{Operation, Program, ProgramError};
pub use tile::RgbTile;
pub use unpack::{ChromaSiting, Matrix3Coefficients, Range, SourceCoding, Unpack, UnpackError, code_value};
