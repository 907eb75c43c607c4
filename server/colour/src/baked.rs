//! Views as a cube behind curves: fast on a CPU, and off by a few codes, which are measured.
//!
//! The exact ACES 2.0 views take seconds for a frame of 3840x2160 on one thread; a cube takes a tenth of one. It is for
//! proxies that ask for it, never for a master.

mod error;
mod probe;
mod shaper;

pub use error::BakeError;

use crate::Transform;
use interneg_kernels::program::{Lut1d, Lut3d};
use interneg_kernels::{Operation, Program, ProgramError, RgbTile};
use interneg_spec::rules::SpaceKind;
use shaper::Shaper;
use std::sync::Arc;

/// Entries along a side of the cube.
const EDGE: usize = 65;
/// Pixels transformed at a time while the cube is filled: a plane of it.
const PLANE: usize = EDGE * EDGE;

/// A view of a display as a curve for each channel and a cube. May be shared between threads.
#[derive(Debug)]
pub struct BakedView {
    operations: Vec<Operation>,
    program: Program,
    error: BakeError,
    shaper: Shaper,
}

impl BakedView {
    /// Bakes the transform, whose source is of this kind, and measures how far off the result is.
    ///
    /// Deterministic but for the exact transform itself, where that runs through OpenColorIO.
    ///
    /// # Errors
    /// Where the transform gives numbers that are not finite within the cube.
    pub fn new(exact: &Transform, source: SpaceKind) -> Result<Self, ProgramError> {
        let shaper = Shaper::of(source);
        let curve = shaper.table();
        let operations = vec![
            Operation::Lut1d(Lut1d { entries: [curve.clone(), curve.clone(), curve], is_of_halves: true }),
            Operation::Lut3d(Lut3d { entries: cube(exact, shaper), edge: EDGE }),
        ];
        if let Operation::Lut3d(cube) = &operations[1]
            && !cube.entries.iter().all(|value| value.is_finite())
        {
            return Err(ProgramError::NotFinite { operation: 1 });
        }
        let program = Program::new(&operations)?;
        let probes = probe::pixels(shaper);
        let (mut found, mut expected) = (tile_of(&probes), tile_of(&probes));
        program.apply(&mut found);
        exact.apply(&mut expected);
        let error = BakeError::between(found.row(0), expected.row(0));
        Ok(Self { operations, program, error, shaper })
    }

    /// Transforms all pixels of the tile, in place.
    pub fn apply(&self, tile: &mut RgbTile) {
        self.program.apply(tile);
    }

    /// The curve and the cube.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// How far off it is.
    pub fn error(&self) -> BakeError {
        self.error
    }

    /// The pixels that the error was measured on: near-neutral colours from deep shadow to bright highlight, in the
    /// source's own coding. Saturated colours are off by more.
    pub fn probes(&self) -> Vec<[f32; 3]> {
        probe::pixels(self.shaper)
    }

    /// One line for the plan.
    pub fn describe(&self) -> String {
        format!("baked {EDGE}-cube: {}", self.error)
    }
}

/// The exact transform at every entry, R, G, B triples, the blue input fastest.
fn cube(exact: &Transform, shaper: Shaper) -> Arc<[f32]> {
    let nodes: Vec<f32> = (0..EDGE).map(|node| shaper.value_at(node as f32)).collect();
    let mut tile = RgbTile::new(PLANE, 1);
    tile.set_rows(1);
    let mut entries = Vec::with_capacity(EDGE * PLANE * 3);
    for red in &nodes {
        let [r, g, b] = tile.row_mut(0);
        r.fill(*red);
        for (green, (g, b)) in nodes.iter().zip(g.chunks_exact_mut(EDGE).zip(b.chunks_exact_mut(EDGE))) {
            g.fill(*green);
            b.copy_from_slice(&nodes);
        }
        exact.apply(&mut tile);
        let [r, g, b] = tile.row(0);
        entries.extend((0..PLANE).flat_map(|at| [r[at], g[at], b[at]]));
    }
    entries.into()
}

fn tile_of(pixels: &[[f32; 3]]) -> RgbTile {
    let mut tile = RgbTile::new(pixels.len(), 1);
    tile.set_rows(1);
    for (channel, plane) in tile.row_mut(0).into_iter().enumerate() {
        for (value, pixel) in plane.iter_mut().zip(pixels) {
            *value = pixel[channel];
        }
    }
    tile
}

#[cfg(test)]
mod tests;
