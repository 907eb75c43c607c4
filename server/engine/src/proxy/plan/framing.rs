//! Which part of a clip is shown where.

use super::super::picture::{Geometry, Letterbox, Region, Window};
use crate::PlanEnvironment;
use crate::plan::root_finding;
use interneg_editorial::fdl::{CanvasTemplate, Fdl};
use interneg_editorial::framing::{
    self, AspectRatio, FrameQuery, Framing, FramingError, PixelGrid, SourcePicture, frame_for,
};
use interneg_spec::proxy::{FramingChoice, ProxyCodec};
use interneg_spec::{Finding, Raster};
use serde::{Deserialize, Serialize};

/// Largest FDL that is read, in bytes.
const FDL_BYTES: u64 = 16 << 20;

/// A geometry as a plan keeps it, see [`Geometry`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlannedGeometry {
    /// Left, top, width and height of what is shown, in stored pixels of the source.
    pub source_window: [f64; 4],
    /// Left, top, width and height of where it is shown, in pixels of the canvas.
    pub placed: [u32; 4],
    /// Size of the rendition.
    pub canvas: Raster,
    /// Black lines at top and bottom, black columns at left and right.
    pub bars: [u32; 2],
}

impl PlannedGeometry {
    /// The geometry for the renderer.
    pub(crate) fn geometry(&self) -> Geometry {
        let ([x, y, width, height], [lines, columns]) = (self.source_window, self.bars.map(|bar| bar as usize));
        let [left, top, columns_placed, lines_placed] = self.placed.map(|number| number as usize);
        Geometry {
            source_window: Window { x, y, width, height },
            placed: Region { x: left, y: top, width: columns_placed, height: lines_placed },
            canvas: self.canvas,
            letterbox: Letterbox { top: lines, bottom: lines, left: columns, right: columns },
        }
    }
}

impl From<framing::Geometry> for PlannedGeometry {
    fn from(geometry: framing::Geometry) -> Self {
        let (window, placed) = (geometry.source_window, geometry.placed);
        Self {
            source_window: [window.x, window.y, window.width, window.height],
            placed: [placed.left, placed.top, placed.width, placed.height],
            canvas: geometry.canvas,
            bars: geometry.letterbox.map_or([0, 0], |bars| [bars.lines, bars.columns]),
        }
    }
}

/// How the pictures of a job are framed.
pub(super) struct Framer {
    list: Option<Fdl>,
    intent: Option<String>,
    template: Option<String>,
    letterbox: Option<AspectRatio>,
}

impl Framer {
    /// Reads what the job names; faults become findings and `None`.
    pub(super) fn new(
        choice: &FramingChoice,
        environment: &PlanEnvironment,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let list = match &choice.fdl {
            None => None,
            Some(path) => match environment.roots.resolve_source(path) {
                Ok(path) => Some(read(&path, findings)?),
                Err(error) => {
                    findings.push(root_finding("framing.fdl".to_owned(), &error));
                    return None;
                }
            },
        };
        if let Some((list, wanted)) = list.as_ref().zip(choice.template.as_ref())
            && template(list, wanted).is_none()
        {
            let known: Vec<&str> = list.canvas_templates.iter().map(|template| template.id.as_str()).collect();
            let message = format!("the FDL has no canvas template {wanted:?}, only: {}", known.join(", "));
            findings.push(Finding::error("PX-10", "framing.template", message, "name one that it has"));
            return None;
        }
        // Ratios were checked when the job was, so that a text of four decimals always reads.
        let letterbox = choice.letterbox.and_then(|ratio| format!("{ratio:.4}").parse().ok());
        Some(Self { list, intent: choice.intent.clone(), template: choice.template.clone(), letterbox })
    }

    /// Where a source lies in a picture of `raster`, whose chroma has `grid`.
    pub(super) fn fit(
        &self,
        clip_name: &str,
        source: &SourcePicture,
        raster: Raster,
        grid: PixelGrid,
    ) -> Result<PlannedGeometry, FramingError> {
        let framing = match &self.list {
            None => Framing::Whole(self.letterbox.map(framing::Letterbox::Inside)),
            Some(list) => Framing::Decision {
                frame: frame_for(
                    list,
                    &FrameQuery { raster: source.raster, clip: Some(clip_name), intent: self.intent.as_deref() },
                )?,
                template: self.template.as_ref().and_then(|wanted| template(list, wanted)),
            },
        };
        framing.fit(source, raster, grid).map(PlannedGeometry::from)
    }
}

/// Pixels that share chroma in a codec.
pub(super) fn chroma_grid(codec: ProxyCodec) -> PixelGrid {
    if codec.is_444() { PixelGrid::CHROMA_444 } else { PixelGrid::CHROMA_422 }
}

/// The field of the job that settles why a source does not fit a picture, and how; `raster` is that of its raster.
pub(super) fn settles(error: &FramingError, raster: String) -> (String, &'static str) {
    let (field, remedy) = match error {
        FramingError::NoFrame { .. } | FramingError::SeveralFrames { .. } => {
            ("framing.intent", "name a framing intent that the FDL has for this picture")
        }
        FramingError::OtherCanvas { .. } => ("framing.fdl", "name the FDL of this picture"),
        FramingError::Template(_) | FramingError::OtherRaster { .. } | FramingError::Squeezed { .. } => {
            ("framing.template", "choose another canvas template or raster")
        }
        _ => return (raster, "choose another raster or framing"),
    };
    (field.to_owned(), remedy)
}

fn template<'a>(list: &'a Fdl, id: &str) -> Option<&'a CanvasTemplate> {
    list.canvas_templates.iter().find(|template| template.id == id)
}

fn read(path: &std::path::Path, findings: &mut Vec<Finding>) -> Option<Fdl> {
    let read =
        super::read_text(path, FDL_BYTES).and_then(|text| Fdl::from_json(&text).map_err(|error| error.to_string()));
    read.map_err(|error| {
        let message = format!("{}: {error}", path.display());
        findings.push(Finding::error("PX-10", "framing.fdl", message, "name a valid ASC FDL"));
    })
    .ok()
}
