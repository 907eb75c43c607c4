//! A 3x3 matrix on linear R, G, B, in the order of additions that OpenColorIO's renderer uses.

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
}
