//! How a source's samples are read, as the device is told.

use super::device::{DeviceChroma, DeviceSource};
use crate::coding::{ChromaSiting, CodingError, SourceCoding, black_and_span, zero_and_span};
use crate::picture::{ByteOrder, Layout, Sample, Subsampling};

/// `enum Arrangement` of `device/source.h`.
mod arrangement {
    pub(super) const RGB_PLANAR: u32 = 0;
    pub(super) const RGB_PACKED: u32 = 1;
    pub(super) const RGB_DPX10: u32 = 2;
    pub(super) const YCBCR_PLANAR: u32 = 3;
    pub(super) const YCBCR_SEMI_PLANAR: u32 = 4;
}

/// The last arrangement of R, G, B.
pub(crate) const LAST_RGB: u32 = arrangement::RGB_DPX10;

/// `enum Word` of `device/source.h`.
pub(super) mod word {
    pub(in crate::pass) const U8: u32 = 0;
    pub(in crate::pass) const U16_LITTLE: u32 = 1;
    pub(super) const U16_BIG: u32 = 2;
    pub(super) const F16_LITTLE: u32 = 3;
    pub(super) const F32_LITTLE: u32 = 4;
    pub(super) const U32_LITTLE: u32 = 5;
    pub(super) const U32_BIG: u32 = 6;
}

/// The coding as the device reads it.
pub(super) fn device_source(coding: &SourceCoding) -> Result<DeviceSource, CodingError> {
    let SourceCoding { layout, width, height, .. } = *coding;
    let (Ok(width_pixels), Ok(height_lines)) = (u32::try_from(width), u32::try_from(height)) else {
        return Err(CodingError::NoPixels { width, height });
    };
    if width == 0 || height == 0 {
        return Err(CodingError::NoPixels { width, height });
    }
    let empty =
        DeviceSource { width: width_pixels, height: height_lines, step: 1, span: 1.0, ..DeviceSource::default() };
    let source = match layout {
        Layout::RgbPlanar { bits, sample } => {
            let source = DeviceSource { arrangement: arrangement::RGB_PLANAR, ..empty };
            rgb(coding, source, sample, bits, 0)
        }
        Layout::RgbPacked { components, bits, sample, shift } => {
            if !(3..=4).contains(&components) {
                return Err(CodingError::Components(components));
            }
            let step = u32::from(components);
            let source = DeviceSource { arrangement: arrangement::RGB_PACKED, step, ..empty };
            rgb(coding, source, sample, bits, shift)
        }
        Layout::Dpx10FilledA(order) => dpx10(coding, empty, order, [22, 12, 2]),
        Layout::Dpx10FilledB(order) => dpx10(coding, empty, order, [20, 10, 0]),
        Layout::YCbCrPlanar { subsampling, bits, sample } => {
            let source = DeviceSource { arrangement: arrangement::YCBCR_PLANAR, ..empty };
            ycbcr(coding, source, subsampling, sample, bits, 0)
        }
        Layout::YCbCrSemiPlanar { subsampling, bits, sample, shift } => {
            let source = DeviceSource { arrangement: arrangement::YCBCR_SEMI_PLANAR, ..empty };
            ycbcr(coding, source, subsampling, sample, bits, shift)
        }
    }?;
    let (reciprocal, rest) = reciprocal_and_rest(source.span);
    Ok(DeviceSource { reciprocal, rest, ..source })
}

/// `1 / span` with twice the digits of single precision, as a rounded number and what it lacks.
pub(super) fn reciprocal_and_rest(span: f32) -> (f32, f32) {
    let reciprocal = 1.0 / span;
    (reciprocal, (-reciprocal).mul_add(span, 1.0) / span)
}

fn rgb(
    coding: &SourceCoding,
    source: DeviceSource,
    sample: Sample,
    bits: u8,
    shift: u8,
) -> Result<DeviceSource, CodingError> {
    match sample {
        Sample::F16 => Ok(DeviceSource { word: word::F16_LITTLE, ..source }),
        Sample::F32 => Ok(DeviceSource { word: word::F32_LITTLE, ..source }),
        Sample::U8 | Sample::U16(_) => {
            let (black, span) = black_and_span(bits, coding.range.ok_or(CodingError::RangeMissing)?);
            Ok(DeviceSource { is_coded: 1, black, span, ..integer(source, sample, bits, shift)? })
        }
    }
}

fn dpx10(
    coding: &SourceCoding,
    source: DeviceSource,
    order: ByteOrder,
    shifts: [u32; 3],
) -> Result<DeviceSource, CodingError> {
    let (black, span) = black_and_span(10, coding.range.ok_or(CodingError::RangeMissing)?);
    let word = if order == ByteOrder::Big { word::U32_BIG } else { word::U32_LITTLE };
    Ok(DeviceSource {
        arrangement: arrangement::RGB_DPX10,
        word,
        mask: 0x3FF,
        shifts,
        is_coded: 1,
        black,
        span,
        ..source
    })
}

fn ycbcr(
    coding: &SourceCoding,
    source: DeviceSource,
    subsampling: Subsampling,
    sample: Sample,
    bits: u8,
    shift: u8,
) -> Result<DeviceSource, CodingError> {
    let source = integer(source, sample, bits, shift)?;
    let range = coding.range.ok_or(CodingError::RangeMissing)?;
    let (kr, kb) = coding.matrix.ok_or(CodingError::MatrixMissing)?.kr_kb();
    let kg = 1.0 - kr - kb;
    let (black, span) = black_and_span(bits, range);
    let (zero, chroma_span) = zero_and_span(bits, range);
    let a_code = |whole: f64| (whole / f64::from(chroma_span)) as f32;
    // Y' = Kr R' + Kg G' + Kb B', Cb = (B' - Y') / (2 (1 - Kb)), Cr = (R' - Y') / (2 (1 - Kr)), solved for R'G'B'.
    Ok(DeviceSource {
        is_coded: 1,
        black,
        span,
        zero,
        r_from_cr: a_code(2.0 * (1.0 - kr)),
        g_from_cb: a_code(2.0 * (1.0 - kb) * kb / kg),
        g_from_cr: a_code(2.0 * (1.0 - kr) * kr / kg),
        b_from_cb: a_code(2.0 * (1.0 - kb)),
        chroma: device_chroma(subsampling, coding.siting),
        ..source
    })
}

/// Resolution and siting of chroma (ITU-T H.273, 8.7).
pub(super) fn device_chroma(subsampling: Subsampling, siting: ChromaSiting) -> DeviceChroma {
    DeviceChroma {
        halved_x: u32::from(subsampling != Subsampling::S444),
        halved_y: u32::from(subsampling == Subsampling::S420),
        between_x: u32::from(siting == ChromaSiting::Centre),
        between_y: u32::from(siting != ChromaSiting::TopLeft),
    }
}

/// How an integer sample lies in memory, checked.
fn integer(source: DeviceSource, sample: Sample, bits: u8, shift: u8) -> Result<DeviceSource, CodingError> {
    let (word, word_bits) = match sample {
        Sample::U8 => (word::U8, 8),
        Sample::U16(ByteOrder::Little) => (word::U16_LITTLE, 16),
        Sample::U16(ByteOrder::Big) => (word::U16_BIG, 16),
        Sample::F16 | Sample::F32 => return Err(CodingError::FloatYCbCr),
    };
    if !(8..=16).contains(&bits) || bits.saturating_add(shift) > word_bits {
        return Err(CodingError::Bits { bits, shift, word_bits });
    }
    Ok(DeviceSource { word, shift: u32::from(shift), mask: (1 << bits) - 1, ..source })
}
