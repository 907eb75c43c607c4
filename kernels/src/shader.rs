//! Shaders: colour transforms that are no list of operations, as C++ text for a GPU.
//!
//! The text is OpenColorIO's, rewritten by the colour crate; this crate knows of it only what a kernel needs: functions
//! that see textures and uniforms as members of their struct. A kernel may hold several shaders, each in a namespace of
//! its own, and one compiled kernel serves many parameter blocks: other tables and uniforms need no new text.
//!
//! They are for views of displays. Nothing archival goes through a shader: the device's sines and arc tangents are not
//! those of a CPU (`device/shader/`).

mod block;
mod check;
mod source;
mod texture;
mod uniform;

pub use source::{KERNEL, cuda_text, headers, headers_behind_math, namespace};
pub use texture::{Dimensions, Texture};
pub use uniform::{Uniform, UniformValue};

use thiserror::Error;

/// Name of the function that a shader's text defines: `float4 OCIOMain(float4)`, a constant member.
pub const ENTRY: &str = "OCIOMain";

/// Why parts are no shader.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShaderError {
    /// A name that C++ cannot have, or that two members share.
    #[error("shader: {0:?} is no name for a member, or is taken")]
    Name(String),
    /// A texture whose values are not four a texel of its size, or that is empty or too large to be addressed.
    #[error("shader: texture {name} has {found} values, expected {expected}")]
    TextureSize {
        /// The texture.
        name: String,
        /// Values that it has.
        found: usize,
        /// Values that its size needs; 0 where it cannot be addressed.
        expected: usize,
    },
    /// An array without values.
    #[error("shader: uniform {0} has no values")]
    EmptyUniform(String),
    /// Text without the entry function.
    #[error("shader: the text does not define {ENTRY}")]
    NoEntry,
    /// Not one address for each texture.
    #[error("shader: {found} texture addresses, expected {expected}")]
    Addresses {
        /// Addresses that were given.
        found: usize,
        /// Textures of the shader.
        expected: usize,
    },
}

/// A colour transform as text, with its tables and parameters. Plain values; checked when it is built.
#[derive(Debug, Clone, PartialEq)]
pub struct Shader {
    hoisted: String,
    body: String,
    textures: Vec<Texture>,
    uniforms: Vec<Uniform>,
}

impl Shader {
    /// Checks the parts.
    ///
    /// `hoisted` are constant arrays, declared before the struct; `body` its functions, which may name textures and
    /// uniforms and must define [`ENTRY`].
    ///
    /// # Errors
    /// Names the member that cannot be one, or says that there is no entry function.
    pub fn new(
        hoisted: String,
        body: String,
        textures: Vec<Texture>,
        uniforms: Vec<Uniform>,
    ) -> Result<Self, ShaderError> {
        check::check(&body, &textures, &uniforms)?;
        Ok(Self { hoisted, body, textures, uniforms })
    }

    /// The textures, in the order in which [`Self::block`] wants their addresses.
    pub fn textures(&self) -> &[Texture] {
        &self.textures
    }

    /// The uniforms with their values.
    pub fn uniforms(&self) -> &[Uniform] {
        &self.uniforms
    }

    /// The same shader with another value of a uniform: the same text, another block. Nothing where it has no such
    /// uniform, or one of another type.
    pub fn with_uniform(&self, name: &str, value: UniformValue) -> Option<Self> {
        let mut changed = self.clone();
        let uniform = changed.uniforms.iter_mut().find(|uniform| uniform.name == name)?;
        if !uniform.value.has_type_of(&value) {
            return None;
        }
        uniform.value = value;
        Some(changed)
    }

    /// The C++ text: `interneg::shader::NAMESPACE::Shader`, plain data, with the members `OCIOMain` and
    /// `apply(float &r, float &g, float &b)`.
    ///
    /// It needs [`headers`] before it. Texts of several shaders stand together where their namespaces differ. The
    /// text does not depend on the values of textures' texels and uniforms.
    pub fn cpp_struct(&self, namespace: &str) -> String {
        let mut members = String::new();
        for texture in &self.textures {
            members.push_str(&format!("    {} {};\n", texture.dimensions.cpp_type(), texture.name));
        }
        for uniform in &self.uniforms {
            members.push_str(&format!("    {}\n", uniform.cpp_declaration()));
        }
        if members.is_empty() {
            members.push_str("    int nothing;\n");
        }
        let Self { hoisted, body, .. } = self;
        let size = self.block_bytes();
        format!(
            "namespace interneg::shader::{namespace} {{\n{hoisted}\nstruct Shader {{\n{members}{body}\n\
             INTERNEG_SHADER_FUNCTION void apply(float &r, float &g, float &b) const {{\n    \
             const float4 out = {ENTRY}(float4(r, g, b, 1.0f));\n    \
             r = one_nan(out.x), g = one_nan(out.y), b = one_nan(out.z);\n}}\n}};\n\
             static_assert(sizeof(Shader) == {size}, \"the parameter block is laid out otherwise\");\n}}\n"
        )
    }
}

#[cfg(test)]
mod tests;
