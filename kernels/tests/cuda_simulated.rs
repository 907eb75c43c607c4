//! The whole way to a GPU and back under a simulated driver and compiler, in child processes that find these first.

#[path = "simulator/inside.rs"]
mod inside;
mod simulator;

use inside::simulated;
use interneg_kernels::cuda::{
    CudaDevice, CudaError, CudaPass, CudaProgram, CudaStep, KernelCache, Lane, MemoryPlace, Nvrtc, devices,
};
use interneg_kernels::program::{Cdl, CdlChannel, CdlStyle, Operation};
use interneg_kernels::{Level, Program, Target, suite};
use std::fs;
use std::path::{Path, PathBuf};

fn nvrtc() -> Nvrtc {
    Nvrtc::load(&[], Some((12, 4))).expect("the simulated compiler is found")
}

/// Kernels that earlier runs of this simulator have left.
fn kernels() -> KernelCache {
    KernelCache::new(nvrtc(), std::env::var_os("INTERNEG_TEST_KERNELS").map(PathBuf::from))
}

fn device(ordinal: usize) -> CudaDevice {
    CudaDevice::open(ordinal).expect("the simulated GPU opens")
}

type Planes = [Vec<f32>; 3];

fn planes(pixels: &[[f32; 3]]) -> Planes {
    [0, 1, 2].map(|channel| pixels.iter().map(|pixel| pixel[channel]).collect())
}

fn bits(planes: &Planes) -> [Vec<u32>; 3] {
    planes.each_ref().map(|plane| plane.iter().map(|value| value.to_bits()).collect())
}

fn on_cpu(program: &Program, mut planes: Planes) -> Planes {
    program.with_level(Level::BASELINE).apply_row(planes.each_mut().map(Vec::as_mut_slice));
    planes
}

fn on_gpu(program: &CudaProgram, lane: &mut Lane, mut planes: Planes) -> Result<Planes, CudaError> {
    program.apply(lane, planes.each_mut().map(Vec::as_mut_slice))?;
    Ok(planes)
}

#[track_caller]
fn assert_same(program: &Program, gpu: &CudaProgram, lane: &mut Lane, pixels: &[[f32; 3]], what: &str) {
    let (expected, found) = (on_cpu(program, planes(pixels)), on_gpu(gpu, lane, planes(pixels)).expect("it runs"));
    let off = bits(&expected).iter().flatten().zip(bits(&found).iter().flatten()).position(|(a, b)| a != b);
    assert!(off.is_none(), "{what}: sample {off:?} of {} pixels differs", pixels.len());
}

fn scale(by: f32) -> Program {
    Program::new(&[Operation::Scale([by; 3])]).expect("a finite factor")
}

fn ramp(pixels: usize) -> Vec<[f32; 3]> {
    (0..pixels).map(|pixel| [pixel as f32, -(pixel as f32), 0.5]).collect()
}

simulated! {
    fn every_operation_gives_the_bits_of_the_cpu() {
        let (device, kernels) = (device(0), kernels());
        let mut lane = Lane::new(&device).unwrap();
        let (inputs, all) = (suite::inputs(), suite::operations());
        for list in all.chunks(1).chain(all.chunks(5)).chain([&all[..], &[]]) {
            let program = Program::new(list).unwrap();
            let gpu = CudaProgram::new(&device, &kernels, &program).unwrap();
            for width in [1, 255, 256, 257, inputs.len()] {
                assert_same(&program, &gpu, &mut lane, &inputs[..width], &format!("{list:?}"));
            }
        }
    }

    fn more_operations_than_a_launch_has_room_for_lie_in_memory() {
        let (device, kernels) = (device(0), kernels());
        let mut lane = Lane::new(&device).unwrap();
        for count in [34, 35, 100] {
            let operations: Vec<Operation> =
                (0..count).map(|index| Operation::Scale([1.0 + index as f32 / 1000.0; 3])).collect();
            let program = Program::new(&operations).unwrap();
            let gpu = CudaProgram::new(&device, &kernels, &program).unwrap();
            assert_same(&program, &gpu, &mut lane, &ramp(300), &format!("{count} operations"));
        }
    }

    fn every_pass_gives_the_bytes_and_counts_of_the_cpu() {
        let (device, kernels) = (device(0), kernels());
        let mut lane = Lane::new(&device).unwrap();
        for case in suite::passes() {
            let gpu = CudaPass::new(&device, &kernels, &case.pass().unwrap()).unwrap();
            let found = case.write(|out| gpu.frame(&mut lane, &case.picture(), out)).unwrap();
            let expected = case.on_cpu(Level::BASELINE).unwrap();
            assert_eq!(found.1, expected.1, "counts of {}", case.name);
            for (plane, (found, expected)) in found.0.iter().zip(&expected.0).enumerate() {
                let off = found.iter().zip(expected).position(|(found, expected)| found != expected);
                assert!(off.is_none(), "{}: plane {plane}, byte {off:?}", case.name);
            }
        }
    }

    fn a_grade_between_shaders_is_data() {
        let (device, kernels) = (device(0), KernelCache::new(nvrtc(), None));
        let mut lane = Lane::new(&device).unwrap();
        for (gain, slope) in [(0.5, 1.0), (2.0, 1.0), (2.0, 1.75)] {
            let case = suite::ShaderCase::new(gain, slope).unwrap();
            let gpu = CudaPass::with_steps(&device, &kernels, &case.coding(), &case.steps(), Target::RgbF32).unwrap();
            let mut found = Default::default();
            gpu.frame(&mut lane, &case.picture(), &mut case.lines(&mut found)).unwrap();
            let off = found.iter().flatten().zip(case.expected().unwrap().iter().flatten()).position(|(a, b)| *a != *b);
            assert_eq!(off, None, "gain {gain}, slope {slope}");
        }
        assert_eq!(kernels.compiled_and_found(), (1, 0));
    }

    fn a_pass_with_a_shader_packs_as_every_pass() {
        use interneg_kernels::shader::Shader;
        let body = "INTERNEG_SHADER_FUNCTION float4 OCIOMain(float4 inPixel) const { return inPixel; }".to_owned();
        let nothing = Shader::new(String::new(), body, Vec::new(), Vec::new()).unwrap();
        let (device, kernels) = (device(0), kernels());
        let mut lane = Lane::new(&device).unwrap();
        for case in suite::passes().iter().filter(|case| case.operations.is_empty()) {
            let steps = [CudaStep::Shader(&nothing)];
            let gpu = CudaPass::with_steps(&device, &kernels, &case.coding, &steps, case.target).unwrap();
            let found = case.write(|out| gpu.frame(&mut lane, &case.picture(), out)).unwrap();
            assert!(found == case.on_cpu(Level::BASELINE).unwrap(), "{}", case.name);
        }
    }

    fn more_parameters_than_a_launch_has_room_for_are_told() {
        use interneg_kernels::shader::{Shader, Uniform, UniformValue};
        let body = "INTERNEG_SHADER_FUNCTION float4 OCIOMain(float4 inPixel) const { return inPixel; }".to_owned();
        let many = Uniform { name: "many".to_owned(), value: UniformValue::Floats(vec![0.5; 1000]) };
        let shader = Shader::new(String::new(), body, Vec::new(), vec![many]).unwrap();
        let case = suite::ShaderCase::new(1.0, 1.0).unwrap();
        let steps = [CudaStep::Shader(&shader)];
        let refused = CudaPass::with_steps(&device(0), &kernels(), &case.coding(), &steps, Target::RgbF32).unwrap_err();
        assert!(matches!(refused, CudaError::Size { what: "the parameters of shaders", .. }), "{refused:?}");
    }

    fn every_chain_gives_the_bytes_and_counts_of_the_cpu() {
        let (device, kernels) = (device(0), kernels());
        let mut lane = Lane::new(&device).unwrap();
        // One lane for all, so that its buffers go through all sizes.
        for case in suite::chains() {
            let found = case.on_gpu(&device, &kernels, &mut lane).unwrap();
            let expected = case.on_cpu(Level::BASELINE).unwrap();
            assert_eq!(found.len(), expected.len());
            for (number, (found, expected)) in found.iter().zip(&expected).enumerate() {
                assert_eq!((found.counts, found.found), (expected.counts, expected.found), "{} {number}", case.name);
                let off = found.planes.iter().zip(&expected.planes).position(|(found, expected)| found != expected);
                assert_eq!((off, found.planes.len()), (None, expected.planes.len()), "{}: output {number}", case.name);
            }
        }
    }

    fn a_chain_refuses_what_would_leave_its_pictures("DEVICES" = "2") {
        use interneg_kernels::cuda::{Branch, BranchSource, CudaChain};
        use interneg_kernels::resample::{Filter, ResampleSpec, Resampler};
        let (device, kernels) = (device(0), kernels());
        let cases = suite::passes();
        let coding = cases[0].coding;
        let small = Resampler::new(&ResampleSpec::whole(Filter::Box, (4, 4), (2, 2))).unwrap();
        let (width, height) = (coding.width, coding.height);
        let whole = BranchSource::Window { x: 0, y: 0, width, height };
        let branch = |source, rows: std::ops::Range<usize>, targets: &[Target]| {
            let targets = targets.to_vec();
            let branch = Branch { source, rows, margins: (0, 0), steps: Vec::new(), targets, kept: Vec::new() };
            CudaChain::new(&device, &kernels, &coding, &[], &[branch])
        };
        let half = [Target::HalfBgr];
        for (source, rows, targets, what) in [
            (BranchSource::Scaled(&small), 0..2, &half[..], "a scaling's source"),
            (BranchSource::Window { x: 1, y: 0, width, height }, 0..1, &half, "a window"),
            (BranchSource::Window { x: 0, y: usize::MAX, width, height }, 0..1, &half, "a window"),
            (whole, 0..height + 1, &half, "rows of a picture"),
            (whole, 2..2, &half, "rows of a picture"),
            (whole, 0..1, &[], "targets of a branch"),
        ] {
            let refused = branch(source, rows, targets).unwrap_err();
            assert!(matches!(refused, CudaError::Size { what: told, .. } if told == what), "{what}: {refused:?}");
        }
        let chain = branch(whole, 0..height, &half).unwrap();
        let mut lane = Lane::new(&device).unwrap();
        let refused = chain.submit(&mut lane, &cases[3].picture()).unwrap_err();
        assert!(matches!(refused, CudaError::Picture(_)), "{refused:?}");
        assert!(matches!(chain.finish(&mut lane).unwrap_err(), CudaError::Size { what: "a result", .. }));
        let mut elsewhere = Lane::new(&self::device(1)).unwrap();
        let refused = chain.submit(&mut elsewhere, &cases[0].picture()).unwrap_err();
        assert_eq!(refused, CudaError::OtherDevice { lane: 1, work: 0 });
    }

    fn a_chain_without_room_is_told_and_runs_when_there_is_some("MEMORY" = "3000000") {
        let (device, kernels) = (device(0), kernels());
        let case = &suite::chains()[0];
        let mut lane = Lane::new(&device).unwrap();
        let chain = case.chain(&device, &kernels).unwrap();
        let (up, between, down) = chain.frame_bytes();
        // Up, between and down, beside curves and cubes of 0.8 MB for each look.
        assert!(up > 19_000 && between > 114_000 && down > 10_000, "{up} {between} {down}");
        let (free, _) = device.memory_bytes().unwrap();
        let taken: Vec<Lane> = std::iter::from_fn(|| {
            let mut lane = Lane::new(&device).unwrap();
            chain.submit(&mut lane, &case.picture()).ok().map(|()| lane)
        })
        .collect();
        assert!(!taken.is_empty() && taken.len() < 100, "{} lanes in {free} bytes", taken.len());
        let full = chain.submit(&mut lane, &case.picture()).unwrap_err();
        assert!(full.is_out_of_memory(), "{full:?}");
        drop(taken);
        chain.submit(&mut lane, &case.picture()).unwrap();
        assert!(chain.finish(&mut lane).unwrap().packed(0, 0).planes[0].iter().any(|byte| *byte != 0));
    }

    fn a_pass_refuses_another_picture_and_another_lanes_result("DEVICES" = "2") {
        let (device, kernels) = (device(0), kernels());
        let cases = suite::passes();
        let gpus = [0, 3].map(|case: usize| CudaPass::new(&device, &kernels, &cases[case].pass().unwrap()).unwrap());
        let mut lane = Lane::new(&device).unwrap();
        let refused = gpus[0].submit(&mut lane, &cases[3].picture()).unwrap_err();
        assert!(matches!(refused, CudaError::Picture(_)), "{refused:?}");
        assert!(matches!(gpus[0].finish(&mut lane).unwrap_err(), CudaError::Size { what: "a result", .. }));
        let mut elsewhere = Lane::new(&self::device(1)).unwrap();
        let refused = gpus[0].submit(&mut elsewhere, &cases[0].picture()).unwrap_err();
        assert_eq!(refused, CudaError::OtherDevice { lane: 1, work: 0 });
    }

    fn two_lanes_pass_frames_at_once() {
        let (device, kernels) = (device(0), kernels());
        let cases = suite::passes();
        let cases = [&cases[0], &cases[9]];
        let gpus = cases.map(|case| CudaPass::new(&device, &kernels, &case.pass().unwrap()).unwrap());
        let mut lanes = [Lane::new(&device).unwrap(), Lane::new(&device).unwrap()];
        for _ in 0..3 {
            for index in [0, 1] {
                gpus[index].submit(&mut lanes[index], &cases[index].picture()).unwrap();
            }
            for index in [1, 0] {
                let packed = gpus[index].finish(&mut lanes[index]).unwrap();
                let (width, height) = gpus[index].raster();
                let (line_bytes, lines) = cases[index].target.planes(width, height)[0];
                let (expected, counts) = cases[index].on_cpu(Level::BASELINE).unwrap();
                assert_eq!(packed.counts, counts);
                let stride = expected[0].len() / lines;
                for (found, expected) in packed.planes[0].chunks(line_bytes).zip(expected[0].chunks(stride)) {
                    assert!(*found == expected[..line_bytes], "lane {index}");
                }
            }
        }
    }

    fn a_new_shot_needs_no_new_kernel() {
        let (device, kernels) = (device(0), KernelCache::new(nvrtc(), None));
        let mut lane = Lane::new(&device).unwrap();
        for slope in [0.5, 1.5, 4.0] {
            let channels = [CdlChannel { slope, offset: 0.01, power: 1.1 }; 3];
            let cdl = Cdl { style: CdlStyle::Unlimited, channels, saturation: 1.0 / slope };
            let program = Program::new(&[Operation::Cdl(cdl)]).unwrap();
            let gpu = CudaProgram::new(&device, &kernels, &program).unwrap();
            assert_same(&program, &gpu, &mut lane, &suite::inputs(), &format!("slope {slope}"));
        }
        assert_eq!(kernels.compiled_and_found(), (1, 0));
    }

    fn kernels_are_kept_on_disk() {
        let folder = fresh_folder("kept");
        let device = device(0);
        let new = |folder: &Path| {
            let kernels = KernelCache::new(nvrtc(), Some(folder.to_owned()));
            let program = scale(2.0);
            let gpu = CudaProgram::new(&device, &kernels, &program).unwrap();
            assert_same(&program, &gpu, &mut Lane::new(&device).unwrap(), &ramp(3), "from disk");
            kernels.compiled_and_found()
        };
        assert_eq!(new(&folder), (1, 0), "first");
        assert_eq!(new(&folder), (0, 1), "second");
        let files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let [file] = &files[..] else { panic!("{files:?}") };
        let whole = fs::read(file).unwrap();
        for damaged in [&whole[..whole.len() / 2], b"", b"interneg-kernel1"] {
            fs::write(file, damaged).unwrap();
            assert_eq!(new(&folder), (1, 0), "damaged");
            assert_eq!(fs::read(file).unwrap(), whole, "not mended");
        }
        // Nothing can be written where a file has the folder's place.
        assert_eq!(new(&file.join("below")), (1, 0), "no folder");
        fs::remove_dir_all(folder).unwrap();
    }

    fn an_image_that_the_driver_refuses_is_compiled_again() {
        let folder = fresh_folder("refused");
        let device = device(0);
        let new = || {
            let kernels = KernelCache::new(nvrtc(), Some(folder.clone()));
            CudaProgram::new(&device, &kernels, &scale(2.0)).unwrap();
            kernels.compiled_and_found()
        };
        assert_eq!(new(), (1, 0));
        // A whole entry, by its digest, which no driver takes.
        let file = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
        fs::write(&file, sealed(b"not an image")).unwrap();
        assert_eq!(new(), (1, 1));
        assert_eq!(new(), (0, 1));
        fs::remove_dir_all(folder).unwrap();
    }

    fn two_lanes_do_not_mix_their_frames() {
        let (device, kernels) = (device(0), kernels());
        let (double, triple) = (scale(2.0), scale(3.0));
        let gpus = [&double, &triple].map(|program| CudaProgram::new(&device, &kernels, program).unwrap());
        let mut lanes = [Lane::new(&device).unwrap(), Lane::new(&device).unwrap()];
        let inputs = [planes(&ramp(1000)), planes(&ramp(700))];
        // Frames of falling and rising sizes, both queued before the first is fetched.
        for length in [1000, 10, 500, 700] {
            for (index, lane) in lanes.iter_mut().enumerate() {
                let length = length.min(inputs[index][0].len());
                gpus[index].submit(lane, inputs[index].each_ref().map(|plane| &plane[..length])).unwrap();
            }
            for index in [1, 0] {
                let length = length.min(inputs[index][0].len());
                let mut found: Planes = std::array::from_fn(|_| vec![0.0; length]);
                gpus[index].finish(&mut lanes[index], found.each_mut().map(Vec::as_mut_slice)).unwrap();
                let given = inputs[index].each_ref().map(|plane| plane[..length].to_vec());
                assert_eq!(bits(&found), bits(&on_cpu([&double, &triple][index], given)), "lane {index}");
            }
        }
    }

    fn a_frame_that_nobody_fetches_is_replaced() {
        let (device, kernels) = (device(0), kernels());
        let gpu = CudaProgram::new(&device, &kernels, &scale(2.0)).unwrap();
        let mut lane = Lane::new(&device).unwrap();
        let (first, second) = (planes(&ramp(64)), planes(&ramp(32)));
        gpu.submit(&mut lane, first.each_ref().map(Vec::as_slice)).unwrap();
        gpu.submit(&mut lane, second.each_ref().map(Vec::as_slice)).unwrap();
        let mut found: Planes = std::array::from_fn(|_| vec![0.0; 32]);
        gpu.finish(&mut lane, found.each_mut().map(Vec::as_mut_slice)).unwrap();
        assert_eq!(bits(&found), bits(&on_cpu(&scale(2.0), second)));
        let mut wrong: Planes = std::array::from_fn(|_| vec![0.0; 64]);
        let refused = gpu.finish(&mut lane, wrong.each_mut().map(Vec::as_mut_slice)).unwrap_err();
        assert!(matches!(refused, CudaError::Size { what: "a result", .. }), "{refused:?}");
        let uneven = [&first[0][..], &first[1][..], &first[2][..3]];
        let refused = gpu.submit(&mut lane, uneven).unwrap_err();
        assert_eq!(refused, CudaError::Size { what: "a plane", found: 3, expected: 64 });
        // Dropped while it is busy, and its program first.
        gpu.submit(&mut lane, first.each_ref().map(Vec::as_slice)).unwrap();
        drop(gpu);
        drop(kernels);
        drop(lane);
    }

    fn threads_with_lanes_of_their_own_share_a_program() {
        let (device, kernels) = (device(0), kernels());
        let program = Program::new(&suite::operations()[..4]).unwrap();
        let gpu = CudaProgram::new(&device, &kernels, &program).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (gpu, program, device) = (&gpu, &program, &device);
                scope.spawn(move || {
                    let mut lane = Lane::new(device).unwrap();
                    for frame in 0..5 {
                        let pixels = suite::inputs()[thread * 100..][..500 + frame].to_vec();
                        assert_same(program, gpu, &mut lane, &pixels, &format!("thread {thread}"));
                    }
                });
            }
        });
    }

    fn two_gpus_work_side_by_side("DEVICES" = "2") {
        let found = devices().unwrap();
        let told: Vec<_> = found.iter().map(|info| (info.ordinal, &*info.name, &*info.pci_address)).collect();
        assert_eq!(told, [(0, "Simulated GPU 0", "0000:3B:00.0"), (1, "Simulated GPU 1", "0000:3C:00.0")]);
        assert_eq!((found[0].capability, found[0].driver_version), ((8, 6), (12, 4)));
        assert_eq!((found[0].memory_bytes, found[0].single_to_double_ratio), (1 << 30, 64));

        let kernels = kernels();
        let program = scale(2.0);
        // On one thread in turns, so that the context has to be switched each time.
        let mut gpus = [0, 1].map(|ordinal| {
            let device = device(ordinal);
            (CudaProgram::new(&device, &kernels, &program).unwrap(), Lane::new(&device).unwrap())
        });
        let input = planes(&ramp(100));
        for (gpu, lane) in &mut gpus {
            gpu.submit(lane, input.each_ref().map(Vec::as_slice)).unwrap();
        }
        for (gpu, lane) in &mut gpus {
            let mut found: Planes = std::array::from_fn(|_| vec![0.0; 100]);
            gpu.finish(lane, found.each_mut().map(Vec::as_mut_slice)).unwrap();
            assert_eq!(bits(&found), bits(&on_cpu(&program, input.clone())));
        }
        let [(first, _), (_, lane)] = &mut gpus;
        let refused = first.submit(lane, input.each_ref().map(Vec::as_slice)).unwrap_err();
        assert_eq!(refused, CudaError::OtherDevice { lane: 1, work: 0 });
        assert_eq!(CudaDevice::open(2).unwrap_err(), CudaError::NoSuchDevice { ordinal: 2, found: 2 });
    }

    fn a_frame_beyond_the_memory_of_the_gpu_is_told_and_a_smaller_one_runs("MEMORY" = "100000") {
        let (device, kernels) = (device(0), kernels());
        let gpu = CudaProgram::new(&device, &kernels, &scale(2.0)).unwrap();
        let mut lane = Lane::new(&device).unwrap();
        assert_same(&scale(2.0), &gpu, &mut lane, &ramp(1000), "fits");
        let refused = on_gpu(&gpu, &mut lane, planes(&ramp(1 << 20))).unwrap_err();
        let expected = CudaError::OutOfMemory { place: MemoryPlace::Device, needed_bytes: 12 << 20 };
        assert_eq!(refused, expected);
        assert!(refused.is_out_of_memory() && !refused.is_device_lost());
        assert_same(&scale(2.0), &gpu, &mut lane, &ramp(1000), "fits again");
        assert_eq!(device.memory_bytes().unwrap(), (100_000 - 2 * 12_288, 100_000), "what the lane holds");
        drop(lane);
        assert_eq!(device.memory_bytes().unwrap(), (100_000, 100_000), "all is given back");
    }

    fn pinned_memory_that_runs_out_is_told_apart("PINNED" = "100000") {
        let (device, kernels) = (device(0), kernels());
        let gpu = CudaProgram::new(&device, &kernels, &scale(2.0)).unwrap();
        let mut lane = Lane::new(&device).unwrap();
        let refused = on_gpu(&gpu, &mut lane, planes(&ramp(1 << 14))).unwrap_err();
        assert_eq!(refused, CudaError::OutOfMemory { place: MemoryPlace::Pinned, needed_bytes: 3 << 16 });
        assert_same(&scale(2.0), &gpu, &mut lane, &ramp(1000), "fits");
    }

    fn a_lost_gpu_is_told_and_stays_lost("DEVICES" = "2", "LOSE_AT" = "2") {
        let kernels = kernels();
        let device = device(0);
        let gpu = CudaProgram::new(&device, &kernels, &scale(2.0)).unwrap();
        let (mut lane, mut other) = (Lane::new(&device).unwrap(), Lane::new(&device).unwrap());
        assert_same(&scale(2.0), &gpu, &mut lane, &ramp(10), "before");
        let input = planes(&ramp(10));
        gpu.submit(&mut lane, input.each_ref().map(Vec::as_slice)).unwrap();
        gpu.submit(&mut other, input.each_ref().map(Vec::as_slice)).unwrap();
        let lost = gpu.finish(&mut lane, input.clone().each_mut().map(Vec::as_mut_slice)).unwrap_err();
        let name = "CUDA_ERROR_LAUNCH_FAILED".to_owned();
        assert_eq!(lost, CudaError::DeviceLost { code: 719, name, call: "cuEventSynchronize" });
        let told = gpu.finish(&mut other, input.clone().each_mut().map(Vec::as_mut_slice)).unwrap_err();
        assert!(told.is_device_lost(), "{told:?}");
        assert!(on_gpu(&gpu, &mut lane, input.clone()).unwrap_err().is_device_lost());
        assert!(CudaProgram::new(&device, &kernels, &scale(3.0)).unwrap_err().is_device_lost());
        drop((gpu, lane, other));
        // The other GPU is another context.
        let device = CudaDevice::open(1).unwrap();
        let gpu = CudaProgram::new(&device, &kernels, &scale(2.0)).unwrap();
        assert_same(&scale(2.0), &gpu, &mut Lane::new(&device).unwrap(), &ramp(10), "the other GPU");
    }

    fn an_error_of_its_memory_loses_a_gpu_too("LOSE_AT" = "1", "LOSE_CODE" = "214") {
        let device = device(0);
        let gpu = CudaProgram::new(&device, &kernels(), &scale(2.0)).unwrap();
        let lost = on_gpu(&gpu, &mut Lane::new(&device).unwrap(), planes(&ramp(10))).unwrap_err();
        assert!(matches!(lost, CudaError::DeviceLost { code: 214, .. }), "{lost:?}");
    }

    fn the_time_of_a_kernel_is_noted_where_it_is_asked_for() {
        let device = device(0);
        let gpu = CudaProgram::new(&device, &kernels(), &scale(2.0)).unwrap();
        let mut lane = Lane::with_timer(&device).unwrap();
        assert_eq!(lane.kernel_seconds().unwrap(), None);
        assert_same(&scale(2.0), &gpu, &mut lane, &ramp(10_000), "timed");
        assert!(lane.kernel_seconds().unwrap().is_some_and(|seconds| seconds >= 0.0));
        let mut plain = Lane::new(&device).unwrap();
        assert_same(&scale(2.0), &gpu, &mut plain, &ramp(10), "not timed");
        assert_eq!(plain.kernel_seconds().unwrap(), None);
    }

    fn a_gpu_newer_than_the_compiler_gets_portable_text("ARCH" = "89", "NVRTC_ARCHS" = "75,86,90") {
        let device = device(0);
        let nvrtc = nvrtc();
        let known = nvrtc.target(device.info().capability).unwrap();
        assert_eq!(known, interneg_kernels::cuda::Target::Ptx(86));
        // Compiled once, then from disk.
        let folder = fresh_folder("ptx");
        for expected in [(1, 0), (0, 1)] {
            let kernels = KernelCache::new(self::nvrtc(), Some(folder.clone()));
            let gpu = CudaProgram::new(&device, &kernels, &scale(2.0)).unwrap();
            assert_same(&scale(2.0), &gpu, &mut Lane::new(&device).unwrap(), &ramp(300), "portable text");
            assert_eq!(kernels.compiled_and_found(), expected);
        }
        fs::remove_dir_all(folder).unwrap();
    }

    fn a_gpu_older_than_the_compiler_is_refused("ARCH" = "61") {
        let refused = CudaProgram::new(&device(0), &kernels(), &scale(2.0)).unwrap_err();
        assert_eq!(refused, CudaError::ArchitectureTooOld { capability: (6, 1), nvrtc: (12, 99) });
    }

    fn a_driver_without_a_gpu_is_an_ordinary_answer("INIT" = "100") {
        for refused in [devices().unwrap_err(), CudaDevice::open(0).unwrap_err()] {
            assert_eq!(refused, CudaError::NoDevice);
            assert!(refused.is_absence());
        }
    }

    fn a_driver_that_counts_no_gpu_is_an_ordinary_answer("DEVICES" = "0") {
        assert_eq!(devices().unwrap_err(), CudaError::NoDevice);
        assert_eq!(CudaDevice::open(0).unwrap_err(), CudaError::NoDevice);
    }

    fn what_the_driver_refuses_is_told_in_its_words("INIT" = "803") {
        let refused = devices().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "cuInit failed: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803), system has unsupported display driver / cuda \
             driver combination"
        );
    }

    fn a_code_that_nobody_knows_is_an_ordinary_error("INIT" = "65000") {
        assert!(matches!(devices().unwrap_err(), CudaError::Driver { code: 65000, .. }));
    }
}

#[test]
fn a_driver_library_without_entry_points_is_an_ordinary_answer() {
    if inside::is_inside() {
        assert_eq!(devices().unwrap_err(), CudaError::DriverIncomplete { symbol: "cuInit" });
        assert_eq!(CudaDevice::open(0).unwrap_err(), CudaError::DriverIncomplete { symbol: "cuInit" });
    } else {
        inside::run_inside("a_driver_library_without_entry_points_is_an_ordinary_answer", |simulator, command| {
            command.env("LD_LIBRARY_PATH", &simulator.hollow);
        });
    }
}

#[test]
fn a_compiler_library_without_entry_points_is_an_ordinary_answer() {
    if inside::is_inside() {
        let refused = Nvrtc::load(&[], None).unwrap_err();
        assert_eq!(refused, CudaError::NvrtcIncomplete { symbol: "nvrtcCreateProgram" });
    } else {
        inside::run_inside("a_compiler_library_without_entry_points_is_an_ordinary_answer", |simulator, command| {
            command.env("LD_LIBRARY_PATH", &simulator.hollow_compiler);
        });
    }
}

#[test]
fn a_machine_without_driver_and_compiler_gets_ordinary_answers() {
    if inside::is_inside() {
        // Where a real driver is installed, this test cannot take it away.
        match devices() {
            Err(refused) => assert!(refused.is_absence(), "{refused:?}"),
            Ok(found) => println!("skipped: this machine has {} GPUs", found.len()),
        }
        let nowhere = Path::new("/nowhere").to_owned();
        match Nvrtc::load(std::slice::from_ref(&nowhere), Some((12, 0))) {
            Err(CudaError::NvrtcAbsent { folders, .. }) => assert_eq!(folders, [nowhere]),
            Err(other) => panic!("{other:?}"),
            Ok(found) => println!("skipped: this machine has {found:?}"),
        }
        // No compiler is as old as this driver.
        assert!(matches!(Nvrtc::load(&[], Some((11, 8))), Err(CudaError::NvrtcAbsent { .. })));
    } else {
        inside::run_inside("a_machine_without_driver_and_compiler_gets_ordinary_answers", |_, command| {
            command.env_remove("LD_LIBRARY_PATH");
        });
    }
}

fn fresh_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cuda-{name}-{}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder goes");
    }
    folder
}

/// A cache's file, by its documented layout.
fn sealed(image: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    [b"interneg-kernel1".as_slice(), &Sha256::digest(image), image].concat()
}
