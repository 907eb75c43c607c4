//! Against the definition of the transform in double precision.

use super::*;

/// Noise from -1 to 1 times `size`, the same on every machine.
fn noise(seed: u32, size: f32) -> Group {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 8) as f32 / 0x80_0000 as f32 - 1.0) * size
    };
    [[0.0f32; GROUP]; 64].map(|lanes| lanes.map(|_| next()))
}

fn block_of(group: &Group, block: usize) -> [f64; 64] {
    group.map(|lanes| f64::from(lanes[block]))
}

/// Entry `k` of the orthonormal basis at sample `x`.
fn basis(k: usize, x: usize) -> f64 {
    let scale = if k == 0 { 8f64.sqrt().recip() } else { 0.5 };
    scale * ((2 * x + 1) as f64 * k as f64 * PI / 16.0).cos()
}

/// The orthonormal transform, by its definition.
fn truth(samples: &[f64; 64]) -> [f64; 64] {
    std::array::from_fn(|i| {
        let (v, u) = (i / 8, i % 8);
        let term = |j: usize| samples[j] * basis(v, j / 8) * basis(u, j % 8);
        (0..64).map(term).sum()
    })
}

#[test]
fn coefficients_are_those_of_the_definition() {
    for (seed, size) in [(1, 256.0f32), (2, 1.0), (3, 32_768.0)] {
        let samples = noise(seed, size);
        let mut found = samples;
        forward(Level::best(), &mut found);
        for block in 0..GROUP {
            let expected = truth(&block_of(&samples, block));
            for (i, found) in block_of(&found, block).iter().enumerate() {
                let error = (found / factor(i / 8, i % 8) - expected[i]).abs();
                assert!(error < f64::from(size) * 1e-6, "coefficient {i} of block {block}: {error:e} of {size}");
            }
        }
    }
}

#[test]
fn a_flat_block_has_one_coefficient() {
    let mut group = [[100.25f32; GROUP]; 64];
    forward(Level::best(), &mut group);
    assert_eq!(group[0], [6416.0; GROUP]);
    assert_eq!(group[1..], [[0.0; GROUP]; 63]);
}

#[test]
fn the_way_back_leads_to_the_samples() {
    let samples = noise(9, 256.0);
    let mut group = samples;
    forward(Level::best(), &mut group);
    for (i, lanes) in group.iter_mut().enumerate() {
        let square = factor(i / 8, i % 8).powi(2);
        *lanes = lanes.map(|value| (f64::from(value) / square) as f32);
    }
    inverse(Level::best(), &mut group);
    let pairs = group.as_flattened().iter().zip(samples.as_flattened());
    let worst = pairs.map(|(found, sample)| (found - sample).abs()).fold(0.0, f32::max);
    assert!(worst < 256.0 * 1e-6, "{worst:e}");
}

#[test]
fn every_level_gives_the_same_bits() {
    let bits = |level: Level, change: fn(Level, &mut Group)| {
        let mut group = noise(17, 256.0);
        group[5] = [-0.0; GROUP];
        change(level, &mut group);
        group.map(|lanes| lanes.map(f32::to_bits))
    };
    for change in [forward as fn(Level, &mut Group), inverse] {
        let expected = bits(Level::BASELINE, change);
        for level in Level::available() {
            assert!(bits(level, change) == expected, "{}", level.name());
        }
    }
}

#[test]
fn codes_are_the_samples_rounded() {
    for (size, middle, most) in
        [(40.0f32, 128, 255), (9.0, 512, 1023), (700.0, 2048, 4095), (9000.0, 32_768, 65_535), (1.0, 0, 1)]
    {
        let mut group = noise(23, size);
        // Blocks beyond either end, and one of halves, which are rounded up.
        group[0][3] = -1e9;
        group[0][4] = 1e9;
        group.iter_mut().for_each(|lanes| lanes[5] = 0.0);
        group[0][5] = 0.5;
        let mut expected = group;
        inverse(Level::BASELINE, &mut expected);
        for level in Level::available() {
            let mut lines = [[1; 8 * GROUP]; 8];
            samples(level, &group, middle, most, &mut lines);
            for (index, found) in lines.as_flattened().iter().enumerate() {
                let (y, block, x) = (index / (8 * GROUP), index % (8 * GROUP) / 8, index % 8);
                let sample = (expected[8 * y + x][block] + f32::from(middle) + 0.5).floor().clamp(0.0, most.into());
                assert_eq!(f32::from(*found), sample, "{}: row {y}, column {x} of block {block}", level.name());
            }
        }
    }
}

#[test]
fn errors_are_differences_transformed() {
    for (most, apart) in [(255u16, 40), (4095, 4095), (65_535, 65_535)] {
        let codes = |seed, size: u16| {
            let numbers = noise(seed, 1.0);
            let mut lines = [[0u16; 8 * GROUP]; 8];
            let all = lines.as_flattened_mut().iter_mut().zip(numbers.as_flattened());
            all.for_each(|(code, number)| *code = 1 + (f32::from(size - 2) * number.abs()) as u16);
            lines
        };
        let (mut found, mut wanted) = (codes(5, apart), codes(6, apart));
        // The farthest apart, and codes at both ends.
        found.iter_mut().for_each(|line| line[16..24].fill(most));
        wanted.iter_mut().for_each(|line| line[16..24].fill(0));
        (found[3][40], found[7][127]) = (0, most);
        let allowed = Allowed {
            by_quantiser: std::array::from_fn(|i| i as f32 + 0.5),
            fixed: std::array::from_fn(|i| 100.0 / (1.0 + i as f32)),
        };
        let quantisers: [f32; GROUP] = std::array::from_fn(|block| (block * block) as f32);
        let mut expected = Errors::default();
        let place = |index: usize| (index / 8 % 8, index % 8, index / 64);
        for index in 0..64 * GROUP {
            let (y, x, block) = place(index);
            let off = i64::from(found[y][8 * block + x]) - i64::from(wanted[y][8 * block + x]);
            expected.coefficients[8 * y + x][block] = off as f32;
            expected.squared[block] += (off * off) as u64;
        }
        forward(Level::BASELINE, &mut expected.coefficients);
        for (index, coefficients) in expected.coefficients.iter().enumerate() {
            for block in 0..GROUP {
                let may_be = allowed.by_quantiser[index] * quantisers[block] + allowed.fixed[index];
                expected.excess[block] = expected.excess[block].max(coefficients[block].abs() - may_be);
            }
        }
        for level in Level::available() {
            let mut errors = Errors::default();
            errors.take(level, (&found, &wanted), most, &allowed, &quantisers);
            assert_eq!(errors.squared, expected.squared, "{}", level.name());
            assert_eq!(errors.excess.map(f32::to_bits), expected.excess.map(f32::to_bits), "{}", level.name());
            assert!(errors.coefficients == expected.coefficients, "{}", level.name());
            let clipped: Vec<usize> = (0..GROUP).filter(|block| errors.is_clipped(*block)).collect();
            assert_eq!(clipped, [2, 5, 15], "{}", level.name());
        }
    }
}
