//! Transforms of integer codes as tables.

use crate::{Transform, lower};
use interneg_kernels::{Matrix, Operation, Program, Range, code_value};
use ocio::CpuProcessor;

/// A transform of integer R, G, B codes: a value for every code, then at most a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Tabulated {
    /// `curves[channel][code]`.
    pub curves: [Vec<f32>; 3],
    /// What follows the curves.
    pub matrix: Option<Matrix>,
}

impl Transform {
    /// The transform as tables for codes of `bits` (8 to 16) bits in `range`, where its operations work on each channel
    /// alone and are followed by at most a matrix.
    ///
    /// What runs the transform also computes the tables, so nothing is approximated: for every code the result is that
    /// of [`Self::apply`], bit for bit.
    pub fn tabulate(&self, bits: u8, range: Range) -> Option<Tabulated> {
        let values: Vec<f32> = (0..1u32 << bits).map(|code| code_value(code as u16, bits, range)).collect();
        match &self.lowered {
            Some(lowered) => tabulate_program(&lowered.operations, values),
            None => self.tabulate_processor(&values),
        }
    }

    fn tabulate_processor(&self, values: &[f32]) -> Option<Tabulated> {
        let ops = self.ops()?;
        let separable = ops.iter().take_while(|op| !op.has_channel_crosstalk()).count();
        let matrix = match &ops[separable..] {
            [] => None,
            rest => match lower::lower(rest)?[..] {
                [Operation::Matrix(matrix)] => Some(matrix),
                _ => return None,
            },
        };
        let curve = CpuProcessor::from_ops(ops[..separable].to_vec());
        let mut pixels: Vec<[f32; 4]> = values.iter().map(|value| [*value, *value, *value, 1.0]).collect();
        curve.apply_pixels(&mut pixels);
        // An operation on alpha would reach the colours through the matrix.
        if pixels.iter().any(|pixel| pixel[3] != 1.0) {
            return None;
        }
        let curves = [0, 1, 2].map(|channel| pixels.iter().map(|pixel| pixel[channel]).collect());
        Some(Tabulated { curves, matrix })
    }
}

fn tabulate_program(operations: &[Operation], values: Vec<f32>) -> Option<Tabulated> {
    let separable = operations.iter().take_while(|operation| operation.is_separable()).count();
    let matrix = match operations[separable..] {
        [] => None,
        [Operation::Matrix(matrix)] => Some(matrix),
        _ => return None,
    };
    let mut curves = [values.clone(), values.clone(), values];
    Program::new(&operations[..separable]).ok()?.apply_row(curves.each_mut().map(Vec::as_mut_slice));
    Some(Tabulated { curves, matrix })
}
