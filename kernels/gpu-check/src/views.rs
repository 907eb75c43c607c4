//! Shaders of displays' views and cameras' spaces against OpenColorIO's processor.

use crate::report::Report;
use interneg_colour::suite::{self, CONFIGS, ShaderCase, SuiteError};
use interneg_kernels::cuda::{CudaDevice, CudaError, CudaPass, CudaStep, KernelCache, Lane};
use interneg_kernels::{ChromaSiting, Layout, Lines, Picture, Plane, Sample, SourceCoding, Target};

/// Views and cameras' spaces of both configurations: all, or those with this text in their name.
pub fn cases(wanted: Option<&str>) -> Result<Vec<ShaderCase>, SuiteError> {
    if wanted == Some("") {
        return Ok(Vec::new());
    }
    let mut cases = Vec::new();
    for config in CONFIGS {
        cases.extend(suite::views(config)?);
        cases.extend(suite::cameras(config)?);
    }
    cases.retain(|case| wanted.is_none_or(|text| case.name.contains(text)));
    Ok(cases)
}

/// Runs and judges each.
pub fn shaders(
    device: &CudaDevice,
    kernels: &KernelCache,
    cases: &[ShaderCase],
    report: &mut Report,
) -> Result<(), CudaError> {
    let mut lane = Lane::new(device)?;
    for case in cases {
        let pixels = case.pixels();
        let found = run(device, kernels, &mut lane, case, &pixels)?;
        report.near(&case.name, pixels.len(), &suite::judge(case, &pixels, &found));
    }
    Ok(())
}

/// One line of planar floats through the shader.
fn run(
    device: &CudaDevice,
    kernels: &KernelCache,
    lane: &mut Lane,
    case: &ShaderCase,
    pixels: &[[f32; 3]],
) -> Result<Vec<[f32; 3]>, CudaError> {
    let (layout, width) = (Layout::RgbPlanar { bits: 32, sample: Sample::F32 }, pixels.len());
    let coding = SourceCoding { layout, width, height: 1, range: None, matrix: None, siting: ChromaSiting::Left };
    let gpu = CudaPass::with_steps(device, kernels, &coding, &[CudaStep::Shader(&case.shader)], Target::RgbF32)?;
    let mut planes =
        [0, 1, 2].map(|channel| pixels.iter().flat_map(|pixel| pixel[channel].to_le_bytes()).collect::<Vec<u8>>());
    let given = planes.clone();
    let given = given.each_ref().map(|bytes| Plane { bytes, stride_bytes: bytes.len() });
    let mut lines = planes.each_mut().map(|bytes| Lines { stride_bytes: bytes.len(), bytes });
    gpu.frame(lane, &Picture { width, height: 1, layout, planes: given }, &mut lines)?;
    let value = |channel: usize, pixel: usize| {
        let (values, _) = planes[channel].as_chunks::<4>();
        f32::from_le_bytes(values[pixel])
    };
    Ok((0..width).map(|pixel| [0, 1, 2].map(|channel| value(channel, pixel))).collect())
}
