//! The picture that is encoded.

use super::EncodeError;
use interneg_spec::Raster;

/// One plane of samples.
#[derive(Debug, Clone, Copy)]
pub struct EncodePlane<'a> {
    /// Its lines: a byte a sample at 8 bits, else two bytes, little-endian.
    pub bytes: &'a [u8],
    /// Distance from line to line in bytes.
    pub stride_bytes: usize,
}

/// A picture in Y', Cb and Cr, or in G', B' and R' where its track says so. In 4:2:2 the chroma planes are half as wide as the luma plane.
#[derive(Debug, Clone, Copy)]
pub struct EncodePlanes<'a> {
    /// Bits of a sample, right-aligned.
    pub bits: u8,
    /// Y', Cb, Cr, or G', B', R'.
    pub planes: [EncodePlane<'a>; 3],
}

/// Size of a plane in samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlaneShape {
    pub width: usize,
    pub height: usize,
    pub bits: u8,
}

impl PlaneShape {
    /// Shape of plane `plane` of a picture.
    pub fn of(plane: usize, raster: Raster, is_444: bool, bits: u8) -> Self {
        let (width, height) = (raster.width as usize, raster.height as usize);
        Self { width: if plane == 0 || is_444 { width } else { width / 2 }, height, bits }
    }

    /// Bytes of a line without padding.
    pub fn line_bytes(self) -> usize {
        self.width * if self.bits > 8 { 2 } else { 1 }
    }
}

impl EncodePlane<'_> {
    /// Copies the plane into `target`, line by line, and makes sure that no code is higher than its depth: the encoders'
    /// code tables end there.
    pub(super) fn copy_to(
        &self,
        plane: usize,
        shape: PlaneShape,
        target: &mut [u8],
        target_stride_bytes: usize,
    ) -> Result<(), EncodeError> {
        let wrong = |reason: String| EncodeError::Plane { plane, reason };
        let line_bytes = shape.line_bytes();
        if self.stride_bytes < line_bytes {
            return Err(wrong(format!("lines are {} bytes apart and {line_bytes} long", self.stride_bytes)));
        }
        let needed_bytes = (shape.height - 1).saturating_mul(self.stride_bytes).saturating_add(line_bytes);
        if self.bytes.len() < needed_bytes {
            return Err(wrong(format!("{} bytes, expected {needed_bytes} for its lines", self.bytes.len())));
        }
        let mut used_bits = 0;
        let lines = self.bytes.chunks(self.stride_bytes).zip(target.chunks_mut(target_stride_bytes));
        for (from, to) in lines.take(shape.height) {
            let from = &from[..line_bytes];
            to[..line_bytes].copy_from_slice(from);
            if shape.bits > 8 {
                let (words, _) = from.as_chunks::<2>();
                used_bits |= words.iter().fold(0, |all, word| all | u16::from_le_bytes(*word));
            }
        }
        match u32::from(used_bits) >> shape.bits {
            0 => Ok(()),
            _ => Err(wrong(format!("some sample has a code above {}", (1_u32 << shape.bits) - 1))),
        }
    }
}
