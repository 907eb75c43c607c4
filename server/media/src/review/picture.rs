//! The picture that is handed to an encoder.

use super::{Description, ReviewError};
use crate::encode::EncodePlane;
use gstreamer as gst;
use gstreamer::prelude::*;

/// A picture in Y', Cb and Cr of 8 bits, 4:2:0: chroma has half the width and half the lines, and lies left.
#[derive(Debug, Clone, Copy)]
pub struct ReviewPicture<'a> {
    /// Y', Cb, Cr.
    pub planes: [EncodePlane<'a>; 3],
}

/// Buffers of pictures, which are used again when the encoder has done with them.
pub(super) struct PicturePool {
    pool: gst::BufferPool,
    places: [PlanePlace; 3],
}

/// Where the lines of a plane lie in a buffer.
#[derive(Debug, Clone, Copy)]
struct PlanePlace {
    offset_bytes: usize,
    stride_bytes: usize,
    width: usize,
    height: usize,
}

/// Places of Y', Cb and Cr in the format I420, and the size of all: GStreamer begins each line at a multiple of 4 bytes.
fn places(description: &Description) -> ([PlanePlace; 3], usize) {
    let (width, height) = (description.raster.width as usize, description.raster.height as usize);
    let mut end_bytes = 0;
    let places = [(width, height), (width / 2, height / 2), (width / 2, height / 2)].map(|(width, height)| {
        let stride_bytes = width.next_multiple_of(4);
        let offset_bytes = end_bytes;
        end_bytes += stride_bytes * height;
        PlanePlace { offset_bytes, stride_bytes, width, height }
    });
    (places, end_bytes)
}

impl PicturePool {
    pub fn new(description: &Description) -> Result<Self, ReviewError> {
        let failed = |error: gst::glib::BoolError| ReviewError::Start { reason: error.to_string() };
        let (places, size_bytes) = places(description);
        let pool = gst::BufferPool::new();
        let mut config = pool.config();
        // The queue and the encoder bound how many are in use.
        config.set_params(None, u32::try_from(size_bytes).unwrap_or(u32::MAX), 0, 0);
        pool.set_config(config).map_err(failed)?;
        pool.set_active(true).map_err(failed)?;
        Ok(Self { pool, places })
    }

    /// A buffer with a picture, presented from `begin` to `end`.
    pub fn fill(
        &self,
        picture: &ReviewPicture<'_>,
        begin: gst::ClockTime,
        end: gst::ClockTime,
    ) -> Result<gst::Buffer, ReviewError> {
        let failed = |reason: String| ReviewError::Start { reason };
        let mut buffer = self.pool.acquire_buffer(None).map_err(|error| failed(format!("no picture: {error}")))?;
        let filled = buffer.get_mut().ok_or_else(|| failed("a new picture is shared".to_owned()))?;
        filled.set_pts(begin);
        filled.set_duration(end - begin);
        let mut map = filled.map_writable().map_err(|error| failed(error.to_string()))?;
        copy(&mut map, picture, &self.places)?;
        drop(map);
        Ok(buffer)
    }
}

fn copy(target: &mut [u8], picture: &ReviewPicture<'_>, places: &[PlanePlace; 3]) -> Result<(), ReviewError> {
    for (index, (plane, place)) in picture.planes.iter().zip(places).enumerate() {
        let PlanePlace { offset_bytes, stride_bytes, width, height } = *place;
        let needed_bytes = plane.stride_bytes.saturating_mul(height - 1).saturating_add(width);
        if plane.stride_bytes < width || plane.bytes.len() < needed_bytes {
            let (found, apart) = (plane.bytes.len(), plane.stride_bytes);
            let reason = format!("{found} bytes, lines {apart} apart, for {height} lines of {width}");
            return Err(ReviewError::Plane { plane: index, reason });
        }
        let lines = target[offset_bytes..].chunks_mut(stride_bytes).zip(plane.bytes.chunks(plane.stride_bytes));
        for (to, from) in lines.take(height) {
            to[..width].copy_from_slice(&from[..width]);
        }
    }
    Ok(())
}
