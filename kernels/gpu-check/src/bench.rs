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
    registers: (u32, u32),
    submit: &'a (dyn Fn(&mut Lane) -> Result<(), CudaError> + Sync),
}

/// Measures the bounds, then each case.
pub fn table(
    device: &CudaDevice,
    kernels: &KernelCache,
    (width, height): (usize, usize),
    frames: usize,
    report: &mut Report,
) -> Result<(), CudaError> {
    let pixels = width * height;
    let bounds = Bounds::measure(device, pixels * 12, ROUNDS)?;
    report.bounds(&bounds);
    let matrix = &suite::operations()[..1];
    let program = Program::new(matrix).expect("the suite's operations are good ones");
    let gpu = CudaProgram::new(device, kernels, &program)?;
    let plane: Vec<f32> = (0..pixels).map(|pixel| (pixel % 1024) as f32 / 1023.0).collect();
    let case = Case {
        name: "floats through a matrix",
        bytes: (pixels * 12, pixels * 12),
        registers: gpu.registers_and_local_bytes()?,
        submit: &|lane| gpu.submit(lane, [&plane, &plane, &plane]),
    };
    measure(device, &case, frames, &bounds, report)?;
    for (name, case) in suite::frames(width, height) {
        let pass = case.pass().expect("the suite's passes are good ones");
        let gpu = CudaPass::new(device, kernels, &pass)?;
        let registers = gpu.registers_and_local_bytes()?;
        let submit = |lane: &mut Lane| gpu.submit(lane, &case.picture());
        measure(device, &Case { name, bytes: gpu.frame_bytes(), registers, submit: &submit }, frames, &bounds, report)?;
    }
    Ok(())
}

fn measure(
    device: &CudaDevice,
    case: &Case<'_>,
    frames: usize,
    bounds: &Bounds,
    report: &mut Report,
) -> Result<(), CudaError> {
    let mut lanes = [Lane::with_timer(device)?, Lane::with_timer(device)?];
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
    // A thread for each lane, as a renderer has them: one fills its upload buffer while the other's frame is on its way.
    let started = Instant::now();
    let submit = case.submit;
    std::thread::scope(|scope| {
        let threads = lanes.each_mut().map(|lane| {
            scope.spawn(move || {
                (0..frames.div_ceil(2)).try_for_each(|_| submit(lane))?;
                lane.wait()
            })
        });
        threads.into_iter().try_for_each(|thread| thread.join().expect("a thread of the bench does not panic"))
    })?;
    let two_lanes = started.elapsed().as_secs_f64() / (2 * frames.div_ceil(2)) as f64;
    kernel_seconds.sort_by(f64::total_cmp);
    let row = Row {
        name: case.name,
        bytes: case.bytes,
        kernel_bytes: case.bytes.0 + case.bytes.1,
        registers: case.registers,
        kernel_seconds: kernel_seconds.get(frames / 2).copied().unwrap_or(f64::NAN),
        frame_seconds: (one_lane, two_lanes),
    };
    report.row(&row, bounds);
    Ok(())
}
