//! Transforms of integer codes as tables.

use crate::Transform;
use interneg_kernels::{Matrix, Range, code_value};
use ocio::CpuProcessor;
use ocio::ops::OpRc;
use ocio::ops::matrix::{MatrixOp, MatrixRenderer};

/// A transform of integer R, G, B codes: a value for every code, then at most a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Tabulated {
    /// `curves[channel][code]`.
    pub curves: [Vec<f32>; 3],
    /// What follows the curves.
    pub matrix: Option<Matrix>,
}

impl Transform {
    /// The transform as tables for codes of `bits` (8 to 16) bits in `range`, where OpenColorIO's operations work on each
    /// channel alone and are followed by at most a matrix.
    ///
    /// OpenColorIO itself computes every value of the tables, so nothing is approximated: for every code the result is
    /// that of [`Self::apply`], bit for bit.
    pub fn tabulate(&self, bits: u8, range: Range) -> Option<Tabulated> {
        let ops = self.processor.ops();
        let separable = ops.iter().take_while(|op| !op.has_channel_crosstalk()).count();
        let matrix = match &ops[separable..] {
            [] => None,
            [op] => Some(kernel_matrix(op)?),
            _ => return None,
        };
        let curve = CpuProcessor::from_ops(ops[..separable].to_vec());
        let mut pixels: Vec<[f32; 4]> = (0..1u32 << bits)
            .map(|code| code_value(code as u16, bits, range))
            .map(|value| [value, value, value, 1.0])
            .collect();
        curve.apply_pixels(&mut pixels);
        // An operation on alpha would reach the colours through the matrix.
        if pixels.iter().any(|pixel| pixel[3] != 1.0) {
            return None;
        }
        let curves = [0, 1, 2].map(|channel| pixels.iter().map(|pixel| pixel[channel]).collect());
        Some(Tabulated { curves, matrix })
    }
}

/// OpenColorIO's matrix as ours, where alpha 1 stays 1 and does not matter otherwise.
fn kernel_matrix(op: &OpRc) -> Option<Matrix> {
    let renderer = MatrixRenderer::new(op.downcast_ref::<MatrixOp>()?.data()).ok()?;
    let (columns, offset) = match renderer {
        MatrixRenderer::Matrix { columns } => (columns, None),
        MatrixRenderer::MatrixWithOffset { columns, offset } => (columns, Some([offset[0], offset[1], offset[2]])),
        MatrixRenderer::Scale { .. } | MatrixRenderer::ScaleWithOffset { .. } => return None,
    };
    let row = |row: usize| [columns[0][row], columns[1][row], columns[2][row]];
    let constant = [columns[3][0], columns[3][1], columns[3][2]];
    Some(Matrix { rows: [row(0), row(1), row(2)], constant, offset })
}
