//! Views of displays at a precision that is asked for.

use crate::baked::{BakeError, BakedView};
use crate::{ColourError, Config, NoShader, Step, Transform};
use interneg_kernels::RgbTile;
use interneg_spec::ViewPrecision;
use std::sync::Arc;

/// What shows a picture on a display: for proxies. Cheap to clone, may be shared between threads.
///
/// It is a type of its own, so that a view that may be baked does not fit where a master's [`Transform`] is expected:
/// [`Config::transform`] knows no precision but its own.
///
/// ```no_run
/// # use interneg_colour::{Config, View, ViewPrecision};
/// # let config = Config::builtin("studio-config-v4.0.0_aces-v2.0_ocio-v2.5").unwrap();
/// # let (display, view) = ("sRGB - Display", "ACES 2.0 - SDR 100 nits (Rec.709)");
/// let proxy: View = config.view_at("ARRI LogC4", display, view, ViewPrecision::Baked).unwrap();
/// ```
///
/// ```compile_fail
/// # use interneg_colour::{Config, Transform, ViewPrecision};
/// # let config = Config::builtin("studio-config-v4.0.0_aces-v2.0_ocio-v2.5").unwrap();
/// # let (display, view) = ("sRGB - Display", "ACES 2.0 - SDR 100 nits (Rec.709)");
/// let master: Transform = config.view_at("ARRI LogC4", display, view, ViewPrecision::Baked).unwrap();
/// ```
#[derive(Debug, Clone)]
pub enum View {
    /// The transform itself.
    Exact(Transform),
    /// Curves and a cube instead of it.
    Baked(Arc<BakedView>),
}

impl View {
    /// Transforms all pixels of the tile, in place.
    pub fn apply(&self, tile: &mut RgbTile) {
        match self {
            Self::Exact(transform) => transform.apply(tile),
            Self::Baked(baked) => baked.apply(tile),
        }
    }

    /// What runs it, one line for each operation, as [`Transform::describe`]; a single line with the measured error for
    /// a baked view.
    pub fn describe(&self) -> Vec<String> {
        match self {
            Self::Exact(transform) => transform.describe(),
            Self::Baked(baked) => vec![baked.describe()],
        }
    }

    /// It runs as a program of the kernels, as an exact view of theirs or as a cube.
    pub fn is_program(&self) -> bool {
        match self {
            Self::Exact(transform) => transform.operations().is_some(),
            Self::Baked(_) => true,
        }
    }

    /// What was measured when it was baked; nothing where it is exact.
    pub fn bake_error(&self) -> Option<BakeError> {
        match self {
            Self::Exact(_) => None,
            Self::Baked(baked) => Some(baked.error()),
        }
    }

    /// The steps of the view for a device.
    ///
    /// # Errors
    /// As [`Transform::steps`]. A baked view always has them.
    pub fn steps(&self) -> Result<Vec<Step>, NoShader> {
        match self {
            Self::Exact(transform) => transform.steps(),
            Self::Baked(baked) => Ok(vec![Step::Program(baked.operations().to_vec())]),
        }
    }
}

impl Config {
    /// The view of a display from a space, at this precision.
    ///
    /// What is asked for as baked is baked unless the exact view runs as a program of the kernels: that is faster than
    /// a cube, so a cube would only make it worse. [`View::describe`] says which it is.
    ///
    /// # Errors
    /// As [`Config::view`], and where the view gives numbers that no cube can hold.
    pub fn view_at(
        &self,
        source: &str,
        display: &str,
        view: &str,
        precision: ViewPrecision,
    ) -> Result<View, ColourError> {
        let exact = self.view(source, display, view)?;
        if precision == ViewPrecision::Exact || exact.is_program() {
            return Ok(View::Exact(exact));
        }
        let baked = BakedView::new(&exact, self.resolve(source)?.kind);
        let no_bake = |reason| ColourError::NoBake { display: display.to_owned(), view: view.to_owned(), reason };
        Ok(View::Baked(Arc::new(baked.map_err(no_bake)?)))
    }
}
