//! What a file's picture is coded in, and all that follows from it.

use super::{prores, vc3};
use crate::mux::PictureTrack;
use crate::mux::mxf::MxfError;
use crate::mux::mxf::label::{self, Label};
use crate::mux::vc3::compression_id;

/// The coding of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PictureCoding {
    /// VC-3, by its compression id: frames of one size (ST 2019-4).
    Vc3 {
        /// The id.
        compression_id: u32,
    },
    /// ProRes, by its label: frames of any size (RDD 44).
    ProRes {
        /// The label.
        label: Label,
    },
}

impl PictureCoding {
    /// That of a picture; none where MXF has no label for it.
    pub(super) fn of(picture: &PictureTrack) -> Option<Self> {
        match compression_id(picture) {
            Some(compression_id) => Some(Self::Vc3 { compression_id }),
            None => prores::coding_label(picture.codec).map(|label| Self::ProRes { label }),
        }
    }

    /// Label of the coding.
    pub(super) fn label(self) -> Label {
        match self {
            Self::Vc3 { compression_id } => vc3::coding_label(compression_id),
            Self::ProRes { label } => label,
        }
    }

    /// Label of the container of its frames.
    pub(super) fn frames_container(self) -> Label {
        match self {
            Self::Vc3 { .. } => label::VC3_FRAMES,
            Self::ProRes { .. } => label::PRORES_FRAMES,
        }
    }

    /// Track number of its frames.
    pub(super) fn frames_track(self) -> u32 {
        match self {
            Self::Vc3 { .. } => label::VC3_FRAMES_TRACK,
            Self::ProRes { .. } => label::PRORES_FRAMES_TRACK,
        }
    }

    /// Whether all frames have the size of the first.
    pub(super) fn has_one_size(self) -> bool {
        matches!(self, Self::Vc3 { .. })
    }

    /// Holds the header of a coded frame against its description.
    ///
    /// # Errors
    /// `ForeignFrame` with the first thing that differs.
    pub(super) fn check_frame(self, frame: u64, bytes: &[u8], picture: &PictureTrack) -> Result<(), MxfError> {
        match self {
            Self::Vc3 { .. } => vc3::check_frame(frame, bytes, picture),
            Self::ProRes { .. } => prores::check_frame(frame, bytes, picture),
        }
    }
}
