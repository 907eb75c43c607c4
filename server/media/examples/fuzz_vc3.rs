//! VC-3 pictures and frames by chance, for a number of seconds each: `cargo run --release -p interneg-media --example
//! fuzz_vc3 -- SECONDS [SEED]`. Rounds are functions of the seed, which is printed, so that a failure can be repeated.
//!
//! It has no help from coverage: frames are mutated from good ones instead, headers as often as codes.

#[path = "../tests/vc3/any.rs"]
mod any;
mod fuzz;
#[path = "../tests/vc3/material.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with tests, whose helpers fail the test")]
mod material;

use interneg_media::encode::EncodePlane;
use interneg_media::vc3::{Encoder, Format, Sampling, Vc3Error};
use material::{Noise, Scene, picture};
use std::num::NonZeroUsize;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (seconds, seed) = fuzz::arguments()?;
    let pictures = fuzz::rounds(seconds, seed, |seed| {
        let mut noise = Noise::new(seed);
        any::encode_any(&fuzz::picture_bytes(12, || noise.next() as u8));
    });
    println!("encoder: {pictures} pictures");
    let frames = frames()?;
    let read = fuzz::rounds(seconds, seed, |seed| {
        let mut noise = Noise::new(seed);
        any::decode_any(&fuzz::damaged_frame(&frames, 0x180, |count| noise.next() as usize % count));
    });
    println!("decoder: {read} frames");
    Ok(())
}

/// Good frames of every resolution-independent id.
fn frames() -> Result<Vec<Vec<u8>>, Vc3Error> {
    let kinds = [
        (1270, 10, Sampling::YCbCr444),
        (1270, 12, Sampling::Gbr444),
        (1271, 12, Sampling::YCbCr422),
        (1272, 8, Sampling::YCbCr422),
        (1274, 8, Sampling::YCbCr422),
    ];
    let frame = |(id, bits, sampling)| {
        let format = Format::new(id, (90, 50), bits, sampling)?;
        let source = picture(Scene::Grain, &format, bits);
        let bytes = source.bytes();
        let planes =
            std::array::from_fn(|plane| EncodePlane { bytes: &bytes[plane], stride_bytes: source.line_bytes(plane) });
        let mut frame = Vec::new();
        Encoder::new(format, 0, NonZeroUsize::MIN)?.encode(&planes, &mut frame)?;
        Ok(frame)
    };
    kinds.into_iter().map(frame).collect()
}
