//! What an encoder is made for.

use crate::mux::{ColourTags, FieldOrder};
use crate::prores::{AlphaBits, EncodeError, Profile, SliceWidth};
use interneg_kernels::prores::Quantiser;
use interneg_spec::Raster;
use interneg_spec::proxy::Vendor;
use std::num::NonZeroUsize;

/// How large frames become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateControl {
    /// As near to Apple's target for profile and raster as possible, and never above ([`target_bytes`]).
    ///
    /// [`target_bytes`]: crate::prores::target_bytes
    Target,
    /// As near to a number of bytes as possible, and never above; alpha is not counted.
    Bytes(u64),
    /// Every slice with this quantisation index, 1 to 224, whatever comes of it.
    Index(u8),
}

/// Everything that a frame depends on besides its picture, and the number of threads, which it does not depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The profile.
    pub profile: Profile,
    /// Size of the picture, any up to 65 535 a side.
    pub raster: Raster,
    /// Bits of a sample of Y', Cb and Cr, 8 to 16.
    pub bits: u8,
    /// How lines make up frames.
    pub field_order: FieldOrder,
    /// Bits of alpha to be coded, of 4444 and 4444 XQ only.
    pub alpha: Option<AlphaBits>,
    /// What the codes mean.
    pub colour: ColourTags,
    /// Whose mark frames bear.
    pub vendor: Vendor,
    /// Most macroblocks of a slice.
    pub slice_width: SliceWidth,
    /// How large frames become.
    pub rate: RateControl,
    /// Threads that encode slices side by side.
    pub threads: NonZeroUsize,
}

impl Settings {
    /// Progressive frames of Rec. 709 without alpha at the target rate, on the calling thread.
    pub fn new(profile: Profile, raster: Raster, bits: u8) -> Self {
        Self {
            profile,
            raster,
            bits,
            field_order: FieldOrder::Progressive,
            alpha: None,
            colour: ColourTags::REC709,
            vendor: Vendor::Interneg,
            slice_width: SliceWidth::Eight,
            rate: RateControl::Target,
            threads: NonZeroUsize::MIN,
        }
    }

    pub(super) fn check(&self) -> Result<(), EncodeError> {
        let raster = |reason| Err(EncodeError::Raster { raster: self.raster, reason });
        let settings = |what, reason| Err(EncodeError::Settings { what, reason });
        let Raster { width, height } = self.raster;
        match self.rate {
            RateControl::Index(index) if Quantiser::of_index(index).is_none() => {
                return settings("that quantisation index", "indices are 1 to 224");
            }
            _ => {}
        }
        if width == 0 || height == 0 {
            return raster("no side may be 0");
        }
        if width > u32::from(u16::MAX) || height > u32::from(u16::MAX) {
            return raster("frame headers hold 65535 a side");
        }
        if self.field_order != FieldOrder::Progressive && height < 2 {
            return raster("two fields need two lines");
        }
        if !(8..=16).contains(&self.bits) {
            return settings("samples of that depth", "8 to 16 bits are coded");
        }
        if self.alpha.is_some() && !self.profile.is_444() {
            return settings("alpha", "only 4444 and 4444 XQ have it");
        }
        Ok(())
    }
}
