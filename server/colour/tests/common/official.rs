//! The official OpenColorIO as a judge, and pixels for it.

use interneg_kernels::RgbTile;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python with PyOpenColorIO and numpy: the one that `INTERNEG_PYTHON` names, or the one in `.venv` at the workspace
/// root. Nothing, said aloud, where there is none; in CI, whose set-up installs it, that is a failure.
pub fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("INTERNEG_PYTHON").map(PathBuf::from);
    let has_judge = |python: &PathBuf| {
        let imported = Command::new(python).args(["-c", "import numpy, PyOpenColorIO"]).output();
        imported.is_ok_and(|output| output.status.success())
    };
    let found = named.into_iter().chain([root.join(".venv/bin/python")]).find(has_judge);
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no Python with PyOpenColorIO, which the set-up installs");
        println!("skipped: no Python with PyOpenColorIO; set INTERNEG_PYTHON or make .venv at the workspace root");
    }
    found
}

/// What becomes of pixels on a tile, as pictures go.
pub fn through(pixels: &[[f32; 3]], apply: impl Fn(&mut RgbTile)) -> Vec<[f32; 3]> {
    let mut tile = RgbTile::new(pixels.len(), 1);
    tile.set_rows(1);
    for (channel, plane) in tile.row_mut(0).into_iter().enumerate() {
        for (value, pixel) in plane.iter_mut().zip(pixels) {
            *value = pixel[channel];
        }
    }
    apply(&mut tile);
    let [r, g, b] = tile.row(0);
    (0..pixels.len()).map(|at| [r[at], g[at], b[at]]).collect()
}
