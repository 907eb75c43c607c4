//! What a renderer is told.

use super::FramingError;
use interneg_spec::Raster;
use std::fmt;

/// The stored picture of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourcePicture {
    /// Stored pixels.
    pub raster: Raster,
    /// Width and height of a pixel as it is shown; 2:1 for an anamorphic picture of a 2:1 lens.
    pub pixel_aspect: (u32, u32),
}

/// Pixels that belong together, because they share chroma samples; every edge of a picture lies between such groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelGrid {
    /// Columns of a group.
    pub columns: u32,
    /// Lines of a group.
    pub lines: u32,
}

impl PixelGrid {
    /// Every pixel has its own chroma: 4:4:4 and RGB.
    pub const CHROMA_444: Self = Self { columns: 1, lines: 1 };
    /// Two columns share chroma.
    pub const CHROMA_422: Self = Self { columns: 2, lines: 1 };
    /// Two columns and two lines share chroma.
    pub const CHROMA_420: Self = Self { columns: 2, lines: 2 };

    /// # Errors
    /// The raster would cut a group.
    pub(super) fn check(self, raster: Raster) -> Result<(), FramingError> {
        let Self { columns, lines } = self;
        let fits = |size: u32, group: u32| size > 0 && size.checked_rem(group) == Some(0);
        match fits(raster.width, columns) && fits(raster.height, lines) {
            true => Ok(()),
            false => Err(FramingError::Grid { raster, columns, lines }),
        }
    }
}

/// A part of a source, in its stored pixels from the upper left corner; edges need not lie between pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width, above 0.
    pub width: f64,
    /// Height, above 0.
    pub height: f64,
}

/// A part of a canvas, in whole pixels from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// First column.
    pub left: u32,
    /// First line.
    pub top: u32,
    /// Columns, above 0.
    pub width: u32,
    /// Lines, above 0.
    pub height: u32,
}

/// Black bars over the edges of a canvas, in whole pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bars {
    /// Lines at the top and as many at the bottom.
    pub lines: u32,
    /// Columns on the left and as many on the right.
    pub columns: u32,
}

/// Where pixels of a source come to lie. What of the canvas is not in `placed` is black.
///
/// - `source_window` lies inside the stored picture.
/// - `placed` lies inside the canvas, `active` inside `placed`; neither is empty.
/// - Edges of `placed` lie on the pixel grid that was asked for.
/// - `source_window` over `placed` has the same scale both ways, pixel aspect apart, to less than a group of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// What is taken of the source.
    pub source_window: Window,
    /// Where it is put.
    pub placed: Placement,
    /// The whole picture that is made.
    pub canvas: Raster,
    /// Bars of the letterbox, where one was asked for: room for burn-ins. `placed` does not reach into them.
    pub letterbox: Option<Bars>,
    /// What is meant to be seen: the frame of a decision, or all of `placed`.
    pub active: Placement,
}

/// A multiple of one half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Half(pub i64);

/// The active picture as the clean aperture of a movie (ISO/IEC 14496-12 section 12.1.4): its size, and by how much its
/// centre is off that of the canvas, to the right and downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanAperture {
    /// Columns.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Offset of the centre to the right, in pixels.
    pub horizontal: Half,
    /// Offset of the centre downwards, in pixels.
    pub vertical: Half,
}

impl Window {
    /// All of a stored picture.
    pub fn all(raster: Raster) -> Self {
        Self { x: 0.0, y: 0.0, width: f64::from(raster.width), height: f64::from(raster.height) }
    }
}

impl Placement {
    /// All of a raster.
    pub fn all(raster: Raster) -> Self {
        Self { left: 0, top: 0, width: raster.width, height: raster.height }
    }
}

impl Geometry {
    /// The active picture as a clean aperture.
    pub fn clean_aperture(&self) -> CleanAperture {
        let Placement { left, top, width, height } = self.active;
        let offset = |start: u32, size: u32, all: u32| Half(2 * i64::from(start) + i64::from(size) - i64::from(all));
        CleanAperture {
            width,
            height,
            horizontal: offset(left, width, self.canvas.width),
            vertical: offset(top, height, self.canvas.height),
        }
    }

    /// Width of the active picture over its height.
    pub fn active_aspect(&self) -> f64 {
        f64::from(self.active.width) / f64::from(self.active.height)
    }

    /// Whether all of the stored picture is taken, as an archival master has to.
    pub fn is_whole(&self, source: Raster) -> bool {
        self.source_window == Window::all(source)
    }
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0 as f64 / 2.0)
    }
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{} at {},{}", self.width, self.height, self.left, self.top)
    }
}

/// One line for a report: source pixels to 1/1000, then pixels of the canvas.
impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thousandths = |value: f64| (value * 1000.0).round() / 1000.0;
        let Window { x, y, width, height } = self.source_window;
        let [x, y, width, height] = [x, y, width, height].map(thousandths);
        write!(f, "source {width}x{height} at {x},{y} to {} of {}", self.placed, self.canvas)?;
        write!(f, ", active picture {} ({:.3}:1)", self.active, self.active_aspect())?;
        match self.letterbox {
            Some(Bars { lines, columns }) => write!(f, ", bars of {lines} lines and {columns} columns"),
            None => Ok(()),
        }
    }
}
