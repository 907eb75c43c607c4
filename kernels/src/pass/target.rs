//! What a pass writes.

use super::device::DeviceTarget;
use super::source::{device_chroma, word};
use crate::coding::{ChromaSiting, Matrix3Coefficients, Range, black_and_span, zero_and_span};
use crate::picture::Subsampling;

/// `enum Packing` of `device/target.h`.
mod packing {
    pub(super) const HALF_BGR: u32 = 0;
    pub(super) const DPX10: u32 = 1;
    pub(super) const DPX16: u32 = 2;
    pub(super) const YCBCR: u32 = 3;
    pub(super) const RGB_F32: u32 = 4;
}

/// The packing that takes neighbours of a pixel.
pub(crate) const YCBCR: u32 = packing::YCBCR;

/// What a pass writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Lines of an EXR: all B, all G, all R of a line, half, little-endian, rounded to nearest even; one plane, 6 bytes
    /// a pixel.
    HalfBgr,
    /// DPX 10-bit RGB (ST 268): one big-endian word a pixel, filled method A. The code is
    /// `floor(clamp(x, 0, 1) * 1023 + 0.5)`.
    Dpx10,
    /// DPX 16-bit RGB, big-endian, 6 bytes a pixel. The code is `floor(clamp(x, 0, 1) * 65535 + 0.5)`.
    Dpx16,
    /// Planes R, G, B of singles, little-endian: a tile.
    RgbF32,
    /// Planes Y', Cb, Cr for an encoder.
    YCbCr(YCbCrTarget),
}

/// Planes of Y'CbCr integers, little-endian, one byte a sample at 8 bits, else two.
///
/// Chroma is the tent over three samples where it lies on a luma sample, the mean of two where it lies between them;
/// the edges repeat. Codes are rounded to nearest, halves up. In legal range, codes outside 16..235 are kept as far as
/// ITU-R BT.2100 table 9 lets video carry them: all but the lowest and the highest 2^(bits - 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct YCbCrTarget {
    /// Chroma resolution.
    pub subsampling: Subsampling,
    /// Significant bits of a sample, 8 to 16.
    pub bits: u8,
    /// Code range.
    pub range: Range,
    /// Coefficients of the luma.
    pub matrix: Matrix3Coefficients,
    /// Where chroma samples lie; ignored in 4:4:4, and vertically in 4:2:2.
    pub siting: ChromaSiting,
    /// Noise of less than a code before rounding, so that flat gradients do not band. It depends on the place in the
    /// picture alone, so the same picture gives the same bytes.
    pub is_dithered: bool,
}

impl Target {
    /// Bytes of a line and number of lines of each plane that `rows` lines of `width` pixels fill; (0, 0) for planes
    /// that the target does not have.
    pub const fn planes(self, width: usize, rows: usize) -> [(usize, usize); 3] {
        match self {
            Self::HalfBgr | Self::Dpx16 => [(width * 6, rows), (0, 0), (0, 0)],
            Self::Dpx10 => [(width * 4, rows), (0, 0), (0, 0)],
            Self::RgbF32 => [(width * 4, rows); 3],
            Self::YCbCr(YCbCrTarget { subsampling, bits, .. }) => {
                let sample_bytes = if bits == 8 { 1 } else { 2 };
                let chroma = (subsampling.chroma_width(width) * sample_bytes, subsampling.chroma_height(rows));
                [(width * sample_bytes, rows), chroma, chroma]
            }
        }
    }

    /// Lines that share one chroma line: 2 in 4:2:0, else 1. Row ranges begin at a multiple of it.
    pub const fn row_step(self) -> usize {
        match self {
            Self::YCbCr(YCbCrTarget { subsampling: Subsampling::S420, .. }) => 2,
            _ => 1,
        }
    }

    pub(super) fn device(self) -> Option<DeviceTarget> {
        let packed = |packing| Some(DeviceTarget { packing, ..DeviceTarget::default() });
        match self {
            Self::HalfBgr => packed(packing::HALF_BGR),
            Self::Dpx10 => packed(packing::DPX10),
            Self::Dpx16 => packed(packing::DPX16),
            Self::RgbF32 => packed(packing::RGB_F32),
            Self::YCbCr(target) => target.device(),
        }
    }
}

impl YCbCrTarget {
    fn device(self) -> Option<DeviceTarget> {
        let Self { subsampling, bits, range, matrix, siting, is_dithered } = self;
        if !(8..=16).contains(&bits) {
            return None;
        }
        let (kr, kb) = matrix.kr_kb();
        let (black, span) = black_and_span(bits, range);
        let (zero, chroma_span) = zero_and_span(bits, range);
        let all = ((1u32 << bits) - 1) as f32;
        let reserved = match range {
            Range::Full => 0.0,
            Range::Legal => (1u32 << (bits - 8)) as f32,
        };
        Some(DeviceTarget {
            packing: packing::YCBCR,
            word: if bits == 8 { word::U8 } else { word::U16_LITTLE },
            shift: 0,
            is_dithered: u32::from(is_dithered),
            black,
            span,
            zero,
            chroma_span,
            lowest: reserved,
            highest: all - reserved,
            kr: kr as f32,
            kg: (1.0 - kr - kb) as f32,
            kb: kb as f32,
            cb_scale: (0.5 / (1.0 - kb)) as f32,
            cr_scale: (0.5 / (1.0 - kr)) as f32,
            chroma: device_chroma(subsampling, siting),
        })
    }
}
