//! Memory of one thread, reused from frame to frame.

use super::clip::ClipPicture;
use super::flow::{Group, Member, TILE_ROWS};
use super::rendition::RenditionPicture;
use super::unpack::{PIECE_ROWS, Unpack};
use interneg_kernels::resample::{ResampleScratch, Resampler};
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

impl ClipPicture {
    /// Working memory for one thread.
    pub fn scratch(&self) -> Scratch {
        let width = self.source.coding.width;
        let group = |group: &Group| GroupScratch {
            tile: RgbTile::new(group.columns.len(), TILE_ROWS),
            resample: group.resampler.as_ref().map(Resampler::scratch),
            found: PackCounts::default(),
        };
        let mut dithered: Vec<Option<RgbTile>> = self.renditions.iter().map(|_| None).collect();
        for (group, member) in self.dithered() {
            dithered[member.rendition] = Some(RgbTile::new(group.columns.len(), group.geometry.placed.height));
        }
        Scratch {
            band: RgbTile::new(width, self.schedule.band_rows),
            plain: RgbTile::new(width, self.plain_rows()),
            piece: self.needs_piece().then(|| RgbTile::new(width, PIECE_ROWS)),
            groups: self.groups.iter().map(group).collect(),
            dithered,
            text: String::with_capacity(256),
        }
    }

    /// Bytes of working memory of one thread.
    pub fn scratch_bytes(&self) -> usize {
        let width = self.source.coding.width;
        let piece = if self.needs_piece() { RgbTile::bytes_of(width, PIECE_ROWS) } else { 0 };
        let group = |group: &Group| {
            let resample = group.resampler.as_ref().map_or(0, Resampler::scratch_bytes);
            RgbTile::bytes_of(group.columns.len(), TILE_ROWS) + resample
        };
        let dithered =
            self.dithered().map(|(group, _)| RgbTile::bytes_of(group.columns.len(), group.geometry.placed.height));
        RgbTile::bytes_of(width, self.schedule.band_rows)
            + RgbTile::bytes_of(width, self.plain_rows())
            + piece
            + self.groups.iter().map(group).sum::<usize>()
            + dithered.sum::<usize>()
    }

    /// The scratch is as [`Self::scratch`] makes it.
    pub(super) fn owns(&self, scratch: &Scratch) -> bool {
        let shape = |tile: &RgbTile| (tile.width(), tile.max_rows());
        let width = self.source.coding.width;
        let group = |(group, scratch): (&Group, &GroupScratch)| {
            shape(&scratch.tile) == (group.columns.len(), TILE_ROWS)
                && scratch.resample.is_some() == group.resampler.is_some()
        };
        let is_dithered = |(wanted, tile): (&RenditionPicture, &Option<RgbTile>)| {
            !wanted.target.is_dithered
                || tile.as_ref().is_some_and(|tile| tile.max_rows() == wanted.geometry.placed.height)
        };
        shape(&scratch.band) == (width, self.schedule.band_rows)
            && shape(&scratch.plain) == (width, self.plain_rows())
            && scratch.piece.is_some() == self.needs_piece()
            && scratch.groups.len() == self.groups.len()
            && self.groups.iter().zip(&scratch.groups).all(group)
            && scratch.dithered.len() == self.renditions.len()
            && self.renditions.iter().zip(&scratch.dithered).all(is_dithered)
    }

    fn dithered(&self) -> impl Iterator<Item = (&Group, &Member)> {
        let members = self.groups.iter().flat_map(|group| group.members.iter().map(move |member| (group, member)));
        members.filter(|(_, member)| member.target.is_dithered)
    }

    fn plain_rows(&self) -> usize {
        if self.groups.iter().any(|group| group.resampler.is_none()) { TILE_ROWS } else { 0 }
    }

    fn needs_piece(&self) -> bool {
        self.linear.as_ref().is_some_and(Unpack::needs_piece)
    }
}
