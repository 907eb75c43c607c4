//! Probing and reading sources.

use crate::{DecodedFrame, MediaError, SourceInfo};
use interneg_spec::FrameRange;
use std::path::Path;

/// Limits that a probe holds a file to.
#[derive(Debug, Clone)]
pub struct ProbeOptions {
    /// Largest width or height accepted, in pixels.
    pub max_dimension: u32,
    /// Check every file of a sequence for raster and coding, not only the first and the last.
    pub every_frame: bool,
}
