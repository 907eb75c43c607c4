//! Looks as ASC CDL: ten numbers, the files that carry them, and their short form in logs and edit lists.
//!
//! Source: ASC Color Decision List 1.2, with the schema of namespace `urn:ASC:CDL:v1.01`. What the numbers do to a
//! picture is no matter of this crate.

mod document;
mod error;
mod read;
mod text;
mod values;
mod write;

pub(crate) use read::{CDL_NAMESPACE, cdl_of_nodes};

pub use document::{CdlDocument, CdlFile, Correction, Decision, Descriptions, Graded};
pub use error::{CdlError, CdlLookupError, CdlTextError, CdlValueError};
pub use values::Cdl;
pub use write::collection;
