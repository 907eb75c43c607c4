//! Frame rates as exact fractions.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A frame rate in frames per second, kept as a reduced fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate {
    numerator: u32,
    denominator: u32,
}

/// Why a text or a pair of numbers is no frame rate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RateError {
    /// Neither a fraction nor a decimal number.
    #[error("not a frame rate: {0:?}; write 24, 25, 24000/1001 or 23.976")]
    Syntax(String),
    /// Zero, or above 1000 frames per second.
    #[error("frame rate out of range 1..=1000: {0}/{1}")]
    OutOfRange(u32, u32),
}

impl Rate {
    /// Film rate, 24 frames per second.
    pub const FPS_24: Self = Self { numerator: 24, denominator: 1 };
    /// 24000/1001, written 23.976.
    pub const FPS_23_976: Self = Self { numerator: 24000, denominator: 1001 };
    /// 25 frames per second.
    pub const FPS_25: Self = Self { numerator: 25, denominator: 1 };
    /// 30000/1001, written 29.97.
    pub const FPS_29_97: Self = Self { numerator: 30000, denominator: 1001 };
    /// 60000/1001, written 59.94.
    pub const FPS_59_94: Self = Self { numerator: 60000, denominator: 1001 };

    /// Makes a rate of `numerator / denominator` frames per second, reduced.
    ///
    /// # Errors
    /// Rates below 1 or above 1000 frames per second are refused.
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, RateError> {
        if numerator == 0 || denominator == 0 || numerator < denominator || numerator / denominator > 1000 {
            return Err(RateError::OutOfRange(numerator, denominator));
        }
        let divisor = gcd(numerator, denominator);
        Ok(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// Frames in `denominator` seconds.
    pub fn numerator(self) -> u32 {
        self.numerator
    }

    /// Seconds that `numerator` frames last.
    pub fn denominator(self) -> u32 {
        self.denominator
    }

    /// The integer rate that timecode counts in: 24 for 23.976, 30 for 29.97.
    pub fn nominal(self) -> u32 {
        self.numerator.div_ceil(self.denominator)
    }

    /// Frames per second as a float, for headers that hold one; never for arithmetic on frames.
    pub fn as_f64(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }

    /// Whether drop-frame timecode exists at this rate (SMPTE ST 12-1: 29.97 and 59.94).
    pub fn allows_drop_frame(self) -> bool {
        self.denominator == 1001 && (self.numerator == 30000 || self.numerator == 60000)
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl std::str::FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let syntax = || RateError::Syntax(text.to_owned());
        let trimmed = text.trim();
        if let Some((numerator, denominator)) = trimmed.split_once('/') {
            let parse = |part: &str| part.trim().parse::<u32>().map_err(|_| syntax());
            return Self::new(parse(numerator)?, parse(denominator)?);
        }
        if let Ok(whole) = trimmed.parse::<u32>() {
            return Self::new(whole, 1);
        }
        // The decimal names of the trade stand for exact 1001 rates.
        match trimmed {
            "23.976" | "23.98" => Self::new(24000, 1001),
            "29.97" => Self::new(30000, 1001),
            "47.952" | "47.95" => Self::new(48000, 1001),
            "59.94" => Self::new(60000, 1001),
            "119.88" => Self::new(120_000, 1001),
            _ => Err(syntax()),
        }
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.denominator == 1 {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

impl TryFrom<String> for Rate {
    type Error = RateError;

    fn try_from(text: String) -> Result<Self, RateError> {
        text.parse()
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_the_rates_of_the_trade() {
        for (text, numerator, denominator, nominal) in [
            ("24", 24, 1, 24),
            ("23.976", 24000, 1001, 24),
            ("24000/1001", 24000, 1001, 24),
            ("48000/2002", 24000, 1001, 24),
            ("25", 25, 1, 25),
            ("29.97", 30000, 1001, 30),
            ("59.94", 60000, 1001, 60),
        ] {
            let rate: Rate = text.parse().unwrap();
            assert_eq!((rate.numerator(), rate.denominator(), rate.nominal()), (numerator, denominator, nominal));
        }
    }

    #[test]
    fn refuses_what_is_no_rate() {
        for text in ["", "fast", "0", "1/0", "24/48", "23.5", "-24", "2000"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
