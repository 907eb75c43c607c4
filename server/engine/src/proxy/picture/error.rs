//! Why a picture cannot be set up, or a frame not be rendered.

use super::burn_in::BurnInError;
use super::geometry::GeometryError;
use interneg_colour::ColourError;
use interneg_kernels::cuda::CudaError;
use interneg_kernels::resample::ResampleError;
use interneg_kernels::{CodingError, PassError, PictureMismatch};
use thiserror::Error;

/// Why the picture of a clip cannot be set up: who submits has to act.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PictureError {
    /// The source's coding is not known well enough.
    #[error("source: {0}")]
    Source(#[from] PassError),
    /// A rendition's geometry.
    #[error("rendition {rendition}: {reason}")]
    Geometry {
        /// Its place in the list.
        rendition: usize,
        /// What cannot be.
        reason: GeometryError,
    },
    /// A rendition's scaling.
    #[error("rendition {rendition}: {reason}")]
    Scaling {
        /// Its place in the list.
        rendition: usize,
        /// What cannot be.
        reason: ResampleError,
    },
    /// A rendition's samples.
    #[error("rendition {rendition}: {what}")]
    Target {
        /// Its place in the list.
        rendition: usize,
        /// What cannot be, and what can.
        what: &'static str,
    },
    /// A rendition's burn-ins.
    #[error("rendition {rendition}: {reason}")]
    BurnIn {
        /// Its place in the list.
        rendition: usize,
        /// What cannot be.
        reason: BurnInError,
    },
    /// A space, view, grade or look's file.
    #[error("{0}")]
    Colour(#[from] ColourError),
    /// Scaling is done in it.
    #[error("configuration {config} has no ACES2065-1, in which pictures are scaled: choose another configuration")]
    NoAces {
        /// Its name.
        config: String,
    },
    /// What a look's file gives is to be shown, and there is no such file.
    #[error("the look's file is to be shown as it is, and there is none: name a file, or a view")]
    NoLut,
    /// The display of editorial is not in the configuration.
    #[error("configuration {config} has no view of {display} that is known: name display and view")]
    NoView {
        /// Its name.
        config: String,
        /// The display.
        display: &'static str,
    },
}

/// Why a frame was not rendered on a GPU.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum GpuFrameError {
    /// As on the processors.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// Of the GPU.
    #[error(transparent)]
    Cuda(#[from] CudaError),
}

impl From<CodingError> for PictureError {
    fn from(error: CodingError) -> Self {
        Self::Source(PassError::Coding(error))
    }
}

/// Why a frame was not rendered. Its planes then hold anything.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum FrameError {
    /// The decoder gave another picture than the source announced.
    #[error("{0}")]
    Picture(#[from] PictureMismatch),
    /// What is to be burnt in cannot be.
    #[error("rendition {rendition}: {reason}")]
    BurnIn {
        /// Its place in the list.
        rendition: usize,
        /// What cannot be.
        reason: BurnInError,
    },
    /// The looks are shaders, and the processors were asked for the pictures: a fault of ours.
    #[error("the looks are shaders of OpenColorIO, which run on GPUs alone")]
    Shader,
    /// The caller's planes are not those of the renditions: a fault of ours.
    #[error("{0}")]
    Planes(String),
}
