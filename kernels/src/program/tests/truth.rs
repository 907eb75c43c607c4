//! What every operation means, in double precision.

mod camera;
mod inverses;

use super::bounded::Bounded;
use crate::program::{
    CameraLinToLog, CameraLogToLin, Cdl, CdlChannel, CdlStyle, Gamma, LinToLog, LineBelow, LogToLin, Lut1d, Lut3d,
    Moncurve, Operation,
};

/// The true result for a pixel.
pub(super) fn of(operation: &Operation, input: [f32; 3]) -> [Bounded; 3] {
    let x = input.map(Bounded::exact);
    let each = |curve: &dyn Fn(usize, Bounded) -> Bounded| [0, 1, 2].map(|channel| curve(channel, x[channel]));
    let exact = Bounded::exact;
    match operation {
        Operation::Matrix(matrix) => [0, 1, 2].map(|channel| {
            let [m0, m1, m2] = matrix.rows[channel].map(exact);
            let sum = (m0 * x[0] + m1 * x[1]) + x[2].fused(m2, exact(matrix.constant[channel]));
            matrix.offset.map_or(sum, |offset| sum + exact(offset[channel]))
        }),
        Operation::Scale(scale) => each(&|channel, x| x * exact(scale[channel])),
        Operation::ScaleAndOffset { scale, offset } => {
            each(&|channel, x| x * exact(scale[channel]) + exact(offset[channel]))
        }
        Operation::ScaleAndClamp { scale, offset, low, high } => each(&|_, x| {
            let scaled = x * exact(*scale) + exact(*offset);
            let (low, high) = (f64::from(*low), f64::from(*high));
            match () {
                () if scaled.value.is_nan() => Bounded { value: low, error: 0.0 },
                () if scaled.value.is_infinite() => Bounded { value: scaled.value.clamp(low, high), error: 0.0 },
                () => scaled.map(|value| value.clamp(low, high)),
            }
        }),
        Operation::Floor(low) => {
            each(&|_, x| x.map(|x| if x.is_nan() { f64::from(*low) } else { x.max((*low).into()) }))
        }
        Operation::Ceiling(high) => {
            each(&|_, x| x.map(|x| if x.is_nan() { f64::from(*high) } else { x.min((*high).into()) }))
        }
        Operation::Clamp { low, high } => {
            each(&|_, x| x.map(|x| if x.is_nan() { f64::from(*low) } else { x.clamp((*low).into(), (*high).into()) }))
        }
        Operation::LinToLog(channels) => each(&|channel, x| lin_to_log(channels[channel], x)),
        Operation::LogToLin(channels) => each(&|channel, x| log_to_lin(channels[channel], x)),
        Operation::CameraLinToLog(channels) => each(&|channel, x| {
            let CameraLinToLog { curve, cut, line_slope, line_offset } = channels[channel];
            let is_line = x.value < f64::from(cut);
            if is_line { exact(line_slope) * x + exact(line_offset) } else { lin_to_log(curve, x) }
        }),
        Operation::CameraLogToLin(channels) => each(&|channel, x| {
            let CameraLogToLin { curve, cut, line_offset, line_scale } = channels[channel];
            let is_line = x.value < f64::from(cut);
            if is_line { exact(line_scale) * (x + exact(line_offset)) } else { log_to_lin(curve, x) }
        }),
        Operation::Gamma(gamma) => each(&|channel, x| gamma_curve(gamma, channel, x)),
        Operation::Cdl(value) => cdl(value, x),
        Operation::Lut1d(lut) => [0, 1, 2].map(|channel| lut_1d(lut, channel, input[channel])),
        Operation::Lut3d(lut) => lut_3d(lut, input),
        Operation::Lut1dInverse(lut) => [0, 1, 2].map(|channel| inverses::of_table(lut, channel, input[channel])),
        Operation::Lut1dOfHalvesInverse(lut) => {
            [0, 1, 2].map(|channel| inverses::of_halves(lut, channel, input[channel]))
        }
        Operation::TwoSidedLinToLog(curves) => each(&|channel, x| camera::two_sided_lin_to_log(curves[channel], x)),
        Operation::TwoSidedLogToLin(curves) => each(&|channel, x| camera::two_sided_log_to_lin(curves[channel], x)),
        Operation::ParabolicLinToLog(curves) => each(&|channel, x| camera::parabolic_lin_to_log(curves[channel], x)),
        Operation::ParabolicLogToLin(curves) => each(&|channel, x| camera::parabolic_log_to_lin(curves[channel], x)),
        Operation::FromShoulder(shoulders) => each(&|channel, x| camera::from_shoulder(shoulders[channel], x)),
        Operation::IntoShoulder(shoulders) => each(&|channel, x| camera::into_shoulder(shoulders[channel], x)),
        Operation::LineBelow(lines) => each(&|channel, x| {
            let LineBelow { cut, slope, offset } = lines[channel];
            if x.value < f64::from(cut) { x * exact(slope) + exact(offset) } else { x }
        }),
    }
}

fn lin_to_log(curve: LinToLog, x: Bounded) -> Bounded {
    let linear = x * Bounded::exact(curve.lin_slope) + Bounded::exact(curve.lin_offset);
    let least = f64::from(f32::MIN_POSITIVE);
    // The error of a NaN is a NaN, and so it would be of the infinities' differences.
    let known = match () {
        () if linear.value.is_nan() => Bounded { value: least, error: 0.0 },
        () if linear.value.is_infinite() => Bounded { value: linear.value.max(least), error: 0.0 },
        () => linear.map(|value| value.max(least)),
    };
    let log = if known.value.is_infinite() { known } else { known.log2() };
    log * Bounded::exact(curve.slope) + Bounded::exact(curve.offset)
}

fn log_to_lin(curve: LogToLin, x: Bounded) -> Bounded {
    let log = (x + Bounded::exact(curve.log_offset)) * Bounded::exact(curve.log_scale);
    let raised = if log.value == f64::NEG_INFINITY { Bounded::exact(0.0) } else { log.exp2() };
    (raised + Bounded::exact(curve.offset)) * Bounded::exact(curve.scale)
}

fn gamma_curve(gamma: &Gamma, channel: usize, x: Bounded) -> Bounded {
    let mirrored = |curve: &dyn Fn(Bounded) -> Bounded| {
        let of_magnitude = curve(x.map(f64::abs));
        of_magnitude.map(|value| if x.value.is_sign_negative() { -value } else { value })
    };
    match gamma {
        Gamma::Power(powers) => x.map(|x| x.max(0.0)).pow(powers[channel]),
        Gamma::PowerMirrored(powers) => mirrored(&|x| x.pow(powers[channel])),
        Gamma::PowerPassing(powers) => {
            if x.value > 0.0 {
                x.pow(powers[channel])
            } else {
                x
            }
        }
        Gamma::MoncurveToLinear(curves) => to_linear(curves[channel], x),
        Gamma::MoncurveFromLinear(curves) => from_linear(curves[channel], x),
        Gamma::MoncurveToLinearMirrored(curves) => mirrored(&|x| to_linear(curves[channel], x)),
        Gamma::MoncurveFromLinearMirrored(curves) => mirrored(&|x| from_linear(curves[channel], x)),
    }
}

fn to_linear(curve: Moncurve, x: Bounded) -> Bounded {
    if x.value <= f64::from(curve.cut) {
        return x * Bounded::exact(curve.slope);
    }
    (x * Bounded::exact(curve.scale) + Bounded::exact(curve.offset)).pow(curve.power)
}

fn from_linear(curve: Moncurve, x: Bounded) -> Bounded {
    if x.value <= f64::from(curve.cut) {
        return x * Bounded::exact(curve.slope);
    }
    x.pow(curve.power) * Bounded::exact(curve.scale) - Bounded::exact(curve.offset)
}

fn cdl(cdl: &Cdl, x: [Bounded; 3]) -> [Bounded; 3] {
    let limits = matches!(cdl.style, CdlStyle::Limited | CdlStyle::InverseLimited);
    let limit = |x: Bounded| {
        let within = |x: f64| if x.is_nan() { 0.0 } else { x.clamp(0.0, 1.0) };
        match () {
            () if !limits => x,
            // Far outside, nothing of the error is left.
            () if x.value.is_nan() || x.value - x.error > 1.0 || x.value + x.error < 0.0 => {
                Bounded { value: within(x.value), error: 0.0 }
            }
            () => x.map(within),
        }
    };
    let power = |x: Bounded, power: f32| match () {
        () if x.value.is_nan() => Bounded::exact(0.0),
        () if limits => limit(x).pow(power),
        // Near 0 either branch may have been taken.
        () if x.value.abs() <= x.error => Bounded { value: 0.0, error: f64::INFINITY },
        () if x.value < 0.0 => x,
        () => x.pow(power),
    };
    let saturate = |x: [Bounded; 3]| {
        let [r, g, b] = [0.2126, 0.7152, 0.0722].map(Bounded::exact);
        let luma = (x[0] * r + x[1] * g) + x[2] * b;
        x.map(|x| luma + Bounded::exact(cdl.saturation) * (x - luma))
    };
    let channel = |index: usize| {
        let CdlChannel { slope, offset, power } = cdl.channels[index];
        (Bounded::exact(slope), Bounded::exact(offset), power)
    };
    if matches!(cdl.style, CdlStyle::Limited | CdlStyle::Unlimited) {
        let powered = [0, 1, 2].map(|index| {
            let (slope, offset, exponent) = channel(index);
            power(x[index] * slope + offset, exponent)
        });
        return saturate(powered).map(limit);
    }
    let even = saturate(x.map(limit));
    [0, 1, 2].map(|index| {
        let (slope, offset, exponent) = channel(index);
        limit((power(even[index], exponent) + offset) * slope)
    })
}

/// Interpolated between entries; the place between them is known to a few units of the last place.
fn between(low: f32, high: f32, share: f64, length: usize) -> Bounded {
    let (low, high) = (f64::from(low), f64::from(high));
    let value = low + (high - low) * share;
    Bounded { value, error: ((high - low).abs() * length as f64 + low.abs() + high.abs()) * 2.4e-7 + 1e-44 }
}

fn lut_1d(lut: &Lut1d, channel: usize, x: f32) -> Bounded {
    let entries = &lut.entries[channel];
    if !lut.is_of_halves {
        let last = entries.len() - 1;
        let at = if x.is_nan() { 0.0 } else { (f64::from(x) * last as f64).clamp(0.0, last as f64) };
        let low = (at.floor() as usize).min(last - 1);
        return between(entries[low], entries[low + 1], at - low as f64, entries.len());
    }
    if x.is_nan() {
        return Bounded::exact(entries[0x7E00]);
    }
    // The halves of one sign rise with their bits, so that the one below is found by halving.
    let sign = if x.is_sign_negative() { 0x8000u16 } else { 0 };
    let wanted = f64::from(x.abs()).min(65504.0);
    let value = |bits: u16| f64::from(half::f16::from_bits(bits).to_f32());
    let (mut low, mut high) = (0u16, 0x7BFF);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if value(middle) <= wanted { low = middle } else { high = middle }
    }
    let share = (wanted - value(low)) / (value(high) - value(low));
    between(entries[usize::from(sign | low)], entries[usize::from(sign | high)], share, 1)
}

/// By the definition: sorted fractions, and steps along the axes in that order.
fn lut_3d(lut: &Lut3d, input: [f32; 3]) -> [Bounded; 3] {
    let last = (lut.edge - 1) as f64;
    let at = input.map(|x| if x.is_nan() { 0.0 } else { (f64::from(x) * last).clamp(0.0, last) });
    let cell = at.map(|at| (at.floor()).min(last - 1.0));
    let entry = |corner: [f64; 3], channel: usize| {
        let [r, g, b] = corner.map(|place| place as usize);
        f64::from(lut.entries[((r * lut.edge + g) * lut.edge + b) * 3 + channel])
    };
    let mut axes = [0, 1, 2];
    axes.sort_by(|a, b| (at[*b] - cell[*b]).total_cmp(&(at[*a] - cell[*a])));
    [0, 1, 2].map(|channel| {
        let mut corner = cell;
        let mut value = entry(corner, channel);
        let mut span = value.abs();
        for axis in axes {
            let before = entry(corner, channel);
            corner[axis] += 1.0;
            let change = entry(corner, channel) - before;
            value += change * (at[axis] - cell[axis]);
            span += change.abs() * lut.edge as f64;
        }
        Bounded { value, error: span * 4e-7 }
    })
}
