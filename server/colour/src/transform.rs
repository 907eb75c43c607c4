//! A transform between two spaces, ready for pixels.

use crate::lower;
use interneg_kernels::{Level, Operation, Program, RgbTile};
use ocio::ops::matrix::MatrixOp;
use ocio::{CpuProcessor, OptimizationFlags, Processor};
use std::sync::Arc;

/// A colour transform. Built once, then infallible; cheap to clone, may be shared between threads.
///
/// Where every operation is known to the kernels, it runs as their program, whose results do not depend on the machine;
/// else OpenColorIO's processor runs, whose logarithms and powers are those of the C library.
#[derive(Debug, Clone)]
pub struct Transform {
    pub(crate) processor: Arc<CpuProcessor>,
    pub(crate) lowered: Option<Arc<Lowered>>,
}

/// The operations as a program.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) operations: Vec<Operation>,
    program: Program,
}

impl Transform {
    pub(crate) fn new(processor: &Processor) -> Self {
        let processor = processor.optimized_cpu_processor(OptimizationFlags::LOSSLESS);
        let lowered = lower::lower(processor.ops()).and_then(|operations| {
            let program = Program::new(&operations).ok()?;
            Some(Arc::new(Lowered { operations, program }))
        });
        Self { processor: Arc::new(processor), lowered }
    }

    /// Transforms all pixels of the tile, in place.
    pub fn apply(&self, tile: &mut RgbTile) {
        if self.is_identity() {
            return;
        }
        match &self.lowered {
            Some(lowered) => lowered.program.apply(tile),
            None => tile.change_interleaved(|pixels| self.processor.apply_pixels(pixels)),
        }
    }

    /// Transforms one pixel.
    pub fn apply_pixel(&self, rgb: [f32; 3]) -> [f32; 3] {
        let mut tile = RgbTile::new(1, 1);
        tile.set_rows(1);
        for (plane, value) in tile.row_mut(0).into_iter().zip(rgb) {
            plane.fill(value);
        }
        self.apply(&mut tile);
        tile.row(0).map(|plane| plane[0])
    }

    /// The transform changes nothing.
    pub fn is_identity(&self) -> bool {
        self.processor.is_no_op()
    }

    /// The operations in their order, one line each: which path runs it, and OpenColorIO's words for its parameters.
    pub fn describe(&self) -> Vec<String> {
        let path = if self.is_program() { "program" } else { "OpenColorIO" };
        let words = |id: String| format!("{path}: {}", id.trim_matches(['<', '>', ' ']));
        self.processor.ops().iter().map(|op| words(op.cache_id())).collect()
    }

    /// The operations for a pass of the kernels, where all are known; none where nothing changes.
    pub fn operations(&self) -> Option<&[Operation]> {
        if self.is_identity() {
            return Some(&[]);
        }
        self.lowered.as_ref().map(|lowered| &*lowered.operations)
    }

    /// It runs as a program of the kernels.
    pub fn is_program(&self) -> bool {
        self.lowered.is_some()
    }

    /// The same transform with its program, where it has one, at a level of the caller's choice.
    pub fn at_level(&self, level: Level) -> Self {
        let at_level = |lowered: &Arc<Lowered>| {
            let program = lowered.program.with_level(level);
            Arc::new(Lowered { operations: lowered.operations.clone(), program })
        };
        Self { processor: self.processor.clone(), lowered: self.lowered.as_ref().map(at_level) }
    }

    /// The same transform through OpenColorIO's processor, to compare with.
    pub fn without_program(&self) -> Self {
        Self { processor: self.processor.clone(), lowered: None }
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
