//! What all frames of an encoder have in common.

use super::Settings;
use super::write::slice_header_bytes;
use crate::mux::FieldOrder;
use crate::prores::EncodeError;
use crate::prores::header::{FRAME_HEAD_BYTES, FrameHeader, PICTURE_HEADER_BYTES};
use crate::prores::slices::{Slice, slices_of};
use interneg_kernels::prores::{Scan, Weights};
use std::ops::Range;

/// Settings, checked, and what follows from them.
#[derive(Debug)]
pub(super) struct Plan {
    pub settings: Settings,
    pub header: FrameHeader,
    /// Of luma and of chroma.
    pub weights: [Weights; 2],
    /// All slices of a frame, picture by picture.
    pub places: Vec<Place>,
    /// Those of each picture, among all.
    pub pictures: Vec<Range<usize>>,
}

/// A slice of a frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Index of the picture in the frame.
    pub picture: usize,
    pub slice: Slice,
}

impl Plan {
    /// # Errors
    /// `Raster` and `Settings` for what ProRes does not have.
    pub fn new(settings: Settings) -> Result<Self, EncodeError> {
        settings.check()?;
        let Settings { profile, raster, field_order, alpha, colour, vendor, bits, slice_width, .. } = settings;
        let matrices = profile.matrices();
        let both = matrices.map(|matrix| *matrix);
        let header = FrameHeader::new(raster, profile.is_444(), field_order, alpha, colour, both, vendor);
        let scan = if field_order == FieldOrder::Progressive { Scan::Progressive } else { Scan::Interlaced };
        let unusable = |_| EncodeError::Settings { what: "its weights", reason: "weights are 2 to 63" };
        let [luma, chroma] = matrices;
        let weights =
            [Weights::new(luma, scan, bits).map_err(unusable)?, Weights::new(chroma, scan, bits).map_err(unusable)?];
        let mut places = Vec::new();
        let mut pictures = Vec::new();
        for (picture, (columns, rows, _)) in header.pictures().into_iter().enumerate() {
            let first = places.len();
            places.extend(slices_of(columns, rows, slice_width).into_iter().map(|slice| Place { picture, slice }));
            pictures.push(first..places.len());
        }
        Ok(Self { settings, header, weights, places, pictures })
    }

    /// Bytes of a slice header.
    pub fn slice_header_bytes(&self) -> usize {
        slice_header_bytes(self.settings.alpha.is_some())
    }

    /// Bytes that belong to no component.
    pub fn overhead_bytes(&self) -> u64 {
        let of_slice = 2 + self.slice_header_bytes();
        let bytes = FRAME_HEAD_BYTES + self.pictures.len() * PICTURE_HEADER_BYTES + self.places.len() * of_slice;
        bytes as u64
    }
}
