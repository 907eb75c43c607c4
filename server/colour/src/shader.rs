//! Transforms as shaders, for GPUs: what is no list of operations, which are the views of displays.
//!
//! OpenColorIO writes HLSL; `rewrite` makes C++ members of it. HLSL, because its text is the closest to C++, and prints
//! numbers with all their digits (Cg would print a matrix's small terms as 0).
//!
//! The text is written from the very operations that the transform's own processor runs, so both have gone through the
//! lossless optimiser and no other. Here it makes no difference: with OpenColorIO 2.6, default flags give the same text,
//! letter for letter, for every space and every view of the two studio configurations, to and from ACES2065-1. What the
//! default flags add, approximate logarithms and tables joined with their neighbours, concerns its CPU processor or
//! configurations with tables.

mod error;
mod lex;
mod rewrite;
mod words;

pub use error::NoShader;

use crate::Transform;
use interneg_kernels::Shader;
use interneg_kernels::shader::{ENTRY, Texture, Uniform, UniformValue};
use ocio::gpu::{GpuProcessor, GpuShaderCreator, GpuShaderDesc, GpuTexture, TextureType, UniformValue as OcioValue};
use ocio::ops::lut3d::Lut3DOp;
use ocio::{GpuLanguage, Interpolation, OptimizationFlags, TransformDirection};
use rewrite::UniformType;

/// Before the names of tables and functions.
const PREFIX: &str = "ocio_";

impl Transform {
    /// The transform as a shader. Its results are those of [`Self::without_program`] but for the roundings of another
    /// order of operations: for displays, not for masters.
    ///
    /// # Errors
    /// When OpenColorIO has no shader for one of its operations, or none that is exact enough, or writes text that is
    /// unknown to this version, or where curves of our own are part of it, which [`Self::steps`] tells apart. The
    /// transform still runs on the CPU.
    pub fn shader(&self) -> Result<Shader, NoShader> {
        match self.own_operations() {
            [[], []] => self.shader_of_processor(),
            _ => Err(NoShader::OwnCurve),
        }
    }

    /// The shader of what lies between curves of our own.
    pub(crate) fn shader_of_processor(&self) -> Result<Shader, NoShader> {
        let ops = self.processor.ops().ok_or(NoShader::Unseen)?;
        let is_inverse_cube = |op: &Lut3DOp| op.data().direction() == TransformDirection::Inverse;
        if ops.iter().filter_map(|op| op.downcast_ref()).any(is_inverse_cube) {
            return Err(NoShader::InverseCube);
        }
        let failed = |error: ocio::Error| NoShader::OpenColorIo(error.to_string());
        // They are optimised already. OpenColorIO's own way here would ask an environment variable for other flags.
        let processor = GpuProcessor::from_ops(ops, OptimizationFlags::NONE).map_err(failed)?;
        let mut written = GpuShaderDesc::new();
        written.set_language(GpuLanguage::HlslSm5_0);
        written.set_function_name(ENTRY);
        written.set_resource_prefix(PREFIX);
        processor.extract_gpu_shader_info(&mut written).map_err(failed)?;
        let text = rewrite::rewrite(written.shader_text())?;
        let textures = text.textures.iter().map(|(name, dimensions)| {
            let found = texture(&written, name).ok_or_else(|| NoShader::Resource(name.clone()))?;
            let size = [found.width, found.height, found.depth];
            let is_linear = !matches!(found.interpolation, Interpolation::Nearest | Interpolation::Tetrahedral);
            let texels = texels(found).into();
            Ok(Texture { name: name.clone(), dimensions: *dimensions, size, is_linear, texels })
        });
        let uniforms = text.uniforms.iter().map(|(name, of)| {
            let value = value(&written, name, *of).ok_or_else(|| NoShader::Resource(name.clone()))?;
            Ok(Uniform { name: name.clone(), value })
        });
        let textures = textures.collect::<Result<_, NoShader>>()?;
        let uniforms = uniforms.collect::<Result<_, NoShader>>()?;
        Ok(Shader::new(text.hoisted, text.body, textures, uniforms)?)
    }
}

fn texture<'a>(written: &'a GpuShaderDesc, name: &str) -> Option<&'a GpuTexture> {
    let flat = (0..written.num_textures()).filter_map(|index| written.texture(index).ok());
    let cubes = (0..written.num_3d_textures()).filter_map(|index| written.texture_3d(index).ok());
    flat.chain(cubes).find(|texture| texture.texture_name == name)
}

/// Four values a texel, whatever it has.
fn texels(texture: &GpuTexture) -> Vec<f32> {
    match texture.channel {
        TextureType::RedChannel => texture.values.iter().flat_map(|red| [*red, 0.0, 0.0, 0.0]).collect(),
        TextureType::RgbChannel => {
            texture.values.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 0.0]).collect()
        }
    }
}

/// The value of a dynamic property at this moment. Arrays of the text are as long as they may ever become.
fn value(written: &GpuShaderDesc, name: &str, of: UniformType) -> Option<UniformValue> {
    let mut all = (0..written.num_uniforms()).filter_map(|index| written.uniform(index).ok());
    let (_, found) = all.find(|(found, _)| *found == name)?;
    Some(match (of, &found.value) {
        (UniformType::Float, OcioValue::Double(value)) => UniformValue::Float(value() as f32),
        (UniformType::Int, OcioValue::Bool(value)) => UniformValue::Int(i32::from(value())),
        (UniformType::Float3, OcioValue::Float3(values)) => UniformValue::Float3(values()),
        (UniformType::Floats(length), OcioValue::VectorFloat(_, values)) => {
            UniformValue::Floats(of_length(values(), length)?)
        }
        (UniformType::Ints(length), OcioValue::VectorInt(_, values)) => {
            UniformValue::Ints(of_length(values(), length)?)
        }
        _ => return None,
    })
}

fn of_length<T: Default + Clone>(mut values: Vec<T>, length: usize) -> Option<Vec<T>> {
    let fits = values.len() <= length;
    values.resize(length, T::default());
    fits.then_some(values)
}

#[cfg(test)]
mod tests;
