//! FFmpeg's decoder, and how far two planes are apart.

use crate::material::Picture;
use ffmpeg_next::codec::{Context, Id};
use ffmpeg_next::format::Pixel;
use ffmpeg_next::{Packet, decoder, frame};
use interneg_media::vc3::{Format, Sampling};

/// Decodes a frame with the linked FFmpeg, and checks that it finds the format in it.
pub fn decoded_by_ffmpeg(format: &Format, frame: &[u8]) -> Picture {
    let context = Context::new_with_codec(decoder::find(Id::DNXHD).unwrap());
    let mut decoder = context.decoder().video().unwrap();
    decoder.send_packet(&Packet::copy(frame)).unwrap();
    let mut picture = frame::Video::empty();
    decoder.receive_frame(&mut picture).unwrap();
    let expected = match (format.sampling(), format.bits()) {
        (Sampling::YCbCr422, 8) => Pixel::YUV422P,
        (Sampling::YCbCr422, 10) => Pixel::YUV422P10LE,
        (Sampling::YCbCr422, _) => Pixel::YUV422P12LE,
        (Sampling::YCbCr444, 10) => Pixel::YUV444P10LE,
        (Sampling::YCbCr444, _) => Pixel::YUV444P12LE,
        (Sampling::Gbr444, 10) => Pixel::GBRP10LE,
        (Sampling::Gbr444, _) => Pixel::GBRP12LE,
    };
    assert_eq!(picture.format(), expected);
    assert_eq!((picture.width(), picture.height()), format.raster());
    let sizes: [(usize, usize); 3] = std::array::from_fn(|plane| format.plane_size(plane));
    let plane = |index: usize| {
        let (width, height) = sizes[index];
        let (data, stride) = (picture.data(index), picture.stride(index));
        let lines = (0..height).map(|y| &data[y * stride..]);
        if format.bits() == 8 {
            lines.flat_map(|line| line[..width].iter().map(|sample| u16::from(*sample))).collect()
        } else {
            lines
                .flat_map(|line| line[..2 * width].as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)))
                .collect()
        }
    };
    Picture { bits: format.bits(), sizes, planes: [plane(0), plane(1), plane(2)] }
}

/// Mean square of the differences of two planes.
pub fn mean_square(a: &[u16], b: &[u16]) -> f64 {
    assert_eq!(a.len(), b.len());
    let sum: f64 = a.iter().zip(b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    sum / a.len() as f64
}

/// Peak signal-to-noise ratio in dB of samples of `bits` bits; 99 where they are the same.
pub fn psnr(a: &[u16], b: &[u16], bits: u8) -> f64 {
    let (peak, noise) = (f64::from((1u32 << bits) - 1), mean_square(a, b));
    if noise == 0.0 { 99.0 } else { 10.0 * (peak * peak / noise).log10() }
}

/// The largest difference of two samples.
pub fn farthest(a: &[u16], b: &[u16]) -> u16 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}
