//! What the fuzzers of both codecs do: rounds until a time is over, and bytes by chance.

use std::error::Error;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds and seed from the command line; the seed is the time where none is given, and is printed.
pub fn arguments() -> Result<(u64, u64), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().ok_or("how many seconds?")?.parse()?;
    let seed = match arguments.next() {
        Some(seed) => seed.parse()?,
        None => SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    println!("seed {seed}");
    Ok((seconds, seed))
}

/// Calls `round` with a seed of its own until the time is over; returns how often.
pub fn rounds(seconds: u64, seed: u64, round: impl Fn(u64)) -> u64 {
    let begin = Instant::now();
    let mut done = 0;
    while begin.elapsed() < Duration::from_secs(seconds) {
        round(seed.wrapping_add(done));
        done += 1;
    }
    done
}

/// `head` bytes that say what to encode, and some bytes of a picture.
pub fn picture_bytes(head: usize, mut byte: impl FnMut() -> u8) -> Vec<u8> {
    let mut data: Vec<u8> = (0..head).map(|_| byte()).collect();
    let length = usize::from(byte()) * usize::from(byte());
    data.extend((0..length).map(|_| byte()));
    data
}

/// A byte that says how to decode, and one of `frames` with up to seven bytes changed, half of them among its first
/// `header_bytes`, now and then cut short. `up_to` gives a number below its argument.
pub fn damaged_frame(frames: &[Vec<u8>], header_bytes: usize, mut up_to: impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut data = vec![up_to(256) as u8];
    data.extend(&frames[up_to(frames.len())]);
    for _ in 0..=up_to(6) {
        let part = if up_to(2) == 0 { header_bytes.min(data.len()) } else { data.len() };
        let at = up_to(part);
        data[at] = up_to(256) as u8;
    }
    if up_to(8) == 0 {
        data.truncate(up_to(data.len()));
    }
    data
}
