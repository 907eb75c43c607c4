//! Probing sources of any kind, and what their pictures look like in memory.

use crate::movie::FileKind;
use crate::{MediaError, SourceInfo, SourceKind, movie, sequence};
use interneg_kernels::Layout;
use interneg_spec::Rate;
use std::path::Path;

/// Limits that a probe holds a file to.
#[derive(Debug, Clone)]
pub struct ProbeOptions {
    /// Largest width or height accepted, in pixels.
    pub max_dimension: u32,
    /// Check every file of a sequence for raster and coding, not only the first and the last.
    pub every_frame: bool,
    /// Constant rate that movies of variable frame rate are read at; they are refused where there is none.
    pub conform: Option<Rate>,
}

/// Finds out all about a source: a movie, an image, a frame pattern (`####` or `%07d`), or a folder with one sequence.
///
/// The first bytes of a file decide what it is, never its name.
///
/// # Errors
/// Each names the file; see [`MediaError`] for who has to act.
pub fn probe(path: &Path, options: &ProbeOptions) -> Result<SourceInfo, MediaError> {
    // A movie may have a name that reads like a frame pattern; a file that is there is taken as what it is.
    if !path.is_file() && sequence::claims(path) {
        return sequence::probe(path, options);
    }
    match movie::identify(path) {
        Ok(FileKind::Movie(container)) => movie::probe(path, container, options),
        Ok(FileKind::Image) => sequence::probe(path, options),
        // The readers of images know better what is wrong with a file that has an image's name.
        Err(MediaError::NotMedia { .. }) if sequence::claims(path) => sequence::probe(path, options),
        Err(error) => Err(error),
    }
}

/// What the pictures of a source look like in memory.
///
/// # Errors
/// `Unsupported` where the pixel format is none that the kernels read.
pub fn layout_of(info: &SourceInfo) -> Result<Layout, MediaError> {
    match &info.kind {
        SourceKind::Movie { path, .. } => movie::layout_of(info, path),
        SourceKind::Sequence { .. } => sequence::SequenceReader::open(info).map(|reader| reader.layout()),
    }
}
