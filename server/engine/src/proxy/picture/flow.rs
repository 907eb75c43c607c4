//! Renditions of one geometry and look: from tiles of the source to packed rows.

use super::geometry::Geometry;
use super::look::Chain;
use super::rendition::{PictureTarget, Planes};
use super::scratch::GroupScratch;
use interneg_kernels::frame::{FloatPlane, FloatPlaneMut, Region};
use interneg_kernels::resample::Resampler;
use interneg_kernels::{PackCounts, Pass, RgbTile};
use std::ops::Range;

/// Target rows that are worked on at a time: what the resampler filters together, and little enough that a tile of HD
/// and the band that it is made of stay in the second-level cache. Measured from UHD to HD: 32 rows take as long, 64 a
/// tenth more, and a whole frame a fifth to two fifths more, in fifty times the memory.
pub(super) const TILE_ROWS: usize = 16;

/// Renditions that show the same picture.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) geometry: Geometry,
    /// What is seen of the picture.
    pub(super) visible: Region,
    /// Columns of the tile on the canvas: the placed ones, and those that share a chroma sample with them.
    pub(super) columns: Range<usize>,
    /// Scales, where the size changes.
    pub(super) resampler: Option<Resampler>,
    pub(super) chain: Chain,
    /// Renditions by their places in the list.
    pub(super) members: Vec<Member>,
    /// Samples may be none, or infinite.
    pub(super) is_float: bool,
}

/// A rendition of a group.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) rendition: usize,
    pub(super) target: PictureTarget,
    pub(super) pack: Pass,
}

/// Planes of all renditions, and whole pictures of those that are dithered.
pub(super) struct Outputs<'a, 'b> {
    pub(super) planes: &'a mut [Planes<'b>],
    pub(super) dithered: &'a mut [Option<RgbTile>],
}

impl Group {
    /// Columns that a tile has, of a picture that is placed at these.
    pub(super) fn columns_of(geometry: &Geometry, chroma_step: usize) -> Range<usize> {
        let Region { x, width, .. } = geometry.placed;
        let end = (x + width).next_multiple_of(chroma_step).min(geometry.canvas.width as usize);
        x - x % chroma_step..end
    }

    /// Rows of the placed picture that are seen.
    pub(super) fn rows(&self) -> Range<usize> {
        let first = self.visible.y.saturating_sub(self.geometry.placed.y);
        first..first + self.visible.height
    }

    /// Target rows from source rows in linear light.
    pub(super) fn scale(
        &self,
        resampler: &Resampler,
        (band, band_rows): (&RgbTile, Range<usize>),
        rows: Range<usize>,
        scratch: &mut GroupScratch,
        out: &mut Outputs<'_, '_>,
    ) {
        let GroupScratch { tile, resample, found } = scratch;
        tile.set_rows(rows.len());
        let left = self.geometry.placed.x - self.columns.start;
        if let Some(resample) = resample {
            for (from, FloatPlaneMut { values, stride }) in band.planes().into_iter().zip(tile.planes_mut()) {
                let target = FloatPlaneMut { values: &mut values[left..], stride };
                resampler.run_from_rows((from, band_rows.clone()), rows.clone(), target, resample);
            }
        }
        self.finish((tile, found), rows, out);
    }

    /// Target rows that are the first rows of `source`, as they are.
    pub(super) fn copy(
        &self,
        source: &RgbTile,
        rows: Range<usize>,
        scratch: &mut GroupScratch,
        out: &mut Outputs<'_, '_>,
    ) {
        let GroupScratch { tile, found, .. } = scratch;
        tile.set_rows(rows.len());
        let Region { x, width, .. } = self.geometry.placed;
        let (left, first) = (x - self.columns.start, self.geometry.source_window.x as usize);
        for (from, mut to) in source.planes().into_iter().zip(tile.planes_mut()) {
            let FloatPlane { values, stride } = from;
            for row in 0..rows.len() {
                to.row_mut(row, left + width)[left..].copy_from_slice(&values[row * stride + first..][..width]);
            }
        }
        self.finish((tile, found), rows, out);
    }

    /// Look and packing of rows of the placed picture; counts what the look has found.
    fn finish(&self, (tile, found): (&mut RgbTile, &mut PackCounts), rows: Range<usize>, out: &mut Outputs<'_, '_>) {
        if self.is_float {
            *found += self.not_finite(tile);
        }
        self.chain.apply(tile);
        self.blacken_margins(tile);
        for Member { rendition, target, pack } in &self.members {
            let planes = &mut out.planes[*rendition];
            let top = self.geometry.placed.y + rows.start;
            let mut lines = planes.part(top, self.columns.start, *target);
            let packed = match &mut out.dithered[*rendition] {
                // Noise belongs to a place in the picture, so that a pass has to know the row.
                Some(whole) => {
                    copy_rows(tile, whole, rows.start);
                    pack.rows(&whole.picture(), rows.start, rows.len(), &mut lines)
                }
                None => pack.rows(&tile.picture(), 0, rows.len(), &mut lines),
            };
            planes.counts += packed;
        }
    }

    /// Where more samples than those that came out of the look were no numbers before it, these count.
    pub(super) fn settle_counts(&self, found: PackCounts, planes: &mut [Planes<'_>]) {
        for Member { rendition, .. } in &self.members {
            let counts = &mut planes[*rendition].counts;
            *counts = PackCounts {
                nan: found.nan.max(counts.nan),
                infinite: found.infinite.max(counts.infinite),
                clipped: counts.clipped,
            };
        }
    }

    /// Columns of the tile before the placed ones, and behind them.
    pub(super) fn margins(&self) -> (usize, usize) {
        let Region { x, width, .. } = self.geometry.placed;
        (x - self.columns.start, self.columns.end - (x + width))
    }

    /// Columns that share a chroma sample with the picture and are not of it.
    fn blacken_margins(&self, tile: &mut RgbTile) {
        let (left, right) = self.margins();
        if (left, right) == (0, 0) {
            return;
        }
        let right = tile.width() - right;
        for row in 0..tile.rows() {
            for plane in tile.row_mut(row) {
                plane[..left].fill(0.0);
                plane[right..].fill(0.0);
            }
        }
    }

    /// Samples of the placed columns that are no numbers, or infinite.
    fn not_finite(&self, tile: &RgbTile) -> PackCounts {
        let left = self.geometry.placed.x - self.columns.start;
        let mut counts = PackCounts::default();
        for row in 0..tile.rows() {
            for plane in tile.row(row) {
                let samples = &plane[left..left + self.geometry.placed.width];
                counts.nan += samples.iter().filter(|sample| sample.is_nan()).count() as u64;
                counts.infinite += samples.iter().filter(|sample| sample.is_infinite()).count() as u64;
            }
        }
        counts
    }
}

/// Rows of a tile into another from row `first` on.
fn copy_rows(tile: &RgbTile, whole: &mut RgbTile, first: usize) {
    whole.set_rows(whole.max_rows());
    for row in 0..tile.rows() {
        for (to, from) in whole.row_mut(first + row).into_iter().zip(tile.row(row)) {
            to.copy_from_slice(from);
        }
    }
}
