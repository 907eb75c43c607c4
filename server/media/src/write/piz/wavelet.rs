//! The two-dimensional Haar wavelet of PIZ, in place.

/// A reversible step: two values to their mean and their difference.
pub(super) trait Step {
    /// Low and high part of `a` and `b`.
    fn split(a: u16, b: u16) -> (u16, u16);
}

/// Values below 2^14: sums stay in 16 bits with sign.
pub(super) struct Small;

/// Any values: arithmetic modulo 2^16, the sign of the difference kept in the mean.
pub(super) struct Large;

impl Step for Small {
    #[inline(always)]
    fn split(a: u16, b: u16) -> (u16, u16) {
        let (a, b) = (a.cast_signed(), b.cast_signed());
        ((a.wrapping_add(b) >> 1).cast_unsigned(), a.wrapping_sub(b).cast_unsigned())
    }
}

impl Step for Large {
    #[inline(always)]
    fn split(a: u16, b: u16) -> (u16, u16) {
        const HALF: u16 = 1 << 15;
        let shifted = a.wrapping_add(HALF);
        let mean = ((u32::from(shifted) + u32::from(b)) >> 1) as u16;
        let mean = if shifted < b { mean.wrapping_add(HALF) } else { mean };
        (mean, shifted.wrapping_sub(b))
    }
}

/// Transforms a plane of `width` by `height`; every level works on the means of the one before, which keep their places.
pub(super) fn encode<S: Step>(plane: &mut [u16], width: usize, height: usize) {
    let mut step = 1;
    while 2 * step <= width.min(height) {
        let mut rows = plane.chunks_mut(step * width);
        while let (Some(upper), Some(lower)) = (rows.next(), rows.next()) {
            // The format counts a quad only where the gap behind it is there as well.
            if lower.len() < step * width {
                break;
            }
            quads::<S>(&mut upper[..width], &mut lower[..width], step);
        }
        // A level whose row of quads is not complete pairs the last line's columns alone.
        if height & step != 0 {
            let last = height / (2 * step) * 2 * step;
            pairs::<S>(&mut plane[last * width..][..width], step);
        }
        step *= 2;
    }
}

/// Squares of four values `step` apart in the two lines.
fn quads<S: Step>(upper: &mut [u16], lower: &mut [u16], step: usize) {
    let quad = |a: u16, b: u16, c: u16, d: u16| {
        let (low_upper, high_upper) = S::split(a, b);
        let (low_lower, high_lower) = S::split(c, d);
        let (ll, lh) = S::split(low_upper, low_lower);
        let (hl, hh) = S::split(high_upper, high_lower);
        (ll, hl, lh, hh)
    };
    let width = upper.len();
    if step == 1 {
        // Three quarters of all work; adjacent values let the compiler use vectors.
        let (upper, _) = upper.as_chunks_mut::<2>();
        let (lower, _) = lower.as_chunks_mut::<2>();
        for ([a, b], [c, d]) in upper.iter_mut().zip(lower) {
            (*a, *b, *c, *d) = quad(*a, *b, *c, *d);
        }
    } else {
        for (upper, lower) in upper.chunks_mut(2 * step).zip(lower.chunks_mut(2 * step)) {
            if let (Some(&b), Some(&d)) = (upper.get(step), lower.get(step))
                && upper.len() == 2 * step
            {
                (upper[0], upper[step], lower[0], lower[step]) = quad(upper[0], b, lower[0], d);
            }
        }
    }
    if width & step != 0 {
        let last = width / (2 * step) * 2 * step;
        (upper[last], lower[last]) = S::split(upper[last], lower[last]);
    }
}

/// Pairs of values `step` apart in a line.
fn pairs<S: Step>(line: &mut [u16], step: usize) {
    for piece in line.chunks_exact_mut(2 * step) {
        (piece[0], piece[step]) = S::split(piece[0], piece[step]);
    }
}
