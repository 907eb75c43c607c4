//! Arithmetic on pixels: unpacking, colour and packing over tiles of rows.
//!
//! Nothing here opens a file, starts a thread or logs. An operation is built once, checks everything then, and
//! cannot fail or allocate afterwards.

pub mod picture;

pub use picture::{ByteOrder, Layout, Picture, Plane, Sample, Subsampling};
