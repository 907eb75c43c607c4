//! A block of rows as planar R, G, B in single precision.

use crate::frame::{FloatPlane, FloatPlaneMut};
use crate::picture::{Layout, Lines, Picture, Plane, Sample};

/// Rows of R, G, B that are being worked on; made once for a thread and used for every frame.
///
/// Values are in 0..1 coding but may lie outside of it.
#[derive(Debug, Clone)]
pub struct RgbTile {
    width: usize,
    stride: usize,
    max_rows: usize,
    rows: usize,
    planes: [Vec<f32>; 3],
    pixels: Vec<[f32; 4]>,
}

/// Pixels handed to interleaved code at a time: 16 KiB, half of a first-level cache.
const PIXELS_PER_PIECE: usize = 1024;

impl RgbTile {
    /// A tile for pictures of `width` pixels, at most `max_rows` rows at a time; black.
    pub fn new(width: usize, max_rows: usize) -> Self {
        let stride = width.next_multiple_of(16);
        Self {
            width,
            stride,
            max_rows,
            rows: 0,
            planes: std::array::from_fn(|_| vec![0.0; stride * max_rows]),
            pixels: vec![[0.0, 0.0, 0.0, 1.0]; PIXELS_PER_PIECE.min(width)],
        }
    }

    /// Pixels per row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows that hold a picture.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Rows that there is room for.
    pub fn max_rows(&self) -> usize {
        self.max_rows
    }

    /// Declares how many rows hold a picture; their values stay as they are.
    ///
    /// # Panics
    /// When there is no room for them.
    pub fn set_rows(&mut self, rows: usize) {
        assert!(rows <= self.max_rows, "a tile of {} rows cannot hold {rows}", self.max_rows);
        self.rows = rows;
    }

    /// R, G and B of a row.
    pub fn row(&self, row: usize) -> [&[f32]; 3] {
        let begin = row * self.stride;
        [0, 1, 2].map(|channel| &self.planes[channel][begin..begin + self.width])
    }

    /// R, G and B of a row, to be changed.
    pub fn row_mut(&mut self, row: usize) -> [&mut [f32]; 3] {
        let begin = row * self.stride;
        let end = begin + self.width;
        self.planes.each_mut().map(|plane| &mut plane[begin..end])
    }

    /// R, G and B of all rows that there is room for.
    pub fn planes(&self) -> [FloatPlane<'_>; 3] {
        self.planes.each_ref().map(|values| FloatPlane { values, stride: self.stride })
    }

    /// R, G and B of all rows that there is room for, to be changed.
    pub fn planes_mut(&mut self) -> [FloatPlaneMut<'_>; 3] {
        self.planes.each_mut().map(|values| FloatPlaneMut { values, stride: self.stride })
    }

    /// Takes the first `count` rows away: those behind them move up.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn remove_rows(&mut self, count: usize) {
        assert!(count <= self.rows, "{count} of {} rows", self.rows);
        for plane in &mut self.planes {
            plane.copy_within(count * self.stride..self.rows * self.stride, 0);
        }
        self.rows -= count;
    }

    /// Bytes of memory of a tile of `width` pixels and `max_rows` rows.
    pub const fn bytes_of(width: usize, max_rows: usize) -> usize {
        let piece = if width < PIXELS_PER_PIECE { width } else { PIXELS_PER_PIECE };
        3 * width.next_multiple_of(16) * max_rows * size_of::<f32>() + piece * size_of::<[f32; 4]>()
    }

    /// What a pass reads: a picture of all rows that there is room for.
    pub fn picture(&self) -> Picture<'_> {
        let stride_bytes = self.stride * size_of::<f32>();
        let planes = self.planes.each_ref().map(|plane| Plane { bytes: bytemuck::cast_slice(plane), stride_bytes });
        Picture { width: self.width, height: self.max_rows, layout: Self::LAYOUT, planes }
    }

    /// What a pass writes with [`crate::Target::RgbF32`]: the rows from 0 on.
    pub fn lines(&mut self) -> [Lines<'_>; 3] {
        let stride_bytes = self.stride * size_of::<f32>();
        self.planes.each_mut().map(|plane| Lines { bytes: bytemuck::cast_slice_mut(plane), stride_bytes })
    }

    /// Its values as the samples of a source.
    pub const LAYOUT: Layout = Layout::RgbPlanar { bits: 32, sample: Sample::F32 };

    /// Hands all pixels to `change` as R, G, B, 1 in pieces that fit the first-level cache, and takes R, G, B back.
    pub fn change_interleaved(&mut self, mut change: impl FnMut(&mut [[f32; 4]])) {
        for row in 0..self.rows {
            let begin = row * self.stride;
            let [r, g, b] = self.planes.each_mut().map(|plane| &mut plane[begin..begin + self.width]);
            let piece = self.pixels.len().max(1);
            for ((r, g), b) in r.chunks_mut(piece).zip(g.chunks_mut(piece)).zip(b.chunks_mut(piece)) {
                let pixels = &mut self.pixels[..r.len()];
                for (((pixel, r), g), b) in pixels.iter_mut().zip(&*r).zip(&*g).zip(&*b) {
                    *pixel = [*r, *g, *b, 1.0];
                }
                change(pixels);
                for (((pixel, r), g), b) in pixels.iter().zip(r).zip(g).zip(b) {
                    [*r, *g, *b, _] = *pixel;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_move_up_when_those_before_them_go() {
        let mut tile = RgbTile::new(19, 5);
        tile.set_rows(4);
        for row in 0..4 {
            for (channel, plane) in tile.row_mut(row).into_iter().enumerate() {
                plane.fill((10 * row + channel) as f32);
            }
        }
        tile.remove_rows(3);
        assert_eq!((tile.rows(), tile.max_rows()), (1, 5));
        assert_eq!(tile.row(0).map(|plane| plane[18]), [30.0, 31.0, 32.0]);
        assert!(tile.planes()[2].row(0, 19).iter().all(|value| *value == 32.0));
        let allocated = tile.planes.iter().map(|plane| plane.len() * 4).sum::<usize>() + tile.pixels.len() * 16;
        assert_eq!(RgbTile::bytes_of(19, 5), allocated);
    }

    #[test]
    fn interleaved_pieces_cover_every_pixel_once() {
        for width in [1, 15, 1024, 1025, 4097] {
            let mut tile = RgbTile::new(width, 3);
            tile.set_rows(2);
            for row in 0..2 {
                let [r, g, b] = tile.row_mut(row);
                for x in 0..width {
                    (r[x], g[x], b[x]) = (x as f32, row as f32, -(x as f32));
                }
            }
            let mut seen = 0;
            tile.change_interleaved(|pixels| {
                seen += pixels.len();
                for pixel in pixels {
                    assert_eq!(pixel[3], 1.0);
                    pixel[0] += 1.0;
                    pixel[2] = pixel[1];
                    pixel[3] = f32::NAN;
                }
            });
            assert_eq!(seen, width * 2);
            for row in 0..2 {
                let [r, g, b] = tile.row(row);
                for x in 0..width {
                    assert_eq!((r[x], g[x], b[x]), (x as f32 + 1.0, row as f32, row as f32));
                }
            }
        }
    }
}
