//! OP1a (ST 378): picture and sound in one file, interleaved by frames.

use super::container::{Container, SECTOR_BYTES};
use super::descriptor::SAMPLE_BYTES;
use super::index::{Element, Index, Unit};
use super::op_atom::samples_of;
use super::plan::{Pattern, Plan};
use crate::mux::mxf::label::element_key;
use crate::mux::mxf::{MxfError, klv};
use crate::mux::{MovieDescription, take_channel};
use std::io::{Seek, Write};

/// Writes one OP1a file: picture, every channel of the sound, timecode.
///
/// Each element of a content package lies in a slot with fill behind it. Slots of sound and of VC-3 have a constant size, so
/// that the index is one number, although frames of 29.97 have 1601 or 1602 samples. Frames of ProRes have slots of their
/// own sizes, which the index lists: memory grows by 16 bytes a frame.
#[derive(Debug)]
pub struct Op1aWriter<W> {
    container: Container<W>,
    plan: Plan,
    /// Size of every frame of VC-3; 0 before the first.
    frame_bytes: u64,
    /// Places of all frames of ProRes.
    units: Vec<Unit>,
    /// Bytes of the essence so far.
    essence_bytes: u64,
    frames: u64,
    content_package: Vec<u8>,
    channel: Vec<u8>,
}

impl<W: Write + Seek> Op1aWriter<W> {
    /// Begins a file, which is empty and stands at its first byte.
    ///
    /// # Errors
    /// `Description` where the clip cannot be held, `Write` where the file cannot be written.
    pub fn new(file: W, clip: &MovieDescription) -> Result<Self, MxfError> {
        let plan = Plan::new(clip, Pattern::Op1a)?;
        let container = Container::begin(file, &plan)?;
        Ok(Self {
            container,
            plan,
            frame_bytes: 0,
            units: Vec::new(),
            essence_bytes: 0,
            frames: 0,
            content_package: Vec::new(),
            channel: Vec::new(),
        })
    }

    /// Appends the next frame: its coded picture, and the samples of all channels that last as long, interleaved, 24 bits
    /// each, least significant byte first; empty where the clip has no sound.
    ///
    /// # Errors
    /// `TooManyFrames`, `ForeignFrame`, `FrameSize` and `SoundLength` where it is not the frame that is due.
    pub fn write_frame(&mut self, picture: &[u8], sound: &[u8]) -> Result<(), MxfError> {
        let clip = &self.plan.clip;
        let (frame, bytes) = (self.frames, picture.len() as u64);
        if frame == clip.frame_count {
            return Err(MxfError::TooManyFrames { announced: clip.frame_count });
        }
        let coding = self.plan.coding;
        coding.check_frame(frame, picture, &clip.picture)?;
        if frame == 0 {
            self.frame_bytes = bytes;
        } else if coding.has_one_size() && bytes != self.frame_bytes {
            return Err(MxfError::FrameSize { frame, bytes, expected: self.frame_bytes });
        }
        let channels = self.plan.tracks.len() - 1;
        let expected = u64::from(SAMPLE_BYTES) * samples_of(clip, frame) * channels as u64;
        if sound.len() as u64 != expected {
            return Err(MxfError::SoundLength { frame, bytes: sound.len() as u64, expected });
        }
        self.content_package.clear();
        for (index, track) in self.plan.tracks.iter().enumerate() {
            let element = match index.checked_sub(1) {
                None => picture,
                Some(channel) => {
                    take_channel(sound, channels, channel, &mut self.channel);
                    &self.channel
                }
            };
            let begin = self.content_package.len() as u64;
            klv::put_long_head(&element_key(track.file_track_number), element.len() as u64, &mut self.content_package);
            self.content_package.extend_from_slice(element);
            let end = begin + slot_bytes(&self.plan, bytes, index);
            klv::put_fill(end - self.content_package.len() as u64, &mut self.content_package);
        }
        if !coding.has_one_size() {
            let sound_bytes = index_word(slot_bytes(&self.plan, bytes, 0))?;
            self.units.push(Unit { offset_bytes: self.essence_bytes, sound_bytes });
        }
        self.essence_bytes += self.content_package.len() as u64;
        self.container.write(&self.content_package)?;
        self.frames += 1;
        Ok(())
    }

    /// Ends the file and gives it back, positioned at its end.
    ///
    /// # Errors
    /// `TooFewFrames` where frames are missing, `Description` where a frame is beyond what an index holds, `Write` where
    /// the file cannot be written.
    pub fn finish(self) -> Result<W, MxfError> {
        let announced = self.plan.clip.frame_count;
        if self.frames != announced {
            return Err(MxfError::TooFewFrames { announced, written: self.frames });
        }
        let is_constant = self.plan.coding.has_one_size();
        // Of a constant edit unit all elements count from its begin, of a variable one the sounds from theirs.
        let first = usize::from(!is_constant);
        let mut elements = Vec::new();
        let mut next = 0;
        for index in first..self.plan.tracks.len() {
            elements.push(Element { delta_bytes: index_word(next)? });
            next += slot_bytes(&self.plan, self.frame_bytes, index);
        }
        let index = if is_constant {
            Index::Constant { unit_bytes: index_word(next)?, elements }
        } else {
            Index::Variable { units: self.units, sounds: elements }
        };
        self.container.finish(&self.plan, &index)
    }
}

fn index_word(bytes: u64) -> Result<u32, MxfError> {
    u32::try_from(bytes).map_err(|_| MxfError::Description {
        field: "picture",
        reason: format!("a frame and its sound of {bytes} bytes, an index holds 4294967295"),
    })
}

/// Bytes of the slot of a track's elements, from key to key.
fn slot_bytes(plan: &Plan, frame_bytes: u64, track: usize) -> u64 {
    let most = if track == 0 { frame_bytes } else { u64::from(SAMPLE_BYTES) * most_samples(&plan.clip) };
    let least = if track == 0 { frame_bytes } else { u64::from(SAMPLE_BYTES) * least_samples(&plan.clip) };
    let (most, least) = (klv::LONG_HEAD_BYTES + most, klv::LONG_HEAD_BYTES + least);
    let slot = most.next_multiple_of(SECTOR_BYTES);
    // Both must leave nothing, or room for the head of a fill item.
    let fits = |element: u64| slot == element || slot - element >= klv::SHORT_HEAD_BYTES;
    if fits(most) && fits(least) { slot } else { slot + SECTOR_BYTES }
}

fn least_samples(clip: &MovieDescription) -> u64 {
    let rate_hz = clip.sound.as_ref().map_or(0, |sound| u64::from(sound.sample_rate_hz));
    rate_hz * u64::from(clip.rate.denominator()) / u64::from(clip.rate.numerator())
}

fn most_samples(clip: &MovieDescription) -> u64 {
    let rate_hz = clip.sound.as_ref().map_or(0, |sound| u64::from(sound.sample_rate_hz));
    (rate_hz * u64::from(clip.rate.denominator())).div_ceil(u64::from(clip.rate.numerator()))
}
