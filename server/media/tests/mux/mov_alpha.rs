//! Alpha of ProRes 4444: what the sample description says of it, and what readers find.

use crate::judges::{decoded, ffprobe, mediainfo, streams, tracks};
use crate::material::{SMALL, description, track, write_movie};
use interneg_media::encode::EncodePlane;
use interneg_media::mux::mov::{MovError, MovWriter};
use interneg_media::prores::{AlphaBits, AlphaPlane, Encoder, Picture, Profile, Settings};
use interneg_spec::Rate;
use interneg_spec::proxy::ProxyCodec;
use std::io::Cursor;

/// Where the depth stands behind the name of a sample description (Apple, "Video sample description").
const DEPTH_AT: usize = 78;

/// A grey picture whose alpha rises from left to right, 16 bits, or one without alpha.
fn packet(has_alpha: bool) -> Vec<u8> {
    let (width, height) = (SMALL.width as usize, SMALL.height as usize);
    let plane = |code: fn(usize) -> u16| -> Vec<u8> {
        (0..width * height).flat_map(|i| code(i % SMALL.width as usize).to_le_bytes()).collect()
    };
    let (grey, alpha) = (plane(|_| 2048), plane(alpha_at));
    let plane = |bytes| EncodePlane { bytes, stride_bytes: width * 2 };
    let settings =
        Settings { alpha: has_alpha.then_some(AlphaBits::Sixteen), ..Settings::new(Profile::P4444, SMALL, 12) };
    let alpha = has_alpha.then_some(AlphaPlane { bits: 16, plane: plane(&alpha) });
    let picture = Picture { bits: 12, planes: [plane(&grey); 3], alpha };
    let mut packet = Vec::new();
    Encoder::new(settings).unwrap().encode(&picture, &mut packet).unwrap();
    packet
}

fn alpha_at(x: usize) -> u16 {
    (x * 65_535 / (SMALL.width as usize - 1)) as u16
}

#[test]
fn the_sample_description_and_readers_tell_alpha() {
    let folder = tempfile::tempdir().unwrap();
    for (has_alpha, depth, pixel_format) in [(true, 32_u16, "yuva444p12le"), (false, 24, "yuv444p12le")] {
        let mut wanted = description(track(ProxyCodec::Prores4444), Rate::FPS_24, 2);
        wanted.picture.has_alpha = has_alpha;
        let path = folder.path().join(format!("{depth}.mov"));
        let packet = packet(has_alpha);
        write_movie(&path, &wanted, &[packet.clone(), packet]);
        let bytes = std::fs::read(&path).unwrap();
        let at = bytes.windows(4).rposition(|word| word == b"ap4h").unwrap();
        assert_eq!(bytes[at + DEPTH_AT..][..2], depth.to_be_bytes(), "has_alpha {has_alpha}");
        assert_eq!(streams(&ffprobe(&path), "video")[0]["pix_fmt"], pixel_format);
        if let Some(told) = mediainfo(&path) {
            let space = &tracks(&told, "Video")[0]["ColorSpace"];
            assert_eq!(space, if has_alpha { "YUVA" } else { "YUV" });
        }
        if !has_alpha {
            continue;
        }
        // The decoder's own format, in which alpha has 12 bits.
        let planes = decoded(&path, "-frames:v 1 -f rawvideo -pix_fmt yuva444p12le");
        let pixels = (SMALL.width * SMALL.height) as usize;
        let alpha = &planes[3 * 2 * pixels..];
        assert_eq!(alpha.len(), 2 * pixels);
        for (i, sample) in alpha.as_chunks::<2>().0.iter().enumerate() {
            let expected = f64::from(alpha_at(i % SMALL.width as usize)) / 65_535.0 * 4095.0;
            assert!((f64::from(u16::from_le_bytes(*sample)) - expected).abs() <= 1.0, "pixel {i}");
        }
    }
}

#[test]
fn frames_and_codecs_without_alpha_are_no_pictures_with_it() {
    let mut wanted = description(track(ProxyCodec::Prores4444), Rate::FPS_24, 1);
    for has_alpha in [true, false] {
        wanted.picture.has_alpha = has_alpha;
        let mut movie = MovWriter::create(Cursor::new(Vec::new()), &wanted).unwrap();
        let told = movie.write_picture(&packet(!has_alpha)).unwrap_err();
        assert!(matches!(told, MovError::ForeignFrame { frame: 0, .. }), "{told}");
    }
    for codec in [ProxyCodec::ProresHq, ProxyCodec::Dnxhr444] {
        let mut wanted = description(track(codec), Rate::FPS_24, 1);
        wanted.picture.has_alpha = true;
        let Err(told) = MovWriter::create(Cursor::new(Vec::new()), &wanted) else { panic!("{codec} has no alpha") };
        assert!(matches!(told, MovError::Description { field: "picture.has_alpha", .. }), "{told}");
    }
}
