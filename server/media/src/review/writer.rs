//! Writes the HLS of a clip, or of a chunk of it.

use super::access_unit::without_parameter_sets;
use super::file::{Track, TrackKind, picture_entry, sound_entry, write_init};
use super::folder::{INIT_NAME, PLAYLIST_NAME, Segment, segment_name, write_bytes};
use super::picture::{PicturePool, ReviewPicture};
use super::pipeline::{Branch, Pipeline};
use super::pipeline_text::{CODED_PICTURE, CODED_SOUND, MOST_WAITING_BLOCKS, MOST_WAITING_PICTURES, PICTURE, SOUND};
use super::playlist::{PlaylistClip, PlaylistSegment, playlist, target_duration_s};
use super::sample::{bytes_of, keep_configuration};
use super::segmenter::{CodedFrame, Segmenter};
use super::sound_grid::{SoundGrid, UNIT_SAMPLES};
use super::times::{frame_at, frame_time, sample_time};
use super::{Description, ReviewError};
use crate::mux::mov::clock::Clock;
use crate::sound::SOUND_RATE_HZ;
use gstreamer as gst;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Writes the segments and the playlist of some frames of a clip into a folder. It may be sent between threads.
///
/// Every file appears whole under its name. No call waits longer than the patience given without anything having moved
/// in the pipeline; dropping it stops the pipeline within a second and leaves the segments that are finished.
pub struct ReviewWriter {
    // First, so that it is stopped before its ends are let go.
    pipeline: Pipeline,
    picture: Branch,
    sound: Option<SoundBranch>,
    pool: PicturePool,
    description: Description,
    frames: Range<u64>,
    folder: PathBuf,
    segmenter: Segmenter,
    clock: Clock,
    written_frames: u64,
    /// The decoder's configuration of the pictures, as soon as it is known.
    configuration: Option<Vec<u8>>,
    has_init: bool,
    segments: Vec<Segment>,
}

struct SoundBranch {
    branch: Branch,
    /// Samples of the clip that are taken.
    samples: Range<u64>,
    written_samples: u64,
    /// Coded units before the first that counts.
    left_out_units: u64,
    /// Units that count.
    units: u64,
    configuration: Option<Vec<u8>>,
}

impl ReviewWriter {
    /// Begins to write `frames` of a clip, counted from its first, into `folder`, which is made. A chunk of a clip has the
    /// frames that it has in the whole, so that times go on. Calls wait for `patience` at most while nothing moves.
    ///
    /// # Errors
    /// `Description`, `MissingPlugin` before anything is written; `Start`, `Element`, `Stalled`, `Write`.
    pub fn create(
        folder: &Path,
        description: &Description,
        frames: Range<u64>,
        patience: Duration,
    ) -> Result<Self, ReviewError> {
        let text = description.pipeline_text()?;
        if frames.is_empty() || frames.end > u64::from(u32::MAX) {
            let reason = format!("{frames:?}; at least one, and at most {} are taken", u32::MAX);
            return Err(ReviewError::Description { field: "frames", reason });
        }
        description.check_elements()?;
        std::fs::create_dir_all(folder).map_err(|source| ReviewError::Write { path: folder.to_path_buf(), source })?;
        let pipeline = Pipeline::start(&text, patience)?;
        let picture = pipeline.branch(PICTURE, CODED_PICTURE, MOST_WAITING_PICTURES)?;
        let sound = description.sound.map(|sound| {
            let grid = SoundGrid::new(description.rate, sound.encoder);
            let units = grid.units(&frames);
            Ok::<_, ReviewError>(SoundBranch {
                branch: pipeline.branch(SOUND, CODED_SOUND, MOST_WAITING_BLOCKS)?,
                samples: grid.samples(&frames),
                written_samples: 0,
                left_out_units: units.start - grid.first_coded_unit(&frames),
                units: units.end - units.start,
                configuration: None,
            })
        });
        let sound = sound.transpose()?;
        let pool = PicturePool::new(description)?;
        pipeline.play()?;
        let clock = Clock::of(description.rate);
        Ok(Self {
            pipeline,
            picture,
            sound,
            pool,
            segmenter: Segmenter::new(description, frames.clone(), clock.frame_ticks),
            description: description.clone(),
            frames,
            folder: folder.to_path_buf(),
            clock,
            written_frames: 0,
            configuration: None,
            has_init: false,
            segments: Vec::new(),
        })
    }

    /// Samples of the clip's sound at 48 kHz that belong to the frames, counted from the clip's first frame; none where
    /// there is no sound. A chunk takes some from before and behind its frames, so that its sound joins that of the
    /// others; what the clip does not have there is silence.
    pub fn sound_samples(&self) -> Range<u64> {
        self.sound.as_ref().map_or(0..0, |sound| sound.samples.clone())
    }

    /// Writes the next frame. Segments are written as soon as all of their frames and sound have come.
    ///
    /// # Errors
    /// `Plane`, `Frames` for one too many; `Element`, `Stalled`, `KeyFrame`, `Write`.
    pub fn write_picture(&mut self, picture: &ReviewPicture<'_>) -> Result<(), ReviewError> {
        if self.written_frames >= self.frames.end - self.frames.start {
            let reason = format!("one more than the {} that were announced", self.written_frames);
            return Err(ReviewError::Frames { reason });
        }
        let rate = self.description.rate;
        let (begin, end) = (frame_time(self.written_frames, rate), frame_time(self.written_frames + 1, rate));
        let buffer = self.pool.fill(picture, begin, end)?;
        self.pipeline.push(&self.picture, buffer)?;
        self.written_frames += 1;
        self.collect()
    }

    /// Writes the next samples of [`Self::sound_samples`]: numbers of 24 bits, one of each channel in turn.
    ///
    /// # Errors
    /// `Sound` for more than those, or for half a sample; `Element`, `Stalled`, `KeyFrame`, `Write`.
    pub fn write_sound(&mut self, samples: &[i32]) -> Result<(), ReviewError> {
        const BLOCK_SAMPLES: usize = 4096;
        let wrong = |reason: String| ReviewError::Sound { reason };
        let channels = usize::from(self.description.sound.map_or(1, |sound| sound.channels));
        let sound = self.sound.as_mut().ok_or_else(|| wrong("the file has none".to_owned()))?;
        let left = sound.samples.end - sound.samples.start - sound.written_samples;
        if !samples.len().is_multiple_of(channels) || (samples.len() / channels) as u64 > left {
            return Err(wrong(format!("{} numbers for {channels} channels, {left} samples left", samples.len())));
        }
        for block in samples.chunks(BLOCK_SAMPLES * channels) {
            // The 24 bits are the upper ones of 32.
            let bytes: Vec<u8> = block.iter().flat_map(|sample| (sample << 8).to_le_bytes()).collect();
            let mut buffer = gst::Buffer::from_mut_slice(bytes);
            let next = sound.written_samples + (block.len() / channels) as u64;
            if let Some(filled) = buffer.get_mut() {
                filled.set_pts(sample_time(sound.written_samples));
                filled.set_duration(sample_time(next) - sample_time(sound.written_samples));
            }
            self.pipeline.push(&sound.branch, buffer)?;
            sound.written_samples = next;
        }
        self.collect()
    }

    /// Ends the clip or chunk: what encoders still hold is written, and the playlist is ended. The segments, in order.
    ///
    /// # Errors
    /// `Frames` and `Sound` where some are missing; `Element`, `Stalled`, `KeyFrame`, `Write`.
    pub fn finish(mut self) -> Result<Vec<Segment>, ReviewError> {
        let announced = self.frames.end - self.frames.start;
        if self.written_frames != announced {
            let reason = format!("{} were given where {announced} were announced", self.written_frames);
            return Err(ReviewError::Frames { reason });
        }
        if let Some(sound) = &self.sound {
            let expected = sound.samples.end - sound.samples.start;
            if sound.written_samples != expected {
                let reason = format!("{} samples where {expected} are expected", sound.written_samples);
                return Err(ReviewError::Sound { reason });
            }
            self.pipeline.end(&sound.branch)?;
        }
        self.pipeline.end(&self.picture)?;
        while let Some(sample) = self.pipeline.pull(&self.picture)? {
            self.take_picture(&sample)?;
            self.write_segments()?;
        }
        while let Some(sample) = self.sound.as_ref().map_or(Ok(None), |sound| self.pipeline.pull(&sound.branch))? {
            self.take_unit(&sample)?;
        }
        self.write_segments()?;
        self.segmenter.finish()?;
        self.write_playlist(true)?;
        Ok(std::mem::take(&mut self.segments))
    }

    /// Frames whose segments are written.
    pub fn finished_frames(&self) -> u64 {
        self.segments.iter().map(|segment| segment.frames).sum()
    }

    /// Takes what the encoders have given so far.
    fn collect(&mut self) -> Result<(), ReviewError> {
        while let Some(sample) = self.pipeline.poll(&self.picture)? {
            self.take_picture(&sample)?;
        }
        while let Some(sample) = self.sound.as_ref().map_or(Ok(None), |sound| self.pipeline.poll(&sound.branch))? {
            self.take_unit(&sample)?;
        }
        self.write_segments()
    }

    fn take_picture(&mut self, sample: &gst::Sample) -> Result<(), ReviewError> {
        keep_configuration(&mut self.configuration, sample, CODED_PICTURE)?;
        let unusable = || ReviewError::Frames { reason: "one has no time".to_owned() };
        let buffer = sample.buffer().ok_or_else(unusable)?;
        // Encoders shift all times so that none lies before 0, and say so in the sample's segment.
        let segment = sample.segment().and_then(|segment| segment.downcast_ref::<gst::ClockTime>());
        let time = segment.zip(buffer.pts()).and_then(|(segment, pts)| segment.to_running_time(pts));
        let time = time.ok_or_else(unusable)?;
        let frame = self.frames.start + frame_at(time, self.description.rate);
        let is_key = !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT);
        let bytes = without_parameter_sets(self.description.encoder.codec(), &bytes_of(buffer, CODED_PICTURE)?);
        let bytes = bytes.ok_or_else(|| ReviewError::Frames { reason: format!("frame {frame} is no NAL units") })?;
        self.segmenter.add_picture(CodedFrame { bytes, frame, is_key });
        Ok(())
    }

    fn take_unit(&mut self, sample: &gst::Sample) -> Result<(), ReviewError> {
        let Some(sound) = &mut self.sound else { return Ok(()) };
        keep_configuration(&mut sound.configuration, sample, CODED_SOUND)?;
        if sound.left_out_units > 0 {
            sound.left_out_units -= 1;
        } else if sound.units > 0 {
            sound.units -= 1;
            let buffer = sample.buffer().ok_or_else(|| ReviewError::Sound { reason: "an empty unit".to_owned() })?;
            self.segmenter.add_unit(bytes_of(buffer, CODED_SOUND)?);
        }
        Ok(())
    }

    fn write_segments(&mut self) -> Result<(), ReviewError> {
        while let Some(cut) = self.segmenter.cut()? {
            if !self.has_init {
                write_bytes(&self.folder.join(INIT_NAME), &write_init(&self.tracks()))?;
                self.has_init = true;
            }
            let path = self.folder.join(segment_name(cut.frames.start));
            write_bytes(&path, &cut.bytes)?;
            let (first_frame, frames) = (cut.frames.start, cut.frames.end - cut.frames.start);
            self.segments.push(Segment { path, first_frame, frames });
            self.write_playlist(false)?;
        }
        Ok(())
    }

    fn tracks(&self) -> Vec<Track> {
        let Description { encoder, raster, colour, range, sound, .. } = self.description;
        let configuration = self.configuration.as_deref().unwrap_or_default();
        let mut tracks = vec![Track {
            kind: TrackKind::Picture(raster),
            time_scale: self.clock.scale,
            sample_ticks: self.clock.frame_ticks,
            lead_ticks: 0,
            entry: picture_entry(encoder.codec(), raster, colour, range, configuration),
        }];
        if let (Some(sound), Some(branch)) = (sound, &self.sound) {
            let configuration = branch.configuration.as_deref().unwrap_or_default();
            tracks.push(Track {
                kind: TrackKind::Sound,
                time_scale: SOUND_RATE_HZ,
                sample_ticks: UNIT_SAMPLES as u32,
                lead_ticks: sound.encoder.priming_samples(),
                entry: sound_entry(sound.channels, SOUND_RATE_HZ, sound.bit_rate, configuration),
            });
        }
        tracks
    }

    fn write_playlist(&self, is_complete: bool) -> Result<(), ReviewError> {
        let entry =
            |segment: &Segment| PlaylistSegment { path: segment_name(segment.first_frame), frames: segment.frames };
        let rate = self.description.rate;
        let segments = self.segments.iter().map(entry).collect();
        let clip = PlaylistClip { init: INIT_NAME.to_owned(), rate, segments, is_complete };
        let target = target_duration_s(self.description.segment_frames(), rate);
        write_bytes(&self.folder.join(PLAYLIST_NAME), playlist(&[clip], target).as_bytes())
    }
}
