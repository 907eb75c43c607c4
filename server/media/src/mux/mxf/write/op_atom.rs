//! OP-Atom (ST 390): one track a file, its essence in one piece, laid out as Avid's own files are.

use super::container::Container;
use super::descriptor::SAMPLE_BYTES;
use super::index::Index;
use super::plan::{OpAtomTrack, Pattern, Plan};
use crate::mux::mxf::label::element_key;
use crate::mux::mxf::{MxfError, klv};
use crate::mux::{MovieDescription, first_sample};
use std::io::{Seek, Write};

/// Writes one OP-Atom file: the picture of a clip, or one channel of its sound.
///
/// All files of a clip have its material package with all tracks, and a file package of their own; Avid shows them as one
/// clip. Memory does not grow with the clip. Start timecode and reel stand in the tape package, as Avid has it, and the start
/// timecode in the material package for other readers; a clip without a reel gets no tape.
#[derive(Debug)]
pub struct OpAtomWriter<W> {
    container: Container<W>,
    plan: Plan,
    track: OpAtomTrack,
    essence_key_at: u64,
    essence_bytes: u64,
    frame_bytes: u64,
    frames: u64,
}

impl<W: Write + Seek> OpAtomWriter<W> {
    /// Begins a file, which is empty and stands at its first byte.
    ///
    /// # Errors
    /// `Description` where the clip cannot be held, `Write` where the file cannot be written.
    pub fn new(file: W, clip: &MovieDescription, track: OpAtomTrack) -> Result<Self, MxfError> {
        let plan = Plan::new(clip, Pattern::OpAtom(track))?;
        let mut container = Container::begin(file, &plan)?;
        let essence_key_at = container.position();
        container.write(&essence_head(&plan, 0))?;
        Ok(Self { container, plan, track, essence_key_at, essence_bytes: 0, frame_bytes: 0, frames: 0 })
    }

    /// Appends the next frame: for the picture its coded bytes; for sound the samples of that channel that last as long as
    /// the frame, which are those from [`first_sample`] of it to that of the next, 24 bits each, least significant byte
    /// first.
    ///
    /// # Errors
    /// `TooManyFrames`, `ForeignFrame`, `FrameSize` and `SoundLength` where it is not the frame that is due.
    pub fn write_frame(&mut self, essence: &[u8]) -> Result<(), MxfError> {
        let clip = &self.plan.clip;
        let (frame, bytes) = (self.frames, essence.len() as u64);
        if frame == clip.frame_count {
            return Err(MxfError::TooManyFrames { announced: clip.frame_count });
        }
        match self.track {
            OpAtomTrack::Picture => {
                self.plan.coding.check_frame(frame, essence, &clip.picture)?;
                if frame == 0 {
                    self.frame_bytes = bytes;
                } else if bytes != self.frame_bytes {
                    return Err(MxfError::FrameSize { frame, bytes, expected: self.frame_bytes });
                }
            }
            OpAtomTrack::Sound { .. } => {
                let expected = u64::from(SAMPLE_BYTES) * samples_of(clip, frame);
                if bytes != expected {
                    return Err(MxfError::SoundLength { frame, bytes, expected });
                }
            }
        }
        self.container.write(essence)?;
        self.essence_bytes += bytes;
        self.frames += 1;
        Ok(())
    }

    /// Ends the file and gives it back, positioned at its end.
    ///
    /// # Errors
    /// `TooFewFrames` where frames are missing, `Write` where the file cannot be written.
    pub fn finish(mut self) -> Result<W, MxfError> {
        let announced = self.plan.clip.frame_count;
        if self.frames != announced {
            return Err(MxfError::TooFewFrames { announced, written: self.frames });
        }
        let head = essence_head(&self.plan, self.essence_bytes);
        self.container.overwrite(self.essence_key_at, &head)?;
        let unit_bytes = match self.track {
            OpAtomTrack::Picture => u32::try_from(self.frame_bytes).unwrap_or(u32::MAX),
            OpAtomTrack::Sound { .. } => SAMPLE_BYTES,
        };
        self.container.finish(&self.plan, &Index::Constant { unit_bytes, elements: Vec::new() })
    }
}

/// Samples of a frame's sound.
pub(super) fn samples_of(clip: &MovieDescription, frame: u64) -> u64 {
    let rate_hz = clip.sound.as_ref().map_or(0, |sound| sound.sample_rate_hz);
    first_sample(frame + 1, clip.rate, rate_hz) - first_sample(frame, clip.rate, rate_hz)
}

fn essence_head(plan: &Plan, length: u64) -> Vec<u8> {
    let track_number = plan.own_tracks().next().map_or(0, |track| track.file_track_number);
    let mut head = Vec::new();
    klv::put_long_head(&element_key(track_number), length, &mut head);
    head
}
