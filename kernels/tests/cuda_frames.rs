//! Scaling and blending on the simulated GPU, in child processes that find its libraries first.

#[path = "simulator/inside.rs"]
mod inside;
#[expect(dead_code, reason = "other tests use the rest of it")]
mod simulator;

use inside::simulated;
use interneg_kernels::cuda::{Blend, CudaBlend, CudaDevice, CudaError, CudaResampler, KernelCache, Lane, Nvrtc};
use interneg_kernels::frame::{FloatPlane, FloatPlaneMut};
use interneg_kernels::resample::{Filter, ResampleSpec, Resampler};
use interneg_kernels::{Level, suite};
use std::path::PathBuf;

fn open() -> (CudaDevice, KernelCache) {
    let nvrtc = Nvrtc::load(&[], Some((12, 4))).expect("the simulated compiler is found");
    let kernels = KernelCache::new(nvrtc, std::env::var_os("INTERNEG_TEST_KERNELS").map(PathBuf::from));
    (CudaDevice::open(0).expect("the simulated GPU opens"), kernels)
}

fn bits(planes: &[Vec<f32>]) -> Vec<u32> {
    planes.iter().flatten().map(|value| value.to_bits()).collect()
}

simulated! {
    fn scalings_give_the_bits_of_the_cpu() {
        let (device, kernels) = open();
        let mut lane = Lane::new(&device).unwrap();
        for case in suite::scalings() {
            let (found, expected) = (case.on_gpu(&device, &kernels, &mut lane), case.on_cpu(Level::BASELINE));
            assert!(bits(&found.unwrap()) == bits(&expected.unwrap()), "{:?}", case.spec);
        }
    }

    fn blends_give_the_bits_of_the_cpu() {
        let (device, kernels) = open();
        let mut lane = Lane::new(&device).unwrap();
        for case in suite::blends() {
            let found = case.on_gpu(&device, &kernels, &mut lane).unwrap();
            assert!(bits(&found) == bits(&case.on_cpu(Level::BASELINE)), "{:?}", case.blend);
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
