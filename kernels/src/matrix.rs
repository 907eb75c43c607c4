//! A 3x3 matrix on linear R, G, B, in the order of additions that OpenColorIO's renderer uses.

use crate::level::{Kernel, Level, Simd};
use crate::tile::RgbTile;

/// `out = M * rgb + constant (+ offset)`.
///
/// The sum is `(m0*r + m1*g) + (m2*b + constant)`, then the offset where there is one: the order of OpenColorIO's
/// vector renderer, so that results are equal to its results bit for bit. `constant` is its alpha term at alpha 1;
/// it is kept apart from `offset` because both additions round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix {
    /// Row-major coefficients: `rows[0]` makes R.
    pub rows: [[f32; 3]; 3],
    /// Added to the product with B, before the sum.
    pub constant: [f32; 3],
    /// Added to the sum.
    pub offset: Option<[f32; 3]>,
}

impl Matrix {
    /// A matrix without constant and offset.
    pub const fn new(rows: [[f32; 3]; 3]) -> Self {
        Self { rows, constant: [0.0; 3], offset: None }
    }

    /// One pixel.
    #[inline(always)]
    pub fn apply(&self, [r, g, b]: [f32; 3]) -> [f32; 3] {
        let mut out = [0.0; 3];
        for channel in 0..3 {
            let row = self.rows[channel];
            out[channel] = (row[0] * r + row[1] * g) + (row[2] * b + self.constant[channel]);
            if let Some(offset) = self.offset {
                out[channel] += offset[channel];
            }
        }
        out
    }

    /// All rows of a tile, in place.
    pub fn apply_to_tile(&self, tile: &mut RgbTile) {
        self.apply_to_tile_at(Level::best(), tile);
    }

    /// As [`Self::apply_to_tile`], at a level of the caller's choice.
    pub fn apply_to_tile_at(&self, level: Level, tile: &mut RgbTile) {
        for row in 0..tile.rows() {
            level.run(MatrixRow { matrix: *self, planes: tile.row_mut(row) });
        }
    }

    /// The largest magnitude that inputs of at most `peaks` can give, rounding of the sums included.
    pub(crate) fn peak(&self, peaks: [f32; 3]) -> f32 {
        let mut worst = 0.0f32;
        for channel in 0..3 {
            let product: f32 = self.rows[channel].iter().zip(peaks).map(|(m, peak)| m.abs() * peak).sum();
            let offset = self.offset.map_or(0.0, |offset| offset[channel].abs());
            // Six roundings of 2^-24 are far below this margin. `max` would drop a NaN, so it is not used.
            let bound = (product + self.constant[channel].abs() + offset) * 1.001;
            worst = if bound <= worst { worst } else { bound };
        }
        worst
    }
}

struct MatrixRow<'a> {
    matrix: Matrix,
    planes: [&'a mut [f32]; 3],
}

impl Kernel for MatrixRow<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        let [r, g, b] = self.planes;
        apply_in_place(&self.matrix, r, g, b);
    }
}

/// The body that the fused pass shares.
#[inline(always)]
pub(crate) fn apply_in_place(matrix: &Matrix, r: &mut [f32], g: &mut [f32], b: &mut [f32]) {
    for ((r, g), b) in r.iter_mut().zip(g).zip(b) {
        [*r, *g, *b] = matrix.apply([*r, *g, *b]);
    }
}
