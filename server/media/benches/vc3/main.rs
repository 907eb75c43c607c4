//! Speed of the VC-3 encoder beside FFmpeg's: whole processes, the same raw file, two threads each, per CPU second.
//!
//! `cargo bench -p interneg-media --bench vc3`. It starts itself for our side. CPU time is what counts; the best of several
//! runs is kept, because others work on the machine.

#[path = "../../tests/vc3/material.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with tests, whose helpers fail the test")]
mod material;
mod ours;
mod process;

use interneg_kernels::Level;
use interneg_kernels::level::LEVEL_VARIABLE;
use interneg_media::vc3::{Format, Sampling};
use material::{Scene, picture};
use process::Cost;
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::Command;

const ROUNDS: usize = 3;

/// A profile: FFmpeg's names of it and of its samples.
struct Case {
    id: u32,
    bits: u8,
    sampling: Sampling,
    profile: &'static str,
    pixel_format: &'static str,
}

const fn case(id: u32, bits: u8, sampling: Sampling, profile: &'static str, pixel_format: &'static str) -> Case {
    Case { id, bits, sampling, profile, pixel_format }
}

const CASES: [Case; 5] = [
    case(1271, 10, Sampling::YCbCr422, "dnxhr_hqx", "yuv422p10le"),
    case(1270, 10, Sampling::YCbCr444, "dnxhr_444", "yuv444p10le"),
    case(1272, 8, Sampling::YCbCr422, "dnxhr_hq", "yuv422p"),
    case(1273, 8, Sampling::YCbCr422, "dnxhr_sq", "yuv422p"),
    case(1274, 8, Sampling::YCbCr422, "dnxhr_lb", "yuv422p"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` calls every bench with --test to see that it starts; there is nothing to time then.
    if arguments.iter().any(|argument| argument == "--test" || argument == "--list") {
        return Ok(());
    }
    if arguments.first().is_some_and(|argument| argument == "encode") {
        return ours::encode(&arguments[1..]);
    }
    println!(
        "| DNxHR, 2 threads | level | ours, CPU ms a frame | wall ms | peak MB | FFmpeg, CPU ms | wall ms | ours against it, CPU |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (raster, frames) in [((1920, 1080), 24), ((3840, 2160), 8)] {
        for case in &CASES {
            row(case, raster, frames)?;
        }
        // FFmpeg has no 12-bit encoder.
        row(&case(1271, 12, Sampling::YCbCr422, "", "yuv422p12le"), raster, frames)?;
        row(&case(1270, 12, Sampling::YCbCr444, "", "yuv444p12le"), raster, frames)?;
    }
    Ok(())
}

fn row(case: &Case, raster: (u32, u32), frames: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let raw = folder.path().join("frames.yuv");
    let format = Format::new(case.id, raster, case.bits, case.sampling)?;
    write_frames(&raw, &format, frames)?;
    // The level that every processor has is no match for anybody's vectors.
    let levels: Vec<Level> = Level::available().into_iter().filter(|level| *level != Level::BASELINE).collect();
    let (mut ours, mut theirs): (Vec<Option<Cost>>, Option<Cost>) = (vec![None; levels.len()], None);
    for _ in 0..ROUNDS {
        for (level, ours) in levels.iter().zip(&mut ours) {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("encode").arg(&raw).args(ours::arguments(&format)).arg("2");
            command.env(LEVEL_VARIABLE, level.name());
            *ours = Some(Cost::least(*ours, process::run(command)?));
        }
        if !case.profile.is_empty() {
            let mut command = Command::new("ffmpeg");
            command.args(["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", case.pixel_format]);
            command.args(["-s", &format!("{}x{}", raster.0, raster.1), "-i"]).arg(&raw);
            command.args(["-c:v", "dnxhd", "-profile:v", case.profile, "-threads", "2", "-f", "rawvideo", "/dev/null"]);
            theirs = Some(Cost::least(theirs, process::run(command)?));
        }
    }
    let each = |seconds: f64| format!("{:.1}", seconds * 1e3 / frames as f64);
    let name = format!("{} {}-bit, {}x{}", case.pixel_format, case.bits, raster.0, raster.1);
    for (level, ours) in levels.iter().zip(ours) {
        let ours = ours.ok_or("nothing was measured")?;
        let (their_cpu, their_wall, ratio) = match theirs {
            Some(cost) => (each(cost.cpu_s), each(cost.wall_s), format!("**{:.1}x**", cost.cpu_s / ours.cpu_s)),
            None => ("-".to_owned(), "-".to_owned(), "-".to_owned()),
        };
        println!(
            "| {} {name} | {} | {} | {} | {:.0} | {their_cpu} | {their_wall} | {ratio} |",
            case.id,
            level.name(),
            each(ours.cpu_s),
            each(ours.wall_s),
            ours.peak_bytes as f64 / 1e6
        );
    }
    Ok(())
}

/// The grain picture, moved a little from frame to frame.
fn write_frames(path: &Path, format: &Format, frames: usize) -> Result<(), Box<dyn Error>> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let first = picture(Scene::Grain, format, format.bits());
    let planes = first.bytes();
    for frame in 0..frames {
        for (plane, bytes) in planes.iter().enumerate() {
            let moved = frame * first.line_bytes(plane);
            file.write_all(&bytes[moved..])?;
            file.write_all(&bytes[..moved])?;
        }
    }
    file.flush()?;
    Ok(())
}
