//! Pictures and frames by chance, for a number of seconds each: `cargo run --release -p interneg-media --example
//! fuzz_prores -- SECONDS [SEED]`. Rounds are functions of the seed, which is printed, so that a failure can be repeated.
//!
//! It has no help from coverage: frames are mutated from good ones instead, headers as often as codes. Targets that coverage
//! leads are in `server/media/fuzz` and call the same functions; `seeds FOLDER` writes what they begin with.

#[path = "../tests/prores/any.rs"]
mod any;
mod fuzz;
#[path = "../tests/prores/material.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with tests, whose helpers fail the test")]
mod material;

use fuzz::Task;
use interneg_media::mux::FieldOrder;
use interneg_media::prores::{AlphaBits, Profile, Settings};
use material::{Chance, Kind, Master};

/// Pictures that a fuzzer begins with.
const PICTURES: u64 = 64;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (seconds, seed) = match fuzz::task()? {
        Task::Seeds(folder) => {
            fuzz::write_seeds(&folder, "prores_encode", (0..PICTURES).map(picture))?;
            return Ok(fuzz::write_seeds(&folder, "prores_decode", fuzz::frame_inputs(frames()))?);
        }
        Task::Rounds { seconds, seed } => (seconds, seed),
    };
    let pictures = fuzz::rounds(seconds, seed, |seed| any::encode_any(&picture(seed)));
    println!("encoder: {pictures} pictures");
    let frames = frames();
    let read = fuzz::rounds(seconds, seed, |seed| {
        let mut chance = Chance::new(seed);
        any::decode_any(&fuzz::damaged_frame(&frames, 220, |count| (chance.next() * count as f64) as usize));
    });
    println!("decoder: {read} frames");
    Ok(())
}

/// A picture by chance.
fn picture(seed: u64) -> Vec<u8> {
    let mut chance = Chance::new(seed);
    fuzz::picture_bytes(16, || (chance.next() * 256.0) as u8)
}

/// Good frames of every kind.
fn frames() -> Vec<Vec<u8>> {
    let orders = [FieldOrder::Progressive, FieldOrder::TopFirst];
    let kinds = Profile::ALL.into_iter().flat_map(|profile| orders.map(|order| (profile, order)));
    let frame = |(profile, field_order): (Profile, FieldOrder)| {
        let alpha = Some(AlphaBits::Sixteen).filter(|_| profile.is_444());
        let settings = Settings { field_order, alpha, ..material::settings(profile, 90, 50, 10) };
        let mut master = Master::new(Kind::Grain, settings.raster, profile.is_444(), 10, 0);
        master.alpha = alpha.map(|_| (10, master.planes[0].clone()));
        material::encoded(&settings, &master)
    };
    kinds.map(frame).collect()
}
