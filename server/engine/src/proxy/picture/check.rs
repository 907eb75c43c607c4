//! What has to hold of renditions and planes before pixels are touched.

use super::error::{FrameError, PictureError};
use super::rendition::{Planes, RenditionPicture, SourceFacts};
use interneg_kernels::{Layout, Lines, SourceCoding, Subsampling};

/// # Errors
/// Names what the rendition at this place in the list cannot have.
pub(super) fn rendition(rendition: usize, wanted: &RenditionPicture, source: &SourceFacts) -> Result<(), PictureError> {
    let RenditionPicture { geometry, target, .. } = wanted;
    let SourceCoding { layout, width, height, .. } = source.coding;
    target.check().map_err(|what| PictureError::Target { rendition, what })?;
    let refused = |reason| PictureError::Geometry { rendition, reason };
    geometry.check((width, height)).map_err(refused)?;
    let subsampling = match layout {
        Layout::YCbCrPlanar { subsampling, .. } | Layout::YCbCrSemiPlanar { subsampling, .. } => Some(subsampling),
        _ => None,
    };
    match source.is_interlaced {
        true => geometry.check_fields(subsampling == Some(Subsampling::S420)).map_err(refused),
        false => Ok(()),
    }
}

/// Samples may be none, or infinite.
pub(super) fn is_float(layout: Layout) -> bool {
    match layout {
        Layout::RgbPlanar { sample, .. } | Layout::RgbPacked { sample, .. } => sample.is_float(),
        _ => false,
    }
}

/// # Errors
/// Names the planes that do not hold their rendition.
pub(super) fn planes(renditions: &[RenditionPicture], out: &[Planes<'_>]) -> Result<(), FrameError> {
    if out.len() != renditions.len() {
        let found = format!("planes of {} renditions, there are {}", out.len(), renditions.len());
        return Err(FrameError::Planes(found));
    }
    for (rendition, (wanted, planes)) in renditions.iter().zip(out).enumerate() {
        let (width, height) = wanted.geometry.canvas_size();
        for (plane, (line_bytes, lines)) in wanted.target.planes(width, height).into_iter().enumerate() {
            let Lines { bytes, stride_bytes } = &planes.lines[plane];
            let needed = stride_bytes.checked_mul(lines - 1).and_then(|begin| begin.checked_add(line_bytes));
            if *stride_bytes < line_bytes || needed.is_none_or(|needed| bytes.len() < needed) {
                let found = bytes.len();
                return Err(FrameError::Planes(format!(
                    "rendition {rendition}: plane {plane} of {found} bytes does not hold {lines} lines of \
                         {line_bytes} at a stride of {stride_bytes}"
                )));
            }
        }
    }
    Ok(())
}
