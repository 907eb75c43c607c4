//! Reads the frames of a sequence, in any order, from any thread.

use super::names::file_name;
use super::probe::ImageFormat;
use super::still::Still;
use crate::decoded::DecodedFrame;
use crate::error::MediaError;
use crate::info::{SourceInfo, SourceKind};
use crate::{dpx, exr};
use interneg_kernels::Layout;
use std::path::PathBuf;

/// Largest side of a data window that a frame behind the first may have; the display window must be the first's.
const MAX_DIMENSION: u32 = 65_535;

/// Reads single frames of an image sequence. Stateless: one reader serves all threads.
#[derive(Debug)]
pub struct SequenceReader {
    format: ImageFormat,
    folder: PathBuf,
    prefix: String,
    suffix: String,
    padding: usize,
    first_number: u64,
    frame_count: u64,
    first: Still,
}

impl SequenceReader {
    /// Opens a sequence that a probe has described; reads the header of its first file.
    ///
    /// # Errors
    /// The first file must be there and readable; a movie is refused.
    pub fn open(info: &SourceInfo) -> Result<Self, MediaError> {
        let (folder, prefix, suffix, padding, first_number) = match &info.kind {
            SourceKind::Sequence { folder, prefix, suffix, padding, first_number } => {
                (folder.clone(), prefix.clone(), suffix.clone(), *padding, *first_number)
            }
            SourceKind::Movie { path, .. } => {
                let reason = "a movie, expected an image sequence".to_owned();
                return Err(MediaError::NotMedia { path: path.clone(), reason });
            }
        };
        let first_path = folder.join(file_name(&prefix, &suffix, padding, first_number));
        let format = ImageFormat::of(&first_path)?;
        let first = format.describe(&first_path, MAX_DIMENSION)?;
        if first.raster != info.raster || first.pixel_format != info.pixel_format {
            let reason = format!(
                "{} {} now, {} {} when it was probed",
                first.raster, first.pixel_format, info.raster, info.pixel_format
            );
            return Err(MediaError::Mixed { path: first_path, number: first_number, reason });
        }
        Ok(Self { format, folder, prefix, suffix, padding, first_number, frame_count: info.frame_count, first })
    }

    /// What all pictures of the sequence look like.
    pub fn layout(&self) -> Layout {
        self.first.layout
    }

    /// The file of frame `frame_index`, counted from 0.
    pub fn path_of(&self, frame_index: u64) -> PathBuf {
        let number = self.first_number.saturating_add(frame_index);
        self.folder.join(file_name(&self.prefix, &self.suffix, self.padding, number))
    }

    /// Reads frame `frame_index`, counted from 0, into `buffer`, which is best one that
    /// [`DecodedFrame::into_buffer`] gave back.
    ///
    /// DPX samples and uncompressed EXR lines are handed over as they lie in the file, without a copy.
    ///
    /// # Errors
    /// A file that is missing, damaged, or differs from the first in raster or coding.
    pub fn read(&self, frame_index: u64, buffer: Vec<u8>) -> Result<DecodedFrame, MediaError> {
        let path = self.path_of(frame_index);
        let number = self.first_number.saturating_add(frame_index);
        if frame_index >= self.frame_count {
            return Err(MediaError::MissingFrame { path, number });
        }
        let accept = |still: &Still| match self.first.difference(still) {
            None => Ok(()),
            Some(reason) => Err(MediaError::Mixed { path: path.clone(), number, reason }),
        };
        let frame = match self.format {
            ImageFormat::Dpx => dpx::read_picture(&path, MAX_DIMENSION, buffer, &accept),
            ImageFormat::Exr => exr::read_picture(&path, MAX_DIMENSION, buffer, &accept),
        };
        frame.map_err(|error| match error {
            MediaError::Open { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                MediaError::MissingFrame { path: path.clone(), number }
            }
            other => other,
        })
    }
}
