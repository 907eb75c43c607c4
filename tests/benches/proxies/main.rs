//! `make bench`: whole proxies of a UHD original beside ffmpeg, on the same input in the same run.
//!
//! Each command is timed as a process from outside, with its children: wall clock, CPU seconds, peak memory. Commands take turns,
//! and of each the run with the least CPU time counts, because others may be at work on the machine. All files are in
//! memory-backed storage where there is one. `BENCH_RUNS` says how often.

mod material;
#[path = "../nam/measure.rs"]
mod measure;

use material::{Case, Material};
use measure::Measured;
use std::error::Error;
use std::path::PathBuf;

/// Frames of the original, four seconds, a short shot: enough that starting processes is small beside encoding.
const FRAMES: u32 = 96;

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --benches` calls every bench with --test to see that it starts; there is nothing to time then.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        return Ok(());
    }
    let runs: u32 = std::env::var("BENCH_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    let material = Material::make(FRAMES)?;
    println!("UHD, {FRAMES} frames of ProRes 422 HQ, 2 threads, best of {runs} runs by CPU time");
    println!("| to | with | fps | CPU ms/frame | peak MB | ffmpeg's time to ours | its CPU time to ours |");
    println!("|---|---|---|---|---|---|---|");
    for case in Case::ALL {
        let mut best: [Option<Measured>; 3] = [None; 3];
        for _ in 0..runs {
            let commands = [material.ffmpeg(case), material.internegd(case, false)?, material.internegd(case, true)?];
            for (best, command) in best.iter_mut().zip(commands) {
                material.clear()?;
                let now = measure::command(command, FRAMES)?;
                *best = Some(match *best {
                    Some(before) if before.cpu_s <= now.cpu_s => before,
                    _ => now,
                });
            }
        }
        let [Some(ffmpeg), Some(plain), Some(verified)] = best else { return Err("no runs".into()) };
        row(case, case.encoder(), &ffmpeg, None);
        row(case, "interneg", &plain, Some(&ffmpeg));
        row(case, "interneg, verified", &verified, Some(&ffmpeg));
    }
    Ok(())
}

fn row(case: Case, with: &str, measured: &Measured, ffmpeg: Option<&Measured>) {
    let ratio =
        |of: fn(&Measured) -> f64| ffmpeg.map_or(String::new(), |ffmpeg| format!("{:.1}", of(ffmpeg) / of(measured)));
    println!(
        "| {} | {with} | {:.1} | {:.1} | {:.0} | {} | {} |",
        case.name(),
        measured.fps(),
        measured.cpu_ms(),
        measured.peak_bytes as f64 / 1e6,
        ratio(|measured| measured.wall_s),
        ratio(|measured| measured.cpu_s),
    );
}

/// A program of ours beside this one.
fn binary(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    // A bench lies in target/release/deps.
    let this = std::env::current_exe()?;
    let path = this.ancestors().nth(2).map(|folder| folder.join(name)).ok_or("the bench lies in no target folder")?;
    if path.exists() {
        Ok(path)
    } else {
        Err(format!("build it first, cargo build --release: {}", path.display()).into())
    }
}
