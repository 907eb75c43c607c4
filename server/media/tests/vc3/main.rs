//! VC-3 frames, judged by FFmpeg's decoder and encoder and by independent arithmetic.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod any;
mod fidelity;
mod foreign;
mod gpu;
mod hostile;
#[path = "../../../../kernels/tests/simulator/inside.rs"]
mod inside;
mod judge;
#[path = "../likeness/mod.rs"]
#[expect(dead_code, reason = "the tests of ProRes use the rest of it")]
mod likeness;
mod material;
mod movies;
mod quality;
mod sameness;
#[path = "../../../../kernels/tests/simulator/mod.rs"]
#[expect(dead_code, reason = "the kernels' own tests look at broken libraries, these do not")]
mod simulator;
mod weights;

use interneg_media::encode::EncodePlane;
use interneg_media::vc3::{Encoder, Format, Sampling};
use material::Picture;
use std::num::NonZeroUsize;

/// Every compression id, depth and sampling that is coded, at a raster where it has one.
fn formats(raster: (u32, u32)) -> Vec<Format> {
    let dnxhr = [
        (1270, 10, Sampling::YCbCr444),
        (1270, 12, Sampling::YCbCr444),
        (1270, 10, Sampling::Gbr444),
        (1270, 12, Sampling::Gbr444),
        (1271, 10, Sampling::YCbCr422),
        (1271, 12, Sampling::YCbCr422),
        (1272, 8, Sampling::YCbCr422),
        (1273, 8, Sampling::YCbCr422),
        (1274, 8, Sampling::YCbCr422),
    ];
    let hd = [(1235, 10), (1237, 8), (1238, 8), (1241, 10), (1242, 8), (1243, 8), (1253, 8)];
    let hd = hd.map(|(id, bits)| (id, bits, Sampling::YCbCr422));
    let full_chroma = [Sampling::YCbCr444, Sampling::Gbr444].map(|sampling| (1256, 10, sampling));
    let small = [(1250, 10), (1251, 8), (1252, 8)].map(|(id, bits)| (id, bits, Sampling::YCbCr422));
    let of_raster = match raster {
        (1920, 1080) => [&dnxhr[..], &hd, &full_chroma].concat(),
        (1280, 720) => [&dnxhr[..], &small].concat(),
        _ => dnxhr.to_vec(),
    };
    of_raster.into_iter().map(|(id, bits, sampling)| Format::new(id, raster, bits, sampling).unwrap()).collect()
}

/// Those of HD alone, at their rasters.
fn hd_formats() -> Vec<Format> {
    let all = [(1920, 1080), (1280, 720)].into_iter().flat_map(formats);
    all.filter(|format| format.id() < 1270).collect()
}

fn encoder(format: Format, threads: usize) -> Encoder {
    Encoder::new(format, 0, NonZeroUsize::new(threads).unwrap()).unwrap()
}

/// A picture of the encoder's format as a frame.
fn encoded(encoder: &mut Encoder, picture: &Picture) -> Vec<u8> {
    let mut frame = Vec::new();
    let bytes = picture.bytes();
    let planes: [EncodePlane<'_>; 3] =
        std::array::from_fn(|plane| EncodePlane { bytes: &bytes[plane], stride_bytes: picture.line_bytes(plane) });
    encoder.encode(&planes, &mut frame).unwrap();
    assert_eq!(frame.len(), encoder.format().frame_bytes());
    frame
}
