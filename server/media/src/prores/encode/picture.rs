//! The picture that is encoded.

use super::Settings;
use crate::encode::EncodePlane;
use crate::mux::FieldOrder;
use crate::prores::EncodeError;
use interneg_kernels::prores::SamplePlane;

/// Alpha of a picture.
#[derive(Debug, Clone, Copy)]
pub struct AlphaPlane<'a> {
    /// Bits of a sample, 8 to 16.
    pub bits: u8,
    /// Its lines, as those of the other planes.
    pub plane: EncodePlane<'a>,
}

/// A picture in Y', Cb and Cr. In 4:2:2 the chroma planes have half the columns of luma, rounded up.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// Bits of a sample, 8 to 16, right-aligned; 8 bits are a byte, more are two bytes, little-endian.
    pub bits: u8,
    /// Y', Cb, Cr.
    pub planes: [EncodePlane<'a>; 3],
    /// Coverage, 0 for none.
    pub alpha: Option<AlphaPlane<'a>>,
}

/// The planes of a picture that is coded by itself: a whole frame, or a field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planes<'a> {
    pub colour: [SamplePlane<'a>; 3],
    pub alpha: Option<SamplePlane<'a>>,
}

impl<'a> Picture<'a> {
    /// Checks the planes against the settings, and gives those of the frame or of each field, in the order they are coded.
    pub(super) fn planes(&self, settings: &Settings) -> Result<Vec<Planes<'a>>, EncodeError> {
        let words = |bits: u8, has_alpha: bool| {
            format!("{bits}-bit samples {} alpha", if has_alpha { "with" } else { "without" })
        };
        if self.bits != settings.bits || self.alpha.is_some() != settings.alpha.is_some() {
            return Err(EncodeError::Picture {
                found: words(self.bits, self.alpha.is_some()),
                expected: words(settings.bits, settings.alpha.is_some()),
            });
        }
        let (columns, rows) = (settings.raster.width as usize, settings.raster.height as usize);
        let chroma_columns = if settings.profile.is_444() { columns } else { columns.div_ceil(2) };
        let plane = |index: usize, plane: &EncodePlane<'a>, columns: usize, bits: u8| {
            SamplePlane::new(plane.bytes, plane.stride_bytes, (columns, rows), bits)
                .map_err(|source| EncodeError::Plane { plane: index, source })
        };
        let [luma, cb, cr] = &self.planes;
        let colour = [
            plane(0, luma, columns, self.bits)?,
            plane(1, cb, chroma_columns, self.bits)?,
            plane(2, cr, chroma_columns, self.bits)?,
        ];
        let alpha = match &self.alpha {
            Some(alpha) => Some(plane(3, &alpha.plane, columns, alpha.bits)?),
            None => None,
        };
        if settings.field_order == FieldOrder::Progressive {
            return Ok(vec![Planes { colour, alpha }]);
        }
        let field = |is_second: bool| {
            // Settings have been checked to have two lines where there are two fields.
            let of = |plane: SamplePlane<'a>| plane.field(is_second).unwrap_or(plane);
            Planes { colour: colour.map(of), alpha: alpha.map(of) }
        };
        let is_second_first = settings.field_order == FieldOrder::BottomFirst;
        Ok(vec![field(is_second_first), field(!is_second_first)])
    }
}
