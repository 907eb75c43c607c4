//! Every kernel against every level of the CPU.

use crate::report::Report;
use interneg_kernels::cuda::{CudaDevice, CudaError, CudaProgram, KernelCache, Lane};
use interneg_kernels::{Level, Operation, Program, suite};

type Planes = [Vec<f32>; 3];

/// All colour operations, alone, in small groups and all together, on pixels with every kind of special value.
pub fn programs(device: &CudaDevice, kernels: &KernelCache, report: &mut Report) -> Result<(), CudaError> {
    let all = suite::operations();
    let pixels = suite::inputs();
    let long: Vec<Operation> = all.iter().chain(&all).cloned().collect();
    let mut lane = Lane::new(device)?;
    for list in all.chunks(1) {
        program(device, kernels, &mut lane, &name_of(&list[0]), list, &pixels, report)?;
    }
    for (index, list) in all.chunks(5).enumerate() {
        program(device, kernels, &mut lane, &format!("group {index} of 5 operations"), list, &pixels, report)?;
    }
    program(device, kernels, &mut lane, "all operations", &all, &pixels, report)?;
    program(device, kernels, &mut lane, "all operations, twice", &long, &pixels, report)?;
    program(device, kernels, &mut lane, "no operation", &[], &pixels, report)
}

fn program(
    device: &CudaDevice,
    kernels: &KernelCache,
    lane: &mut Lane,
    name: &str,
    operations: &[Operation],
    pixels: &[[f32; 3]],
    report: &mut Report,
) -> Result<(), CudaError> {
    let program = Program::new(operations).expect("the suite's operations are good ones");
    let gpu = CudaProgram::new(device, kernels, &program)?;
    let (mut samples, mut differing) = (0, 0);
    // The last width leaves most threads of the last block without a pixel.
    for width in [1, 256, pixels.len()] {
        let given: Planes = [0, 1, 2].map(|channel| pixels[..width].iter().map(|pixel| pixel[channel]).collect());
        let mut found = given.clone();
        gpu.apply(lane, found.each_mut().map(Vec::as_mut_slice))?;
        for level in Level::available() {
            let mut expected = given.clone();
            program.with_level(level).apply_row(expected.each_mut().map(Vec::as_mut_slice));
            let pairs = found.iter().flatten().zip(expected.iter().flatten());
            samples += 3 * width;
            differing += pairs.filter(|(found, expected)| found.to_bits() != expected.to_bits()).count();
        }
    }
    report.check(name, samples, differing);
    Ok(())
}

/// The operation without its numbers: `Gamma(PowerMirrored`.
fn name_of(operation: &Operation) -> String {
    let told = format!("{operation:?}");
    told.split(['[', '{']).next().unwrap_or(&told).trim_end_matches([' ', '(']).to_owned()
}
