//! Operations as the device reads them, checked on the way.

use super::inverse::Blocks;
use super::operation::{CameraLinToLog, CameraLogToLin, Cdl, CdlStyle, Gamma, LinToLog, LogToLin, Lut1d, Lut3d};
use super::{Operation, ProgramError};
use crate::device::{Checked, DeviceOperation};
use crate::matrix::Matrix;

/// `enum Kind` of `device/operation.h`.
mod kind {
    pub(super) const MATRIX: u32 = 0;
    pub(super) const MATRIX_WITH_OFFSET: u32 = 1;
    pub(super) const SCALE: u32 = 2;
    pub(super) const SCALE_AND_OFFSET: u32 = 3;
    pub(super) const FLOOR: u32 = 4;
    pub(super) const CEILING: u32 = 5;
    pub(super) const CLAMP: u32 = 6;
    pub(super) const LIN_TO_LOG: u32 = 7;
    pub(super) const LOG_TO_LIN: u32 = 8;
    pub(super) const CAMERA_LIN_TO_LOG: u32 = 9;
    pub(super) const CAMERA_LOG_TO_LIN: u32 = 10;
    pub(super) const POWER: u32 = 11;
    pub(super) const POWER_MIRRORED: u32 = 12;
    pub(super) const POWER_PASSING: u32 = 13;
    pub(super) const MONCURVE_TO_LINEAR: u32 = 14;
    pub(super) const MONCURVE_FROM_LINEAR: u32 = 15;
    pub(super) const MONCURVE_TO_LINEAR_MIRRORED: u32 = 16;
    pub(super) const MONCURVE_FROM_LINEAR_MIRRORED: u32 = 17;
    pub(super) const CDL: u32 = 18;
    pub(super) const CDL_WITHOUT_LIMITS: u32 = 19;
    pub(super) const CDL_INVERSE: u32 = 20;
    pub(super) const CDL_INVERSE_WITHOUT_LIMITS: u32 = 21;
    pub(super) const LUT_1D: u32 = 22;
    pub(super) const LUT_1D_OF_HALVES: u32 = 23;
    pub(super) const LUT_3D: u32 = 24;
    pub(super) const SCALE_AND_CLAMP: u32 = 25;
    pub(super) const LUT_1D_INVERSE: u32 = 26;
    pub(super) const LUT_1D_OF_HALVES_INVERSE: u32 = 27;
    pub(super) const TWO_SIDED_LIN_TO_LOG: u32 = 28;
    pub(super) const TWO_SIDED_LOG_TO_LIN: u32 = 29;
    pub(super) const PARABOLIC_LIN_TO_LOG: u32 = 30;
    pub(super) const PARABOLIC_LOG_TO_LIN: u32 = 31;
    pub(super) const FROM_SHOULDER: u32 = 32;
    pub(super) const INTO_SHOULDER: u32 = 33;
    pub(super) const LINE_BELOW: u32 = 34;
}

const HALVES: usize = 1 << 16;
/// Above it, single precision has no place between two entries.
pub(super) const LARGEST_TABLE: usize = 1 << 24;
const LARGEST_EDGE: usize = 512;

/// The operations with their tables in one block.
pub(super) fn encode(operations: &[Operation]) -> Result<Checked, ProgramError> {
    let mut tables = Vec::new();
    let mut encoded = Vec::with_capacity(operations.len());
    for (index, operation) in operations.iter().enumerate() {
        let operation = encode_one(index, operation, &mut tables)?;
        if !operation.parameters.as_flattened().iter().all(|value| value.is_finite()) {
            return Err(ProgramError::NotFinite { operation: index });
        }
        encoded.push(operation);
    }
    Ok(Checked::new(encoded, tables))
}

fn encode_one(index: usize, operation: &Operation, tables: &mut Vec<f32>) -> Result<DeviceOperation, ProgramError> {
    Ok(match operation {
        Operation::Matrix(matrix) => {
            let Matrix { rows, constant, offset } = *matrix;
            let kind = if offset.is_some() { kind::MATRIX_WITH_OFFSET } else { kind::MATRIX };
            let offset = offset.unwrap_or_default();
            with(kind, [0, 1, 2].map(|c| [rows[c][0], rows[c][1], rows[c][2], constant[c], offset[c]]))
        }
        Operation::Scale(scale) => with(kind::SCALE, scale.map(|scale| [scale])),
        Operation::ScaleAndOffset { scale, offset } => {
            with(kind::SCALE_AND_OFFSET, [0, 1, 2].map(|c| [scale[c], offset[c]]))
        }
        Operation::ScaleAndClamp { scale, offset, low, high } => {
            with(kind::SCALE_AND_CLAMP, [[*scale, *offset, *low, *high]; 3])
        }
        Operation::Floor(low) => with(kind::FLOOR, [[*low]; 3]),
        Operation::Ceiling(high) => with(kind::CEILING, [[*high]; 3]),
        Operation::Clamp { low, high } => with(kind::CLAMP, [[*low, *high]; 3]),
        Operation::LinToLog(channels) => with(kind::LIN_TO_LOG, channels.map(lin_to_log)),
        Operation::LogToLin(channels) => with(kind::LOG_TO_LIN, channels.map(log_to_lin)),
        Operation::CameraLinToLog(channels) => with(kind::CAMERA_LIN_TO_LOG, channels.map(camera_lin_to_log)),
        Operation::CameraLogToLin(channels) => with(kind::CAMERA_LOG_TO_LIN, channels.map(camera_log_to_lin)),
        Operation::Gamma(gamma) => gamma_operation(gamma),
        Operation::Cdl(cdl) => cdl_operation(cdl),
        Operation::Lut1d(lut) => lut_1d(index, lut, tables)?,
        Operation::Lut3d(lut) => lut_3d(index, lut, tables)?,
        Operation::Lut1dInverse(lut) => lut.encode(kind::LUT_1D_INVERSE, Blocks { operation: index, tables })?,
        Operation::Lut1dOfHalvesInverse(lut) => {
            lut.encode(kind::LUT_1D_OF_HALVES_INVERSE, Blocks { operation: index, tables })?
        }
        Operation::TwoSidedLinToLog(c) => with(kind::TWO_SIDED_LIN_TO_LOG, c.map(|curve| curve.parameters())),
        Operation::TwoSidedLogToLin(c) => with(kind::TWO_SIDED_LOG_TO_LIN, c.map(|curve| curve.parameters())),
        Operation::ParabolicLinToLog(c) => with(kind::PARABOLIC_LIN_TO_LOG, c.map(|curve| curve.parameters())),
        Operation::ParabolicLogToLin(c) => with(kind::PARABOLIC_LOG_TO_LIN, c.map(|curve| curve.parameters())),
        Operation::FromShoulder(c) => with(kind::FROM_SHOULDER, c.map(|shoulder| shoulder.parameters())),
        Operation::IntoShoulder(c) if c.iter().all(|shoulder| shoulder.has_inverse()) => {
            with(kind::INTO_SHOULDER, c.map(|shoulder| shoulder.parameters()))
        }
        Operation::IntoShoulder(_) => return Err(ProgramError::NotRising { operation: index }),
        Operation::LineBelow(c) => with(kind::LINE_BELOW, c.map(|line| line.parameters())),
    })
}

fn lin_to_log(curve: LinToLog) -> [f32; 4] {
    [curve.lin_slope, curve.lin_offset, curve.slope, curve.offset]
}

fn log_to_lin(curve: LogToLin) -> [f32; 4] {
    [curve.log_offset, curve.log_scale, curve.offset, curve.scale]
}

fn camera_lin_to_log(camera: CameraLinToLog) -> [f32; 7] {
    let [a, b, c, d] = lin_to_log(camera.curve);
    [a, b, c, d, camera.cut, camera.line_slope, camera.line_offset]
}

fn camera_log_to_lin(camera: CameraLogToLin) -> [f32; 7] {
    let [a, b, c, d] = log_to_lin(camera.curve);
    [a, b, c, d, camera.cut, camera.line_offset, camera.line_scale]
}

fn gamma_operation(gamma: &Gamma) -> DeviceOperation {
    let (kind, channels) = match gamma {
        Gamma::Power(powers) => return with(kind::POWER, powers.map(|power| [power])),
        Gamma::PowerMirrored(powers) => return with(kind::POWER_MIRRORED, powers.map(|power| [power])),
        Gamma::PowerPassing(powers) => return with(kind::POWER_PASSING, powers.map(|power| [power])),
        Gamma::MoncurveToLinear(channels) => (kind::MONCURVE_TO_LINEAR, channels),
        Gamma::MoncurveFromLinear(channels) => (kind::MONCURVE_FROM_LINEAR, channels),
        Gamma::MoncurveToLinearMirrored(channels) => (kind::MONCURVE_TO_LINEAR_MIRRORED, channels),
        Gamma::MoncurveFromLinearMirrored(channels) => (kind::MONCURVE_FROM_LINEAR_MIRRORED, channels),
    };
    with(kind, channels.map(|curve| [curve.power, curve.offset, curve.cut, curve.slope, curve.scale]))
}

fn cdl_operation(cdl: &Cdl) -> DeviceOperation {
    let kind = match cdl.style {
        CdlStyle::Limited => kind::CDL,
        CdlStyle::Unlimited => kind::CDL_WITHOUT_LIMITS,
        CdlStyle::InverseLimited => kind::CDL_INVERSE,
        CdlStyle::InverseUnlimited => kind::CDL_INVERSE_WITHOUT_LIMITS,
    };
    with(kind, cdl.channels.map(|channel| [channel.slope, channel.offset, channel.power, cdl.saturation]))
}

fn lut_1d(index: usize, lut: &Lut1d, tables: &mut Vec<f32>) -> Result<DeviceOperation, ProgramError> {
    let length = lut.entries[0].len();
    if length > LARGEST_TABLE {
        return Err(ProgramError::TooLarge { operation: index });
    }
    let (kind, expected) = match lut.is_of_halves {
        true => (kind::LUT_1D_OF_HALVES, HALVES),
        false => (kind::LUT_1D, length.max(2)),
    };
    let mut operation = with(kind, [[]; 3]);
    operation.length = length as u32;
    for (entries, place) in lut.entries.iter().zip(&mut operation.table) {
        if entries.len() != expected {
            return Err(ProgramError::TableLength { operation: index, found: entries.len(), expected });
        }
        *place = append(index, entries, tables)?;
    }
    Ok(operation)
}

fn lut_3d(index: usize, lut: &Lut3d, tables: &mut Vec<f32>) -> Result<DeviceOperation, ProgramError> {
    let edge = lut.edge.clamp(2, LARGEST_EDGE);
    let expected = edge * edge * edge * 3;
    if lut.entries.len() != expected || lut.edge != edge {
        return Err(ProgramError::TableLength { operation: index, found: lut.entries.len(), expected });
    }
    let mut operation = with(kind::LUT_3D, [[]; 3]);
    operation.table[0] = append(index, &lut.entries, tables)?;
    operation.length = edge as u32;
    Ok(operation)
}

/// Adds the entries and says where they begin.
fn append(index: usize, entries: &[f32], tables: &mut Vec<f32>) -> Result<u32, ProgramError> {
    let begin = tables.len();
    if begin + entries.len() > i32::MAX as usize {
        return Err(ProgramError::TooLarge { operation: index });
    }
    tables.extend_from_slice(entries);
    u32::try_from(begin).map_err(|_| ProgramError::TooLarge { operation: index })
}

/// An operation with these parameters for R, G, B and no table.
pub(super) fn with<const N: usize>(kind: u32, channels: [[f32; N]; 3]) -> DeviceOperation {
    let mut parameters = [[0.0; 8]; 3];
    for (target, values) in parameters.iter_mut().zip(channels) {
        target[..N].copy_from_slice(&values);
    }
    DeviceOperation { kind, length: 0, table: [0; 3], parameters }
}
