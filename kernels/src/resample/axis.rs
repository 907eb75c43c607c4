//! The source pixels and weights of every target pixel, along one axis.

use super::kernel::Filter;

/// `struct Taps` of `device/filter.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taps {
    /// First source pixel.
    pub first: u32,
    /// Source pixels before the anchor, the one with the largest weight, which is not stored.
    pub before: u32,
    /// Source pixels behind it.
    pub after: u32,
    /// First of the `before + after` weights.
    pub weights: u32,
}

impl Taps {
    /// The source pixels.
    pub fn pixels(self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.before + 1 + self.after) as usize
    }
}

/// Taps for every target pixel.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    pub taps: Vec<Taps>,
    pub weights: Vec<f32>,
}

/// A share below it is left to the anchor: it is what an exact zero becomes by rounding of positions, and would spread
/// a NaN where the filter does not reach.
const LEAST_SHARE: f64 = 1.0 / 4_294_967_296.0;

impl Axis {
    /// From `length` source pixels that begin at `begin`, of `source` pixels, to `target` pixels.
    pub fn new(filter: Filter, source: usize, (begin, length): (f64, f64), target: usize) -> Self {
        let mut axis = Self { taps: Vec::with_capacity(target), weights: Vec::new() };
        let is_identity = length == target as f64 && begin.fract() == 0.0;
        for index in 0..target {
            if is_identity {
                axis.push(begin as usize + index, &[1.0]);
            } else {
                let (first, shares) = shares(filter, source, (begin, length), target, index);
                axis.push(first, &shares);
            }
        }
        axis
    }

    /// Adds a target pixel.
    fn push(&mut self, first: usize, shares: &[f64]) {
        let counts = |share: &f64| share.abs() >= LEAST_SHARE;
        let skipped = shares.iter().position(counts).unwrap_or(0);
        let end = shares.iter().rposition(counts).map_or(shares.len(), |last| last + 1);
        let shares = &shares[skipped..end];
        let mut before = 0;
        for (index, share) in shares.iter().enumerate() {
            if *share > shares[before] {
                before = index;
            }
        }
        self.taps.push(Taps {
            first: (first + skipped) as u32,
            before: before as u32,
            after: (shares.len() - before - 1) as u32,
            weights: self.weights.len() as u32,
        });
        let others = shares.iter().enumerate().filter(|(index, _)| *index != before);
        self.weights.extend(others.map(|(_, share)| *share as f32));
    }
}

/// The first source pixel of a target pixel, and the shares from it on, which add up to one. What lies beyond the picture
/// counts for the pixel at its edge.
fn shares(
    filter: Filter,
    source: usize,
    (begin, length): (f64, f64),
    target: usize,
    index: usize,
) -> (usize, Vec<f64>) {
    let (pixel, pixels) = (index as f64, target as f64);
    // One division of a product, so that a whole or half position is exact wherever it occurs.
    let left = begin + pixel * length / pixels;
    let right = begin + (pixel + 1.0) * length / pixels;
    let centre = begin + (2.0 * pixel + 1.0) * length / (2.0 * pixels);
    let unit = (length / pixels).max(1.0);
    let (low, high) = match filter {
        Filter::Box => (left, right),
        _ => (centre - filter.radius() * unit, centre + filter.radius() * unit),
    };
    let share = |position: f64| match filter {
        Filter::Box => (right.min(position + 1.0) - left.max(position)).max(0.0),
        _ => filter.weight((position + 0.5 - centre) / unit),
    };
    let last = source as i64 - 1;
    // Half a pixel more on both sides: the shares decide what counts.
    let (low, high) = ((low - 0.5).floor() as i64, (high + 0.5).ceil() as i64);
    let first = low.clamp(0, last);
    let mut shares = vec![0.0; (high.clamp(0, last) - first + 1) as usize];
    for position in low..=high {
        shares[(position.clamp(0, last) - first) as usize] += share(position as f64);
    }
    let sum: f64 = shares.iter().sum();
    if sum == 0.0 {
        // A window so small that a pixel of the target has no width: it is what lies there.
        let nearest = (centre.floor() as i64).clamp(first, first + shares.len() as i64 - 1);
        shares[(nearest - first) as usize] = 1.0;
        return (first as usize, shares);
    }
    shares.iter_mut().for_each(|share| *share /= sum);
    (first as usize, shares)
}
