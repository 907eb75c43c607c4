//! How fast, beside what the GPU and its link can do at best.

use crate::report::{Report, Row};
use interneg_kernels::cuda::{Bounds, CudaDevice, CudaError, CudaPass, CudaProgram, KernelCache, Lane};
use interneg_kernels::{Program, suite};
use std::time::Instant;

/// Rounds of each bound, of which the best counts.
const ROUNDS: usize = 10;

/// A frame's way through a lane.
struct Case<'a> {
    name: &'a str,
    bytes: (usize, usize),
    /// Bytes that some kernels leave on the GPU for others.
    between: usize,
    registers: (u32, u32),
    submit: &'a (dyn Fn(&mut Lane) -> Result<(), CudaError> + Sync),
}

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Pixels along and down.
    pub size: (usize, usize),
    /// Frames of each row.
    pub frames: usize,
    /// Lanes at a time, each with a thread of its own, as a renderer has them.
    pub lanes: usize,
}

/// Measures the bounds, then each case.
pub fn table(device: &CudaDevice, kernels: &KernelCache, scale: Scale, report: &mut Report) -> Result<(), CudaError> {
    let (width, height) = scale.size;
    let pixels = width * height;
    let bounds = Bounds::measure(device, pixels * 12, ROUNDS)?;
    report.bounds(&bounds, scale.lanes);
    let matrix = &suite::operations()[..1];
    let program = Program::new(matrix).expect("the suite's operations are good ones");
    let gpu = CudaProgram::new(device, kernels, &program)?;
    let plane: Vec<f32> = (0..pixels).map(|pixel| (pixel % 1024) as f32 / 1023.0).collect();
    let case = Case {
        name: "floats through a matrix",
        bytes: (pixels * 12, pixels * 12),
        between: 0,
        registers: gpu.registers_and_local_bytes()?,
        submit: &|lane| gpu.submit(lane, [&plane, &plane, &plane]),
    };
    measure(device, &case, scale, &bounds, report)?;
    for (name, case) in suite::frames(width, height) {
        let pass = case.pass().expect("the suite's passes are good ones");
        let gpu = CudaPass::new(device, kernels, &pass)?;
        let registers = gpu.registers_and_local_bytes()?;
        let submit = |lane: &mut Lane| gpu.submit(lane, &case.picture());
        let case = Case { name, bytes: gpu.frame_bytes(), between: 0, registers, submit: &submit };
        measure(device, &case, scale, &bounds, report)?;
    }
    if let Some(case) = suite::chain_frame(width, height) {
        let chain = case.chain(device, kernels)?;
        let (up, between, down) = chain.frame_bytes();
        let registers = chain.registers_and_local_bytes()?;
        let submit = |lane: &mut Lane| chain.submit(lane, &case.picture());
        let case = Case { name: case.name, bytes: (up, down), between, registers, submit: &submit };
        measure(device, &case, scale, &bounds, report)?;
    }
    Ok(())
}

fn measure(
    device: &CudaDevice,
    case: &Case<'_>,
    Scale { frames, lanes: count, .. }: Scale,
    bounds: &Bounds,
    report: &mut Report,
) -> Result<(), CudaError> {
    let mut lanes = (0..count.max(1)).map(|_| Lane::with_timer(device)).collect::<Result<Vec<_>, _>>()?;
    // The first frame of a lane brings its buffers.
    for lane in &mut lanes {
        (case.submit)(lane)?;
        lane.wait()?;
    }
    let mut kernel_seconds = Vec::with_capacity(frames);
    let started = Instant::now();
    for _ in 0..frames {
        (case.submit)(&mut lanes[0])?;
        kernel_seconds.extend(lanes[0].kernel_seconds()?);
    }
    let one_lane = started.elapsed().as_secs_f64() / frames as f64;
    // One thread fills its upload buffer while the other lanes' frames are on their way.
    let started = Instant::now();
    let submit = case.submit;
    std::thread::scope(|scope| {
        let run = |lane: &mut Lane| {
            (0..frames).try_for_each(|_| submit(lane))?;
            lane.wait()
        };
        let threads: Vec<_> = lanes.iter_mut().map(|lane| scope.spawn(move || run(lane))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("a thread of the bench does not panic"))
    })?;
    let all_lanes = started.elapsed().as_secs_f64() / (count.max(1) * frames) as f64;
    kernel_seconds.sort_by(f64::total_cmp);
    let row = Row {
        name: case.name,
        bytes: case.bytes,
        kernel_bytes: case.bytes.0 + 2 * case.between + case.bytes.1,
        registers: case.registers,
        kernel_seconds: kernel_seconds.get(frames / 2).copied().unwrap_or(f64::NAN),
        frame_seconds: (one_lane, all_lanes),
    };
    report.row(&row, bounds);
    Ok(())
}
