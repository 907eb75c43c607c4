//! How template sizes become whole numbers (ASC FDL 2.0.1 section 7.4.12).

use super::{RoundEven, RoundMode, Rounding};

/// Rounding errors of double precision in a size of pixels lie far below this, sizes that differ far above it.
const NOISE: f64 = 1e-8;

impl Rounding {
    /// The whole number for a size. The nearest one is the even one of two that are equally near, and among even numbers
    /// the higher one, as the implementer guide's own library does it.
    ///
    /// A size that misses a whole number or a half by less than the arithmetic's own error is that number: 4096 pixels
    /// shall not become 4098 because of the last bit of a product.
    pub fn round(self, value: f64) -> f64 {
        let value = settle(value);
        let (size, sign) = (value.abs(), value.signum());
        let whole = match self.mode {
            RoundMode::Up => size.ceil(),
            RoundMode::Down => size.floor(),
            RoundMode::Round => size.round_ties_even(),
        };
        let is_even = whole % 2.0 == 0.0;
        let rounded = match (self.even, self.mode) {
            (RoundEven::Whole, _) => whole,
            (RoundEven::Even, _) if is_even => whole,
            (RoundEven::Even, RoundMode::Up) => whole + 1.0,
            (RoundEven::Even, RoundMode::Down) => whole - 1.0,
            (RoundEven::Even, RoundMode::Round) if size < whole => whole - 1.0,
            (RoundEven::Even, RoundMode::Round) => whole + 1.0,
        };
        // No negative zero.
        sign * rounded + 0.0
    }
}

/// The half or whole number that a value misses by rounding errors only, or the value.
fn settle(value: f64) -> f64 {
    let near = (value * 2.0).round() / 2.0;
    if (value - near).abs() < NOISE { near } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(value: f64) -> [f64; 6] {
        let mut found = [0.0; 6];
        let evens = [RoundEven::Even, RoundEven::Whole];
        let modes = [RoundMode::Round, RoundMode::Up, RoundMode::Down];
        for (index, value_at) in found.iter_mut().enumerate() {
            *value_at = Rounding { even: evens[index / 3], mode: modes[index % 3] }.round(value);
        }
        found
    }

    #[test]
    fn sizes_are_rounded_as_the_standard_says() {
        // The example of section 7.4.12.
        assert_eq!(all(1608.75), [1608.0, 1610.0, 1608.0, 1609.0, 1609.0, 1608.0]);
        assert_eq!(all(1609.0), [1610.0, 1610.0, 1608.0, 1609.0, 1609.0, 1609.0]);
        assert_eq!(all(1607.0), [1608.0, 1608.0, 1606.0, 1607.0, 1607.0, 1607.0]);
        assert_eq!(all(2.5), [2.0, 4.0, 2.0, 2.0, 3.0, 2.0]);
        assert_eq!(all(1.1), [2.0, 2.0, 0.0, 1.0, 2.0, 1.0]);
        assert_eq!(all(0.0), [0.0; 6]);
        assert_eq!(all(-0.5), [0.0, -2.0, 0.0, 0.0, -1.0, 0.0]);
    }

    #[test]
    fn noise_adds_no_pixel() {
        assert_eq!(all(4096.000000000001), all(4096.0));
        assert_eq!(all(4095.999999999999), all(4096.0));
        assert_eq!(all(4096.000001)[1], 4098.0);
    }
}
