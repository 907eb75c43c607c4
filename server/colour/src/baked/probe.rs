//! Pixels that a bake is measured on.
//!
//! They are what pictures are mostly made of: greys of all exposures that a camera holds, each channel a little off.
//! Colours at the edge of what a space can hold are off by several times more, and rare.

use super::shaper::Shaper;
use interneg_kernels::math::exp2;

/// A power of two, so that sums of as many are exact enough.
const PIXELS: usize = 1 << 16;

/// The pixels, in the source's coding. Codes: a grey from 0.05 to 0.85, each channel off by 0.04 (root mean square).
/// Linear light: a grey from 8 stops below 18 % to 7 above, each channel off by 0.6 stops, which is the same for the
/// curves of current cameras.
pub(super) fn pixels(shaper: Shaper) -> Vec<[f32; 3]> {
    let mut random = Random(11);
    let pixel = |_| match shaper {
        Shaper::Codes => {
            let grey = 0.05 + 0.8 * random.unit();
            [0; 3].map(|_| (grey + 0.04 * random.normal()).clamp(0.0, 1.0))
        }
        Shaper::SceneLinear => {
            let stops = 15.0 * random.unit() - 8.0;
            [0; 3].map(|_| 0.18 * exp2(stops + 0.6 * random.normal()))
        }
    };
    (0..PIXELS).map(pixel).collect()
}

/// A linear congruential generator: the same pixels everywhere and forever.
struct Random(u32);

impl Random {
    /// From 0 to 1.
    fn unit(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 16_777_216.0
    }

    /// Of variance 1, within 6 of 0: the sum of twelve.
    fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f32>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_as_described() {
        let codes = pixels(Shaper::Codes);
        let mean = codes.iter().flatten().map(|code| f64::from(*code)).sum::<f64>() / (3 * PIXELS) as f64;
        assert!((mean - 0.45).abs() < 0.005, "{mean}");
        let spread = codes.iter().map(|[r, g, _]| f64::from(r - g).powi(2)).sum::<f64>() / PIXELS as f64;
        assert!((spread.sqrt() - 0.04 * 2f64.sqrt()).abs() < 0.002, "{}", spread.sqrt());
        let stops = |value: &f32| (f64::from(*value) / 0.18).log2();
        let light = pixels(Shaper::SceneLinear);
        let mean = light.iter().flatten().map(stops).sum::<f64>() / (3 * PIXELS) as f64;
        assert!((mean + 0.5).abs() < 0.1, "{mean}");
        let spread = light.iter().map(|[r, g, _]| (stops(r) - stops(g)).powi(2)).sum::<f64>() / PIXELS as f64;
        assert!((spread.sqrt() - 0.6 * 2f64.sqrt()).abs() < 0.03, "{}", spread.sqrt());
    }
}
