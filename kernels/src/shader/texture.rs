//! Tables of a shader.

use std::fmt;
use std::sync::Arc;

/// A table that a shader samples; four values a texel, so that a GPU fetches one at once.
#[derive(Clone, PartialEq)]
pub struct Texture {
    /// Name in the text.
    pub name: String,
    /// Of its coordinates.
    pub dimensions: Dimensions,
    /// Texels along x, y and z; 1 where there is no such coordinate.
    pub size: [u32; 3],
    /// Interpolated between texels; else the nearest one.
    pub is_linear: bool,
    /// `4 * x * y * z` values, x fastest.
    pub texels: Arc<[f32]>,
}

/// Coordinates of a texture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimensions {
    /// x.
    One,
    /// x along a row, and the row.
    Two,
    /// x, y, z.
    Three,
}

impl Dimensions {
    /// The type in the text.
    pub fn cpp_type(self) -> &'static str {
        match self {
            Self::One => "Texture1D",
            Self::Two => "Texture2D",
            Self::Three => "Texture3D",
        }
    }
}

impl fmt::Debug for Texture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [x, y, z] = self.size;
        let filter = if self.is_linear { "linear" } else { "nearest" };
        write!(f, "Texture({}: {:?} {x}x{y}x{z} {filter})", self.name, self.dimensions)
    }
}
