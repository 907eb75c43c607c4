//! Where the entries of the cube lie in the source's coding.
//!
//! A cube needs its entries where the view bends. For codes of a camera these are even steps: the camera's curve is one
//! already. For linear light they are steps of a logarithm, with an offset of 2^-6 that keeps it finite at black and
//! spends few entries on the deepest shadows, which no display tells apart.
//!
//! Nothing that a source can hold is clipped: unpacking gives codes outside of 0..1 (footroom and headroom of legal
//! range), linear light goes below 0 where a colour lies outside of the space's primaries, and up to the largest half.
//! There the steps are wide, because hardly a pixel lies there; at 0 and at the upper end there is an entry, so that
//! these wide steps do no harm inside. The widths were chosen by measuring ACES 1.3 and 2.0 views, from ACES2065-1 and
//! ACEScg, on near-neutral pixels and on any colours of a camera.
//!
//! The curve is a table of all half floats, which interpolates, so that it is defined for every input.

use interneg_kernels::math::{exp2, log2};
use interneg_spec::rules::SpaceKind;
use std::sync::Arc;

/// Steps between entries: 64 in all.
const STEPS: f32 = 64.0;

/// How the source codes light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shaper {
    /// One step from -0.25 to 0, 62 to 1, one to 1.25.
    Codes,
    /// Eight steps from -512 to 0, 54 to 512 (LogC4, which reaches furthest, codes up to 470), two to 65504.
    SceneLinear,
}

/// Beyond codes of 0 and 1.
const MARGIN: f32 = 0.25;
const CODE_STEPS: f32 = 62.0;

/// Steps below 0, from there to `BRIGHT`, and above.
const BELOW: f32 = 8.0;
const BETWEEN: f32 = 54.0;
const ABOVE: f32 = 2.0;
const BRIGHT: f32 = 512.0;
const LARGEST_HALF: f32 = 65504.0;
const OFFSET: f32 = 0.015625;

impl Shaper {
    pub(super) fn of(source: SpaceKind) -> Self {
        match source {
            SpaceKind::Aces | SpaceKind::Linear => Self::SceneLinear,
            SpaceKind::Log | SpaceKind::Display | SpaceKind::Other => Self::Codes,
        }
    }

    /// The value at a place, in steps from the first entry.
    pub(super) fn value_at(self, place: f32) -> f32 {
        match self {
            Self::Codes if place < 1.0 => MARGIN * (place - 1.0),
            Self::Codes if place < 1.0 + CODE_STEPS => (place - 1.0) / CODE_STEPS,
            Self::Codes => 1.0 + MARGIN * (place - 1.0 - CODE_STEPS),
            Self::SceneLinear if place < BELOW => -OFFSET * (exp2(octaves() * (BELOW - place) / BELOW) - 1.0),
            Self::SceneLinear if place <= BELOW + BETWEEN => {
                OFFSET * (exp2(octaves() * (place - BELOW) / BETWEEN) - 1.0)
            }
            Self::SceneLinear => BRIGHT * exp2(log2(LARGEST_HALF / BRIGHT) * (place - BELOW - BETWEEN) / ABOVE),
        }
    }

    /// The place of a value, in steps from the first entry; the nearest where it is beyond.
    fn place_of(self, value: f32) -> f32 {
        let place = match self {
            Self::Codes if value < 0.0 => 1.0 + value / MARGIN,
            Self::Codes if value < 1.0 => 1.0 + value * CODE_STEPS,
            Self::Codes => 1.0 + CODE_STEPS + (value - 1.0) / MARGIN,
            Self::SceneLinear if value < 0.0 => BELOW - BELOW * log2(1.0 - value / OFFSET) / octaves(),
            Self::SceneLinear if value <= BRIGHT => BELOW + BETWEEN * log2(1.0 + value / OFFSET) / octaves(),
            Self::SceneLinear => BELOW + BETWEEN + ABOVE * log2(value / BRIGHT) / log2(LARGEST_HALF / BRIGHT),
        };
        place.clamp(0.0, STEPS)
    }

    /// The curve: for every half by its bits, its place in the cube, from 0 to 1. NaN lies where 0 does.
    pub(super) fn table(self) -> Arc<[f32]> {
        let place = |bits: u32| {
            let value = half_value(bits as u16);
            self.place_of(if value.is_nan() { 0.0 } else { value }) / STEPS
        };
        (0..=u32::from(u16::MAX)).map(place).collect()
    }
}

/// From `OFFSET` to `BRIGHT` more than that.
fn octaves() -> f32 {
    log2(1.0 + BRIGHT / OFFSET)
}

/// IEEE 754 binary16.
fn half_value(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, mantissa) = (u32::from(bits >> 10) & 31, u32::from(bits) & 1023);
    let magnitude = match exponent {
        0 => mantissa as f32 * f32::from_bits(103 << 23),
        31 if mantissa == 0 => f32::INFINITY,
        31 => f32::NAN,
        _ => f32::from_bits(((exponent + 112) << 23) | (mantissa << 13)),
    };
    sign * magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Shaper; 2] = [Shaper::Codes, Shaper::SceneLinear];

    #[test]
    fn places_and_values_are_inverse() {
        for shaper in BOTH {
            for step in 0..=640 {
                let place = step as f32 / 10.0;
                let found = shaper.place_of(shaper.value_at(place));
                assert!((found - place).abs() < 2e-4, "{shaper:?} {place}: {found}");
            }
        }
    }

    #[test]
    fn the_corners_are_entries() {
        let value = |shaper: Shaper, node: f32| shaper.value_at(node);
        assert_eq!([0.0, 1.0, 63.0, 64.0].map(|node| value(Shaper::Codes, node)), [-0.25, 0.0, 1.0, 1.25]);
        assert_eq!(value(Shaper::SceneLinear, 8.0), 0.0);
        for (node, expected) in [(0.0, -512.0f32), (62.0, 512.0), (64.0, 65504.0)] {
            let found = value(Shaper::SceneLinear, node);
            assert!((found - expected).abs() <= expected.abs() * 2e-6, "{node}: {found}");
        }
    }

    #[test]
    fn the_table_rises_over_all_halves_and_clips_none_that_has_a_place() {
        for shaper in BOTH {
            let table = shaper.table();
            // From the most negative half over zero to the largest.
            let ordered = (0..0x7C00).rev().map(|bits| 0x8000 | bits).chain(0..0x7C00);
            let places: Vec<f32> = ordered.map(|bits| table[bits]).collect();
            assert!(places.is_sorted(), "{shaper:?}");
            assert!(places[0] == 0.0 && places[places.len() - 1] == 1.0, "{shaper:?}");
            assert!(table.iter().all(|place| (0.0..=1.0).contains(place)));
            assert_eq!(table[0x7E00], table[0], "{shaper:?}: NaN");
        }
        let table = Shaper::SceneLinear.table();
        assert!(table[0x7BFE] < 1.0, "the second largest half");
        assert!(table[0x8000 | 0x5FFF] > 0.0, "-511.75");
    }

    #[test]
    fn halves_are_what_ieee_754_says() {
        let known =
            [(0x0000, 0.0), (0x0001, 5.960_464_5e-8), (0x03FF, 6.097_555e-5), (0x0400, 6.103_515_6e-5), (0x3C00, 1.0)];
        let known = known.into_iter().chain([(0x7BFF, 65504.0), (0xC000, -2.0), (0x7C00, f32::INFINITY)]);
        for (bits, expected) in known {
            assert_eq!(half_value(bits), expected, "{bits:#x}");
        }
        assert!(half_value(0x7C01).is_nan());
    }
}
