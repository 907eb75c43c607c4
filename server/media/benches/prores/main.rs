//! Our ProRes encoder beside FFmpeg's two, on the same pictures.
//!
//! `cargo bench -p interneg-media --bench prores` measures speed: whole processes that read raw frames and write coded
//! ones, 2 threads each, CPU time of user and system, the best of some runs.

mod encode;
#[path = "../../tests/prores/material.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with tests, whose helpers fail the test")]
mod material;
#[path = "../../../../tests/benches/nam/measure.rs"]
#[expect(dead_code, reason = "shared with the bench of NAM renders")]
mod measure;
mod peers;
mod speed;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &words[..] {
        ["encode", input, output, ..] => {
            encode::run(&encode::Task::parse(&arguments[3..])?, Path::new(input), Path::new(output))
        }
        [] | ["speed"] => speed::run(),
        _ => Err("expected speed or nothing".into()),
    }
}
