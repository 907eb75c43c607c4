//! Pieces of cameras' curves, step by step.

use super::super::bounded::Bounded;
use super::{lin_to_log, log_to_lin};
use crate::program::{ParabolicLinToLog, ParabolicLogToLin, Shoulder, TwoSidedLinToLog, TwoSidedLogToLin};

fn exact(value: f32) -> Bounded {
    Bounded::exact(value)
}

/// The reflection of a number is as near as the number.
fn negated(x: Bounded) -> Bounded {
    x.map(|value| -value)
}

pub(super) fn two_sided_lin_to_log(curve: TwoSidedLinToLog, x: Bounded) -> Bounded {
    let (is_above, is_below) = (x.value > f64::from(curve.high), x.value < f64::from(curve.low));
    if !is_above && !is_below {
        return x * exact(curve.line_slope) + exact(curve.line_offset);
    }
    let linear = x.map(f64::abs) * exact(curve.lin_slope) + exact(1.0);
    let log = if linear.value.is_infinite() { linear } else { linear.log2() } * exact(curve.slope);
    if is_above { log + exact(curve.above_offset) } else { exact(curve.below_offset) - log }
}

pub(super) fn two_sided_log_to_lin(curve: TwoSidedLogToLin, x: Bounded) -> Bounded {
    let linear = |log: Bounded| ((log * exact(curve.log_scale)).exp2() - exact(1.0)) * exact(curve.scale);
    match () {
        () if x.value > f64::from(curve.high) => linear(x + exact(curve.above_offset)),
        () if x.value < f64::from(curve.low) => negated(linear(exact(curve.below_offset) - x)),
        () => (x + exact(curve.line_offset)) * exact(curve.line_scale),
    }
}

pub(super) fn parabolic_lin_to_log(parabolic: ParabolicLinToLog, x: Bounded) -> Bounded {
    match () {
        () if x.value >= f64::from(parabolic.cut) => lin_to_log(parabolic.curve, x),
        () if x.value >= f64::from(parabolic.black) => {
            let over = x - exact(parabolic.black);
            over * over * exact(parabolic.scale)
        }
        () => exact(0.0),
    }
}

pub(super) fn parabolic_log_to_lin(parabolic: ParabolicLogToLin, x: Bounded) -> Bounded {
    match () {
        () if x.value >= f64::from(parabolic.cut) => log_to_lin(parabolic.curve, x),
        () if x.value > 0.0 => (x * exact(parabolic.scale)).pow(0.5) + exact(parabolic.black),
        () => exact(parabolic.black),
    }
}

pub(super) fn from_shoulder(shoulder: Shoulder, x: Bounded) -> Bounded {
    if x.value.is_nan() || x.value <= f64::from(shoulder.start) {
        return x;
    }
    let Shoulder { start, span, quadratic, cubic } = shoulder;
    let over = x - exact(start);
    let s = over.map(|over| over / f64::from(span)).map_error(|error| error / f64::from(span)).rounded_again();
    let factor = exact(1.0) + s * (exact(quadratic) + s * exact(cubic));
    exact(start) + over * factor
}

/// By halving, in double precision; one rounding is left.
pub(super) fn into_shoulder(shoulder: Shoulder, x: Bounded) -> Bounded {
    let [start, span, quadratic, cubic] =
        [shoulder.start, shoulder.span, shoulder.quadratic, shoulder.cubic].map(f64::from);
    if x.value.is_nan() || x.value <= start || x.value == f64::INFINITY {
        return x;
    }
    let wanted = ((x.value - start) / span).min(64.0);
    let (mut low, mut high) = (0.0, 64.0);
    for _ in 0..80 {
        let s: f64 = (low + high) / 2.0;
        if s + quadratic * s * s + cubic * s * s * s < wanted { low = s } else { high = s }
    }
    Bounded { value: start + span * low, error: 0.0 }.rounded_again()
}
