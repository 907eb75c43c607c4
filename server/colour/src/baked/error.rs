//! How far a baked view is off.

use std::fmt;

/// Codes of ten bits of full range (1023 for 1.0).
const CODES: f64 = 1023.0;

/// Differences from the exact view over the samples (R, G and B) of the probe pixels, in codes of ten bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BakeError {
    /// Mean of the absolute differences.
    pub mean_codes_10bit: f64,
    /// 99 of 100 samples are off by no more.
    pub p99_codes_10bit: f64,
    /// The sample that is off most.
    pub max_codes_10bit: f64,
    /// Pixels that were compared.
    pub pixels: usize,
}

impl BakeError {
    /// Of two rows of as many pixels, at least one.
    pub(super) fn between(found: [&[f32]; 3], expected: [&[f32]; 3]) -> Self {
        let samples = found.into_iter().flatten().zip(expected.into_iter().flatten());
        let off = |(found, expected): (&f32, &f32)| (f64::from(*found) - f64::from(*expected)).abs() * CODES;
        let mut codes: Vec<f64> = samples.map(off).collect();
        codes.sort_unstable_by(f64::total_cmp);
        let rank = (codes.len() * 99).div_ceil(100);
        Self {
            mean_codes_10bit: codes.iter().sum::<f64>() / codes.len() as f64,
            p99_codes_10bit: codes[rank - 1],
            max_codes_10bit: codes[codes.len() - 1],
            pixels: found[0].len(),
        }
    }
}

impl fmt::Display for BakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mean_codes_10bit: mean, p99_codes_10bit: p99, max_codes_10bit: max, pixels } = self;
        write!(
            f,
            "mean {mean:.1}, p99 {p99:.1}, max {max:.0} ten-bit codes against the exact view, on {pixels} near-neutral pixels"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_are_ranked() {
        // 300 samples, of which three are off by 8 codes, three by 2 and the others by nothing.
        let mut found = [[0.5f32; 100]; 3];
        for plane in &mut found {
            plane[7] += 8.0 / 1023.0;
            plane[9] -= 2.0 / 1023.0;
        }
        let expected = [[0.5f32; 100]; 3];
        let error = BakeError::between(found.each_ref().map(|row| &row[..]), expected.each_ref().map(|row| &row[..]));
        assert!((error.mean_codes_10bit - 0.1).abs() < 1e-4, "{error:?}");
        assert!((error.p99_codes_10bit - 2.0).abs() < 1e-3, "{error:?}");
        assert!((error.max_codes_10bit - 8.0).abs() < 1e-3, "{error:?}");
        let words = "mean 0.1, p99 2.0, max 8 ten-bit codes against the exact view, on 100 near-neutral pixels";
        assert_eq!(error.to_string(), words);
    }
}
