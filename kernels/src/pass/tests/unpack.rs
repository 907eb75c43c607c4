//! Unpacking against positions and equations in double precision.

use super::*;
use crate::picture::{ByteOrder, Plane, Sample, Subsampling};
use crate::{ChromaSiting, Matrix3Coefficients, Range, code_value};

const SITINGS: [ChromaSiting; 3] = [ChromaSiting::Left, ChromaSiting::Centre, ChromaSiting::TopLeft];
const MATRICES: [Matrix3Coefficients; 3] =
    [Matrix3Coefficients::Bt601, Matrix3Coefficients::Bt709, Matrix3Coefficients::Bt2020];
const RANGES: [Range; 2] = [Range::Full, Range::Legal];

/// Bytes that no code explains, in the padding of every line.
const GUARD: u8 = 0xA5;

/// Planes of random codes with padding behind each line.
struct Samples {
    codes: [Vec<u16>; 3],
    bytes: [Vec<u8>; 3],
    strides: [usize; 3],
    sizes: [(usize, usize); 3],
}

fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// `sizes` are samples per line and lines of each plane.
fn samples(sizes: [(usize, usize); 3], bits: u8, sample: Sample, shift: u8, seed: u64) -> Samples {
    let mut state = seed * 2 + 1;
    let mut made = Samples {
        codes: Default::default(),
        bytes: Default::default(),
        strides: sizes.map(|(samples, _)| samples * sample.bytes() + 10),
        sizes,
    };
    for (plane, (width, lines)) in sizes.into_iter().enumerate() {
        for _ in 0..lines {
            for _ in 0..width {
                let code = (random(&mut state) & ((1 << bits) - 1)) as u16;
                made.codes[plane].push(code);
                let word = code << shift;
                match sample {
                    Sample::U8 => made.bytes[plane].push(word as u8),
                    Sample::U16(ByteOrder::Little) => made.bytes[plane].extend(word.to_le_bytes()),
                    Sample::U16(ByteOrder::Big) => made.bytes[plane].extend(word.to_be_bytes()),
                    Sample::F16 | Sample::F32 => unreachable!("integer samples only"),
                }
            }
            made.bytes[plane].extend([GUARD; 10]);
        }
    }
    made
}

impl Samples {
    fn planes(&self) -> [Plane<'_>; 3] {
        [0, 1, 2].map(|plane| Plane { bytes: &self.bytes[plane], stride_bytes: self.strides[plane] })
    }

    /// A code, coordinates clamped to the plane.
    fn at(&self, plane: usize, x: i64, y: i64) -> f64 {
        let (width, lines) = self.sizes[plane];
        let x = x.clamp(0, width as i64 - 1) as usize;
        let y = y.clamp(0, lines as i64 - 1) as usize;
        f64::from(self.codes[plane][y * width + x])
    }
}

fn unpack_all(level: Level, coding: &SourceCoding, picture: &Picture<'_>) -> Vec<[f32; 3]> {
    let tile = to_tile(level, coding, picture);
    let pixels = |y| {
        let [r, g, b] = tile.row(y);
        (0..coding.width).map(move |x| [r[x], g[x], b[x]])
    };
    let all: Vec<[f32; 3]> = (0..coding.height).flat_map(pixels).collect();
    // However a picture is cut in rows, its pixels are the same.
    let pass = Pass::at_level(level, coding, &[], Target::RgbF32).unwrap();
    let mut row = RgbTile::new(coding.width, 1);
    for y in (0..coding.height).rev() {
        pass.rows(picture, y, 1, &mut row.lines());
        for (found, expected) in row.row(0).into_iter().zip(tile.row(y)) {
            assert!(found.iter().zip(expected).all(|(found, expected)| found.to_bits() == expected.to_bits()));
        }
    }
    all
}

/// Unpacks at every level, checks that all agree to the bit, and compares with `expected(x, y)`.
fn check(coding: &SourceCoding, picture: &Picture<'_>, expected: impl Fn(usize, usize) -> [f64; 3]) {
    let baseline = unpack_all(Level::BASELINE, coding, picture);
    for level in Level::available() {
        let found = unpack_all(level, coding, picture);
        let is_equal = found.iter().flatten().map(|v| v.to_bits()).eq(baseline.iter().flatten().map(|v| v.to_bits()));
        assert!(is_equal, "{} differs from baseline: {coding:?}", level.name());
    }
    for y in 0..coding.height {
        for x in 0..coding.width {
            let (found, expected) = (baseline[y * coding.width + x], expected(x, y));
            for channel in 0..3 {
                // Values up to 3, four roundings of 2^-24 each.
                let error = (f64::from(found[channel]) - expected[channel]).abs();
                assert!(error < 8e-7, "{coding:?} at {x},{y}: {found:?}, expected {expected:?}");
            }
        }
    }
}

fn scaled(code: f64, bits: u8, range: Range) -> f64 {
    let unit = f64::from(1u32 << (bits - 8));
    match range {
        Range::Full => code / (f64::from(1u32 << bits) - 1.0),
        Range::Legal => (code - 16.0 * unit) / (219.0 * unit),
    }
}

fn scaled_chroma(code: f64, bits: u8, range: Range) -> f64 {
    let unit = f64::from(1u32 << (bits - 8));
    match range {
        Range::Full => (code - 128.0 * unit) / (f64::from(1u32 << bits) - 1.0),
        Range::Legal => (code - 128.0 * unit) / (224.0 * unit),
    }
}

/// Solves the encoding equations for R'G'B', so that the coefficients of the kernel are not repeated here.
fn rgb_of(luma: f64, cb: f64, cr: f64, matrix: Matrix3Coefficients) -> [f64; 3] {
    let (kr, kb) = match matrix {
        Matrix3Coefficients::Bt601 => (0.299, 0.114),
        Matrix3Coefficients::Bt709 => (0.2126, 0.0722),
        Matrix3Coefficients::Bt2020 => (0.2627, 0.0593),
    };
    let r = luma + cr * 2.0 * (1.0 - kr);
    let b = luma + cb * 2.0 * (1.0 - kb);
    [r, (luma - kr * r - kb * b) / (1.0 - kr - kb), b]
}

/// Chroma by the position of its samples on the luma grid.
fn chroma_at(
    samples: &Samples,
    plane: usize,
    x: usize,
    y: usize,
    subsampling: Subsampling,
    siting: ChromaSiting,
) -> f64 {
    let (phase_x, phase_y) = match siting {
        ChromaSiting::Left => (0.0, 0.5),
        ChromaSiting::Centre => (0.5, 0.5),
        ChromaSiting::TopLeft => (0.0, 0.0),
    };
    let along = |position: usize, phase: f64, is_halved: bool| {
        if !is_halved {
            return (position as i64, 0.0);
        }
        let exact = (position as f64 - phase) / 2.0;
        (exact.floor() as i64, exact - exact.floor())
    };
    let (x, part_x) = along(x, phase_x, subsampling != Subsampling::S444);
    let (y, part_y) = along(y, phase_y, subsampling == Subsampling::S420);
    let line = |y| samples.at(plane, x, y) * (1.0 - part_x) + samples.at(plane, x + 1, y) * part_x;
    line(y) * (1.0 - part_y) + line(y + 1) * part_y
}

#[test]
fn ycbcr_planar_matches_positions_and_equations() {
    let mut seed = 1;
    for subsampling in [Subsampling::S420, Subsampling::S422, Subsampling::S444] {
        for (width, height) in [(1, 1), (2, 3), (37, 5), (64, 6), (131, 7)] {
            for (bits, sample) in [
                (8, Sample::U8),
                (10, Sample::U16(ByteOrder::Little)),
                (12, Sample::U16(ByteOrder::Big)),
                (16, Sample::U16(ByteOrder::Little)),
            ] {
                for (siting, (matrix, range)) in SITINGS
                    .iter()
                    .flat_map(|s| MATRICES.iter().flat_map(move |m| RANGES.iter().map(move |r| (*s, (*m, *r)))))
                {
                    seed += 1;
                    let chroma = (subsampling.chroma_width(width), subsampling.chroma_height(height));
                    let source = samples([(width, height), chroma, chroma], bits, sample, 0, seed);
                    let layout = Layout::YCbCrPlanar { subsampling, bits, sample };
                    let coding =
                        SourceCoding { layout, width, height, range: Some(range), matrix: Some(matrix), siting };
                    let picture = Picture { width, height, layout, planes: source.planes() };
                    check(&coding, &picture, |x, y| {
                        let luma = scaled(source.at(0, x as i64, y as i64), bits, range);
                        let [cb, cr] = [1, 2]
                            .map(|plane| chroma_at(&source, plane, x, y, subsampling, siting))
                            .map(|code| scaled_chroma(code, bits, range));
                        rgb_of(luma, cb, cr, matrix)
                    });
                }
            }
        }
    }
}

#[test]
fn semi_planar_equals_planar() {
    let (width, height, bits, shift) = (35, 6, 10, 6);
    for subsampling in [Subsampling::S420, Subsampling::S422, Subsampling::S444] {
        let (chroma_width, chroma_height) = (subsampling.chroma_width(width), subsampling.chroma_height(height));
        let sample = Sample::U16(ByteOrder::Little);
        let source = samples([(width, height), (2 * chroma_width, chroma_height), (0, 0)], bits, sample, shift, 9);
        let layout = Layout::YCbCrSemiPlanar { subsampling, bits, sample, shift };
        let (range, matrix) = (Range::Legal, Matrix3Coefficients::Bt2020);
        let siting = ChromaSiting::TopLeft;
        let coding = SourceCoding { layout, width, height, range: Some(range), matrix: Some(matrix), siting };
        let picture = Picture { width, height, layout, planes: source.planes() };
        let split = Samples {
            codes: [vec![], split(&source.codes[1], 0), split(&source.codes[1], 1)],
            bytes: Default::default(),
            strides: [0; 3],
            sizes: [(0, 0), (chroma_width, chroma_height), (chroma_width, chroma_height)],
        };
        check(&coding, &picture, |x, y| {
            let luma = scaled(source.at(0, x as i64, y as i64), bits, range);
            let [cb, cr] = [1, 2]
                .map(|plane| chroma_at(&split, plane, x, y, subsampling, siting))
                .map(|code| scaled_chroma(code, bits, range));
            rgb_of(luma, cb, cr, matrix)
        });
    }
}

fn split(interleaved: &[u16], first: usize) -> Vec<u16> {
    interleaved.iter().skip(first).step_by(2).copied().collect()
}

#[test]
fn rgb_planar_and_packed_match_the_range_equation() {
    let (width, height) = (33, 3);
    for range in RANGES {
        for (bits, sample, shift) in [
            (8, Sample::U8, 0),
            (10, Sample::U16(ByteOrder::Little), 0),
            (12, Sample::U16(ByteOrder::Big), 4),
            (16, Sample::U16(ByteOrder::Big), 0),
        ] {
            let siting = ChromaSiting::Left;
            if shift == 0 {
                let layout = Layout::RgbPlanar { bits, sample };
                let source = samples([(width, height); 3], bits, sample, 0, 5);
                let coding = SourceCoding { layout, width, height, range: Some(range), matrix: None, siting };
                let picture = Picture { width, height, layout, planes: source.planes() };
                check(&coding, &picture, |x, y| {
                    [0, 1, 2].map(|plane| scaled(source.at(plane, x as i64, y as i64), bits, range))
                });
            }
            for components in [3u8, 4] {
                let layout = Layout::RgbPacked { components, bits, sample, shift };
                let step = i64::from(components);
                let sizes = [(width * usize::from(components), height), (0, 0), (0, 0)];
                let source = samples(sizes, bits, sample, shift, 6);
                let coding = SourceCoding { layout, width, height, range: Some(range), matrix: None, siting };
                let picture = Picture { width, height, layout, planes: source.planes() };
                check(&coding, &picture, |x, y| {
                    [0, 1, 2].map(|channel| scaled(source.at(0, x as i64 * step + channel, y as i64), bits, range))
                });
            }
        }
    }
}

#[test]
fn dpx_words_give_their_three_codes() {
    let (width, height) = (67, 2);
    for (order, is_method_a) in
        [(ByteOrder::Big, true), (ByteOrder::Little, true), (ByteOrder::Big, false), (ByteOrder::Little, false)]
    {
        let layout = if is_method_a { Layout::Dpx10FilledA(order) } else { Layout::Dpx10FilledB(order) };
        let codes: Vec<[u32; 3]> =
            (0..width * height).map(|i| [i as u32 * 7 % 1024, i as u32 * 501 % 1024, 1023 - i as u32]).collect();
        // The two spare bits are set: they mean nothing.
        let bytes: Vec<u8> = codes
            .iter()
            .flat_map(|[r, g, b]| {
                let word = if is_method_a { r << 22 | g << 12 | b << 2 | 3 } else { 3 << 30 | r << 20 | g << 10 | b };
                if order == ByteOrder::Big { word.to_be_bytes() } else { word.to_le_bytes() }
            })
            .collect();
        let planes = [Plane { bytes: &bytes, stride_bytes: width * 4 }, Plane::EMPTY, Plane::EMPTY];
        let picture = Picture { width, height, layout, planes };
        let range = Some(Range::Full);
        let coding = SourceCoding { layout, width, height, range, matrix: None, siting: ChromaSiting::Left };
        check(&coding, &picture, |x, y| codes[y * width + x].map(|code| f64::from(code) / 1023.0));
    }
}

#[test]
fn floats_pass_through() {
    let singles = [0.0f32, -0.0, 1.0, -7.5, 400.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1e-40, f32::MAX, 0.18];
    let width = singles.len();
    let planar: Vec<u8> = singles.iter().flat_map(|value| value.to_le_bytes()).collect();
    let plane = Plane { bytes: &planar, stride_bytes: width * 4 };
    let layout = Layout::RgbPlanar { bits: 32, sample: Sample::F32 };
    let picture = Picture { width, height: 1, layout, planes: [plane; 3] };
    let coding = SourceCoding { layout, width, height: 1, range: None, matrix: None, siting: ChromaSiting::Left };
    for level in Level::available() {
        for (found, expected) in unpack_all(level, &coding, &picture).iter().zip(singles) {
            assert_eq!(found.map(f32::to_bits), [expected.to_bits(); 3]);
        }
    }

    let halves: Vec<u16> = (0..=u16::MAX).collect();
    let packed: Vec<u8> =
        halves.iter().flat_map(|half| [*half, 0x3C00, half ^ 0x8000, 0]).flat_map(u16::to_le_bytes).collect();
    let layout = Layout::RgbPacked { components: 4, bits: 16, sample: Sample::F16, shift: 0 };
    let width = halves.len();
    let planes = [Plane { bytes: &packed, stride_bytes: packed.len() }, Plane::EMPTY, Plane::EMPTY];
    let picture = Picture { width, height: 1, layout, planes };
    let coding = SourceCoding { layout, width, height: 1, range: None, matrix: None, siting: ChromaSiting::Left };
    for level in Level::available() {
        for ([r, g, b], half) in unpack_all(level, &coding, &picture).into_iter().zip(&halves) {
            let expected = half::f16::from_bits(*half).to_f32();
            assert!(r.to_bits() == expected.to_bits() || (r.is_nan() && expected.is_nan()), "{half:#x}");
            assert_eq!(g, 1.0);
            assert!(b == -r || r.is_nan());
        }
    }
}

#[test]
fn black_and_white_are_exact_in_every_range() {
    for bits in 8..=16 {
        let unit = 1u32 << (bits - 8);
        assert_eq!(code_value(0, bits, Range::Full), 0.0);
        assert_eq!(code_value(((1u32 << bits) - 1) as u16, bits, Range::Full), 1.0);
        assert_eq!(code_value((16 * unit) as u16, bits, Range::Legal), 0.0);
        assert_eq!(code_value((235 * unit) as u16, bits, Range::Legal), 1.0);
        assert!(code_value(0, bits, Range::Legal) < 0.0);
        assert!(code_value(((1u32 << bits) - 1) as u16, bits, Range::Legal) > 1.08);
    }
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let layout =
        Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample: Sample::U16(ByteOrder::Little) };
    let known = SourceCoding {
        layout,
        width: 4,
        height: 2,
        range: Some(Range::Legal),
        matrix: Some(Matrix3Coefficients::Bt709),
        siting: ChromaSiting::Left,
    };
    let refused = |coding: SourceCoding| Pass::new(&coding, &[], Target::RgbF32).unwrap_err();
    assert_eq!(refused(SourceCoding { range: None, ..known }), PassError::Coding(CodingError::RangeMissing));
    assert_eq!(refused(SourceCoding { matrix: None, ..known }), PassError::Coding(CodingError::MatrixMissing));
    assert_eq!(
        refused(SourceCoding { width: 0, ..known }),
        PassError::Coding(CodingError::NoPixels { width: 0, height: 2 })
    );
    let layout = Layout::RgbPacked { components: 5, bits: 8, sample: Sample::U8, shift: 0 };
    assert_eq!(refused(SourceCoding { layout, ..known }), PassError::Coding(CodingError::Components(5)));
    let layout = Layout::RgbPacked { components: 3, bits: 12, sample: Sample::U16(ByteOrder::Big), shift: 6 };
    assert!(matches!(
        refused(SourceCoding { layout, ..known }),
        PassError::Coding(CodingError::Bits { bits: 12, shift: 6, .. })
    ));
    let layout = Layout::YCbCrPlanar { subsampling: Subsampling::S444, bits: 16, sample: Sample::F16 };
    assert_eq!(refused(SourceCoding { layout, ..known }), PassError::Coding(CodingError::FloatYCbCr));
}

#[test]
fn a_short_plane_is_found_before_a_row_is_read() {
    let layout = Layout::RgbPlanar { bits: 8, sample: Sample::U8 };
    let coding = SourceCoding {
        layout,
        width: 8,
        height: 4,
        range: Some(Range::Full),
        matrix: None,
        siting: ChromaSiting::Left,
    };
    let unpack = Pass::new(&coding, &[], Target::RgbF32).unwrap();
    let bytes = [0; 64];
    let plane = |length: usize, stride_bytes: usize| Plane { bytes: &bytes[..length], stride_bytes };
    let with = |third| Picture { width: 8, height: 4, layout, planes: [plane(32, 8), plane(32, 8), third] };
    assert!(unpack.check(&with(plane(32, 8))).is_ok());
    assert!(unpack.check(&with(plane(38, 10))).is_ok());
    assert!(matches!(unpack.check(&with(plane(31, 8))), Err(PictureMismatch::PlaneTooSmall { plane: 2, .. })));
    assert!(matches!(unpack.check(&with(plane(32, 7))), Err(PictureMismatch::PlaneTooSmall { plane: 2, .. })));
    // Products and sums of these wrap around.
    for stride_bytes in [usize::MAX, 1 << 63, usize::MAX / 3 + 1] {
        assert!(unpack.check(&with(plane(32, stride_bytes))).is_err(), "{stride_bytes}");
        let mut planes = [[0u8; 128]; 3];
        let mut lines = planes.each_mut().map(|bytes| Lines { bytes, stride_bytes });
        let written = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            unpack.rows(&with(plane(32, 8)), 0, 4, &mut lines);
        }));
        assert!(written.is_err(), "wrote at a stride of {stride_bytes}");
    }
    let other = Picture { width: 9, ..with(plane(32, 8)) };
    assert!(matches!(unpack.check(&other), Err(PictureMismatch::Shape { .. })));
}
