//! Likeness of planes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Peak signal-to-noise ratio of a plane against the one that was encoded. The peak is the highest code of its depth. Lower is
/// less alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Psnr {
    /// In hundredths of a decibel, rounded down.
    Hundredths(u32),
    /// Every sample is the same: no noise at all.
    Same,
}

impl Psnr {
    /// Of `samples` samples of `bits` bits whose squared errors add up to `squared_error`.
    pub(super) fn of(squared_error: f64, samples: u64, bits: u8) -> Self {
        if squared_error <= 0.0 {
            return Self::Same;
        }
        let peak = f64::from((1u32 << bits) - 1);
        let ratio = peak * peak * samples as f64 / squared_error;
        // No sample is off by more than the peak, so that the ratio is not below 1; a bound on errors may be.
        Self::Hundredths((1000.0 * ratio.log10()).max(0.0) as u32)
    }
}

impl fmt::Display for Psnr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hundredths(hundredths) => write!(f, "{}.{:02} dB", hundredths / 100, hundredths % 100),
            Self::Same => f.write_str("the same samples"),
        }
    }
}

/// A number of decibels, or `null` where every sample is the same.
impl Serialize for Psnr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Hundredths(hundredths) => serializer.serialize_some(&(f64::from(*hundredths) / 100.0)),
            Self::Same => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Psnr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(decibels) = Option::<f64>::deserialize(deserializer)? else { return Ok(Self::Same) };
        let hundredths = (decibels * 100.0).round();
        if (0.0..=f64::from(u32::MAX)).contains(&hundredths) {
            Ok(Self::Hundredths(hundredths as u32))
        } else {
            Err(serde::de::Error::custom(format!("{decibels} is no ratio in decibels")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decibels_are_those_of_the_definition() {
        // One code off at every sample: 20 log10 of the peak.
        assert_eq!(Psnr::of(100.0, 100, 8), Psnr::Hundredths(4813));
        assert_eq!(Psnr::of(100.0, 100, 10).to_string(), "60.19 dB");
        assert_eq!(Psnr::of(1023.0 * 1023.0 * 4.0, 4, 10), Psnr::Hundredths(0));
        assert_eq!(Psnr::of(0.0, 4, 10).to_string(), "the same samples");
        assert!(Psnr::Hundredths(u32::MAX) < Psnr::Same);
    }

    #[test]
    fn json_has_decibels() {
        for (psnr, text) in [(Psnr::Hundredths(4731), "47.31"), (Psnr::Hundredths(0), "0.0"), (Psnr::Same, "null")] {
            assert_eq!(serde_json::to_string(&psnr).unwrap(), text);
            assert_eq!(serde_json::from_str::<Psnr>(text).unwrap(), psnr);
        }
        assert!(serde_json::from_str::<Psnr>("-1").is_err());
        for hundredths in [1, 999, 2807, 5555, 123_457] {
            let text = serde_json::to_string(&Psnr::Hundredths(hundredths)).unwrap();
            assert_eq!(serde_json::from_str::<Psnr>(&text).unwrap(), Psnr::Hundredths(hundredths));
        }
    }
}
