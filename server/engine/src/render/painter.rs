//! From a decoded picture to packed rows: the colour of one span, decided once per task.

use crate::{EngineError, Plan, Span};
use interneg_colour::{Config, Transform};
use interneg_kernels::{
    ChromaSiting, Lines, Matrix3Coefficients, PackCounts, Pass, PassError, Picture, PictureMismatch, Range, RgbTile,
    SourceCoding, Subsampling, Target, YCbCrTarget,
};
use interneg_media::{MediaError, RowBlock, RowLayout, SourceInfo};
use interneg_spec::{FrameRange, Matrix, SampleRange, Siting};

/// Rows that one pass works on: small enough that a UHD tile of three float planes stays in the second-level cache.
const TILE_ROWS: usize = 8;

/// What paints the frames of one span; shared by all threads.
pub(super) struct Painter {
    path: Path,
}

enum Path {
    /// Every operation is known to the kernels: from the decoded picture straight into packed rows.
    Pass(Box<Pass>),
    /// OpenColorIO's processor changes a tile between two passes.
    Processor(Box<Processor>),
}

struct Processor {
    unpack: Pass,
    transform: Transform,
    pack: Pass,
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
        let coding = source_coding(&span.source, span.range, span.matrix, span.siting)?;
        let refused = |error: PassError| colour_error(format!("clips[{}]", span.clip), &error);
        let target = target_of(layout);
        if let Some(operations) = transform.operations() {
            let pass = Pass::new(&coding, operations, target).map_err(refused)?;
            return Ok(Self { path: Path::Pass(Box::new(pass)) });
        }
        let unpack = Pass::new(&coding, &[], Target::RgbF32).map_err(refused)?;
        let pack = Pass::from_tile(&RgbTile::new(coding.width, TILE_ROWS), target).map_err(refused)?;
        Ok(Self { path: Path::Processor(Box::new(Processor { unpack, transform, pack })) })
    }

    /// What a GPU can run as well, where nothing but the kernels has a part in it.
    pub(super) fn pass(&self) -> Option<&Pass> {
        match &self.path {
            Path::Pass(pass) => Some(pass),
            Path::Processor { .. } => None,
        }
    }

    /// Whether pictures are what the probe announced; to be asked before painting one.
    pub(super) fn check(&self, picture: &Picture<'_>) -> Result<(), PictureMismatch> {
        match &self.path {
            Path::Pass(pass) => pass.check(picture),
            Path::Processor(processor) => processor.unpack.check(picture),
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
        let Processor { unpack, transform, pack } = match &self.path {
            Path::Pass(pass) => {
                let mut block = Block { bytes, stride_bytes, rows };
                *counts += block.fill(pass.target(), 0, |lines| pass.rows(picture, first_row, rows, lines));
                return;
            }
            Path::Processor(processor) => &**processor,
        };
        if scratch.tile.width() != picture.width {
            scratch.tile = RgbTile::new(picture.width, TILE_ROWS);
        }
        let tile = &mut scratch.tile;
        for done in (0..rows).step_by(TILE_ROWS) {
            let now = TILE_ROWS.min(rows - done);
            tile.set_rows(now);
            // Single precision holds every sample, so nothing is counted here.
            let _nothing = unpack.rows(picture, first_row + done, now, &mut tile.lines());
            transform.apply(tile);
            let mut block = Block { bytes: &mut *bytes, stride_bytes, rows };
            *counts += block.fill(pack.target(), done, |lines| pack.rows(&tile.picture(), 0, now, lines));
        }
    }
}

/// Storage of a writer's block, as [`RowBlock`] describes it.
struct Block<'a> {
    bytes: &'a mut [u8],
    stride_bytes: usize,
    rows: usize,
}

impl Block<'_> {
    /// Hands the planes of the block to `pack`, from its line `first` on.
    fn fill(&mut self, target: Target, first: usize, pack: impl FnOnce(&mut [Lines<'_>]) -> PackCounts) -> PackCounts {
        let (stride_bytes, plane_bytes) = (self.stride_bytes, self.rows * self.stride_bytes);
        let from = |plane| Lines { bytes: plane, stride_bytes };
        if !matches!(target, Target::YCbCr(_)) {
            return pack(&mut [from(&mut self.bytes[first * stride_bytes..])]);
        }
        let (luma, chroma) = self.bytes.split_at_mut(plane_bytes);
        let (cb, cr) = chroma.split_at_mut(plane_bytes);
        pack(&mut [luma, cb, cr].map(|plane| from(&mut plane[first * stride_bytes..])))
    }
}

fn target_of(layout: RowLayout) -> Target {
    match layout {
        RowLayout::ExrHalfBgr => Target::HalfBgr,
        RowLayout::Dpx10 => Target::Dpx10,
        RowLayout::Dpx16 => Target::Dpx16,
        RowLayout::YCbCr444 { bits, matrix } => Target::YCbCr(YCbCrTarget {
            subsampling: Subsampling::S444,
            bits,
            range: Range::Legal,
            matrix: kernel_matrix(matrix),
            siting: ChromaSiting::Left,
            // A master holds what was computed and no noise.
            is_dithered: false,
        }),
    }
}

/// Opens the configuration of a plan.
pub(crate) fn open_config(reference: &str) -> Result<Config, EngineError> {
    let path = std::path::Path::new(reference);
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

/// How the samples of a source are coded, with what is in force where its file does not say.
pub(crate) fn source_coding(
    source: &SourceInfo,
    range: Option<SampleRange>,
    matrix: Option<Matrix>,
    siting: Option<Siting>,
) -> Result<SourceCoding, MediaError> {
    Ok(SourceCoding {
        layout: interneg_media::layout_of(source)?,
        width: source.raster.width as usize,
        height: source.raster.height as usize,
        range: range.map(kernel_range),
        matrix: matrix.map(kernel_matrix),
        siting: kernel_siting(siting),
    })
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
