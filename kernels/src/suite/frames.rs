//! Scalings and blends of whole frames of floats.

use crate::blend::{self, Dissolve};
use crate::cuda::{Blend, CudaBlend, CudaDevice, CudaError, CudaResampler, KernelCache, Lane};
use crate::frame::{FloatPlane, FloatPlaneMut};
use crate::level::Level;
use crate::resample::{Filter, ResampleError, ResampleSpec, Resampler, Window};

/// What a case writes.
type Planes = Vec<Vec<f32>>;

/// Values between a target's lines, before and after.
const GUARD: f32 = -123.25;

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

/// A scaling of several planes.
#[derive(Debug)]
pub struct ScalingCase {
    /// The scaling.
    pub spec: ResampleSpec,
    planes: Planes,
    strides: (usize, usize),
}

impl ScalingCase {
    fn new(spec: ResampleSpec, planes: u32) -> Self {
        let strides = (spec.source.0 + 3, spec.target.0 + 2);
        let planes = (0..planes).map(|plane| noise(plane, strides.0 * spec.source.1)).collect();
        Self { spec, planes, strides }
    }

    fn source(&self) -> Vec<FloatPlane<'_>> {
        self.planes.iter().map(|values| FloatPlane { values, stride: self.strides.0 }).collect()
    }

    fn blank(&self) -> Planes {
        vec![vec![GUARD; self.strides.1 * self.spec.target.1]; self.planes.len()]
    }

    /// What a CPU of this level writes, guards between the lines included.
    ///
    /// # Errors
    /// None, for the cases of [`scalings`].
    pub fn on_cpu(&self, level: Level) -> Result<Planes, ResampleError> {
        let resampler = Resampler::at_level(level, &self.spec)?;
        let mut planes = self.blank();
        for (source, values) in self.source().into_iter().zip(&mut planes) {
            let target = FloatPlaneMut { values, stride: self.strides.1 };
            resampler.run(source, 0..self.spec.target.1, target, &mut resampler.scratch());
        }
        Ok(planes)
    }

    /// What a GPU writes.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    ///
    /// # Panics
    /// Never, for the cases of [`scalings`].
    pub fn on_gpu(&self, device: &CudaDevice, kernels: &KernelCache, lane: &mut Lane) -> Result<Planes, CudaError> {
        let resampler = Resampler::new(&self.spec).expect("the suite's scalings are good ones");
        let gpu = CudaResampler::new(device, kernels, &resampler)?;
        let mut planes = self.blank();
        let mut targets: Vec<FloatPlaneMut<'_>> =
            planes.iter_mut().map(|values| FloatPlaneMut { values, stride: self.strides.1 }).collect();
        gpu.apply(lane, &self.source(), &mut targets)?;
        Ok(planes)
    }
}

/// Smaller and larger, by whole and other factors, of windows, of one plane and of several.
pub fn scalings() -> Vec<ScalingCase> {
    let window = Window { x: 3.25, y: 0.5, width: 20.5, height: 39.25 };
    let framed = |filter| ResampleSpec { filter, source: (50, 40), window, target: (41, 20) };
    let specs = [
        ResampleSpec::whole(Filter::Lanczos3, (64, 48), (32, 24)),
        ResampleSpec::whole(Filter::Mitchell, (33, 20), (66, 40)),
        ResampleSpec::whole(Filter::Box, (257, 18), (86, 6)),
        ResampleSpec::whole(Filter::Box, (1, 1), (1, 1)),
        ResampleSpec::whole(Filter::Lanczos3, (1300, 7), (17, 11)),
        framed(Filter::Lanczos3),
        framed(Filter::Box),
    ];
    specs.into_iter().flat_map(|spec| [1, 3, 4].map(|planes| ScalingCase::new(spec, planes))).collect()
}

/// A blend of pictures of R, G, B and alpha.
#[derive(Debug)]
pub struct BlendCase {
    /// The blend.
    pub blend: Blend,
    front: [Vec<f32>; 4],
    back: [Vec<f32>; 4],
}

/// Pixels along and down.
const SIZE: (usize, usize) = (61, 17);

impl BlendCase {
    fn new(blend: Blend) -> Self {
        let picture = |seed: u32| [0, 1, 2, 3].map(|channel| noise(seed + channel, SIZE.0 * SIZE.1));
        Self { blend, front: picture(10), back: picture(20) }
    }

    /// What a CPU of this level makes of it.
    pub fn on_cpu(&self, level: Level) -> Planes {
        let Self { blend, front, back } = self;
        let mut planes = front.clone();
        match blend {
            Blend::Premultiply | Blend::Unpremultiply => {
                let [r, g, b, alpha] = planes.each_mut().map(Vec::as_mut_slice);
                let change = if *blend == Blend::Premultiply { blend::premultiply } else { blend::unpremultiply };
                change(level, [r, g, b], alpha);
            }
            Blend::Over => {
                planes = back.clone();
                let front = front.each_ref().map(Vec::as_slice);
                blend::over(level, front, planes.each_mut().map(Vec::as_mut_slice));
            }
            Blend::Dissolve(dissolve) => {
                for (first, second) in planes.iter_mut().zip(back) {
                    dissolve.apply(level, first, second);
                }
            }
        }
        planes.to_vec()
    }

    /// What a GPU makes of it.
    ///
    /// # Errors
    /// What the compiler or the driver refuses.
    pub fn on_gpu(&self, device: &CudaDevice, kernels: &KernelCache, lane: &mut Lane) -> Result<Planes, CudaError> {
        let both = [&self.front, &self.back]
            .map(|planes| planes.each_ref().map(|values| FloatPlane { values, stride: SIZE.0 }));
        let is_of_two = matches!(self.blend, Blend::Over | Blend::Dissolve(_));
        let gpu = CudaBlend::new(device, kernels, self.blend)?;
        gpu.submit(lane, SIZE, if is_of_two { &both } else { &both[..1] })?;
        let mut found = [0; 4].map(|_| vec![0.0; SIZE.0 * SIZE.1]);
        gpu.finish(lane, SIZE, found.each_mut().map(|values| FloatPlaneMut { values, stride: SIZE.0 }))?;
        Ok(found.to_vec())
    }
}

/// Every blend.
pub fn blends() -> Vec<BlendCase> {
    let dissolves = [0.0, 0.3, 0.8, 1.0].into_iter().filter_map(|factor| Dissolve::new(factor).ok());
    let whole = [Blend::Premultiply, Blend::Unpremultiply, Blend::Over];
    whole.into_iter().chain(dissolves.map(Blend::Dissolve)).map(BlendCase::new).collect()
}
