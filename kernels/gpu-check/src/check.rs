//! Every kernel against every level of the CPU.

use crate::report::Report;
use interneg_kernels::cuda::{CudaDevice, CudaError, CudaPass, CudaProgram, KernelCache, Lane};
use interneg_kernels::{Level, Operation, Program, Target, suite};

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

/// Passes from every layout and to every target: bytes, the gaps between lines, and counts.
pub fn passes(device: &CudaDevice, kernels: &KernelCache, report: &mut Report) -> Result<(), CudaError> {
    let mut lane = Lane::new(device)?;
    for case in suite::passes() {
        let pass = case.pass().expect("the suite's passes are good ones");
        let gpu = CudaPass::new(device, kernels, &pass)?;
        let found = case.write(|out| gpu.frame(&mut lane, &case.picture(), out))?;
        let (mut bytes, mut differing) = (0, 0);
        for level in Level::available() {
            let expected = case.on_cpu(level).expect("the suite's passes are good ones");
            let pairs = found.0.iter().flatten().zip(expected.0.iter().flatten());
            differing += pairs.filter(|(found, expected)| found != expected).count();
            differing += usize::from(found.1 != expected.1);
            bytes += expected.0.iter().map(Vec::len).sum::<usize>();
        }
        report.check(&case.name, bytes, differing);
    }
    Ok(())
}

/// Chains of scaling, look and packing: planes, and what packing and looks have counted.
pub fn chains(device: &CudaDevice, kernels: &KernelCache, report: &mut Report) -> Result<(), CudaError> {
    let mut lane = Lane::new(device)?;
    for case in suite::chains() {
        let found = case.on_gpu(device, kernels, &mut lane)?;
        let (mut bytes, mut differing) = (0, 0);
        for level in Level::available() {
            let expected = case.on_cpu(level).expect("the suite's chains are good ones");
            for (found, expected) in found.iter().zip(&expected) {
                let pairs = found.planes.iter().zip(&expected.planes);
                differing += pairs.filter(|(found, expected)| found != expected).count();
                differing += usize::from((found.counts, found.found) != (expected.counts, expected.found));
                bytes += expected.planes.len();
            }
        }
        report.check(case.name, bytes, differing);
    }
    Ok(())
}

/// Scalings and blends of frames of floats.
pub fn frames(device: &CudaDevice, kernels: &KernelCache, report: &mut Report) -> Result<(), CudaError> {
    let mut lane = Lane::new(device)?;
    for case in suite::scalings() {
        let found = case.on_gpu(device, kernels, &mut lane)?;
        let on_cpu = |level| case.on_cpu(level).expect("the suite's scalings are good ones");
        let ((from, to), planes) = ((case.spec.source, case.spec.target), found.len());
        let name = format!("scaling, {:?}, {from:?} to {to:?}, {planes} planes", case.spec.filter);
        compare(&name, &found, on_cpu, report);
    }
    for case in suite::blends() {
        let found = case.on_gpu(device, kernels, &mut lane)?;
        compare(&format!("blend, {:?}", case.blend), &found, |level| case.on_cpu(level), report);
    }
    Ok(())
}

/// Planes of a GPU with those of every level.
fn compare(name: &str, found: &[Vec<f32>], on_cpu: impl Fn(Level) -> Vec<Vec<f32>>, report: &mut Report) {
    let (mut samples, mut differing) = (0, 0);
    for level in Level::available() {
        let expected = on_cpu(level);
        let pairs = found.iter().flatten().zip(expected.iter().flatten());
        differing += pairs.filter(|(found, expected)| found.to_bits() != expected.to_bits()).count();
        samples += expected.iter().map(Vec::len).sum::<usize>();
    }
    report.check(name, samples, differing);
}

/// Shaders around a grade, whose numbers are data. Their arithmetic is simple enough to be exact.
pub fn shaders(device: &CudaDevice, kernels: &KernelCache, report: &mut Report) -> Result<(), CudaError> {
    let mut lane = Lane::new(device)?;
    for (gain, slope) in [(0.5, 1.0), (2.0, 1.75)] {
        let case = suite::ShaderCase::new(gain, slope).expect("the suite's shaders are good ones");
        let gpu = CudaPass::with_steps(device, kernels, &case.coding(), &case.steps(), Target::RgbF32)?;
        let mut found = Default::default();
        gpu.frame(&mut lane, &case.picture(), &mut case.lines(&mut found))?;
        let expected = case.expected().expect("the suite's grade is a good one");
        let pairs = found.iter().flatten().zip(expected.iter().flatten());
        let differing = pairs.filter(|(found, expected)| found != expected).count();
        report.check(&format!("shaders around a grade, slope {slope}"), expected.iter().map(Vec::len).sum(), differing);
    }
    Ok(())
}

/// The operation without its numbers: `Gamma(PowerMirrored`.
fn name_of(operation: &Operation) -> String {
    let told = format!("{operation:?}");
    told.split(['[', '{']).next().unwrap_or(&told).trim_end_matches([' ', '(']).to_owned()
}
