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
mod material;
mod movies;
mod quality;
mod sameness;
#[path = "../../../../kernels/tests/simulator/mod.rs"]
#[expect(dead_code, reason = "the kernels' own tests look at broken libraries, these do not")]
mod simulator;

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
    let hd = [(1235, 10), (1237, 8), (1238, 8), (1253, 8)].map(|(id, bits)| (id, bits, Sampling::YCbCr422));
    let ids = dnxhr.into_iter().chain(hd.into_iter().filter(|_| raster == (1920, 1080)));
    ids.map(|(id, bits, sampling)| Format::new(id, raster, bits, sampling).unwrap()).collect()
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
