//! Colour: which operations take a source's colour space to a delivery's, and in which order.
//!
//! OpenColorIO decides, through the crate `ocio` behind the types of this crate, always with its lossless
//! optimisations: its default ones replace logarithms and powers by approximations. No environment variable has a say:
//! only those that a configuration itself declares exist, at the values that it declares.
//!
//! This crate does not know files of pictures, nor the network.

mod auto;
mod baked;
mod config;
mod curves;
mod error;
mod gamut;
mod grade;
mod interop;
mod lower;
mod lut;
mod near;
#[cfg(feature = "official-ocio")]
mod official;
mod processor;
mod shader;
mod space;
mod step;
pub mod suite;
mod transform;
mod view;

pub use auto::{Auto, SourceHints, auto_detect};
pub use baked::{BakeError, BakedView};
pub use config::Config;
pub use curves::Curve;
pub use error::ColourError;
pub use grade::{Grade, GradeTarget, Graded};
pub use interneg_spec::ViewPrecision;
pub use interneg_spec::rules::SpaceKind;
pub use lut::LutFile;
pub use shader::NoShader;
pub use space::Space;
pub use step::Step;
pub use transform::Transform;
pub use view::View;

/// Version of OpenColorIO that transforms agree with.
pub const OCIO_VERSION: &str = ocio::OCIO_VERSION;
