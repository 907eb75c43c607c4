//! VC-3 pictures and frames by chance, for a number of seconds each: `cargo run --release -p interneg-media --example
//! fuzz_vc3 -- SECONDS [SEED]`. Rounds are functions of the seed, which is printed, so that a failure can be repeated.
//!
//! It has no help from coverage: frames are mutated from good ones instead, headers as often as codes.

#[path = "../tests/vc3/any.rs"]
mod any;
#[path = "../tests/vc3/material.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with tests, whose helpers fail the test")]
mod material;

use interneg_media::encode::EncodePlane;
use interneg_media::vc3::{Encoder, Format, Sampling, Vc3Error};
use material::{Noise, Scene, picture};
use std::num::NonZeroUsize;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().ok_or("how many seconds?")?.parse()?;
    let seed = match arguments.next() {
        Some(seed) => seed.parse()?,
        None => SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    println!("seed {seed}");
    let pictures = rounds(seconds, seed, |noise| {
        let mut byte = || noise.next() as u8;
        let mut data: Vec<u8> = (0..12).map(|_| byte()).collect();
        let length = usize::from(byte()) * usize::from(byte());
        data.extend((0..length).map(|_| byte()));
        any::encode_any(&data);
    });
    println!("encoder: {pictures} pictures");
    let frames = frames()?;
    let read = rounds(seconds, seed, |noise| {
        let mut up_to = |count: usize| noise.next() as usize % count;
        let mut data = vec![up_to(256) as u8];
        data.extend(&frames[up_to(frames.len())]);
        for _ in 0..=up_to(6) {
            let part = if up_to(2) == 0 { 0x180 } else { data.len() };
            let at = up_to(part);
            data[at] = up_to(256) as u8;
        }
        if up_to(8) == 0 {
            data.truncate(up_to(data.len()));
        }
        any::decode_any(&data);
    });
    println!("decoder: {read} frames");
    Ok(())
}

/// Calls `round` with numbers of its own until the time is over; returns how often.
fn rounds(seconds: u64, seed: u64, round: impl Fn(&mut Noise)) -> u64 {
    let begin = Instant::now();
    let mut done = 0;
    while begin.elapsed() < Duration::from_secs(seconds) {
        round(&mut Noise::new(seed.wrapping_add(done)));
        done += 1;
    }
    done
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
