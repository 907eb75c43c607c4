//! Why a transform has no shader.

use interneg_kernels::ShaderError;
use thiserror::Error;

/// Why a transform cannot be written as a shader. It still runs on the CPU.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoShader {
    /// An inverse cube: OpenColorIO's shaders replace it by a baked cube that is off by percents.
    #[error("failed to write a shader: the inverse of a cube is exact on the CPU only")]
    InverseCube,
    /// A curve of our own, which is a program, stands before or behind it.
    #[error("failed to write a shader: a space of our own is a program beside it")]
    OwnCurve,
    /// The official library, which does not show its operations, made the transform.
    #[error("failed to write a shader: the official OpenColorIO does not show its operations")]
    Unseen,
    /// OpenColorIO cannot write one.
    #[error("failed to write a shader: {0}")]
    OpenColorIo(String),
    /// Text that we do not know how to rewrite; a newer OpenColorIO may write some.
    #[error("failed to rewrite a shader: {what} {text:?} in line {line} is not known to this version")]
    Unknown {
        /// What kind of thing it is.
        what: &'static str,
        /// Its words.
        text: String,
        /// Line of OpenColorIO's text.
        line: usize,
    },
    /// The textures and uniforms are not those of the text.
    #[error("failed to assemble a shader: {0} of the text has no value, or one of another type")]
    Resource(String),
    /// The parts do not fit together.
    #[error(transparent)]
    Parts(#[from] ShaderError),
}

impl NoShader {
    /// Names the place by the first words of `text`.
    pub(super) fn unknown(what: &'static str, text: &str, line: usize) -> Self {
        let text = text.lines().next().unwrap_or_default().chars().take(40).collect();
        Self::Unknown { what, text, line }
    }
}
