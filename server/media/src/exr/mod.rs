//! OpenEXR: header and picture in. The writer's side is in `write`.

pub(crate) mod compression;
mod describe;
mod geometry;
mod header;
mod picture;
mod read;
pub(crate) mod zip;

pub(crate) use compression::{codec_header, section};
pub(crate) use header::{Channel, Compression, SampleKind};
pub(crate) use read::{describe, read_picture};
