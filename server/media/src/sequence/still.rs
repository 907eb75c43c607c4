//! What one image file says of itself, the same for DPX and EXR.

use crate::info::Scan;
use interneg_kernels::Layout;
use interneg_spec::{Raster, Rate, SampleRange, Timecode};
use std::collections::BTreeMap;

/// Header of an image file in the words of `SourceInfo`.
#[derive(Debug, Clone)]
pub(crate) struct Still {
    /// Picture size (EXR: the display window).
    pub raster: Raster,
    /// Arrangement of the samples that a read hands over.
    pub layout: Layout,
    /// Coding in words, `rgb10 filled A big-endian`.
    pub pixel_format: String,
    /// Significant bits of a sample.
    pub bits: u8,
    /// Samples are floats.
    pub is_float: bool,
    /// Code range, where the header settles it.
    pub range: Option<SampleRange>,
    /// EXR primaries and white.
    pub chromaticities: Option<[f32; 8]>,
    /// Transfer characteristic as the header names it.
    pub transfer: Option<String>,
    /// Primaries as the header names them.
    pub primaries: Option<String>,
    /// Width to height of a pixel.
    pub pixel_aspect: (u32, u32),
    /// Progressive or interlaced.
    pub scan: Scan,
    /// Frame rate.
    pub rate: Option<Rate>,
    /// Timecode of this frame.
    pub timecode: Option<Timecode>,
    /// DPX above 30 fps: the word of the timecode, which both frames of a pair have.
    pub pair_word: Option<u32>,
    /// Where a timecode would have come from.
    pub timecode_origin: &'static str,
    /// Reel.
    pub reel: Option<String>,
    /// All other tags.
    pub metadata: BTreeMap<String, String>,
}

impl Still {
    /// Says in which way `other` may not stand in one sequence with `self`; `None` where it may.
    ///
    /// Compared is all that changes what the samples mean: raster, coding, range and primaries.
    pub fn difference(&self, other: &Self) -> Option<String> {
        if self.raster != other.raster {
            return Some(format!("raster is {}, not {}", other.raster, self.raster));
        }
        if self.pixel_format != other.pixel_format || self.layout != other.layout {
            return Some(format!("coding is {}, not {}", other.pixel_format, self.pixel_format));
        }
        if self.range != other.range {
            let name = |range: Option<SampleRange>| match range {
                Some(SampleRange::Full) => "full",
                Some(SampleRange::Legal) => "legal",
                None => "not stated",
            };
            return Some(format!("code range is {}, not {}", name(other.range), name(self.range)));
        }
        if self.transfer != other.transfer {
            return Some(format!("transfer characteristic is {:?}, not {:?}", other.transfer, self.transfer));
        }
        if self.chromaticities != other.chromaticities {
            return Some(format!("chromaticities are {:?}, not {:?}", other.chromaticities, self.chromaticities));
        }
        None
    }
}

/// The exact rate that a header's float stands for, within 0.001 fps; `None` for 0, NaN and rates that are none of
/// the trade's.
pub(crate) fn exact_rate(fps: f64) -> Option<Rate> {
    const TOLERANCE: f64 = 0.001;
    if !(1.0..=1000.0).contains(&fps) {
        return None;
    }
    let whole = fps.round();
    if (fps - whole).abs() <= TOLERANCE {
        // In 1..=1000 by the check above.
        return Rate::new(whole as u32, 1).ok();
    }
    [24u32, 30, 48, 60, 72, 90, 96, 120, 240]
        .into_iter()
        .find(|nominal| (fps - f64::from(nominal * 1000) / 1001.0).abs() <= TOLERANCE)
        .and_then(|nominal| Rate::new(nominal * 1000, 1001).ok())
}

/// The time address that a header's BCD word stands for at `rate`; `None` where no such address exists.
///
/// Above 30 fps the word counts frame pairs (SMPTE ST 12-1 has two bits for the tens), and `second_of_pair` tells the
/// frames of a pair apart. Above 60 fps a pair's number does not fit the two bits, so that no address is read.
pub(crate) fn header_timecode(word: u32, second_of_pair: bool, rate: Option<Rate>) -> Option<Timecode> {
    let timecode = Timecode::from_packed_bcd(word)?;
    let Some(rate) = rate else { return Some(timecode) };
    if rate.nominal() > 60 {
        return None;
    }
    let timecode = if rate.nominal() > 30 {
        let [hours, minutes, seconds, pair] = timecode.fields();
        let frames = u16::from(pair) * 2 + u16::from(second_of_pair);
        let separator = if timecode.is_drop_frame() { ';' } else { ':' };
        format!("{hours:02}:{minutes:02}:{seconds:02}{separator}{frames:02}").parse().ok()?
    } else {
        timecode
    };
    timecode.frame_count(rate).is_ok().then_some(timecode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_of_headers_become_exact_rates() {
        for (fps, expected) in [
            (f64::from(f32::from_bits(0x41BF_CEE6)), Some("24000/1001")),
            (23.976, Some("24000/1001")),
            (24.0, Some("24")),
            (25.0, Some("25")),
            (f64::from(f32::from_bits(0x41EF_C29F)), Some("30000/1001")),
            (29.97, Some("30000/1001")),
            (59.94, Some("60000/1001")),
            (0.0, None),
            (f64::NAN, None),
            (23.5, None),
            (-24.0, None),
        ] {
            assert_eq!(exact_rate(fps).map(|rate| rate.to_string()).as_deref(), expected, "{fps}");
        }
    }

    #[test]
    fn timecode_above_30_fps_counts_pairs() {
        let at = |word, second, rate: &str| {
            header_timecode(word, second, Some(rate.parse().unwrap())).map(|timecode| timecode.to_string())
        };
        assert_eq!(at(0x0102_0304, false, "24").as_deref(), Some("01:02:03:04"));
        assert_eq!(at(0x0102_0329, true, "60000/1001").as_deref(), Some("01:02:03:59"));
        assert_eq!(at(0x0102_0324, false, "24"), None, "frame 24 does not exist at 24 fps");
        assert_eq!(at(0x0102_0344, false, "24"), None, "drop-frame does not exist at 24 fps");
        assert_eq!(at(0x0102_0304, false, "120"), None, "pairs cannot tell the frames of 120 fps apart");
        assert_eq!(header_timecode(u32::MAX, false, None), None);
    }
}
