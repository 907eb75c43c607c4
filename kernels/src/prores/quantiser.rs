//! How coarse a slice is coded.

use super::WEIGHTS;

/// Quantisation indices of a slice header go from 1 to this.
pub const QUANTISATION_INDICES: u8 = 224;

/// The scale that a quantisation index stands for (RDD 36, 5.3.2), 1 to 512; an index out of range counts as the nearest.
pub fn scale_of_index(index: u8) -> u16 {
    match index.clamp(1, QUANTISATION_INDICES) {
        index @ ..=128 => u16::from(index),
        index => 128 + 4 * (u16::from(index) - 128),
    }
}

/// A quantiser: the index that the slice header bears, and how many coefficients of a block are coded.
///
/// They form one scale from fine to coarse: behind the coarsest index, fewer and fewer coefficients are coded, down to DC
/// alone. Pictures of noise at full contrast need that where the frame's size is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantiser(u16);

/// `struct Quantiser` of `host/prores/symbols.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct DeviceQuantiser {
    inverse: f32,
    places: u32,
}

impl Quantiser {
    /// The finest.
    pub const FINEST: Self = Self(1);
    /// The coarsest: DC alone.
    pub const COARSEST: Self = Self(QUANTISATION_INDICES as u16 + WEIGHTS as u16 - 1);

    /// The quantiser of an index, with all coefficients; `None` where there is no such index.
    pub fn of_index(index: u8) -> Option<Self> {
        (1..=QUANTISATION_INDICES).contains(&index).then_some(Self(u16::from(index)))
    }

    /// What the slice header bears.
    pub fn index(self) -> u8 {
        u8::try_from(self.0).map_or(QUANTISATION_INDICES, |index| index.min(QUANTISATION_INDICES))
    }

    /// What the weights are multiplied by.
    pub fn scale(self) -> u16 {
        scale_of_index(self.index())
    }

    /// Coefficients of a block that are coded, in coding order, 1 to 64.
    pub fn places(self) -> usize {
        WEIGHTS - usize::from(self.0.saturating_sub(u16::from(QUANTISATION_INDICES)))
    }

    /// Place on the scale from fine to coarse, from 1.
    pub fn step(self) -> usize {
        usize::from(self.0)
    }

    /// The quantiser at a place of the scale; a place out of range counts as the nearest.
    pub fn of_step(step: usize) -> Self {
        let step = step.clamp(Self::FINEST.step(), Self::COARSEST.step());
        // The clamp leaves no number that does not fit.
        Self(step as u16)
    }

    /// The next finer one; itself where there is none.
    pub fn finer(self) -> Self {
        Self::of_step(self.step() - 1)
    }

    /// The next coarser one; itself where there is none.
    pub fn coarser(self) -> Self {
        Self::of_step(self.step() + 1)
    }

    /// 1 by the scale, and coefficients of a block that are coded.
    pub(crate) fn parts(self) -> (f32, u32) {
        (1.0 / f32::from(self.scale()), self.places() as u32)
    }

    pub(super) fn for_device(self) -> DeviceQuantiser {
        let (inverse, places) = self.parts();
        DeviceQuantiser { inverse, places }
    }
}
