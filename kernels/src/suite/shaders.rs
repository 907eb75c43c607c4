//! A transform of two shaders around a grade, with its results by other arithmetic.

use crate::coding::{ChromaSiting, SourceCoding};
use crate::cuda::CudaStep;
use crate::picture::{Layout, Lines, Picture, Plane, Sample};
use crate::program::{Cdl, CdlChannel, CdlStyle, Operation, Program};
use crate::shader::{Dimensions, Shader, ShaderError, Texture, Uniform, UniformValue};

/// A shader that scales, a CDL, and a shader that looks up; on planar floats.
#[derive(Debug)]
pub struct ShaderCase {
    gain: f32,
    before: Shader,
    cdl: Operation,
    after: Shader,
    pixels: Vec<[f32; 3]>,
    planes: [Vec<u8>; 3],
}

/// Entries of the table.
const ENTRIES: [f32; 4] = [0.125, -2.0, 0.75, 5.0];

impl ShaderCase {
    /// With this gain in the first shader and this slope in the grade: other numbers, the same text.
    ///
    /// # Errors
    /// None: the parts are good ones.
    pub fn new(gain: f32, slope: f32) -> Result<Self, ShaderError> {
        let uniform = |name: &str, value| Uniform { name: name.to_owned(), value };
        let before = Shader::new(
            "INTERNEG_SHADER_TABLE float at_0_weights[2] = {0.5f, 0.25f};".to_owned(),
            "INTERNEG_SHADER_FUNCTION float4 OCIOMain(float4 inPixel) const {\n\
             float4 outColor = inPixel;\n\
             outColor.x = inPixel.x * gain;\n\
             outColor.y = inPixel.y * at_0_weights[0] + shift.y;\n\
             outColor.z = inPixel.z * at_0_weights[1];\n\
             return outColor;\n}"
                .to_owned(),
            Vec::new(),
            vec![uniform("gain", UniformValue::Float(gain)), uniform("shift", UniformValue::Float3([0.0, 0.125, 0.0]))],
        )?;
        let table = Texture {
            name: "table".to_owned(),
            dimensions: Dimensions::One,
            size: [4, 1, 1],
            is_linear: false,
            texels: ENTRIES.iter().flat_map(|entry| [*entry, 0.0, 0.0, 1.0]).collect(),
        };
        let after = Shader::new(
            String::new(),
            "INTERNEG_SHADER_FUNCTION float4 OCIOMain(float4 inPixel) const {\n\
             return float4(table.sample(inPixel.x).x, inPixel.y, inPixel.z, inPixel.w);\n}"
                .to_owned(),
            vec![table],
            Vec::new(),
        )?;
        let channels = [CdlChannel { slope, offset: 0.01, power: 1.1 }; 3];
        let cdl = Operation::Cdl(Cdl { style: CdlStyle::Unlimited, channels, saturation: 0.8 });
        let pixels = super::inputs();
        let planes = [0, 1, 2].map(|channel| pixels.iter().flat_map(|pixel| pixel[channel].to_le_bytes()).collect());
        Ok(Self { gain, before, cdl, after, pixels, planes })
    }

    /// The steps.
    pub fn steps(&self) -> [CudaStep<'_>; 3] {
        let grade = CudaStep::Operations(std::slice::from_ref(&self.cdl));
        [CudaStep::Shader(&self.before), grade, CudaStep::Shader(&self.after)]
    }

    /// One line of planar floats.
    pub fn coding(&self) -> SourceCoding {
        let layout = Layout::RgbPlanar { bits: 32, sample: Sample::F32 };
        let (width, height) = (self.pixels.len(), 1);
        SourceCoding { layout, width, height, range: None, matrix: None, siting: ChromaSiting::Left }
    }

    /// The picture.
    pub fn picture(&self) -> Picture<'_> {
        let SourceCoding { layout, width, height, .. } = self.coding();
        let planes = self.planes.each_ref().map(|bytes| Plane { bytes, stride_bytes: bytes.len() });
        Picture { width, height, layout, planes }
    }

    /// Planes of floats, to be written.
    pub fn lines<'a>(&self, planes: &'a mut [Vec<u8>; 3]) -> [Lines<'a>; 3] {
        planes.each_mut().map(|bytes| {
            bytes.resize(4 * self.pixels.len(), 0);
            Lines { stride_bytes: bytes.len(), bytes }
        })
    }

    /// What the planes hold then, by arithmetic of this language and the grade of a CPU.
    ///
    /// # Errors
    /// None: the grade is a good one.
    pub fn expected(&self) -> Result<[Vec<u8>; 3], crate::ProgramError> {
        let one_nan = |value: f32| if value.is_nan() { f32::from_bits(0x7FC0_0000) } else { value };
        let mut planes = [0, 1, 2].map(|channel| {
            let scaled = self.pixels.iter().map(|pixel| match channel {
                0 => pixel[0] * self.gain,
                1 => pixel[1] * 0.5 + 0.125,
                _ => pixel[2] * 0.25,
            });
            scaled.map(one_nan).collect::<Vec<f32>>()
        });
        Program::new(std::slice::from_ref(&self.cdl))?.apply_row(planes.each_mut().map(Vec::as_mut_slice));
        for value in &mut planes[0] {
            // The texel that the coordinate lies in; NaN counts as 0.
            let at = (*value * 4.0).clamp(0.0, 3.0);
            *value = ENTRIES[if at.is_nan() { 0 } else { at as usize }];
        }
        Ok(planes.map(|plane| plane.iter().flat_map(|value| value.to_le_bytes()).collect()))
    }
}
