//! Compression ids with all that depends on them.

use super::super::Vc3Error;
use super::super::tables::{
    OF_1235, OF_1237, OF_1238, OF_1242, OF_1243, OF_1250, OF_1251, OF_1252, OF_1270, OF_1271, Tables,
};

/// Rasters of HD.
const LINES_1080: (u32, u32) = (1920, 1080);
const LINES_720: (u32, u32) = (1280, 720);

/// A compression id with all that depends on it.
#[derive(Debug, Clone, Copy)]
pub(in crate::vc3) struct Profile {
    pub id: u32,
    pub tables: &'static Tables,
    /// Bits of a sample that it is made in.
    pub(super) depths: &'static [u8],
    pub(super) is_444: bool,
    /// Its frames are two fields, each of which is coded by itself.
    pub is_interlaced: bool,
    /// What a level stands for: `SHIFT` bits more than a weight times a quantiser, at 8 or 10 bits.
    pub(super) level_shift: u32,
    pub(super) size: Size,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Size {
    /// Of any raster: 255ths of a byte a macroblock.
    PerMacroblock(u64),
    /// Of one raster only: its sides, and bytes of a frame.
    Hd((u32, u32), usize),
}

const fn any_raster(id: u32, tables: &'static Tables, depths: &'static [u8], is_444: bool, k: u64) -> Profile {
    Profile { id, tables, depths, is_444, is_interlaced: false, level_shift: 6, size: Size::PerMacroblock(k) }
}

const fn hd(
    id: u32,
    tables: &'static Tables,
    depths: &'static [u8],
    raster: (u32, u32),
    frame_bytes: usize,
) -> Profile {
    // ST 2019-1:2016, 8.2.7: 4:2:2 of 10 bits has steps four times as high as 8 bits have in their own units.
    let level_shift = if depths[0] == 10 { 4 } else { 6 };
    Profile {
        id,
        tables,
        depths,
        is_444: false,
        is_interlaced: false,
        level_shift,
        size: Size::Hd(raster, frame_bytes),
    }
}

const fn fields(profile: Profile) -> Profile {
    Profile { is_interlaced: true, ..profile }
}

/// The compression ids that are coded (ST 2019-1:2016, annex C). What they share and the sizes of HD frames were seen in
/// frames of FFmpeg, or in what its decoder makes of ours; tests hold it.
const PROFILES: [Profile; 16] = [
    any_raster(1270, &OF_1270, &[10, 12], true, 57_344),
    any_raster(1271, &OF_1271, &[10, 12], false, 28_672),
    any_raster(1272, &OF_1238, &[8], false, 28_672),
    any_raster(1273, &OF_1237, &[8], false, 18_944),
    any_raster(1274, &OF_1237, &[8], false, 5_888),
    hd(1235, &OF_1235, &[10], LINES_1080, 917_504),
    hd(1237, &OF_1237, &[8], LINES_1080, 606_208),
    hd(1238, &OF_1238, &[8], LINES_1080, 917_504),
    fields(hd(1241, &OF_1271, &[10], LINES_1080, 917_504)),
    fields(hd(1242, &OF_1242, &[8], LINES_1080, 606_208)),
    fields(hd(1243, &OF_1243, &[8], LINES_1080, 917_504)),
    hd(1250, &OF_1250, &[10], LINES_720, 458_752),
    hd(1251, &OF_1251, &[8], LINES_720, 458_752),
    hd(1252, &OF_1252, &[8], LINES_720, 303_104),
    hd(1253, &OF_1237, &[8], LINES_1080, 188_416),
    // 4:4:4 has the steps of DNxHR 444, whose tables it shares.
    Profile { is_444: true, level_shift: 6, ..hd(1256, &OF_1270, &[10], LINES_1080, 1_835_008) },
];

impl Profile {
    pub fn of(id: u32) -> Result<Self, Vc3Error> {
        let missing = match id {
            1244 | 1258..=1260 => "thin rasters and adaptive macroblocks are not coded; take DNxHR",
            _ => "it is none of 1235, 1237, 1238, 1241 to 1243, 1250 to 1253, 1256 and 1270 to 1274",
        };
        PROFILES.into_iter().find(|profile| profile.id == id).ok_or(Vc3Error::Unknown { id, missing })
    }

    /// Whether it is of any raster (DNxHR), not of HD alone.
    pub fn is_any_raster(&self) -> bool {
        matches!(self.size, Size::PerMacroblock(_))
    }

    /// Whether all planes of its frames are of one size.
    pub fn is_444(&self) -> bool {
        self.is_444
    }

    /// Version of its frames' header.
    pub fn header_version(&self) -> u8 {
        match (self.is_any_raster(), self.is_444) {
            (true, _) => 3,
            (false, true) => 2,
            (false, false) => 1,
        }
    }
}
