//! From FFmpeg's pixel format names to the layouts that the kernels read.

use crate::{MediaError, SourceInfo};
use interneg_kernels::{ByteOrder, Layout, Sample, Subsampling};

/// Index of a plane that the layout does not have.
const NONE: usize = usize::MAX;

/// How FFmpeg stores pictures of one format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Storage {
    /// Arrangement of the samples.
    pub layout: Layout,
    /// Which of FFmpeg's planes is the first, second and third of the layout; `usize::MAX` for none.
    pub plane_order: [usize; 3],
}

/// The layout of the pictures of a movie.
pub(crate) fn layout_of(info: &SourceInfo, path: &std::path::Path) -> Result<Layout, MediaError> {
    storage_of(&info.pixel_format, info.bits)
        .map(|storage| storage.layout)
        .map_err(|what| MediaError::Unsupported { path: path.to_owned(), what })
}

/// How FFmpeg stores pictures in the pixel format `name` whose samples have `bits` significant bits.
///
/// # Errors
/// The text says which format it is and why it is not read.
pub(super) fn storage_of(name: &str, bits: u8) -> Result<Storage, String> {
    if let Some(packed) = packed(name, bits) {
        return Ok(packed);
    }
    if let Some(semi) = semi_planar(name) {
        return Ok(semi);
    }
    if let Some(planar) = rgb_planar(name).or_else(|| ycbcr_planar(name)) {
        let stored = stored_bits(planar.layout);
        if stored != bits {
            return Err(format!("{bits}-bit samples in the {stored}-bit pixel format {name}; only RGB may differ"));
        }
        return Ok(planar);
    }
    Err(match name {
        "xyz12le" | "xyz12be" => {
            format!("pixel format {name}: X'Y'Z' of a digital cinema package, which is no camera original")
        }
        name if name.starts_with("gray") => format!("pixel format {name}: a picture without colour"),
        name if name.contains("411") || name.contains("410") || name.contains("440") => {
            format!("pixel format {name}: its chroma subsampling is none of 4:2:0, 4:2:2, 4:4:4")
        }
        name => format!("pixel format {name}; read are planar Y'CbCr 4:2:0, 4:2:2, 4:4:4 and RGB"),
    })
}

/// Bits that a pixel format of this name has room for, where the name is one that is read.
pub(super) fn bits_of_format(name: &str) -> Option<u8> {
    packed(name, 16)
        .or_else(|| semi_planar(name))
        .or_else(|| rgb_planar(name))
        .or_else(|| ycbcr_planar(name))
        .map_or_else(|| name.starts_with("xyz12").then_some(12), |storage| Some(stored_bits(storage.layout)))
}

fn stored_bits(layout: Layout) -> u8 {
    match layout {
        Layout::YCbCrPlanar { bits, .. }
        | Layout::YCbCrSemiPlanar { bits, .. }
        | Layout::RgbPlanar { bits, .. }
        | Layout::RgbPacked { bits, .. } => bits,
        Layout::Dpx10FilledA(_) | Layout::Dpx10FilledB(_) => 10,
    }
}

fn packed(name: &str, bits: u8) -> Option<Storage> {
    let (components, sample) = match name {
        "rgb24" => (3, Sample::U8),
        "rgba" => (4, Sample::U8),
        "rgb48le" => (3, Sample::U16(ByteOrder::Little)),
        "rgb48be" => (3, Sample::U16(ByteOrder::Big)),
        "rgba64le" => (4, Sample::U16(ByteOrder::Little)),
        "rgba64be" => (4, Sample::U16(ByteOrder::Big)),
        _ => return None,
    };
    // FFmpeg has no packed RGB of 9 to 15 bits: it shifts such samples up, without repeating their high bits below.
    let (bits, shift) = match sample {
        Sample::U8 => (8, 0),
        _ => (bits.clamp(8, 16), 16 - bits.clamp(8, 16)),
    };
    Some(Storage { layout: Layout::RgbPacked { components, bits, sample, shift }, plane_order: [0, NONE, NONE] })
}

fn semi_planar(name: &str) -> Option<Storage> {
    use Subsampling::{S420, S422, S444};
    let (subsampling, bits) = match name {
        "nv12" => (S420, 8),
        "nv16" => (S422, 8),
        "nv24" => (S444, 8),
        "p010le" => (S420, 10),
        "p012le" => (S420, 12),
        "p016le" => (S420, 16),
        "p210le" => (S422, 10),
        "p216le" => (S422, 16),
        "p410le" => (S444, 10),
        "p416le" => (S444, 16),
        _ => return None,
    };
    let (sample, shift) = if bits == 8 { (Sample::U8, 0) } else { (Sample::U16(ByteOrder::Little), 16 - bits) };
    Some(Storage { layout: Layout::YCbCrSemiPlanar { subsampling, bits, sample, shift }, plane_order: [0, 1, NONE] })
}

fn rgb_planar(name: &str) -> Option<Storage> {
    let depth = name.strip_prefix("gbrap").or_else(|| name.strip_prefix("gbrp"))?;
    let (bits, sample) = if depth == "f32le" { (32, Sample::F32) } else { integer(depth)? };
    // FFmpeg stores G, B, R.
    Some(Storage { layout: Layout::RgbPlanar { bits, sample }, plane_order: [2, 0, 1] })
}

fn ycbcr_planar(name: &str) -> Option<Storage> {
    let rest = ["yuvj", "yuva", "yuv"].iter().find_map(|prefix| name.strip_prefix(prefix))?;
    let (subsampling, depth) = [("420p", Subsampling::S420), ("422p", Subsampling::S422), ("444p", Subsampling::S444)]
        .iter()
        .find_map(|(digits, subsampling)| rest.strip_prefix(digits).map(|depth| (*subsampling, depth)))?;
    let (bits, sample) = integer(depth)?;
    Some(Storage { layout: Layout::YCbCrPlanar { subsampling, bits, sample }, plane_order: [0, 1, 2] })
}

/// The depth at the end of a planar format's name: nothing for 8, `10le`, `12le` …
fn integer(depth: &str) -> Option<(u8, Sample)> {
    if depth.is_empty() {
        return Some((8, Sample::U8));
    }
    let bits = depth.strip_suffix("le")?.parse().ok().filter(|bits| (9..=16).contains(bits))?;
    Some((bits, Sample::U16(ByteOrder::Little)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FFmpeg's own description of every format that we claim to read must agree with ours.
    #[test]
    fn agrees_with_the_descriptions_of_ffmpeg() {
        let mut read = 0;
        for format in ["yuv", "yuva", "yuvj", "gbrp", "gbrap", "nv", "p", "rgb", "rgba"]
            .iter()
            .flat_map(|family| candidates(family))
            .filter_map(|name| name.parse::<ffmpeg_next::format::Pixel>().ok())
        {
            let descriptor = format.descriptor().unwrap();
            let Some(bits) = bits_of_format(descriptor.name()) else { continue };
            let storage = storage_of(descriptor.name(), bits).unwrap();
            let chroma = (descriptor.log2_chroma_w(), descriptor.log2_chroma_h());
            let expected = match storage.layout {
                Layout::YCbCrPlanar { subsampling, .. } | Layout::YCbCrSemiPlanar { subsampling, .. } => {
                    match subsampling {
                        Subsampling::S420 => (1, 1),
                        Subsampling::S422 => (1, 0),
                        Subsampling::S444 => (0, 0),
                    }
                }
                _ => (0, 0),
            };
            assert_eq!(chroma, expected, "{}", descriptor.name());
            assert!(descriptor.nb_components() >= 3, "{}", descriptor.name());
            read += 1;
        }
        assert!(read > 30, "only {read} formats were compared");
    }

    fn candidates(family: &str) -> Vec<String> {
        let depths = ["", "9le", "10le", "12le", "14le", "16le", "f32le", "12", "16", "24", "48le", "64le", "48be"];
        let middles = ["", "420p", "422p", "444p", "0", "2", "4", "010", "210"];
        middles.iter().flat_map(|middle| depths.map(|depth| format!("{family}{middle}{depth}"))).collect()
    }

    #[test]
    fn planes_come_in_the_order_of_the_layout() {
        let storage = storage_of("gbrp12le", 12).unwrap();
        assert_eq!(storage.plane_order, [2, 0, 1]);
        let sample = Sample::U16(ByteOrder::Little);
        assert_eq!(storage.layout, Layout::RgbPlanar { bits: 12, sample });
        let cinema = storage_of("rgb48le", 12).unwrap();
        assert_eq!(cinema.layout, Layout::RgbPacked { components: 3, bits: 12, sample, shift: 4 });
        let p010 = storage_of("p010le", 10).unwrap();
        let subsampling = Subsampling::S420;
        assert_eq!(p010.layout, Layout::YCbCrSemiPlanar { subsampling, bits: 10, sample, shift: 6 });
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (name, part) in [
            ("xyz12le", "digital cinema"),
            ("gray10le", "without colour"),
            ("yuv411p", "subsampling"),
            ("yuyv422", "read are planar"),
            ("", "read are planar"),
        ] {
            let error = storage_of(name, 12).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
        assert!(storage_of("yuv422p16le", 13).unwrap_err().contains("13-bit samples"));
    }
}
