//! Scalings, pictures, and a run with guards around all memory that it gets.

use super::super::{Filter, ResampleSpec, Resampler, Window};
use super::FILTERS;
use crate::frame::{FloatPlane, FloatPlaneMut};

/// Odd and tiny sizes, up and down, windows between pixels, and some wider than a strip.
pub(super) fn specs() -> Vec<ResampleSpec> {
    let sizes = [
        ((1, 1), (1, 1)),
        ((1, 1), (7, 3)),
        ((7, 3), (1, 1)),
        ((2, 3), (3, 2)),
        ((17, 5), (7, 17)),
        ((64, 48), (32, 24)),
        ((33, 20), (66, 40)),
        ((255, 9), (257, 8)),
        ((257, 18), (86, 6)),
        ((100, 40), (31, 41)),
        ((1300, 7), (650, 5)),
        ((40, 6), (1111, 4)),
        ((2000, 3), (17, 2)),
    ];
    let whole =
        FILTERS.iter().flat_map(|filter| sizes.iter().map(|(from, to)| ResampleSpec::whole(*filter, *from, *to)));
    let windows = [
        ((50, 40), Window { x: 3.25, y: 0.5, width: 20.5, height: 39.25 }, (41, 20)),
        ((50, 40), Window { x: 10.1, y: 7.7, width: 30.0, height: 30.0 }, (30, 30)),
        ((19, 23), Window { x: 4.0, y: 6.0, width: 10.0, height: 12.0 }, (5, 24)),
        ((9, 9), Window { x: 8.3, y: 0.0, width: 0.7, height: 1e-3 }, (17, 2)),
    ];
    let framed = FILTERS.iter().flat_map(|filter| windows.iter().map(|window| framed(*filter, *window)));
    whole.chain(framed).collect()
}

fn framed(filter: Filter, (source, window, target): ((usize, usize), Window, (usize, usize))) -> ResampleSpec {
    ResampleSpec { filter, source, window, target }
}

/// A plane with a stride that is longer than its rows; NaN lies between them.
pub(super) struct Picture {
    stride: usize,
    values: Vec<f32>,
}

const GUARD: f32 = -123.25;

impl Picture {
    pub(super) fn of((width, height): (usize, usize), pixel: impl Fn(usize, usize) -> f32) -> Self {
        let stride = width + 5;
        let mut values = vec![f32::NAN; stride * height];
        for y in 0..height {
            for x in 0..width {
                values[y * stride + x] = pixel(x, y);
            }
        }
        // The last row ends where the memory ends.
        values.truncate(stride * (height - 1) + width);
        Self { stride, values }
    }

    /// From -1 to 2.
    pub(super) fn unit(size: (usize, usize)) -> Self {
        Self::of(size, |x, y| noise(x, y) * 3.0 - 1.0)
    }

    /// From 0 to 400, with highlights next to shadows.
    pub(super) fn bright(size: (usize, usize)) -> Self {
        Self::of(size, |x, y| noise(x, y).powi(6) * 400.0)
    }

    /// Around the smallest normal number.
    pub(super) fn dim(size: (usize, usize)) -> Self {
        Self::of(size, |x, y| (noise(x, y) - 0.4) * 3.0 * f32::MIN_POSITIVE)
    }

    /// As `unit`, with now and then a number that is none, infinite, denormal or zero.
    pub(super) fn special(size: (usize, usize)) -> Self {
        let special = [
            f32::NAN,
            f32::from_bits(0xFFC1_2345),
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::from_bits(1),
            -1e-40,
            -0.0,
            0.0,
            65504.0,
            -0.0,
        ];
        Self::of(size, |x, y| {
            let place = (noise(y, x) * 331.0) as usize;
            special.get(place).copied().unwrap_or(noise(x, y) * 3.0 - 1.0)
        })
    }

    pub(super) fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.stride + x]
    }

    pub(super) fn plane(&self) -> FloatPlane<'_> {
        FloatPlane { values: &self.values, stride: self.stride }
    }
}

/// From 0 to 1, by the place alone.
fn noise(x: usize, y: usize) -> f32 {
    let mut bits = (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77).rotate_left(13);
    bits = (bits ^ bits >> 15).wrapping_mul(0x2C1B_3C6D);
    bits = (bits ^ bits >> 12).wrapping_mul(0x297A_2D39);
    ((bits ^ bits >> 15) >> 8) as f32 / 16_777_216.0
}

/// The whole target.
pub(super) fn run(resampler: &Resampler, picture: &Picture) -> Vec<f32> {
    run_in_parts(resampler, picture, usize::MAX)
}

/// The whole target, `rows` rows at a time, with guards around the rows and behind the scratch.
pub(super) fn run_in_parts(resampler: &Resampler, picture: &Picture, rows: usize) -> Vec<f32> {
    let (width, height) = resampler.target();
    let stride = width + 3;
    let mut scratch = resampler.scratch();
    let needed = scratch.0.len();
    scratch.0.extend([GUARD; 64]);
    let mut out = Vec::new();
    let mut first = 0;
    while first < height {
        let now = rows.min(height - first);
        let mut values = vec![GUARD; 19 + stride * now];
        let target = FloatPlaneMut { values: &mut values[16..], stride };
        resampler.run(picture.plane(), first..first + now, target, &mut scratch);
        assert!(values[..16].iter().all(|value| *value == GUARD), "written before the first row");
        for row in values[16..].chunks(stride).take(now) {
            out.extend_from_slice(&row[..width]);
            assert!(row[width..].iter().all(|value| *value == GUARD), "written behind a row");
        }
        assert!(values[16 + stride * now..].iter().all(|value| *value == GUARD), "written behind the last row");
        first += now;
    }
    assert!(scratch.0[needed..].iter().all(|value| *value == GUARD), "written behind the scratch");
    out
}
