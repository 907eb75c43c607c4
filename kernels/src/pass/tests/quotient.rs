//! Codes are divided by their span correctly rounded, however a level divides.

use super::*;
use crate::coding::{black_and_span, zero_and_span};
use crate::picture::{ByteOrder, Plane, Sample};
use crate::{Range, code_value};

const RANGES: [Range; 2] = [Range::Full, Range::Legal];

/// `Quotient` of `device/quotient.h` with a fused multiply-add.
fn by_reciprocal(numerator: f32, span: f32) -> f32 {
    let (reciprocal, rest) = source::reciprocal_and_rest(span);
    numerator.mul_add(reciprocal, numerator * rest)
}

#[test]
fn the_product_with_the_reciprocal_is_the_quotient_of_every_sixteenth_of_a_code() {
    for bits in 8..=16 {
        for range in RANGES {
            for span in [black_and_span(bits, range).1, zero_and_span(bits, range).1] {
                // Both signs round alike, and so do twice the numerator: odd ones are all, and zero.
                assert_eq!(by_reciprocal(0.0, span).to_bits(), 0);
                for sixteenths in (1..16u32 << bits).step_by(2) {
                    let numerator = sixteenths as f32 / 16.0;
                    let (found, expected) = (by_reciprocal(numerator, span), numerator / span);
                    assert!(found.to_bits() == expected.to_bits(), "{numerator} / {span}: {found:e}, {expected:e}");
                }
            }
        }
    }
}

#[test]
fn every_code_of_every_depth_has_its_value_at_every_level() {
    for bits in 8..=16u8 {
        let codes: Vec<u16> = (0..=u16::MAX >> (16 - bits)).collect();
        let bytes: Vec<u8> = codes.iter().flat_map(|code| code.to_le_bytes()).collect();
        for range in RANGES {
            let coding = SourceCoding {
                layout: Layout::RgbPlanar { bits, sample: Sample::U16(ByteOrder::Little) },
                width: codes.len(),
                height: 1,
                range: Some(range),
                matrix: None,
                siting: ChromaSiting::Left,
            };
            let plane = || Plane { bytes: &bytes, stride_bytes: bytes.len() };
            let picture =
                Picture { width: codes.len(), height: 1, layout: coding.layout, planes: [plane(), plane(), plane()] };
            for level in Level::available() {
                let tile = to_tile(level, &coding, &picture);
                for (code, value) in codes.iter().zip(tile.row(0)[1]) {
                    assert_eq!(value.to_bits(), code_value(*code, bits, range).to_bits(), "{code} of {bits} bits");
                }
            }
        }
    }
}
