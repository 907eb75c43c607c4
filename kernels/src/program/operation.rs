//! The operations of a program and their parameters.

use super::camera::{LineBelow, ParabolicLinToLog, ParabolicLogToLin, Shoulder, TwoSidedLinToLog, TwoSidedLogToLin};
use super::inverse::{Lut1dInverse, Lut1dOfHalvesInverse};
use crate::matrix::Matrix;
use std::fmt;
use std::sync::Arc;

/// One operation. Arrays are R, G, B.
///
/// A NaN counts as the lower limit where one is named (for an upper limit alone, as that), else it stays.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// A 3x3 matrix.
    Matrix(Matrix),
    /// `x * scale`.
    Scale([f32; 3]),
    /// `x * scale + offset`.
    ScaleAndOffset {
        /// Factors.
        scale: [f32; 3],
        /// Summands.
        offset: [f32; 3],
    },
    /// `x * scale + offset`, and nothing outside of the limits.
    ScaleAndClamp {
        /// Factor.
        scale: f32,
        /// Summand.
        offset: f32,
        /// Lower limit.
        low: f32,
        /// Upper limit.
        high: f32,
    },
    /// Nothing below.
    Floor(f32),
    /// Nothing above.
    Ceiling(f32),
    /// Nothing outside.
    Clamp {
        /// Lower limit.
        low: f32,
        /// Upper limit.
        high: f32,
    },
    /// Linear light to a logarithmic curve.
    LinToLog([LinToLog; 3]),
    /// A logarithmic curve to linear light.
    LogToLin([LogToLin; 3]),
    /// Linear light to a camera's curve.
    CameraLinToLog([CameraLinToLog; 3]),
    /// A camera's curve to linear light.
    CameraLogToLin([CameraLogToLin; 3]),
    /// A power.
    Gamma(Gamma),
    /// Slope, offset, power and saturation.
    Cdl(Cdl),
    /// A table for each channel.
    Lut1d(Lut1d),
    /// A cube.
    Lut3d(Lut3d),
    /// The inverse of a table for each channel.
    Lut1dInverse(Lut1dInverse),
    /// The inverse of a table of halves for each channel.
    Lut1dOfHalvesInverse(Lut1dOfHalvesInverse),
    /// Linear light to a curve with a logarithm on both sides of black.
    TwoSidedLinToLog([TwoSidedLinToLog; 3]),
    /// A curve with a logarithm on both sides of black to linear light.
    TwoSidedLogToLin([TwoSidedLogToLin; 3]),
    /// Linear light to a logarithmic curve with a parabola near black.
    ParabolicLinToLog([ParabolicLinToLog; 3]),
    /// A logarithmic curve with a parabola near black to linear light.
    ParabolicLogToLin([ParabolicLogToLin; 3]),
    /// Out of a shoulder.
    FromShoulder([Shoulder; 3]),
    /// Into a shoulder; its coefficients are from 0 to 1.
    IntoShoulder([Shoulder; 3]),
    /// A line below a value.
    LineBelow([LineBelow; 3]),
}

/// `log2(max(x * lin_slope + lin_offset, 2^-126)) * slope + offset`; the base is part of the slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinToLog {
    /// Factor before the logarithm.
    pub lin_slope: f32,
    /// Summand before the logarithm.
    pub lin_offset: f32,
    /// Factor of the logarithm to base 2.
    pub slope: f32,
    /// Summand after it.
    pub offset: f32,
}

/// `(exp2((x + log_offset) * log_scale) + offset) * scale`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogToLin {
    /// Summand before the exponential.
    pub log_offset: f32,
    /// Factor before the exponential.
    pub log_scale: f32,
    /// Summand after it.
    pub offset: f32,
    /// Factor of the sum.
    pub scale: f32,
}

/// A logarithmic curve, and `x * line_slope + line_offset` below `cut`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameraLinToLog {
    /// From `cut` on.
    pub curve: LinToLog,
    /// In linear light.
    pub cut: f32,
    /// Slope of the line.
    pub line_slope: f32,
    /// Offset of the line.
    pub line_offset: f32,
}

/// The inverse curve, and `(x + line_offset) * line_scale` below `cut`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameraLogToLin {
    /// From `cut` on.
    pub curve: LogToLin,
    /// In code values.
    pub cut: f32,
    /// Summand of the line.
    pub line_offset: f32,
    /// Factor of the sum.
    pub line_scale: f32,
}

/// Powers, and what becomes of values that have none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gamma {
    /// Of `max(x, 0)`.
    Power([f32; 3]),
    /// Of the magnitude, with the sign of the value.
    PowerMirrored([f32; 3]),
    /// Of positive values; others stay.
    PowerPassing([f32; 3]),
    /// `(x * scale + offset)^power`, and `x * slope` up to `cut`.
    MoncurveToLinear([Moncurve; 3]),
    /// `x^power * scale - offset`, and `x * slope` up to `cut`.
    MoncurveFromLinear([Moncurve; 3]),
    /// The first on the magnitude, with the sign of the value.
    MoncurveToLinearMirrored([Moncurve; 3]),
    /// The second on the magnitude, with the sign of the value.
    MoncurveFromLinearMirrored([Moncurve; 3]),
}

/// A power with a straight line near black.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moncurve {
    /// The power.
    pub power: f32,
    /// Offset of the curve.
    pub offset: f32,
    /// End of the line.
    pub cut: f32,
    /// Slope of the line.
    pub slope: f32,
    /// Scale of the curve.
    pub scale: f32,
}

/// ASC CDL 1.2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cdl {
    /// Direction and limits.
    pub style: CdlStyle,
    /// R, G, B.
    pub channels: [CdlChannel; 3],
    /// Saturation; its reciprocal for an inverse.
    pub saturation: f32,
}

/// The parameters of a channel; for an inverse, slope and power are reciprocals and the offset is negated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CdlChannel {
    /// Factor.
    pub slope: f32,
    /// Summand.
    pub offset: f32,
    /// Power.
    pub power: f32,
}

/// How a CDL treats values outside of 0..1, and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CdlStyle {
    /// Clamped to 0..1 before the power and at the end.
    Limited,
    /// Not clamped; the power leaves negative values, and makes 0 of NaN.
    Unlimited,
    /// The inverse of the first.
    InverseLimited,
    /// The inverse of the second.
    InverseUnlimited,
}

/// Tables for each channel, with linear interpolation.
#[derive(Clone, PartialEq)]
pub struct Lut1d {
    /// Entries; of all halves by their bits, or evenly spaced from 0 to 1.
    pub entries: [Arc<[f32]>; 3],
    /// The entries are of the 65536 half floats.
    pub is_of_halves: bool,
}

/// A cube with tetrahedral interpolation over 0..1, clamped outside.
#[derive(Clone, PartialEq)]
pub struct Lut3d {
    /// R, G, B triples, the blue input fastest.
    pub entries: Arc<[f32]>,
    /// Triples along a side, 2 to 512.
    pub edge: usize,
}

impl Operation {
    /// An output channel depends on no other input channel.
    pub fn is_separable(&self) -> bool {
        !matches!(self, Self::Matrix(_) | Self::Cdl(_) | Self::Lut3d(_))
    }
}

impl fmt::Debug for Lut1d {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_of_halves { "of halves" } else { "over 0..1" };
        write!(f, "Lut1d({} entries {kind})", self.entries[0].len())
    }
}

impl fmt::Debug for Lut3d {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lut3d({0}x{0}x{0})", self.edge)
    }
}
