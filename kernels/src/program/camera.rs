//! Parameters of cameras' curves that the common logarithmic form does not hold.

use super::operation::{LinToLog, LogToLin};

/// A logarithm on both sides of black: `log2(|x| * lin_slope + 1) * slope`, plus `above_offset` above `high`, negated and
/// plus `below_offset` below `low`, and the line `x * line_slope + line_offset` from `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoSidedLinToLog {
    /// Factor of the magnitude before the logarithm.
    pub lin_slope: f32,
    /// Factor of the logarithm to base 2.
    pub slope: f32,
    /// Summand above `high`.
    pub above_offset: f32,
    /// What the logarithm is taken from below `low`.
    pub below_offset: f32,
    /// Lower end of the line, in linear light, not above 0.
    pub low: f32,
    /// Upper end of the line, in linear light, not below 0.
    pub high: f32,
    /// Slope of the line.
    pub line_slope: f32,
    /// Offset of the line.
    pub line_offset: f32,
}

/// The inverse: `(exp2((x + above_offset) * log_scale) - 1) * scale` above `high`, the same of `below_offset - x` negated
/// below `low`, and the line `(x + line_offset) * line_scale` from `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoSidedLogToLin {
    /// Factor before the exponential.
    pub log_scale: f32,
    /// Factor of the result.
    pub scale: f32,
    /// Summand above `high`.
    pub above_offset: f32,
    /// What the code is taken from below `low`.
    pub below_offset: f32,
    /// Lower end of the line, in code values.
    pub low: f32,
    /// Upper end of the line, in code values.
    pub high: f32,
    /// Summand of the line.
    pub line_offset: f32,
    /// Factor of the sum.
    pub line_scale: f32,
}

/// A logarithmic curve from `cut` on, and `(x - black)^2 * scale` below; below `black`, and for NaN, 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParabolicLinToLog {
    /// From `cut` on.
    pub curve: LinToLog,
    /// In linear light.
    pub cut: f32,
    /// Factor of the square.
    pub scale: f32,
    /// Linear light of the code 0.
    pub black: f32,
}

/// The inverse: `sqrt(x * scale) + black` below `cut`; below 0, and for NaN, `black`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParabolicLogToLin {
    /// From `cut` on.
    pub curve: LogToLin,
    /// In code values.
    pub cut: f32,
    /// Factor before the root.
    pub scale: f32,
    /// Linear light of the code 0.
    pub black: f32,
}

/// A cubic above `start`: with `s = (x - start) / span` it gives `start + span * (s + quadratic s^2 + cubic s^3)`.
/// It leaves a shoulder; its inverse, which rises where both coefficients are from 0 to 1, goes into one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shoulder {
    /// Where it begins.
    pub start: f32,
    /// Unit of `s`, above 0.
    pub span: f32,
    /// Coefficient of `s^2`.
    pub quadratic: f32,
    /// Coefficient of `s^3`.
    pub cubic: f32,
}

/// `x * slope + offset` below `cut`; other values stay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineBelow {
    /// First value that stays.
    pub cut: f32,
    /// Slope of the line.
    pub slope: f32,
    /// Offset of the line.
    pub offset: f32,
}

impl TwoSidedLinToLog {
    pub(super) fn parameters(self) -> [f32; 8] {
        let Self { lin_slope, slope, above_offset, below_offset, low, high, line_slope, line_offset } = self;
        [lin_slope, slope, above_offset, below_offset, low, high, line_slope, line_offset]
    }
}

impl TwoSidedLogToLin {
    pub(super) fn parameters(self) -> [f32; 8] {
        let Self { log_scale, scale, above_offset, below_offset, low, high, line_offset, line_scale } = self;
        [log_scale, scale, above_offset, below_offset, low, high, line_offset, line_scale]
    }
}

impl ParabolicLinToLog {
    pub(super) fn parameters(self) -> [f32; 7] {
        let LinToLog { lin_slope, lin_offset, slope, offset } = self.curve;
        [lin_slope, lin_offset, slope, offset, self.cut, self.scale, self.black]
    }
}

impl ParabolicLogToLin {
    pub(super) fn parameters(self) -> [f32; 7] {
        let LogToLin { log_offset, log_scale, offset, scale } = self.curve;
        [log_offset, log_scale, offset, scale, self.cut, self.scale, self.black]
    }
}

impl Shoulder {
    pub(super) fn parameters(self) -> [f32; 4] {
        [self.start, self.span, self.quadratic, self.cubic]
    }

    /// It rises everywhere above its start, and steeper and steeper, so that it has one inverse.
    pub(super) fn has_inverse(self) -> bool {
        let unit = 0.0..=1.0;
        self.span > 0.0 && unit.contains(&self.quadratic) && unit.contains(&self.cubic)
    }
}

impl LineBelow {
    pub(super) fn parameters(self) -> [f32; 3] {
        [self.cut, self.slope, self.offset]
    }
}
