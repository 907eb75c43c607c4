//! Memory of one thread, reused from frame to frame.

use interneg_kernels::resample::ResampleScratch;
use interneg_kernels::{PackCounts, RgbTile};

/// Working memory of one thread for one [`ClipPicture`](super::ClipPicture): made once, never larger afterwards.
#[derive(Debug)]
pub struct Scratch {
    /// Source rows in linear light.
    pub(super) band: RgbTile,
    /// Source rows as they are, for renditions that are not scaled.
    pub(super) plain: RgbTile,
    /// For a transform that is no program.
    pub(super) piece: Option<RgbTile>,
    /// Of every group.
    pub(super) groups: Vec<GroupScratch>,
    /// Whole pictures of the renditions that are dithered.
    pub(super) dithered: Vec<Option<RgbTile>>,
    /// What is burnt in.
    pub(super) text: String,
}

/// What a group of renditions works in.
#[derive(Debug)]
pub(super) struct GroupScratch {
    pub(super) tile: RgbTile,
    pub(super) resample: Option<ResampleScratch>,
    /// Samples of the frame that were no numbers, or infinite, before the look.
    pub(super) found: PackCounts,
}
