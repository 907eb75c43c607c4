//! Readers and writers of DPX that are not ours.

use crate::support::*;
use interneg_spec::{DeliveryFormat, DpxBitDepth, SampleRange};
use std::path::Path;

const SIZES: [(u32, u32); 4] = [(2, 1), (7, 3), (64, 40), (301, 17)];

fn bits_of(format: DeliveryFormat) -> u32 {
    if matches!(format, DeliveryFormat::Dpx { bit_depth: DpxBitDepth::Ten }) { 10 } else { 16 }
}

/// R G B codes as FFmpeg decodes them.
fn by_ffmpeg(path: &Path, bits: u32) -> Option<Planes> {
    let pixel_format = if bits == 10 { "gbrp10le" } else { "rgb48le" };
    let path = path.to_str().unwrap();
    let raw = tool("ffmpeg", &["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", pixel_format, "-"])?;
    let words: Vec<u16> = raw.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let pixels = words.len() / 3;
    Some(if bits == 10 {
        [2, 0, 1].map(|plane| words[plane * pixels..(plane + 1) * pixels].to_vec())
    } else {
        [0, 1, 2].map(|component| words.iter().skip(component).step_by(3).copied().collect())
    })
}

/// R G B as 16-bit codes as OpenImageIO decodes them. They come back as floats of an EXR; the tool's own 16-bit PPM has
/// stray bytes.
fn by_openimageio(path: &Path) -> Option<Planes> {
    let folder = tempfile::tempdir().unwrap();
    let exr = folder.path().join("a.exr");
    let (from, to) = (path.to_str().unwrap(), exr.to_str().unwrap());
    tool("oiiotool", &[from, "--ch", "R,G,B", "-d", "float", "--compression", "none", "-o", to])?;
    let (_, frame) = read(&exr).unwrap();
    let picture = frame.picture();
    let code = |bits: u32| (f64::from(f32::from_bits(bits)) * 65535.0).round() as u16;
    Some(std::array::from_fn(|component| {
        let places = (0..picture.width * picture.height).map(|at| (at % picture.width, at / picture.width));
        places.map(|(x, y)| code(sample_at(&picture, component, x, y))).collect()
    }))
}

/// A code of `bits` scaled to 16 bits; OpenImageIO repeats the upper bits in the lower ones.
fn widened(planes: &Planes, bits: u32) -> Planes {
    let widen = |code: u16| (u32::from(code) << (16 - bits) | u32::from(code) >> (2 * bits - 16)) as u16;
    planes.each_ref().map(|plane| plane.iter().map(|code| widen(*code)).collect())
}

#[test]
fn pixels_decode_to_the_same_codes_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    for (width, height) in SIZES {
        for format in DPX_FORMATS {
            let bits = bits_of(format);
            let planes = code_planes(width as usize, height as usize, bits);
            let bytes = encode(&spec(format, width, height), &planes, &stamp("a.dpx"));
            let path = put(folder.path(), &format!("{width}x{height}_{bits}.dpx"), &bytes);
            let (info, frame) = read(&path).unwrap();
            assert_eq!(planes_of(&frame.picture()), planes, "own reader, {bits} bits {width}x{height}");
            assert_eq!((info.range, u32::from(info.bits)), (Some(SampleRange::Full), bits));
            if let Some(decoded) = by_ffmpeg(&path, bits) {
                assert_eq!(decoded, planes, "FFmpeg, {bits} bits {width}x{height}");
            }
            if let Some(decoded) = by_openimageio(&path) {
                assert_eq!(decoded, widened(&planes, bits), "OpenImageIO, {bits} bits {width}x{height}");
            }
        }
    }
}

#[test]
fn golden_vectors_are_read_in_both_byte_orders() {
    // Image data and pixels of the reference page for both depths, little-endian here, big-endian above.
    let ten = ([[0, 64, 1023], [445, 470, 512], [1, 2, 3], [940, 95, 685]], "fc0f040000685d6f0c204000b4fa05eb");
    let sixteen = (
        [[0, 4096, 65535], [28480, 30080, 32768], [1, 2, 3], [60160, 6080, 43840]],
        "00000010ffff406f80750080010002000300".to_owned() + "00ebc01740ab",
    );
    let folder = tempfile::tempdir().unwrap();
    for (format, pixels, hex) in [(DPX_FORMATS[0], ten.0, ten.1.to_owned()), (DPX_FORMATS[1], sixteen.0, sixteen.1)] {
        let planes: Planes = std::array::from_fn(|component| pixels.iter().map(|pixel| pixel[component]).collect());
        let bytes = encode(&spec(format, 2, 2), &planes, &stamp("a.dpx"));
        let mut little = swap_header(&bytes);
        let data: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        little.splice(8192.., data);
        let path = put(folder.path(), "little.dpx", &little);
        let (info, frame) = read(&path).unwrap();
        assert_eq!(planes_of(&frame.picture()), planes);
        assert!(info.pixel_format.ends_with("little-endian"), "{}", info.pixel_format);
        assert_eq!(info.start_timecode.unwrap().to_string(), "01:00:00:05");
        if let Some(decoded) = by_ffmpeg(&path, bits_of(format)) {
            assert_eq!(decoded, planes);
        }
    }
}

/// Swaps the numbers that a reader needs; texts and undefined fields stay.
fn swap_header(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let words = [0usize, 4, 16, 20, 24, 28, 32, 772, 776, 780, 784, 792, 808, 812, 816, 1628, 1632, 1724, 1920, 1940];
    words.into_iter().for_each(|at| out[at..at + 4].reverse());
    [768usize, 770, 804, 806].into_iter().for_each(|at| out[at..at + 2].reverse());
    out
}

#[test]
fn the_header_reads_the_same_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    for format in DPX_FORMATS {
        let planes = code_planes(64, 40, bits_of(format));
        let bytes = encode(&spec(format, 64, 40), &planes, &stamp("a.0086405.dpx"));
        let path = put(folder.path(), "a.0086405.dpx", &bytes);
        let path = path.to_str().unwrap();
        let (info, _) = read(Path::new(path)).unwrap();
        assert_eq!(info.rate.unwrap().to_string(), "24000/1001");
        assert_eq!(info.reel.as_deref(), Some("A001R1AB"));
        assert_eq!(info.transfer.as_deref(), Some("dpx 3 (logarithmic)"));
        assert_eq!((info.primaries.clone(), info.pixel_aspect), (None, (1, 1)));
        if let Some(text) = tool_text("oiiotool", &["--info", "-v", path]) {
            for line in [
                "64 x   40, 3 channel",
                "Software: \"interneg test\"",
                "DocumentName: \"HARBOUR\"",
                "dpx:FramePosition: 5",
                "dpx:SequenceLength: 24",
                "dpx:FrameRate: 23.976",
                "dpx:TemporalFrameRate: 23.976",
                "dpx:InputDevice: \"A001R1AB\"",
                "dpx:TimeCode: \"01:00:00:05\"",
                "dpx:Version: \"V2.0\"",
                "dpx:Interlace: 0",
                "PixelAspectRatio: 1",
            ] {
                assert!(text.contains(line), "lacks {line}:\n{text}");
            }
        }
        if let Some(text) = tool_text("mediainfo", &["--Full", path]) {
            for value in ["interneg test", "HARBOUR", "Version 2.0", "23.976", "Logarithmic", "2026-07-01"] {
                assert!(text.contains(value), "mediainfo lacks {value}:\n{text}");
            }
            // Releases before 24 read no timecode in a DPX; those that do must read this one.
            if text.contains("Time code") {
                assert!(text.contains("01:00:00:05"), "mediainfo sees another timecode:\n{text}");
            }
        }
        if let Some(text) = tool_text("ffprobe", &["-v", "error", "-show_frames", "-show_streams", path]) {
            for line in ["TAG:timecode=01:00:00:05", "TAG:Input Device=A001R1AB", "width=64", "height=40"] {
                assert!(text.contains(line), "ffprobe lacks {line}:\n{text}");
            }
        }
    }
}

#[test]
fn files_of_other_writers_are_read_in_every_packing() {
    let folder = tempfile::tempdir().unwrap();
    let planes = code_planes(60, 9, 16);
    let source = put(folder.path(), "source.dpx", &encode(&spec(DPX_FORMATS[1], 60, 9), &planes, &stamp("a.dpx")));
    for (bits, packing, endian, alpha) in [
        ("uint8", "Packed", "big", false),
        ("uint8", "Packed", "little", true),
        ("uint10", "Filled, method A", "big", false),
        ("uint10", "Filled, method A", "little", false),
        ("uint12", "Filled, method A", "big", false),
        ("uint12", "Filled, method A", "little", true),
        ("uint12", "Filled, method B", "little", false),
        ("uint16", "Packed", "little", true),
    ] {
        let path = folder.path().join("other.dpx");
        let (from, to) = (source.to_str().unwrap(), path.to_str().unwrap());
        let channels = if alpha { "R,G,B,A=1.0" } else { "R,G,B" };
        let packing_tag = format!("dpx:Packing={packing}");
        let endian_tag = format!("oiio:Endian={endian}");
        let (packing_name, packing_value) = packing_tag.split_once('=').unwrap();
        let (endian_name, endian_value) = endian_tag.split_once('=').unwrap();
        let arguments = [
            from,
            "--ch",
            channels,
            "--attrib",
            packing_name,
            packing_value,
            "--attrib",
            endian_name,
            endian_value,
            "-d",
            bits,
            "-o",
            to,
        ];
        if tool("oiiotool", &arguments).is_none() {
            return;
        }
        let (info, frame) = read(&path).unwrap();
        let depth: u32 = bits[4..].parse().unwrap();
        let found = planes_of(&frame.picture());
        let expected = by_openimageio(&path).unwrap();
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            // The tool widens to 16 bits; back to the depth its upper bits are the code.
            assert_eq!(u32::from(*found), u32::from(*expected) >> (16 - depth), "{} {arguments:?}", info.pixel_format);
        }
    }
}

#[test]
fn ffmpeg_files_have_no_industry_sections_and_are_read_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (pixel_format, bits) in [
        ("gbrp10be", 10),
        ("gbrp10le", 10),
        ("gbrp12be", 12),
        ("rgb48be", 16),
        ("rgba64le", 16),
        ("rgb24", 8),
        ("rgba", 8),
        ("abgr", 8),
    ] {
        let path = folder.path().join(format!("{pixel_format}.dpx"));
        let to = path.to_str().unwrap();
        let source = "testsrc2=size=66x34:rate=24:duration=0.04";
        let written = tool(
            "ffmpeg",
            &["-v", "error", "-y", "-f", "lavfi", "-i", source, "-frames:v", "1", "-pix_fmt", pixel_format, to],
        );
        if written.is_none() {
            return;
        }
        let (info, frame) = read(&path).unwrap();
        assert_eq!((info.start_timecode, info.rate, u32::from(info.bits)), (None, None, bits), "{pixel_format}");
        let decoded = by_ffmpeg(&path, 16).unwrap();
        let shift = 16 - bits;
        for (found, expected) in planes_of(&frame.picture()).iter().flatten().zip(decoded.iter().flatten()) {
            assert!(
                u32::from(*found).abs_diff(u32::from(*expected) >> shift) <= u32::from(bits != 16),
                "{pixel_format}"
            );
        }
    }
}
