//! From coded frames and units of sound to segments.

use super::file::{Run, RunSample, write_fragment};
use super::sound_grid::{SoundGrid, UNIT_SAMPLES};
use super::{Description, ReviewError};
use std::collections::VecDeque;
use std::ops::Range;

/// A picture as the encoder gave it.
#[derive(Debug)]
pub(super) struct CodedFrame {
    pub bytes: Vec<u8>,
    /// Which frame of the clip it is.
    pub frame: u64,
    pub is_key: bool,
}

/// Collects what encoders give and cuts it where groups of frames begin.
pub(super) struct Segmenter {
    frames: Range<u64>,
    segment_frames: u64,
    gop_frames: u64,
    frame_ticks: u32,
    sound: Option<SoundGrid>,
    /// In the order of decoding; those of segments that were cut are gone.
    pictures: VecDeque<CodedFrame>,
    units: VecDeque<Vec<u8>>,
    /// Frame that the next segment begins with.
    next_frame: u64,
}

/// A segment that is ready to be written.
pub(super) struct CutSegment {
    pub frames: Range<u64>,
    pub bytes: Vec<u8>,
}

impl Segmenter {
    pub fn new(description: &Description, frames: Range<u64>, frame_ticks: u32) -> Self {
        Self {
            segment_frames: description.segment_frames(),
            gop_frames: description.gop_frames.into(),
            frame_ticks,
            sound: description.sound.map(|sound| SoundGrid::new(description.rate, sound.encoder)),
            pictures: VecDeque::new(),
            units: VecDeque::new(),
            next_frame: frames.start,
            frames,
        }
    }

    pub fn add_picture(&mut self, picture: CodedFrame) {
        self.pictures.push_back(picture);
    }

    /// Units in order, from the first that counts.
    pub fn add_unit(&mut self, unit: Vec<u8>) {
        self.units.push_back(unit);
    }

    /// The next segment, where all of it has come.
    ///
    /// # Errors
    /// `KeyFrame`, and `Frames` where the encoder's frames are not those of the segment.
    pub fn cut(&mut self) -> Result<Option<CutSegment>, ReviewError> {
        let frames = self.next_frame..self.frames.end.min(self.next_frame.saturating_add(self.segment_frames));
        let count = usize::try_from(frames.end - frames.start).unwrap_or(usize::MAX);
        let units = self.sound.map_or(0..0, |grid| grid.units(&frames));
        let unit_count = usize::try_from(units.end - units.start).unwrap_or(usize::MAX);
        if count == 0 || self.pictures.len() < count || self.units.len() < unit_count {
            return Ok(None);
        }
        let pictures: Vec<CodedFrame> = self.pictures.drain(..count).collect();
        let sound: Vec<Vec<u8>> = self.units.drain(..unit_count).collect();
        self.check(&pictures, &frames)?;
        let mut runs = vec![self.picture_run(&pictures, &frames)];
        if self.sound.is_some() {
            runs.push(Run {
                track: 2,
                begin_ticks: units.start * UNIT_SAMPLES,
                samples: sound
                    .iter()
                    .map(|unit| RunSample { bytes: unit, is_key: true, composition_ticks: 0 })
                    .collect(),
            });
        }
        // Grows through the clip, from whichever chunk a segment is.
        let sequence_number = u32::try_from(frames.start + 1).unwrap_or(u32::MAX);
        let bytes = write_fragment(sequence_number, &runs);
        self.next_frame = frames.end;
        Ok(Some(CutSegment { frames, bytes }))
    }

    /// Checks that everything was cut.
    ///
    /// # Errors
    /// `Frames` for what is left over or has not come.
    pub fn finish(&self) -> Result<(), ReviewError> {
        if self.next_frame == self.frames.end && self.pictures.is_empty() {
            return Ok(());
        }
        let reason = format!(
            "{} coded frames and {} units of sound from frame {} on, of {}",
            self.pictures.len(),
            self.units.len(),
            self.next_frame,
            self.frames.end
        );
        Err(ReviewError::Frames { reason })
    }

    /// Groups are closed and begin with a key frame that is shown first, and each frame is there once.
    fn check(&self, pictures: &[CodedFrame], frames: &Range<u64>) -> Result<(), ReviewError> {
        let group_frames = usize::try_from(self.gop_frames).unwrap_or(usize::MAX);
        for (group, first) in pictures.chunks(group_frames).zip((frames.start..).step_by(group_frames)) {
            if !group.first().is_some_and(|picture| picture.is_key && picture.frame == first) {
                return Err(ReviewError::KeyFrame { frame: first });
            }
            let mut found: Vec<u64> = group.iter().map(|picture| picture.frame).collect();
            found.sort_unstable();
            if !found.iter().copied().eq(first..first + group.len() as u64) {
                return Err(ReviewError::Frames { reason: format!("frames {found:?} where {first} begins a group") });
            }
        }
        Ok(())
    }

    fn picture_run<'a>(&self, pictures: &'a [CodedFrame], frames: &Range<u64>) -> Run<'a> {
        let sample = |(picture, decoded): (&'a CodedFrame, u64)| {
            let ahead = picture.frame.cast_signed() - decoded.cast_signed();
            // Frames of a group are at most 600 apart, and a frame lasts at most some thousand ticks.
            let composition_ticks = i32::try_from(ahead * i64::from(self.frame_ticks)).unwrap_or(0);
            RunSample { bytes: &picture.bytes, is_key: picture.is_key, composition_ticks }
        };
        Run {
            track: 1,
            begin_ticks: frames.start * u64::from(self.frame_ticks),
            samples: pictures.iter().zip(frames.start..).map(sample).collect(),
        }
    }
}
