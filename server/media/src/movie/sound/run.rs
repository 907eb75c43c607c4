//! One opened file and one sound decoder: packets in, placed samples out.

use super::clock::SoundClock;
use crate::MediaError;
use crate::movie::container::Container;
use crate::movie::{ffi, session};
use crate::wav::samples::{put_float, s24_of_s32};
use ffmpeg_next::codec::Context as CodecContext;
use ffmpeg_next::error::EAGAIN;
use ffmpeg_next::format::context::Input;
use ffmpeg_next::format::sample::{Sample, Type};
use ffmpeg_next::frame::Audio as Frame;
use ffmpeg_next::{Dictionary, Error, Packet, decoder};
use std::path::Path;

/// Samples that one packet gave, interleaved by channel.
#[derive(Debug)]
pub(super) struct Piece {
    /// Number of the first sample, counted from the first picture.
    pub first: i64,
    /// Numbers of 24 bits.
    pub samples: Vec<i32>,
    /// Samples that were beyond full scale.
    pub clipped: u64,
}

/// A sound stream that is being decoded in order.
pub(super) struct Run {
    input: Input,
    decoder: decoder::Audio,
    stream_index: usize,
    channels: usize,
    clock: SoundClock,
    is_draining: bool,
    /// Sample behind the last one that came out.
    next: Option<i64>,
}

impl Run {
    /// Opens the file at its start, or where the container says that `from` is.
    pub fn start(
        path: &Path,
        container: Container,
        max_pixels: u64,
        stream_index: usize,
        clock: SoundClock,
        from: Option<i64>,
    ) -> Result<Self, MediaError> {
        let refused = |what: String| MediaError::Unsupported { path: path.to_owned(), what };
        let mut input = session::open(path, container, max_pixels)?;
        let stream = input.stream(stream_index).ok_or_else(|| refused("a movie whose sound went away".to_owned()))?;
        let facts = ffi::stream_facts(&stream);
        let codec = decoder::find_by_name(&facts.codec)
            .filter(|_| session::SOUND_CODECS.contains(&facts.codec.as_str()))
            .ok_or_else(|| {
                refused(format!("sound of codec {}; read are {}", facts.codec, session::SOUND_CODECS.join(", ")))
            })?;
        let failed =
            |error: Error| refused(format!("sound of codec {}: its decoder does not start: {error}", facts.codec));
        let mut decoder = CodecContext::from_parameters(stream.parameters()).map_err(failed)?.decoder();
        decoder.set_packet_time_base(stream.time_base());
        let options =
            [("threads", "1"), ("codec_whitelist", session::CODEC_WHITELIST), ("err_detect", "crccheck+explode")];
        let options: Dictionary = options.into_iter().collect();
        let decoder = decoder.open_as_with(codec, options).and_then(|opened| opened.audio()).map_err(failed)?;
        ffi::read_only_stream(&mut input, stream_index);
        if let Some(from) = from {
            ffi::seek_backward(&mut input, stream_index, clock.pts_of(from))
                .map_err(|error| refused(format!("sound that cannot be sought in: {error}")))?;
        }
        let channels = usize::try_from(facts.channels).unwrap_or(0).max(1);
        Ok(Self { input, decoder, stream_index, channels, clock, is_draining: false, next: None })
    }

    /// Sample behind the last one that came out.
    pub fn next_sample(&self) -> Option<i64> {
        self.next
    }

    /// The next samples; `None` behind the last.
    ///
    /// # Errors
    /// What the demuxer or the decoder said.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, String> {
        loop {
            let mut frame = Frame::empty();
            match self.decoder.receive_frame(&mut frame) {
                Ok(()) => return self.placed(&frame).map(Some),
                Err(Error::Eof) => return Ok(None),
                Err(Error::Other { errno: EAGAIN }) if !self.is_draining => {}
                Err(error) => return Err(format!("decoder: {error}")),
            }
            let sent = match self.next_packet()? {
                Some(packet) => self.decoder.send_packet(&packet),
                None => {
                    self.is_draining = true;
                    self.decoder.send_eof()
                }
            };
            sent.map_err(|error| format!("decoder: {error}"))?;
        }
    }

    fn next_packet(&mut self) -> Result<Option<Packet>, String> {
        loop {
            let mut packet = Packet::empty();
            match packet.read(&mut self.input) {
                Ok(()) => {}
                Err(Error::Eof) => return Ok(None),
                Err(error) => return Err(format!("file: {error}")),
            }
            if packet.stream() != self.stream_index {
                continue;
            }
            if packet.is_corrupt() {
                return Err(format!("the sound at byte {} is cut short", packet.position()));
            }
            return Ok(Some(packet));
        }
    }

    fn placed(&mut self, frame: &Frame) -> Result<Piece, String> {
        let (rate, channels) = (frame.rate(), usize::from(frame.channels()));
        if rate != self.clock.sample_rate_hz || channels != self.channels {
            return Err(format!(
                "{channels} channels of {rate} Hz decode, the header tells of {} of {} Hz",
                self.channels, self.clock.sample_rate_hz
            ));
        }
        let told = frame.pts().map(|pts| self.clock.sample_at(pts));
        let first = match (told, self.next) {
            (Some(told), Some(next)) if told.abs_diff(next) <= self.clock.tolerance().unsigned_abs() => next,
            (Some(told), Some(next)) if told < next => {
                return Err(format!("sound for sample {told} comes behind sample {next}"));
            }
            (Some(told), _) => told,
            (None, Some(next)) => next,
            (None, None) => return Err("its first packet has no presentation time".to_owned()),
        };
        let mut samples = vec![0; frame.samples() * channels];
        let clipped = convert(frame, channels, &mut samples)?;
        self.next = Some(first.saturating_add(i64::try_from(frame.samples()).unwrap_or(i64::MAX)));
        Ok(Piece { first, samples, clipped })
    }
}

/// Any of FFmpeg's layouts to interleaved 24-bit numbers; returns how many samples were clipped.
fn convert(frame: &Frame, channels: usize, samples: &mut [i32]) -> Result<u64, String> {
    let (is_planar, bytes) = match frame.format() {
        Sample::I16(kind) => (kind == Type::Planar, 2),
        Sample::I32(kind) | Sample::F32(kind) => (kind == Type::Planar, 4),
        other => return Err(format!("samples of the form {} are not read", other.name())),
    };
    let stride = if is_planar { channels } else { 1 };
    let mut clipped = 0;
    for plane in 0..frame.planes() {
        let stored = frame.data(plane).chunks_exact(bytes);
        for (sample, stored) in samples.iter_mut().skip(plane).step_by(stride).zip(stored) {
            match (frame.format(), stored) {
                (Sample::I16(_), [low, high]) => *sample = i32::from(i16::from_ne_bytes([*low, *high])) << 8,
                (Sample::I32(_), [a, b, c, d]) => *sample = s24_of_s32(i32::from_ne_bytes([*a, *b, *c, *d])),
                (_, [a, b, c, d]) => {
                    clipped += u64::from(put_float(sample, f32::from_ne_bytes([*a, *b, *c, *d]).into()))
                }
                _ => {}
            }
        }
    }
    Ok(clipped)
}
