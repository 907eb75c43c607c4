//! Milliseconds of one core per UHD frame from a decoded picture to half-float lines, at every level, next to
//! OpenColorIO's processor fed with the same frame, and to a copy of as many bytes.
//!
//! `cargo run --release -p interneg-colour --example speed`

use interneg_colour::{Config, Transform};
use interneg_kernels::{
    ByteOrder, ChromaSiting, Layout, Level, Lines, Matrix3Coefficients, Pass, Picture, Plane, Range, RgbTile, Sample,
    SourceCoding, Subsampling, Target,
};
use rustix::time::{ClockId, clock_gettime};
use std::error::Error;
use std::time::Duration;

const WIDTH: usize = 3840;
const HEIGHT: usize = 2160;
const TILE_ROWS: usize = 8;
const REPEATS: usize = 15;

/// A source that frames are made of.
struct Source {
    name: &'static str,
    coding: SourceCoding,
    space: &'static str,
    planes: [Vec<u8>; 3],
}

impl Source {
    fn picture(&self) -> Picture<'_> {
        let layout = self.coding.layout;
        let sizes = layout.planes(WIDTH, HEIGHT);
        let planes = [0, 1, 2].map(|plane| Plane { bytes: &self.planes[plane], stride_bytes: sizes[plane].0 });
        Picture { width: WIDTH, height: HEIGHT, layout, planes }
    }

    fn bytes(&self) -> usize {
        self.planes.iter().map(Vec::len).sum()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let config = Config::builtin("studio-config-v2.2.0_aces-v1.3_ocio-v2.4")?;
    let mut file = vec![0u8; WIDTH * HEIGHT * 6];
    for source in [log_c4_422(), dpx10()] {
        let transform = config.transform(source.space, "ACES2065-1")?;
        println!("{} {} to ACES2065-1 half", source.name, source.space);
        let copied = copy_time((source.bytes() + file.len()) / 2);
        report("copying as many bytes", copied, copied);
        let theirs = best_of(|| through_processor(&source, &transform, &mut file));
        report("OpenColorIO, with our unpacking and packing", theirs, copied);
        for level in Level::available() {
            let operations = transform.operations().ok_or("not every operation is known")?;
            let pass = Pass::at_level(level, &source.coding, operations, Target::HalfBgr)?;
            let picture = source.picture();
            let ours = best_of(|| {
                pass.rows(&picture, 0, HEIGHT, &mut [Lines { bytes: &mut file, stride_bytes: WIDTH * 6 }]);
            });
            report(&format!("pass, {}", level.name()), ours, copied);
            println!("    OpenColorIO takes {:.2} times as long", theirs.as_secs_f64() / ours.as_secs_f64());
        }
    }
    Ok(())
}

/// The way without a program: unpack a tile, OpenColorIO's processor, pack it.
fn through_processor(source: &Source, transform: &Transform, file: &mut [u8]) {
    let theirs = transform.without_program();
    let mut tile = RgbTile::new(WIDTH, TILE_ROWS);
    tile.set_rows(TILE_ROWS);
    let (Ok(unpack), Ok(pack)) =
        (Pass::new(&source.coding, &[], Target::RgbF32), Pass::from_tile(&tile, Target::HalfBgr))
    else {
        unreachable!("the sources above can be unpacked")
    };
    for first in (0..HEIGHT).step_by(TILE_ROWS) {
        unpack.rows(&source.picture(), first, TILE_ROWS, &mut tile.lines());
        theirs.apply(&mut tile);
        let out = &mut file[first * WIDTH * 6..];
        pack.rows(&tile.picture(), 0, TILE_ROWS, &mut [Lines { bytes: out, stride_bytes: WIDTH * 6 }]);
    }
}

fn coding(layout: Layout, range: Range) -> SourceCoding {
    let (matrix, siting) = (Some(Matrix3Coefficients::Bt709), ChromaSiting::Left);
    SourceCoding { layout, width: WIDTH, height: HEIGHT, range: Some(range), matrix, siting }
}

/// Codes of a picture, or half of the pixels would lie beyond what a half float holds: luma 128 to 895, chroma around
/// 512.
fn log_c4_422() -> Source {
    let layout =
        Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample: Sample::U16(ByteOrder::Little) };
    let codes = |plane: usize, bytes: usize| {
        let code = |noise: &[u8; 2]| {
            let noise = u16::from(noise[0]) * 128 + u16::from(noise[1]);
            if plane == 0 { 128 + noise % 768 } else { 448 + noise % 128 }
        };
        noise(bytes).as_chunks::<2>().0.iter().flat_map(|noise| code(noise).to_le_bytes()).collect::<Vec<u8>>()
    };
    let sizes = layout.planes(WIDTH, HEIGHT);
    let planes = [0, 1, 2].map(|plane| codes(plane, sizes[plane].0 * sizes[plane].1));
    Source { name: "Y'CbCr 4:2:2 10-bit", coding: coding(layout, Range::Legal), space: "ARRI LogC4", planes }
}

fn dpx10() -> Source {
    let layout = Layout::Dpx10FilledA(ByteOrder::Big);
    let planes = [noise(WIDTH * HEIGHT * 4), Vec::new(), Vec::new()];
    Source { name: "DPX 10-bit", coding: coding(layout, Range::Full), space: "ARRI LogC3 (EI800)", planes }
}

/// Bytes without long runs, so that table lookups do not repeat themselves.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    (0..bytes)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 57) as u8
        })
        .collect()
}

fn copy_time(bytes: usize) -> Duration {
    let (source, mut target) = (noise(bytes), vec![0; bytes]);
    best_of(|| target.copy_from_slice(&source))
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

fn report(name: &str, time: Duration, copied: Duration) {
    let times = time.as_secs_f64() / copied.as_secs_f64();
    println!("  {name}: {:.1} ms, {times:.1} times the copy", time.as_secs_f64() * 1e3);
}
