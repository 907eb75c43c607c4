//! The bytes of slices.

use super::picture::Planes;
use crate::prores::slices::Slice;
use crate::prores::{AlphaBits, alpha};
use interneg_kernels::Level;
use interneg_kernels::prores::{Arrangement, Component, MOST_BYTES, Quantiser, Weights};

/// Bytes of a slice header, without and with alpha.
pub(super) fn slice_header_bytes(has_alpha: bool) -> usize {
    if has_alpha { 8 } else { 6 }
}

/// A slice's three components, and what they are made with. Its memory serves one slice after the other.
#[derive(Debug)]
pub(super) struct Components<'a> {
    pub all: [Component; 3],
    weights: &'a [Weights; 2],
    is_444: bool,
    /// Codes of a component, with room behind them.
    codes: Box<[u8; MOST_BYTES]>,
    /// Bits that any sample uses, by plane.
    pub used: [u16; 3],
}

impl<'a> Components<'a> {
    pub fn new(level: Level, weights: &'a [Weights; 2], is_444: bool) -> Self {
        let all = [0, 1, 2].map(|_| Component::new(level));
        Self { all, weights, is_444, codes: Box::new([0; MOST_BYTES]), used: [0; 3] }
    }

    pub fn transform(&mut self, planes: &Planes<'_>, slice: Slice) {
        let chroma = if self.is_444 { Arrangement::FullChroma } else { Arrangement::HalfChroma };
        let arrangements = [Arrangement::Luma, chroma, chroma];
        for (index, (component, plane)) in self.all.iter_mut().zip(&planes.colour).enumerate() {
            let weights = &self.weights[index.min(1)];
            let first = (slice.column, slice.row);
            self.used[index] |= component.transform(plane, arrangements[index], first, slice.macroblocks, weights);
        }
    }

    /// Writes the slice that was transformed last to `out`, which is exactly as long as it.
    pub fn write(&mut self, quantiser: Quantiser, alpha: Option<&[u8]>, out: &mut [u8]) {
        let (header, mut rest) = out.split_at_mut(slice_header_bytes(alpha.is_some()));
        header[0] = (header.len() as u8) << 3;
        header[1] = quantiser.index();
        for (index, component) in self.all.iter().enumerate() {
            let length = component.write(quantiser, &mut self.codes);
            let (place, behind) = rest.split_at_mut(length);
            place.copy_from_slice(&self.codes[..length]);
            rest = behind;
            // A component of 2048 coefficients has at most `MOST_BYTES` bytes, fewer than a field holds. The last one's
            // length is what is left, unless alpha follows.
            if let Some(field) = header.get_mut(2 + 2 * index..4 + 2 * index) {
                field.copy_from_slice(&(length as u16).to_be_bytes());
            }
        }
        rest.copy_from_slice(alpha.unwrap_or_default());
    }
}

/// A slice's alpha: always 16 lines of whole macroblocks, with the last column and line of the picture repeated.
pub(super) fn alpha_codes(planes: &Planes<'_>, slice: Slice, coded: Option<AlphaBits>) -> Vec<u8> {
    let mut codes = Vec::new();
    let Some((plane, coded)) = planes.alpha.zip(coded) else { return codes };
    let columns = 16 * slice.macroblocks;
    let mut samples: Vec<u16> = Vec::with_capacity(16 * columns);
    for y in 16 * slice.row..16 * slice.row + 16 {
        let line = plane.line(y.min(plane.rows() - 1)).skip(16 * slice.column).take(columns);
        samples.extend(line.map(|sample| alpha::to_coded(sample, plane.bits(), coded)));
        let last = samples.last().copied().unwrap_or_default();
        samples.resize(samples.len().next_multiple_of(columns), last);
    }
    alpha::encode(&samples, coded, &mut codes);
    codes
}
