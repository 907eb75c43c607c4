//! Codes that stay what they are: a Y'CbCr source at its own size, in its own space.

use super::geometry::Geometry;
use super::rendition::{PictureTarget, Planes};
use interneg_kernels::frame::Region;
use interneg_kernels::{
    ByteOrder, ChromaSiting, Layout, Matrix3Coefficients, Picture, Range, Sample, SourceCoding, Subsampling,
};

/// Copies the codes of a window, in the target's number of bits.
#[derive(Debug)]
pub(super) struct Copy {
    sample: Sample,
    /// Bits that a code is shifted left in its word.
    shift: u8,
    bits: u8,
    /// Cb and Cr lie side by side in one plane.
    is_semi_planar: bool,
    /// First column and row of the source's window.
    from: (usize, usize),
    placed: Region,
    target: PictureTarget,
}

/// Where the samples of a line lie.
#[derive(Clone, Copy)]
struct Run {
    first: usize,
    /// Samples from one to the next.
    step: usize,
}

impl Copy {
    /// Where source and rendition code light alike: legal range, the matrix of BT.709, chroma of the same resolution and
    /// place, at the edges of the window too.
    pub(super) fn new(coding: &SourceCoding, geometry: &Geometry, target: PictureTarget) -> Option<Self> {
        let (subsampling, bits, sample, shift, is_semi_planar) = match coding.layout {
            Layout::YCbCrPlanar { subsampling, bits, sample } => (subsampling, bits, sample, 0, false),
            Layout::YCbCrSemiPlanar { subsampling, bits, sample, shift } => (subsampling, bits, sample, shift, true),
            _ => return None,
        };
        let is_alike = coding.range == Some(Range::Legal)
            && coding.matrix == Some(Matrix3Coefficients::Bt709)
            && subsampling == target.subsampling
            && (subsampling == Subsampling::S444 || coding.siting != ChromaSiting::Centre)
            && !sample.is_float();
        if !is_alike || !geometry.is_unscaled() {
            return None;
        }
        let from = (geometry.source_window.x as usize, geometry.source_window.y as usize);
        let placed = geometry.placed;
        let step = target.chroma_step();
        // A chroma sample belongs to an even column and the one behind it.
        let ends_at_both_edges =
            from.0 + placed.width == coding.width && placed.x + placed.width == geometry.canvas.width as usize;
        let is_whole = placed.width.is_multiple_of(step) || ends_at_both_edges;
        let keeps_pairs = from.0.is_multiple_of(step) && placed.x.is_multiple_of(step) && is_whole;
        keeps_pairs.then_some(Self { sample, shift, bits, is_semi_planar, from, placed, target })
    }

    /// Fills the placed lines of the planes that `visible` shows, and counts what was clipped. The picture has been
    /// checked.
    pub(super) fn run(&self, picture: &Picture<'_>, visible: Region, planes: &mut Planes<'_>) {
        for y in visible.y..visible.y + visible.height {
            let row = self.from.1 + y - self.placed.y;
            for plane in 0..3 {
                let step = if plane == 0 { 1 } else { self.target.chroma_step() };
                let samples = self.placed.width.div_ceil(step);
                let first = self.from.0 / step;
                let (source, run) = match (plane, self.is_semi_planar) {
                    (1 | 2, true) => (picture.planes[1], Run { first: 2 * first + plane - 1, step: 2 }),
                    _ => (picture.planes[plane], Run { first, step: 1 }),
                };
                let line = &source.bytes[row * source.stride_bytes..];
                let out = planes.line(plane, y, self.placed.x / step, samples, self.target.sample_bytes());
                planes.counts.clipped += self.line(line, run, out);
            }
        }
    }

    /// One line; returns how many codes were clipped.
    fn line(&self, source: &[u8], run: Run, out: &mut [u8]) -> u64 {
        match self.sample {
            Sample::U8 => self.samples(source, run, out, |[byte]: [u8; 1]| u16::from(byte)),
            Sample::U16(ByteOrder::Little) => self.samples(source, run, out, u16::from_le_bytes),
            Sample::U16(ByteOrder::Big) => self.samples(source, run, out, u16::from_be_bytes),
            // `new` has refused floats.
            Sample::F16 | Sample::F32 => 0,
        }
    }

    fn samples<const BYTES: usize>(
        &self,
        source: &[u8],
        run: Run,
        out: &mut [u8],
        code_of: impl Fn([u8; BYTES]) -> u16,
    ) -> u64 {
        let (words, _) = source.as_chunks::<BYTES>();
        let words = words.get(run.first..).unwrap_or_default();
        let codes = |word: &[u8; BYTES]| self.rescaled(code_of(*word));
        match run.step {
            // Samples side by side are many at a time.
            1 => self.store(words.iter().map(codes), out),
            step => self.store(words.iter().step_by(step).map(codes), out),
        }
    }

    /// Stores codes, and returns how many were clipped.
    fn store(&self, codes: impl Iterator<Item = u32>, out: &mut [u8]) -> u64 {
        let (lowest, highest) = self.limits();
        let mut clipped = 0u32;
        let mut next = |code: u32| {
            let kept = code.clamp(lowest, highest);
            clipped += u32::from(kept != code);
            // At most 12 bits.
            kept as u16
        };
        match self.target.sample_bytes() {
            1 => out.iter_mut().zip(codes).for_each(|(out, code)| *out = next(code) as u8),
            _ => out.as_chunks_mut().0.iter_mut().zip(codes).for_each(|(out, code)| *out = next(code).to_le_bytes()),
        }
        u64::from(clipped)
    }

    /// What video may carry: all but the lowest and the highest 2^(bits - 8) codes (ITU-R BT.2100, table 9).
    fn limits(&self) -> (u32, u32) {
        let reserved = 1 << (self.target.bits - 8);
        (reserved, (1 << self.target.bits) - 1 - reserved)
    }

    /// The code at the target's bits: codes of legal range scale with powers of two. Rounded to nearest, halves up.
    fn rescaled(&self, word: u16) -> u32 {
        let code = (u32::from(word) >> self.shift) & ((1 << self.bits) - 1);
        match self.target.bits.checked_sub(self.bits) {
            Some(more) => code << more,
            None => {
                let less = self.bits - self.target.bits;
                (code + (1 << (less - 1))) >> less
            }
        }
    }
}
