//! IEEE 754 half precision in portable integer arithmetic, equal to F16C bit for bit.

/// Largest finite half.
pub(crate) const HALF_MAX: f32 = 65504.0;

/// Bits of the least single whose rounding to half overflows: 65520, half a step above `HALF_MAX`.
pub(crate) const OVERFLOW_BITS: u32 = 0x477F_F000;

/// Rounds to half, to nearest even; NaN stays a quiet NaN with the upper bits of its payload.
#[inline(always)]
pub(crate) fn narrow(single: f32) -> u16 {
    let bits = single.to_bits();
    let sign = ((bits >> 16) & 0x8000) as u16;
    let magnitude = bits & 0x7FFF_FFFF;
    let half = if magnitude > 0x7F80_0000 {
        0x7E00 | (magnitude >> 13) & 0x3FF
    } else if magnitude >= OVERFLOW_BITS {
        0x7C00
    } else if magnitude >= 0x3880_0000 {
        // Normal half: rebias the exponent from 127 to 15, then round off 13 bits of mantissa. A carry out of the
        // mantissa raises the exponent, which is what rounding up to the next binade means.
        let rebased = magnitude - ((127 - 15) << 23);
        (rebased + 0xFFF + ((rebased >> 13) & 1)) >> 13
    } else {
        // Subnormal half: adding 0.5 lines the mantissa up so that the FPU rounds at 2^-24, to nearest even.
        (f32::from_bits(magnitude) + 0.5).to_bits() - 0.5f32.to_bits()
    };
    sign | half as u16
}

/// Widens from half, exactly; a signalling NaN becomes quiet.
#[inline(always)]
pub(crate) fn widen(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let exponent = u32::from(half >> 10) & 0x1F;
    let mantissa = u32::from(half & 0x3FF);
    let magnitude = match (exponent, mantissa) {
        (0, _) => (mantissa as f32 / 16_777_216.0).to_bits(),
        (0x1F, 0) => 0x7F80_0000,
        (0x1F, _) => 0x7FC0_0000 | mantissa << 13,
        _ => (exponent + 127 - 15) << 23 | mantissa << 13,
    };
    f32::from_bits(sign | magnitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_survive_the_way_out_and_back() {
        for half in 0..=u16::MAX {
            let reference = half::f16::from_bits(half).to_f32_const();
            let value = widen(half);
            assert!(value.to_bits() == reference.to_bits() || value.is_nan() && reference.is_nan(), "{half:#x}");
            if !value.is_nan() {
                assert_eq!(narrow(value), half);
            }
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_half_and_to_even_on_ties() {
        for half in 0..0x7BFFu16 {
            let (low, high) = (f64::from(widen(half)), f64::from(widen(half + 1)));
            let middle = (low + high) / 2.0;
            // The middle of two halves has 12 bits of mantissa: exact in single precision.
            let tie = middle as f32;
            assert_eq!(f64::from(tie), middle);
            let even = if half % 2 == 0 { half } else { half + 1 };
            assert_eq!(narrow(tie), even, "tie above {half:#x}");
            assert_eq!(narrow(f32::from_bits(tie.to_bits() - 1)), half, "below the tie above {half:#x}");
            assert_eq!(narrow(f32::from_bits(tie.to_bits() + 1)), half + 1, "above the tie above {half:#x}");
        }
    }

    #[test]
    fn the_end_of_the_range_overflows_at_half_a_step() {
        assert_eq!(f32::from_bits(OVERFLOW_BITS), 65520.0);
        assert_eq!(narrow(f32::from_bits(OVERFLOW_BITS - 1)), 0x7BFF);
        assert_eq!(narrow(65520.0), 0x7C00);
        assert_eq!(narrow(-65520.0), 0xFC00);
        assert_eq!(narrow(f32::NAN) & 0x7C00, 0x7C00);
    }
}
