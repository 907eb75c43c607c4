//! The same scaling in double precision, straight from the definition: every pixel of a support in both directions,
//! with the sine of the C library, and with indices that are clamped to the picture.

use super::super::{Filter, ResampleSpec};
use super::cases::Picture;
use std::f64::consts::PI;

pub(super) struct Truth {
    columns: Vec<Vec<(usize, f64)>>,
    rows: Vec<Vec<(usize, f64)>>,
}

/// What is known of a target pixel.
pub(super) struct Expected {
    pub value: f64,
    /// Magnitude of the largest finite pixel of the support.
    pub largest: f64,
    pub is_finite: bool,
}

impl Truth {
    pub(super) fn new(spec: &ResampleSpec) -> Self {
        let axis = |source, begin, length, target| {
            (0..target).map(|index| shares(spec.filter, source, begin, length, target, index)).collect()
        };
        Self {
            columns: axis(spec.source.0, spec.window.x, spec.window.width, spec.target.0),
            rows: axis(spec.source.1, spec.window.y, spec.window.height, spec.target.1),
        }
    }

    /// Source columns and rows that take part.
    pub(super) fn taps(&self, (x, y): (usize, usize)) -> usize {
        self.columns[x].len() + self.rows[y].len()
    }

    pub(super) fn of(&self, picture: &Picture, (x, y): (usize, usize)) -> Expected {
        let (mut value, mut largest, mut is_finite) = (0.0, 0.0f64, true);
        for (row, by_row) in &self.rows[y] {
            for (column, by_column) in &self.columns[x] {
                let pixel = f64::from(picture.at(*column, *row));
                is_finite &= pixel.is_finite();
                if pixel.is_finite() {
                    value += pixel * by_row * by_column;
                    largest = largest.max(pixel.abs());
                }
            }
        }
        Expected { value, largest, is_finite }
    }
}

/// Source pixels of a target pixel, with their shares.
fn shares(filter: Filter, source: usize, begin: f64, length: f64, target: usize, index: usize) -> Vec<(usize, f64)> {
    if length == target as f64 && begin.fract() == 0.0 {
        return vec![(begin as usize + index, 1.0)];
    }
    let scale = length / target as f64;
    let centre = begin + (index as f64 + 0.5) * scale;
    let unit = scale.max(1.0);
    let reach = (4.0 * unit) as i64 + 2;
    let around = centre.floor() as i64;
    let mut weights: Vec<(i64, f64)> = (around - reach..=around + reach)
        .map(|position| {
            let middle = position as f64 + 0.5;
            let weight = match filter {
                Filter::Lanczos3 => lanczos((middle - centre) / unit),
                Filter::Mitchell => mitchell((middle - centre).abs() / unit),
                Filter::Box => {
                    let (left, right) = (centre - scale / 2.0, centre + scale / 2.0);
                    (right.min(middle + 0.5) - left.max(middle - 0.5)).max(0.0)
                }
            };
            (position, weight)
        })
        .collect();
    let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
    // What is left of a zero by rounding does not count.
    let counts = |(_, weight): &(i64, f64)| (weight / sum).abs() > 1e-9;
    let first = weights.iter().position(counts).unwrap();
    let last = weights.iter().rposition(counts).unwrap();
    weights = weights[first..=last].to_vec();
    weights.iter().map(|(at, weight)| ((*at).clamp(0, source as i64 - 1) as usize, weight / sum)).collect()
}

fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
    if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 }
}

/// The general form of the paper.
fn mitchell(x: f64) -> f64 {
    let (b, c) = (1.0 / 3.0, 1.0 / 3.0);
    let sixfold = if x < 1.0 {
        (12.0 - 9.0 * b - 6.0 * c) * x.powi(3) + (-18.0 + 12.0 * b + 6.0 * c) * x.powi(2) + 6.0 - 2.0 * b
    } else if x < 2.0 {
        (-b - 6.0 * c) * x.powi(3) + (6.0 * b + 30.0 * c) * x.powi(2) + (-12.0 * b - 48.0 * c) * x + 8.0 * b + 24.0 * c
    } else {
        0.0
    };
    sixfold / 6.0
}
