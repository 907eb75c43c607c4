//! Errors of verification.

use super::Psnr;
use crate::{prores, vc3};
use thiserror::Error;

/// Why a coded frame is not the picture that was encoded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VerifyError {
    /// Us, or the machine: it is no frame of the codec.
    #[error("it does not decode: {0}")]
    ProRes(#[from] prores::DecodeError),
    /// Us, or the machine: it is no frame of the codec.
    #[error("it does not decode: {0}")]
    Vc3(#[from] vc3::Vc3Error),
    /// Us, or the machine: it is another kind of frame.
    #[error("its {what} is {found}, and {expected} was encoded")]
    Shape {
        /// `raster`, `sampling` …
        what: &'static str,
        /// What the frame says.
        found: String,
        /// What was encoded.
        expected: String,
    },
    /// Us, or the machine: a plane is off by more than the frame's quantisers let it be.
    #[error(
        "plane {name} is not the one that was encoded: it has {psnr} and its quantisers give no less than {floor}; the block at \
         column {column} and line {line} is off by {found}, where {allowed} is allowed",
        name = plane_name(*.plane)
    )]
    Plane {
        /// 0 for Y', 1 for Cb, 2 for Cr.
        plane: usize,
        /// Likeness of the whole plane.
        psnr: Psnr,
        /// The least that a right plane has, by the quantisers that the frame states.
        floor: Psnr,
        /// Column of the plane of the worst block's first sample.
        column: usize,
        /// Its line.
        line: usize,
        /// How far the block is off: a coefficient, or all of it together.
        found: Deviation,
        /// How far it may be off.
        allowed: Deviation,
    },
    /// The caller: the planes are not of the raster, so that they cannot have been encoded.
    #[error("plane {name} to compare with is shorter than the raster", name = plane_name(*.plane))]
    Source {
        /// 0 for Y', 1 for Cb, 2 for Cr.
        plane: usize,
    },
    /// The request: a codec whose frames are not read here.
    #[error("frames of {0} are not verified: our decoders do not read it")]
    Codec(interneg_spec::proxy::ProxyCodec),
}

/// How far a block is off, in hundredths of a code: of a coefficient by the orthonormal transform, or the root of a block's
/// squared errors, which is of the same scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deviation(pub(super) u64);

impl Deviation {
    /// Of a number of codes.
    pub(super) fn of(codes: f64) -> Self {
        Self((codes * 100.0).round() as u64)
    }
}

impl std::fmt::Display for Deviation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// Name of a plane for people.
pub fn plane_name(plane: usize) -> &'static str {
    ["Y'", "Cb", "Cr", "alpha"][plane.min(3)]
}
