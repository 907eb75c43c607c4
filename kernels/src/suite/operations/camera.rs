//! Pieces of cameras' curves.

use crate::program::{
    LinToLog, LineBelow, LogToLin, Operation, ParabolicLinToLog, ParabolicLogToLin, Shoulder, TwoSidedLinToLog,
    TwoSidedLogToLin,
};

pub(super) fn operations() -> Vec<Operation> {
    let canon_lin_to_log = |width: f32| TwoSidedLinToLog {
        lin_slope: 16.6,
        slope: 0.11,
        above_offset: 0.122,
        below_offset: 0.128,
        low: -width,
        high: width,
        line_slope: 2.2,
        line_offset: 0.125,
    };
    let canon_log_to_lin = |width: f32| TwoSidedLogToLin {
        log_scale: 9.0,
        scale: 0.06,
        above_offset: -0.122,
        below_offset: 0.128,
        low: 0.125 - width,
        high: 0.125 + width,
        line_offset: -0.125,
        line_scale: 0.45,
    };
    let apple_lin_to_log = |black: f32| ParabolicLinToLog {
        curve: LinToLog { lin_slope: 1.0, lin_offset: 0.0096, slope: 0.0855, offset: 0.693 },
        cut: 0.01,
        scale: 47.3,
        black,
    };
    let apple_log_to_lin = |black: f32| ParabolicLogToLin {
        curve: LogToLin { log_offset: -0.693, log_scale: 11.7, offset: -0.0096, scale: 1.0 },
        cut: 0.208,
        scale: 0.0211,
        black,
    };
    let shoulder = |quadratic, cubic| Shoulder { start: 0.8, span: 0.2, quadratic, cubic };
    let shoulders = [shoulder(0.19, 0.066), shoulder(0.0, 0.0), shoulder(1.0, 1.0)];
    let line = |slope: f32| LineBelow { cut: 0.25, slope, offset: 0.01 };
    vec![
        Operation::TwoSidedLinToLog([0.014, 0.0, 0.3].map(canon_lin_to_log)),
        Operation::TwoSidedLogToLin([0.028, 0.0, 0.1].map(canon_log_to_lin)),
        Operation::ParabolicLinToLog([-0.056, 0.0, -0.3].map(apple_lin_to_log)),
        Operation::ParabolicLogToLin([-0.056, 0.0, -0.3].map(apple_log_to_lin)),
        Operation::FromShoulder(shoulders),
        Operation::IntoShoulder(shoulders),
        Operation::LineBelow([1.0, 0.5, -2.0].map(line)),
    ]
}
