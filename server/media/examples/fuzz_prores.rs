//! Pictures and frames by chance, for a number of seconds each: `cargo run --release -p interneg-media --example
//! fuzz_prores -- SECONDS [SEED]`. Rounds are functions of the seed, which is printed, so that a failure can be repeated.
//!
//! It has no help from coverage: frames are mutated from good ones instead, headers as often as codes.

#[path = "../tests/prores/any.rs"]
mod any;
#[path = "../tests/prores/material.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with tests, whose helpers fail the test")]
mod material;

use interneg_media::mux::FieldOrder;
use interneg_media::prores::{AlphaBits, Profile, Settings};
use material::{Chance, Kind, Master};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().ok_or("how many seconds?")?.parse()?;
    let seed = match arguments.next() {
        Some(seed) => seed.parse()?,
        None => SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    println!("seed {seed}");
    let rounds = rounds(seconds, seed, |chance| {
        let mut byte = || (chance.next() * 256.0) as u8;
        let mut data: Vec<u8> = (0..16).map(|_| byte()).collect();
        let length = usize::from(byte()) * usize::from(byte());
        data.extend((0..length).map(|_| byte()));
        any::encode_any(&data);
    });
    println!("encoder: {rounds} pictures");
    let frames = frames();
    let rounds = self::rounds(seconds, seed, |chance| {
        let mut up_to = |count: usize| (chance.next() * count as f64) as usize;
        let mut data = vec![up_to(256) as u8];
        data.extend(&frames[up_to(frames.len())]);
        for _ in 0..=up_to(6) {
            let part = if up_to(2) == 0 { 220.min(data.len()) } else { data.len() };
            let at = up_to(part);
            data[at] = up_to(256) as u8;
        }
        if up_to(8) == 0 {
            data.truncate(up_to(data.len()));
        }
        any::decode_any(&data);
    });
    println!("decoder: {rounds} frames");
    Ok(())
}

/// Calls `round` with numbers of its own until the time is over; returns how often.
fn rounds(seconds: u64, seed: u64, round: impl Fn(&mut Chance)) -> u64 {
    let begin = Instant::now();
    let mut done = 0;
    while begin.elapsed() < Duration::from_secs(seconds) {
        round(&mut Chance::new(seed.wrapping_add(done)));
        done += 1;
    }
    done
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
