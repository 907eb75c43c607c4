//! SMPTE ST 268 DPX: header in both directions, picture out.

mod coding;
mod describe;
mod fields;
mod header;
mod read;

pub(crate) use header::{Element, GENERIC_BYTES, HEADER_BYTES, Header, INDUSTRY_BYTES};
pub(crate) use read::{describe, read_picture};
