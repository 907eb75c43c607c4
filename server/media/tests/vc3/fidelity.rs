//! Frames of every kind through FFmpeg's decoder and through ours.

use crate::judge::{decoded_by_ffmpeg, farthest, mean_square};
use crate::material::{SCENES, picture};
use crate::{encoded, encoder, formats};
use interneg_media::vc3::Decoder;

/// Rasters with and without rests, at the least and above the 68 rows that a short header holds.
const RASTERS: [(u32, u32); 4] = [(1920, 1080), (256, 120), (517, 131), (272, 1104)];

#[test]
fn ffmpeg_decodes_what_we_reconstruct() {
    for raster in RASTERS {
        for format in formats(raster) {
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
