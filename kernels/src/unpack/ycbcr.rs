//! Y'CbCr to R'G'B' with chroma brought to full resolution at its siting.

use super::coding::{ChromaSiting, SourceCoding, UnpackError, black_and_span, zero_and_span};
use super::load::{Load, Store};
use crate::level::{Kernel, Level, Simd};
use crate::picture::{Picture, Subsampling};
use crate::tile::RgbTile;

#[derive(Debug, Clone)]
pub(super) struct YCbCrPlan {
    subsampling: Subsampling,
    siting: ChromaSiting,
    store: Store,
    is_semi_planar: bool,
    to_rgb: ToRgb,
}

/// Scaling and matrix, in the terms of the R'G'B' equations.
#[derive(Debug, Clone, Copy)]
struct ToRgb {
    luma: (f32, f32),
    chroma: (f32, f32),
    r_from_cr: f32,
    g_from_cb: f32,
    g_from_cr: f32,
    b_from_cb: f32,
}

impl YCbCrPlan {
    pub(super) fn new(
        coding: &SourceCoding,
        subsampling: Subsampling,
        store: Store,
        is_semi_planar: bool,
    ) -> Result<Self, UnpackError> {
        let range = coding.range.ok_or(UnpackError::RangeMissing)?;
        let (kr, kb) = coding.matrix.ok_or(UnpackError::MatrixMissing)?.kr_kb();
        let kg = 1.0 - kr - kb;
        let bits = (16 - store.mask.leading_zeros()) as u8;
        // Y' = Kr R' + Kg G' + Kb B', Cb = (B' - Y') / (2 (1 - Kb)), Cr = (R' - Y') / (2 (1 - Kr)), solved for R'G'B'.
        let to_rgb = ToRgb {
            luma: black_and_span(bits, range),
            chroma: zero_and_span(bits, range),
            r_from_cr: (2.0 * (1.0 - kr)) as f32,
            g_from_cb: (2.0 * (1.0 - kb) * kb / kg) as f32,
            g_from_cr: (2.0 * (1.0 - kr) * kr / kg) as f32,
            b_from_cb: (2.0 * (1.0 - kb)) as f32,
        };
        Ok(Self { subsampling, siting: coding.siting, store, is_semi_planar, to_rgb })
    }

    pub(super) fn row(&self, level: Level, picture: &Picture<'_>, y: usize, tile: &mut RgbTile, row: usize) {
        let sizes = picture.layout.planes(picture.width, picture.height);
        let ([luma, first, second], [scratch, other]) = tile.row_and_chroma(row);
        let line = picture.planes[0].line(y, sizes[0].0);
        level.run(Load { line, store: self.store, first: 0, step: 1, target: luma });
        for (channel, target) in [&mut *first, &mut *second].into_iter().enumerate() {
            let load = |chroma_y: usize, target: &mut [f32]| {
                let (plane, first, step) = if self.is_semi_planar { (1, channel, 2) } else { (1 + channel, 0, 1) };
                let line = picture.planes[plane].line(chroma_y, sizes[plane].0);
                level.run(Load { line, store: self.store, first, step, target });
            };
            if self.subsampling == Subsampling::S444 {
                load(y, target);
                continue;
            }
            if self.subsampling == Subsampling::S422 {
                load(y, scratch);
            } else {
                let (nearer, farther, weight) = self.chroma_lines(y, self.subsampling.chroma_height(picture.height));
                load(nearer, scratch);
                if weight > 0.0 && farther != nearer {
                    load(farther, other);
                    level.run(Blend { target: scratch, other, weight });
                }
            }
            let is_centred = self.siting == ChromaSiting::Centre;
            level.run(Widen { chroma: scratch, target, is_centred });
        }
        level.run(Convert { to_rgb: self.to_rgb, r: luma, g: first, b: second });
    }

    /// The chroma lines that a line of a 4:2:0 picture lies between, and the share of the farther one.
    fn chroma_lines(&self, y: usize, chroma_height: usize) -> (usize, usize, f32) {
        let own = y / 2;
        let above = own.saturating_sub(1);
        let below = (own + 1).min(chroma_height - 1);
        match (self.siting, y % 2) {
            (ChromaSiting::TopLeft, 0) => (own, own, 0.0),
            (ChromaSiting::TopLeft, _) => (own, below, 0.5),
            (_, 0) => (own, above, 0.25),
            (_, _) => (own, below, 0.25),
        }
    }
}

/// Linear interpolation between two chroma lines. Codes have 16 bits and weights are quarters, so nothing rounds.
struct Blend<'a> {
    target: &'a mut [f32],
    other: &'a [f32],
    weight: f32,
}

impl Kernel for Blend<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        for (target, other) in self.target.iter_mut().zip(self.other) {
            *target = *target * (1.0 - self.weight) + *other * self.weight;
        }
    }
}

/// Linear interpolation along a line to twice the width; edges repeat. Exact: at most 20 bits are needed.
struct Widen<'a> {
    chroma: &'a [f32],
    target: &'a mut [f32],
    is_centred: bool,
}

impl Kernel for Widen<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        let Self { chroma, target, is_centred } = self;
        let last = chroma.len() - 1;
        // The share of the left and of the right neighbour, for even and odd pixels.
        let (left_of_even, right_of_odd) = if is_centred { (0.25, 0.25) } else { (0.0, 0.5) };
        let even = |left: f32, own: f32| own * (1.0 - left_of_even) + left * left_of_even;
        let odd = |own: f32, right: f32| own * (1.0 - right_of_odd) + right * right_of_odd;
        target[0] = even(chroma[0], chroma[0]);
        let (pairs, rest) = target[1..].as_chunks_mut::<2>();
        // A pair is an odd pixel and the even one behind it: both lie between the same two chroma samples.
        for ((pair, own), right) in pairs.iter_mut().zip(chroma).zip(&chroma[1..]) {
            *pair = [odd(*own, *right), even(*own, *right)];
        }
        if let [pixel] = rest {
            *pixel = odd(chroma[last], chroma[last]);
        }
    }
}

/// Codes Y', Cb, Cr in the three rows to R', G', B', in place.
struct Convert<'a> {
    to_rgb: ToRgb,
    r: &'a mut [f32],
    g: &'a mut [f32],
    b: &'a mut [f32],
}

impl Kernel for Convert<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        let m = self.to_rgb;
        for ((r, g), b) in self.r.iter_mut().zip(self.g).zip(self.b) {
            let luma = (*r - m.luma.0) / m.luma.1;
            let cb = (*g - m.chroma.0) / m.chroma.1;
            let cr = (*b - m.chroma.0) / m.chroma.1;
            *r = luma + m.r_from_cr * cr;
            *g = luma - m.g_from_cb * cb - m.g_from_cr * cr;
            *b = luma + m.b_from_cb * cb;
        }
    }
}
