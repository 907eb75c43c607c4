//! The files of a wrapper, written side by side from one stream of frames and samples.

use super::mov::{MovError, MovWriter};
use super::mxf::{MxfError, Op1aWriter, OpAtomTrack, OpAtomWriter};
use super::{MovieDescription, take_channel};
use interneg_spec::proxy::Wrapper;
use std::fs::File;
use std::io::{BufWriter, Cursor};
use std::path::{Path, PathBuf};
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
    /// An MXF file.
    #[error("{0}")]
    Mxf(#[from] MxfError),
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
        matches!(self, Self::Io { .. } | Self::Mov(MovError::Write(_)) | Self::Mxf(MxfError::Write(_)))
    }
}

/// The files of one clip that are being written.
pub struct MovieFiles {
    paths: Vec<PathBuf>,
    writer: Writer,
}

type Target = BufWriter<File>;

enum Writer {
    Mov(Box<MovWriter<Target>>),
    Op1a(Box<Op1aWriter<Target>>),
    OpAtom {
        picture: Box<OpAtomWriter<Target>>,
        sounds: Vec<OpAtomWriter<Target>>,
        /// One channel of a frame's sound.
        channel: Vec<u8>,
    },
}

impl MovieFiles {
    /// Whether the wrapper can hold a clip, before anything is rendered.
    ///
    /// # Errors
    /// What it cannot hold.
    pub fn check(wrapper: Wrapper, description: &MovieDescription) -> Result<(), MuxError> {
        // The writers say it when they begin.
        let nowhere = || Cursor::new(Vec::new());
        match wrapper {
            Wrapper::Mov => drop(MovWriter::create(nowhere(), description)?),
            Wrapper::MxfOp1a => drop(Op1aWriter::new(nowhere(), description)?),
            Wrapper::MxfOpAtom => drop(OpAtomWriter::new(nowhere(), description, OpAtomTrack::Picture)?),
        }
        Ok(())
    }

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
            Wrapper::Mov => {
                Writer::Mov(Box::new(MovWriter::create(open(&paths[0])?, description).map_err(of(&paths[0]))?))
            }
            Wrapper::MxfOp1a => {
                Writer::Op1a(Box::new(Op1aWriter::new(open(&paths[0])?, description).map_err(of(&paths[0]))?))
            }
            Wrapper::MxfOpAtom => {
                let track =
                    |track, path: &PathBuf| OpAtomWriter::new(open(path)?, description, track).map_err(of(path));
                let picture = Box::new(track(OpAtomTrack::Picture, &paths[0])?);
                let sounds = paths[1..].iter().enumerate();
                let sounds = sounds.map(|(channel, path)| track(OpAtomTrack::Sound { channel }, path));
                Writer::OpAtom { picture, sounds: sounds.collect::<Result<_, _>>()?, channel: Vec::new() }
            }
        };
        Ok(Self { paths: paths.to_vec(), writer })
    }

    /// Writes the packet of the next frame and its sound: samples of all channels in turn, 24 bits, little-endian, from
    /// the frame's [`first_sample`](super::first_sample) to that of the next; empty where no sound is described.
    ///
    /// # Errors
    /// Frame or sound are not what was described, or the disk fails.
    pub fn write_frame(&mut self, picture: &[u8], sound: &[u8]) -> Result<(), MuxError> {
        let first = &self.paths[0];
        match &mut self.writer {
            Writer::Mov(mov) => {
                mov.write_picture(picture).map_err(of(first))?;
                if !sound.is_empty() {
                    mov.write_sound(sound).map_err(of(first))?;
                }
            }
            Writer::Op1a(mxf) => mxf.write_frame(picture, sound).map_err(of(first))?,
            Writer::OpAtom { picture: mxf, sounds, channel } => {
                mxf.write_frame(picture).map_err(of(first))?;
                let channels = sounds.len();
                for (index, (mxf, path)) in sounds.iter_mut().zip(&self.paths[1..]).enumerate() {
                    take_channel(sound, channels, index, channel);
                    mxf.write_frame(channel).map_err(of(path))?;
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
        let first = &self.paths[0];
        match self.writer {
            Writer::Mov(mov) => drop(mov.finish().map_err(of(first))?),
            Writer::Op1a(mxf) => drop(mxf.finish().map_err(of(first))?),
            Writer::OpAtom { picture, sounds, .. } => {
                drop(picture.finish().map_err(of(first))?);
                for (sound, path) in sounds.into_iter().zip(&self.paths[1..]) {
                    drop(sound.finish().map_err(of(path))?);
                }
            }
        }
        Ok(self.paths)
    }
}

/// Says of which file it is what the system said; whoever reads it has to know which disk is full.
fn of<E: Into<MuxError>>(path: &Path) -> impl Fn(E) -> MuxError {
    move |error| match error.into() {
        MuxError::Mov(MovError::Write(source)) | MuxError::Mxf(MxfError::Write(source)) => {
            MuxError::Io { path: path.to_path_buf(), source }
        }
        other => other,
    }
}

fn open(path: &Path) -> Result<BufWriter<File>, MuxError> {
    let file = File::create(path).map_err(|source| MuxError::Io { path: path.to_path_buf(), source })?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_the_clips_and_tell_tracks_apart() {
        assert_eq!(file_names(Wrapper::Mov, "A001C001", 2), ["A001C001.mov"]);
        assert_eq!(file_names(Wrapper::MxfOp1a, "A001C001", 2), ["A001C001.mxf"]);
        let atoms = file_names(Wrapper::MxfOpAtom, "A001C001", 2);
        assert_eq!(atoms, ["A001C001_v1.mxf", "A001C001_a1.mxf", "A001C001_a2.mxf"]);
    }
}
