//! Logarithm, exponential and power that give the same bits on every processor.
//!
//! A C library's own differ between its versions and between the instruction sets that it finds. Over the whole range,
//! denormal results included, logarithm and power are within 0.51 units of the last place of the true value, the
//! exponential within 0.9 units (`device/math.h`; `examples/ulps.rs` measures them over all inputs).

use crate::device;
use crate::level::Level;

/// Logarithm to base 2. Zero of either sign gives -infinity, a negative number or NaN gives NaN.
pub fn log2(x: f32) -> f32 {
    let mut values = [x];
    device::log2(Level::BASELINE, &mut values);
    values[0]
}

/// 2 to the power of `x`. NaN gives NaN.
pub fn exp2(x: f32) -> f32 {
    let mut values = [x];
    device::exp2(Level::BASELINE, &mut values);
    values[0]
}

/// [`log2`] of every value, at a level of the caller's choice.
pub fn log2_at(level: Level, values: &mut [f32]) {
    device::log2(level, values);
}

/// [`exp2`] of every value, at a level of the caller's choice.
pub fn exp2_at(level: Level, values: &mut [f32]) {
    device::exp2(level, values);
}

/// Every value to the power of the finite number `power`, at a level of the caller's choice. 1 where the power is 0,
/// even for NaN; a zero counts as +0; a negative value or NaN gives NaN.
pub fn pow_at(level: Level, values: &mut [f32], power: f32) {
    device::pow(level, values, power);
}

#[cfg(test)]
mod tests;
