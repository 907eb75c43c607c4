//! The whole source in a raster, and letterboxes.
//!
//! All of it is arithmetic on whole numbers: the margin on both sides is the exact one, rounded to the nearest group of
//! the pixel grid, the smaller one of two that are equally near. Both margins are the same, so that the picture is in
//! the middle to the pixel.

use super::{AspectRatio, Bars, FramingError, Geometry, PixelGrid, Placement, SourcePicture, Window};
use interneg_spec::Raster;

/// Black bars that leave a picture of one aspect ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letterbox {
    /// The whole source is scaled to fit between the bars.
    Inside(AspectRatio),
    /// The source is scaled to fill the room between the bars; what is over on two sides is left out.
    Matte(AspectRatio),
}

pub(super) fn fit(
    source: &SourcePicture,
    delivery: Raster,
    grid: PixelGrid,
    letterbox: Option<Letterbox>,
) -> Result<Geometry, FramingError> {
    let shape = Shape::of(source)?;
    let nothing = || FramingError::Nothing { delivery };
    let all = Placement::all(delivery);
    let room = match letterbox {
        Some(Letterbox::Inside(aspect) | Letterbox::Matte(aspect)) => {
            let shape = Shape { width: u128::from(aspect.width()), height: u128::from(aspect.height()) };
            shape.inside(all, grid).ok_or_else(nothing)?
        }
        None => all,
    };
    let bars = letterbox.map(|_| Bars { lines: room.top, columns: room.left });
    let (source_window, placed) = match letterbox {
        Some(Letterbox::Matte(_)) => (shape.filling(source.raster, room), room),
        _ => (Window::all(source.raster), shape.inside(room, grid).ok_or_else(nothing)?),
    };
    Ok(Geometry { source_window, placed, canvas: delivery, letterbox: bars, active: placed })
}

/// A width and a height of which only the ratio counts; neither is 0.
struct Shape {
    width: u128,
    height: u128,
}

impl Shape {
    fn of(source: &SourcePicture) -> Result<Self, FramingError> {
        let SourcePicture { raster, pixel_aspect: (pixel_width, pixel_height) } = *source;
        let width = u128::from(raster.width) * u128::from(pixel_width);
        let height = u128::from(raster.height) * u128::from(pixel_height);
        match width > 0 && height > 0 {
            true => Ok(Self { width, height }),
            false => Err(FramingError::NoShape { raster, pixel_aspect: (pixel_width, pixel_height) }),
        }
    }

    /// The biggest picture of this shape in some room, in its middle.
    fn inside(&self, room: Placement, grid: PixelGrid) -> Option<Placement> {
        let (wide, high) = (u128::from(room.width), u128::from(room.height));
        // Both margins of `size - exact`, where `exact` is `other * part / of`, in groups of the grid.
        let margin = |size: u128, other: u128, part: u128, of: u128, group: u32| {
            let (over, unit) = (size * of - other * part, 2 * of * u128::from(group));
            let groups = (2 * over + unit - 1) / (2 * unit);
            u32::try_from(groups).ok()?.checked_mul(group)
        };
        let mut placed = room;
        if wide * self.height >= high * self.width {
            let columns = margin(wide, high, self.width, self.height, grid.columns)?;
            placed.left += columns;
            placed.width = room.width.checked_sub(columns.checked_mul(2)?)?;
        } else {
            let lines = margin(high, wide, self.height, self.width, grid.lines)?;
            placed.top += lines;
            placed.height = room.height.checked_sub(lines.checked_mul(2)?)?;
        }
        (placed.width > 0 && placed.height > 0).then_some(placed)
    }

    /// The biggest part of the source that has the shape of the room, from its middle.
    fn filling(&self, source: Raster, room: Placement) -> Window {
        let (wide, high) = (u128::from(room.width), u128::from(room.height));
        let mut window = Window::all(source);
        // Products of 96 bits at most: exact until they are divided.
        if self.width * high >= self.height * wide {
            window.width *= (self.height * wide) as f64 / (self.width * high) as f64;
            window.x = (f64::from(source.width) - window.width) / 2.0;
        } else {
            window.height *= (self.width * high) as f64 / (self.height * wide) as f64;
            window.y = (f64::from(source.height) - window.height) / 2.0;
        }
        window
    }
}
