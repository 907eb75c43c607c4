//! What a frame holds: compression id, raster, depth and sampling, and the bytes that it must have.

use super::Vc3Error;
use super::blocks::ZIGZAG;
use super::tables::{OF_1235, OF_1237, OF_1238, OF_1270, OF_1271, Tables};

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

/// A compression id with all that depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    pub id: u32,
    pub tables: &'static Tables,
    /// Bits of a sample that it is made in.
    depths: &'static [u8],
    is_444: bool,
    /// What a level stands for: `SHIFT` bits more than a weight times a quantiser, at 8 or 10 bits.
    level_shift: u32,
    size: Size,
}

#[derive(Debug, Clone, Copy)]
enum Size {
    /// Of any raster: 255ths of a byte a macroblock.
    PerMacroblock(u64),
    /// Of 1920 by 1080 only: bytes.
    Hd(usize),
}

const fn any_raster(id: u32, tables: &'static Tables, depths: &'static [u8], is_444: bool, k: u64) -> Profile {
    Profile { id, tables, depths, is_444, level_shift: 6, size: Size::PerMacroblock(k) }
}

const fn hd(id: u32, tables: &'static Tables, depths: &'static [u8], level_shift: u32, frame_bytes: usize) -> Profile {
    Profile { id, tables, depths, is_444: false, level_shift, size: Size::Hd(frame_bytes) }
}

/// The compression ids that are coded. Sizes of HD frames, and that 1253 shares the tables of 1237, were seen in frames of
/// FFmpeg; tests decode them.
const PROFILES: [Profile; 9] = [
    any_raster(1270, &OF_1270, &[10, 12], true, 57_344),
    any_raster(1271, &OF_1271, &[10, 12], false, 28_672),
    any_raster(1272, &OF_1238, &[8], false, 28_672),
    any_raster(1273, &OF_1237, &[8], false, 18_944),
    any_raster(1274, &OF_1237, &[8], false, 5_888),
    hd(1235, &OF_1235, &[10], 4, 917_504),
    hd(1237, &OF_1237, &[8], 6, 606_208),
    hd(1238, &OF_1238, &[8], 6, 917_504),
    hd(1253, &OF_1237, &[8], 6, 188_416),
];

impl Profile {
    pub fn of(id: u32) -> Result<Self, Vc3Error> {
        let missing = match id {
            1241..=1243 => "the layout of its two fields is not among the facts that this was written from; take DNxHR",
            1250..=1252 => {
                "the weights of its 720 lines are not among the facts that this was written from; take DNxHR"
            }
            1256 => "which tables it uses is not among the facts that this was written from; take DNxHR 444",
            1258..=1260 => "thin rasters and adaptive macroblocks are not coded; take DNxHR",
            _ => "it is none of 1235, 1237, 1238, 1253 and 1270 to 1274",
        };
        PROFILES.into_iter().find(|profile| profile.id == id).ok_or(Vc3Error::Unknown { id, missing })
    }

    /// Whether it is of any raster (DNxHR), not of HD alone.
    pub fn is_any_raster(&self) -> bool {
        matches!(self.size, Size::PerMacroblock(_))
    }
}

/// A frame's compression id, raster, depth and sampling, checked against each other.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    pub(super) profile: Profile,
    width: u32,
    height: u32,
    bits: u8,
    sampling: Sampling,
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
            Size::Hd(bytes) if (width, height) == (1920, 1080) => bytes,
            Size::Hd(_) => {
                return refused("raster but 1920x1080", format!("{width}x{height} is asked for; take DNxHR"));
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
        Ok(Self { profile, width, height, bits, sampling, frame_bytes })
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

    /// Bytes of every frame.
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

    /// Macroblocks of a row, and rows.
    pub(super) fn macroblocks(&self) -> (usize, usize) {
        (self.width.div_ceil(16) as usize, self.height.div_ceil(16) as usize)
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
            (1237, (1280, 720), 8, Sampling::YCbCr422, "1280x720 is asked for; take DNxHR"),
            (1242, hd, 8, Sampling::YCbCr422, "two fields"),
            (1252, (1280, 720), 8, Sampling::YCbCr422, "weights of its 720 lines"),
            (1256, hd, 10, Sampling::Gbr444, "take DNxHR 444"),
            (7, hd, 10, Sampling::Gbr444, "it is none of"),
        ] {
            let message = refused(id, raster, bits, sampling);
            assert!(message.contains(named) && message.contains(&id.to_string()), "{message}");
        }
    }
}
