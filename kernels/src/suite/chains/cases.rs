//! The chains that are run.

use super::super::passes::{camera, coding};
use super::{CaseBranch, CaseSource, ChainCase};
use crate::coding::{ChromaSiting, Matrix3Coefficients, Range};
use crate::pass::{Target, YCbCrTarget};
use crate::picture::{ByteOrder, Layout, Sample, Subsampling};
use crate::program::{Cdl, CdlChannel, CdlStyle, Lut1d, Lut3d, Operation};
use crate::resample::{Filter, ResampleSpec, Window};

fn ycbcr(subsampling: Subsampling, bits: u8, is_dithered: bool) -> Target {
    let (matrix, siting) = (Matrix3Coefficients::Bt709, ChromaSiting::Left);
    Target::YCbCr(YCbCrTarget { subsampling, bits, range: Range::Legal, matrix, siting, is_dithered })
}

/// A grade, and curves and a cube as a baked view has them.
fn looks() -> Vec<Vec<Operation>> {
    const EDGE: usize = 9;
    let channel = |slope| CdlChannel { slope, offset: 0.01, power: 1.1 };
    let channels = [1.1, 1.0, 0.9].map(channel);
    let cdl = Operation::Cdl(Cdl { style: CdlStyle::Unlimited, channels, saturation: 0.8 });
    // For every half by its bits, a place in the cube.
    let curve: std::sync::Arc<[f32]> =
        (0..=u32::from(u16::MAX)).map(|bits| (bits % 0x8000) as f32 / 32_768.0).collect();
    let level = |index: usize| index as f32 / (EDGE - 1) as f32;
    let entry = |index: usize| {
        let [r, g, b] = [index / (EDGE * EDGE), index / EDGE % EDGE, index % EDGE].map(level);
        [r * r, 0.25 * r + 0.75 * g, b * (2.0 - b)]
    };
    let entries: std::sync::Arc<[f32]> = (0..EDGE * EDGE * EDGE).flat_map(entry).collect();
    let shaper = Operation::Lut1d(Lut1d { entries: [curve.clone(), curve.clone(), curve], is_of_halves: true });
    vec![vec![cdl], vec![shaper, Operation::Lut3d(Lut3d { entries, edge: EDGE })]]
}

/// Chains of every kind of branch: scaled and not, with margins and without, of one target and of several.
pub fn chains() -> Vec<ChainCase> {
    let ten = Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample: Sample::U16(ByteOrder::Little) };
    let floats = Layout::RgbPlanar { bits: 32, sample: Sample::F32 };
    let scan = Layout::Dpx10FilledA(ByteOrder::Big);
    let movie = coding(ten, ChromaSiting::Left, 94, 51, Range::Legal);
    let (ten_422, eight_444) = (ycbcr(Subsampling::S422, 10, false), ycbcr(Subsampling::S444, 8, false));
    let whole = |target: (usize, usize), filter, source| CaseBranch {
        source: CaseSource::Scaled(ResampleSpec::whole(filter, source, target)),
        rows: 0..target.1,
        margins: (0, 0),
        looks: looks(),
        targets: vec![ten_422],
    };
    let window = Window { x: 1.5, y: 0.25, width: 90.0, height: 50.5 };
    let framed = ResampleSpec { filter: Filter::Mitchell, source: (94, 51), window, target: (31, 17) };
    let unscaled = |at, size: (usize, usize)| CaseBranch {
        source: CaseSource::Window(at, size),
        rows: 0..size.1,
        margins: (0, 0),
        looks: Vec::new(),
        targets: vec![ten_422],
    };
    vec![
        ChainCase::new(
            "chain of a movie, three sizes",
            movie,
            camera(),
            vec![
                CaseBranch { targets: vec![ten_422, eight_444], ..whole((47, 26), Filter::Lanczos3, (94, 51)) },
                CaseBranch {
                    source: CaseSource::Scaled(framed),
                    rows: 3..15,
                    margins: (1, 0),
                    ..whole((31, 17), Filter::Mitchell, (94, 51))
                },
                CaseBranch { looks: looks(), margins: (1, 1), ..unscaled((2, 3), (89, 40)) },
            ],
        ),
        ChainCase::new(
            "chain of a movie, unscaled, dithered",
            movie,
            Vec::new(),
            vec![CaseBranch { targets: vec![ycbcr(Subsampling::S422, 8, true)], ..unscaled((0, 0), (94, 51)) }],
        ),
        ChainCase::new(
            "chain of floats, some of them none",
            coding(floats, ChromaSiting::Left, 61, 23, Range::Full),
            camera(),
            vec![whole((40, 30), Filter::Lanczos3, (61, 23)), CaseBranch { rows: 2..20, ..unscaled((4, 1), (50, 21)) }],
        ),
        ChainCase::new(
            "chain of a scan, of other shapes",
            coding(scan, ChromaSiting::Left, 33, 300, Range::Full),
            camera(),
            vec![
                CaseBranch { looks: Vec::new(), ..whole((66, 11), Filter::Box, (33, 300)) },
                whole((1, 1), Filter::Lanczos3, (33, 300)),
                unscaled((7, 299), (1, 1)),
            ],
        ),
    ]
}

/// The chain whose speed is measured, over frames of this size: a camera's movie, scaled to half, graded and looked at
/// through a cube, for an encoder. None for frames that have no half.
pub fn chain_frame(width: usize, height: usize) -> Option<ChainCase> {
    let layout =
        Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample: Sample::U16(ByteOrder::Little) };
    let target = (width / 2, height / 2);
    let branch = CaseBranch {
        source: CaseSource::Scaled(ResampleSpec::whole(Filter::Lanczos3, (width, height), target)),
        rows: 0..target.1,
        margins: (0, 0),
        looks: looks(),
        targets: vec![ycbcr(Subsampling::S422, 10, false)],
    };
    let coding = coding(layout, ChromaSiting::Left, width, height, Range::Legal);
    let case = || ChainCase::new("Y'CbCr 4:2:2 to half, cube, 4:2:2", coding, camera(), vec![branch]);
    (target.0 > 0 && target.1 > 0).then(case)
}
