//! What runs a look.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What makes the pictures of a look. Part of a plan, because OpenColorIO's shader gives other bytes than OpenColorIO.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookPath {
    /// Programs of the kernels alone: the same bytes on every device.
    Program,
    /// A view as a cube, and programs: the same bytes on every device.
    Baked,
    /// OpenColorIO's shader of a view, on GPUs alone, and programs.
    Shader,
    /// OpenColorIO's processor, on the processors alone.
    Processors,
}

impl LookPath {
    /// Whether a GPU may make the pictures.
    pub fn runs_on_cuda(self) -> bool {
        self != Self::Processors
    }

    /// Whether the processors may make the pictures.
    pub fn runs_on_processors(self) -> bool {
        self != Self::Shader
    }
}

impl fmt::Display for LookPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Program => "program, any device",
            Self::Baked => "baked cube, any device",
            // The tolerance that the tests of colour hold every view of the studio configurations to.
            Self::Shader => "OpenColorIO's shader on CUDA, within 1e-3",
            Self::Processors => "OpenColorIO on the processors",
        })
    }
}
