//! Planes of single precision on their way to a lane's buffers and back.

use super::error::CudaError;
use crate::frame::{FloatPlane, FloatPlaneMut};

/// Planes of singles in the GPU's memory, one behind the other; strides in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Singles {
    pub(super) address: u64,
    pub(super) stride: usize,
    /// From a plane to the next.
    pub(super) plane: usize,
}

impl Singles {
    /// The same planes from a row and a column on.
    pub(super) fn from(self, row: usize, column: usize) -> Self {
        Self { address: self.address + ((row * self.stride + column) * size_of::<f32>()) as u64, ..self }
    }
}

/// Refuses planes that do not hold a picture of this size.
pub(super) fn check(planes: &[FloatPlane<'_>], (width, height): (usize, usize)) -> Result<(), CudaError> {
    match planes.iter().find(|plane| !plane.holds(width, height)) {
        Some(plane) => Err(CudaError::Size { what: "a plane", found: plane.values.len(), expected: width * height }),
        None => Ok(()),
    }
}

/// Writes planes of this size one behind the other, `plane_values` numbers apart, from the buffer's start on.
pub(super) fn write<'a>(
    planes: impl IntoIterator<Item = FloatPlane<'a>>,
    (width, height): (usize, usize),
    plane_values: usize,
    buffer: &mut [u8],
) {
    let places = buffer.chunks_exact_mut((plane_values * size_of::<f32>()).max(1));
    for (plane, place) in planes.into_iter().zip(places) {
        for (y, line) in place.chunks_exact_mut((width * size_of::<f32>()).max(1)).take(height).enumerate() {
            line.copy_from_slice(bytemuck::cast_slice(plane.row(y, width)));
        }
    }
}

/// Reads planes of this size back.
pub(super) fn read(
    result: &[u8],
    (width, height): (usize, usize),
    plane_values: usize,
    planes: &mut [FloatPlaneMut<'_>],
) -> Result<(), CudaError> {
    let plane_bytes = plane_values * size_of::<f32>();
    let expected = planes.len() * plane_bytes;
    if result.len() != expected {
        return Err(CudaError::Size { what: "a result", found: result.len(), expected });
    }
    for (plane, place) in planes.iter_mut().zip(result.chunks_exact(plane_bytes.max(1))) {
        if !plane.holds(width, height) {
            return Err(CudaError::Size { what: "a plane", found: plane.values.len(), expected: width * height });
        }
        for (y, line) in place.chunks_exact((width * size_of::<f32>()).max(1)).take(height).enumerate() {
            bytemuck::cast_slice_mut(plane.row_mut(y, width)).copy_from_slice(line);
        }
    }
    Ok(())
}
