//! Everything that a movie file tells of itself, its first picture included.

use super::census::{self, Census, Flaw, StatedRates, Structure};
use super::colour_tags::{self, Chroma};
use super::conform::Showing;
use super::container::Container;
use super::ffi::{self, StreamFacts};
use super::layout;
use super::session::{self, Manner, Session};
use super::sound;
use super::timecode::{self, Counting, TimecodeTrack};
use super::timing::Timing;
use crate::{AudioStream, MediaError, ProbeOptions, Scan, SourceInfo, SourceKind};
use ffmpeg_next::codec::packet::side_data::Type as SideDataType;
use ffmpeg_next::format::context::Input;
use ffmpeg_next::format::stream::Stream;
use ffmpeg_next::frame::Video as Picture;
use ffmpeg_next::{Rational, media};
use interneg_spec::{Raster, Rate};
use std::collections::BTreeMap;
use std::path::Path;

/// Tags that name a reel or tape, best first; compared without regard to case.
const REEL_TAGS: [&str; 5] = ["reel_name", "com.apple.proapps.reel", "reel", "tape", "tape_name"];

/// Key of the note that tells when each sound stream begins, in microseconds behind the picture; absent where all begin
/// with it.
const SOUND_START_KEY: &str = "interneg:sound-start-us";

/// FFmpeg's "no timestamp", the smallest number there is.
const NO_TIMESTAMP: i64 = i64::MIN;

/// Describes a movie and makes sure that its first picture decodes and its last one is in the file.
///
/// # Errors
/// `Damaged` for files that contradict themselves, `Unsupported` for what is not read, `Decode` for a first picture
/// that does not decode.
pub(crate) fn probe(path: &Path, container: Container, options: &ProbeOptions) -> Result<SourceInfo, MediaError> {
    let damaged = |reason| MediaError::Damaged { path: path.to_owned(), what: "movie", reason };
    let size_bytes =
        std::fs::metadata(path).map_err(|source| MediaError::Open { path: path.to_owned(), source })?.len();
    let structure = Structure::of(path, container)?;
    let max_pixels = u64::from(options.max_dimension).pow(2);
    let input = session::open(path, container, max_pixels)?;
    let header = Header::read(&input, path)?;
    let mut session = Session::start(path, input, 1, max_pixels, Manner::Skipping)?;
    let counted = census::take(&mut session, &structure, header.rates, header.duration_ticks, size_bytes);
    let variable = |reason| MediaError::VariableRate { path: path.to_owned(), reason };
    let census = match (counted, options.conform) {
        (Ok(census), _) => census,
        (Err(Flaw::Variable(_)), Some(rate)) => {
            let input = session::open(path, container, max_pixels)?;
            let mut session = Session::start(path, input, 1, max_pixels, Manner::Skipping)?;
            let showing = Showing::read(&mut session, rate).map_err(variable)?;
            let (frame_count, conformed) = (showing.frame_count(), Some(showing.summary()));
            Census { rate, frame_count, rate_note: None, conformed }
        }
        (Err(Flaw::Variable(reason)), None) => return Err(variable(reason)),
        (Err(Flaw::Damaged(reason)), _) => return Err(damaged(reason)),
        (Err(Flaw::Unsupported(what)), _) => return Err(MediaError::Unsupported { path: path.to_owned(), what }),
    };
    drop(session);

    let (picture, significant_bits) = first_picture(path, container, max_pixels, census.rate)?;
    let (width, height) = (picture.width(), picture.height());
    if width > options.max_dimension || height > options.max_dimension {
        return Err(damaged(format!("its raster {width}x{height} exceeds {} pixels a side", options.max_dimension)));
    }
    let descriptor =
        picture.format().descriptor().ok_or_else(|| damaged("its pictures have no pixel format".to_owned()))?;
    let pixel_format = descriptor.name();
    let chroma = Chroma::of(pixel_format, descriptor.log2_chroma_w(), descriptor.log2_chroma_h());
    let colours = colour_tags::of(&picture, &header.facts.codec, pixel_format, chroma);
    let start = timecode::start(&header.timecodes, census.rate, &header.counting(&structure));
    let mut metadata = header.metadata;
    for (key, note) in [
        ("interneg:rate", census.rate_note),
        ("interneg:timecode", start.note),
        ("interneg:siting", colours.siting_note),
        ("interneg:orientation", header.orientation_note),
        (SOUND_START_KEY, header.sound_note),
    ] {
        metadata.extend(note.map(|note| (key.to_owned(), note)));
    }
    Ok(SourceInfo {
        kind: SourceKind::Movie { path: path.to_owned(), container: container.name().to_owned() },
        codec: header.facts.codec.clone(),
        profile: header.facts.profile.clone(),
        codec_tag: tag_text(header.facts.tag),
        raster: Raster { width, height },
        pixel_aspect: pixel_aspect(header.facts.pixel_aspect, picture.aspect_ratio()),
        scan: scan(&header.facts, &picture),
        is_top_field_first: is_top_field_first(&header.facts, &picture),
        rate: Some(census.rate),
        frame_count: census.frame_count,
        conformed: census.conformed,
        start_timecode: start.timecode,
        timecode_origin: start.origin,
        reel: header.reel,
        bits: bits(&header.facts, pixel_format, significant_bits, &damaged)?,
        is_float: pixel_format.contains("f32"),
        is_rgb: chroma == Chroma::None,
        pixel_format: pixel_format.to_owned(),
        range: colours.range,
        matrix: colours.matrix,
        unsupported_matrix: colours.unsupported_matrix,
        siting: colours.siting,
        is_subsampled: chroma.is_subsampled(),
        primaries: colours.primaries,
        transfer: colours.transfer,
        chromaticities: None,
        audio: header.audio,
        metadata,
        size_bytes,
    })
}

/// What the stream headers tell, before a packet is read.
struct Header {
    facts: StreamFacts,
    rates: StatedRates,
    duration_ticks: Option<u64>,
    timecodes: Vec<(&'static str, String)>,
    timecode_track: Option<TimecodeTrack>,
    reel: Option<String>,
    orientation_note: Option<String>,
    sound_note: Option<String>,
    audio: Vec<AudioStream>,
    metadata: BTreeMap<String, String>,
}

impl Header {
    fn read(input: &Input, path: &Path) -> Result<Self, MediaError> {
        let picture_index = session::picture_stream(input, path)?;
        let unreadable = || MediaError::Unsupported {
            path: path.to_owned(),
            what: "a movie whose picture track cannot be described".to_owned(),
        };
        let picture = input.stream(picture_index).ok_or_else(unreadable)?;
        let facts = ffi::stream_facts(&picture);
        let picture_tags = ffi::tags(&picture.metadata());
        let file_tags = ffi::tags(&input.metadata());
        let (mut audio, mut timecode_track, mut other_tags) = (Vec::new(), None, Vec::new());
        let mut sound_starts_us = Vec::new();
        for stream in input.streams().filter(|stream| stream.index() != picture_index) {
            let stream_facts = ffi::stream_facts(&stream);
            other_tags.push((stream.index(), ffi::tags(&stream.metadata())));
            if stream.parameters().medium() == media::Type::Audio {
                audio.push(audio_stream(&stream, &stream_facts, Some(&picture)));
                sound_starts_us.push(start_us(&stream).saturating_sub(start_us(&picture)));
            } else if &stream_facts.tag.to_le_bytes() == b"tmcd" {
                timecode_track = timecode_track.or_else(|| TimecodeTrack::parse(&stream_facts.extradata));
            }
        }
        let is_mxf = input.format().name() == "mxf";
        // FFmpeg puts an MXF source package's timecode on the stream and the material package's on the file.
        let origins = match (is_mxf, timecode_track) {
            (true, _) => ["mxf source package", "mxf", "mxf material package"],
            (false, Some(_)) => ["tmcd"; 3],
            (false, None) => ["mov metadata"; 3],
        };
        let other = other_tags.iter().find_map(|(_, tags)| value(tags, "timecode").filter(|_| !is_mxf));
        let timecodes = [value(&picture_tags, "timecode"), other, value(&file_tags, "timecode")]
            .into_iter()
            .zip(origins)
            .filter_map(|(text, origin)| Some((origin, text?.to_owned())))
            .collect();
        let in_order =
            || std::iter::once(&picture_tags).chain(other_tags.iter().map(|(_, tags)| tags)).chain([&file_tags]);
        let reel = REEL_TAGS.iter().find_map(|tag| in_order().find_map(|tags| value(tags, tag)));
        Ok(Self {
            rates: StatedRates { nominal: rate(picture.rate()), average: rate(picture.avg_frame_rate()) },
            duration_ticks: u64::try_from(picture.duration()).ok().filter(|ticks| *ticks > 0),
            timecodes,
            timecode_track,
            reel: reel.map(|reel| reel.trim().to_owned()).filter(|reel| !reel.is_empty()),
            orientation_note: picture.side_data().find_map(|data| match data.kind() {
                SideDataType::DisplayMatrix => orientation_note(data.data()),
                _ => None,
            }),
            sound_note: sound_note(&sound_starts_us),
            audio,
            metadata: merge(&file_tags, &picture_tags, &other_tags),
            facts,
        })
    }

    fn counting(&self, structure: &Structure) -> Counting {
        match structure {
            Structure::Mov(_) => Counting::Track(self.timecode_track),
            Structure::Mxf(outline) => Counting::Bases(outline.timecode_bases.clone()),
        }
    }
}

pub(super) type Tags = Vec<(String, String)>;

fn value<'a>(tags: &'a Tags, key: &str) -> Option<&'a str> {
    tags.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
}

/// Tags of the file under their own names; those of a stream that would hide one of them with the stream in front.
pub(super) fn merge(file: &Tags, picture: &Tags, others: &[(usize, Tags)]) -> BTreeMap<String, String> {
    let mut merged: BTreeMap<String, String> = file.iter().cloned().collect();
    let named = picture.iter().map(|tag| ("picture".to_owned(), tag));
    let numbered = others.iter().flat_map(|(index, tags)| tags.iter().map(move |tag| (format!("stream {index}"), tag)));
    for (stream, (key, value)) in named.chain(numbered) {
        match merged.get(key) {
            None => merged.insert(key.clone(), value.clone()),
            Some(known) if known == value => None,
            Some(_) => merged.insert(format!("{stream}:{key}"), value.clone()),
        };
    }
    merged
}

/// Says that the matrix of a track header (ISO/IEC 14496-12 section 8.3.2) turns or mirrors the picture: players obey
/// it, decoders do not.
fn orientation_note(matrix: &[u8]) -> Option<String> {
    let (numbers, _) = matrix.as_chunks::<4>();
    let number = |at: usize| numbers.get(at).map(|bytes| i32::from_ne_bytes(*bytes));
    // a, b, c, d of nine numbers; scaling both ways alike is left to the player's window.
    let [Some(a), Some(b), Some(c), Some(d)] = [0, 1, 3, 4].map(number) else { return None };
    (a <= 0 || d <= 0 || b != 0 || c != 0).then(|| {
        "the file asks players to turn or mirror the picture; its frames are delivered as they are stored".to_owned()
    })
}

/// Moment at which a stream begins, in microseconds on the file's own clock; 0 where it does not say.
fn start_us(stream: &Stream<'_>) -> i64 {
    let (start, base) = (i128::from(stream.start_time()), stream.time_base());
    if stream.start_time() == NO_TIMESTAMP || base.denominator() <= 0 {
        return 0;
    }
    let microseconds = start * 1_000_000 * i128::from(base.numerator()) / i128::from(base.denominator());
    i64::try_from(microseconds).unwrap_or(0)
}

/// When each sound stream begins, in microseconds behind the picture; `None` where all begin with it.
fn sound_note(starts_us: &[i64]) -> Option<String> {
    let words: Vec<_> = starts_us.iter().map(i64::to_string).collect();
    starts_us.iter().any(|start| *start != 0).then(|| words.join(" "))
}

/// What a stream of sound is, and how it lies under the picture.
pub(super) fn audio_stream(stream: &Stream<'_>, facts: &StreamFacts, picture: Option<&Stream<'_>>) -> AudioStream {
    let bits = [facts.bits_per_raw_sample, facts.bits_per_coded_sample].into_iter().find(|bits| *bits > 0);
    let sample_rate_hz = u32::try_from(facts.sample_rate_hz).unwrap_or(0);
    let (first_sample, samples) = sound::span(stream, picture, sample_rate_hz);
    AudioStream {
        codec: facts.codec.clone(),
        sample_rate_hz,
        channels: u16::try_from(facts.channels).unwrap_or(0),
        // AAC and its like have no bits a sample; MOV writes 16 for them all the same.
        bits: bits.filter(|_| facts.codec.starts_with("pcm")).and_then(|bits| u8::try_from(bits).ok()).unwrap_or(0),
        first_sample,
        samples,
    }
}

/// Decodes the first picture and checks that it is frame 0.
fn first_picture(path: &Path, container: Container, max_pixels: u64, rate: Rate) -> Result<(Picture, u8), MediaError> {
    let failed = |reason: String| MediaError::Decode { path: path.to_owned(), frame: 0, reason };
    let input = session::open(path, container, max_pixels)?;
    let mut session = Session::start(path, input, 1, max_pixels, Manner::Skipping)?;
    let picture = session
        .next_picture()
        .map_err(&failed)?
        .ok_or_else(|| failed("the movie ends before the first picture".to_owned()))?;
    let (time_base, start) = session.clock();
    if let (Some(start), Some(pts)) = (start, picture.pts())
        && (Timing { time_base, start, rate }).index_of(pts) != Some(0)
    {
        return Err(failed(format!(
            "the first picture that decodes is shown at tick {pts}, the movie begins at {start}"
        )));
    }
    Ok((picture, session.significant_bits()))
}

/// Bits that carry the picture: those of the pixel format, or fewer where JPEG 2000 has fewer in packed RGB.
fn bits(
    facts: &StreamFacts,
    pixel_format: &str,
    significant: u8,
    damaged: &dyn Fn(String) -> MediaError,
) -> Result<u8, MediaError> {
    let stored = layout::bits_of_format(pixel_format).unwrap_or(0);
    let significant = if significant > 0 { significant } else { u8::try_from(facts.bits_per_raw_sample).unwrap_or(0) };
    if facts.codec != "jpeg2000" || significant == 0 {
        return Ok(stored);
    }
    if stored > 0 && significant > stored {
        return Err(damaged(format!("its header tells of {significant} bits, its pictures have {stored}")));
    }
    Ok(significant)
}

/// `AVFieldOrder` names the field that is coded first and the one that is shown first; the latter counts.
fn is_top_field_first(facts: &StreamFacts, picture: &Picture) -> Option<bool> {
    match facts.field_order {
        2 | 5 => Some(true),
        3 | 4 => Some(false),
        _ => picture.is_interlaced().then(|| picture.is_top_first()),
    }
}

fn scan(facts: &StreamFacts, picture: &Picture) -> Scan {
    match facts.field_order {
        1 => Scan::Progressive,
        2..=5 => Scan::Interlaced,
        _ if picture.is_interlaced() => Scan::Interlaced,
        _ => Scan::Unknown,
    }
}

fn rate(value: Rational) -> Option<Rate> {
    let (numerator, denominator) = (u32::try_from(value.numerator()).ok()?, u32::try_from(value.denominator()).ok()?);
    Rate::new(numerator, denominator).ok()
}

fn pixel_aspect(stated: (i32, i32), of_picture: Rational) -> (u32, u32) {
    [stated, (of_picture.numerator(), of_picture.denominator())]
        .into_iter()
        .find_map(|(width, height)| Some((u32::try_from(width).ok()?, u32::try_from(height).ok()?)))
        .filter(|(width, height)| *width > 0 && *height > 0)
        .unwrap_or((1, 1))
}

fn tag_text(tag: u32) -> Option<String> {
    let bytes = tag.to_le_bytes();
    (tag != 0).then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
}
