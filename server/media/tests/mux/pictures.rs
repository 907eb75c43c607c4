//! Pictures that come back, against those that were given.

use crate::judges::decoded;
use crate::material::{plane_width, samples};
use interneg_media::mux::PictureTrack;
use std::path::Path;

/// Y', Cb and Cr of every frame of a movie in a pixel format of FFmpeg that has `bits` bits.
pub fn decoded_pictures(path: &Path, track: &PictureTrack, pixel_format: &str, bits: u32) -> Vec<[Vec<u16>; 3]> {
    let raw = decoded(path, &format!("-map 0:v:0 -fps_mode passthrough -f rawvideo -pix_fmt {pixel_format}"));
    let height = track.raster.height as usize;
    let sample_bytes = if bits == 8 { 1 } else { 2 };
    let frame_bytes: usize = (0..3).map(|plane| plane_width(track, plane) * height * sample_bytes).sum();
    assert_eq!(raw.len() % frame_bytes, 0);
    raw.chunks(frame_bytes)
        .map(|frame| {
            let mut rest = frame;
            [0, 1, 2].map(|plane| {
                let (plane, others) = rest.split_at(plane_width(track, plane) * height * sample_bytes);
                rest = others;
                match bits {
                    8 => plane.iter().map(|sample| u16::from(*sample)).collect(),
                    _ => plane.as_chunks::<2>().0.iter().map(|word| u16::from_le_bytes(*word)).collect(),
                }
            })
        })
        .collect()
}

/// Signal-to-noise ratios of the planes of a decoded picture in dB, against full scale. What was given to the encoder is the
/// 10-bit sample, or its upper 8 bits.
pub fn psnr_db(picture: &[Vec<u16>; 3], track: &PictureTrack, frame: usize, bits: u32) -> [f64; 3] {
    let full_scale = f64::from((1_u32 << bits) - 1);
    [0, 1, 2].map(|plane| {
        let given = samples(frame, plane, plane_width(track, plane), track.raster.height as usize);
        assert_eq!(given.len(), picture[plane].len());
        let squares: f64 = given
            .iter()
            .zip(&picture[plane])
            .map(|(given, found)| {
                let given = match bits {
                    8 => f64::from(given >> 2),
                    _ => f64::from(*given) * f64::from(1 << (bits - 10)),
                };
                (f64::from(*found) - given).powi(2)
            })
            .sum();
        10.0 * (full_scale.powi(2) / (squares / given.len() as f64)).log10()
    })
}
