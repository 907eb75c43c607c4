//! VC-3 pictures and frames by chance, for a number of seconds each: `cargo run --release -p interneg-media --example
//! fuzz_vc3 -- SECONDS [SEED]`. Rounds are functions of the seed, which is printed, so that a failure can be repeated.
//!
//! It has no help from coverage: frames are mutated from good ones instead, headers as often as codes. Targets that coverage
//! leads are in `server/media/fuzz` and call the same functions; `seeds FOLDER` writes what they begin with.

#[path = "../tests/vc3/any.rs"]
mod any;
mod fuzz;
#[path = "../tests/vc3/material.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with tests, whose helpers fail the test")]
mod material;

use fuzz::Task;
use interneg_media::encode::EncodePlane;
use interneg_media::vc3::{Encoder, Format, Sampling, Vc3Error};
use material::{Noise, Scene, picture};
use std::num::NonZeroUsize;

/// Pictures that a fuzzer begins with.
const PICTURES: u64 = 64;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (seconds, seed) = match fuzz::task()? {
        Task::Seeds(folder) => {
            fuzz::write_seeds(&folder, "vc3_encode", (0..PICTURES).map(any_picture))?;
            return Ok(fuzz::write_seeds(&folder, "vc3_decode", fuzz::frame_inputs(frames()?))?);
        }
        Task::Rounds { seconds, seed } => (seconds, seed),
    };
    let pictures = fuzz::rounds(seconds, seed, |seed| any::encode_any(&any_picture(seed)));
    println!("encoder: {pictures} pictures");
    let frames = frames()?;
    let read = fuzz::rounds(seconds, seed, |seed| {
        let mut noise = Noise::new(seed);
        any::decode_any(&fuzz::damaged_frame(&frames, 0x180, |count| noise.next() as usize % count));
    });
    println!("decoder: {read} frames");
    Ok(())
}

/// A picture by chance.
fn any_picture(seed: u64) -> Vec<u8> {
    let mut noise = Noise::new(seed);
    fuzz::picture_bytes(12, || noise.next() as u8)
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
