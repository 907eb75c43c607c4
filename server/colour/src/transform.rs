//! A transform between two spaces, ready for pixels.

use interneg_kernels::RgbTile;
use ocio::ops::matrix::MatrixOp;
use ocio::{CpuProcessor, OptimizationFlags, Processor};
use std::sync::Arc;

/// A colour transform. Built once, then infallible; cheap to clone, may be shared between threads.
#[derive(Debug, Clone)]
pub struct Transform {
    pub(crate) processor: Arc<CpuProcessor>,
}

impl Transform {
    pub(crate) fn new(processor: &Processor) -> Self {
        Self { processor: Arc::new(processor.optimized_cpu_processor(OptimizationFlags::LOSSLESS)) }
    }

    /// Transforms all pixels of the tile, in place.
    pub fn apply(&self, tile: &mut RgbTile) {
        if !self.is_identity() {
            tile.change_interleaved(|pixels| self.processor.apply_pixels(pixels));
        }
    }

    /// Transforms one pixel.
    pub fn apply_pixel(&self, rgb: [f32; 3]) -> [f32; 3] {
        let mut pixels = [[rgb[0], rgb[1], rgb[2], 1.0]];
        self.processor.apply_pixels(&mut pixels);
        [pixels[0][0], pixels[0][1], pixels[0][2]]
    }

    /// The transform changes nothing.
    pub fn is_identity(&self) -> bool {
        self.processor.is_no_op()
    }

    /// OpenColorIO's operations in their order, one line each, with their parameters.
    pub fn describe(&self) -> Vec<String> {
        self.processor.ops().iter().map(|op| op.cache_id().trim_matches(['<', '>', ' ']).to_owned()).collect()
    }

    /// The 3x3 matrix that the transform is, where it is nothing else.
    pub(crate) fn as_matrix(&self) -> Option<[[f64; 3]; 3]> {
        let [op] = self.processor.ops() else { return None };
        let matrix = op.downcast_ref::<MatrixOp>()?.data();
        if matrix.has_offsets() || matrix.has_alpha() {
            return None;
        }
        let row = |row: usize| [0, 1, 2].map(|column| matrix.matrix[row * 4 + column]);
        Some([row(0), row(1), row(2)])
    }
}
