//! Real files of other people.

use crate::foreign_exr::by_openexr;
use crate::support::*;
use interneg_media::{MediaError, SequenceReader, probe};
use interneg_spec::SampleRange;

#[test]
fn exr_samples_decode_as_openexr_decodes_them() {
    let Some(folder) = samples("exr") else { return };
    for name in [
        "Chromaticities_Rec709",
        "Chromaticities_XYZ",
        "DisplayWindow_t01",
        "DisplayWindow_t05",
        "DisplayWindow_t08",
        "ScanLines_Cannon",
        "ScanLines_Carrots",
        "TestImages_AllHalfValues",
        "TestImages_BrightRingsNanInf",
        "TestImages_GammaChart",
        "TestImages_RgbRampsDiagonal",
        "TestImages_WideColorGamut",
        "Beachball/singlepart.0001",
    ] {
        let path = folder.join(format!("{name}.exr"));
        let (info, frame) = read(&path).unwrap();
        assert_eq!((info.is_float, info.is_rgb, info.range, info.bits), (true, true, None, 16), "{name}");
        if let Some(expected) = by_openexr(&path, "half") {
            let found = planes_of(&frame.picture());
            let differing = found.iter().flatten().zip(expected.iter().flatten()).filter(|(a, b)| a != b).count();
            assert_eq!((differing, found[0].len()), (0, expected[0].len()), "{name}");
        }
    }
}

#[test]
fn exr_samples_say_what_is_in_their_headers() {
    let Some(folder) = samples("exr") else { return };
    let (carrots, _) = read(&folder.join("ScanLines_Carrots.exr")).unwrap();
    assert_eq!(carrots.chromaticities.unwrap()[..2], [0.7347, 0.2653]);
    assert_eq!(carrots.metadata["cameraModel"], "SLT-A99");
    assert_eq!(carrots.metadata["isoSpeed"], "100");
    let (cannon, _) = read(&folder.join("ScanLines_Cannon.exr")).unwrap();
    assert_eq!(
        (cannon.metadata["compression"].as_str(), cannon.metadata["compressionIsLossy"].as_str()),
        ("b44", "true")
    );
    let (window, _) = read(&folder.join("DisplayWindow_t08.exr")).unwrap();
    assert_eq!(window.raster.to_string(), "501x401");
    let beachball = probe(&folder.join("Beachball"), &OPTIONS).unwrap();
    assert_eq!((beachball.frame_count, beachball.raster.to_string().as_str()), (3, "2048x1556"));
    let reader = SequenceReader::open(&beachball).unwrap();
    let mut buffer = Vec::new();
    for index in 0..3 {
        buffer = reader.read(index, buffer).unwrap().into_buffer();
    }
}

#[test]
fn dpx_samples_are_read() {
    let Some(folder) = samples("dpx") else { return };
    let (info, frame) = read(&folder.join("dpx_nuke_10bits_rgb.dpx")).unwrap();
    assert_eq!((info.bits, info.range, info.rate), (10, Some(SampleRange::Full), None));
    assert_eq!(info.metadata["dpx:creator"], "Nuke");
    let rgb = planes_of(&frame.picture());
    let (info, frame) = read(&folder.join("dpx_nuke_16bits_rgba.dpx")).unwrap();
    assert_eq!((info.bits, info.pixel_format.as_str()), (10, "rgba10 filled A big-endian"));
    let rgba = planes_of(&frame.picture());
    for (name, planes) in [("dpx_nuke_10bits_rgb.dpx", rgb), ("dpx_nuke_16bits_rgba.dpx", rgba)] {
        let path = folder.join(name);
        let arguments = ["-v", "error", "-i", path.to_str().unwrap(), "-f", "rawvideo", "-pix_fmt", "gbrp10le", "-"];
        let Some(raw) = tool("ffmpeg", &arguments) else { return };
        let words: Vec<u16> = raw.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        for (component, plane) in [2usize, 0, 1].into_iter().enumerate() {
            let pixels = planes[component].len();
            assert!(planes[component] == words[plane * pixels..(plane + 1) * pixels], "{name} component {component}");
        }
    }
}

#[test]
fn a_scan_whose_picture_was_cut_off_is_damaged() {
    let Some(folder) = samples("dpx") else { return };
    match probe(&folder.join("scanity_header_only.dpx"), &OPTIONS) {
        Err(MediaError::Damaged { reason, .. }) => {
            assert!(reason.contains("offset to image data is 65536"), "{reason}")
        }
        other => panic!("{other:?}"),
    }
}
