//! R, G, B samples, planar, packed or in DPX words.

use super::coding::{SourceCoding, UnpackError, black_and_span};
use super::integer_sample;
use super::load::{Load, Scale, Store};
use crate::level::{Kernel, Level, Simd};
use crate::picture::{ByteOrder, Picture, Sample};

#[derive(Debug, Clone)]
pub(super) struct RgbPlan {
    source: Source,
    /// Code of black and codes from black to white; nothing for floats.
    scale: Option<(f32, f32)>,
}

#[derive(Debug, Clone)]
enum Source {
    Planar(Store),
    Packed { store: Store, components: usize },
    Dpx10 { order: ByteOrder, shifts: [u32; 3] },
}

impl RgbPlan {
    pub(super) fn planar(coding: &SourceCoding, sample: Sample, bits: u8) -> Result<Self, UnpackError> {
        let (store, scale) = store_and_scale(coding, sample, bits, 0)?;
        Ok(Self { source: Source::Planar(store), scale })
    }

    pub(super) fn packed(
        coding: &SourceCoding,
        components: u8,
        sample: Sample,
        bits: u8,
        shift: u8,
    ) -> Result<Self, UnpackError> {
        if !(3..=4).contains(&components) {
            return Err(UnpackError::Components(components));
        }
        let (store, scale) = store_and_scale(coding, sample, bits, shift)?;
        Ok(Self { source: Source::Packed { store, components: usize::from(components) }, scale })
    }

    pub(super) fn dpx10(coding: &SourceCoding, order: ByteOrder, shifts: [u32; 3]) -> Result<Self, UnpackError> {
        let range = coding.range.ok_or(UnpackError::RangeMissing)?;
        Ok(Self { source: Source::Dpx10 { order, shifts }, scale: Some(black_and_span(10, range)) })
    }

    pub(super) fn row(&self, level: Level, picture: &Picture<'_>, y: usize, mut planes: [&mut [f32]; 3]) {
        let layout_planes = picture.layout.planes(picture.width, picture.height);
        let line = |plane: usize| picture.planes[plane].line(y, layout_planes[plane].0);
        match self.source {
            Source::Planar(store) => {
                for (channel, target) in planes.iter_mut().enumerate() {
                    level.run(Load { line: line(channel), store, first: 0, step: 1, target });
                }
            }
            Source::Packed { store, components } => {
                let line = line(0);
                for (channel, target) in planes.iter_mut().enumerate() {
                    level.run(Load { line, store, first: channel, step: components, target });
                }
            }
            Source::Dpx10 { order, shifts } => {
                let [r, g, b] = planes.each_mut().map(|plane| &mut **plane);
                level.run(Dpx10Row { line: line(0), order, shifts, r, g, b });
            }
        }
        if let Some((zero, span)) = self.scale {
            for row in planes {
                level.run(Scale { row, zero, span });
            }
        }
    }
}

fn store_and_scale(
    coding: &SourceCoding,
    sample: Sample,
    bits: u8,
    shift: u8,
) -> Result<(Store, Option<(f32, f32)>), UnpackError> {
    if sample.is_float() {
        return Ok((Store { sample, shift: 0, mask: 0 }, None));
    }
    let store = integer_sample(sample, bits, shift)?;
    let range = coding.range.ok_or(UnpackError::RangeMissing)?;
    Ok((store, Some(black_and_span(bits, range))))
}

/// ST 268 10-bit RGB, one 32-bit word a pixel.
struct Dpx10Row<'a> {
    line: &'a [u8],
    order: ByteOrder,
    shifts: [u32; 3],
    r: &'a mut [f32],
    g: &'a mut [f32],
    b: &'a mut [f32],
}

impl Kernel for Dpx10Row<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        match self.order {
            ByteOrder::Big => self.split(u32::from_be_bytes),
            ByteOrder::Little => self.split(u32::from_le_bytes),
        }
    }
}

impl Dpx10Row<'_> {
    #[inline(always)]
    fn split(self, word: impl Fn([u8; 4]) -> u32) {
        let (words, _) = self.line.as_chunks::<4>();
        for (((bytes, r), g), b) in words.iter().zip(self.r).zip(self.g).zip(self.b) {
            let word = word(*bytes);
            // Ten bits fit a signed word, which converts faster than an unsigned one.
            let code = |shift: u32| ((word >> shift) & 0x3FF) as i32 as f32;
            (*r, *g, *b) = (code(self.shifts[0]), code(self.shifts[1]), code(self.shifts[2]));
        }
    }
}
