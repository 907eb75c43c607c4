//! The loops of `host/resample.cpp`, as `build.rs` compiled them for each level.
#![expect(unsafe_code, reason = "calls into the compiled loops")]

use super::axis::{Axis, Taps};
use crate::frame::{FloatPlane, FloatPlaneMut};
use crate::level::Level;
use std::ops::Range;

/// Rows that are filtered together, and the edge of transposed blocks.
const BLOCK: usize = 16;
/// Source columns of a strip: both scratch blocks of it stay in a second-level cache of 256 KiB.
const STRIP_COLUMNS: usize = 512;

/// `struct Strip` of `host/resample.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
struct Strip {
    begin: u32,
    end: u32,
    first_column: u32,
    columns: u32,
}

#[repr(C)]
struct DeviceAxis {
    taps: *const Taps,
    weights: *const f32,
}

/// `struct Job` of `host/resample.h`.
#[repr(C)]
struct Job {
    vertical: DeviceAxis,
    horizontal: DeviceAxis,
    strips: *const Strip,
    strip_count: usize,
    scratch_stride: usize,
}

macro_rules! function {
    ($resample:ident) => {{
        unsafe extern "C" {
            fn $resample(
                job: *const Job,
                source: *const f32,
                source_stride: usize,
                source_first_row: usize,
                first_row: usize,
                rows: usize,
                target: *mut f32,
                target_stride: usize,
                scratch: *mut f32,
            );
        }
        $resample
    }};
}

type Resample = unsafe extern "C" fn(*const Job, *const f32, usize, usize, usize, usize, *mut f32, usize, *mut f32);

/// By `Level::index`.
static LEVELS: &[Resample] = &[
    function!(interneg_resample_baseline),
    #[cfg(target_arch = "x86_64")]
    function!(interneg_resample_avx2),
    #[cfg(target_arch = "x86_64")]
    function!(interneg_resample_avx512),
];

/// Both axes, checked against the size of the source.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    source: (usize, usize),
    vertical: Axis,
    horizontal: Axis,
    strips: Vec<Strip>,
    scratch_stride: usize,
}

impl Plan {
    /// # Panics
    /// When an axis leaves the source or its weights.
    pub(super) fn new(source: (usize, usize), vertical: Axis, horizontal: Axis) -> Self {
        for (axis, pixels) in [(&vertical, source.1), (&horizontal, source.0)] {
            let is_within = |taps: &Taps| {
                let weights = taps.weights as usize + taps.before as usize + taps.after as usize;
                taps.pixels().end <= pixels && weights <= axis.weights.len()
            };
            assert!(axis.taps.iter().all(is_within), "taps outside of {pixels} pixels");
        }
        let strips = strips(&horizontal);
        let longest = strips.iter().map(|strip| strip.columns as usize).max().unwrap_or(0);
        // An odd number of blocks: rows of a power of two would share few sets of a cache.
        let blocks = longest.div_ceil(BLOCK) | 1;
        Self { source, vertical, horizontal, strips, scratch_stride: blocks * BLOCK }
    }

    /// For every target row.
    pub(crate) fn vertical(&self) -> &Axis {
        &self.vertical
    }

    /// For every target column.
    pub(crate) fn horizontal(&self) -> &Axis {
        &self.horizontal
    }

    /// Source columns that any target column needs.
    pub(crate) fn columns(&self) -> Range<usize> {
        let begin = self.strips.iter().map(|strip| strip.first_column).min().unwrap_or(0);
        let end = self.strips.iter().map(|strip| strip.first_column + strip.columns).max().unwrap_or(0);
        begin as usize..end as usize
    }

    /// Width and height of the source in pixels.
    pub(crate) fn source(&self) -> (usize, usize) {
        self.source
    }

    /// Width and height of the target in pixels.
    pub(crate) fn target(&self) -> (usize, usize) {
        (self.horizontal.taps.len(), self.vertical.taps.len())
    }

    /// Numbers that `run` needs: a block of rows, and the same transposed.
    pub(super) fn scratch_values(&self) -> usize {
        2 * BLOCK * self.scratch_stride
    }

    /// Source rows that these target rows need; the first and none where there are no such rows.
    ///
    /// # Panics
    /// When the target has no such rows.
    pub(super) fn source_rows(&self, rows: Range<usize>) -> Range<usize> {
        let taps = &self.vertical.taps[rows];
        let begin = taps.iter().map(|taps| taps.pixels().start).min().unwrap_or(0);
        let end = taps.iter().map(|taps| taps.pixels().end).max().unwrap_or(0);
        begin..end
    }

    /// `source` holds the rows `source_rows` of the source.
    pub(super) fn run(
        &self,
        level: Level,
        (source, source_rows): (FloatPlane<'_>, Range<usize>),
        rows: Range<usize>,
        target: FloatPlaneMut<'_>,
        scratch: &mut [f32],
    ) {
        assert!(rows.end <= self.vertical.taps.len(), "target has no rows {rows:?}");
        let needed = self.source_rows(rows.clone());
        let is_there = needed.is_empty() || (source_rows.start <= needed.start && needed.end <= source_rows.end);
        assert!(is_there, "target rows {rows:?} need the source rows {needed:?}, there are {source_rows:?}");
        let held = source.holds(self.source.0, source_rows.len());
        assert!(held, "source plane is smaller than {:?}, rows {source_rows:?}", self.source);
        assert!(target.holds(self.horizontal.taps.len(), rows.len()), "target plane does not hold rows {rows:?}");
        assert!(scratch.len() >= self.scratch_values(), "scratch of another resampler");
        let axis = |axis: &Axis| DeviceAxis { taps: axis.taps.as_ptr(), weights: axis.weights.as_ptr() };
        let job = Job {
            vertical: axis(&self.vertical),
            horizontal: axis(&self.horizontal),
            strips: self.strips.as_ptr(),
            strip_count: self.strips.len(),
            scratch_stride: self.scratch_stride,
        };
        // SAFETY: `new` has checked that all taps lie in a source of this width and in their weights, and made strips
        // that cover them within `scratch_stride`; that the rows' taps lie in the rows that are there, and planes and
        // scratch, were checked above, and these are distinct borrows; a level exists only where the CPU has it.
        unsafe {
            LEVELS[level.index()](
                &raw const job,
                source.values.as_ptr(),
                source.stride,
                source_rows.start,
                rows.start,
                rows.len(),
                target.values.as_mut_ptr(),
                target.stride,
                scratch.as_mut_ptr(),
            );
        }
    }
}

/// As many target columns as there is room for in a strip, in whole blocks, but at least one block.
fn strips(horizontal: &Axis) -> Vec<Strip> {
    let mut strips: Vec<Strip> = Vec::new();
    for (index, block) in horizontal.taps.chunks(BLOCK).enumerate() {
        let begin = block.iter().map(|taps| taps.pixels().start).min().unwrap_or(0);
        let end = block.iter().map(|taps| taps.pixels().end).max().unwrap_or(0);
        let target_begin = (index * BLOCK) as u32;
        let target_end = target_begin + block.len() as u32;
        if let Some(strip) = strips.last_mut() {
            let first = begin.min(strip.first_column as usize);
            let columns = end.max((strip.first_column + strip.columns) as usize) - first;
            if columns <= STRIP_COLUMNS {
                *strip = Strip { end: target_end, first_column: first as u32, columns: columns as u32, ..*strip };
                continue;
            }
        }
        let columns = (end - begin) as u32;
        strips.push(Strip { begin: target_begin, end: target_end, first_column: begin as u32, columns });
    }
    strips
}
