//! Chains: a picture scaled, graded and packed in several ways, on a CPU step by step and on a GPU at once.

use super::passes::{camera, coding, samples};
use crate::coding::{ChromaSiting, Matrix3Coefficients, Range, SourceCoding};
use crate::counts::PackCounts;
use crate::cuda::{Branch, BranchSource, CudaChain, CudaDevice, CudaError, CudaStep, KernelCache, Lane};
use crate::frame::FloatPlaneMut;
use crate::level::Level;
use crate::pass::{Pass, PassError, Target, YCbCrTarget};
use crate::picture::{ByteOrder, Layout, Lines, Picture, Plane, Sample, Subsampling};
use crate::program::{Cdl, CdlChannel, CdlStyle, Lut1d, Lut3d, Operation, Program};
use crate::resample::{Filter, ResampleError, ResampleSpec, Resampler, Window};
use crate::tile::RgbTile;
use std::ops::Range as Rows;

/// A picture and the branches of a chain.
#[derive(Debug)]
pub struct ChainCase {
    /// What is special about it.
    pub name: &'static str,
    coding: SourceCoding,
    linear: Vec<Operation>,
    branches: Vec<CaseBranch>,
    planes: [(Vec<u8>, usize); 3],
}

#[derive(Debug, Clone)]
struct CaseBranch {
    source: CaseSource,
    rows: Rows<usize>,
    margins: (usize, usize),
    /// Programs that run one after the other.
    looks: Vec<Vec<Operation>>,
    targets: Vec<Target>,
}

#[derive(Debug, Clone, Copy)]
enum CaseSource {
    Scaled(ResampleSpec),
    /// Column and row, width and height.
    Window((usize, usize), (usize, usize)),
}

/// Planes of one target of a branch one behind the other, and counts; and the counts of what its look has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainOutput {
    /// Bytes of the planes, lines without gaps.
    pub planes: Vec<u8>,
    /// Of packing.
    pub counts: PackCounts,
    /// NaN and infinities before the look; nothing is clipped there.
    pub found: PackCounts,
}

impl ChainCase {
    fn new(name: &'static str, coding: SourceCoding, linear: Vec<Operation>, branches: Vec<CaseBranch>) -> Self {
        let planes = coding.layout.planes(coding.width, coding.height).map(|(line_bytes, lines)| {
            let stride_bytes = line_bytes + 5;
            (samples(coding.layout, stride_bytes * lines), stride_bytes)
        });
        Self { name, coding, linear, branches, planes }
    }

    /// The picture.
    pub fn picture(&self) -> Picture<'_> {
        let SourceCoding { layout, width, height, .. } = self.coding;
        let planes = self.planes.each_ref().map(|(bytes, stride_bytes)| Plane { bytes, stride_bytes: *stride_bytes });
        Picture { width, height, layout, planes }
    }

    /// What a CPU of this level makes of it, branch by branch and target by target.
    ///
    /// # Errors
    /// None, for the cases of [`chains`].
    ///
    /// # Panics
    /// Never, for the cases of [`chains`].
    pub fn on_cpu(&self, level: Level) -> Result<Vec<ChainOutput>, PassError> {
        let (plain, linear) = (self.unpacked(level, &[])?, self.unpacked(level, &self.linear)?);
        let mut outputs = Vec::new();
        for branch in &self.branches {
            let mut tile = branch.picture(level, &plain, &linear).expect("the suite's scalings are good ones");
            let found = branch.found(&tile);
            for look in &branch.looks {
                Program::at_level(level, look)?.apply(&mut tile);
            }
            branch.blacken(&mut tile);
            for target in &branch.targets {
                let pass = Pass::from_tile(&tile, *target)?.with_level(level);
                let sizes = target.planes(tile.width(), tile.rows());
                let mut planes = sizes.map(|(line_bytes, lines)| vec![0; line_bytes * lines]);
                let mut strides = sizes.into_iter().map(|(line_bytes, _)| line_bytes);
                let mut lines =
                    planes.each_mut().map(|bytes| Lines { bytes, stride_bytes: strides.next().unwrap_or_default() });
                let counts = pass.rows(&tile.picture(), 0, tile.rows(), &mut lines);
                outputs.push(ChainOutput { planes: planes.concat(), counts, found });
            }
        }
        Ok(outputs)
    }

    fn unpacked(&self, level: Level, operations: &[Operation]) -> Result<RgbTile, PassError> {
        let pass = Pass::at_level(level, &self.coding, operations, Target::RgbF32)?;
        let mut tile = RgbTile::new(self.coding.width, self.coding.height);
        tile.set_rows(self.coding.height);
        pass.rows(&self.picture(), 0, self.coding.height, &mut tile.lines());
        Ok(tile)
    }

    /// The chain on a GPU.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    ///
    /// # Panics
    /// Never, for the cases of [`chains`].
    pub fn chain(&self, device: &CudaDevice, kernels: &KernelCache) -> Result<CudaChain, CudaError> {
        let resampler = |branch: &CaseBranch| match branch.source {
            CaseSource::Scaled(spec) => Some(Resampler::new(&spec).expect("the suite's scalings are good ones")),
            CaseSource::Window(..) => None,
        };
        let resamplers: Vec<Option<Resampler>> = self.branches.iter().map(resampler).collect();
        let branches: Vec<Branch<'_>> = self
            .branches
            .iter()
            .zip(&resamplers)
            .map(|(branch, resampler)| Branch {
                source: match (resampler, branch.source) {
                    (Some(resampler), _) => BranchSource::Scaled(resampler),
                    (None, CaseSource::Window((x, y), (width, height))) => BranchSource::Window { x, y, width, height },
                    (None, CaseSource::Scaled(_)) => unreachable!("every scaling has its resampler"),
                },
                rows: branch.rows.clone(),
                margins: branch.margins,
                steps: branch.looks.iter().map(|look| CudaStep::Operations(look)).collect(),
                targets: branch.targets.clone(),
            })
            .collect();
        CudaChain::new(device, kernels, &self.coding, &self.linear, &branches)
    }

    /// What a GPU makes of it.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    ///
    /// # Panics
    /// Never, for the cases of [`chains`].
    pub fn on_gpu(
        &self,
        device: &CudaDevice,
        kernels: &KernelCache,
        lane: &mut Lane,
    ) -> Result<Vec<ChainOutput>, CudaError> {
        let chain = self.chain(device, kernels)?;
        chain.submit(lane, &self.picture())?;
        let done = chain.finish(lane)?;
        let places = self.branches.iter().enumerate();
        let places = places.flat_map(|(branch, of)| (0..of.targets.len()).map(move |target| (branch, target)));
        let outputs = places.map(|(branch, target)| {
            let packed = done.packed(branch, target);
            ChainOutput { planes: packed.planes.concat(), counts: packed.counts, found: done.found(branch) }
        });
        Ok(outputs.collect())
    }
}

impl CaseBranch {
    /// The rows of the picture before its look, with room for the margins.
    fn picture(&self, level: Level, plain: &RgbTile, linear: &RgbTile) -> Result<RgbTile, ResampleError> {
        let (left, right) = self.margins;
        let (width, from) = match self.source {
            CaseSource::Scaled(spec) => (spec.target.0, linear),
            CaseSource::Window(_, (width, _)) => (width, plain),
        };
        let mut tile = RgbTile::new(left + width + right, self.rows.len());
        tile.set_rows(self.rows.len());
        match self.source {
            CaseSource::Scaled(spec) => {
                let resampler = Resampler::at_level(level, &spec)?;
                for (source, FloatPlaneMut { values, stride }) in from.planes().into_iter().zip(tile.planes_mut()) {
                    let target = FloatPlaneMut { values: &mut values[left..], stride };
                    resampler.run(source, self.rows.clone(), target, &mut resampler.scratch());
                }
            }
            CaseSource::Window((x, y), _) => {
                for (to, row) in self.rows.clone().enumerate() {
                    for (to, from) in tile.row_mut(to).into_iter().zip(from.row(y + row)) {
                        to[left..left + width].copy_from_slice(&from[x..x + width]);
                    }
                }
            }
        }
        Ok(tile)
    }

    /// Columns of the picture in its tile.
    fn columns(&self, tile: &RgbTile) -> Rows<usize> {
        self.margins.0..tile.width() - self.margins.1
    }

    fn found(&self, tile: &RgbTile) -> PackCounts {
        let mut counts = PackCounts::default();
        for row in 0..tile.rows() {
            for plane in tile.row(row) {
                let samples = &plane[self.columns(tile)];
                counts.nan += samples.iter().filter(|sample| sample.is_nan()).count() as u64;
                counts.infinite += samples.iter().filter(|sample| sample.is_infinite()).count() as u64;
            }
        }
        counts
    }

    fn blacken(&self, tile: &mut RgbTile) {
        let columns = self.columns(tile);
        for row in 0..tile.rows() {
            for plane in tile.row_mut(row) {
                plane[..columns.start].fill(0.0);
                plane[columns.end..].fill(0.0);
            }
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_runs_alike_at_every_level_and_counts_something() {
        let (mut counts, mut found) = (PackCounts::default(), PackCounts::default());
        for case in chains() {
            let expected = case.on_cpu(Level::BASELINE).unwrap();
            for output in &expected {
                assert!(output.planes.iter().any(|byte| *byte != output.planes[0]), "{}: flat", case.name);
                counts += output.counts;
                found += output.found;
            }
            for level in Level::available() {
                assert!(case.on_cpu(level).unwrap() == expected, "{} {}", case.name, level.name());
            }
        }
        assert!(counts.clipped > 0 && found.nan > 0 && found.infinite > 0, "{counts:?} {found:?}");
    }
}
