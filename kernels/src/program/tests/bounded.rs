//! Numbers of double precision with a bound of the error that single-precision steps have made on the way.

use std::ops::{Add, Mul, Sub};

/// Half a unit of the last place of single precision, and a hundredth.
const STEP: f64 = 1.02 * 5.960_464_477_539_063e-8;
/// Half a unit among denormals.
const LEAST: f64 = 7.1e-46;

/// A value and the largest distance that single precision may have from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounded {
    pub value: f64,
    pub error: f64,
}

impl Bounded {
    pub(super) fn exact(value: f32) -> Self {
        Self { value: f64::from(value), error: 0.0 }
    }

    fn rounded(value: f64, error: f64) -> Self {
        let edge = f64::from(f32::MAX) * (1.0 + STEP / 1.02);
        match () {
            () if value.is_nan() => Self { value, error: 0.0 },
            () if value.abs() - error > edge => Self { value: f64::INFINITY.copysign(value), error: 0.0 },
            () if value.abs() + error > f64::from(f32::MAX) => Self { value, error: f64::INFINITY },
            () => Self { value, error: error + (value.abs() + error) * STEP + LEAST },
        }
    }

    /// Nothing is known of the result.
    pub(super) fn is_open(self) -> bool {
        self.error == f64::INFINITY
    }

    pub(super) fn exp2(self) -> Self {
        // Beyond these, single precision has no other number.
        if self.value - self.error > 130.0 || self.value + self.error < -160.0 {
            return Self { value: if self.value > 0.0 { f64::INFINITY } else { 0.0 }, error: 0.0 };
        }
        let value = self.value.exp2();
        let from_argument = value * (self.error.exp2() - 1.0);
        // Documented within 0.9 units of the last place, which are 1.8 of the halves that a rounding leaves.
        let Self { value, error } = Self::rounded(value, from_argument);
        Self { value, error: from_argument + (error - from_argument) * 1.8 }
    }

    /// Of a number that is at least the smallest normal one, error or not.
    pub(super) fn log2(self) -> Self {
        let low = (self.value - self.error).max(f64::from(f32::MIN_POSITIVE));
        let value = self.value.log2();
        Self::rounded(value, ((self.value + self.error).log2() - value).max(value - low.log2()))
    }

    pub(super) fn pow(self, power: f32) -> Self {
        let power = f64::from(power);
        if power == 0.0 {
            return Self { value: 1.0, error: 0.0 };
        }
        if self.value.is_nan() || self.value < 0.0 {
            // Within its error it may as well be a number.
            let low = if self.value + self.error >= 0.0 { f64::INFINITY } else { 0.0 };
            return Self { value: f64::NAN, error: low };
        }
        let (low, high) = ((self.value - self.error).max(0.0), self.value + self.error);
        let value = self.value.powf(power);
        let error =
            if self.error == 0.0 { 0.0 } else { (high.powf(power) - value).abs().max((value - low.powf(power)).abs()) };
        let may_be_negative = self.error > 0.0 && self.value < self.error;
        Self::rounded(value, if may_be_negative { f64::INFINITY } else { error })
    }

    /// `self * factor + summand` with one rounding.
    pub(super) fn fused(self, factor: Self, summand: Self) -> Self {
        let value = self.value * factor.value + summand.value;
        Self::rounded(value, spread(self, factor) + spread(factor, self) + summand.error)
    }

    /// Limits move values, not bounds.
    pub(super) fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self { value: change(self.value), ..self }
    }

    /// A step that changes the error alone.
    pub(super) fn map_error(self, change: impl Fn(f64) -> f64) -> Self {
        Self { error: change(self.error), ..self }
    }

    /// One more rounding to single precision.
    pub(super) fn rounded_again(self) -> Self {
        Self::rounded(self.value, self.error)
    }

    /// Whether single precision may have come to `found`.
    pub(super) fn admits(self, found: f32) -> bool {
        let found = f64::from(found);
        match () {
            () if self.is_open() => true,
            () if self.value.is_nan() => found.is_nan(),
            () if self.value.is_infinite() => found == self.value,
            () => (found - self.value).abs() <= self.error,
        }
    }
}

/// What the error of a factor makes of a product's.
fn spread(of: Bounded, by: Bounded) -> f64 {
    if of.error == 0.0 { 0.0 } else { of.error * (by.value.abs() + by.error) }
}

impl Add for Bounded {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::rounded(self.value + other.value, self.error + other.error)
    }
}

impl Sub for Bounded {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::rounded(self.value - other.value, self.error + other.error)
    }
}

impl Mul for Bounded {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::rounded(self.value * other.value, spread(self, other) + spread(other, self))
    }
}
