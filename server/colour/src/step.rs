//! Transforms as a device runs them.

use crate::{NoShader, Transform};
use interneg_kernels::{Operation, Shader};
use std::sync::Arc;

/// A part of a transform for a device: steps run one after another on the same pixel.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Operations of a program; their numbers and tables are data.
    Program(Vec<Operation>),
    /// A shader; its tables and uniforms are data.
    Shader(Arc<Shader>),
}

impl Transform {
    /// The steps of the transform: nothing, a program where it is one, else a shader, with the curves of spaces of our
    /// own beside it.
    ///
    /// # Errors
    /// Where it is no program and has no shader: it runs on the CPU.
    pub fn steps(&self) -> Result<Vec<Step>, NoShader> {
        if self.is_identity() {
            return Ok(Vec::new());
        }
        if let Some(lowered) = &self.lowered {
            return Ok(vec![Step::Program(lowered.operations.clone())]);
        }
        let [before, behind] = self.own_operations().map(|operations| Step::Program(operations.to_vec()));
        let steps = [before, Step::Shader(Arc::new(self.shader_of_processor()?)), behind];
        Ok(steps
            .into_iter()
            .filter(|step| !matches!(step, Step::Program(operations) if operations.is_empty()))
            .collect())
    }
}

/// Programs that follow each other as one.
pub(crate) fn joined(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    let mut joined: Vec<Step> = Vec::new();
    for step in steps {
        match (joined.last_mut(), step) {
            (Some(Step::Program(before)), Step::Program(operations)) => before.extend(operations),
            (_, step) => joined.push(step),
        }
    }
    joined
}
