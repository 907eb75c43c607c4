//! Packing to Y'CbCr against equations and positions in double precision.

use super::*;
use crate::picture::Subsampling;
use crate::{ChromaSiting, Matrix3Coefficients, Range};

const SITINGS: [ChromaSiting; 3] = [ChromaSiting::Left, ChromaSiting::Centre, ChromaSiting::TopLeft];

fn noise(width: usize, height: usize, seed: u32) -> RgbTile {
    let mut tile = RgbTile::new(width, height);
    tile.set_rows(height);
    let mut state = seed;
    for y in 0..height {
        for plane in tile.row_mut(y) {
            for value in plane {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // A little beyond black and white.
                *value = (state >> 8) as f32 / 16_777_216.0 * 1.3 - 0.15;
            }
        }
    }
    tile
}

/// Y', Cb and Cr of a pixel, coordinates clamped to the picture.
fn ycbcr_at(tile: &RgbTile, matrix: Matrix3Coefficients, x: i64, y: i64) -> [f64; 3] {
    let x = x.clamp(0, tile.width() as i64 - 1) as usize;
    let y = y.clamp(0, tile.rows() as i64 - 1) as usize;
    let [r, g, b] = tile.row(y).map(|plane| f64::from(plane[x]));
    let (kr, kb) = match matrix {
        Matrix3Coefficients::Bt601 => (0.299, 0.114),
        Matrix3Coefficients::Bt709 => (0.2126, 0.0722),
        Matrix3Coefficients::Bt2020 => (0.2627, 0.0593),
    };
    let luma = kr * r + (1.0 - kr - kb) * g + kb * b;
    [luma, (b - luma) / (2.0 * (1.0 - kb)), (r - luma) / (2.0 * (1.0 - kr))]
}

/// Weights of the pixels around a chroma sample along one direction, by its distance behind the first of its pair.
fn weights(phase: f64) -> Vec<(i64, f64)> {
    if phase == 0.0 { vec![(-1, 0.25), (0, 0.5), (1, 0.25)] } else { vec![(0, 0.5), (1, 0.5)] }
}

struct Planes {
    bytes: [Vec<u8>; 3],
    strides: [usize; 3],
    sample_bytes: usize,
}

impl Planes {
    fn new(target: Target, width: usize, rows: usize, sample_bytes: usize) -> Self {
        let sizes = target.planes(width, rows);
        let strides = sizes.map(|(line, _)| line + 6);
        let bytes = [0, 1, 2].map(|plane| vec![0xA5; strides[plane] * sizes[plane].1]);
        Self { bytes, strides, sample_bytes }
    }

    fn lines(&mut self) -> [Lines<'_>; 3] {
        let strides = self.strides;
        let [y, cb, cr] = self.bytes.each_mut();
        [(y, strides[0]), (cb, strides[1]), (cr, strides[2])].map(|(bytes, stride_bytes)| Lines { bytes, stride_bytes })
    }

    fn code(&self, plane: usize, x: usize, y: usize) -> f64 {
        let at = y * self.strides[plane] + x * self.sample_bytes;
        let bytes = &self.bytes[plane][at..];
        if self.sample_bytes == 1 { f64::from(bytes[0]) } else { f64::from(u16::from_le_bytes([bytes[0], bytes[1]])) }
    }
}

#[test]
fn codes_are_those_of_equations_and_positions() {
    let mut seed = 0;
    for subsampling in [Subsampling::S420, Subsampling::S422, Subsampling::S444] {
        for (bits, range) in [(8, Range::Legal), (10, Range::Legal), (12, Range::Full), (16, Range::Full)] {
            for (siting, matrix) in SITINGS.into_iter().zip([
                Matrix3Coefficients::Bt601,
                Matrix3Coefficients::Bt709,
                Matrix3Coefficients::Bt2020,
            ]) {
                for (width, height) in [(1, 1), (2, 3), (37, 5), (300, 4), (515, 2)] {
                    seed += 1;
                    let tile = noise(width, height, seed);
                    let described = YCbCrTarget { subsampling, bits, range, matrix, siting, is_dithered: false };
                    check(described, &tile);
                }
            }
        }
    }
}

fn check(described: YCbCrTarget, tile: &RgbTile) {
    let YCbCrTarget { subsampling, bits, range, matrix, siting, .. } = described;
    let target = Target::YCbCr(described);
    let (width, height) = (tile.width(), tile.rows());
    let pack = |level| {
        let mut planes = Planes::new(target, width, height, if bits == 8 { 1 } else { 2 });
        let counts = from_tile(level, tile, target, &mut planes.lines());
        (planes, counts)
    };
    let (planes, counts) = pack(Level::BASELINE);
    for level in Level::available() {
        let (found, found_counts) = pack(level);
        assert!(found.bytes == planes.bytes && found_counts == counts, "{} {described:?}", level.name());
    }
    for (plane, (line, lines)) in target.planes(width, height).into_iter().enumerate() {
        for row in 0..lines {
            let guard = &planes.bytes[plane][row * planes.strides[plane] + line..][..6];
            assert_eq!(guard, [0xA5; 6], "wrote behind line {row} of plane {plane}: {described:?}");
        }
    }

    let unit = f64::from(1u32 << (bits - 8));
    let all = f64::from(1u32 << bits) - 1.0;
    let (black, span, chroma_span, lowest, highest) = match range {
        Range::Full => (0.0, all, all, 0.0, all),
        Range::Legal => (16.0 * unit, 219.0 * unit, 224.0 * unit, unit, all - unit),
    };
    let mut clipped = 0;
    let mut compare = |plane: usize, x: usize, y: usize, exact: f64| {
        let found = planes.code(plane, x, y);
        let expected = exact.clamp(lowest, highest);
        // Half a code, and the rounding of a handful of single-precision steps.
        assert!(
            (found - expected).abs() <= 0.5 + all * 3e-7,
            "{described:?} plane {plane} {x},{y}: {found} {expected}"
        );
        clipped += u64::from(exact < lowest - 0.51 || exact >= highest + 0.51);
    };
    for y in 0..height {
        for x in 0..width {
            compare(0, x, y, ycbcr_at(tile, matrix, x as i64, y as i64)[0] * span + black);
        }
    }
    let (halved_x, halved_y) = (subsampling != Subsampling::S444, subsampling == Subsampling::S420);
    let phase_x = if siting == ChromaSiting::Centre { 0.5 } else { 0.0 };
    let phase_y = if siting == ChromaSiting::TopLeft { 0.0 } else { 0.5 };
    let along = |halved: bool, phase: f64| if halved { weights(phase) } else { vec![(0, 1.0)] };
    for cy in 0..subsampling.chroma_height(height) {
        for cx in 0..subsampling.chroma_width(width) {
            let (x, y) = (cx as i64 * (1 + i64::from(halved_x)), cy as i64 * (1 + i64::from(halved_y)));
            let mut sum = [0.0; 3];
            for (dy, wy) in along(halved_y, phase_y) {
                for (dx, wx) in along(halved_x, phase_x) {
                    let pixel = ycbcr_at(tile, matrix, x + dx, y + dy);
                    (0..3).for_each(|channel| sum[channel] += wx * wy * pixel[channel]);
                }
            }
            for plane in [1, 2] {
                compare(plane, cx, cy, sum[plane] * chroma_span + 128.0 * unit);
            }
        }
    }
    assert!(counts.nan == 0 && counts.infinite == 0 && counts.clipped.abs_diff(clipped) <= 2 + clipped / 20);
}

#[test]
fn row_ranges_do_not_show() {
    for siting in SITINGS {
        let target = Target::YCbCr(YCbCrTarget {
            subsampling: Subsampling::S420,
            bits: 10,
            range: Range::Legal,
            matrix: Matrix3Coefficients::Bt709,
            siting,
            is_dithered: false,
        });
        let tile = noise(70, 9, 5);
        let mut whole = Planes::new(target, 70, 9, 2);
        let counts = from_tile(Level::best(), &tile, target, &mut whole.lines());
        let pass = Pass::from_tile(&tile, target).unwrap();
        let mut cut_counts = PackCounts::default();
        for (first, rows) in [(0, 2), (2, 4), (6, 3)] {
            let mut part = Planes::new(target, 70, rows, 2);
            cut_counts += pass.rows(&tile.picture(), first, rows, &mut part.lines());
            for plane in 0..3 {
                let begin = if plane == 0 { first } else { first / 2 } * whole.strides[plane];
                assert!(part.bytes[plane] == whole.bytes[plane][begin..][..part.bytes[plane].len()], "{siting:?}");
            }
        }
        assert_eq!(cut_counts, counts);
    }
}

/// A flat patch between two codes: its mean survives, no code is far off, and neighbours are not all alike.
#[test]
fn noise_keeps_the_mean() {
    let (width, height) = (256, 128);
    let mut tile = RgbTile::new(width, height);
    tile.set_rows(height);
    for y in 0..height {
        tile.row_mut(y).into_iter().zip([0.5003, 0.4, 0.61]).for_each(|(plane, value)| plane.fill(value));
    }
    for subsampling in [Subsampling::S420, Subsampling::S444] {
        let target = Target::YCbCr(YCbCrTarget {
            subsampling,
            bits: 8,
            range: Range::Legal,
            matrix: Matrix3Coefficients::Bt709,
            siting: ChromaSiting::Left,
            is_dithered: true,
        });
        let pack = |level| {
            let mut planes = Planes::new(target, width, height, 1);
            assert_eq!(from_tile(level, &tile, target, &mut planes.lines()), PackCounts::default());
            planes
        };
        let planes = pack(Level::BASELINE);
        for level in Level::available() {
            assert!(pack(level).bytes == planes.bytes, "{}", level.name());
        }
        let exact = ycbcr_at(&tile, Matrix3Coefficients::Bt709, 0, 0);
        let exact = [exact[0] * 219.0 + 16.0, exact[1] * 224.0 + 128.0, exact[2] * 224.0 + 128.0];
        for (plane, (samples, lines)) in target.planes(width, height).into_iter().enumerate() {
            let codes: Vec<f64> = (0..lines)
                .flat_map(|y| (0..samples).map(move |x| (x, y)))
                .map(|(x, y)| planes.code(plane, x, y))
                .collect();
            let mean = codes.iter().sum::<f64>() / codes.len() as f64;
            // The noise has no power at the lowest frequencies, so the mean is nearer than that of independent noise.
            assert!((mean - exact[plane]).abs() < 0.01, "plane {plane}: {mean}, exact {}", exact[plane]);
            assert!(codes.iter().all(|code| (code - exact[plane]).abs() < 1.5));
            let distinct: std::collections::BTreeSet<u64> = codes.iter().map(|code| *code as u64).collect();
            assert!(distinct.len() >= 2, "plane {plane}");
        }
    }
}

#[test]
fn what_is_no_number_is_black_without_colour_and_counted() {
    let mut tile = RgbTile::new(4, 1);
    tile.set_rows(1);
    for plane in tile.row_mut(0) {
        plane.copy_from_slice(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30]);
    }
    let described = YCbCrTarget {
        subsampling: Subsampling::S444,
        bits: 10,
        range: Range::Legal,
        matrix: Matrix3Coefficients::Bt709,
        siting: ChromaSiting::Left,
        is_dithered: false,
    };
    let target = Target::YCbCr(described);
    let mut planes = Planes::new(target, 4, 1, 2);
    let counts = from_tile(Level::best(), &tile, target, &mut planes.lines());
    let luma = [0, 1, 2, 3].map(|x| planes.code(0, x, 0));
    assert_eq!(luma, [64.0, 1019.0, 4.0, 1019.0]);
    // Infinity less infinity is no number: no colour.
    assert_eq!([0, 1, 2].map(|x| planes.code(1, x, 0)), [512.0; 3]);
    assert_eq!((counts.nan, counts.infinite), (1 + 3 * 2, 2));
    assert!(matches!(
        Pass::from_tile(&tile, Target::YCbCr(YCbCrTarget { bits: 7, ..described })),
        Err(PassError::TargetBits(7))
    ));
}
