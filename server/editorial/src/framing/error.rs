//! Why a picture cannot be framed.

use crate::fdl::TemplateError;
use interneg_spec::Raster;

/// A framing that makes no picture, or another one than is asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    /// A template cannot be applied.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// Chroma samples would be cut in two.
    #[error("a raster of {raster} is no multiple of {columns} by {lines} pixels, which the codec's chroma needs")]
    Grid {
        /// The delivery raster.
        raster: Raster,
        /// Columns that belong together.
        columns: u32,
        /// Lines that belong together.
        lines: u32,
    },
    /// A source or its pixels have no size.
    #[error("a source of {raster} with pixels of {}:{} has no shape", .pixel_aspect.0, .pixel_aspect.1)]
    NoShape {
        /// Stored pixels of the source.
        raster: Raster,
        /// Width and height of a pixel.
        pixel_aspect: (u32, u32),
    },
    /// The framing decision list is of another picture.
    #[error("the canvas {canvas} has {width}x{height} pixels, the source {source_raster}; its own list is needed")]
    OtherCanvas {
        /// Id of the canvas.
        canvas: String,
        /// Pixels per line of the canvas.
        width: u32,
        /// Lines of the canvas.
        height: u32,
        /// Stored pixels of the source.
        source_raster: Raster,
    },
    /// A template makes something else than is delivered.
    #[error(
        "the template {template} makes {made}, delivered is {delivery}; set its maximum_dimensions to that and pad_to_maximum"
    )]
    OtherRaster {
        /// Id of the template.
        template: String,
        /// What it makes.
        made: Raster,
        /// What is asked for.
        delivery: Raster,
    },
    /// A template makes a squeezed picture, which no proxy is.
    #[error("the template {template} keeps a squeeze of {squeeze}; target_anamorphic_squeeze has to be 1")]
    Squeezed {
        /// Id of the template.
        template: String,
        /// Its squeeze, as a number.
        squeeze: String,
    },
    /// The picture is too thin to be seen.
    #[error("nothing is left of the picture in {delivery}")]
    Nothing {
        /// The delivery raster.
        delivery: Raster,
    },
    /// No canvas of the list is of this picture, or none has the frame.
    #[error("the list has no canvas of {raster} with a frame{}", for_intent(.intent.as_deref()))]
    NoFrame {
        /// Stored pixels of the source.
        raster: Raster,
        /// Id of the framing intent that is wanted.
        intent: Option<String>,
    },
    /// Several canvases or frames come into question.
    #[error("the list has several frames for {raster}: {}; name one of them", .decisions.join(", "))]
    SeveralFrames {
        /// Stored pixels of the source.
        raster: Raster,
        /// Ids of their decisions.
        decisions: Vec<String>,
    },
}

fn for_intent(id: Option<&str>) -> String {
    id.map_or_else(String::new, |id| format!(" for the intent {id}"))
}
