//! Packing against definitions in double precision.

use super::*;

/// Values of every kind, with a few thousand pseudo-random bit patterns behind them.
fn samples(count: usize, seed: u32) -> Vec<f32> {
    let special = [
        0.0,
        -0.0,
        1.0,
        0.5,
        0.18,
        -0.25,
        1.0000001,
        0.99999994,
        2.0,
        400.0,
        -7.5,
        65504.0,
        65519.996,
        65520.0,
        1e9,
        -65520.0,
        -1e30,
        f32::MAX,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        -f32::NAN,
        f32::MIN_POSITIVE,
        1e-40,
        6e-8,
        2.9802322e-8,
        2.980_232_6e-8,
        5.96e-8,
        6.1e-5,
        6.097e-5,
    ];
    let mut state = seed;
    let mut values: Vec<f32> = special.to_vec();
    while values.len() < count {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Half of them in the range of pictures, half of them anything.
        let value =
            if state & 0x100 == 0 { (state >> 9) as f32 / 8_388_608.0 * 1.25 - 0.125 } else { f32::from_bits(state) };
        values.push(value);
    }
    let turn = seed as usize % count;
    values.rotate_left(turn);
    values.truncate(count);
    values
}

fn tile(width: usize, rows: usize) -> RgbTile {
    let mut tile = RgbTile::new(width, rows + 1);
    tile.set_rows(rows);
    for row in 0..rows {
        for (channel, plane) in tile.row_mut(row).into_iter().enumerate() {
            plane.copy_from_slice(&samples(width.max(30), 17 * row as u32 + channel as u32 + 1)[..width]);
        }
    }
    tile
}

const WIDTHS: [usize; 7] = [1, 15, 16, 17, 255, 517, 3841];

/// Packs at every level with guard bytes between lines; returns the lines and the counts.
fn packed(target: Target, tile: &RgbTile, line_bytes: usize) -> (Vec<Vec<u8>>, PackCounts) {
    let stride = line_bytes + 12;
    let mut reference = None;
    for level in Level::available() {
        let mut out = vec![0xA5; stride * tile.rows()];
        let counts = from_tile(level, tile, target, &mut [Lines { bytes: &mut out, stride_bytes: stride }]);
        for line in out.chunks(stride) {
            assert_eq!(line[line_bytes..], [0xA5; 12], "{} wrote behind the line", level.name());
        }
        let lines: Vec<Vec<u8>> = out.chunks(stride).map(|line| line[..line_bytes].to_vec()).collect();
        let (first, first_counts) = reference.get_or_insert_with(|| (lines.clone(), counts));
        assert!(*first == lines, "{} differs from baseline at width {}", level.name(), tile.width());
        assert_eq!(*first_counts, counts, "{}", level.name());
    }
    reference.unwrap()
}

fn expected_counts(tile: &RgbTile, is_infinite: impl Fn(f32) -> bool, is_clipped: impl Fn(f32) -> bool) -> PackCounts {
    let mut counts = PackCounts::default();
    for row in 0..tile.rows() {
        for sample in tile.row(row).into_iter().flatten() {
            counts.nan += u64::from(sample.is_nan());
            counts.infinite += u64::from(is_infinite(*sample));
            counts.clipped += u64::from(!is_infinite(*sample) && is_clipped(*sample));
        }
    }
    counts
}

#[test]
fn exr_lines_hold_the_nearest_halves() {
    for width in WIDTHS {
        let tile = tile(width, 2);
        let (lines, counts) = packed(Target::HalfBgr, &tile, width * 6);
        for (row, line) in lines.iter().enumerate() {
            let [r, g, b] = tile.row(row);
            for (samples, bytes) in [b, g, r].into_iter().zip(line.chunks_exact(width * 2)) {
                for (sample, bytes) in samples.iter().zip(bytes.as_chunks::<2>().0) {
                    let settled = if sample.is_nan() { 0.0 } else { sample.clamp(-65504.0, 65504.0) };
                    // The `half` crate rounds from double precision, on another way than ours.
                    let nearest = ::half::f16::from_f64(f64::from(settled)).to_bits();
                    assert_eq!(u16::from_le_bytes(*bytes), nearest, "{sample:e}");
                }
            }
        }
        assert_eq!(counts, expected_counts(&tile, |sample| sample.abs() >= 65520.0, |_| false));
    }
}

/// The rounding of the product and of the sum is that of single precision, so the code may differ from the exact one
/// where the exact product lies within two such roundings of a half.
fn check_code(code: u32, sample: f32, white: f64) {
    let clamped = if sample.is_nan() { 0.0 } else { f64::from(sample).clamp(0.0, 1.0) };
    let exact = clamped * white + 0.5;
    let slack = white * f64::from(f32::EPSILON);
    assert!(f64::from(code) <= exact + slack && f64::from(code) > exact - 1.0 - slack, "{sample:e} became {code}");
}

#[test]
fn dpx10_words_hold_the_nearest_codes() {
    for width in WIDTHS {
        let tile = tile(width, 2);
        let (lines, counts) = packed(Target::Dpx10, &tile, width * 4);
        for (row, line) in lines.iter().enumerate() {
            let [r, g, b] = tile.row(row);
            for (x, bytes) in line.as_chunks::<4>().0.iter().enumerate() {
                let word = u32::from_be_bytes(*bytes);
                assert_eq!(word & 3, 0);
                for (sample, shift) in [(r[x], 22), (g[x], 12), (b[x], 2)] {
                    check_code(word >> shift & 1023, sample, 1023.0);
                }
            }
        }
        assert_eq!(
            counts,
            expected_counts(&tile, f32::is_infinite, |sample| !(0.0..=1.0).contains(&sample) && !sample.is_nan())
        );
    }
}

#[test]
fn dpx16_samples_hold_the_nearest_codes() {
    for width in WIDTHS {
        let tile = tile(width, 2);
        let (lines, counts) = packed(Target::Dpx16, &tile, width * 6);
        for (row, line) in lines.iter().enumerate() {
            let [r, g, b] = tile.row(row);
            for (x, bytes) in line.as_chunks::<6>().0.iter().enumerate() {
                for (sample, at) in [(r[x], 0), (g[x], 2), (b[x], 4)] {
                    check_code(u32::from(u16::from_be_bytes([bytes[at], bytes[at + 1]])), sample, 65535.0);
                }
            }
        }
        assert_eq!(
            counts,
            expected_counts(&tile, f32::is_infinite, |sample| !(0.0..=1.0).contains(&sample) && !sample.is_nan())
        );
    }
}

#[test]
fn codes_survive_unpacking_and_packing() {
    let mut tile = RgbTile::new(65536, 1);
    tile.set_rows(1);
    for plane in tile.row_mut(0) {
        for (code, value) in plane.iter_mut().enumerate() {
            *value = crate::code_value(code as u16, 16, crate::Range::Full);
        }
    }
    let mut line = vec![0; 65536 * 6];
    let out = &mut [Lines { bytes: &mut line, stride_bytes: 65536 * 6 }];
    assert_eq!(from_tile(Level::best(), &tile, Target::Dpx16, out), PackCounts::default());
    for (code, bytes) in line.as_chunks::<6>().0.iter().enumerate() {
        assert_eq!(u16::from_be_bytes([bytes[2], bytes[3]]), code as u16);
    }

    let mut tile = RgbTile::new(1024, 1);
    tile.set_rows(1);
    for plane in tile.row_mut(0) {
        for (code, value) in plane.iter_mut().enumerate() {
            *value = crate::code_value(code as u16, 10, crate::Range::Full);
        }
    }
    let mut line = vec![0; 1024 * 4];
    let out = &mut [Lines { bytes: &mut line, stride_bytes: 1024 * 4 }];
    assert_eq!(from_tile(Level::best(), &tile, Target::Dpx10, out), PackCounts::default());
    for (code, bytes) in line.as_chunks::<4>().0.iter().enumerate() {
        let code = code as u32;
        assert_eq!(u32::from_be_bytes(*bytes), code << 22 | code << 12 | code << 2);
    }
}
