//! The transforms of a pipeline as a file names them.

use super::TransformId;
use crate::cdl::Cdl;

/// Which digest a hash is (XML Signature and XML Encryption algorithm names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HashKind {
    /// `http://www.w3.org/2001/04/xmlenc#sha256`.
    Sha256,
    /// `http://www.w3.org/2000/09/xmldsig#sha1`.
    Sha1,
    /// `http://www.w3.org/2001/04/xmldsig-more#md5`.
    Md5,
}

/// Digest of the file of a transform.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileHash {
    /// The algorithm.
    pub kind: HashKind,
    /// The digest as it stands: base64 by the schema, but hexadecimal digits are seen too.
    pub text: String,
}

/// By what a file names a transform.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Named {
    /// A UUID, lower case, without `urn:uuid:`.
    Uuid(String),
    /// Name or URI of a file, as it stands.
    File(String),
    /// An id of ACES.
    Id(TransformId),
}

/// A transform that is part of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransformReference {
    /// Free text.
    pub description: Option<String>,
    /// Digest of its file.
    pub hash: Option<FileHash>,
    /// Its name.
    pub named: Named,
}

/// How a picture comes to ACES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputTransform {
    /// The pixels have gone through it already.
    pub applied: bool,
    /// Free text.
    pub description: Option<String>,
    /// Digest of its file.
    pub hash: Option<FileHash>,
    /// The transform.
    pub kind: InputKind,
}

/// What an input transform is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// One transform, usually of a camera.
    Named(Named),
    /// Back through an output transform.
    InverseOutput(TransformReference),
    /// Back through an output device transform and the rendering transform of ACES 1.
    InverseDevice {
        /// The first of them.
        device: TransformReference,
        /// The second.
        rendering: TransformReference,
    },
}

/// Where a CDL's numbers are meant to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingSpace {
    /// From ACES2065-1 into the space; where it is missing, the way back is inverted.
    pub to: Option<TransformReference>,
    /// From the space back to ACES2065-1.
    pub from: TransformReference,
}

/// A change of the picture in ACES.
#[derive(Debug, Clone, PartialEq)]
pub struct LookTransform {
    /// The pixels have gone through it already.
    pub applied: bool,
    /// Free text.
    pub description: Option<String>,
    /// Digest of its file.
    pub hash: Option<FileHash>,
    /// The look.
    pub kind: LookKind,
}

/// What a look is.
#[derive(Debug, Clone, PartialEq)]
pub enum LookKind {
    /// One transform.
    Named(Named),
    /// Ten numbers.
    Cdl {
        /// Where they are used.
        space: WorkingSpace,
        /// The numbers.
        cdl: Cdl,
    },
    /// Ten numbers of another file.
    CdlReference {
        /// Where they are used.
        space: WorkingSpace,
        /// Id of the colour correction.
        id: String,
        /// Name or URI of the file, as it stands.
        file: String,
    },
}

/// How a picture comes from ACES to a display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputTransform {
    /// The pixels have gone through it already; version 1.0 cannot say so.
    pub applied: bool,
    /// Free text.
    pub description: Option<String>,
    /// Digest of its file.
    pub hash: Option<FileHash>,
    /// The transform.
    pub kind: OutputKind,
}

/// What an output transform is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputKind {
    /// One transform.
    Named(Named),
    /// The rendering transform of ACES 1 and an output device transform.
    Device {
        /// The first of them.
        rendering: TransformReference,
        /// The second.
        device: TransformReference,
    },
}
