//! Why a pipeline cannot be read, or not be followed.

use super::{TransformId, TransformIdError};
use crate::cdl::CdlError;
use crate::xml::XmlError;

/// A text that is no AMF.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AmfError {
    /// The text is no XML, or an element is not what the schema wants there.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// A CDL inside is wrong.
    #[error(transparent)]
    Cdl(#[from] CdlError),
    /// An id that is none.
    #[error("line {line}: {source}")]
    TransformId {
        /// Line of its element, from 1.
        line: usize,
        /// What is wrong with it.
        source: TransformIdError,
    },
    /// A version that this reader does not know.
    #[error("an AMF of namespace {namespace:?} and version {version:?} is not known; 1.0 and 2.0 are")]
    Version {
        /// Namespace of the root element.
        namespace: String,
        /// Its attribute `version`; empty where it has none.
        version: String,
    },
}

/// A transform that cannot be followed without a guess.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// No studio configuration of OpenColorIO has it.
    #[error("no colour space or view is known for the transform {id}; give it as a file")]
    Unknown {
        /// The id.
        id: TransformId,
    },
    /// It does something else than its place asks for.
    #[error("the transform {id} does not fit as {place}")]
    Misplaced {
        /// The id.
        id: TransformId,
        /// Where it stands.
        place: &'static str,
    },
    /// It is named by a UUID, which says nothing of what it does.
    #[error("{place} is named by {uuid} only; its transform id or a file is needed")]
    UuidOnly {
        /// Where it stands.
        place: &'static str,
        /// The UUID.
        uuid: String,
    },
    /// It is a file where only ids are understood.
    #[error("a part of {place} is the file {file:?}; its transform id is needed")]
    FileInside {
        /// Where it stands.
        place: &'static str,
        /// Name or URI of the file.
        file: String,
    },
    /// A look or a view is in the pixels, which no master may have.
    #[error("{what} is marked as applied; a master needs pixels without it")]
    Baked {
        /// The transform.
        what: String,
    },
    /// It needs another generation of ACES than the pipeline says.
    #[error("the transform {id} is none of ACES {major}, which the pipeline is of")]
    Generation {
        /// The id.
        id: TransformId,
        /// Major version of the pipeline's ACES.
        major: u8,
    },
    /// A version of ACES that is not known.
    #[error("ACES {major} is not known; 1 and 2 are")]
    System {
        /// Major version of the pipeline's ACES.
        major: u8,
    },
    /// To and from the working space of a CDL lead two ways.
    #[error("the CDL goes into {into} and comes back from {back}")]
    WorkingSpace {
        /// Space that the transform to the working space leads to.
        into: String,
        /// Space that the transform from the working space starts at.
        back: String,
    },
    /// A later transform is said to be applied, an earlier one is not.
    #[error("{later} is marked as applied, and {earlier} before it is not")]
    Order {
        /// The one that is not applied.
        earlier: String,
        /// The one that is.
        later: String,
    },
}
