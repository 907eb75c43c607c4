//! What a frame holds: compression id, raster, depth and sampling, and the bytes that it must have.

mod profile;
mod unit;

pub(super) use profile::Profile;
pub(super) use unit::Unit;

use super::Vc3Error;
use super::blocks::ZIGZAG;
use crate::mux::FieldOrder;
use profile::Size;

/// Most samples a side of a frame (ST 2019-1:2016).
const MOST_A_SIDE: u32 = 16_384;

/// What the planes of a picture are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sampling {
    /// Y', Cb and Cr, chroma half as wide.
    YCbCr422,
    /// Y', Cb and Cr of one size.
    YCbCr444,
    /// G', B' and R', in this order.
    Gbr444,
}

impl Sampling {
    /// Whether all planes are of one size.
    pub fn is_444(self) -> bool {
        self != Self::YCbCr422
    }
}

/// How the bytes of a resolution-independent frame are worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SizeRule {
    /// From whole macroblocks, as FFmpeg does.
    #[default]
    Macroblocks,
    /// From the raster's true area, which Avid's published sizes of 1080 lines follow. It makes a difference only where a
    /// side is no multiple of 16.
    Area,
}

/// A frame's compression id, raster, depth and sampling, checked against each other.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    pub(super) profile: Profile,
    width: u32,
    height: u32,
    bits: u8,
    sampling: Sampling,
    field_order: FieldOrder,
    frame_bytes: usize,
}

impl Format {
    /// Frames of compression id `id` of `width` by `height` samples of `bits` bits.
    ///
    /// # Errors
    /// `Unknown` for ids that are not coded here, `Format` for what the id cannot hold.
    pub fn new(id: u32, raster: (u32, u32), bits: u8, sampling: Sampling) -> Result<Self, Vc3Error> {
        Self::with_size_rule(id, raster, bits, sampling, SizeRule::default())
    }

    /// As [`Self::new`], with the bytes of a frame by another rule.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_size_rule(
        id: u32,
        (width, height): (u32, u32),
        bits: u8,
        sampling: Sampling,
        rule: SizeRule,
    ) -> Result<Self, Vc3Error> {
        let profile = Profile::of(id)?;
        let refused = |what, reason: String| Err(Vc3Error::Format { id, what, reason });
        if width == 0 || height == 0 || width > MOST_A_SIDE || height > MOST_A_SIDE {
            return refused("raster of that size", format!("{width}x{height} is not from 1 to {MOST_A_SIDE} a side"));
        }
        if !profile.depths.contains(&bits) {
            return refused("samples of that depth", format!("{bits} is none of {:?} bits", profile.depths));
        }
        if profile.is_444 != sampling.is_444() {
            let held = if profile.is_444 { "4:4:4" } else { "4:2:2" };
            return refused("planes of that sampling", format!("it is {held}"));
        }
        let frame_bytes = match profile.size {
            Size::Hd(raster, bytes) if (width, height) == raster => bytes,
            Size::Hd(raster, _) => {
                let reason = format!("{width}x{height} is asked for, it is {}x{}; take DNxHR", raster.0, raster.1);
                return refused("other raster", reason);
            }
            Size::PerMacroblock(k) => {
                let (w, h) = (u64::from(width), u64::from(height));
                let bytes = match rule {
                    SizeRule::Macroblocks => w.div_ceil(16) * h.div_ceil(16) * k / 255,
                    SizeRule::Area => w * h * k / (256 * 255),
                };
                // To the nearest 4 KiB, at least two of them: below 2^28 at the largest raster.
                ((bytes + 2048) / 4096 * 4096).max(8192) as usize
            }
        };
        let field_order = if profile.is_interlaced { FieldOrder::TopFirst } else { FieldOrder::Progressive };
        Ok(Self { profile, width, height, bits, sampling, field_order, frame_bytes })
    }

    /// This format with its fields in another order. Interlaced ids (1241 to 1243) have the top field first without it.
    ///
    /// # Errors
    /// `Format` for fields of a progressive id, and for whole frames of an interlaced one.
    pub fn with_field_order(self, field_order: FieldOrder) -> Result<Self, Vc3Error> {
        let id = self.profile.id;
        if self.profile.is_interlaced == (field_order == FieldOrder::Progressive) {
            let (what, reason) = match field_order {
                FieldOrder::Progressive => ("whole frames", "its frames are two fields"),
                _ => ("fields", "its frames are progressive"),
            };
            return Err(Vc3Error::Format { id, what, reason: reason.to_owned() });
        }
        Ok(Self { field_order, ..self })
    }

    /// Compression id.
    pub fn id(&self) -> u32 {
        self.profile.id
    }

    /// Width and height in samples.
    pub fn raster(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// Bits of a sample.
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// What the planes are.
    pub fn sampling(&self) -> Sampling {
        self.sampling
    }

    /// How lines make up frames.
    pub fn field_order(&self) -> FieldOrder {
        self.field_order
    }

    /// Bytes of every frame, of both fields where it has two.
    pub fn frame_bytes(&self) -> usize {
        self.frame_bytes
    }

    /// Width and height of plane 0, 1 or 2 in samples.
    pub fn plane_size(&self, plane: usize) -> (usize, usize) {
        let (width, height) = (self.width as usize, self.height as usize);
        if plane == 0 || self.sampling.is_444() { (width, height) } else { (width.div_ceil(2), height) }
    }

    /// What a level of each place of a block stands for at quantiser 1, in samples' codes by the orthonormal transform, in
    /// raster order; the mean's does not depend on the quantiser and comes first.
    pub(crate) fn steps(&self, plane: usize) -> [f64; 64] {
        let mut steps = [0.0; 64];
        let halves = 2.0 / f64::from(1u32 << self.level_shift());
        for (position, place) in ZIGZAG.into_iter().enumerate() {
            steps[usize::from(place)] = f64::from(self.weights(plane)[position]) * halves;
        }
        steps[0] = f64::from(self.mean_scale());
        steps
    }

    /// Macroblocks of a row, and rows of a frame or of each of its fields.
    pub(super) fn macroblocks(&self) -> (usize, usize) {
        (self.width.div_ceil(16) as usize, self.unit_lines().div_ceil(16))
    }

    /// Blocks of a plane in a macroblock's upper or lower half.
    pub(super) fn blocks_across(&self, plane: usize) -> usize {
        if plane == 0 || self.sampling.is_444() { 2 } else { 1 }
    }

    /// Blocks of a macroblock.
    pub(super) fn blocks(&self) -> usize {
        2 * (0..3).map(|plane| self.blocks_across(plane)).sum::<usize>()
    }

    /// Weights of a plane in scan order.
    pub(super) fn weights(&self, plane: usize) -> &'static super::tables::Weights {
        if plane == 0 { self.profile.tables.luma } else { self.profile.tables.chroma }
    }

    /// Bits by which a level's odd half steps exceed a coefficient: `2^shift` of them times weight and quantiser.
    pub(super) fn level_shift(&self) -> u32 {
        // 12 bits keep the steps of 10, whose codes are a quarter as high.
        if self.bits == 12 { self.profile.level_shift - 2 } else { self.profile.level_shift }
    }

    /// What a reader adds to a coefficient at a scan position, in 2^-shift of a unit, before it drops the bits behind the
    /// point. FFmpeg's output shows it: half a unit, of 8 or 10 bits' scale in 4:4:4 even at 12 bits, and nothing where such
    /// a half meets a weight of 32.
    pub(super) fn reader_adds(&self, plane: usize, position: usize) -> u32 {
        let half = if self.sampling.is_444() { 32 } else { 1 << (self.level_shift() - 1) };
        if half == 32 && self.weights(plane)[position] == 32 { 0 } else { half }
    }

    /// What the mean's level is multiplied by: 12-bit means are coded in units of 10 bits.
    pub(super) fn mean_scale(&self) -> u32 {
        if self.bits == 12 { 4 } else { 1 }
    }

    /// Level of the mean that the first block of a row is told against: half scale.
    pub(super) fn first_mean(&self) -> i32 {
        if self.bits == 8 { 1024 } else { 4096 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(id: u32, raster: (u32, u32), rule: SizeRule) -> usize {
        let (bits, sampling) = match id {
            1270 => (12, Sampling::YCbCr444),
            1271 => (10, Sampling::YCbCr422),
            _ => (8, Sampling::YCbCr422),
        };
        Format::with_size_rule(id, raster, bits, sampling, rule).unwrap().frame_bytes()
    }

    #[test]
    fn frames_have_the_sizes_of_the_published_table() {
        for (raster, sizes) in [
            ((1920, 1080), [1_835_008, 917_504, 917_504, 606_208, 188_416]),
            ((2048, 1080), [1_957_888, 978_944, 978_944, 647_168, 200_704]),
            ((3840, 2160), [7_286_784, 3_641_344, 3_641_344, 2_408_448, 749_568]),
            ((4096, 2160), [7_770_112, 3_887_104, 3_887_104, 2_568_192, 798_720]),
            ((5120, 2700), [12_161_024, 6_082_560, 6_082_560, 4_018_176, 1_249_280]),
            ((7680, 4320), [29_143_040, 14_573_568, 14_573_568, 9_629_696, 2_994_176]),
            ((8192, 4320), [31_088_640, 15_544_320, 15_544_320, 10_268_672, 3_190_784]),
        ] {
            for (id, size) in (1270..).zip(sizes) {
                assert_eq!(bytes(id, raster, SizeRule::Macroblocks), size, "{id} {raster:?}");
            }
        }
        for (raster, sizes) in [
            ((2048, 1080), [1_941_504, 970_752, 970_752, 643_072, 200_704]),
            ((1920, 1080), [1_822_720, 909_312, 909_312, 602_112, 188_416]),
            ((3840, 2160), [7_286_784, 3_641_344, 3_641_344, 2_408_448, 749_568]),
        ] {
            for (id, size) in (1270..).zip(sizes) {
                assert_eq!(bytes(id, raster, SizeRule::Area), size, "{id} {raster:?}");
            }
        }
        assert_eq!(bytes(1274, (16, 16), SizeRule::Macroblocks), 8192);
    }

    #[test]
    fn what_an_id_cannot_hold_is_refused_by_name() {
        let refused = |id, raster, bits, sampling| Format::new(id, raster, bits, sampling).unwrap_err().to_string();
        let hd = (1920, 1080);
        for (id, raster, bits, sampling, named) in [
            (1271, hd, 8, Sampling::YCbCr422, "8 is none of [10, 12] bits"),
            (1272, hd, 10, Sampling::YCbCr422, "10 is none of [8] bits"),
            (1271, hd, 10, Sampling::Gbr444, "it is 4:2:2"),
            (1270, hd, 10, Sampling::YCbCr422, "it is 4:4:4"),
            (1270, (0, 9), 10, Sampling::Gbr444, "0x9 is not from 1 to 16384 a side"),
            (1274, (16_385, 9), 8, Sampling::YCbCr422, "16385x9 is not"),
            (1237, (1280, 720), 8, Sampling::YCbCr422, "1280x720 is asked for, it is 1920x1080; take DNxHR"),
            (1252, hd, 8, Sampling::YCbCr422, "1920x1080 is asked for, it is 1280x720; take DNxHR"),
            (1242, hd, 10, Sampling::YCbCr422, "10 is none of [8] bits"),
            (1256, hd, 12, Sampling::Gbr444, "12 is none of [10] bits"),
            (1256, hd, 10, Sampling::YCbCr422, "it is 4:4:4"),
            (1260, hd, 8, Sampling::YCbCr422, "adaptive macroblocks"),
            (7, hd, 10, Sampling::Gbr444, "it is none of"),
        ] {
            let message = refused(id, raster, bits, sampling);
            assert!(message.contains(named) && message.contains(&id.to_string()), "{message}");
        }
    }

    #[test]
    fn only_interlaced_ids_have_fields() {
        let format = |id| Format::new(id, (1920, 1080), 8, Sampling::YCbCr422).unwrap();
        let fields = format(1243);
        assert_eq!((fields.field_order(), fields.macroblocks()), (FieldOrder::TopFirst, (120, 34)));
        assert_eq!((fields.frame_bytes(), fields.unit_bytes(), fields.unit_lines()), (917_504, 458_752, 540));
        let turned = fields.with_field_order(FieldOrder::BottomFirst).unwrap();
        assert_eq!(turned.units(), [Unit::BottomField, Unit::TopField]);
        let whole = format(1238);
        assert_eq!((whole.units(), whole.unit_lines(), whole.macroblocks()), (&[Unit::Frame][..], 1080, (120, 68)));
        for (format, order, named) in [
            (fields, FieldOrder::Progressive, "1243 has no whole frames"),
            (whole, FieldOrder::TopFirst, "1238 has no fields: its frames are progressive"),
            (whole, FieldOrder::BottomFirst, "1238 has no fields"),
        ] {
            let message = format.with_field_order(order).unwrap_err().to_string();
            assert!(message.contains(named), "{message}");
        }
    }
}
