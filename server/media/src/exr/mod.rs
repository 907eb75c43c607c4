//! OpenEXR: header and picture in. The writer's side is in `write`.

pub(crate) mod compression;
mod describe;
mod geometry;
mod header;
mod picture;
mod read;
pub(crate) mod zip;

pub(crate) use header::Compression;
pub(crate) use read::{describe, read_picture};
#[cfg(test)]
pub(crate) use {compression::codec_header, compression::section, header::Channel, header::SampleKind};
