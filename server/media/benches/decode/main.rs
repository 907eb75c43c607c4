//! Our decoders beside FFmpeg's, and what verification costs, per frame.
//!
//! `cargo bench -p interneg-media --bench decode`: whole processes on the same movie, one thread each, CPU time of user and
//! system, the best of some runs. Ours opens the movie as any reader does, for which FFmpeg decodes its first picture, finds frames
//! by the index and decodes them; FFmpeg's goes to its null output.
//! Verification holds each frame against its picture as well, which is kept in memory.

#[path = "../../tests/prores/material.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with tests, whose helpers fail the test")]
mod material;
#[path = "../../../../tests/benches/nam/measure.rs"]
#[expect(dead_code, reason = "shared with the bench of NAM renders")]
mod measure;
mod movie;
mod ours;

use interneg_kernels::Level;
use interneg_kernels::level::LEVEL_VARIABLE;
use interneg_spec::Raster;
use interneg_spec::proxy::ProxyCodec;
use measure::Measured;
use ours::Task;
use std::error::Error;
use std::process::Command;

const CODECS: [ProxyCodec; 6] = [
    ProxyCodec::ProresProxy,
    ProxyCodec::ProresHq,
    ProxyCodec::Prores4444Xq,
    ProxyCodec::DnxhrLb,
    ProxyCodec::DnxhrHqx,
    ProxyCodec::Dnxhr444,
];
const RASTER: Raster = Raster { width: 3840, height: 2160 };
const FRAMES: u32 = 16;
/// Runs of each process, unless `BENCH_RUNS` says otherwise.
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => run(&CODECS),
        // `cargo test --benches` calls every bench with --test to see that it starts; there is nothing to time then.
        ["--test" | "--list", ..] => Ok(()),
        [codec] => run(&[movie::codec_of(codec)?]),
        [task, codec, movie] => ours::run(Task::parse(task)?, movie::codec_of(codec)?, movie.as_ref()),
        _ => Err("expected a codec or nothing".into()),
    }
}

fn run(codecs: &[ProxyCodec]) -> Result<(), Box<dyn Error>> {
    println!(
        "| {RASTER}, 1 thread | level | decoding, CPU ms a frame | FFmpeg's | FFmpeg's time to ours | encoding | verifying |"
    );
    println!("|---|---|---|---|---|---|---|");
    let folder = tempfile::tempdir()?;
    for codec in codecs.iter().copied() {
        let path = folder.path().join(format!("{codec}.mov"));
        movie::write(&path, codec, RASTER, FRAMES)?;
        let ffmpeg = best(&|| {
            let mut command = Command::new("ffmpeg");
            command.args(["-nostdin", "-v", "error", "-threads", "1", "-i"]).arg(&path).args(["-f", "null", "-"]);
            command
        })?;
        for level in Level::available().into_iter().filter(|level| *level != Level::BASELINE) {
            let cost = |task: Task| {
                best(&|| {
                    let mut command = Command::new(std::env::current_exe().unwrap_or_default());
                    command.args([task.name(), codec.name()]).arg(&path).env(LEVEL_VARIABLE, level.name());
                    command
                })
            };
            // Reading the pictures costs as much whether they are verified or not, and is taken off.
            let nothing = cost(Task::Nothing)?.cpu_ms();
            let decoding = cost(Task::Decode)?.cpu_ms();
            let encoding = cost(Task::Encode)?.cpu_ms() - nothing;
            let verifying = cost(Task::EncodeAndVerify)?.cpu_ms() - nothing - encoding;
            println!(
                "| {codec} | {} | {decoding:.1} | {:.1} | {:.2} | {encoding:.1} | {verifying:.1} |",
                level.name(),
                ffmpeg.cpu_ms(),
                ffmpeg.cpu_ms() / decoding
            );
        }
    }
    Ok(())
}

fn best(make: &dyn Fn() -> Command) -> Result<Measured, Box<dyn Error>> {
    let runs = std::env::var("BENCH_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(RUNS);
    let mut best: Option<Measured> = None;
    for _ in 0..runs {
        let now = measure::command(make(), FRAMES)?;
        best = Some(match best {
            Some(before) if before.cpu_s <= now.cpu_s => before,
            _ => now,
        });
    }
    best.ok_or_else(|| "no runs".into())
}
