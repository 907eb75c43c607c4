//! What the kernels of a chain use, brought to the GPU and checked.

use super::super::cache::KernelCache;
use super::super::device::CudaDevice;
use super::super::error::CudaError;
use super::super::kept::KeptPicture;
use super::super::look::{Look, Shown};
use super::super::pass::CudaPass;
use super::super::resample::CudaResampler;
use super::{Branch, BranchSource};
use crate::coding::{ChromaSiting, SourceCoding};
use crate::pass::{Pass, Target};
use crate::tile::RgbTile;
use std::ops::Range;

/// What the running kernels use.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The source as planes of singles: as it is, and behind the operations of the chain.
    pub(super) plain: Option<CudaPass>,
    pub(super) linear: Option<CudaPass>,
    pub(super) branches: Vec<Loading>,
}

/// A branch.
#[derive(Debug)]
pub(super) struct Loading {
    pub(super) source: LoadedSource,
    pub(super) rows: Range<usize>,
    pub(super) shown: Shown,
    pub(super) look: Look,
    pub(super) packs: Vec<CudaPass>,
    /// Targets that stay on the GPU.
    pub(super) kept: Vec<usize>,
}

/// Where the picture of a branch comes from.
#[derive(Debug)]
pub(super) enum LoadedSource {
    /// The linear source.
    Scaled(CudaResampler),
    /// The plain source from this column and row on.
    Window { x: usize, y: usize },
}

impl Loading {
    pub(super) fn new(
        device: &CudaDevice,
        kernels: &KernelCache,
        coding: &SourceCoding,
        branch: &Branch<'_>,
    ) -> Result<Self, CudaError> {
        let Branch { source, rows, margins: (left, right), steps, targets, kept } = branch;
        let too_large = |what, found, expected| Err(CudaError::Size { what, found, expected });
        let (width, height, source) = match source {
            BranchSource::Scaled(resampler) => {
                let gpu = CudaResampler::new(device, kernels, resampler)?;
                let [from, (width, height)] = gpu.sizes();
                if from != (coding.width, coding.height) {
                    return too_large("a scaling's source", from.0 * from.1, coding.width * coding.height);
                }
                (width, height, LoadedSource::Scaled(gpu))
            }
            BranchSource::Window { x, y, width, height } => {
                let fits =
                    |begin: usize, length: usize, most: usize| begin.checked_add(length).is_some_and(|end| end <= most);
                if !fits(*x, *width, coding.width) || !fits(*y, *height, coding.height) {
                    return too_large("a window", width.saturating_mul(*height), coding.width * coding.height);
                }
                (*width, *height, LoadedSource::Window { x: *x, y: *y })
            }
        };
        if rows.end > height || rows.is_empty() {
            return too_large("rows of a picture", rows.end, height);
        }
        if targets.is_empty() {
            return too_large("targets of a branch", 0, 1);
        }
        let is_kept = |index: &usize| matches!(targets.get(*index), Some(Target::YCbCr(_)));
        if let Some(index) = kept.iter().find(|index| !is_kept(index)) {
            return too_large("kept targets of Y'CbCr", *index, targets.len());
        }
        let shown = Shown { columns: left + width + right, rows: rows.len(), left: *left, width };
        let displayed = SourceCoding {
            layout: RgbTile::LAYOUT,
            width: shown.columns,
            height: shown.rows,
            range: None,
            matrix: None,
            siting: ChromaSiting::Left,
        };
        let pack = |target: &Target| {
            let pass = Pass::new(&displayed, &[], *target).map_err(CudaError::Pass)?;
            CudaPass::new(device, kernels, &pass)
        };
        Ok(Self {
            source,
            rows: rows.clone(),
            shown,
            look: Look::new(device, kernels, steps)?,
            packs: targets.iter().map(pack).collect::<Result<_, _>>()?,
            kept: kept.clone(),
        })
    }

    /// The planes of a target that begin at this byte of what a lane keeps.
    pub(super) fn kept_at(&self, target: usize, begin: usize) -> Option<KeptPicture> {
        let pass = &self.packs[target];
        let (Target::YCbCr(coded), (width, height)) = (pass.target(), pass.raster()) else { return None };
        let chroma = (coded.subsampling.chroma_width(width), coded.subsampling.chroma_height(height));
        Some(KeptPicture::at(begin, [(width, height), chroma, chroma], coded.bits))
    }
}
