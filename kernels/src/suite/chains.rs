//! Chains: a picture scaled, graded and packed in several ways, on a CPU step by step and on a GPU at once.

mod cases;

pub use cases::{chain_frame, chains};

use super::passes::samples;
use crate::coding::SourceCoding;
use crate::counts::PackCounts;
use crate::cuda::{Branch, BranchSource, CudaChain, CudaDevice, CudaError, CudaStep, KernelCache, Lane};
use crate::frame::FloatPlaneMut;
use crate::level::Level;
use crate::pass::{Pass, PassError, Target};
use crate::picture::{Lines, Picture, Plane};
use crate::program::{Operation, Program};
use crate::resample::{ResampleError, ResampleSpec, Resampler};
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
                kept: Vec::new(),
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
