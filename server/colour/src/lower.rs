//! OpenColorIO's operations as a program of our own.
//!
//! The parameters are those that OpenColorIO's processors use, in single precision and computed in its order. The
//! logarithmic curves' are computed with our logarithm, so that they do not depend on the machine.

mod inverse;
mod log;

pub(crate) use log::curve as log_curve;

use interneg_kernels::program::{Cdl, CdlChannel, CdlStyle, Gamma, Lut1d, Lut3d, Moncurve};
use interneg_kernels::{Matrix, Operation};
use ocio::ops::OpRc;
use ocio::ops::cdl::{CdlOp, CdlRenderParams};
use ocio::ops::exponent::ExponentOp;
use ocio::ops::gamma::{GammaOp, GammaRenderer, RendererParams};
use ocio::ops::log::LogOp;
use ocio::ops::lut1d::{Lut1DOp, Lut1DOpData};
use ocio::ops::lut3d::{Lut3DOp, Lut3DOpData};
use ocio::ops::matrix::{MatrixOp, MatrixRenderer};
use ocio::ops::range::{RangeOp, RangeRenderer};
use ocio::{Interpolation, Lut1DHueAdjust, TransformDirection};
use std::sync::Arc;

/// The operations, where each of them is known.
pub(crate) fn lower(ops: &[OpRc]) -> Option<Vec<Operation>> {
    ops.iter().map(lower_one).collect()
}

fn lower_one(op: &OpRc) -> Option<Operation> {
    if op.is_dynamic() {
        return None;
    }
    if let Some(op) = op.downcast_ref::<MatrixOp>() {
        return matrix(&MatrixRenderer::new(op.data()).ok()?);
    }
    if let Some(op) = op.downcast_ref::<LogOp>() {
        return log::lower(op.data());
    }
    if let Some(op) = op.downcast_ref::<RangeOp>() {
        return Some(range(op.renderer()));
    }
    if let Some(op) = op.downcast_ref::<GammaOp>() {
        return op.data().is_alpha_component_identity().then(|| Operation::Gamma(gamma(op.renderer())));
    }
    if let Some(op) = op.downcast_ref::<ExponentOp>() {
        let [r, g, b, alpha] = op.data().exp4;
        return (alpha == 1.0).then_some(Operation::Gamma(Gamma::Power([r as f32, g as f32, b as f32])));
    }
    if let Some(op) = op.downcast_ref::<CdlOp>() {
        return Some(Operation::Cdl(cdl(&CdlRenderParams::new(op.data()))));
    }
    if let Some(op) = op.downcast_ref::<Lut1DOp>() {
        return lut_1d(op.data());
    }
    lut_3d(op.downcast_ref::<Lut3DOp>()?.data())
}

/// Where alpha 1 stays 1 and does not matter otherwise.
fn matrix(renderer: &MatrixRenderer) -> Option<Operation> {
    let rgb = |rgba: [f32; 4]| [rgba[0], rgba[1], rgba[2]];
    let (columns, offset) = match *renderer {
        MatrixRenderer::Scale { scale } => return (scale[3] == 1.0).then_some(Operation::Scale(rgb(scale))),
        MatrixRenderer::ScaleWithOffset { scale, offset } => {
            let keeps_alpha = scale[3] == 1.0 && offset[3] == 0.0;
            let (scale, offset) = (rgb(scale), rgb(offset));
            return keeps_alpha.then_some(Operation::ScaleAndOffset { scale, offset });
        }
        MatrixRenderer::Matrix { columns } => (columns, [0.0; 4]),
        MatrixRenderer::MatrixWithOffset { columns, offset } => (columns, offset),
    };
    let has_offset = matches!(renderer, MatrixRenderer::MatrixWithOffset { .. });
    let alpha = columns.map(|column| column[3]);
    if alpha != [0.0, 0.0, 0.0, 1.0] || offset[3] != 0.0 {
        return None;
    }
    let row = |row: usize| [columns[0][row], columns[1][row], columns[2][row]];
    let rows = [row(0), row(1), row(2)];
    Some(Operation::Matrix(Matrix { rows, constant: rgb(columns[3]), offset: has_offset.then(|| rgb(offset)) }))
}

fn range(renderer: &RangeRenderer) -> Operation {
    match *renderer {
        RangeRenderer::MinMax { lower, upper } => Operation::Clamp { low: lower, high: upper },
        RangeRenderer::Min { lower } => Operation::Floor(lower),
        RangeRenderer::Max { upper } => Operation::Ceiling(upper),
        RangeRenderer::ScaleMinMax { scale, offset, lower, upper } => {
            Operation::ScaleAndClamp { scale, offset, low: lower, high: upper }
        }
    }
}

fn gamma(renderer: &GammaRenderer) -> Gamma {
    let powers = |gamma: [f32; 4]| [gamma[0], gamma[1], gamma[2]];
    let curves = |params: [RendererParams; 4]| {
        [0, 1, 2].map(|channel| {
            let RendererParams { gamma, offset, break_pnt, slope, scale } = params[channel];
            Moncurve { power: gamma, offset, cut: break_pnt, slope, scale }
        })
    };
    match *renderer {
        GammaRenderer::Basic { gamma } => Gamma::Power(powers(gamma)),
        GammaRenderer::BasicMirror { gamma } => Gamma::PowerMirrored(powers(gamma)),
        GammaRenderer::BasicPassThru { gamma } => Gamma::PowerPassing(powers(gamma)),
        GammaRenderer::MoncurveFwd { params } => Gamma::MoncurveToLinear(curves(params)),
        GammaRenderer::MoncurveRev { params } => Gamma::MoncurveFromLinear(curves(params)),
        GammaRenderer::MoncurveMirrorFwd { params } => Gamma::MoncurveToLinearMirrored(curves(params)),
        GammaRenderer::MoncurveMirrorRev { params } => Gamma::MoncurveFromLinearMirrored(curves(params)),
    }
}

fn cdl(params: &CdlRenderParams) -> Cdl {
    let style = match (params.is_reverse, params.is_no_clamp) {
        (false, false) => CdlStyle::Limited,
        (false, true) => CdlStyle::Unlimited,
        (true, false) => CdlStyle::InverseLimited,
        (true, true) => CdlStyle::InverseUnlimited,
    };
    let channel = |channel: usize| CdlChannel {
        slope: params.slope[channel],
        offset: params.offset[channel],
        power: params.power[channel],
    };
    Cdl { style, channels: [0, 1, 2].map(channel), saturation: params.saturation }
}

/// Tables that leave the hue to itself.
fn lut_1d(lut: &Lut1DOpData) -> Option<Operation> {
    if lut.hue_adjust() != Lut1DHueAdjust::None {
        return None;
    }
    if lut.direction() == TransformDirection::Inverse {
        return inverse::lower(lut);
    }
    let values = lut.array().values();
    let channel = |channel: usize| values.iter().skip(channel).step_by(3).map(|value| finite(*value)).collect();
    Some(Operation::Lut1d(Lut1d { entries: [0, 1, 2].map(channel), is_of_halves: lut.is_input_half_domain() }))
}

/// Cubes that run forward and ask for tetrahedra.
fn lut_3d(lut: &Lut3DOpData) -> Option<Operation> {
    if lut.direction() != TransformDirection::Forward || lut.concrete_interpolation() != Interpolation::Tetrahedral {
        return None;
    }
    let entries: Arc<[f32]> = lut.array().values().iter().map(|value| finite(*value)).collect();
    Some(Operation::Lut3d(Lut3d { entries, edge: lut.array().length() }))
}

/// Entries as OpenColorIO's processors take them: the largest numbers for infinities, 0 for NaN.
fn finite(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { value.clamp(-f32::MAX, f32::MAX) }
}

#[cfg(test)]
mod tests;
