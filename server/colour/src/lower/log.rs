//! Logarithmic curves, by OpenColorIO's parameters for them.

use interneg_kernels::Operation;
use interneg_kernels::math::log2;
use interneg_kernels::program::{CameraLinToLog, CameraLogToLin, LinToLog, LogToLin};
use ocio::TransformDirection;
use ocio::ops::log::{
    LIN_SIDE_BREAK, LIN_SIDE_OFFSET, LIN_SIDE_SLOPE, LINEAR_SLOPE, LOG_SIDE_OFFSET, LOG_SIDE_SLOPE, LogOpData,
};

pub(super) fn lower(data: &LogOpData) -> Option<Operation> {
    let channels = [0, 1, 2].map(|channel| data.params(channel));
    let count = channels[0].len();
    if channels.iter().any(|channel| channel.len() != count || count <= LIN_SIDE_OFFSET) {
        return None;
    }
    Some(curve(channels, data.base, data.direction, data.is_camera()))
}

/// The operation of a curve with these parameters; each channel has at least the first four.
pub(crate) fn curve(channels: [&[f64]; 3], base: f64, direction: TransformDirection, is_camera: bool) -> Operation {
    let base = Base::new(base);
    match (direction, is_camera) {
        (TransformDirection::Forward, false) => Operation::LinToLog(channels.map(|channel| lin_to_log(channel, base))),
        (TransformDirection::Inverse, false) => Operation::LogToLin(channels.map(|channel| log_to_lin(channel, base))),
        (TransformDirection::Forward, true) => Operation::CameraLinToLog(channels.map(|channel| {
            let line = Line::new(channel, base);
            CameraLinToLog {
                curve: lin_to_log(channel, base),
                cut: channel[LIN_SIDE_BREAK] as f32,
                line_slope: line.slope,
                line_offset: line.offset,
            }
        })),
        (TransformDirection::Inverse, true) => Operation::CameraLogToLin(channels.map(|channel| {
            let line = Line::new(channel, base);
            CameraLogToLin {
                curve: log_to_lin(channel, base),
                cut: line.log_cut,
                line_offset: -line.offset,
                line_scale: 1.0 / line.slope,
            }
        })),
    }
}

/// The base of the logarithm, by its logarithm to base 2.
#[derive(Clone, Copy)]
struct Base {
    log2: f64,
}

impl Base {
    fn new(base: f64) -> Self {
        // Of the usual bases the logarithm is known to double precision.
        let log2 = match base {
            2.0 => 1.0,
            10.0 => std::f64::consts::LOG2_10,
            other => f64::from(log2(other as f32)),
        };
        Self { log2 }
    }

    fn single(self) -> f32 {
        self.log2 as f32
    }
}

fn lin_to_log(params: &[f64], base: Base) -> LinToLog {
    LinToLog {
        lin_slope: params[LIN_SIDE_SLOPE] as f32,
        lin_offset: params[LIN_SIDE_OFFSET] as f32,
        slope: (params[LOG_SIDE_SLOPE] / f64::from(base.single())) as f32,
        offset: params[LOG_SIDE_OFFSET] as f32,
    }
}

fn log_to_lin(params: &[f64], base: Base) -> LogToLin {
    LogToLin {
        log_offset: -(params[LOG_SIDE_OFFSET] as f32),
        log_scale: base.single() / params[LOG_SIDE_SLOPE] as f32,
        offset: -(params[LIN_SIDE_OFFSET] as f32),
        scale: 1.0 / params[LIN_SIDE_SLOPE] as f32,
    }
}

/// The straight part of a camera's curve: `code = slope * linear + offset`, up to `log_cut`.
struct Line {
    slope: f32,
    offset: f32,
    log_cut: f32,
}

impl Line {
    fn new(params: &[f64], base: Base) -> Self {
        let at_cut = params[LIN_SIDE_SLOPE] * params[LIN_SIDE_BREAK] + params[LIN_SIDE_OFFSET];
        // Where it is not given, it is that of the curve at the cut.
        let of_curve = || {
            let natural = base.log2 * std::f64::consts::LN_2;
            params[LOG_SIDE_SLOPE] * params[LIN_SIDE_SLOPE] / (at_cut * natural)
        };
        let slope = params.get(LINEAR_SLOPE).copied().unwrap_or_else(of_curve) as f32;
        let log_slope = f64::from(params[LOG_SIDE_SLOPE] as f32) / base.log2;
        let log_cut = (f64::from(log2(at_cut as f32)) * log_slope) as f32 + params[LOG_SIDE_OFFSET] as f32;
        Self { slope, offset: log_cut - slope * params[LIN_SIDE_BREAK] as f32, log_cut }
    }
}
