//! Sources whose codes are replaced by what the first operations make of them, against the operations themselves.

use super::*;
use crate::matrix::Matrix;
use crate::picture::{ByteOrder, Plane, Sample};
use crate::program::{CameraLogToLin, Gamma, LogToLin};
use crate::{ChromaSiting, Range};

fn layouts() -> Vec<Layout> {
    let mut layouts = Vec::new();
    for order in [ByteOrder::Big, ByteOrder::Little] {
        layouts.push(Layout::Dpx10FilledA(order));
        layouts.push(Layout::Dpx10FilledB(order));
        layouts.push(Layout::RgbPlanar { bits: 10, sample: Sample::U16(order) });
        layouts.push(Layout::RgbPlanar { bits: 16, sample: Sample::U16(order) });
        layouts.push(Layout::RgbPacked { components: 3, bits: 12, sample: Sample::U16(order), shift: 4 });
        layouts.push(Layout::RgbPacked { components: 4, bits: 9, sample: Sample::U16(order), shift: 0 });
    }
    layouts.push(Layout::RgbPlanar { bits: 8, sample: Sample::U8 });
    layouts.push(Layout::RgbPacked { components: 4, bits: 8, sample: Sample::U8, shift: 0 });
    layouts
}

fn lists() -> Vec<Vec<Operation>> {
    let curve = |scale| {
        let curve = LogToLin { log_offset: -0.42, log_scale: 13.6, offset: -0.0625, scale };
        CameraLogToLin { curve, cut: 0.14, line_offset: -0.09, line_scale: 0.185 }
    };
    let camera = Operation::CameraLogToLin([1.0, 0.18, 1.0].map(curve));
    let matrix = Operation::Matrix(Matrix::new([[0.68, 0.236, 0.084], [0.085, 1.017, -0.103], [0.002, -0.06, 1.06]]));
    // Beyond the halves, so that samples have to be settled.
    let huge = Operation::Scale([4000.0, -4000.0, 1.0]);
    let gamma = Operation::Gamma(Gamma::PowerMirrored([2.2, 2.2, 2.2]));
    vec![
        vec![],
        vec![camera.clone()],
        vec![camera.clone(), matrix.clone()],
        vec![matrix.clone(), gamma.clone()],
        vec![gamma, huge, camera, matrix],
    ]
}

/// The same steps with a tile between them, which has no codes.
#[test]
fn values_of_codes_are_what_the_operations_make_of_them() {
    let (width, height, range) = (261, 3, Range::Legal);
    for layout in layouts() {
        let mut state = 1u64;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        // Bits above the significant ones are noise as well, and mean nothing.
        let sizes = layout.planes(width, height);
        let bytes = sizes.map(|(line, lines)| (0..(line + 6) * lines).map(|_| noise()).collect::<Vec<u8>>());
        let planes = [0, 1, 2].map(|plane| Plane { bytes: &bytes[plane], stride_bytes: sizes[plane].0 + 6 });
        let picture = Picture { width, height, layout, planes };
        let coding =
            SourceCoding { layout, width, height, range: Some(range), matrix: None, siting: ChromaSiting::Left };
        for operations in lists() {
            let mut tile = to_tile(Level::BASELINE, &coding, &picture);
            Program::new(&operations).unwrap().apply(&mut tile);
            for (target, pixel_bytes) in [(Target::HalfBgr, 6), (Target::Dpx10, 4), (Target::Dpx16, 6)] {
                let stride_bytes = width * pixel_bytes + 8;
                let mut expected = vec![0xA5; stride_bytes * 3];
                let lines = &mut [Lines { bytes: &mut expected, stride_bytes }];
                let expected_counts = from_tile(Level::BASELINE, &tile, target, lines);
                for level in Level::available() {
                    let pass = Pass::at_level(level, &coding, &operations, target).unwrap();
                    let mut found = vec![0xA5; stride_bytes * 3];
                    let (first, rest) = found.split_at_mut(stride_bytes);
                    let mut counts = pass.rows(&picture, 1, 2, &mut [Lines { bytes: rest, stride_bytes }]);
                    counts += pass.rows(&picture, 0, 1, &mut [Lines { bytes: first, stride_bytes }]);
                    assert!(found == expected, "{layout:?} {operations:?} {target:?} {}", level.name());
                    assert_eq!(counts, expected_counts, "{layout:?} {operations:?} {target:?} {}", level.name());
                }
            }
        }
    }
}

#[test]
fn values_that_no_half_holds_are_settled_and_counted() {
    let layout = Layout::RgbPlanar { bits: 8, sample: Sample::U8 };
    let coding = SourceCoding {
        layout,
        width: 256,
        height: 1,
        range: Some(Range::Full),
        matrix: None,
        siting: ChromaSiting::Left,
    };
    let bytes: Vec<u8> = (0..=255).collect();
    let picture = Picture { width: 256, height: 1, layout, planes: [Plane { bytes: &bytes, stride_bytes: 256 }; 3] };
    // Above a quarter the values overflow single precision, and infinity less infinity is no number.
    let operations = [
        Operation::Scale([1e38, -1e38, 100.0]),
        Operation::Scale([10.0, 10.0, 1000.0]),
        Operation::Matrix(Matrix::new([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])),
    ];
    let pass = Pass::new(&coding, &operations, Target::HalfBgr).unwrap();
    let mut out = vec![0; 256 * 6];
    let counts = pass.rows(&picture, 0, 1, &mut [Lines { bytes: &mut out, stride_bytes: 256 * 6 }]);
    let halves: Vec<u16> = out.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect();
    let [b, g, r] = [0, 1, 2].map(|plane| &halves[plane * 256..(plane + 1) * 256]);
    // Every sum of a matrix that meets an infinity has an infinity times zero or less another one.
    let is_number = |code: usize| code as f64 / 255.0 * 1e39 <= f64::from(f32::MAX);
    let mut expected = PackCounts::default();
    for code in 0..256 {
        let exact_blue = code as f64 / 255.0 * 1e5;
        let blue = half::f16::from_f64(exact_blue.min(65504.0)).to_bits();
        match code {
            0 => assert_eq!([r[code], g[code], b[code]], [0; 3]),
            _ if is_number(code) => {
                assert_eq!([r[code], g[code], b[code]], [0x7BFF, 0, blue], "{code}");
                expected.infinite += 1 + u64::from(exact_blue >= 65520.0);
            }
            _ => {
                assert_eq!([r[code], g[code], b[code]], [0; 3], "{code}");
                expected.nan += 3;
            }
        }
    }
    assert_eq!(counts, expected);
}
