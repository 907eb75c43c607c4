//! Views of displays on a real GPU, against the processors: a frame of a camera, scaled to half, looked at through exact and
//! baked ACES views, and packed for an encoder. Needs neither FFmpeg nor a network.
//!
//! ```text
//! cargo run --release -p interneg-colour --example gpu_views -- FOLDER_OF_NVRTC
//! ```
//!
//! Exits with 1 where a baked view differs at all, or more than one sample in 100,000 of an exact one by more than two
//! codes of ten bits, which is what a difference of 1e-3 may become by rounding. Those few are pixels at which OpenColorIO
//! itself jumps: where ACES 2.0 meets the peak of the display, a change in the last digit turns white into black.
//! Times are of whole frames, with two lanes, up and down included.

use interneg_colour::{Config, Step, View, ViewPrecision};
use interneg_kernels::cuda::{
    Branch, BranchSource, CudaChain, CudaDevice, CudaError, CudaStep, KernelCache, Lane, Nvrtc,
};
use interneg_kernels::frame::FloatPlaneMut;
use interneg_kernels::resample::{Filter, ResampleSpec, Resampler};
use interneg_kernels::{
    ByteOrder, ChromaSiting, Layout, Lines, Matrix3Coefficients, Operation, Pass, Picture, Plane, Range, RgbTile,
    Sample, SourceCoding, Subsampling, Target, YCbCrTarget,
};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

const SPACES: (&str, &str) = ("ARRI LogC4", "ACES2065-1");
const DISPLAY: &str = "Rec.1886 Rec.709 - Display";
const VIEWS: [(&str, &str); 2] = [
    ("studio-config-v2.2.0_aces-v1.3_ocio-v2.4", "ACES 1.0 - SDR Video"),
    ("studio-config-v4.0.0_aces-v2.0_ocio-v2.5", "ACES 2.0 - SDR 100 nits (Rec.709)"),
];
const SIZES: [(usize, usize); 2] = [(3840, 2160), (1920, 1080)];
const FRAMES: usize = 40;
/// Largest difference of an exact view, in codes of ten bits, but for one sample in this many.
const MOST_CODES: u16 = 2;
const ONE_BEYOND: usize = 100_000;

/// A frame in memory.
struct Frame {
    coding: SourceCoding,
    planes: [Vec<u8>; 3],
}

impl Frame {
    /// Ten bits in 4:2:2: ramps of all levels and colours, with a little noise.
    fn new() -> Self {
        let (width, height) = SIZES[0];
        let sample = Sample::U16(ByteOrder::Little);
        let layout = Layout::YCbCrPlanar { subsampling: Subsampling::S422, bits: 10, sample };
        let (range, matrix) = (Some(Range::Legal), Some(Matrix3Coefficients::Bt709));
        let coding = SourceCoding { layout, width, height, range, matrix, siting: ChromaSiting::Left };
        let mut state = 1u32;
        let mut plane = 0;
        let planes = layout.planes(width, height).map(|(line_bytes, lines)| {
            let samples = line_bytes / 2;
            let mut bytes = Vec::with_capacity(line_bytes * lines);
            for place in 0..samples * lines {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let (x, y, noise) = (place % samples, place / samples, (state >> 29) as usize);
                let code = match plane {
                    0 => 64 + 860 * x / samples + noise,
                    1 => 400 + 220 * y / lines + noise,
                    _ => 400 + 220 * ((x / 60 + y / 40) % 16) / 16 + noise,
                };
                bytes.extend_from_slice(&(code as u16).to_le_bytes());
            }
            plane += 1;
            bytes
        });
        Self { coding, planes }
    }

    fn picture(&self) -> Picture<'_> {
        let SourceCoding { layout, width, height, .. } = self.coding;
        let sizes = layout.planes(width, height);
        let planes = [0, 1, 2].map(|plane| Plane { bytes: &self.planes[plane], stride_bytes: sizes[plane].0 });
        Picture { width, height, layout, planes }
    }
}

fn target() -> Target {
    Target::YCbCr(YCbCrTarget {
        subsampling: Subsampling::S422,
        bits: 10,
        range: Range::Legal,
        matrix: Matrix3Coefficients::Bt709,
        siting: ChromaSiting::Left,
        is_dithered: false,
    })
}

/// The planes that the processors make, one behind the other.
fn on_processors(
    frame: &Frame,
    linear: &[Operation],
    resampler: &Resampler,
    view: &View,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let [(width, height), (target_width, target_height)] = SIZES;
    let mut source = RgbTile::new(width, height);
    source.set_rows(height);
    Pass::new(&frame.coding, linear, Target::RgbF32)?.rows(&frame.picture(), 0, height, &mut source.lines());
    let mut tile = RgbTile::new(target_width, target_height);
    tile.set_rows(target_height);
    for (from, FloatPlaneMut { values, stride }) in source.planes().into_iter().zip(tile.planes_mut()) {
        let to = FloatPlaneMut { values, stride };
        resampler.run(from, 0..target_height, to, &mut resampler.scratch());
    }
    view.apply(&mut tile);
    let sizes = target().planes(target_width, target_height);
    let mut planes = sizes.map(|(line_bytes, lines)| vec![0; line_bytes * lines]);
    let mut strides = sizes.into_iter().map(|(line_bytes, _)| line_bytes);
    let mut lines = planes.each_mut().map(|bytes| Lines { bytes, stride_bytes: strides.next().unwrap_or_default() });
    Pass::from_tile(&tile, target())?.rows(&tile.picture(), 0, target_height, &mut lines);
    Ok(planes.concat())
}

/// Seconds of a frame, where two threads with a lane each take turns.
fn seconds(device: &CudaDevice, chain: &CudaChain, frame: &Frame) -> Result<f64, CudaError> {
    let run = |frames: usize| {
        let mut lane = Lane::new(device)?;
        for _ in 0..frames {
            chain.submit(&mut lane, &frame.picture())?;
            chain.finish(&mut lane)?;
        }
        Ok::<(), CudaError>(())
    };
    run(2)?;
    let begin = Instant::now();
    std::thread::scope(|scope| {
        let threads = [scope.spawn(|| run(FRAMES / 2)), scope.spawn(|| run(FRAMES / 2))];
        threads.into_iter().try_for_each(|thread| thread.join().expect("no thread panics"))
    })?;
    Ok(begin.elapsed().as_secs_f64() / FRAMES as f64)
}

fn step(step: &Step) -> CudaStep<'_> {
    match step {
        Step::Program(operations) => CudaStep::Operations(operations),
        Step::Shader(shader) => CudaStep::Shader(shader),
    }
}

/// Whether the view is as near as it should be.
fn check(
    (device, kernels): (&CudaDevice, &KernelCache),
    frame: &Frame,
    (config, view, precision): (&Config, &str, ViewPrecision),
) -> Result<bool, Box<dyn Error>> {
    let to_linear = config.transform(SPACES.0, SPACES.1)?;
    let linear = to_linear.operations().ok_or("a camera's space is a program")?;
    let resampler = Resampler::new(&ResampleSpec::whole(Filter::Lanczos3, SIZES[0], SIZES[1]))?;
    let shown = config.view_at(SPACES.1, DISPLAY, view, precision)?;
    let steps = shown.steps()?;
    let (width, height) = SIZES[1];
    let branch = Branch {
        source: BranchSource::Scaled(&resampler),
        rows: 0..height,
        margins: (0, 0),
        steps: steps.iter().map(step).collect(),
        targets: vec![target()],
        kept: Vec::new(),
    };
    let chain = CudaChain::new(device, kernels, &frame.coding, linear, &[branch])?;
    let mut lane = Lane::with_timer(device)?;
    let mut kernel_seconds = f64::INFINITY;
    for _ in 0..4 {
        chain.submit(&mut lane, &frame.picture())?;
        kernel_seconds = kernel_seconds.min(lane.kernel_seconds()?.unwrap_or(f64::INFINITY));
    }
    let found = chain.finish(&mut lane)?.packed(0, 0).planes.concat();
    let begin = Instant::now();
    let expected = on_processors(frame, linear, &resampler, &shown)?;
    let processor_seconds = begin.elapsed().as_secs_f64();
    let code = |bytes: &[u8; 2]| u16::from_le_bytes(*bytes);
    let pairs = found.as_chunks().0.iter().zip(expected.as_chunks().0);
    let off: Vec<u16> = pairs.map(|(found, expected)| code(found).abs_diff(code(expected))).collect();
    let more_than = |codes: u16| off.iter().filter(|off| **off > codes).count();
    let (worst, differing, beyond) = (off.iter().max().copied().unwrap_or(0), more_than(0), more_than(MOST_CODES));
    let seconds = seconds(device, &chain, frame)?;
    println!(
        "{view}, {precision}: {:.2} ms a frame, kernels {:.2} ms; one processor {:.0} ms; {differing} of {} samples differ, \
         {beyond} by more than {MOST_CODES} codes, by {worst} at most ({width}x{height}, 10 bits)",
        seconds * 1e3,
        kernel_seconds * 1e3,
        processor_seconds * 1e3,
        off.len(),
    );
    let is_near = if precision == ViewPrecision::Exact { beyond * ONE_BEYOND <= off.len() } else { differing == 0 };
    Ok(off.len() == width * height * 2 && is_near)
}

fn run() -> Result<bool, Box<dyn Error>> {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let device = CudaDevice::open(0)?;
    let kernels = KernelCache::new(Nvrtc::load(&folders, Some(device.info().driver_version))?, None);
    println!("{:?}", device.info());
    let frame = Frame::new();
    let mut is_near = true;
    for (config, view) in VIEWS {
        let config = Config::builtin(config)?;
        for precision in [ViewPrecision::Exact, ViewPrecision::Baked] {
            is_near &= check((&device, &kernels), &frame, (&config, view, precision))?;
        }
    }
    Ok(is_near)
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(69)
        }
    }
}
