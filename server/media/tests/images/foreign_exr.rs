//! Readers and writers of EXR that are not ours.

use crate::support::*;
use interneg_media::SourceKind;
use interneg_spec::DeliveryFormat;
use std::path::Path;

/// Sizes that cut chunks and vectors: one pixel, odd, a block and a bit, and a line that does not divide.
const SIZES: [(u32, u32); 4] = [(1, 1), (7, 33), (64, 32), (301, 50)];

fn floats(planes: &Planes) -> [Vec<f32>; 3] {
    planes.each_ref().map(|plane| plane.iter().map(|bits| half::f16::from_bits(*bits).to_f32()).collect())
}

/// Planes R, G, B as FFmpeg decodes them.
fn by_ffmpeg(path: &Path, pixels: usize) -> Option<[Vec<f32>; 3]> {
    let path = path.to_str().unwrap();
    let raw = tool("ffmpeg", &["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gbrpf32le", "-"])?;
    assert_eq!(raw.len(), pixels * 12);
    let plane = |index: usize| -> Vec<f32> {
        let bytes = &raw[index * pixels * 4..(index + 1) * pixels * 4];
        bytes.chunks_exact(4).map(|word| f32::from_le_bytes(word.try_into().unwrap())).collect()
    };
    Some([plane(2), plane(0), plane(1)])
}

/// Planes as OpenEXR decodes them: the tool writes them again uncompressed, cut and padded to the display window.
pub fn by_openexr(path: &Path, kind: &str) -> Option<Planes> {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain.exr");
    let (from, to) = (path.to_str().unwrap(), plain.to_str().unwrap());
    tool("oiiotool", &[from, "--ch", "R,G,B", "--croptofull", "-d", kind, "--compression", "none", "-o", to])?;
    Some(planes_of(&read(&plain).unwrap().1.picture()))
}

#[test]
fn every_compression_decodes_to_the_same_pixels_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    for (width, height) in SIZES {
        let planes = half_planes(width as usize, height as usize);
        for (index, format) in EXR_FORMATS.into_iter().enumerate() {
            let bytes = encode(&spec(format, width, height), &planes, &stamp("a.exr"));
            let path = put(folder.path(), &format!("{width}x{height}_{index}.exr"), &bytes);
            let (info, frame) = read(&path).unwrap();
            assert_eq!(planes_of(&frame.picture()), planes, "own reader, {format:?} {width}x{height}");
            assert_eq!(info.chromaticities, Some(AP1));
            if let Some(decoded) = by_openexr(&path, "half") {
                assert_eq!(decoded, planes, "OpenEXR, {format:?} {width}x{height}");
            }
            if let Some(decoded) = by_ffmpeg(&path, planes[0].len()) {
                assert_eq!(decoded, floats(&planes), "FFmpeg, {format:?} {width}x{height}");
            }
        }
    }
}

#[test]
fn the_header_reads_the_same_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let planes = half_planes(40, 40);
    for format in EXR_FORMATS {
        let path = put(folder.path(), "a.0086405.exr", &encode(&spec(format, 40, 40), &planes, &stamp("a.exr")));
        let (info, _) = read(&path).unwrap();
        assert_eq!(info.rate.unwrap().to_string(), "24000/1001");
        assert_eq!(info.start_timecode.unwrap().to_string(), "01:00:00:05");
        assert_eq!(info.timecode_origin.as_deref(), Some("exr timeCode"));
        assert_eq!(info.reel.as_deref(), Some("A001R1AB"));
        assert_eq!(info.metadata["imageCounter"], "86405");
        assert_eq!((info.frame_count, info.size_bytes), (1, std::fs::metadata(&path).unwrap().len()));
        assert!(matches!(info.kind, SourceKind::Sequence { padding: 7, first_number: 86_405, .. }));
        let Some(text) = tool_text("exrheader", &[path.to_str().unwrap()]) else { return };
        for line in [
            "comments (type string): \"job 42\"",
            "creator (type string): \"interneg test\"",
            "software (type string): \"interneg test\"",
            "owner (type string): \"Owner Ltd\"",
            "reelName (type string): \"A001R1AB\"",
            "colorInteropID (type string): \"lin_ap1_scene\"",
            "framesPerSecond (type rational): 24000/1001 (23.976)",
            "imageCounter (type int): 86405",
            "    time 01:00:00:05",
            "    red   (0.713 0.293)",
            "    white (0.32168 0.33767)",
            "dataWindow (type box2i): (0 0) - (39 39)",
        ] {
            assert!(text.contains(line), "{format:?} lacks {line}:\n{text}");
        }
    }
}

#[test]
fn every_half_survives_every_lossless_compression() {
    let Some(folder) = samples("exr") else { return };
    let (_, frame) = read(&folder.join("TestImages_AllHalfValues.exr")).unwrap();
    let planes = planes_of(&frame.picture());
    let mut seen: Vec<u16> = planes[0].clone();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 65_536, "the sample holds every half");
    let here = tempfile::tempdir().unwrap();
    for (index, format) in EXR_FORMATS.into_iter().enumerate() {
        let bytes = encode(&spec(format, 256, 256), &planes, &stamp("a.exr"));
        let path = put(here.path(), &format!("all{index}.exr"), &bytes);
        assert_eq!(planes_of(&read(&path).unwrap().1.picture()), planes, "{format:?}");
        if let Some(decoded) = by_openexr(&path, "half") {
            assert_eq!(decoded, planes, "OpenEXR, {format:?}");
        }
    }
}

#[test]
fn noise_that_does_not_shrink_is_stored_raw() {
    // Every bit random: no chunk can be smaller, and the file layout asks for the raw bytes then.
    let mut noise = Noise(3);
    let planes: Planes = std::array::from_fn(|_| (0..64 * 40).map(|_| noise.next() as u16 & 0x7bff).collect());
    let here = tempfile::tempdir().unwrap();
    for format in EXR_FORMATS {
        let bytes = encode(&spec(format, 64, 40), &planes, &stamp("a.exr"));
        let path = put(here.path(), "noise.exr", &bytes);
        assert_eq!(planes_of(&read(&path).unwrap().1.picture()), planes, "{format:?}");
        if let Some(decoded) = by_openexr(&path, "half") {
            assert_eq!(decoded, planes, "OpenEXR, {format:?}");
        }
    }
}

#[test]
fn files_of_other_writers_are_read_in_every_compression() {
    let here = tempfile::tempdir().unwrap();
    let planes = half_planes(150, 70);
    let format = DeliveryFormat::Exr { compression: interneg_spec::ExrCompression::None, zip_level: 1 };
    let source = put(here.path(), "source.exr", &encode(&spec(format, 150, 70), &planes, &stamp("a.exr")));
    let source = source.to_str().unwrap();
    for kind in ["half", "float"] {
        for compression in ["none", "rle", "zips", "zip", "piz", "pxr24", "b44", "b44a", "dwaa", "dwab"] {
            for tile in [&[][..], &["--tile", "32", "16"]] {
                let path = here.path().join(format!("{kind}_{compression}_{}.exr", tile.len()));
                let mut arguments = vec![source, "-d", kind, "--compression", compression];
                arguments.extend_from_slice(tile);
                arguments.extend_from_slice(&["-o", path.to_str().unwrap()]);
                if tool("oiiotool", &arguments).is_none() {
                    return;
                }
                let (info, frame) = read(&path).unwrap();
                assert_eq!(info.metadata["compression"], compression);
                let is_lossy = info.metadata.contains_key("compressionIsLossy");
                let expected = by_openexr(&path, "half").unwrap();
                let picture = frame.picture();
                for (component, plane) in expected.iter().enumerate() {
                    for (index, bits) in plane.iter().enumerate() {
                        let stored = sample_at(&picture, component, index % 150, index / 150);
                        let value = if kind == "half" {
                            half::f16::from_bits(stored as u16).to_f32()
                        } else {
                            f32::from_bits(stored)
                        };
                        let expected = half::f16::from_bits(*bits).to_f32();
                        // Decoders of the discrete cosine transform may round differently, by less than this.
                        let tolerance = if is_lossy { 2e-3 * expected.abs().max(0.05) } else { 0.0 };
                        assert!(
                            (value - expected).abs() <= tolerance,
                            "{path:?} {component} {index}: {value} {expected}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_full_resolution_of_files_with_several_is_read() {
    let here = tempfile::tempdir().unwrap();
    for (width, height) in [(150, 70), (3, 200)] {
        let planes = half_planes(width, height);
        let (width, height) = (width as u32, height as u32);
        let source =
            put(here.path(), "source.exr", &encode(&spec(EXR_FORMATS[0], width, height), &planes, &stamp("a.exr")));
        for compression in ["none", "zip", "piz"] {
            let path = here.path().join(format!("{width}_{compression}.exr"));
            let arguments =
                [source.to_str().unwrap(), "-d", "half", "--compression", compression, "--tile", "32", "32"];
            let output = ["-otex:wrap=black", path.to_str().unwrap()];
            if tool("oiiotool", &[&arguments[..], &output[..]].concat()).is_none() {
                return;
            }
            assert_eq!(planes_of(&read(&path).unwrap().1.picture()), planes, "{path:?}");
        }
    }
}
