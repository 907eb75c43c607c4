//! What must hold for parts to be a shader.

use super::{ENTRY, ShaderError, Texture, Uniform, UniformValue};
use std::collections::HashSet;

pub(super) fn check(body: &str, textures: &[Texture], uniforms: &[Uniform]) -> Result<(), ShaderError> {
    let mut names = HashSet::from([ENTRY, "apply", "nothing", "Shader"]);
    let all = textures.iter().map(|texture| &texture.name).chain(uniforms.iter().map(|uniform| &uniform.name));
    for name in all {
        if !is_name(name) || !names.insert(name) {
            return Err(ShaderError::Name(name.clone()));
        }
    }
    for texture in textures {
        let expected = values_of(texture).unwrap_or(0);
        if expected == 0 || texture.texels.len() != expected {
            let found = texture.texels.len();
            return Err(ShaderError::TextureSize { name: texture.name.clone(), found, expected });
        }
    }
    for uniform in uniforms {
        let is_empty = match &uniform.value {
            UniformValue::Floats(values) => values.is_empty(),
            UniformValue::Ints(values) => values.is_empty(),
            UniformValue::Float(_) | UniformValue::Float3(_) | UniformValue::Int(_) => false,
        };
        if is_empty {
            return Err(ShaderError::EmptyUniform(uniform.name.clone()));
        }
    }
    if !body.contains(&format!("float4 {ENTRY}(")) {
        return Err(ShaderError::NoEntry);
    }
    Ok(())
}

/// Values that the size of a texture needs, where the device's integers can address them.
fn values_of(texture: &Texture) -> Option<usize> {
    let texels = texture.size.iter().try_fold(1u32, |product, count| product.checked_mul(*count))?;
    i32::try_from(texels).ok()?;
    usize::try_from(texels).ok()?.checked_mul(4)
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    name.bytes().next().is_some_and(is_letter) && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
}
