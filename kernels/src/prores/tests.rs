//! Levels against each other, lengths against bytes, coefficients against the definition.

use super::*;
use crate::level::Level;

const HQ_LIKE: [u8; WEIGHTS] = [4; WEIGHTS];

/// Samples of a plane of 70 by 37, with lines apart; `kind` chooses what they are.
struct Material {
    bytes: Vec<u8>,
    bits: u8,
}

const COLUMNS: usize = 170;
const ROWS: usize = 37;
const STRIDE: usize = 2 * COLUMNS + 6;

impl Material {
    fn new(kind: &str, bits: u8) -> Self {
        let most = (1u32 << bits) - 1;
        let mut state = 11u32;
        let mut bytes = vec![0xA5; STRIDE * ROWS];
        for y in 0..ROWS {
            for x in 0..COLUMNS {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let sample = match kind {
                    "flat" => most / 3,
                    "noise" => (state >> 8) % (most + 1),
                    "contrast" => (state >> 16 & 1) * most,
                    "checks" => ((x / 8 + y / 8) as u32 & 1) * most,
                    _ => most * (x + y) as u32 / (COLUMNS + ROWS) as u32 + (state >> 30),
                };
                let sample = sample.min(most);
                let at = y * STRIDE + x * if bits == 8 { 1 } else { 2 };
                bytes[at] = sample as u8;
                if bits > 8 {
                    bytes[at + 1] = (sample >> 8) as u8;
                }
            }
        }
        Self { bytes, bits }
    }

    fn plane(&self) -> SamplePlane<'_> {
        SamplePlane::new(&self.bytes, STRIDE, (COLUMNS, ROWS), self.bits).unwrap()
    }
}

const KINDS: [&str; 5] = ["flat", "noise", "contrast", "checks", "slope"];
const ARRANGEMENTS: [Arrangement; 3] = [Arrangement::Luma, Arrangement::HalfChroma, Arrangement::FullChroma];

fn quantisers() -> Vec<Quantiser> {
    [1, 2, 3, 5, 8, 21, 100, 224, 230, 280, 287].map(Quantiser::of_step).to_vec()
}

fn written(component: &Component, quantiser: Quantiser) -> Vec<u8> {
    let mut out = Box::new([0xEE; MOST_BYTES]);
    let length = component.write(quantiser, &mut out);
    out[..length].to_vec()
}

/// Every kind, depth, arrangement, width and place that reaches over an end.
fn each_component(level: Level, mut check: impl FnMut(&str, &Component)) {
    let mut component = Component::new(level);
    for kind in KINDS {
        for bits in [8, 10, 12, 16] {
            let material = Material::new(kind, bits);
            for arrangement in ARRANGEMENTS {
                for scan in [Scan::Progressive, Scan::Interlaced] {
                    let weights = Weights::new(&HQ_LIKE.map(|weight| weight / 2), scan, bits).unwrap();
                    for macroblocks in [1, 2, 4, 8] {
                        for first in [(0, 0), (9, 2)] {
                            component.transform(&material.plane(), arrangement, first, macroblocks, &weights);
                            let name = format!("{kind} {bits} {arrangement:?} {scan:?} {macroblocks} {first:?}");
                            check(&name, &component);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn every_level_gives_the_same_coefficients_lengths_and_bytes() {
    let gathered = |level| {
        let mut all = Vec::new();
        each_component(level, |name, component| {
            let bits: Vec<u32> = component.coefficients().iter().map(|value| value.to_bits()).collect();
            let mut lengths = vec![0; quantisers().len()];
            component.add_lengths(&quantisers(), &mut lengths);
            let written: Vec<_> = quantisers().iter().map(|quantiser| written(component, *quantiser)).collect();
            for (length, bytes) in lengths.iter().zip(&written) {
                assert_eq!(*length as usize, bytes.len(), "{name} at {}", level.name());
            }
            all.push((name.to_owned(), bits, written));
        });
        all
    };
    let expected = gathered(Level::BASELINE);
    for level in Level::available() {
        for (found, expected) in gathered(level).iter().zip(&expected) {
            assert!(found.1 == expected.1, "coefficients of {} at {}", found.0, level.name());
            for (found_bytes, expected_bytes) in found.2.iter().zip(&expected.2) {
                assert!(found_bytes == expected_bytes, "bytes of {} at {}", found.0, level.name());
            }
        }
    }
}

#[test]
fn coefficients_are_weighted_and_in_coding_order() {
    let bits = 10;
    let mut bytes = Vec::new();
    let sample = |x: usize, y: usize| (17 * x + 31 * y + x * y % 11) % 1024;
    (0..16).for_each(|y| (0..32).for_each(|x| bytes.extend((sample(x, y) as u16).to_le_bytes())));
    let plane = SamplePlane::new(&bytes, 64, (32, 16), bits).unwrap();
    let mut matrix = [0; WEIGHTS];
    (0..WEIGHTS).for_each(|i| matrix[i] = 2 + (7 * i % 62) as u8);
    for arrangement in ARRANGEMENTS {
        for scan in [Scan::Progressive, Scan::Interlaced] {
            let mut component = Component::new(Level::best());
            component.transform(&plane, arrangement, (0, 0), 2, &Weights::new(&matrix, scan, bits).unwrap());
            let blocks = component.blocks();
            assert_eq!(blocks, 2 * arrangement.blocks());
            for (place, index) in scan.raster().into_iter().enumerate() {
                let (v, u) = (usize::from(index) / 8, usize::from(index) % 8);
                for block in 0..blocks {
                    let (column, row) = arrangement.place(block);
                    let wave = |k: usize, x: usize| {
                        let scale = if k == 0 { 0.125f64.sqrt() } else { 0.5 };
                        scale * ((2 * x + 1) as f64 * k as f64 * std::f64::consts::PI / 16.0).cos()
                    };
                    let term = |i: usize| {
                        let (x, y) = (i % 8, i / 8);
                        let value = sample(column + x, row + y) as f64 / 2.0 - 256.0;
                        value * wave(v, y) * wave(u, x)
                    };
                    let expected = (0..64).map(term).sum::<f64>() * 8.0 / f64::from(matrix[usize::from(index)]);
                    let found = f64::from(component.coefficients()[place * blocks + block]);
                    assert!((found - expected).abs() < 2e-3, "{arrangement:?} {place} {block}: {found} {expected}");
                }
            }
        }
    }
}

/// Whether samples lie in two bytes or in one, and what lies beside and behind them, is no matter.
#[test]
fn eight_bits_are_the_upper_ones_of_sixteen() {
    let eight = Material::new("slope", 8);
    let mut sixteen = Material::new("slope", 16);
    for y in 0..ROWS {
        for x in 0..COLUMNS {
            sixteen.bytes[y * STRIDE + 2 * x..][..2].copy_from_slice(&[0, eight.bytes[y * STRIDE + x]]);
        }
    }
    let coefficients = |material: &Material| {
        let weights = Weights::new(&HQ_LIKE, Scan::Progressive, material.bits).unwrap();
        let mut component = Component::new(Level::best());
        component.transform(&material.plane(), Arrangement::Luma, (8, 0), 8, &weights);
        component.coefficients().to_vec()
    };
    assert_eq!(coefficients(&eight), coefficients(&sixteen));
}

#[test]
fn codes_above_the_depth_are_told_and_count_as_the_highest() {
    let mut material = Material::new("contrast", 10);
    let weights = Weights::new(&HQ_LIKE, Scan::Progressive, 10).unwrap();
    let mut component = Component::new(Level::best());
    let used = component.transform(&material.plane(), Arrangement::Luma, (0, 0), 8, &weights);
    assert_eq!(used, 1023);
    let expected = component.coefficients().to_vec();
    for byte in material.bytes.chunks_exact_mut(2).filter(|word| **word == [0xFF, 3]) {
        byte[1] = 0xFF;
    }
    let used = component.transform(&material.plane(), Arrangement::Luma, (0, 0), 8, &weights);
    assert_eq!((used, component.coefficients()), (0xFFFF, &expected[..]));
    assert!(written(&component, Quantiser::FINEST).len() < MOST_BYTES);
}

#[test]
fn quantisers_go_from_fine_to_coarse() {
    let scales: Vec<u16> = (1..=QUANTISATION_INDICES).map(scale_of_index).collect();
    assert!(scales.is_sorted_by(|a, b| a < b));
    assert_eq!((scales[0], scales[127], scales[128], scales[223]), (1, 128, 132, 512));
    assert_eq!((Quantiser::COARSEST.index(), Quantiser::COARSEST.places()), (224, 1));
    assert_eq!((Quantiser::FINEST.index(), Quantiser::FINEST.places()), (1, 64));
    assert_eq!(Quantiser::of_index(224).unwrap().places(), 64);
    assert_eq!((Quantiser::of_index(0), Quantiser::of_index(225)), (None, None));
    assert_eq!(Quantiser::FINEST.finer(), Quantiser::FINEST);
    assert_eq!(Quantiser::COARSEST.coarser(), Quantiser::COARSEST);
}

#[test]
fn planes_and_weights_are_checked() {
    let bytes = [0; 100];
    let wrong = |stride, size, bits| SamplePlane::new(&bytes, stride, size, bits).unwrap_err();
    assert!(matches!(wrong(10, (10, 10), 7), PlaneError::Bits { bits: 7 }));
    assert!(matches!(wrong(10, (0, 10), 8), PlaneError::Empty { .. }));
    assert!(matches!(wrong(10, (6, 4), 10), PlaneError::Stride { line_bytes: 12, .. }));
    assert!(matches!(wrong(10, (10, 11), 8), PlaneError::Short { needed: 110, .. }));
    assert!(matches!(wrong(usize::MAX, (10, 3), 8), PlaneError::Short { .. }));
    let plane = SamplePlane::new(&bytes, 10, (9, 9), 8).unwrap();
    assert_eq!((plane.field(false).unwrap().rows(), plane.field(true).unwrap().rows()), (5, 4));
    assert!(SamplePlane::new(&bytes, 10, (9, 1), 8).unwrap().field(true).is_none());
    let mut matrix = HQ_LIKE;
    matrix[7] = 1;
    assert_eq!(Weights::new(&matrix, Scan::Progressive, 10).unwrap_err(), WeightsError { index: 7, weight: 1 });
}
