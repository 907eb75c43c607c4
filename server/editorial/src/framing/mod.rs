//! From a source picture to a delivery raster: which source pixels come to lie where, and what stays black.
//!
//! Either the whole source, as a delivery without a framing decision wants it, or what a framing decision list says. All
//! of it is arithmetic on sizes; a renderer gets a [`Geometry`].

mod aspect;
mod decision;
mod error;
mod geometry;
mod whole;

pub use aspect::{AspectRatio, AspectRatioError};
pub use decision::{Frame, FrameQuery, frame_for};
pub use error::FramingError;
pub use geometry::{Bars, CleanAperture, Geometry, Half, PixelGrid, Placement, SourcePicture, Window};
pub use whole::Letterbox;

use crate::fdl::CanvasTemplate;
use interneg_spec::Raster;

/// How a picture is framed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Framing<'a> {
    /// All of the source, unsqueezed, scaled to fit, in the middle; with a letterbox if there is one.
    Whole(Option<Letterbox>),
    /// A frame of a framing decision list.
    Decision {
        /// The frame.
        frame: Frame<'a>,
        /// How it is fitted; where there is none, as [`CanvasTemplate::delivery`] does it.
        template: Option<&'a CanvasTemplate>,
    },
}

impl Framing<'_> {
    /// Where the source's pixels come to lie in a delivery raster.
    ///
    /// # Errors
    /// The raster is not even where the grid wants it, the frame is of another picture, a template makes another raster
    /// or cannot be applied, or nothing is left of the picture.
    pub fn fit(&self, source: &SourcePicture, delivery: Raster, grid: PixelGrid) -> Result<Geometry, FramingError> {
        grid.check(delivery)?;
        match self {
            Self::Whole(letterbox) => whole::fit(source, delivery, grid, *letterbox),
            Self::Decision { frame, template: Some(template) } => {
                decision::fit(source, delivery, grid, frame, template)
            }
            Self::Decision { frame, template: None } => {
                decision::fit(source, delivery, grid, frame, &CanvasTemplate::delivery(delivery))
            }
        }
    }
}
