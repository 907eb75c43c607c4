//! The filters, in double precision and without the C library, whose sine differs between its versions.

use std::f64::consts::PI;

/// How much a source pixel counts at a distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The sinc function windowed by the middle lobe of a sinc of thrice its width. The sharpest; rings at edges.
    Lanczos3,
    /// The cubic of Mitchell and Netravali ("Reconstruction Filters in Computer Graphics", SIGGRAPH 1988) with
    /// B = C = 1/3. Blurs a little, rings a little.
    Mitchell,
    /// The mean over the area that a target pixel covers: of exactly its pixels where the factor is 1/2, 1/3 ...,
    /// repetition where it is 2, 3 ...
    Box,
}

impl Filter {
    /// Distance from which on a pixel does not count, in units of the wider of source and target pixels.
    pub(super) fn radius(self) -> f64 {
        match self {
            Self::Lanczos3 => 3.0,
            Self::Mitchell => 2.0,
            Self::Box => 0.5,
        }
    }

    /// The weight at a distance in those units, before all are made to add up to one; not for the box.
    pub(super) fn weight(self, distance: f64) -> f64 {
        let x = distance.abs();
        match self {
            Self::Lanczos3 if x < 3.0 => sinc(x) * sinc(x / 3.0),
            Self::Mitchell if x < 1.0 => ((7.0 * x - 12.0) * x * x + 16.0 / 3.0) / 6.0,
            Self::Mitchell if x < 2.0 => (((-7.0 / 3.0 * x + 12.0) * x - 20.0) * x + 32.0 / 3.0) / 6.0,
            Self::Box if x < 0.5 => 1.0,
            _ => 0.0,
        }
    }
}

/// sin(pi x) / (pi x): exactly 1 at 0 and exactly 0 at other integers.
fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { sin_pi(x) / (PI * x) }
}

/// sin(pi x), within 2^-52, by the Taylor series from -1/2 to 1/2.
fn sin_pi(x: f64) -> f64 {
    let whole = x.round();
    let y = PI * (x - whole);
    // (pi / 2)^23 / 23! is below 2^-59.
    let series = (1..=10).rev().fold(1.0, |sum, k| {
        let k = f64::from(2 * k);
        1.0 - y * y / (k * (k + 1.0)) * sum
    });
    let sign = if whole % 2.0 == 0.0 { 1.0 } else { -1.0 };
    sign * y * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_are_those_of_the_c_library() {
        for step in -4000..=4000 {
            let x = f64::from(step) / 1000.0;
            assert!((sin_pi(x) - (PI * x).sin()).abs() < 2e-15, "{x}");
        }
        for whole in -5..=5 {
            assert_eq!(sin_pi(f64::from(whole)), 0.0);
        }
        assert_eq!([sinc(0.0), sinc(1.0), sinc(-2.0)], [1.0, 0.0, 0.0]);
    }

    #[test]
    fn filters_are_continuous_and_end_at_their_radius() {
        for filter in [Filter::Lanczos3, Filter::Mitchell] {
            let weights: Vec<f64> = (-3500..=3500).map(|step| filter.weight(f64::from(step) / 1000.0)).collect();
            assert!(weights.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 2e-3), "{filter:?}");
            assert_eq!(filter.weight(filter.radius()), 0.0);
            let area: f64 = weights.iter().sum::<f64>() / 1000.0;
            assert!((area - 1.0).abs() < 0.01, "{filter:?}: {area}");
        }
        // Mitchell and Netravali's own figures: 16/18 at the centre, 1/18 a pixel away.
        assert!((Filter::Mitchell.weight(0.0) - 16.0 / 18.0).abs() < 1e-15);
        assert!((Filter::Mitchell.weight(-1.0) - 1.0 / 18.0).abs() < 1e-15);
    }
}
