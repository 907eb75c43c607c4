//! `make bench`: whole NAM renders at UHD beside oiiotool and ffmpeg, on the same input in the same run.
//!
//! Each command is timed as a process from outside, with its children: wall clock, CPU seconds, peak memory. All
//! files are in memory-backed storage where there is one, so that the disk does not decide. Figures are medians over
//! the runs; the columns to quote are the ratios, which hold when the machine is slow today.

mod material;
mod measure;
mod peers;
mod report;

use material::Material;
use measure::Measured;
use report::{Report, Row};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Frames in the material: enough that starting a process is small beside rendering.
const FRAMES: u32 = 24;

fn main() -> ExitCode {
    // `cargo test --benches` calls every bench with --test to see that it starts; there is nothing to time then.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<Report, String> {
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let runs: u32 = std::env::var("BENCH_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    let folder = scratch_folder()?;
    let material = Material::make(&folder.path, FRAMES)?;
    let mut report = Report::new(FRAMES, runs);
    for case in cases() {
        if only.as_ref().is_some_and(|only| !case.name().contains(only.as_str())) {
            continue;
        }
        let job = material.job(&case)?;
        let mut row = Row::new(case.name());
        for _ in 0..runs {
            // In turn, so that a machine that drifts drifts for all.
            row.ours.push(measure_ours(&job, &material)?);
            for peer in peers::all() {
                if let Some(command) = peer.command(&case, &material) {
                    material.clear_peer_output()?;
                    let frames = peer.frames(FRAMES);
                    row.add_peer(peer.name(), measure::command(command, frames)?);
                }
            }
        }
        row.stages = material.stage_times()?;
        eprintln!("bench: {row}");
        report.rows.push(row);
    }
    Ok(report)
}

/// One NAM to render: what from, what to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    source: Source,
    target: Target,
}

/// Kinds of camera original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// 10-bit log DPX sequence.
    Dpx10,
    /// ProRes 4444 in a MOV.
    ProRes4444,
}

/// Delivery formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Half EXR, uncompressed.
    ExrNone,
    /// Half EXR, ZIP over 16 lines.
    ExrZip,
    /// Half EXR, PIZ.
    ExrPiz,
    /// 16-bit DPX in the camera's log space.
    Dpx16,
}

impl Case {
    fn name(self) -> String {
        let source = match self.source {
            Source::Dpx10 => "DPX10",
            Source::ProRes4444 => "ProRes 4444",
        };
        let target = match self.target {
            Target::ExrNone => "EXR none",
            Target::ExrZip => "EXR ZIP",
            Target::ExrPiz => "EXR PIZ",
            Target::Dpx16 => "DPX16",
        };
        format!("{source} to {target}")
    }
}

fn cases() -> impl Iterator<Item = Case> {
    [Source::Dpx10, Source::ProRes4444].into_iter().flat_map(|source| {
        [Target::ExrNone, Target::ExrZip, Target::ExrPiz, Target::Dpx16]
            .into_iter()
            .map(move |target| Case { source, target })
    })
}

fn measure_ours(job: &Path, material: &Material) -> Result<Measured, String> {
    material.clear_our_output()?;
    let mut command = std::process::Command::new(binary("internegd")?);
    command.args(["run", "--progress", "none", "--config"]).arg(material.config()).arg(job);
    measure::command(command, FRAMES)
}

fn binary(name: &str) -> Result<PathBuf, String> {
    // A bench binary lies in target/release/deps.
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let path = this.ancestors().nth(2).map(|folder| folder.join(name)).ok_or("the bench lies in no target folder")?;
    if path.exists() { Ok(path) } else { Err(format!("build it first, cargo build --release: {}", path.display())) }
}

struct Scratch {
    path: PathBuf,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            eprintln!("bench: failed to remove {}: {error}", self.path.display());
        }
    }
}

fn scratch_folder() -> Result<Scratch, String> {
    let base = PathBuf::from("/dev/shm");
    let base = if base.is_dir() { base } else { std::env::temp_dir() };
    let path = base.join(format!("interneg-bench-{}", std::process::id()));
    std::fs::create_dir_all(&path).map_err(|error| format!("failed to create {}: {error}", path.display()))?;
    Ok(Scratch { path })
}
