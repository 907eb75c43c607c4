//! Colour: which operations take a source's colour space to a delivery's, and in which order.
//!
//! OpenColorIO decides, through the crate `ocio` behind the types of this crate, always with its lossless
//! optimisations: its default ones replace logarithms and powers by approximations. No environment variable has a say:
//! only those that a configuration itself declares exist, at the values that it declares.
//!
//! This crate does not know files of pictures, nor the network.

mod auto;
mod config;
mod error;
mod gamut;
mod interop;
mod lower;
mod near;
mod space;
mod transform;

pub use auto::{Auto, SourceHints, auto_detect};
pub use config::Config;
pub use error::ColourError;
pub use interneg_spec::rules::SpaceKind;
pub use space::Space;
pub use transform::Transform;

/// Version of OpenColorIO that transforms agree with.
pub const OCIO_VERSION: &str = ocio::OCIO_VERSION;
