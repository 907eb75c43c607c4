//! Passes from every layout and to every target, with pictures of hostile samples.

use crate::coding::{ChromaSiting, Matrix3Coefficients, Range, SourceCoding};
use crate::counts::PackCounts;
use crate::level::Level;
use crate::matrix::Matrix;
use crate::pass::{Pass, PassError, Target, YCbCrTarget};
use crate::picture::{ByteOrder, Layout, Lines, Picture, Plane, Sample, Subsampling};
use crate::program::{CameraLogToLin, LogToLin, Operation};

/// A pass and a picture for it.
#[derive(Debug)]
pub struct PassCase {
    /// What is special about it.
    pub name: String,
    /// The picture's coding.
    pub coding: SourceCoding,
    /// What happens to it.
    pub operations: Vec<Operation>,
    /// What it becomes.
    pub target: Target,
    planes: [(Vec<u8>, usize); 3],
}

/// Bytes between a picture's lines, and between written lines.
const GAP: usize = 7;
/// What the bytes between written lines hold before and after.
const GUARD: u8 = 0xC5;

/// Planes that a pass has written, guards included, and its counts.
pub type Written = (Vec<Vec<u8>>, PackCounts);

impl PassCase {
    fn new(coding: SourceCoding, operations: &[Operation], target: Target) -> Self {
        let SourceCoding { layout, width, height, siting, .. } = coding;
        let name = format!("{width}x{height} {layout:?} {siting:?} to {target:?}");
        let planes = layout.planes(width, height).map(|(line_bytes, lines)| {
            // Samples of two bytes begin at even addresses in no decoder's promise.
            let stride_bytes = line_bytes + GAP;
            (samples(layout, stride_bytes * lines), stride_bytes)
        });
        Self { name, coding, operations: operations.to_vec(), target, planes }
    }

    /// With 10-bit codes as a camera gives them instead of hostile ones.
    fn everyday(coding: SourceCoding, operations: &[Operation], target: Target) -> Self {
        let SourceCoding { layout, width, height, .. } = coding;
        let mut case = Self::new(coding, operations, target);
        for (plane, (bytes, stride_bytes)) in case.planes.iter_mut().enumerate() {
            let lines = layout.planes(width, height)[plane].1;
            for (y, line) in bytes.chunks_exact_mut(*stride_bytes).enumerate().take(lines) {
                everyday_line(layout, plane, y as f32 / lines as f32, line);
            }
        }
        case
    }

    /// The pass, at the machine's best level.
    ///
    /// # Errors
    /// None, for the cases of [`passes`].
    pub fn pass(&self) -> Result<Pass, PassError> {
        Pass::new(&self.coding, &self.operations, self.target)
    }

    /// The picture.
    pub fn picture(&self) -> Picture<'_> {
        let SourceCoding { layout, width, height, .. } = self.coding;
        let planes = self.planes.each_ref().map(|(bytes, stride_bytes)| Plane { bytes, stride_bytes: *stride_bytes });
        Picture { width, height, layout, planes }
    }

    /// What `run` writes into planes with guards.
    ///
    /// # Errors
    /// What `run` gives.
    pub fn write<E>(&self, run: impl FnOnce(&mut [Lines<'_>]) -> Result<PackCounts, E>) -> Result<Written, E> {
        let sizes = self.target.planes(self.coding.width, self.coding.height);
        let mut planes = sizes.map(|(line_bytes, lines)| (vec![GUARD; (line_bytes + GAP) * lines], line_bytes + GAP));
        let counts =
            run(&mut planes.each_mut().map(|(bytes, stride_bytes)| Lines { bytes, stride_bytes: *stride_bytes }))?;
        Ok((planes.map(|(bytes, _)| bytes).to_vec(), counts))
    }

    /// What a CPU of this level writes.
    ///
    /// # Errors
    /// None, for the cases of [`passes`].
    pub fn on_cpu(&self, level: Level) -> Result<Written, PassError> {
        let pass = self.pass()?.with_level(level);
        self.write(|out| Ok(pass.rows(&self.picture(), 0, self.coding.height, out)))
    }
}

/// Bytes of any kind for integers; for floats also infinities, NaN, denormals and everyday values.
pub(super) fn samples(layout: Layout, bytes: usize) -> Vec<u8> {
    let mut state = 11u32;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let sample = match layout {
        Layout::RgbPlanar { sample, .. } | Layout::RgbPacked { sample, .. } => sample,
        _ => Sample::U8,
    };
    let word: Box<dyn FnMut() -> Vec<u8>> = match sample {
        // All halves are hostile enough, one in sixteen bits is a special one.
        Sample::F16 => Box::new(move || ((random() & 0xFFFF) as u16).to_le_bytes().to_vec()),
        Sample::F32 => Box::new(move || {
            let value = match random() % 8 {
                0 => f32::from_bits(random() << 8),
                1 => f32::from_bits(random() & 0x7F_FFFF),
                2 => [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 65519.0, 65520.0, -65520.0, 1.0, -0.0]
                    [(random() % 8) as usize],
                3 => random() as f32 / 16_777_216.0 * 400.0,
                _ => random() as f32 / 16_777_216.0 * 3.0 - 1.0,
            };
            value.to_le_bytes().to_vec()
        }),
        Sample::U8 | Sample::U16(_) => Box::new(move || vec![(random() & 0xFF) as u8]),
    };
    std::iter::repeat_with(word).flatten().take(bytes).collect()
}

/// Ramps across and down with grain: luma, R, G, B from 150 to 750, chroma within 100 of no colour.
fn everyday_line(layout: Layout, plane: usize, down: f32, line: &mut [u8]) {
    let mut state = down.to_bits();
    let mut grain = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 28) as f32
    };
    let is_words = matches!(layout, Layout::Dpx10FilledA(_));
    let word_bytes = if is_words { 4 } else { 2 };
    let words = line.len() / word_bytes;
    for (x, word) in line.chunks_exact_mut(word_bytes).enumerate() {
        let across = x as f32 / words as f32;
        let mut code = |low: f32, high: f32, share: f32| (low + (high - low) * share + grain()) as u32;
        if is_words {
            let [r, g, b] = [across, down, 1.0 - across].map(|share| code(150.0, 750.0, share));
            word.copy_from_slice(&(r << 22 | g << 12 | b << 2).to_be_bytes());
        } else {
            let code = if plane == 0 { code(150.0, 750.0, across) } else { code(412.0, 612.0, down) };
            word.copy_from_slice(&(code as u16).to_le_bytes());
        }
    }
}

/// A pass for every layout, word, siting and target, in odd and even sizes.
pub fn passes() -> Vec<PassCase> {
    let mut cases = Vec::new();
    let camera = camera();
    for (layout, siting) in sources() {
        for (width, height) in [(70, 9), (37, 6), (1, 1)] {
            let range = if width == 37 { Range::Full } else { Range::Legal };
            cases.push(PassCase::new(coding(layout, siting, width, height, range), &camera, Target::HalfBgr));
        }
    }
    let floats = Layout::RgbPlanar { bits: 32, sample: Sample::F32 };
    let ten = Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample: Sample::U16(ByteOrder::Little) };
    for target in targets() {
        for (width, height) in [(70, 9), (37, 6), (2, 1), (1, 3)] {
            let whole = coding(floats, ChromaSiting::Left, width, height, Range::Full);
            cases.push(PassCase::new(whole, &[], target));
        }
        let movie = coding(ten, ChromaSiting::Left, 66, 5, Range::Legal);
        cases.push(PassCase::new(movie, &camera, target));
    }
    cases
}

/// The passes whose speed is measured, over frames of this size, by name: a camera's movie and a scan to halves, and a
/// movie to a proxy's samples.
pub fn frames(width: usize, height: usize) -> Vec<(&'static str, PassCase)> {
    let subsampling = Subsampling::S422;
    let movie = Layout::YCbCrPlanar { subsampling, bits: 10, sample: Sample::U16(ByteOrder::Little) };
    let movie = coding(movie, ChromaSiting::Left, width, height, Range::Legal);
    let scan = Layout::Dpx10FilledA(ByteOrder::Big);
    let scan = coding(scan, ChromaSiting::Left, width, height, Range::Full);
    let (matrix, siting) = (Matrix3Coefficients::Bt709, ChromaSiting::Left);
    let proxy = YCbCrTarget { subsampling, bits: 10, range: Range::Legal, matrix, siting, is_dithered: false };
    let camera = log_c4();
    vec![
        ("Y'CbCr 4:2:2 10-bit to half", PassCase::everyday(movie, &camera, Target::HalfBgr)),
        ("DPX 10-bit to half", PassCase::everyday(scan, &camera, Target::HalfBgr)),
        ("DPX 10-bit to DPX 16-bit", PassCase::everyday(scan, &camera, Target::Dpx16)),
        ("Y'CbCr 4:2:2 to 4:2:2, 10-bit", PassCase::everyday(movie, &camera, Target::YCbCr(proxy))),
    ]
}

pub(super) fn coding(layout: Layout, siting: ChromaSiting, width: usize, height: usize, range: Range) -> SourceCoding {
    let matrix = Some(Matrix3Coefficients::Bt709);
    SourceCoding { layout, width, height, range: Some(range), matrix, siting }
}

/// ARRI LogC4 to linear ACES2065-1, from the curve and the primaries of ARRI's "LogC4 Logarithmic Color Space
/// Specification".
fn log_c4() -> Vec<Operation> {
    let (a, b, c): (f64, f64, f64) = ((262_144.0 - 16.0) / 117.45, (1023.0 - 95.0) / 1023.0, 95.0 / 1023.0);
    let slope = 14.0 / b;
    let black = (6.0 - slope * c).exp2();
    let line_scale = black * slope * std::f64::consts::LN_2 / a;
    let curve = CameraLogToLin {
        curve: LogToLin {
            log_offset: (6.0 / slope - c) as f32,
            log_scale: slope as f32,
            offset: -64.0,
            scale: (1.0 / a) as f32,
        },
        cut: 0.0,
        line_offset: ((black - 64.0) / a / line_scale) as f32,
        line_scale: line_scale as f32,
    };
    let rows = [
        [0.750_957_36, 0.144_422_79, 0.104_619_85],
        [0.000_821_837_1, 1.007_397_6, -0.008_219_422],
        [-0.000_499_952_1, -0.000_854_177_2, 1.001_354_1],
    ];
    vec![Operation::CameraLogToLin([curve; 3]), Operation::Matrix(Matrix::new(rows))]
}

/// A camera's curve and a matrix, as a NAM has them.
pub(super) fn camera() -> Vec<Operation> {
    let is_wanted = |operation: &&Operation| matches!(operation, Operation::CameraLogToLin(_) | Operation::Matrix(_));
    let mut found: Vec<Operation> = super::operations().iter().filter(is_wanted).cloned().collect();
    found.sort_by_key(|operation| matches!(operation, Operation::Matrix(_)));
    found.truncate(2);
    found
}

fn sources() -> Vec<(Layout, ChromaSiting)> {
    use ByteOrder::{Big, Little};
    use ChromaSiting::{Centre, Left, TopLeft};
    use Sample::{F16, F32, U8, U16};
    use Subsampling::{S420, S422, S444};
    let planar = |subsampling, bits, sample| Layout::YCbCrPlanar { subsampling, bits, sample };
    let semi = |subsampling, bits, sample, shift| Layout::YCbCrSemiPlanar { subsampling, bits, sample, shift };
    let rgb = |bits, sample| Layout::RgbPlanar { bits, sample };
    let packed = |components, bits, sample, shift| Layout::RgbPacked { components, bits, sample, shift };
    let with_siting = [
        (planar(S420, 8, U8), Left),
        (planar(S420, 10, U16(Little)), Centre),
        (planar(S420, 10, U16(Little)), TopLeft),
        (planar(S422, 10, U16(Little)), Left),
        (planar(S422, 12, U16(Big)), Centre),
        (planar(S444, 12, U16(Little)), Left),
        (planar(S444, 16, U16(Little)), Left),
        (semi(S420, 8, U8, 0), Left),
        (semi(S420, 10, U16(Little), 6), Left),
        (semi(S422, 16, U16(Little), 0), Left),
        (semi(S444, 8, U8, 0), Centre),
    ];
    let without = [
        rgb(8, U8),
        rgb(10, U16(Little)),
        rgb(12, U16(Big)),
        rgb(16, U16(Little)),
        rgb(16, F16),
        rgb(32, F32),
        packed(3, 8, U8, 0),
        packed(4, 8, U8, 0),
        packed(3, 16, U16(Little), 0),
        packed(3, 12, U16(Big), 4),
        packed(4, 16, F16, 0),
        packed(3, 32, F32, 0),
        Layout::Dpx10FilledA(Big),
        Layout::Dpx10FilledA(Little),
        Layout::Dpx10FilledB(Big),
    ];
    with_siting.into_iter().chain(without.map(|layout| (layout, Left))).collect()
}

fn targets() -> Vec<Target> {
    use ChromaSiting::{Centre, Left, TopLeft};
    use Subsampling::{S420, S422, S444};
    let ycbcr = |subsampling, bits, range, siting| {
        let matrix = Matrix3Coefficients::Bt709;
        Target::YCbCr(YCbCrTarget { subsampling, bits, range, matrix, siting, is_dithered: bits == 8 })
    };
    vec![
        Target::HalfBgr,
        Target::Dpx10,
        Target::Dpx16,
        Target::RgbF32,
        ycbcr(S420, 8, Range::Legal, Left),
        ycbcr(S420, 8, Range::Full, Centre),
        ycbcr(S420, 10, Range::Legal, TopLeft),
        ycbcr(S422, 8, Range::Legal, Left),
        ycbcr(S422, 10, Range::Legal, Left),
        ycbcr(S422, 12, Range::Legal, Centre),
        ycbcr(S444, 8, Range::Full, Left),
        ycbcr(S444, 10, Range::Legal, Left),
        ycbcr(S444, 16, Range::Full, Left),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_runs_alike_at_every_level_and_counts_something() {
        let mut counts = PackCounts::default();
        for case in passes() {
            let expected = case.on_cpu(Level::BASELINE).unwrap();
            counts += expected.1;
            for level in Level::available() {
                assert!(case.on_cpu(level).unwrap() == expected, "{} {}", case.name, level.name());
            }
        }
        assert!(counts.nan > 0 && counts.infinite > 0 && counts.clipped > 0, "{counts:?}");
    }
}
