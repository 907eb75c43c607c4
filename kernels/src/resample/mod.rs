//! Resampling of planes of single precision: a window of a picture, down to fractions of a pixel, to another size.
//!
//! Vertically first, then horizontally (`device/filter.h`). What is resampled is the caller's business: pictures
//! belong into linear light, premultiplied, first. Nothing is clamped; Lanczos and Mitchell overshoot at edges.
//!
//! - **Phases** are exact: pixel `i` is centred at `i + 0.5`. The picture's own pixels around the window take part;
//!   beyond the picture its edge pixels repeat. When an axis shrinks, the filter widens by the same factor.
//! - **Identity**: an axis whose window has the target's size and begins at a whole pixel is copied, whatever the filter.
//! - **Constant pictures** stay as they are to the bit, because only differences from the nearest pixel are weighted.
//! - **NaN and infinities** spread over the filter's support: there the result is the one NaN (0x7FC00000) or an
//!   infinity, elsewhere they change nothing. Magnitudes from 1e38 on may overflow on the way.
//! - **Bits** are the same at every level, for every range of rows, and for the device's one thread a pixel: the order
//!   of the sum is that of the source pixels.

mod axis;
mod device;
mod kernel;
mod spec;

pub(crate) use axis::{Axis, Taps};
pub(crate) use device::Plan;
pub use kernel::Filter;
pub use spec::{ResampleError, ResampleSpec, Window};

use crate::frame::{FloatPlane, FloatPlaneMut};
use crate::level::Level;
use std::ops::Range;

/// A scaling of pictures of one size, ready to run. Built once, then infallible; may be shared between threads.
#[derive(Debug, Clone)]
pub struct Resampler {
    plan: Plan,
    level: Level,
}

/// Working memory of one thread, for one [`Resampler`] or copies of it.
#[derive(Debug, Clone)]
pub struct ResampleScratch(Vec<f32>);

impl Resampler {
    /// Computes all weights, to be run at the machine's best level.
    ///
    /// # Errors
    /// Names the size or the window that cannot be.
    pub fn new(spec: &ResampleSpec) -> Result<Self, ResampleError> {
        Self::at_level(Level::best(), spec)
    }

    /// As [`Self::new`], at a level of the caller's choice.
    ///
    /// # Errors
    /// Names the size or the window that cannot be.
    pub fn at_level(level: Level, spec: &ResampleSpec) -> Result<Self, ResampleError> {
        spec.check()?;
        let Window { x, y, width, height } = spec.window;
        let horizontal = Axis::new(spec.filter, spec.source.0, (x, width), spec.target.0);
        let vertical = Axis::new(spec.filter, spec.source.1, (y, height), spec.target.1);
        Ok(Self { plan: Plan::new(spec.source, vertical, horizontal), level })
    }

    /// The same scaling at another level.
    pub fn with_level(&self, level: Level) -> Self {
        Self { level, ..self.clone() }
    }

    /// Width and height of the target in pixels.
    pub fn target(&self) -> (usize, usize) {
        self.plan.target()
    }

    /// Both axes, for another device.
    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Working memory for a thread: some hundred KiB, more where a picture shrinks to less than a twentieth.
    pub fn scratch(&self) -> ResampleScratch {
        ResampleScratch(vec![0.0; self.plan.scratch_values()])
    }

    /// Rows `rows` of one plane of the target; `target` begins with the first of them.
    ///
    /// # Panics
    /// When the planes do not hold the source or the rows, or the scratch is another's.
    pub fn run(
        &self,
        source: FloatPlane<'_>,
        rows: Range<usize>,
        target: FloatPlaneMut<'_>,
        scratch: &mut ResampleScratch,
    ) {
        let source_rows = 0..self.plan.source().1;
        self.plan.run(self.level, (source, source_rows), rows, target, &mut scratch.0);
    }

    /// The source rows that target rows `rows` are made of.
    ///
    /// # Panics
    /// When the target has no such rows.
    pub fn source_rows(&self, rows: Range<usize>) -> Range<usize> {
        self.plan.source_rows(rows)
    }

    /// As [`Self::run`], to the same bits, from a part of the source: `source` holds its rows `source_rows`, and they
    /// are all that [`Self::source_rows`] names.
    ///
    /// # Panics
    /// When rows are missing, the planes do not hold the rows, or the scratch is another's.
    pub fn run_from_rows(
        &self,
        (source, source_rows): (FloatPlane<'_>, Range<usize>),
        rows: Range<usize>,
        target: FloatPlaneMut<'_>,
        scratch: &mut ResampleScratch,
    ) {
        self.plan.run(self.level, (source, source_rows), rows, target, &mut scratch.0);
    }

    /// Bytes of working memory of a thread.
    pub fn scratch_bytes(&self) -> usize {
        self.plan.scratch_values() * size_of::<f32>()
    }
}

#[cfg(test)]
mod tests;
