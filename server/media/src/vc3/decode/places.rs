//! What becomes of the levels of a plane's blocks, by place in scan order.

use super::super::Format;
use super::super::blocks::ZIGZAG;
use interneg_kernels::transform::factor;

/// A place of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub weight: u8,
    /// See [`Format::reader_adds`].
    pub added: u32,
    /// In raster order.
    pub raster: u8,
    /// What the inverse transform wants coefficients multiplied by.
    pub inverse_factor: f32,
}

/// Of each plane, by scan position.
pub(super) fn places(format: &Format) -> [[Place; 64]; 3] {
    std::array::from_fn(|plane| {
        std::array::from_fn(|position| {
            let raster = ZIGZAG[position];
            Place {
                weight: format.weights(plane)[position],
                added: format.reader_adds(plane, position),
                raster,
                inverse_factor: (1.0 / factor(usize::from(raster) / 8, usize::from(raster) % 8)) as f32,
            }
        })
    })
}
