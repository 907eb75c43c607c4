//! From frames and sound, one by one, to a movie.

use super::atom::Atoms;
use super::header::{self, Placement};
use super::sample_table::Chunk;
use super::timecode::TimecodeTrack;
use super::{MovError, check, picture, sound};
use crate::mux::{MovieDescription, first_sample};
use std::io::{Seek, SeekFrom, Write};

/// Longest packet: more than an uncompressed frame of the largest raster that QuickTime players open.
const MOST_PACKET_BYTES: usize = 1 << 28;
/// Version of the file type, `2005.03.00`, that Apple's own files have.
const FILE_TYPE_VERSION: u32 = 0x2005_0300;
/// Chunks of picture and sound take turns; each lasts this part of a second.
const CHUNKS_PER_SECOND: u32 = 2;
/// Length of an atom's size and name.
const ATOM_HEAD_BYTES: u64 = 8;

/// Writes a movie. The same description, packets and sound give the same bytes.
///
/// Sound is kept in memory for as long as a chunk lasts, half a second; pictures go straight to the file.
pub struct MovWriter<W> {
    file: W,
    description: MovieDescription,
    timecode: Option<TimecodeTrack>,
    placement: Placement,
    /// Where the `wide` atom is, which the head of a long `mdat` takes the place of.
    wide_offset_bytes: u64,
    /// Where the next byte goes.
    position_bytes: u64,
    /// Frames of a chunk.
    chunk_frames: u32,
    /// Sound of the chunk that is being written, by channel.
    waiting_sound: Vec<Vec<u8>>,
    /// Frames whose sound was taken.
    sounded_frames: u64,
}

impl<W: Write + Seek> MovWriter<W> {
    /// Begins a movie in an empty file.
    ///
    /// # Errors
    /// `Description` for what a QuickTime movie cannot hold, `Write` where the file cannot be written.
    pub fn create(file: W, description: &MovieDescription) -> Result<Self, MovError> {
        check::check(description)?;
        let timecode = TimecodeTrack::of(description)?;
        let channels = description.sound.as_ref().map_or(0, |sound| sound.channels());
        let placement = Placement { sound_chunks: vec![Vec::new(); channels], ..Placement::default() };
        let mut writer = Self {
            file,
            description: description.clone(),
            timecode,
            placement,
            wide_offset_bytes: 0,
            position_bytes: 0,
            chunk_frames: (description.rate.nominal() / CHUNKS_PER_SECOND).max(1),
            waiting_sound: vec![Vec::new(); channels],
            sounded_frames: 0,
        };
        writer.begin()?;
        Ok(writer)
    }

    fn begin(&mut self) -> Result<(), MovError> {
        let mut atoms = Atoms::default();
        atoms.atom(b"ftyp", |atoms| {
            atoms.bytes(b"qt  ");
            atoms.u32(FILE_TYPE_VERSION);
            atoms.bytes(b"qt  ");
        });
        self.append(&atoms.into_bytes())?;
        self.wide_offset_bytes = self.position_bytes;
        let mut atoms = Atoms::default();
        atoms.atom(b"wide", |_| {});
        atoms.atom(b"mdat", |_| {});
        self.append(&atoms.into_bytes())?;
        if let Some(sample) = self.timecode.as_ref().map(TimecodeTrack::sample) {
            self.placement.timecode_offset_bytes = self.position_bytes;
            self.append(&sample)?;
        }
        Ok(())
    }

    /// Writes the packet of the next frame. Frames come in order; where there is sound, each frame's follows its picture.
    ///
    /// # Errors
    /// `TooManyFrames`, `OutOfOrder`, `ForeignFrame`, `FrameTooLarge`, and `Write`.
    pub fn write_picture(&mut self, packet: &[u8]) -> Result<(), MovError> {
        let frame = self.pictured_frames();
        let announced = self.description.frame_count;
        if frame == announced {
            return Err(MovError::TooManyFrames { announced });
        }
        if self.has_sound() && self.sounded_frames != frame {
            return Err(MovError::OutOfOrder { frame: self.sounded_frames });
        }
        let codec = self.description.picture.codec;
        let too_large = MovError::FrameTooLarge { frame, bytes: packet.len(), most: MOST_PACKET_BYTES };
        let packet_bytes = u32::try_from(packet.len()).map_err(|_| too_large)?;
        if packet.len() > MOST_PACKET_BYTES {
            return Err(MovError::FrameTooLarge { frame, bytes: packet.len(), most: MOST_PACKET_BYTES });
        }
        if !picture::is_frame_of(&self.description.picture, packet) {
            return Err(MovError::ForeignFrame { frame, codec });
        }
        match self.placement.picture_chunks.last_mut() {
            Some(chunk) if chunk.samples < self.chunk_frames => chunk.samples += 1,
            _ => self.placement.picture_chunks.push(Chunk { offset_bytes: self.position_bytes, samples: 1 }),
        }
        self.placement.picture_bytes.push(packet_bytes);
        self.append(packet)
    }

    /// Writes the sound of the frame whose picture was just written: samples of all channels in turn, 24 bits,
    /// little-endian, from the frame's [`first_sample`] to that of the next.
    ///
    /// # Errors
    /// `UnannouncedSound`, `OutOfOrder`, `SoundLength`, and `Write`.
    pub fn write_sound(&mut self, samples: &[u8]) -> Result<(), MovError> {
        let frame = self.sounded_frames;
        let Some(sound) = &self.description.sound else { return Err(MovError::UnannouncedSound { frame }) };
        if self.pictured_frames() != frame + 1 {
            return Err(MovError::OutOfOrder { frame: self.pictured_frames() });
        }
        let first = |frame| first_sample(frame, self.description.rate, sound.sample_rate_hz);
        let expected = (first(frame + 1) - first(frame)) * sound.channels() as u64 * u64::from(sound::SAMPLE_BYTES);
        if samples.len() as u64 != expected {
            return Err(MovError::SoundLength { frame, bytes: samples.len(), expected });
        }
        let (samples, _) = samples.as_chunks::<{ sound::SAMPLE_BYTES as usize }>();
        let channels = self.waiting_sound.len();
        for (channel, waiting) in self.waiting_sound.iter_mut().enumerate() {
            waiting.extend(samples.iter().skip(channel).step_by(channels).flatten());
        }
        self.sounded_frames += 1;
        let ends_chunk = self.sounded_frames.is_multiple_of(u64::from(self.chunk_frames));
        if ends_chunk || self.sounded_frames == self.description.frame_count { self.flush_sound() } else { Ok(()) }
    }

    /// Writes the header and gives the file back.
    ///
    /// # Errors
    /// `TooFewFrames`, and `Write`.
    pub fn finish(mut self) -> Result<W, MovError> {
        let written = if self.has_sound() { self.sounded_frames } else { self.pictured_frames() };
        let announced = self.description.frame_count;
        if written != announced {
            return Err(MovError::TooFewFrames { announced, written });
        }
        let samples_end_bytes = self.position_bytes;
        let header = header::build(&self.description, self.timecode.as_ref(), &self.placement);
        self.append(&header)?;
        self.write_samples_length(samples_end_bytes)?;
        self.file.flush()?;
        Ok(self.file)
    }

    fn has_sound(&self) -> bool {
        !self.waiting_sound.is_empty()
    }

    fn pictured_frames(&self) -> u64 {
        self.placement.picture_bytes.len() as u64
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), MovError> {
        self.file.write_all(bytes)?;
        self.position_bytes += bytes.len() as u64;
        Ok(())
    }

    /// Writes the waiting sound, a chunk a channel.
    fn flush_sound(&mut self) -> Result<(), MovError> {
        let mut waiting = std::mem::take(&mut self.waiting_sound);
        let mut written_samples = 0;
        for (channel, bytes) in waiting.iter_mut().enumerate() {
            // Half a second of sound is far below what 32 bits count, and `check` has counted all of it.
            written_samples = u32::try_from(bytes.len()).unwrap_or(u32::MAX) / sound::SAMPLE_BYTES;
            if written_samples > 0 {
                let chunk = Chunk { offset_bytes: self.position_bytes, samples: written_samples };
                self.placement.sound_chunks[channel].push(chunk);
                self.append(bytes)?;
            }
            bytes.clear();
        }
        self.placement.sound_samples += written_samples;
        self.waiting_sound = waiting;
        Ok(())
    }

    /// Says how long `mdat` is: in its own head, or, beyond 4 GiB, in one of 16 bytes that begins where `wide` was.
    fn write_samples_length(&mut self, end_bytes: u64) -> Result<(), MovError> {
        let narrow_offset_bytes = self.wide_offset_bytes + ATOM_HEAD_BYTES;
        match u32::try_from(end_bytes - narrow_offset_bytes) {
            Ok(length_bytes) => {
                self.file.seek(SeekFrom::Start(narrow_offset_bytes))?;
                self.file.write_all(&length_bytes.to_be_bytes())?;
            }
            Err(_) => {
                let mut head = Atoms::default();
                head.u32(1);
                head.bytes(b"mdat");
                head.u64(end_bytes - self.wide_offset_bytes);
                self.file.seek(SeekFrom::Start(self.wide_offset_bytes))?;
                self.file.write_all(&head.into_bytes())?;
            }
        }
        self.file.seek(SeekFrom::End(0))?;
        Ok(())
    }
}
