//! Scaling of three planes at every level on one core, next to a copy of the bytes that it reads and writes.
//!
//! `cargo run --release -p interneg-kernels --example resample_speed`

use interneg_kernels::Level;
use interneg_kernels::frame::{FloatPlane, FloatPlaneMut};
use interneg_kernels::resample::{Filter, ResampleSpec, Resampler};
use std::time::{Duration, Instant};

const HD: (usize, usize) = (1920, 1080);
const UHD: (usize, usize) = (3840, 2160);
const PLANES: usize = 3;
const ROUNDS: usize = 25;

fn main() {
    for (name, source, target) in [("UHD to HD", UHD, HD), ("HD to UHD", HD, UHD)] {
        let from: Vec<Vec<f32>> = (0..PLANES).map(|plane| noise(plane as u32 + 1, source.0 * source.1)).collect();
        let mut to = vec![vec![0.0f32; target.0 * target.1]; PLANES];
        let copy = copy_time(source.0 * source.1, target.0 * target.1);
        println!("{name}: a copy that moves as many bytes takes {:.1} ms", milliseconds(copy));
        for filter in [Filter::Lanczos3, Filter::Mitchell, Filter::Box] {
            for level in Level::available() {
                let spec = ResampleSpec::whole(filter, source, target);
                let resampler = Resampler::at_level(level, &spec).expect("both sizes are ordinary");
                let mut scratch = resampler.scratch();
                let time = fastest(|| {
                    for (from, to) in from.iter().zip(&mut to) {
                        let source = FloatPlane { values: from, stride: source.0 };
                        let target_plane = FloatPlaneMut { values: to, stride: target.0 };
                        resampler.run(source, 0..target.1, target_plane, &mut scratch);
                    }
                });
                let megapixels = (source.0 * source.1).max(target.0 * target.1) as f64 / 1e6;
                println!(
                    "  {:8} {:8} {:6.1} ms, {:5.0} Mpx/s of the larger picture, {:.2} copies",
                    format!("{filter:?}"),
                    level.name(),
                    milliseconds(time),
                    megapixels / time.as_secs_f64(),
                    time.as_secs_f64() / copy.as_secs_f64(),
                );
            }
        }
    }
}

/// Reads and writes half of the bytes each that all planes of source and target have.
fn copy_time(source_values: usize, target_values: usize) -> Duration {
    let from = noise(9, PLANES * (source_values + target_values) / 2);
    let mut to = vec![1.0f32; from.len()];
    fastest(|| to.copy_from_slice(std::hint::black_box(&from)))
}

fn fastest(mut run: impl FnMut()) -> Duration {
    let once = |_| {
        let begin = Instant::now();
        run();
        begin.elapsed()
    };
    (0..ROUNDS).map(once).min().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn noise(seed: u32, values: usize) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    (0..values).map(|_| next()).collect()
}
