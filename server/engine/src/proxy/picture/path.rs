//! What runs a look.

use super::clip::ClipPicture;
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

impl ClipPicture {
    /// A GPU makes all groups of a clip, or none.
    pub(super) fn settled_path(&self) -> Option<(LookPath, Option<String>)> {
        let paths = self.groups.iter().map(|group| group.chain.path());
        let (path, reason) = paths.max_by_key(|(path, reason)| (*path, reason.is_some()))?;
        let on_processors = |reason: &str| Some((LookPath::Processors, Some(reason.to_owned())));
        match path {
            LookPath::Processors => {}
            _ if self.linear.as_ref().is_some_and(|linear| linear.operations().is_none()) => {
                return on_processors("its colour space leads to linear light by OpenColorIO's processor alone");
            }
            LookPath::Shader if !self.fits_gpu() => return on_processors("its noise is of the processors"),
            _ => {}
        }
        Some((path, reason))
    }

    /// What makes the pictures; none where all codes are copied.
    pub fn path(&self) -> Option<LookPath> {
        self.path.as_ref().map(|(path, _)| *path)
    }

    /// Why the processors have to make them, where shaders were allowed and do not do.
    pub fn path_reason(&self) -> Option<&str> {
        self.path.as_ref().and_then(|(_, reason)| reason.as_deref())
    }
}
