//! Colour pipelines as ACES Metadata Files: what a clip has gone through, and what it still has to.
//!
//! Source: Academy S-2019-001 and the schemas of `urn:ampas:aces:amf:v1.0` and `v2.0`. Ids of transforms are given the
//! names that OpenColorIO's studio configurations use, by a table in `data`.

mod children;
mod clip;
mod error;
mod operation;
mod pipeline;
mod read;
mod transform;
mod transform_id;

pub use clip::{AmfClip, ClipMedia, MatchError};
pub use error::{AmfError, OperationError};
pub use operation::{Operation, TransformFile};
pub use pipeline::{Amf, AmfVersion, Author, Info, Pipeline, Stage, SystemVersion, Transform};
pub use transform::{
    FileHash, HashKind, InputKind, InputTransform, LookKind, LookTransform, Named, OutputKind, OutputTransform,
    TransformReference, WorkingSpace,
};
pub use transform_id::{AcesGeneration, DisplayView, KnownTransform, Meaning, TransformId, TransformIdError};
