//! A frame of a framing decision list in a raster.

use super::{FramingError, Geometry, PixelGrid, Placement, SourcePicture, Window};
use crate::fdl::{Area, Canvas, CanvasTemplate, Context, Fdl, FramingDecision};
use interneg_spec::Raster;

/// A frame and the canvas it is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame<'a> {
    /// The canvas.
    pub canvas: &'a Canvas,
    /// The frame.
    pub decision: &'a FramingDecision,
}

/// What a frame is looked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameQuery<'a> {
    /// Stored pixels of the source.
    pub raster: Raster,
    /// Name of the clip, which lists of version 2.0 may name.
    pub clip: Option<&'a str>,
    /// Id of the framing intent; where it is missing, the list's default counts.
    pub intent: Option<&'a str>,
}

/// The frame for a source: the one of the canvas of its size, for the intent that is named, or else for the list's
/// default, or else the only one. Where canvases are named for the clip, only those count, and those that are named for
/// another clip never do.
///
/// # Errors
/// There is none, or more than one.
pub fn frame_for<'a>(list: &'a Fdl, query: &FrameQuery<'_>) -> Result<Frame<'a>, FramingError> {
    let FrameQuery { raster, clip, intent } = *query;
    let intent = intent.or(list.default_framing_intent.as_deref());
    let is_named =
        |context: &Context| clip.is_some_and(|clip| context.clip_id.as_ref().is_some_and(|id| id.is_called(clip)));
    let any_is_named = list.contexts.iter().any(is_named);
    let counts = |context: &&Context| match clip {
        Some(_) if any_is_named => is_named(context),
        Some(_) => context.clip_id.is_none(),
        None => true,
    };
    let canvases = list.contexts.iter().filter(counts).flat_map(|context| &context.canvases);
    let frames: Vec<Frame<'a>> = canvases
        .filter(|canvas| size(canvas) == raster)
        .flat_map(|canvas| canvas.framing_decisions.iter().map(move |decision| Frame { canvas, decision }))
        .filter(|frame| intent.is_none_or(|intent| frame.decision.framing_intent_id == intent))
        .collect();
    match frames[..] {
        [] => Err(FramingError::NoFrame { raster, intent: intent.map(str::to_owned) }),
        [frame] => Ok(frame),
        _ => {
            let decisions = frames.iter().map(|frame| frame.decision.id.clone()).collect();
            Err(FramingError::SeveralFrames { raster, decisions })
        }
    }
}

/// A checked list has whole sizes up to 65535.
fn size(canvas: &Canvas) -> Raster {
    Raster { width: canvas.dimensions.width as u32, height: canvas.dimensions.height as u32 }
}

pub(super) fn fit(
    source: &SourcePicture,
    delivery: Raster,
    grid: PixelGrid,
    frame: &Frame<'_>,
    template: &CanvasTemplate,
) -> Result<Geometry, FramingError> {
    let canvas = size(frame.canvas);
    if canvas != source.raster {
        return Err(FramingError::OtherCanvas {
            canvas: frame.canvas.id.clone(),
            width: canvas.width,
            height: canvas.height,
            source_raster: source.raster,
        });
    }
    let made = template.apply(frame.canvas, frame.decision)?;
    if made.canvas != delivery {
        return Err(FramingError::OtherRaster { template: template.id.clone(), made: made.canvas, delivery });
    }
    if made.squeeze != 1.0 {
        return Err(FramingError::Squeezed { template: template.id.clone(), squeeze: made.squeeze.to_string() });
    }
    let Area { anchor, size: kept } = made.source;
    let nothing = || FramingError::Nothing { delivery };
    let across = Span {
        content: made.content.width,
        shift: made.translation.x,
        source: anchor.x..anchor.x + kept.width,
        stored: f64::from(canvas.width),
    };
    let down = Span {
        content: made.content.height,
        shift: made.translation.y,
        source: anchor.y..anchor.y + kept.height,
        stored: f64::from(canvas.height),
    };
    let columns = across.cut(delivery.width, grid.columns).ok_or_else(nothing)?;
    let lines = down.cut(delivery.height, grid.lines).ok_or_else(nothing)?;
    let source_window =
        Window { x: columns.source, y: lines.source, width: columns.source_size, height: lines.source_size };
    let placed = Placement { left: columns.start, top: lines.start, width: columns.size, height: lines.size };
    // The frame goes where the picture goes, and is no more than it.
    let (left, width) = part(made.framing.anchor.x, made.framing.size.width, columns.moved, placed.left, placed.width);
    let (top, height) = part(made.framing.anchor.y, made.framing.size.height, lines.moved, placed.top, placed.height);
    if width == 0 || height == 0 {
        return Err(nothing());
    }
    let active = Placement { left, top, width, height };
    Ok(Geometry { source_window, placed, canvas: delivery, letterbox: None, active })
}

/// One direction: source pixels from here to there, scaled to whole pixels of content, and shifted.
struct Span {
    content: f64,
    shift: f64,
    source: std::ops::Range<f64>,
    /// Stored pixels that there are.
    stored: f64,
}

/// What of it lies on the canvas.
struct Cut {
    source: f64,
    source_size: f64,
    start: u32,
    size: u32,
    /// By how much the content was moved further, to lie on whole groups.
    moved: f64,
}

impl Span {
    /// Where an edge of the content can be seen, the content is moved to the left or up onto the grid, and a rest of a
    /// group at its end is left out; where it fills the canvas, nothing is moved, and the source's window is exact.
    fn cut(&self, canvas: u32, group: u32) -> Option<Cut> {
        let (canvas, group) = (f64::from(canvas), f64::from(group));
        let fills = self.shift <= 0.0 && self.shift + self.content >= canvas;
        let shift = if fills { self.shift } else { (self.shift / group).floor() * group };
        let start = shift.max(0.0);
        let end = ((shift + self.content).min(canvas) / group).floor() * group;
        if end <= start {
            return None;
        }
        let per_pixel = (self.source.end - self.source.start) / self.content;
        // Areas of a list may be off by a thousandth of a pixel.
        let stored = |place: f64| (self.source.start + (place - shift) * per_pixel).clamp(0.0, self.stored);
        let source = stored(start);
        Some(Cut {
            source,
            source_size: stored(end) - source,
            start: start as u32,
            size: (end - start) as u32,
            moved: shift - self.shift,
        })
    }
}

/// Start and size of a frame in whole pixels, its edges rounded to the nearest, inside of the picture.
fn part(anchor: f64, size: f64, moved: f64, start: u32, length: u32) -> (u32, u32) {
    let (first, last) = (f64::from(start), f64::from(start) + f64::from(length));
    let edge = |place: f64| place.round().clamp(first, last);
    let (begin, end) = (edge(anchor + moved), edge(anchor + size + moved));
    (begin as u32, (end - begin) as u32)
}
