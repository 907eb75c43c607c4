//! Random access to one sound stream, in blocks that do not depend on what was read before.

use super::clock::{MAX_TICK_NUMERATOR, SoundClock};
use super::run::{Piece, Run};
use super::span::span;
use crate::movie::container::{Container, FileKind};
use crate::movie::{ffi, identify, mxf, session};
use crate::{MediaError, SoundFile, SourceInfo, SourceKind};
use ffmpeg_next::format::context::Input;
use ffmpeg_next::media;
use interneg_spec::Rate;
use std::path::{Path, PathBuf};

/// Samples of a block.
///
/// Decoders of compressed sound carry state from packet to packet, noise generators among them. Each block is therefore
/// decoded by a decoder of its own from a fixed place before it, so that a clip in chunks sounds like the whole.
const BLOCK_SAMPLES: i64 = 1 << 18;
/// How far before a block its decoder begins: eight packets of AAC, of which one shapes the next.
const RUN_IN_SAMPLES: i64 = 8 * 1024;
/// Channels of all streams together.
const MAX_CHANNELS: usize = 128;

/// One sound stream of a movie.
pub(crate) struct StreamSound {
    path: PathBuf,
    container: Container,
    max_pixels: u64,
    stream_index: usize,
    /// Which of the sound streams it is, from 1, for messages.
    number: usize,
    clock: SoundClock,
    channels: usize,
    rate: Rate,
    /// Samples do not depend on those before them.
    is_plain: bool,
    /// Samples can be found without reading all before them.
    is_seekable: bool,
    /// First sample that the stream has.
    begin: Option<i64>,
    /// Sample behind the last one that its container tells of.
    end: Option<i64>,
    run: Option<Run>,
    /// A piece of which the next block has a part, and where the run stands in blocks.
    left: Option<Piece>,
    run_block: i64,
    block: Option<i64>,
    samples: Vec<i32>,
    clipped_samples: u64,
}

/// Finds all sound streams of a probed movie, in order of the file; none is no error.
pub(crate) fn streams(info: &SourceInfo) -> Result<Vec<StreamSound>, MediaError> {
    let SourceKind::Movie { path, .. } = &info.kind else { return Ok(Vec::new()) };
    let max_pixels = (u64::from(info.raster.width) + 128) * (u64::from(info.raster.height) + 128);
    open(path, info.rate, max_pixels, true)
}

/// Finds the sound streams of a file of sound alone, in order of the file. It begins with its picture, which is another
/// file of `rate`.
pub(crate) fn streams_of_file(file: &SoundFile, rate: Option<Rate>) -> Result<Vec<StreamSound>, MediaError> {
    open(&file.path, rate, 1, false)
}

fn open(path: &Path, rate: Option<Rate>, max_pixels: u64, has_picture: bool) -> Result<Vec<StreamSound>, MediaError> {
    let unsupported = |what: String| MediaError::Unsupported { path: path.to_owned(), what };
    let rate = rate.ok_or_else(|| unsupported("a movie without a frame rate".to_owned()))?;
    let FileKind::Movie(container) = identify(path)? else {
        return Err(unsupported("an image where a movie was probed".to_owned()));
    };
    let has_index = match container {
        Container::Mov => true,
        Container::Mxf { run_in_bytes } => mxf::outline(path, run_in_bytes)?.is_indexed,
    };
    let input = session::open(path, container, max_pixels)?;
    // Where there is no picture, samples count from the begin of the file.
    let picture_index = if has_picture { Some(session::picture_stream(&input, path)?) } else { None };
    let (picture_time_base, picture_start) = picture_index.map_or(((1, 1), None), |index| times(&input, index));
    let picture = picture_index.and_then(|index| input.stream(index));
    let mut found: Vec<StreamSound> = Vec::new();
    for stream in input.streams().filter(|stream| stream.parameters().medium() == media::Type::Audio) {
        let facts = ffi::stream_facts(&stream);
        let number = found.len() + 1;
        let (time_base, start) = times(&input, stream.index());
        let sample_rate_hz = u32::try_from(facts.sample_rate_hz).unwrap_or(0);
        let (first, samples) = span(&stream, picture.as_ref(), sample_rate_hz);
        if !crate::wav::SAMPLE_RATES_HZ.contains(&sample_rate_hz) {
            return Err(unsupported(format!("sound stream {number} of {sample_rate_hz} Hz")));
        }
        if time_base.0 > MAX_TICK_NUMERATOR || picture_time_base.0 > MAX_TICK_NUMERATOR {
            return Err(unsupported(format!("sound stream {number} with ticks of {}/{} s", time_base.0, time_base.1)));
        }
        let channels = usize::try_from(facts.channels).unwrap_or(0);
        let so_far: usize = found.iter().map(|stream| stream.channels).sum();
        if channels == 0 || so_far + channels > MAX_CHANNELS {
            return Err(unsupported(format!(
                "sound stream {number} of {channels} channels behind {so_far}; read are {MAX_CHANNELS}"
            )));
        }
        let clock =
            SoundClock { time_base, picture_time_base, picture_start: picture_start.unwrap_or(0), sample_rate_hz };
        // FFmpeg assumes a cadence of samples when it seeks in MXF at 29.97; only whole numbers of samples leave no doubt.
        let is_even =
            (u64::from(sample_rate_hz) * u64::from(rate.denominator())).is_multiple_of(rate.numerator().into());
        found.push(StreamSound {
            path: path.to_owned(),
            container,
            max_pixels,
            stream_index: stream.index(),
            number,
            clock,
            channels,
            rate,
            is_plain: facts.codec.starts_with("pcm_"),
            is_seekable: has_index && clock.is_exact() && (container == Container::Mov || is_even),
            begin: start.map(|start| clock.sample_at(start)),
            end: samples.and_then(|samples| first.checked_add_unsigned(samples)),
            run: None,
            left: None,
            run_block: 0,
            block: None,
            samples: Vec::new(),
            clipped_samples: 0,
        });
    }
    Ok(found)
}

fn times(input: &Input, index: usize) -> ((i32, i32), Option<i64>) {
    input.stream(index).map_or(((0, 1), None), |stream| {
        let tick = stream.time_base();
        let start = Some(stream.start_time()).filter(|start| *start != ffmpeg_next::ffi::AV_NOPTS_VALUE);
        ((tick.numerator(), tick.denominator()), start)
    })
}

impl StreamSound {
    /// Samples per second.
    pub fn sample_rate_hz(&self) -> u32 {
        self.clock.sample_rate_hz
    }

    /// Channels of the stream.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Samples that were beyond full scale in all blocks decoded so far.
    pub fn clipped_samples(&self) -> u64 {
        self.clipped_samples
    }

    /// Fills `samples`, interleaved by channel, with what begins at sample `first`; what the stream does not have is
    /// silence.
    pub fn read(&mut self, first: i64, samples: &mut [i32]) -> Result<(), MediaError> {
        let mut at = first;
        let mut rest = samples;
        while !rest.is_empty() {
            let block = at.div_euclid(BLOCK_SAMPLES);
            let inside = usize::try_from(at - block * BLOCK_SAMPLES).unwrap_or(0) * self.channels;
            self.load(block)?;
            let count = rest.len().min(self.samples.len() - inside);
            let (part, behind) = rest.split_at_mut(count);
            part.copy_from_slice(&self.samples[inside..inside + count]);
            rest = behind;
            at += i64::try_from(count / self.channels).unwrap_or(i64::MAX);
        }
        Ok(())
    }

    fn load(&mut self, block: i64) -> Result<(), MediaError> {
        if self.block == Some(block) {
            return Ok(());
        }
        self.block = None;
        let first = block * BLOCK_SAMPLES;
        let continues = self.run.is_some() && (self.is_plain || !self.is_seekable);
        let is_sought = self.is_seekable && self.begin.is_some_and(|begin| first - RUN_IN_SAMPLES > begin);
        let continues = continues && self.run_block <= block && (self.run_block == block || !is_sought);
        let outcome = if continues {
            self.fill(first, false)
        } else if is_sought {
            // Containers' indexes are now and then wrong; the start of the file never is.
            self.restart(Some(first - RUN_IN_SAMPLES))?;
            self.fill(first, true).or_else(|_| {
                self.restart(None).map_err(|error| error.to_string())?;
                self.fill(first, false)
            })
        } else {
            self.restart(None)?;
            self.fill(first, false)
        };
        if let Err(reason) = outcome {
            self.run = None;
            let frame = i128::from(first.max(0)) * i128::from(self.rate.numerator())
                / (i128::from(self.clock.sample_rate_hz) * i128::from(self.rate.denominator()));
            return Err(MediaError::Decode {
                path: self.path.clone(),
                frame: u64::try_from(frame).unwrap_or(u64::MAX),
                reason: format!("sound stream {}: {reason}", self.number),
            });
        }
        self.run_block = block + 1;
        self.block = Some(block);
        Ok(())
    }

    fn restart(&mut self, from: Option<i64>) -> Result<(), MediaError> {
        self.left = None;
        self.run = Some(Run::start(&self.path, self.container, self.max_pixels, self.stream_index, self.clock, from)?);
        Ok(())
    }

    /// Samples that a container tells of must be there. Packets of compressed sound do not end where it says.
    fn check_end(&self) -> Result<(), String> {
        let frame = u64::from(self.clock.sample_rate_hz) * u64::from(self.rate.denominator())
            / u64::from(self.rate.numerator());
        let next = self.run.as_ref().and_then(Run::next_sample);
        match (self.end, next) {
            (Some(end), Some(next)) if self.is_plain && end > next.saturating_add_unsigned(frame) => {
                Err(format!("it ends at sample {next}, and its container tells of {end}"))
            }
            _ => Ok(()),
        }
    }

    /// Decodes up to the end of the block that begins at `first`. Behind a seek what comes first must lie before it.
    fn fill(&mut self, first: i64, is_landing: bool) -> Result<(), String> {
        let end = first + BLOCK_SAMPLES;
        self.samples.clear();
        self.samples.resize(usize::try_from(BLOCK_SAMPLES).unwrap_or(0) * self.channels, 0);
        let Some(run) = &mut self.run else { return Err("it is not open".to_owned()) };
        let mut has_landed = !is_landing;
        loop {
            let piece = match self.left.take() {
                Some(piece) => piece,
                None => match run.next_piece()? {
                    Some(piece) => piece,
                    None => return self.check_end(),
                },
            };
            if !has_landed && piece.first > first - RUN_IN_SAMPLES / 2 {
                return Err(format!("a seek to sample {} led to sample {}", first - RUN_IN_SAMPLES, piece.first));
            }
            has_landed = true;
            if piece.first >= end {
                self.left = Some(piece);
                return Ok(());
            }
            let length = i64::try_from(piece.samples.len() / self.channels).unwrap_or(i64::MAX);
            let (from, to) = (piece.first.max(first), piece.first.saturating_add(length).min(end));
            if from < to {
                let place = |sample: i64, begin: i64| usize::try_from(sample - begin).unwrap_or(0) * self.channels;
                self.samples[place(from, first)..place(to, first)]
                    .copy_from_slice(&piece.samples[place(from, piece.first)..place(to, piece.first)]);
                self.clipped_samples += piece.clipped;
            }
            if piece.first.saturating_add(length) > end {
                self.left = Some(Piece { clipped: 0, ..piece });
                return Ok(());
            }
        }
    }
}
