//! From a decoded picture to packed rows: the colour of one span, decided once per task.

use crate::{EngineError, Plan, Span};
use interneg_colour::{Config, Transform};
use interneg_kernels::pack::{dpx10_rows, dpx16_rows, half_bgr_rows};
use interneg_kernels::{
    ChromaSiting, Fused, Layout, Matrix3Coefficients, PackCounts, Picture, PictureMismatch, Range, RgbTile, Sample,
    SourceCoding, Unpack,
};
use interneg_media::{MediaError, RowBlock, RowLayout};
use interneg_spec::{FrameRange, Matrix, SampleRange, Siting};
use std::path::Path;

/// Rows that one pass works on: small enough that a UHD tile of three float planes stays in the second-level cache.
const TILE_ROWS: usize = 8;

/// What paints the frames of one span; shared by all threads.
pub(super) struct Painter {
    pass: Pass,
    layout: RowLayout,
}

enum Pass {
    /// Integer RGB through per-channel tables and a matrix, straight into packed rows.
    Fused(Fused),
    /// Anything else: unpack a tile, transform it, pack it.
    Tiled { unpack: Unpack, transform: Transform },
}

/// A thread's tile, reused from frame to frame.
pub(super) struct PainterScratch {
    tile: RgbTile,
}

impl PainterScratch {
    pub(super) fn new() -> Self {
        Self { tile: RgbTile::new(0, 0) }
    }
}

impl Painter {
    /// One painter for each span that has frames in `frames`.
    pub(super) fn for_spans(
        plan: &Plan,
        frames: FrameRange,
        layout: RowLayout,
    ) -> Result<Vec<Option<Self>>, EngineError> {
        let config = open_config(&plan.colour_config)?;
        let paint = |span: &Span| {
            if span.record.intersection(frames).is_empty() {
                return Ok(None);
            }
            let transform = config
                .transform(&span.colour_space, &plan.target.space)
                .map_err(|error| colour_error(format!("clips[{}].colour_space", span.clip), &error))?;
            Self::new(span, transform, layout).map(Some)
        };
        plan.spans.iter().map(paint).collect()
    }

    fn new(span: &Span, transform: Transform, layout: RowLayout) -> Result<Self, EngineError> {
        let coding = SourceCoding {
            layout: interneg_media::layout_of(&span.source)?,
            width: span.source.raster.width as usize,
            height: span.source.raster.height as usize,
            range: span.range.map(kernel_range),
            matrix: span.matrix.map(kernel_matrix),
            siting: kernel_siting(span.siting),
        };
        if let Some(fused) = fuse(&coding, &transform) {
            return Ok(Self { pass: Pass::Fused(fused), layout });
        }
        let unpack = Unpack::new(&coding).map_err(|error| colour_error(format!("clips[{}]", span.clip), &error))?;
        Ok(Self { pass: Pass::Tiled { unpack, transform }, layout })
    }

    /// Whether pictures are what the probe announced; to be asked before painting one.
    pub(super) fn check(&self, picture: &Picture<'_>) -> Result<(), PictureMismatch> {
        match &self.pass {
            Pass::Fused(fused) => fused.check(picture),
            Pass::Tiled { unpack, .. } => unpack.check(picture),
        }
    }

    /// Fills `block` with the packed pixels of its rows.
    pub(super) fn paint(
        &self,
        picture: &Picture<'_>,
        block: RowBlock<'_>,
        scratch: &mut PainterScratch,
        counts: &mut PackCounts,
    ) {
        let RowBlock { first_row, rows, bytes, stride_bytes } = block;
        match &self.pass {
            Pass::Fused(fused) => {
                *counts += match self.layout {
                    RowLayout::ExrHalfBgr => fused.half_bgr_rows(picture, first_row, rows, bytes, stride_bytes),
                    RowLayout::Dpx10 => fused.dpx10_rows(picture, first_row, rows, bytes, stride_bytes),
                    RowLayout::Dpx16 => fused.dpx16_rows(picture, first_row, rows, bytes, stride_bytes),
                };
            }
            Pass::Tiled { unpack, transform } => {
                if scratch.tile.width() != picture.width {
                    scratch.tile = RgbTile::new(picture.width, TILE_ROWS);
                }
                for done in (0..rows).step_by(TILE_ROWS) {
                    let now = TILE_ROWS.min(rows - done);
                    unpack.rows(picture, first_row + done, now, &mut scratch.tile);
                    transform.apply(&mut scratch.tile);
                    let out = &mut bytes[done * stride_bytes..];
                    *counts += match self.layout {
                        RowLayout::ExrHalfBgr => half_bgr_rows(&scratch.tile, out, stride_bytes),
                        RowLayout::Dpx10 => dpx10_rows(&scratch.tile, out, stride_bytes),
                        RowLayout::Dpx16 => dpx16_rows(&scratch.tile, out, stride_bytes),
                    };
                }
            }
        }
    }
}

/// The fused pass, where the source is integer RGB and the colour operations are curves and at most one matrix.
fn fuse(coding: &SourceCoding, transform: &Transform) -> Option<Fused> {
    let bits = match coding.layout {
        Layout::RgbPlanar { bits, sample: Sample::U8 | Sample::U16(_) }
        | Layout::RgbPacked { bits, sample: Sample::U8 | Sample::U16(_), .. } => bits,
        Layout::Dpx10FilledA(_) | Layout::Dpx10FilledB(_) => 10,
        _ => return None,
    };
    let tabulated = transform.tabulate(bits, coding.range?)?;
    Fused::new(coding.layout, coding.width, coding.height, &tabulated.curves, tabulated.matrix).ok()
}

fn open_config(reference: &str) -> Result<Config, EngineError> {
    let path = Path::new(reference);
    let opened = if path.is_absolute() { Config::from_file(path) } else { Config::builtin(reference) };
    opened.map_err(|error| colour_error("colour.config".to_owned(), &error))
}

fn colour_error(field: String, reason: &dyn std::fmt::Display) -> EngineError {
    EngineError::Colour { field, reason: reason.to_string() }
}

/// A decoded picture that is not what the probe announced is a fault of the source.
pub(super) fn mismatch(span: &Span, source_frame: u64, reason: &PictureMismatch) -> EngineError {
    let path = span.source.files().first().cloned().unwrap_or_default();
    EngineError::Source(MediaError::Decode { path, frame: source_frame, reason: reason.to_string() })
}

fn kernel_range(range: SampleRange) -> Range {
    match range {
        SampleRange::Full => Range::Full,
        SampleRange::Legal => Range::Legal,
    }
}

fn kernel_matrix(matrix: Matrix) -> Matrix3Coefficients {
    match matrix {
        Matrix::Bt601 => Matrix3Coefficients::Bt601,
        Matrix::Bt709 => Matrix3Coefficients::Bt709,
        Matrix::Bt2020 => Matrix3Coefficients::Bt2020,
    }
}

/// Sources whose chroma is subsampled have a siting by the time they are rendered (rule SRC-SITING); for others the
/// kernel ignores it.
fn kernel_siting(siting: Option<Siting>) -> ChromaSiting {
    match siting {
        Some(Siting::Centre) => ChromaSiting::Centre,
        Some(Siting::TopLeft) => ChromaSiting::TopLeft,
        Some(Siting::Left) | None => ChromaSiting::Left,
    }
}
