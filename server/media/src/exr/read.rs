//! Reads EXR files: header first, then all chunks with one read into the caller's buffer.

use super::describe::still;
use super::geometry::Geometry;
use super::header::{Header, HeaderError, MAX_HEADER_BYTES};
use super::picture::{Chunks, decode};
use crate::decoded::{DecodedFrame, Storage};
use crate::error::MediaError;
use crate::sequence::still::Still;
use crate::sequence::storage::{grow, open, read_at};
use std::fs::File;
use std::path::Path;

/// What the header of the file says.
pub(crate) fn describe(path: &Path, max_dimension: u32) -> Result<Still, MediaError> {
    let exr = OpenExr::open(path, max_dimension)?;
    Ok(still(&exr.header, &exr.geometry))
}

/// Reads the picture of the display window, after `accept` has agreed to the header. Planes are R, G, B.
pub(crate) fn read_picture(
    path: &Path,
    max_dimension: u32,
    mut buffer: Vec<u8>,
    accept: &dyn Fn(&Still) -> Result<(), MediaError>,
) -> Result<DecodedFrame, MediaError> {
    let exr = OpenExr::open(path, max_dimension)?;
    let still = still(&exr.header, &exr.geometry);
    accept(&still)?;
    let planes = exr.decode(path, &mut buffer)?;
    let (width, height) = (still.raster.width as usize, still.raster.height as usize);
    Ok(DecodedFrame {
        storage: Storage::Image { bytes: buffer, layout: still.layout, planes: planes.map(Some), width, height },
    })
}

struct OpenExr {
    file: File,
    file_bytes: u64,
    header: Header,
    geometry: Geometry,
}

impl OpenExr {
    fn open(path: &Path, max_dimension: u32) -> Result<Self, MediaError> {
        // Headers are a few hundred bytes; long ones hold previews or framing documents.
        const USUAL_HEADER_BYTES: usize = 16 << 10;
        let (file, file_bytes) = open(path)?;
        if file_bytes == 0 {
            let reason = "file size is 0".to_owned();
            return Err(MediaError::Damaged { path: path.to_owned(), what: "EXR header", reason });
        }
        let mut bytes = Vec::new();
        let mut parsed = Err(HeaderError::Truncated("magic number".to_owned()));
        for limit in [USUAL_HEADER_BYTES, MAX_HEADER_BYTES] {
            let present = usize::try_from(file_bytes).map_or(limit, |size| size.min(limit));
            bytes.resize(present, 0);
            read_at(&file, path, &mut bytes, 0)?;
            parsed = Header::parse(&bytes, max_dimension);
            if !matches!(parsed, Err(HeaderError::Truncated(_))) || present < limit {
                break;
            }
        }
        let refused = |error| refused(path, error);
        let header = parsed.map_err(refused)?;
        let geometry = Geometry::of(&header, file_bytes).map_err(refused)?;
        Ok(Self { file, file_bytes, header, geometry })
    }

    /// Fills `buffer` and tells offset and stride of the planes R, G, B in it.
    fn decode(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<[(usize, usize); 3], MediaError> {
        let damaged = |reason: String| MediaError::Damaged { path: path.to_owned(), what: "EXR picture", reason };
        let geometry = &self.geometry;
        let data_window = &self.header.data_window;
        let most_bytes = geometry.most_stored_bytes(&self.header);
        let begin = self.header.end_bytes as u64;
        let stored_bytes = usize::try_from((self.file_bytes - begin).min(most_bytes))
            .map_err(|_| damaged("file is larger than the address space".to_owned()))?;
        let chunks = Chunks { header: &self.header, geometry, stored: &[] };
        if chunks.may_be_planes() {
            grow(buffer, stored_bytes);
            let stored = &mut buffer[..stored_bytes];
            read_at(&self.file, path, stored, begin)?;
            if let Some(planes) = (Chunks { stored, ..chunks }).as_planes().map_err(damaged)? {
                return Ok(planes);
            }
        }
        let display = &self.header.display_window;
        let stride_bytes = display.width as usize * geometry.kind.bytes();
        let plane_bytes = stride_bytes * display.height as usize;
        let block_bytes = geometry.block_bytes(data_window);
        // One buffer holds everything, so that a caller who reuses it allocates nothing: the planes, the file's
        // bytes, one chunk before and one after the byte transform.
        grow(buffer, 3 * plane_bytes + stored_bytes + 2 * block_bytes);
        let (planes, rest) = buffer.split_at_mut(3 * plane_bytes);
        let (stored, rest) = rest.split_at_mut(stored_bytes);
        let (raw, work) = rest.split_at_mut(block_bytes);
        read_at(&self.file, path, stored, begin)?;
        decode(&Chunks { stored, ..chunks }, planes, raw, &mut work[..block_bytes]).map_err(damaged)?;
        Ok([0, 1, 2].map(|plane| (plane * plane_bytes, stride_bytes)))
    }
}

fn refused(path: &Path, error: HeaderError) -> MediaError {
    let (path, reason) = (path.to_owned(), error.to_string());
    match error {
        HeaderError::Magic(_) => MediaError::NotMedia { path, reason },
        HeaderError::Unsupported(what) => MediaError::Unsupported { path, what },
        HeaderError::Truncated(_) | HeaderError::Field { .. } => {
            MediaError::Damaged { path, what: "EXR header", reason }
        }
    }
}
