//! Against the definitions, one number after the other, and every level against baseline.

use super::*;
use std::f64::consts::PI;

/// The same noise on every machine.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }
}

/// Places along diagonals, which is as good a scan as any.
fn scan() -> ([u8; 64], [f64; 64]) {
    let mut places: [u8; 64] = std::array::from_fn(|i| i as u8);
    places.sort_by_key(|place| (place / 8 + place % 8, *place));
    (places, std::array::from_fn(|i| 1.0 / (1.0 + i as f64)))
}

/// Steps as the VC-3 of 8 bits has them, and of 12.
fn step(position: usize) -> f64 {
    (31 + position) as f64 / if position.is_multiple_of(2) { 32.0 } else { 8.0 }
}

fn reading() -> Reading {
    Reading { within: 0.625, added: std::array::from_fn(|position| (position % 3) as f32 / 4.0) }
}

fn quantiser(most: u16) -> Quantiser {
    Quantiser::new(std::array::from_fn(step), &reading(), most)
}

/// A magnitude's level, in the loops' own order of roundings.
fn level_of(value: f32, position: usize, quantiser: f32, most: u16) -> u16 {
    let (reciprocal, step) = (1.0 / quantiser, step(position));
    let shift = reciprocal * ((0.5 - f64::from(reading().added[position])) / step) as f32 - 0.125;
    let steps = value.abs() * (reciprocal * (1.0 / step) as f32) + shift;
    if steps < 0.875 { 0 } else { steps.max(1.0).min(f32::from(most)) as u16 }
}

/// A code like those of VC-3: lengths grow with levels, and fall again here and there.
struct Code {
    levels: [[u8; 64]; 4],
    runs: [u8; 62],
}

impl Code {
    fn new() -> Self {
        let grown = |first: u8, per: usize| std::array::from_fn(|i| first + (i / per) as u8);
        let mut runs: [u8; 62] = std::array::from_fn(|i| 1 + (i / 7) as u8);
        (runs[17], runs[40]) = (12, 3);
        let mut levels = [grown(3, 5), grown(4, 6), grown(17, 16), [23; 64]];
        levels[0][20] = 5;
        Self { levels, runs }
    }

    fn costs(&self, most: u16) -> Costs {
        let [next, after_zeros, next_with_index, after_zeros_with_index] = &self.levels;
        let lengths = Lengths { next, after_zeros, next_with_index, after_zeros_with_index, runs: &self.runs };
        Costs::new(quantiser(most), &lengths, reading()).unwrap()
    }

    /// Bits and error of a block, by what the words say.
    fn measured(&self, group: &Group, block: usize, quantiser: f32, most: u16) -> (u32, f64) {
        let (mut bits, mut run, mut error) = (0, 0, 0.0);
        for (position, lanes) in group.iter().enumerate().skip(1) {
            let level = usize::from(level_of(lanes[block], position, quantiser, most));
            let step = step(position) * f64::from(quantiser);
            let read = ((level as f64 + 0.625) * step + f64::from(reading().added[position])).floor();
            error += (f64::from(lanes[block].abs()) - if level == 0 { 0.0 } else { read }).powi(2);
            if level == 0 {
                run += 1;
                continue;
            }
            let kind = usize::from(level > 64) * 2 + usize::from(run > 0);
            bits += u32::from(self.levels[kind][(level - 1) % 64]);
            bits += if run > 0 { u32::from(self.runs[run - 1]) } else { 0 };
            run = 0;
        }
        (bits, error)
    }
}

/// Groups with few and many levels, small and large.
fn groups() -> Vec<Group> {
    let mut noise = Noise(3);
    (0..11)
        .map(|index| {
            std::array::from_fn(|position| {
                std::array::from_fn(|_| {
                    let size = if index % 3 == 0 { 20_000.0 } else { 400.0 / (1.0 + position as f32) };
                    let value = (noise.next() as f32 / 0x80_0000 as f32 - 1.0) * size;
                    if noise.next() % 4 < index % 5 { 0.0 } else { value }
                })
            })
        })
        .collect()
}

fn measured(level: Level, groups: &[Group], quantiser: f32, costs: &Costs) -> (Vec<u32>, Vec<f32>) {
    let blocks = groups.len() * GROUP;
    let (mut bits, mut errors) = (vec![u32::MAX; blocks + 3], vec![-1.0; blocks + 3]);
    measure(level, groups, quantiser, costs, &mut bits, &mut errors);
    assert_eq!((&bits[blocks..], &errors[blocks..]), (&[u32::MAX; 3][..], &[-1.0; 3][..]), "written behind the blocks");
    bits.truncate(blocks);
    errors.truncate(blocks);
    (bits, errors)
}

#[test]
fn costs_are_those_of_the_words() {
    let (code, groups) = (Code::new(), groups());
    for most in [1024, 4096] {
        let costs = code.costs(most);
        for quantiser in [1.0, 3.0, 17.0, 2047.0] {
            let (bits, errors) = measured(Level::best(), &groups, quantiser, &costs);
            for (index, (bits, error)) in bits.iter().zip(&errors).enumerate() {
                let expected = code.measured(&groups[index / GROUP], index % GROUP, quantiser, most);
                assert_eq!(*bits, expected.0, "block {index} at {quantiser}");
                assert!((f64::from(*error) - expected.1).abs() <= expected.1 * 1e-5, "block {index} at {quantiser}");
            }
        }
    }
}

#[test]
fn levels_are_those_of_the_steps_and_positions_marked() {
    let groups = groups();
    let mut noise = Noise(8);
    for group in &groups {
        let quantisers: [f32; GROUP] = std::array::from_fn(|_| (noise.next() % 64 + 1) as f32);
        let mut found = Levels::default();
        levels(Level::best(), group, &quantisers, &quantiser(1024), &mut found);
        for (block, quantiser) in quantisers.iter().enumerate() {
            let mut positions = 0;
            for (position, lanes) in group.iter().enumerate().skip(1) {
                let value = lanes[block];
                let size = level_of(value, position, *quantiser, 1024) as i16;
                let expected = if value < 0.0 { -size } else { size };
                assert_eq!(found.levels[position][block], expected, "{value} at {quantiser}");
                positions |= u64::from(expected != 0) << position;
            }
            assert_eq!(found.positions(block), positions);
        }
    }
}

fn picture(width: usize, height: usize, bits: u32) -> Vec<u16> {
    let mut noise = Noise(7);
    (0..width * height).map(|_| (noise.next() & ((1 << bits) - 1)) as u16).collect()
}

fn bytes_of(samples: &[u16], is_wide: bool) -> Vec<u8> {
    if is_wide {
        samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
    } else {
        samples.iter().map(|sample| *sample as u8).collect()
    }
}

/// Entry `k` of the orthonormal basis at sample `x`.
fn basis(k: usize, x: usize) -> f64 {
    let scale = if k == 0 { 8f64.sqrt().recip() } else { 0.5 };
    scale * ((2 * x + 1) as f64 * k as f64 * PI / 16.0).cos()
}

#[test]
fn blocks_are_transformed_and_edges_go_on() {
    let (places, scales) = scan();
    for (width, height, bits) in [(131, 13, 10), (1, 1, 12), (128, 8, 8), (300, 9, 16)] {
        let samples = picture(width, height, bits);
        let bytes = bytes_of(&samples, bits > 8);
        let line_bytes = if bits > 8 { 2 * width } else { width };
        let plane = SamplePlane::new(&bytes, line_bytes, (width, height), bits > 8).unwrap();
        let scan = Scan::new(places, scales);
        for (x, y) in [(0, 0), (128, 8), (256, 16)] {
            let mut groups = [[[f32::NAN; GROUP]; 64]; 2];
            let seen = transform(Level::best(), &plane, (x, y), &scan, &mut groups);
            let sample = |x: usize, y: usize| samples[y.min(height - 1) * width + x.min(width - 1)];
            let mut expected_seen = 0;
            for block in 0..2 * GROUP {
                let at = |i: usize| f64::from(sample(x + block * 8 + i % 8, y + i / 8));
                expected_seen |= (0..64).fold(0, |seen, i| seen | at(i) as u32);
                for (position, place) in places.iter().map(|place| usize::from(*place)).enumerate() {
                    let sum: f64 = (0..64).map(|i| at(i) * basis(place / 8, i / 8) * basis(place % 8, i % 8)).sum();
                    let expected = sum * scales[position];
                    let found = f64::from(groups[block / GROUP][position][block % GROUP]);
                    let allowed = f64::from(1u32 << bits) * 2e-6;
                    assert!(
                        (found - expected).abs() <= allowed,
                        "{width}x{height} {block} {place}: {found} {expected}"
                    );
                }
            }
            assert_eq!(seen, expected_seen, "{width}x{height} at {x} {y}");
        }
    }
}

#[test]
fn every_level_gives_the_bits_of_baseline() {
    let (code, groups) = (Code::new(), groups());
    let costs = code.costs(4096);
    let (places, scales) = scan();
    let scan = Scan::new(places, scales);
    let samples = bytes_of(&picture(200, 20, 12), true);
    let plane = SamplePlane::new(&samples, 400, (200, 20), true).unwrap();
    let all = |level: Level| {
        let mut transformed = vec![[[0.0; GROUP]; 64]; 3];
        let seen = transform(level, &plane, (0, 8), &scan, &mut transformed);
        let transformed: Vec<u32> = transformed.as_flattened().as_flattened().iter().map(|x| x.to_bits()).collect();
        let (bits, errors) = measured(level, &groups, 5.0, &costs);
        let errors: Vec<u32> = errors.iter().map(|error| error.to_bits()).collect();
        let mut found = Levels::default();
        let quantisers = std::array::from_fn(|i| 1.0 + i as f32);
        levels(level, &groups[1], &quantisers, costs.quantiser(), &mut found);
        let positions: Vec<u64> = (0..GROUP).map(|block| found.positions(block)).collect();
        (transformed, seen, bits, errors, found.levels, positions)
    };
    let expected = all(Level::BASELINE);
    for level in Level::available() {
        assert!(all(level) == expected, "{}", level.name());
    }
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let mut code = Code::new();
    code.runs = std::array::from_fn(|i| 1 + (i % 2) as u8);
    let [next, after_zeros, next_with_index, after_zeros_with_index] = &code.levels;
    let lengths = Lengths { next, after_zeros, next_with_index, after_zeros_with_index, runs: &code.runs };
    let refused = |lengths: &Lengths<'_>| Costs::new(quantiser(1), lengths, reading()).unwrap_err();
    assert_eq!(refused(&lengths), CostsError::Changes { changes: 62 });
    let lengths = Lengths { runs: &[30; 62], ..lengths };
    assert_eq!(refused(&lengths), CostsError::Long { bits: 53 });
}

#[test]
fn planes_hold_what_they_say() {
    let bytes = [0; 40];
    let plane = |stride, size, is_wide| SamplePlane::new(&bytes, stride, size, is_wide).map(|plane| plane.size());
    assert_eq!(plane(8, (4, 5), true), Some((4, 5)));
    assert_eq!(plane(8, (8, 5), false), Some((8, 5)));
    assert_eq!(plane(0, (20, 1), true), Some((20, 1)));
    for (stride, size, is_wide) in [
        (8, (5, 5), true),
        (8, (4, 6), true),
        (6, (4, 3), true),
        (8, (0, 5), true),
        (8, (4, 0), true),
        (usize::MAX, (1, 2), true),
        (8, (usize::MAX, 1), true),
    ] {
        assert_eq!(plane(stride, size, is_wide), None, "{stride} {size:?}");
    }
}
