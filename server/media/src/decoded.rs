//! A decoded frame and its storage.

use interneg_kernels::{Layout, Picture, Plane};

/// One decoded picture; owns its samples, may travel between threads.
pub struct DecodedFrame {
    pub(crate) storage: Storage,
}

pub(crate) enum Storage {
    /// A frame that FFmpeg owns, reference counted, planes as `layout` wants them.
    Movie { frame: ffmpeg_next::frame::Video, layout: Layout, plane_order: [usize; 3], width: usize, height: usize },
    /// Bytes of an image file; planes are (offset, stride in bytes) into `bytes`.
    Image { bytes: Vec<u8>, layout: Layout, planes: [Option<(usize, usize)>; 3], width: usize, height: usize },
}

impl DecodedFrame {
    /// The samples.
    pub fn picture(&self) -> Picture<'_> {
        match &self.storage {
            Storage::Movie { frame, layout, plane_order, width, height } => Picture {
                width: *width,
                height: *height,
                layout: *layout,
                planes: plane_order.map(|index| {
                    if index >= frame.planes() {
                        return Plane::EMPTY;
                    }
                    Plane { bytes: frame.data(index), stride_bytes: frame.stride(index) }
                }),
            },
            Storage::Image { bytes, layout, planes, width, height } => Picture {
                width: *width,
                height: *height,
                layout: *layout,
                planes: planes.map(|plane| {
                    plane.map_or(Plane::EMPTY, |(offset, stride_bytes)| Plane { bytes: &bytes[offset..], stride_bytes })
                }),
            },
        }
    }

    /// Gives the memory back for the next frame; empty for movie frames, which FFmpeg's own pool recycles.
    pub fn into_buffer(self) -> Vec<u8> {
        match self.storage {
            Storage::Movie { .. } => Vec::new(),
            Storage::Image { bytes, .. } => bytes,
        }
    }
}
