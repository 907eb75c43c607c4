//! Speed of a clip as an exact fraction.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Source frames a record frame, as a reduced fraction; negative for reverse, 0 for a freeze.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(i64, i64)", into = "(i64, i64)")]
pub struct Speed {
    numerator: i64,
    denominator: i64,
}

/// A pair of numbers that is no speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a speed: {0}/{1}; at most 1000 source frames a record frame, over a denominator above 0")]
pub struct SpeedError(pub i64, pub i64);

impl Speed {
    /// One source frame a record frame.
    pub const NORMAL: Self = Self { numerator: 1, denominator: 1 };
    /// No source frame after the first.
    pub const FREEZE: Self = Self { numerator: 0, denominator: 1 };
    /// The fastest that is read.
    const FASTEST: u64 = 1000;

    /// Makes a speed of `numerator / denominator` source frames a record frame.
    ///
    /// # Errors
    /// The denominator must be above 0 and the speed within ±1000.
    pub fn new(numerator: i64, denominator: i64) -> Result<Self, SpeedError> {
        let wrong = SpeedError(numerator, denominator);
        if denominator <= 0 || numerator.unsigned_abs() / denominator.unsigned_abs() > Self::FASTEST {
            return Err(wrong);
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i64::try_from(divisor).map_err(|_| wrong)?;
        Ok(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// Reads a decimal number exactly, for instance `-47.6` as -238/5, at most nine digits after the point.
    pub fn from_decimal(text: &str) -> Option<Self> {
        let (sign, digits) = match text.trim() {
            text if text.starts_with('-') => (-1, &text[1..]),
            text => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(part) || whole.len() + part.len() == 0 {
            return None;
        }
        let scale = 10_i64.pow(u32::try_from(part.len()).ok()?);
        let value = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<i64>().ok() };
        Self::new(sign * (value(whole)? * scale + value(part)?), scale).ok()
    }

    /// The fraction nearest to a floating-point number among those with a denominator of at most 1 000 000, so that
    /// `0.5` is 1/2 and `2.0000000001` is 2. `None` for what is no number or too fast.
    pub fn from_f64(value: f64) -> Option<Self> {
        const LARGEST_DENOMINATOR: f64 = 1e6;
        if !value.is_finite() || value.abs() > 1000.0 {
            return None;
        }
        // Continued fraction: every convergent is the nearest fraction of its size.
        let (mut rest, mut before, mut now) = (value.abs(), (0.0, 1.0), (1.0, 0.0));
        loop {
            let whole = rest.floor();
            let next: (f64, f64) = (whole * now.0 + before.0, whole * now.1 + before.1);
            if next.1 > LARGEST_DENOMINATOR {
                break;
            }
            (before, now) = (now, next);
            if (now.0 / now.1 - value.abs()).abs() <= 1e-12 * value.abs() || rest - whole < 1e-9 {
                break;
            }
            rest = 1.0 / (rest - whole);
        }
        // Both are whole numbers of at most 1e9, which a cast keeps.
        Self::new(now.0.copysign(value) as i64, now.1 as i64).ok()
    }

    /// Source frames in `denominator` record frames.
    pub fn numerator(self) -> i64 {
        self.numerator
    }

    /// Record frames in which `numerator` source frames pass; above 0.
    pub fn denominator(self) -> i64 {
        self.denominator
    }

    /// The speed as a float, for formats that hold one.
    pub fn as_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// Whether the clip runs backwards.
    pub fn is_reverse(self) -> bool {
        self.numerator < 0
    }

    /// Source frames that `record_frames` use, rounded up (rule CF-01); saturates.
    pub fn source_frames(self, record_frames: u64) -> u64 {
        let product = u128::from(record_frames) * u128::from(self.numerator.unsigned_abs());
        let frames = product.div_ceil(u128::from(self.denominator.unsigned_abs()));
        u64::try_from(frames).unwrap_or(u64::MAX)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl std::fmt::Display for Speed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl TryFrom<(i64, i64)> for Speed {
    type Error = SpeedError;

    fn try_from((numerator, denominator): (i64, i64)) -> Result<Self, SpeedError> {
        Self::new(numerator, denominator)
    }
}

impl From<Speed> for (i64, i64) {
    fn from(speed: Speed) -> Self {
        (speed.numerator, speed.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        let speed = |text: &str| Speed::from_decimal(text).map(<(i64, i64)>::from);
        assert_eq!(speed("047.6"), Some((238, 5)));
        assert_eq!(speed("-.5"), Some((-1, 2)));
        assert_eq!(speed("000.0"), Some((0, 1)));
        for text in ["", ".", "-", "1e3", "1.2.3", "--1", "9999999999", "2000"] {
            assert_eq!(speed(text), None, "{text}");
        }
    }

    #[test]
    fn floats_become_the_fraction_that_was_meant() {
        let speed = |value: f64| Speed::from_f64(value).map(<(i64, i64)>::from);
        assert_eq!(speed(1.0 / 3.0), Some((1, 3)));
        assert_eq!(speed(-2.0), Some((-2, 1)));
        assert_eq!(speed(47.6 / 24.0), Some((119, 60)));
        assert_eq!(speed(24000.0 / 1001.0), Some((24000, 1001)));
        assert_eq!(speed(0.0), Some((0, 1)));
        for value in [f64::NAN, f64::INFINITY, 1e9] {
            assert_eq!(speed(value), None);
        }
    }

    #[test]
    fn used_frames_are_rounded_up() {
        assert_eq!(Speed::new(119, 60).unwrap().source_frames(36), 72);
        assert_eq!(Speed::new(-1, 2).unwrap().source_frames(5), 3);
        assert_eq!(Speed::FREEZE.source_frames(100), 0);
        assert_eq!(Speed::new(1000, 1).unwrap().source_frames(u64::MAX), u64::MAX);
        assert!(Speed::new(1, 0).is_err() && Speed::new(i64::MIN, 1).is_err() && Speed::new(1, i64::MIN).is_err());
    }
}
