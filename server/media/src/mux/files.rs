//! The files of a wrapper, written side by side from one stream of frames and samples.

use super::mov::{MovError, MovWriter};
use super::MovieDescription;
use interneg_spec::proxy::Wrapper;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use thiserror::Error;

/// Why a movie could not be written.
#[derive(Debug, Error)]
pub enum MuxError {
    /// A file could not be made or written.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A QuickTime movie.
    #[error("{0}")]
    Mov(#[from] MovError),
    /// More or fewer files than the wrapper has.
    #[error("{wrapper} of {channels} channels has {expected} files, {found} were named")]
    Files {
        /// The wrapper.
        wrapper: Wrapper,
        /// Channels of sound.
        channels: usize,
        /// Files that it has.
        expected: usize,
        /// Files that were named.
        found: usize,
    },
}

/// Names of the files of a clip: one, or in OP-Atom one for the picture and one for each channel of sound, with the tags
/// that Avid's own files have.
pub fn file_names(wrapper: Wrapper, clip_name: &str, channels: usize) -> Vec<String> {
    let extension = wrapper.extension();
    match wrapper {
        Wrapper::Mov | Wrapper::MxfOp1a => vec![format!("{clip_name}.{extension}")],
        Wrapper::MxfOpAtom => {
            let picture = format!("{clip_name}_v1.{extension}");
            let sounds = (1..=channels).map(|channel| format!("{clip_name}_a{channel}.{extension}"));
            std::iter::once(picture).chain(sounds).collect()
        }
    }
}

impl MuxError {
    /// Whether the disk is to blame.
    pub fn is_io(&self) -> bool {
        matches!(self, Self::Io { .. } | Self::Mov(MovError::Write(_)))
    }
}

/// The files of one clip that are being written.
pub struct MovieFiles {
    paths: Vec<PathBuf>,
    writer: Writer,
}

enum Writer {
    Mov(Box<MovWriter<BufWriter<File>>>),
}

impl MovieFiles {
    /// Makes the files that [`file_names`] names, at `paths`.
    ///
    /// # Errors
    /// The description is of something that the wrapper cannot hold, or a file cannot be made.
    pub fn create(wrapper: Wrapper, paths: &[PathBuf], description: &MovieDescription) -> Result<Self, MuxError> {
        let channels = description.sound.as_ref().map_or(0, |sound| sound.channels());
        let expected = file_names(wrapper, "", channels).len();
        if paths.len() != expected {
            return Err(MuxError::Files { wrapper, channels, expected, found: paths.len() });
        }
        let writer = match wrapper {
            Wrapper::Mov | Wrapper::MxfOp1a | Wrapper::MxfOpAtom => Writer::Mov(Box::new(MovWriter::create(open(&paths[0])?, description)?)),
        };
        Ok(Self { paths: paths.to_vec(), writer })
    }

    /// Writes the packet of the next frame and its sound: samples of all channels in turn, 24 bits, little-endian, from
    /// the frame's [`first_sample`](super::first_sample) to that of the next; empty where no sound is described.
    ///
    /// # Errors
    /// Frame or sound are not what was described, or the disk fails.
    pub fn write_frame(&mut self, picture: &[u8], sound: &[u8]) -> Result<(), MuxError> {
        match &mut self.writer {
            Writer::Mov(mov) => {
                mov.write_picture(picture)?;
                if !sound.is_empty() {
                    mov.write_sound(sound)?;
                }
            }
        }
        Ok(())
    }

    /// Completes the files; gives back their paths.
    ///
    /// # Errors
    /// Frames are missing, or the disk fails.
    pub fn finish(self) -> Result<Vec<PathBuf>, MuxError> {
        match self.writer {
            Writer::Mov(mov) => drop(mov.finish()?),
        }
        Ok(self.paths)
    }
}

fn open(path: &std::path::Path) -> Result<BufWriter<File>, MuxError> {
    let file = File::create(path).map_err(|source| MuxError::Io { path: path.to_path_buf(), source })?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}
