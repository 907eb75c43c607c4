//! Curves as operations of the kernels.

use super::Curve;
use super::table::{Camera, Form, TwoSided};
use crate::lower;
use interneg_kernels::Operation;
use interneg_kernels::program::{
    LinToLog, LineBelow, LogToLin, ParabolicLinToLog, ParabolicLogToLin, Shoulder, TwoSidedLinToLog, TwoSidedLogToLin,
};
use ocio::TransformDirection;
use ocio::ops::log::{LIN_SIDE_BREAK, LIN_SIDE_OFFSET, LIN_SIDE_SLOPE, LINEAR_SLOPE, LOG_SIDE_OFFSET, LOG_SIDE_SLOPE};
use std::f64::consts::{LN_10, LOG2_10};

impl Curve {
    /// Code values to linear light.
    pub fn decode(&self) -> Vec<Operation> {
        match &self.form {
            Form::Camera(camera) => camera.operations(TransformDirection::Inverse),
            Form::Shouldered { camera, end } => {
                let mut operations = camera.operations(TransformDirection::Inverse);
                operations.insert(0, Operation::FromShoulder([shoulder(*end); 3]));
                operations
            }
            Form::TwoSided(curve) => vec![Operation::TwoSidedLogToLin([curve.decode(); 3])],
            Form::Parabolic { black, cut, scale, beta, gamma, delta } => {
                let curve = LogToLin {
                    log_offset: -delta as f32,
                    log_scale: (1.0 / gamma) as f32,
                    offset: -beta as f32,
                    scale: 1.0,
                };
                let cut = (scale * (cut - black).powi(2)) as f32;
                let parabolic = ParabolicLogToLin { curve, cut, scale: (1.0 / scale) as f32, black: *black as f32 };
                vec![Operation::ParabolicLogToLin([parabolic; 3])]
            }
            Form::Acescc { scale, offset } => {
                let curve = LogToLin {
                    log_offset: (-offset / scale) as f32,
                    log_scale: *scale as f32,
                    offset: 0.0,
                    scale: 1.0,
                };
                let line = LineBelow { cut: ACESCC_BREAK, slope: 2.0, offset: -ACESCC_BREAK };
                vec![Operation::LogToLin([curve; 3]), Operation::LineBelow([line; 3])]
            }
        }
    }

    /// Linear light to code values, the inverse of [`Self::decode`].
    ///
    /// A program refuses the operations where the curve has no inverse.
    pub fn encode(&self) -> Vec<Operation> {
        match &self.form {
            Form::Camera(camera) => camera.operations(TransformDirection::Forward),
            Form::Shouldered { camera, end } => {
                let mut operations = camera.operations(TransformDirection::Forward);
                operations.push(Operation::IntoShoulder([shoulder(*end); 3]));
                operations
            }
            Form::TwoSided(curve) => vec![Operation::TwoSidedLinToLog([curve.encode(); 3])],
            Form::Parabolic { black, cut, scale, beta, gamma, delta } => {
                let curve =
                    LinToLog { lin_slope: 1.0, lin_offset: *beta as f32, slope: *gamma as f32, offset: *delta as f32 };
                let parabolic =
                    ParabolicLinToLog { curve, cut: *cut as f32, scale: *scale as f32, black: *black as f32 };
                vec![Operation::ParabolicLinToLog([parabolic; 3])]
            }
            Form::Acescc { scale, offset } => {
                let curve = LinToLog {
                    lin_slope: 1.0,
                    lin_offset: 0.0,
                    slope: (1.0 / scale) as f32,
                    offset: (offset / scale) as f32,
                };
                let line = LineBelow { cut: ACESCC_BREAK, slope: 0.5, offset: ACESCC_BREAK / 2.0 };
                // Light below 0 has the code of 0 (ACES S-2014-003).
                vec![Operation::Floor(0.0), Operation::LineBelow([line; 3]), Operation::LinToLog([curve; 3])]
            }
        }
    }
}

/// 2^-15, where ACEScc's line begins (ACES S-2014-003).
const ACESCC_BREAK: f32 = 1.0 / 32768.0;

/// A cubic with slope 1 at the code 0.8, through (1, `end`), whose slope there is the square of its mean slope.
fn shoulder(end: f64) -> Shoulder {
    let (start, span) = (0.8, 0.2);
    let mean = (end - start) / span;
    Shoulder {
        start: start as f32,
        span: span as f32,
        quadratic: (3.0 * mean - 2.0 - mean * mean) as f32,
        cubic: (1.0 - mean).powi(2) as f32,
    }
}

impl Camera {
    /// By the parameters of OpenColorIO, so that the two come to the same numbers.
    fn operations(&self, direction: TransformDirection) -> Vec<Operation> {
        let mut params = [0.0; LINEAR_SLOPE + 1];
        params[LOG_SIDE_SLOPE] = self.log_slope;
        params[LOG_SIDE_OFFSET] = self.log_offset;
        params[LIN_SIDE_SLOPE] = self.lin_slope;
        params[LIN_SIDE_OFFSET] = self.lin_offset;
        params[LIN_SIDE_BREAK] = self.lin_break;
        params[LINEAR_SLOPE] = self.line_slope.unwrap_or_default();
        let params = if self.line_slope.is_some() { &params[..] } else { &params[..LINEAR_SLOPE] };
        vec![lower::log_curve([params; 3], self.base, direction, true)]
    }
}

impl TwoSided {
    /// The line, `code = slope * light + offset`; of no length where the document has none.
    fn line(&self) -> [f64; 2] {
        match self.line {
            Some([offset, slope]) => [offset, slope / self.scale],
            None => [self.low, self.slope * self.factor / (self.scale * LN_10)],
        }
    }

    fn decode(self) -> TwoSidedLogToLin {
        let [offset, slope] = self.line();
        TwoSidedLogToLin {
            log_scale: (LOG2_10 / self.slope) as f32,
            scale: (self.scale / self.factor) as f32,
            above_offset: -self.above as f32,
            below_offset: self.below as f32,
            low: self.low as f32,
            high: self.high as f32,
            line_offset: -offset as f32,
            line_scale: (1.0 / slope) as f32,
        }
    }

    fn encode(self) -> TwoSidedLinToLog {
        let [offset, slope] = self.line();
        TwoSidedLinToLog {
            lin_slope: (self.factor / self.scale) as f32,
            slope: (self.slope / LOG2_10) as f32,
            above_offset: self.above as f32,
            below_offset: self.below as f32,
            low: ((self.low - offset) / slope) as f32,
            high: ((self.high - offset) / slope) as f32,
            line_slope: slope as f32,
            line_offset: offset as f32,
        }
    }
}
