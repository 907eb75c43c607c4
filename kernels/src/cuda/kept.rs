//! Pictures that stay in a lane's memory on the GPU, for a codec to work on.

use super::device::CudaDevice;
use super::error::CudaError;
use super::lane::{Chain, Lane, Launches};
use super::pass::PLANE_ALIGNMENT;
use std::sync::Arc;

/// A plane of samples: right-aligned, of 8 bits in a byte each or of 9 to 16 bits in two bytes each, little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeptPlane {
    /// Bytes from the beginning of what the lane keeps.
    pub(super) offset: usize,
    /// Samples of a line; there is nothing between lines.
    pub(super) columns: usize,
    /// Lines.
    pub(super) rows: usize,
}

/// The planes of a picture, and where they lie in what a lane keeps. It is good until the lane's next chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptPicture {
    planes: [KeptPlane; 3],
    bits: u8,
}

impl KeptPicture {
    /// Planes of `columns` by `rows` samples of `bits` bits, one behind the other from the byte `begin` on.
    pub(super) fn at(begin: usize, sizes: [(usize, usize); 3], bits: u8) -> Self {
        let mut offset = begin;
        let planes = sizes.map(|(columns, rows)| {
            let plane = KeptPlane { offset, columns, rows };
            offset += (plane.line_bytes(bits) * rows).next_multiple_of(PLANE_ALIGNMENT);
            plane
        });
        Self { planes, bits }
    }

    /// Brings planes from the host to a lane, in the place of whatever it kept; lines are without gaps.
    ///
    /// # Errors
    /// [`CudaError::Size`] where a plane has other bytes than its size says, and what the driver refuses.
    pub fn bring(
        device: &CudaDevice,
        lane: &mut Lane,
        planes: [&[u8]; 3],
        sizes: [(usize, usize); 3],
        bits: u8,
    ) -> Result<Self, CudaError> {
        let picture = Self::at(0, sizes, bits);
        for (plane, bytes) in picture.planes.iter().zip(planes) {
            let expected = plane.line_bytes(bits) * plane.rows;
            if bytes.len() != expected {
                return Err(CudaError::Size { what: "a plane", found: bytes.len(), expected });
            }
        }
        let source_bytes = picture.end();
        let upload = lane.upload(device, source_bytes, 0)?;
        for (plane, bytes) in picture.planes.iter().zip(planes) {
            upload[plane.offset..plane.offset + bytes.len()].copy_from_slice(bytes);
        }
        let kept_bytes = source_bytes;
        let chain =
            Chain { keeps: Arc::new(()), source_bytes, middle_bytes: 0, kept_bytes, target_bytes: 0, cleared_bytes: 0 };
        // SAFETY: no kernel runs; both buffers have these bytes.
        unsafe { lane.run_chain(chain, |launches: &mut Launches<'_>| launches.keep_source(source_bytes))? };
        Ok(picture)
    }

    /// Significant bits of a sample.
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// Samples of a line, and lines, of each plane.
    pub fn sizes(&self) -> [(usize, usize); 3] {
        self.planes.map(|plane| (plane.columns, plane.rows))
    }

    /// The planes.
    pub(super) fn planes(&self) -> &[KeptPlane; 3] {
        &self.planes
    }

    /// Bytes of a plane's lines.
    pub(super) fn stride_bytes(&self, plane: usize) -> usize {
        self.planes[plane].line_bytes(self.bits)
    }

    /// Where the last plane ends: what a chain says that it needs of the kept memory.
    pub(super) fn end(&self) -> usize {
        let ends = self.planes.iter().map(|plane| plane.offset + plane.line_bytes(self.bits) * plane.rows);
        ends.max().unwrap_or(0)
    }
}

impl KeptPlane {
    fn line_bytes(&self, bits: u8) -> usize {
        self.columns * if bits == 8 { 1 } else { 2 }
    }
}
