//! An EXR header in the words of a probe.

use super::geometry::Geometry;
use super::header::{Compression, Header, SampleKind};
use crate::info::Scan;
use crate::sequence::still::{Still, exact_rate, header_timecode};
use interneg_kernels::{Layout, Sample};
use interneg_spec::{Raster, Rate};

/// Says what `header` says.
pub(super) fn still(header: &Header, geometry: &Geometry) -> Still {
    let (bits, name, sample) = match geometry.kind {
        SampleKind::Half => (16, "half", Sample::F16),
        SampleKind::Float | SampleKind::Uint => (32, "float", Sample::F32),
    };
    let rate = rate_of(header);
    // The word of the attribute is the BCD of ST 12-1; its bit 15 is the field bit, which BCD seconds leave free.
    const FIELD_BIT: u32 = 1 << 15;
    let word = header.timecode.map(|(time, _)| time);
    let timecode = word.and_then(|word| header_timecode(word & !FIELD_BIT, word & FIELD_BIT != 0, rate));
    let mut metadata = header.tags.clone();
    metadata.insert("compression".to_owned(), header.compression.name().to_owned());
    if is_lossy(header.compression, geometry.kind) {
        metadata.insert("compressionIsLossy".to_owned(), "true".to_owned());
    }
    if let Some(word) = word {
        metadata.insert("timeCode".to_owned(), format!("{word:08x}"));
    }
    if let Some((numerator, denominator)) = header.frames_per_second {
        metadata.insert("framesPerSecond".to_owned(), format!("{numerator}/{denominator}"));
    }
    let windows = [("dataWindow", &header.data_window), ("displayWindow", &header.display_window)];
    for (key, window) in windows.into_iter().filter(|_| header.data_window != header.display_window) {
        metadata
            .insert(key.to_owned(), format!("{}x{} at {} {}", window.width, window.height, window.x_min, window.y_min));
    }
    Still {
        raster: Raster { width: header.display_window.width, height: header.display_window.height },
        layout: Layout::RgbPlanar { bits, sample },
        pixel_format: format!("{name} rgb"),
        bits,
        is_float: true,
        range: None,
        chromaticities: header.chromaticities,
        transfer: None,
        primaries: None,
        pixel_aspect: pixel_aspect(header.pixel_aspect),
        scan: Scan::Progressive,
        rate,
        timecode,
        // Here the field bit tells the frames of a pair apart.
        pair_word: None,
        timecode_origin: "exr timeCode",
        reel: header.tags.get("reelName").map(|reel| reel.trim().to_owned()).filter(|reel| !reel.is_empty()),
        metadata,
    }
}

fn is_lossy(compression: Compression, kind: SampleKind) -> bool {
    match compression {
        Compression::B44 | Compression::B44a | Compression::Dwaa | Compression::Dwab => true,
        Compression::Pxr24 => kind == SampleKind::Float,
        _ => false,
    }
}

/// The fraction as it stands where it is a rate of the trade, else the one that its value stands for (2997/125).
fn rate_of(header: &Header) -> Option<Rate> {
    let (numerator, denominator) = header.frames_per_second?;
    let rate = Rate::new(u32::try_from(numerator).ok()?, denominator).ok()?;
    if matches!(rate.denominator(), 1 | 1001) { Some(rate) } else { exact_rate(rate.as_f64()) }
}

/// The float as a fraction of millionths; square where it is absent or absurd.
fn pixel_aspect(ratio: Option<f32>) -> (u32, u32) {
    const DENOMINATOR: u32 = 1_000_000;
    let Some(ratio) = ratio.filter(|ratio| (0.01..=100.0).contains(ratio)) else { return (1, 1) };
    // At most 10^8 by the check above.
    let numerator = (f64::from(ratio) * f64::from(DENOMINATOR)).round() as u32;
    let divisor = gcd(numerator, DENOMINATOR);
    (numerator / divisor, DENOMINATOR / divisor)
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
