//! Pictures on both sides of the codec.

use super::format::Unit;
use super::{Format, Vc3Error};
use crate::encode::EncodePlane;
use interneg_kernels::macroblock::SamplePlane;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedPicture {
    /// Its planes in the format's order, samples line by line without padding.
    pub planes: [Vec<u16>; 3],
    /// The quantiser of each macroblock, 1 to 2047, line by line.
    pub quantisers: Vec<u16>,
}

/// The lines of a picture that a part of its frame holds, as kernels take them.
pub(super) fn sample_planes<'a>(
    format: &Format,
    unit: Unit,
    planes: &[EncodePlane<'a>; 3],
) -> Result<[SamplePlane<'a>; 3], Vc3Error> {
    let plane = |index: usize| {
        let (width, height) = format.plane_size(index);
        let EncodePlane { bytes, stride_bytes } = planes[index];
        let is_wide = format.bits() > 8;
        // The whole plane is checked first: of a field's lines alone, the last one might be missing.
        let lines = || {
            SamplePlane::new(bytes, stride_bytes, (width, height), is_wide)?;
            let bytes = bytes.get(unit.first_line() * stride_bytes..)?;
            SamplePlane::new(bytes, unit.line_step() * stride_bytes, (width, format.unit_lines()), is_wide)
        };
        lines().ok_or_else(|| Vc3Error::Plane {
            plane: index,
            reason: format!(
                "{} bytes in lines of {stride_bytes} do not hold {width}x{height} samples of {} bits",
                bytes.len(),
                format.bits()
            ),
        })
    };
    Ok([plane(0)?, plane(1)?, plane(2)?])
}

/// `plane` has samples with these bits set.
pub(super) fn check_depth(format: &Format, plane: usize, seen: u32) -> Result<(), Vc3Error> {
    if seen >> format.bits() == 0 {
        return Ok(());
    }
    Err(Vc3Error::Plane { plane, reason: format!("it has codes above those of {} bits", format.bits()) })
}
