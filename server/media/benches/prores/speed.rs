//! CPU time of whole processes.

use crate::encode::Task;
use crate::material::{Kind, Master};
use crate::measure::{self, Measured};
use crate::peers::Peer;
use interneg_kernels::Level;
use interneg_kernels::level::LEVEL_VARIABLE;
use interneg_media::prores::{Profile, target_bytes};
use interneg_spec::Raster;
use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

const HD: Raster = Raster { width: 1920, height: 1080 };
const UHD: Raster = Raster { width: 3840, height: 2160 };
/// Pictures of a file that differ; they are repeated to its number of frames.
const DIFFERENT: usize = 3;
/// Runs of ours, and of the slow ones.
const RUNS: usize = 5;
const PEER_RUNS: usize = 2;
const THREADS: usize = 2;

pub fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    println!(
        "| picture | encoder | CPU ms/frame | frames/CPU-s | bytes/frame | peak MB | prores_ks = 1 | prores_aw = 1 |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (raster, name, frames) in [(HD, "HD", 24), (UHD, "UHD", 9)] {
        for profile in [Profile::Hq, Profile::P4444Xq] {
            compare(&format!("{name} {}", profile.name()), profile, raster, frames, folder.path())?;
        }
    }
    Ok(())
}

fn compare(name: &str, profile: Profile, raster: Raster, frames: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let is_444 = profile.is_444();
    // Ours takes 12 bits where the profile holds them; FFmpeg's the same picture in 10.
    let bits = if is_444 { 12 } else { 10 };
    let (own_input, peer_input) = (folder.join("own.yuv"), folder.join("peer.yuv"));
    let mut files = [File::create(&own_input)?, File::create(&peer_input)?];
    let masters = (0..DIFFERENT).map(|frame| Master::new(Kind::Grain, raster, is_444, bits, frame)).collect::<Vec<_>>();
    let raws: Vec<[Vec<u8>; 2]> = masters
        .iter()
        .map(|master| {
            let ten = Master::of(raster, is_444, 10, |plane, x, y| {
                let plane = &master.planes[plane];
                plane.samples[y * plane.columns + x] >> (bits - 10)
            });
            [master.raw(), ten.raw()]
        })
        .collect();
    drop(masters);
    for frame in 0..frames {
        for (file, raw) in files.iter_mut().zip(&raws[frame % DIFFERENT]) {
            file.write_all(raw)?;
        }
    }
    drop((files, raws));

    let output = folder.join("out.mov");
    let peers = [Peer::ProresKs, Peer::ProresAw];
    let mut their_ms = Vec::new();
    for peer in peers {
        let make = || peer.command(profile, raster, &peer_input, &output);
        let best = best_of(PEER_RUNS, frames, make)?;
        their_ms.push(best.cpu_ms());
        row(name, peer.name(), &best, std::fs::metadata(&output)?.len(), &[]);
    }
    let task = Task { profile, raster, bits, frames, threads: THREADS };
    for level in Level::available() {
        let make = || {
            let mut command = Command::new(std::env::current_exe().unwrap_or_default());
            command.arg("encode").arg(&own_input).arg(&output).args(task.arguments());
            command.env(LEVEL_VARIABLE, level.name());
            command
        };
        let best = best_of(RUNS, frames, make)?;
        row(name, &format!("interneg, {}", level.name()), &best, std::fs::metadata(&output)?.len(), &their_ms);
    }
    println!("| {name} | Apple's target | | | {} | | | |", target_bytes(profile, raster));
    Ok(())
}

fn best_of(runs: usize, frames: usize, make: impl Fn() -> Command) -> Result<Measured, Box<dyn Error>> {
    let mut best: Option<Measured> = None;
    for _ in 0..runs {
        let now = measure::command(make(), u32::try_from(frames)?)?;
        best = Some(match best {
            Some(best) if best.cpu_s <= now.cpu_s => best,
            _ => now,
        });
    }
    best.ok_or_else(|| "no runs".into())
}

fn row(name: &str, encoder: &str, best: &Measured, bytes: u64, their_ms: &[f64]) {
    let times =
        |index: usize| their_ms.get(index).map_or(String::new(), |their| format!("{:.1}", their / best.cpu_ms()));
    println!(
        "| {name} | {encoder} | {:.1} | {:.1} | {} | {:.0} | {} | {} |",
        best.cpu_ms(),
        1000.0 / best.cpu_ms(),
        bytes / u64::from(best.frames),
        best.peak_bytes as f64 / 1e6,
        times(0),
        times(1)
    );
}
