//! Rational times: a value in frames of a rate, both written as floats.

use super::error::OtioError;
use super::json::Object;
use interneg_spec::Rate;

/// Floats within this of a rate of the trade are that rate.
const RATE_TOLERANCE: f64 = 0.005;
/// Values within this of a whole frame are that frame.
const FRAME_TOLERANCE: f64 = 0.01;
/// Above this a float has no room for single frames any more.
const LARGEST_VALUE: f64 = 1e12;

/// A point in time or a length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Time {
    pub value: f64,
    pub rate: Rate,
}

/// A start and a length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub start: Time,
    pub duration: Time,
}

impl Time {
    pub fn read(object: &Object<'_>) -> Result<Self, OtioError> {
        let value = object.number("value").filter(|value| value.abs() <= LARGEST_VALUE);
        let value = value.ok_or_else(|| object.error("it has no value in frames"))?;
        let rate = object.number("rate").ok_or_else(|| object.error("it has no rate"))?;
        let snapped = snap(rate).ok_or_else(|| object.error(format_args!("{rate} is no frame rate")))?;
        Ok(Self { value, rate: snapped })
    }

    /// The value in frames of another rate.
    pub fn at(self, rate: Rate) -> f64 {
        if rate == self.rate { self.value } else { self.value * (rate.as_f64() / self.rate.as_f64()) }
    }
}

impl Range {
    pub fn read(object: &Object<'_>) -> Result<Self, OtioError> {
        let field = |name: &str| object.object(name)?.ok_or_else(|| object.error(format_args!("it has no {name}")));
        let range = Self { start: Time::read(&field("start_time")?)?, duration: Time::read(&field("duration")?)? };
        if range.duration.value < 0.0 {
            return Err(object.error("its duration is below zero"));
        }
        Ok(range)
    }

    /// The range in a field, where there is one.
    pub fn of(object: &Object<'_>, field: &str) -> Result<Option<Self>, OtioError> {
        object.object(field)?.map(|range| Self::read(&range)).transpose()
    }
}

/// The exact rate that a float stands for.
pub(super) fn snap(rate: f64) -> Option<Rate> {
    let near = |exact: f64| (rate - exact).abs() <= RATE_TOLERANCE;
    for thousands in [24000, 30000, 48000, 60000, 120_000] {
        if near(f64::from(thousands) / 1001.0) {
            return Rate::new(thousands, 1001).ok();
        }
    }
    let whole = rate.round();
    // Rates are at most 1000, which the cast keeps.
    if near(whole) && (1.0..=1000.0).contains(&whole) { Rate::new(whole as u32, 1).ok() } else { None }
}

/// The nearest whole frame, and whether the value was one; `None` below zero.
pub(super) fn whole(value: f64) -> Option<(u64, bool)> {
    let nearest = value.round();
    // At most 1e12 times a ratio of rates, which is below 1000.
    (nearest >= 0.0).then_some((nearest as u64, (value - nearest).abs() <= FRAME_TOLERANCE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_snap_to_the_rates_of_the_trade() {
        for (float, rate) in
            [(23.976, "23.976"), (23.98, "23.976"), (24.0, "24"), (29.97, "29.97"), (59.940_06, "59.94")]
        {
            assert_eq!(snap(float), rate.parse().ok(), "{float}");
        }
        for float in [23.5, 0.0, -24.0, f64::NAN, f64::INFINITY, 1e9] {
            assert_eq!(snap(float), None, "{float}");
        }
    }

    #[test]
    fn values_are_whole_or_nearly() {
        assert_eq!(whole(47.999), Some((48, true)));
        assert_eq!(whole(47.5), Some((48, false)));
        assert_eq!((whole(-1.0), whole(-0.001)), (None, Some((0, true))));
        assert_eq!(Time { value: 24.0, rate: Rate::FPS_24 }.at(Rate::FPS_25), 25.0);
    }
}
