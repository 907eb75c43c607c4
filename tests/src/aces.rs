//! Colour arithmetic in f64, written from the published formulas and sharing nothing with the product.

use half::f16;

/// Red, green, blue.
pub type Rgb = [f64; 3];

/// R'G'B' of full-scale Y'CbCr codes of `bits` in legal range (ITU-R BT.709 table 3).
pub fn ycbcr709_to_rgb(codes: [u16; 3], bits: u32) -> Rgb {
    let step = f64::from(1_u32 << (bits - 8));
    let luma = (f64::from(codes[0]) / step - 16.0) / 219.0;
    let [cb, cr] = [codes[1], codes[2]].map(|code| (f64::from(code) / step - 128.0) / 224.0);
    let (kr, kb) = (0.2126, 0.0722);
    let red = luma + 2.0 * (1.0 - kr) * cr;
    let blue = luma + 2.0 * (1.0 - kb) * cb;
    [red, (luma - kr * red - kb * blue) / (1.0 - kr - kb), blue]
}

/// Scene-linear value of an ARRI LogC3 code value at exposure index 800, grey at 0.18.
pub fn logc3_to_linear(code: f64) -> f64 {
    // The "log camera" form: base 10, with the side slope that the curve has at its break.
    let (brk, log_slope, log_offset) = (0.010_590_990_495_469_6, 0.247_189_638_318_671, 0.385_536_998_692_443);
    let (lin_slope, lin_offset) = (5.555_555_555_555_56, 0.052_272_275_025_168_8);
    let at_break = lin_slope * brk + lin_offset;
    let code_at_break = log_slope * f64::log10(at_break) + log_offset;
    if code > code_at_break {
        return (10_f64.powf((code - log_offset) / log_slope) - lin_offset) / lin_slope;
    }
    let slope = log_slope * lin_slope / (at_break * std::f64::consts::LN_10);
    brk + (code - code_at_break) / slope
}

/// ACES2065-1 of linear ARRI Wide Gamut 3.
pub fn awg3_to_ap0(linear: Rgb) -> Rgb {
    const ROWS: [Rgb; 3] = [
        [0.680_205_505_1, 0.236_136_601_6, 0.083_657_893_3],
        [0.085_414_979_7, 1.017_470_878_6, -0.102_885_858_3],
        [0.002_056_521_7, -0.062_562_500_4, 1.060_505_978_7],
    ];
    ROWS.map(|row| row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2])
}

/// How many half values lie between what was stored and the halves of `expected`, give or take `slack`; 0 inside.
///
/// # Panics
/// When the stored value is no half value.
pub fn half_steps(stored: f32, expected: f64, slack: f64) -> u32 {
    // Halves are ordered as their bits once the sign is taken apart.
    let order = |value: f16| {
        let magnitude = i32::from(value.to_bits() & 0x7fff);
        if value.is_sign_negative() { -magnitude } else { magnitude }
    };
    let half = f16::from_f32(stored);
    assert!(f64::from(half) == f64::from(stored), "{stored} is no half value");
    let (low, high) = (order(f16::from_f64(expected - slack)), order(f16::from_f64(expected + slack)));
    order(half).abs_diff(order(half).clamp(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_is_grey_in_every_space() {
        // The LogC3 code of 18 % grey, from ARRI's white paper.
        let grey = logc3_to_linear(0.391_006_8);
        assert!((grey - 0.18).abs() < 1e-6, "{grey}");
        for channel in awg3_to_ap0([grey; 3]) {
            assert!((channel - grey).abs() < 1e-6, "{channel}");
        }
    }

    #[test]
    fn white_and_primaries_have_their_codes() {
        let close = |got: Rgb, wanted: Rgb| got.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 2e-3);
        assert!(close(ycbcr709_to_rgb([940, 512, 512], 10), [1.0; 3]));
        // 100 % red in 10 bits: Y' 250, Cb 409, Cr 960.
        assert!(close(ycbcr709_to_rgb([250, 409, 960], 10), [1.0, 0.0, 0.0]));
        assert!(close(ycbcr709_to_rgb([1000, 1636, 3840], 12), [1.0, 0.0, 0.0]));
    }

    #[test]
    fn steps_count_across_zero() {
        assert_eq!(half_steps(0.180_053_71, 0.18, 0.0), 0);
        assert_eq!(half_steps(1.0, 1.0 + 2_f64.powi(-10), 0.0), 1);
        assert_eq!(half_steps(-0.0, 0.0, 0.0), 0);
        assert_eq!(half_steps(5.960_464_5e-8, -5.960_464_5e-8, 0.0), 2);
    }
}
