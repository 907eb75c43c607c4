//! Frames of every kind through FFmpeg's decoder and through ours.

use crate::judge::{decoded_by_ffmpeg, farthest, mean_square};
use crate::material::{SCENES, Scene, picture};
use crate::{encoded, encoder, formats, hd_formats};
use interneg_media::mux::FieldOrder;
use interneg_media::vc3::Decoder;

/// Rasters with and without rests, at the least and above the 68 rows that a short header holds.
const RASTERS: [(u32, u32); 5] = [(1920, 1080), (1280, 720), (256, 120), (517, 131), (272, 1104)];

#[test]
fn ffmpeg_decodes_what_we_reconstruct() {
    for raster in RASTERS {
        // DNxHR has enough rasters without that of 720 lines.
        for format in formats(raster).into_iter().filter(|format| raster != (1280, 720) || format.id() < 1270) {
            let mut encoder = encoder(format, 2);
            for scene in SCENES {
                let source = picture(scene, &format, format.bits());
                let frame = encoded(&mut encoder, &source);
                let ours = Decoder::new(&frame).unwrap().decode(&frame).unwrap();
                let theirs = decoded_by_ffmpeg(&format, &frame);
                for plane in 0..3 {
                    let what = format!("{} {raster:?} {:?} {scene:?} plane {plane}", format.id(), format.sampling());
                    let far = farthest(&ours.planes[plane], &theirs.planes[plane]);
                    assert!(far <= 1, "{what}: {far} codes apart");
                    let noise = |decoded: &[u16]| mean_square(&source.planes[plane], decoded);
                    let (mine, other) = (noise(&ours.planes[plane]), noise(&theirs.planes[plane]));
                    let apart_db = 10.0 * (mine / other).log10();
                    // FFmpeg's inverse transform rounds between rows and columns, which shows where little else is lost.
                    let is_rounding = (mine - other).abs() < 0.4;
                    assert!(apart_db.abs() < 0.1 || is_rounding, "{what}: {apart_db:.2} dB, {mine} and {other}");
                }
            }
        }
    }
}

/// The field with the second line may be the earlier one.
#[test]
fn either_field_may_come_first() {
    for format in hd_formats().into_iter().filter(|format| format.field_order() == FieldOrder::TopFirst) {
        let source = picture(Scene::ZonePlate, &format, format.bits());
        let top_first = encoded(&mut encoder(format, 1), &source);
        let turned = format.with_field_order(FieldOrder::BottomFirst).unwrap();
        let bottom_first = encoded(&mut encoder(turned, 1), &source);
        // The same fields, the other one first.
        let (one, other) = top_first.split_at(top_first.len() / 2);
        assert!(bottom_first == [other, one].concat(), "{}", format.id());
        let mut decoder = Decoder::new(&bottom_first).unwrap();
        assert_eq!(decoder.format().field_order(), FieldOrder::BottomFirst);
        let (ours, theirs) = (decoder.decode(&bottom_first).unwrap(), decoded_by_ffmpeg(&turned, &bottom_first));
        assert!((0..3).all(|plane| farthest(&ours.planes[plane], &theirs.planes[plane]) <= 1), "{}", format.id());
        // A stream does not change the order.
        let error = decoder.decode(&top_first).unwrap_err().to_string();
        assert!(error.contains("TopFirst") && error.contains("frames before it"), "{error}");
    }
}
