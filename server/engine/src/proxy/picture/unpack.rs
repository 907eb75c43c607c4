//! From codes of the source to rows of a tile.

use super::error::PictureError;
use interneg_colour::Transform;
use interneg_kernels::{Lines, Operation, Pass, Picture, RgbTile, SourceCoding, Target};
use std::ops::Range;

/// Rows that a transform takes at a time where it is no program.
pub(super) const PIECE_ROWS: usize = 8;

/// Unpacks a source, and transforms it where that is asked for.
#[derive(Debug)]
pub(super) struct Unpack {
    pass: Pass,
    /// What the pass takes along.
    operations: Vec<Operation>,
    /// What the pass could not take along.
    transform: Option<Transform>,
}

impl Unpack {
    /// Codes as they are.
    pub(super) fn plain(coding: &SourceCoding) -> Result<Self, PictureError> {
        Self::with(coding, &[], None)
    }

    /// To another space.
    pub(super) fn through(coding: &SourceCoding, transform: Transform) -> Result<Self, PictureError> {
        match transform.operations() {
            Some(operations) => Self::with(coding, operations, None),
            None => Self::with(coding, &[], Some(transform)),
        }
    }

    fn with(
        coding: &SourceCoding,
        operations: &[Operation],
        transform: Option<Transform>,
    ) -> Result<Self, PictureError> {
        let pass = Pass::new(coding, operations, Target::RgbF32)?;
        Ok(Self { pass, operations: operations.to_vec(), transform })
    }

    /// All of it as operations of a pass; none where a transform is no program.
    pub(super) fn operations(&self) -> Option<&[Operation]> {
        if self.transform.is_some() { None } else { Some(&self.operations) }
    }

    /// It needs a piece of its own to work in.
    pub(super) fn needs_piece(&self) -> bool {
        self.transform.is_some()
    }

    /// Rows of the picture, which has been checked, into the tile from its row `at` on.
    pub(super) fn rows(
        &self,
        picture: &Picture<'_>,
        rows: Range<usize>,
        tile: &mut RgbTile,
        at: usize,
        piece: &mut Option<RgbTile>,
    ) {
        // Single precision holds every sample, so nothing is counted.
        let (Some(transform), Some(piece)) = (&self.transform, piece) else {
            let mut lines = tile.lines().map(|Lines { bytes, stride_bytes }| {
                let from = (at * stride_bytes).min(bytes.len());
                Lines { bytes: &mut bytes[from..], stride_bytes }
            });
            let _nothing = self.pass.rows(picture, rows.start, rows.len(), &mut lines);
            return;
        };
        for first in rows.clone().step_by(PIECE_ROWS) {
            let now = PIECE_ROWS.min(rows.end - first);
            piece.set_rows(now);
            let _nothing = self.pass.rows(picture, first, now, &mut piece.lines());
            transform.apply(piece);
            for row in 0..now {
                let to = tile.row_mut(at + first - rows.start + row);
                for (to, from) in to.into_iter().zip(piece.row(row)) {
                    to.copy_from_slice(from);
                }
            }
        }
    }
}
