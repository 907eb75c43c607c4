//! Scaling and blending on the simulated GPU, in child processes that find its libraries first.

#[path = "simulator/inside.rs"]
mod inside;
#[expect(dead_code, reason = "other tests use the rest of it")]
mod simulator;

use interneg_kernels::Level;
use interneg_kernels::blend::{self, Dissolve};
use interneg_kernels::cuda::{Blend, CudaBlend, CudaDevice, CudaError, CudaResampler, KernelCache, Lane, Nvrtc};
use interneg_kernels::frame::{FloatPlane, FloatPlaneMut};
use interneg_kernels::resample::{Filter, ResampleSpec, Resampler, Window};
use std::path::PathBuf;

/// The body runs in a child process under the simulator.
macro_rules! simulated {
    ($(fn $name:ident() $body:block)*) => {$(
        #[test]
        fn $name() {
            if inside::is_inside() {
                $body
            } else {
                inside::run_inside(stringify!($name), |simulator, command| {
                    command.env("INTERNEG_TEST_KERNELS", &simulator.kernels);
                });
            }
        }
    )*};
}

fn open() -> (CudaDevice, KernelCache) {
    let nvrtc = Nvrtc::load(&[], Some((12, 4))).expect("the simulated compiler is found");
    let kernels = KernelCache::new(nvrtc, std::env::var_os("INTERNEG_TEST_KERNELS").map(PathBuf::from));
    (CudaDevice::open(0).expect("the simulated GPU opens"), kernels)
}

/// From -1 to 2, with now and then a number that is none, infinite, denormal or zero.
fn noise(seed: u32, values: usize) -> Vec<f32> {
    let special = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-40, -0.0, 0.0, 1.0, 1.0];
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    };
    let value = |_| match (next() * 200.0) as usize {
        place if place < special.len() => special[place],
        _ => next() * 3.0 - 1.0,
    };
    (0..values).map(value).collect()
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn specs() -> Vec<ResampleSpec> {
    let window = Window { x: 3.25, y: 0.5, width: 20.5, height: 39.25 };
    let framed = |filter| ResampleSpec { filter, source: (50, 40), window, target: (41, 20) };
    vec![
        ResampleSpec::whole(Filter::Lanczos3, (64, 48), (32, 24)),
        ResampleSpec::whole(Filter::Mitchell, (33, 20), (66, 40)),
        ResampleSpec::whole(Filter::Box, (257, 18), (86, 6)),
        ResampleSpec::whole(Filter::Box, (1, 1), (1, 1)),
        ResampleSpec::whole(Filter::Lanczos3, (1300, 7), (17, 11)),
        framed(Filter::Lanczos3),
        framed(Filter::Box),
    ]
}

simulated! {
    fn scalings_give_the_bits_of_the_cpu() {
        let (device, kernels) = open();
        let mut lane = Lane::new(&device).unwrap();
        for spec in specs() {
            let resampler = Resampler::at_level(Level::BASELINE, &spec).unwrap();
            let gpu = CudaResampler::new(&device, &kernels, &resampler).unwrap();
            for planes in [1, 3, 4] {
                let stride = spec.source.0 + 3;
                let source: Vec<Vec<f32>> = (0..planes).map(|plane| noise(plane, stride * spec.source.1)).collect();
                let source: Vec<FloatPlane<'_>> =
                    source.iter().map(|values| FloatPlane { values, stride }).collect();
                let target_stride = spec.target.0 + 2;
                let blank = vec![vec![-123.25f32; target_stride * spec.target.1]; planes as usize];
                let (mut expected, mut found) = (blank.clone(), blank);
                for (source, target) in source.iter().zip(&mut expected) {
                    let target = FloatPlaneMut { values: target, stride: target_stride };
                    resampler.run(*source, 0..spec.target.1, target, &mut resampler.scratch());
                }
                let mut targets: Vec<FloatPlaneMut<'_>> =
                    found.iter_mut().map(|values| FloatPlaneMut { values, stride: target_stride }).collect();
                gpu.apply(&mut lane, &source, &mut targets).unwrap();
                for (found, expected) in found.iter().zip(&expected) {
                    assert!(bits(found) == bits(expected), "{spec:?}, {planes} planes");
                }
            }
        }
    }

    fn blends_give_the_bits_of_the_cpu() {
        let (device, kernels) = open();
        let mut lane = Lane::new(&device).unwrap();
        let size = (61, 17);
        let pixels = size.0 * size.1;
        let [front, back] = [10, 20].map(|seed| [0, 1, 2, 3].map(|channel| noise(seed + channel, pixels)));
        let level = Level::BASELINE;
        let dissolve = |factor| Dissolve::new(factor).unwrap();
        let blends = [Blend::Premultiply, Blend::Unpremultiply, Blend::Over];
        let dissolves = [0.0, 0.3, 0.8, 1.0].map(|factor| Blend::Dissolve(dissolve(factor)));
        for blend in blends.into_iter().chain(dissolves) {
            let mut expected = front.clone();
            match blend {
                Blend::Premultiply | Blend::Unpremultiply => {
                    let [r, g, b, alpha] = expected.each_mut().map(Vec::as_mut_slice);
                    let change = if blend == Blend::Premultiply { blend::premultiply } else { blend::unpremultiply };
                    change(level, [r, g, b], alpha);
                }
                Blend::Over => {
                    expected = back.clone();
                    let front = front.each_ref().map(Vec::as_slice);
                    blend::over(level, front, expected.each_mut().map(Vec::as_mut_slice));
                }
                Blend::Dissolve(dissolve) => {
                    for (first, second) in expected.iter_mut().zip(&back) {
                        dissolve.apply(level, first, second);
                    }
                }
            }
            let [front, back] =
                [&front, &back].map(|picture| picture.each_ref().map(|values| FloatPlane { values, stride: size.0 }));
            let pictures = if matches!(blend, Blend::Over | Blend::Dissolve(_)) { vec![front, back] } else { vec![front] };
            let gpu = CudaBlend::new(&device, &kernels, blend).unwrap();
            let mut found = [0; 4].map(|_| vec![0.0f32; pixels]);
            gpu.submit(&mut lane, size, &pictures).unwrap();
            gpu.finish(&mut lane, size, found.each_mut().map(|values| FloatPlaneMut { values, stride: size.0 })).unwrap();
            for (found, expected) in found.iter().zip(&expected) {
                assert!(bits(found) == bits(expected), "{blend:?}");
            }
        }
    }

    fn planes_of_another_size_are_refused() {
        let (device, kernels) = open();
        let mut lane = Lane::new(&device).unwrap();
        let spec = ResampleSpec::whole(Filter::Box, (8, 6), (4, 3));
        let gpu = CudaResampler::new(&device, &kernels, &Resampler::new(&spec).unwrap()).unwrap();
        let short = [0.5; 47];
        let refused = gpu.submit(&mut lane, &[FloatPlane { values: &short, stride: 8 }]).unwrap_err();
        assert_eq!(refused, CudaError::Size { what: "a plane", found: 47, expected: 48 });
        let whole = [0.5; 48];
        gpu.submit(&mut lane, &[FloatPlane { values: &whole, stride: 8 }]).unwrap();
        let mut target = [0.0; 12];
        let refused = gpu.finish(&mut lane, &mut []).unwrap_err();
        assert_eq!(refused, CudaError::Size { what: "a result", found: 48, expected: 0 });
        gpu.finish(&mut lane, &mut [FloatPlaneMut { values: &mut target, stride: 4 }]).unwrap();
        assert_eq!(target, [0.5; 12]);
        let over = CudaBlend::new(&device, &kernels, Blend::Over).unwrap();
        let refused = over.submit(&mut lane, (8, 6), &[[FloatPlane { values: &whole, stride: 8 }; 4]]).unwrap_err();
        assert_eq!(refused, CudaError::Size { what: "the list of pictures", found: 1, expected: 2 });
    }
}
