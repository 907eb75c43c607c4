//! Sizes that Apple publishes as targets, which no frame of ours exceeds.

use super::Profile;
use super::header::FRAME_OVERHEAD_BYTES;
use interneg_spec::Raster;

/// Target rates in Mb/s without alpha, of 422 Proxy, LT, 422, HQ, 4444 and 4444 XQ, by raster, for a number of frames in
/// 1001 seconds (Apple, "ProRes white paper", appendix). Rates of one raster and other speeds are in proportion, so
/// that a frame's size does not depend on the speed.
const RATES: [(u32, u32, u64, [u64; 6]); 14] = [
    (720, 486, 30_000, [12, 29, 42, 63, 94, 141]),
    (720, 576, 25_025, [12, 28, 41, 61, 92, 138]),
    (960, 720, 30_000, [19, 44, 63, 94, 141, 212]),
    (1280, 720, 30_000, [23, 51, 73, 110, 165, 247]),
    (1280, 1080, 30_000, [38, 87, 126, 189, 283, 424]),
    (1440, 1080, 30_000, [38, 87, 126, 189, 283, 424]),
    (1920, 1080, 30_000, [45, 102, 147, 220, 330, 495]),
    (2048, 1080, 30_000, [52, 116, 168, 251, 377, 566]),
    (2048, 1556, 30_000, [70, 157, 226, 340, 509, 764]),
    (3840, 2160, 30_000, [182, 410, 589, 884, 1326, 1989]),
    (4096, 2160, 30_000, [194, 437, 629, 943, 1414, 2121]),
    (5120, 2700, 30_000, [304, 684, 982, 1473, 2210, 3314]),
    (6144, 3240, 30_000, [437, 985, 1414, 2121, 3182, 4772]),
    (8192, 4320, 30_000, [778, 1750, 2514, 3771, 5657, 8485]),
];

/// Bits of 422 HQ per macroblock by macroblocks of a frame, for rasters that have no published rate: those of the rasters
/// that have one, without the ones that stand out. Between them a straight line is drawn; this rule is our own.
const BITS_PER_MACROBLOCK: [(u64, u64); 5] = [(1620, 1506), (2700, 1162), (3600, 1020), (8160, 899), (32_400, 908)];

/// Frames of fewer macroblocks have their headers on top: they would be a large share.
const SMALL_MACROBLOCKS: u64 = 100;

/// Most bytes of a frame without its alpha: the published target of the raster, or for one without, that of rasters of
/// about its size by macroblock.
pub fn target_bytes(profile: Profile, raster: Raster) -> u64 {
    let column = profile as usize;
    let known = RATES.iter().find(|(width, height, ..)| (*width, *height) == (raster.width, raster.height));
    if let Some((_, _, frames, megabits)) = known {
        return megabits[column] * 1_000_000 * 1001 / (8 * frames);
    }
    let macroblocks = u64::from(raster.width.div_ceil(16)) * u64::from(raster.height.div_ceil(16));
    // The shares of the profiles are those of high definition.
    let (share, whole) = (RATES[6].3[column], RATES[6].3[Profile::Hq as usize]);
    let headers = if macroblocks < SMALL_MACROBLOCKS { FRAME_OVERHEAD_BYTES as u64 } else { 0 };
    macroblocks * bits_per_macroblock(macroblocks) * share / whole / 8 + headers
}

fn bits_per_macroblock(macroblocks: u64) -> u64 {
    let behind = BITS_PER_MACROBLOCK.iter().position(|(at, _)| *at >= macroblocks);
    match behind {
        Some(0) => BITS_PER_MACROBLOCK[0].1,
        None => BITS_PER_MACROBLOCK[BITS_PER_MACROBLOCK.len() - 1].1,
        Some(behind) => {
            let ((low, low_bits), (high, high_bits)) = (BITS_PER_MACROBLOCK[behind - 1], BITS_PER_MACROBLOCK[behind]);
            (low_bits * (high - macroblocks) + high_bits * (macroblocks - low)) / (high - low)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(profile: Profile, width: u32, height: u32) -> u64 {
        target_bytes(profile, Raster { width, height })
    }

    /// Worked out by hand from Apple's rates at 29.97 frames per second.
    #[test]
    fn published_rasters_have_their_published_sizes() {
        let hd = Profile::ALL.map(|profile| target(profile, 1920, 1080));
        assert_eq!(hd, [187_687, 425_425, 613_112, 917_583, 1_376_375, 2_064_562]);
        let uhd = Profile::ALL.map(|profile| target(profile, 3840, 2160));
        assert_eq!(uhd, [759_091, 1_710_041, 2_456_620, 3_687_016, 5_530_525, 8_295_787]);
        assert_eq!(target(Profile::Hq, 720, 576), 305_000);
    }

    #[test]
    fn other_rasters_lie_between_their_neighbours() {
        // 80 by 67 macroblocks: between 1280x720 and 1920x1080.
        let macroblocks = 80 * 67;
        let per_macroblock = target(Profile::Hq, 1280, 1068) * 8 / macroblocks;
        assert!((899..1020).contains(&per_macroblock), "{per_macroblock}");
        assert_eq!(target(Profile::Hq, 400, 400), 625 * 1506 / 8);
        assert_eq!(target(Profile::Hq, 16_384, 8640), 1024 * 540 * 908 / 8);
        for pair in Profile::ALL.windows(2) {
            assert!(target(pair[0], 500, 300) < target(pair[1], 500, 300));
        }
        assert_eq!(target(Profile::Hq, 16, 16), 1506 / 8 + FRAME_OVERHEAD_BYTES as u64);
    }
}
