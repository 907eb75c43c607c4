//! One source of sound at its own rate, and the way from there to 48 kHz.

use super::resample::Resampler;
use super::{PlacedFile, SOUND_RATE_HZ};
use crate::MediaError;
use crate::movie::StreamSound;
use crate::wav::{SAMPLE_RATES_HZ, WavReader};
use std::path::PathBuf;

/// Samples of 48 kHz that are made at a time, so that memory does not grow with the range.
const PIECE_SAMPLES: usize = 1 << 14;

enum Source {
    Stream(Box<StreamSound>),
    Files { files: Vec<(WavReader, i64)>, channels: usize },
}

/// A source of interleaved samples.
pub(super) struct Feed {
    source: Source,
    resampler: Option<Resampler>,
    /// Samples at the source's rate, and those of one channel of them.
    native: Vec<i32>,
    column: Vec<i32>,
    clipped_samples: u64,
}

impl Feed {
    pub fn of_stream(stream: StreamSound) -> Result<Self, MediaError> {
        let resampler = resampler(stream.sample_rate_hz());
        Ok(Self {
            source: Source::Stream(Box::new(stream)),
            resampler,
            native: Vec::new(),
            column: Vec::new(),
            clipped_samples: 0,
        })
    }

    pub fn of_files(placed: &[PlacedFile<'_>]) -> Result<Self, MediaError> {
        let unsupported = |path: PathBuf, what: &str| MediaError::Unsupported { path, what: what.to_owned() };
        let first = placed.first().ok_or_else(|| unsupported(PathBuf::new(), "a recording without files"))?.info;
        let (channels, rate) = (usize::from(first.format.channels), first.format.sample_rate_hz);
        let mut files = Vec::new();
        for file in placed {
            let format = &file.info.format;
            if (usize::from(format.channels), format.sample_rate_hz) != (channels, rate) {
                let what = "a file with another number of channels or another rate than the rest of its recording";
                return Err(unsupported(file.info.path.clone(), what));
            }
            files.push((WavReader::open(file.info)?, file.clip_start_sample));
        }
        if !SAMPLE_RATES_HZ.contains(&rate) {
            return Err(unsupported(first.path.clone(), "sound of this sample rate"));
        }
        let source = Source::Files { files, channels };
        Ok(Self { source, resampler: resampler(rate), native: Vec::new(), column: Vec::new(), clipped_samples: 0 })
    }

    pub fn channels(&self) -> usize {
        match &self.source {
            Source::Stream(stream) => stream.channels(),
            Source::Files { channels, .. } => *channels,
        }
    }

    pub fn clipped_samples(&self) -> u64 {
        let of_source = match &self.source {
            Source::Stream(stream) => stream.clipped_samples(),
            Source::Files { files, .. } => files.iter().map(|(reader, _)| reader.clipped_samples()).sum(),
        };
        of_source + self.clipped_samples
    }

    /// Interleaved samples of all channels at 48 kHz.
    pub fn read(&mut self, first: i64, samples: &mut [i32]) -> Result<(), MediaError> {
        let Some(resampler) = &self.resampler else { return self.source.read(first, samples) };
        let channels = match &self.source {
            Source::Stream(stream) => stream.channels(),
            Source::Files { channels, .. } => *channels,
        };
        let mut at = first;
        for piece in samples.chunks_mut(PIECE_SAMPLES * channels) {
            let count = i64::try_from(piece.len() / channels).unwrap_or(0);
            let needed = resampler.needed(at, count);
            let length = usize::try_from(needed.end.saturating_sub(needed.start)).unwrap_or(0);
            self.native.clear();
            self.native.resize(length * channels, 0);
            self.source.read(needed.start, &mut self.native)?;
            for channel in 0..channels {
                self.column.clear();
                self.column.extend(self.native.iter().skip(channel).step_by(channels));
                let samples = piece.iter_mut().skip(channel).step_by(channels);
                self.clipped_samples += resampler.run(at, &self.column, needed.start, samples);
            }
            at += count;
        }
        Ok(())
    }
}

fn resampler(rate_hz: u32) -> Option<Resampler> {
    (rate_hz != SOUND_RATE_HZ).then(|| Resampler::new(rate_hz, SOUND_RATE_HZ))
}

impl Source {
    /// Interleaved samples at the source's rate, from the clip's first frame on; silence where it has none.
    fn read(&mut self, first: i64, samples: &mut [i32]) -> Result<(), MediaError> {
        let (files, channels) = match self {
            Self::Stream(stream) => return stream.read(first, samples),
            Self::Files { files, channels } => (files, *channels),
        };
        samples.fill(0);
        let end = first.saturating_add(i64::try_from(samples.len() / channels).unwrap_or(i64::MAX));
        for (reader, clip_start) in files {
            let length = i64::try_from(reader.info().samples).unwrap_or(i64::MAX);
            let begin = clip_start.saturating_neg();
            let (from, to) = (first.max(begin), end.min(begin.saturating_add(length)));
            if from < to {
                let place = |sample: i64| usize::try_from(sample - first).unwrap_or(0) * channels;
                let in_file = u64::try_from(from - begin).unwrap_or(0);
                reader.read(in_file, &mut samples[place(from)..place(to)])?;
            }
        }
        Ok(())
    }
}
