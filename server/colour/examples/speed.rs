//! Milliseconds of one core per UHD frame, for the ways from a source to half-float lines, next to OpenColorIO's
//! processor on the same frame.
//!
//! `cargo run --release -p interneg-colour --example speed`

use interneg_colour::{Config, Transform};
use interneg_kernels::{
    ByteOrder, ChromaSiting, Fused, Layout, Level, Matrix3Coefficients, Picture, Plane, Range, RgbTile, Sample,
    SourceCoding, Subsampling, Unpack, pack,
};
use rustix::time::{ClockId, clock_gettime};
use std::error::Error;
use std::time::Duration;

const WIDTH: usize = 3840;
const HEIGHT: usize = 2160;
const TILE_ROWS: usize = 8;
const REPEATS: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let config = Config::builtin("studio-config-v2.2.0_aces-v1.3_ocio-v2.4")?;
    let logc3 = config.transform("ARRI LogC3 (EI800)", "ACES2065-1")?;
    let logc4 = config.transform("ARRI LogC4", "ACES2065-1")?;
    let mut file = vec![0u8; WIDTH * HEIGHT * 6];
    report("memcpy of a half frame", copy_time(&mut file));
    for level in Level::available() {
        println!("level {}", level.name());
        fused(level, &logc3, &mut file)?;
        let own = tiled(level, "program", &logc4.at_level(level), &mut file)?;
        let theirs = tiled(level, "OpenColorIO", &logc4.without_program(), &mut file)?;
        println!("  OpenColorIO takes {:.2} times as long", theirs.as_secs_f64() / own.as_secs_f64());
    }
    Ok(())
}

/// DPX 10-bit and 16-bit RGB through tables.
fn fused(level: Level, transform: &Transform, file: &mut [u8]) -> Result<(), Box<dyn Error>> {
    let sixteen = Layout::RgbPacked { components: 3, bits: 16, sample: Sample::U16(ByteOrder::Big), shift: 0 };
    for (name, layout, bits) in [("DPX 10", Layout::Dpx10FilledA(ByteOrder::Big), 10), ("RGB 16", sixteen, 16)] {
        let tables = transform.tabulate(bits, Range::Full).ok_or("LogC3 to ACES2065-1 is no table")?;
        let pass = Fused::at_level(level, layout, WIDTH, HEIGHT, &tables.curves, tables.matrix)?;
        let (line_bytes, _) = layout.planes(WIDTH, HEIGHT)[0];
        let source = picture_like(line_bytes * HEIGHT);
        let planes = [Plane { bytes: &source, stride_bytes: line_bytes }, Plane::EMPTY, Plane::EMPTY];
        let picture = Picture { width: WIDTH, height: HEIGHT, layout, planes };
        pass.check(&picture)?;
        let best = best_of(|| {
            pass.half_bgr_rows(&picture, 0, HEIGHT, file, WIDTH * 6);
        });
        report(&format!("  {name} -> half, fused"), best);
        let best = best_of(|| {
            pass.dpx16_rows(&picture, 0, HEIGHT, file, WIDTH * 6);
        });
        report(&format!("  {name} -> DPX 16, fused"), best);
    }
    Ok(())
}

/// Y'CbCr 4:2:2 10-bit in LogC4 through a tile.
fn tiled(level: Level, path: &str, transform: &Transform, file: &mut [u8]) -> Result<Duration, Box<dyn Error>> {
    let layout =
        Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample: Sample::U16(ByteOrder::Little) };
    let coding = SourceCoding {
        layout,
        width: WIDTH,
        height: HEIGHT,
        range: Some(Range::Legal),
        matrix: Some(Matrix3Coefficients::Bt709),
        siting: ChromaSiting::Left,
    };
    // Codes of a picture, or half of the pixels would lie beyond what a half float holds: luma 128 to 895, chroma
    // around 512.
    let codes = |plane: usize, bytes: usize| {
        let code = |noise: &[u8; 2]| {
            let noise = u16::from(noise[0]) * 128 + u16::from(noise[1]);
            if plane == 0 { 128 + noise % 768 } else { 448 + noise % 128 }
        };
        picture_like(bytes).as_chunks::<2>().0.iter().flat_map(|noise| code(noise).to_le_bytes()).collect::<Vec<u8>>()
    };
    let sizes = layout.planes(WIDTH, HEIGHT);
    let sources = [0, 1, 2].map(|plane| codes(plane, sizes[plane].0 * sizes[plane].1));
    let planes = [0, 1, 2].map(|plane| Plane { bytes: &sources[plane], stride_bytes: sizes[plane].0 });
    let picture = Picture { width: WIDTH, height: HEIGHT, layout, planes };
    let unpack = Unpack::at_level(level, &coding)?;
    unpack.check(&picture)?;
    let mut tile = RgbTile::new(WIDTH, TILE_ROWS);
    let mut stages = [Duration::ZERO; 3];
    let best = best_of(|| {
        stages = [Duration::ZERO; 3];
        for first in (0..HEIGHT).step_by(TILE_ROWS) {
            let begin = core_time();
            unpack.rows(&picture, first, TILE_ROWS, &mut tile);
            let unpacked = core_time();
            transform.apply(&mut tile);
            let transformed = core_time();
            pack::half_bgr_rows_at(level, &tile, &mut file[first * WIDTH * 6..], WIDTH * 6);
            stages[0] += unpacked - begin;
            stages[1] += transformed - unpacked;
            stages[2] += core_time() - transformed;
        }
    });
    report(&format!("  Y'CbCr 4:2:2 10, LogC4 -> half, {path}"), best);
    for (name, time) in ["unpack", "colour", "pack"].into_iter().zip(stages) {
        report(&format!("    of it {name}, last run"), time);
    }
    Ok(best)
}

/// Bytes without long runs, so that table lookups do not repeat themselves.
fn picture_like(bytes: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    (0..bytes)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 57) as u8
        })
        .collect()
}

fn copy_time(file: &mut [u8]) -> Duration {
    let source = picture_like(file.len());
    best_of(|| file.copy_from_slice(&source))
}

/// Time that this thread has had of a core: what others do on the machine counts less than in wall time.
fn core_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

fn best_of(mut run: impl FnMut()) -> Duration {
    run();
    let time = |_| {
        let begin = core_time();
        run();
        core_time() - begin
    };
    (0..REPEATS).map(time).min().unwrap_or_default()
}

fn report(name: &str, time: Duration) {
    println!("{name}: {:.1} ms", time.as_secs_f64() * 1e3);
}
