//! The fused pass against unpacking, the operations on a tile and packing, one after the other.

use super::*;
use crate::picture::{ByteOrder, Plane, Sample};
use crate::tile::RgbTile;
use crate::unpack::{ChromaSiting, Range, SourceCoding, Unpack, code_value};

fn curves(bits: u8, range: Range) -> [Vec<f32>; 3] {
    [0.7f32, 1.0, 1.9].map(|power| {
        (0..1u32 << bits)
            .map(|code| {
                let value = code_value(code as u16, bits, range);
                value.abs().powf(power).copysign(value) * 30.0
            })
            .collect()
    })
}

/// A tile taken through the curves by looking every value up among the values of the codes.
fn through_curves(tile: &mut RgbTile, curves: &[Vec<f32>; 3], bits: u8, range: Range) {
    for row in 0..tile.rows() {
        for (plane, curve) in tile.row_mut(row).into_iter().zip(curves) {
            for value in plane {
                let code = (0..1u32 << bits)
                    .collect::<Vec<_>>()
                    .binary_search_by(|code| code_value(*code as u16, bits, range).total_cmp(value))
                    .unwrap();
                *value = curve[code];
            }
        }
    }
}

fn layouts() -> Vec<(Layout, u8)> {
    let mut layouts = Vec::new();
    for order in [ByteOrder::Big, ByteOrder::Little] {
        layouts.push((Layout::Dpx10FilledA(order), 10));
        layouts.push((Layout::Dpx10FilledB(order), 10));
        layouts.push((Layout::RgbPlanar { bits: 10, sample: Sample::U16(order) }, 10));
        layouts.push((Layout::RgbPacked { components: 3, bits: 12, sample: Sample::U16(order), shift: 4 }, 12));
        layouts.push((Layout::RgbPacked { components: 4, bits: 9, sample: Sample::U16(order), shift: 0 }, 9));
    }
    layouts.push((Layout::RgbPlanar { bits: 8, sample: Sample::U8 }, 8));
    layouts.push((Layout::RgbPacked { components: 4, bits: 8, sample: Sample::U8, shift: 0 }, 8));
    layouts
}

type FusedRows = fn(&Fused, &Picture<'_>, usize, usize, &mut [u8], usize) -> PackCounts;
type TileRows = fn(&RgbTile, &mut [u8], usize) -> PackCounts;

#[test]
fn one_pass_equals_three_to_the_bit_at_every_level() {
    let matrix = Matrix {
        rows: [[0.68, 0.236, 0.084], [0.085, 1.017, -0.103], [0.002, -0.0626, 1.0605]],
        constant: [0.0; 3],
        offset: None,
    };
    let with_offset = Matrix { constant: [-0.0, 0.25, 0.0], offset: Some([0.0, -0.5, 1e-3]), ..matrix };
    // Beyond the halves, so that the samples have to be checked.
    let huge = Matrix::new([[4000.0, 0.0, 0.0], [0.0, -4000.0, 0.0], [0.0, 0.0, 1.0]]);
    let targets: [(FusedRows, TileRows, usize); 3] = [
        (Fused::half_bgr_rows, crate::pack::half_bgr_rows, 6),
        (Fused::dpx10_rows, crate::pack::dpx10_rows, 4),
        (Fused::dpx16_rows, crate::pack::dpx16_rows, 6),
    ];
    let (width, height, range) = (261, 3, Range::Full);
    for (layout, bits) in layouts() {
        let mut state = 1u64;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        let sizes = layout.planes(width, height);
        let bytes = sizes.map(|(line, lines)| (0..(line + 6) * lines).map(|_| noise()).collect::<Vec<u8>>());
        let planes = [0, 1, 2].map(|plane| Plane { bytes: &bytes[plane], stride_bytes: sizes[plane].0 + 6 });
        let picture = Picture { width, height, layout, planes };
        let curves = curves(bits, range);
        let coding =
            SourceCoding { layout, width, height, range: Some(range), matrix: None, siting: ChromaSiting::Left };
        let mut source = RgbTile::new(width, 2);
        Unpack::new(&coding).unwrap().rows(&picture, 1, 2, &mut source);
        through_curves(&mut source, &curves, bits, range);

        for matrix in [None, Some(matrix), Some(with_offset), Some(huge)] {
            let mut tile = source.clone();
            if let Some(matrix) = &matrix {
                matrix.apply_to_tile(&mut tile);
            }
            for (fused_rows, tile_rows, pixel_bytes) in targets {
                let stride = width * pixel_bytes + 8;
                let mut expected = vec![0xA5; stride * 2];
                let expected_counts = tile_rows(&tile, &mut expected, stride);
                for level in Level::available() {
                    let pass = Fused::at_level(level, layout, width, height, &curves, matrix).unwrap();
                    pass.check(&picture).unwrap();
                    let mut found = vec![0xA5; stride * 2];
                    let counts = fused_rows(&pass, &picture, 1, 2, &mut found, stride);
                    assert!(found == expected, "{layout:?} {matrix:?} {}", level.name());
                    assert_eq!(counts, expected_counts, "{layout:?} {matrix:?} {}", level.name());
                }
            }
        }
    }
}

#[test]
fn values_that_no_half_holds_are_counted() {
    let layout = Layout::RgbPlanar { bits: 8, sample: Sample::U8 };
    let mut curve: Vec<f32> = (0..256u16).map(f32::from).collect();
    (curve[7], curve[8], curve[9]) = (f32::NAN, f32::NEG_INFINITY, 1e9);
    let bytes: Vec<u8> = (0..=255).collect();
    let planes = [Plane { bytes: &bytes, stride_bytes: 256 }; 3];
    let picture = Picture { width: 256, height: 1, layout, planes };
    let pass = Fused::new(layout, 256, 1, &[curve.clone(), curve.clone(), curve], None).unwrap();
    let mut out = vec![0; 256 * 6];
    let counts = pass.half_bgr_rows(&picture, 0, 1, &mut out, 256 * 6);
    assert_eq!(counts, PackCounts { nan: 3, infinite: 6, clipped: 0 });
    let halves: Vec<u16> = out.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect();
    assert_eq!(halves[7..10], [0, 0xFBFF, 0x7BFF]);
    let mut out = vec![0; 256 * 4];
    let counts = pass.dpx10_rows(&picture, 0, 1, &mut out, 256 * 4);
    assert_eq!(counts, PackCounts { nan: 3, infinite: 3, clipped: 3 * 252 });
}

#[test]
fn sources_without_codes_are_refused() {
    let curves = curves(10, Range::Full);
    let floats = Layout::RgbPlanar { bits: 32, sample: Sample::F32 };
    assert_eq!(Fused::new(floats, 4, 4, &curves, None).unwrap_err(), FusedError::Layout(floats));
    let eight = Layout::RgbPlanar { bits: 8, sample: Sample::U8 };
    let refused = Fused::new(eight, 4, 4, &curves, None).unwrap_err();
    assert_eq!(refused, FusedError::CurveLength { channel: 0, found: 1024, expected: 256 });
}
