//! Whole pictures: planes of single-precision samples, and how one is cut and put on a raster.

mod placement;
mod plane;

pub use placement::{Placement, PlacementError, Region};
pub use plane::{FloatPlane, FloatPlaneMut};

#[cfg(test)]
mod tests;
