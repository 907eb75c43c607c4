//! The ten numbers.

use super::CdlValueError;

/// The ten numbers of an ASC CDL, each within its limits. Channels are in the order R, G, B.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cdl {
    slope: [f64; 3],
    offset: [f64; 3],
    power: [f64; 3],
    saturation: f64,
}

impl Cdl {
    /// Changes nothing.
    pub const NEUTRAL: Self = Self { slope: [1.0; 3], offset: [0.0; 3], power: [1.0; 3], saturation: 1.0 };

    /// A CDL of these numbers.
    ///
    /// # Errors
    /// Names the first number that is not finite, a slope or saturation below 0, or a power that is not above 0.
    pub fn new(slope: [f64; 3], offset: [f64; 3], power: [f64; 3], saturation: f64) -> Result<Self, CdlValueError> {
        let check = |number, values: &[f64], allowed, is_allowed: fn(f64) -> bool| match values
            .iter()
            .find(|value| !value.is_finite() || !is_allowed(**value))
        {
            Some(value) => Err(CdlValueError { number, value: *value, allowed }),
            None => Ok(()),
        };
        check("slope", &slope, "it is 0 or more", |value| value >= 0.0)?;
        check("offset", &offset, "it is a finite number", |_| true)?;
        check("power", &power, "it is above 0", |value| value > 0.0)?;
        check("saturation", &[saturation], "it is 0 or more", |value| value >= 0.0)?;
        Ok(Self { slope, offset, power, saturation })
    }

    /// As [`Self::new`], from slope, offset and power of R, G, B, and the saturation.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn from_numbers(numbers: [f64; 10]) -> Result<Self, CdlValueError> {
        let three = |first: usize| [numbers[first], numbers[first + 1], numbers[first + 2]];
        Self::new(three(0), three(3), three(6), numbers[9])
    }

    /// Factors, 0 or more.
    pub fn slope(&self) -> [f64; 3] {
        self.slope
    }

    /// Summands.
    pub fn offset(&self) -> [f64; 3] {
        self.offset
    }

    /// Powers, above 0.
    pub fn power(&self) -> [f64; 3] {
        self.power
    }

    /// Saturation, 0 or more.
    pub fn saturation(&self) -> f64 {
        self.saturation
    }

    /// Slope, offset and power of R, G, B, then the saturation.
    pub fn numbers(&self) -> [f64; 10] {
        let ([a, b, c], [d, e, f], [g, h, i]) = (self.slope, self.offset, self.power);
        [a, b, c, d, e, f, g, h, i, self.saturation]
    }

    /// Whether it changes nothing.
    pub fn is_neutral(&self) -> bool {
        *self == Self::NEUTRAL
    }

    /// The same, with another saturation.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_saturation(self, saturation: f64) -> Result<Self, CdlValueError> {
        Self::new(self.slope, self.offset, self.power, saturation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_in_their_limits() {
        let neutral = Cdl::NEUTRAL.numbers();
        assert_eq!(Cdl::from_numbers(neutral), Ok(Cdl::NEUTRAL));
        let with = |index: usize, value: f64| {
            let mut numbers = neutral;
            numbers[index] = value;
            Cdl::from_numbers(numbers)
        };
        for index in 0..10 {
            for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                assert!(with(index, value).is_err(), "number {index} {value}");
            }
            assert_eq!(with(index, -1.0).is_ok(), (3..6).contains(&index), "number {index}");
            assert_eq!(with(index, 0.0).is_ok(), !(6..9).contains(&index), "number {index}");
            assert!(with(index, 4.0).is_ok(), "number {index}");
        }
        let error = with(7, 0.0).unwrap_err().to_string();
        assert_eq!(error, "power 0 is not allowed in a CDL; it is above 0");
    }
}
