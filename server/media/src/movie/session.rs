//! One opened file and one decoder: packets in, pictures out, nothing hidden.

use super::container::Container;
use super::ffi;
use crate::MediaError;
use ffmpeg_next::codec::Context as CodecContext;
use ffmpeg_next::error::EAGAIN;
use ffmpeg_next::format::context::Input;
use ffmpeg_next::frame::Video as Picture;
use ffmpeg_next::{Dictionary, Error, Packet, decoder, format::stream::Disposition, media};
use std::path::Path;
use std::sync::Once;

/// Picture codecs that are read, and FFmpeg's decoders for each in order of preference.
pub(crate) const PICTURE_CODECS: [(&str, &[&str]); 6] = [
    ("prores", &["prores"]),
    ("dnxhd", &["dnxhd"]),
    ("h264", &["h264"]),
    ("hevc", &["hevc"]),
    ("jpeg2000", &["jpeg2000", "libopenjpeg"]),
    ("mpeg2video", &["mpeg2video"]),
];

/// Sound codecs that are read; FFmpeg's decoders have the same names.
pub(super) const SOUND_CODECS: [&str; 9] =
    ["pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be", "aac"];

/// Every decoder that FFmpeg may open.
pub(super) const CODEC_WHITELIST: &str = "prores,dnxhd,h264,hevc,jpeg2000,libopenjpeg,mpeg2video,\
    pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,aac";

/// What decoders do about errors: find them and give up on the picture rather than hide them. `bitstream` is left out:
/// it takes the zero bytes that D-10 (SMPTE ST 356) pads its pictures with for an error.
const ERROR_DETECTION: &str = "crccheck+buffer+explode";

/// Readies FFmpeg for its first use. Later calls do nothing.
pub(crate) fn start_ffmpeg() {
    static FFMPEG: Once = Once::new();
    FFMPEG.call_once(|| {
        // Registers error texts; there is nothing in it that fails.
        let _ = ffmpeg_next::init();
        // FFmpeg prints to stderr on its own; errors come back to the caller instead.
        ffmpeg_next::log::set_level(ffmpeg_next::log::Level::Quiet);
    });
}

/// Opens a movie with the one demuxer of its container and describes its streams.
///
/// # Errors
/// `Damaged` where FFmpeg cannot read the header.
pub(super) fn open(path: &Path, container: Container, max_pixels: u64) -> Result<Input, MediaError> {
    start_ffmpeg();
    let max_pixels = max_pixels.min(i32::MAX as u64).to_string();
    let options =
        [("format_whitelist", container.name()), ("protocol_whitelist", "file"), ("codec_whitelist", CODEC_WHITELIST)];
    ffi::open_input(path, container.demuxer(), &options, &[("max_pixels", &max_pixels)]).map_err(|error| {
        MediaError::Damaged {
            path: path.to_owned(),
            what: "movie",
            reason: format!("FFmpeg's {} reader: {error}", container.name()),
        }
    })
}

/// The one picture stream of a file.
///
/// # Errors
/// `Unsupported` where there is none or more than one.
pub(super) fn picture_stream(input: &Input, path: &Path) -> Result<usize, MediaError> {
    let pictures: Vec<_> = input
        .streams()
        .filter(|stream| stream.parameters().medium() == media::Type::Video)
        .filter(|stream| !stream.disposition().contains(Disposition::ATTACHED_PIC))
        .map(|stream| stream.index())
        .collect();
    match pictures.as_slice() {
        [only] => Ok(*only),
        found => Err(MediaError::Unsupported {
            path: path.to_owned(),
            what: format!("a movie with {} picture tracks; one is needed", found.len()),
        }),
    }
}

/// A file that is being decoded.
pub(super) struct Session {
    input: Input,
    decoder: decoder::Video,
    stream_index: usize,
    is_intra_only: bool,
    is_draining: bool,
    /// The next packet is the first one behind a seek.
    is_landing: bool,
    manner: Manner,
    /// The second key frame behind a seek has not come yet.
    is_running_in: bool,
    /// The packet that the decoder works on is one whose failure does not matter.
    is_leading: bool,
    /// Presentation time of the key frame from which on pictures count.
    key: Option<i64>,
}

/// How a session goes over the pictures that follow a key frame in the file but are shown before it: in open groups of
/// pictures they refer to pictures before the key frame, which a seek has left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Leaves them out as well; frames are decoded side by side. H.264 counts reference pictures and may object.
    Skipping,
    /// Decodes them, and all of the first group of pictures, only to fill the decoder's memory, and ignores failures
    /// until the second key frame. Only slices are decoded side by side, so that a failure is known to be that of the
    /// packet just sent.
    RunningIn,
}

impl Session {
    /// Makes a decoder for the picture stream of an opened file, with exactly `threads` threads.
    pub fn start(
        path: &Path,
        mut input: Input,
        threads: usize,
        max_pixels: u64,
        manner: Manner,
    ) -> Result<Self, MediaError> {
        let stream_index = picture_stream(&input, path)?;
        let stream = input.stream(stream_index).ok_or_else(|| MediaError::Unsupported {
            path: path.to_owned(),
            what: "a movie whose picture track went away".to_owned(),
        })?;
        let facts = ffi::stream_facts(&stream);
        let refused = |what: String| MediaError::Unsupported { path: path.to_owned(), what };
        let codec = PICTURE_CODECS
            .iter()
            .find(|(name, _)| *name == facts.codec)
            .ok_or_else(|| {
                let read: Vec<_> = PICTURE_CODECS.iter().map(|(name, _)| *name).collect();
                refused(format!("codec {}; read are {}", facts.codec, read.join(", ")))
            })?
            .1
            .iter()
            .find_map(|name| decoder::find_by_name(name))
            .ok_or_else(|| refused(format!("codec {}: this FFmpeg was built without its decoder", facts.codec)))?;
        let failed = |error: Error| refused(format!("codec {}: its decoder does not start: {error}", facts.codec));
        let mut decoder = CodecContext::from_parameters(stream.parameters()).map_err(failed)?.decoder();
        decoder.set_packet_time_base(stream.time_base());
        let options = [
            ("threads", threads.max(1).to_string()),
            ("thread_type", if manner == Manner::RunningIn { "slice" } else { "frame+slice" }.to_owned()),
            ("codec_whitelist", CODEC_WHITELIST.to_owned()),
            ("err_detect", ERROR_DETECTION.to_owned()),
            ("max_pixels", max_pixels.min(i32::MAX as u64).to_string()),
        ];
        let options: Dictionary = options.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let decoder = decoder.open_as_with(codec, options).and_then(|opened| opened.video()).map_err(failed)?;
        let is_intra_only = ["prores", "dnxhd", "jpeg2000"].contains(&facts.codec.as_str())
            || facts.profile.is_some_and(|profile| profile.contains("Intra"));
        ffi::read_only_stream(&mut input, stream_index);
        Ok(Self {
            input,
            decoder,
            stream_index,
            is_intra_only,
            is_draining: false,
            is_landing: false,
            manner,
            is_running_in: false,
            is_leading: false,
            key: None,
        })
    }

    /// Seconds of one tick as a fraction, and the presentation time of the first picture where the file has one.
    pub fn clock(&self) -> ((i32, i32), Option<i64>) {
        self.input.stream(self.stream_index).map_or(((0, 1), None), |stream| {
            let tick = stream.time_base();
            let start = Some(stream.start_time()).filter(|start| *start != ffmpeg_next::ffi::AV_NOPTS_VALUE);
            ((tick.numerator(), tick.denominator()), start)
        })
    }

    /// Bits of a sample as the bitstream has them; 0 where the decoder does not say.
    pub fn significant_bits(&self) -> u8 {
        ffi::significant_bits(&self.decoder)
    }

    /// The container's index of the picture stream; empty where the demuxer keeps none.
    pub fn index_entries(&mut self) -> Vec<ffi::IndexEntry> {
        ffi::index_entries(&mut self.input, self.stream_index)
    }

    /// Positions at the key frame at or before `timestamp`. Only before the first picture was taken.
    pub fn seek(&mut self, timestamp: i64) -> Result<(), String> {
        self.is_landing = true;
        self.is_running_in = self.manner == Manner::RunningIn;
        ffi::seek_backward(&mut self.input, self.stream_index, timestamp).map_err(|error| format!("seek: {error}"))
    }

    /// The next picture in order of presentation; `None` behind the last. After a seek a key frame comes first.
    ///
    /// # Errors
    /// What the demuxer or the decoder said, or that it marked the picture as incomplete.
    pub fn next_picture(&mut self) -> Result<Option<Picture>, String> {
        loop {
            let mut picture = Picture::empty();
            match self.decoder.receive_frame(&mut picture) {
                Ok(()) if self.does_not_count(picture.pts()) => continue,
                Ok(()) if picture.is_corrupt() || picture.has_decode_errors() => {
                    return Err("the decoder could not restore all of the picture".to_owned());
                }
                Ok(()) => return Ok(Some(picture)),
                Err(Error::Eof) => return Ok(None),
                Err(Error::Other { errno: EAGAIN }) if !self.is_draining => {}
                Err(_) if self.is_leading => {}
                Err(error) => return Err(format!("decoder: {error}")),
            }
            let packet = self.next_packet()?;
            self.is_leading = packet.as_ref().is_some_and(|packet| self.does_not_count(packet.pts()));
            let sent = match packet {
                Some(packet) => self.decoder.send_packet(&packet),
                None => {
                    self.is_draining = true;
                    self.decoder.send_eof()
                }
            };
            match sent {
                Err(error) if !self.is_leading => return Err(format!("decoder: {error}")),
                _ => {}
            }
        }
    }

    fn does_not_count(&self, pts: Option<i64>) -> bool {
        self.is_running_in || matches!((pts, self.key), (Some(pts), Some(key)) if pts < key)
    }

    /// The next packet of the picture stream; `None` at the end of the file.
    pub fn next_packet(&mut self) -> Result<Option<Packet>, String> {
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
                return Err(format!("the picture at byte {} is cut short", packet.position()));
            }
            if self.is_landing {
                if !packet.is_key() && !self.is_intra_only {
                    return Err("the container's index does not lead to a key frame".to_owned());
                }
                self.is_landing = false;
                self.key = packet.pts();
            } else if self.is_running_in && packet.is_key() {
                self.is_running_in = false;
                self.key = packet.pts();
            }
            if self.manner == Manner::Skipping && self.does_not_count(packet.pts()) {
                continue;
            }
            return Ok(Some(packet));
        }
    }
}
