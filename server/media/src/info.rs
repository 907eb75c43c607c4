//! Everything a grader must know about a source.

use interneg_spec::{Matrix, Raster, Rate, SampleRange, Siting, Timecode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a probe found out about a file or an image sequence. Absent fields are not in the file; nothing is guessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// Movie or sequence, and where it lies.
    pub kind: SourceKind,
    /// Codec name: `prores`, `dnxhd`, `h264`, `hevc`, `jpeg2000`, `mpeg2video`, `dpx`, `exr` …
    pub codec: String,
    /// Codec profile as the decoder names it, for example `4444`.
    pub profile: Option<String>,
    /// Four-character tag of the sample entry, where it has one.
    pub codec_tag: Option<String>,
    /// Picture size in pixels as decoded (EXR: the display window).
    pub raster: Raster,
    /// Width to height of one pixel; (1, 1) where the file does not say.
    pub pixel_aspect: (u32, u32),
    /// Progressive or interlaced.
    pub scan: Scan,
    /// Which field is shown earlier, where the frames are two fields and the file or its decoder says so: the one with the
    /// top line, or the other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_top_field_first: Option<bool>,
    /// Frame rate.
    pub rate: Option<Rate>,
    /// Frames in the source; those of the constant rate where it is conformed to one.
    pub frame_count: u64,
    /// The source has a variable frame rate and is read at the constant `rate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conformed: Option<Conformed>,
    /// Timecode of the first frame, where it is one that exists at `rate`.
    pub start_timecode: Option<Timecode>,
    /// Where the timecode came from: `tmcd`, `mxf`, `dpx television header`, `exr timeCode` …
    pub timecode_origin: Option<String>,
    /// Reel or tape name.
    pub reel: Option<String>,
    /// Pixel format as FFmpeg names it, or our word for images (`rgb10 filled A big-endian`, `half rgb`).
    pub pixel_format: String,
    /// Significant bits of a stored sample: 8, 10, 12, 16; 16 or 32 for floats.
    pub bits: u8,
    /// Samples are floats.
    pub is_float: bool,
    /// The file stores R G B rather than Y'CbCr.
    pub is_rgb: bool,
    /// Code range, where the file says so. `None` for floats.
    pub range: Option<SampleRange>,
    /// Y'CbCr matrix, where the file says so.
    pub matrix: Option<Matrix>,
    /// What the file says of its matrix when it is none that we can undo (`ycgco`, `ictcp` …).
    pub unsupported_matrix: Option<String>,
    /// Chroma siting, where the file says so. `None` for 4:4:4 and RGB.
    pub siting: Option<Siting>,
    /// Chroma is stored at less than full resolution, so that siting matters.
    pub is_subsampled: bool,
    /// Colour primaries as the file names them (FFmpeg's word), where it says so.
    pub primaries: Option<String>,
    /// Transfer characteristic as the file names it (FFmpeg's word or the DPX code), where it says so.
    pub transfer: Option<String>,
    /// EXR chromaticities: red x, y, green x, y, blue x, y, white x, y.
    pub chromaticities: Option<[f32; 8]>,
    /// Sound streams.
    pub audio: Vec<AudioStream>,
    /// Camera metadata and other tags, keys as the file has them.
    pub metadata: BTreeMap<String, String>,
    /// Size of all files together, in bytes.
    pub size_bytes: u64,
}

impl SourceInfo {
    /// The files of the source in frame order.
    pub fn files(&self) -> Vec<PathBuf> {
        match &self.kind {
            SourceKind::Movie { path, .. } => vec![path.clone()],
            SourceKind::Sequence { folder, prefix, suffix, padding, first_number } => (0..self.frame_count)
                .map(|index| folder.join(sequence_file_name(prefix, suffix, *padding, first_number + index)))
                .collect(),
        }
    }
}

impl SourceInfo {
    /// Base name of the file; of a sequence, the name that all its files share, as a pattern `name.%07d.dpx`.
    pub fn file_name(&self) -> String {
        match &self.kind {
            SourceKind::Movie { path, .. } => {
                path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
            }
            SourceKind::Sequence { prefix, suffix, padding: 0, .. } => format!("{prefix}{suffix}"),
            SourceKind::Sequence { prefix, suffix, padding, .. } => format!("{prefix}%0{padding}d{suffix}"),
        }
    }

    /// What the clip is called after its file: the base name without extension, and without the number of a sequence.
    pub fn stem(&self) -> String {
        match &self.kind {
            SourceKind::Movie { path, .. } => {
                path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
            }
            SourceKind::Sequence { prefix, suffix, padding: 0, .. } => {
                let name = format!("{prefix}{suffix}");
                name.rsplit_once('.').map_or(name.clone(), |(stem, _)| stem.to_owned())
            }
            SourceKind::Sequence { prefix, .. } => prefix.trim_end_matches(['.', '_', '-', ' ']).to_owned(),
        }
    }
}

/// Base name of one file of a sequence; `padding` 0 is a single file without a number.
pub(crate) fn sequence_file_name(prefix: &str, suffix: &str, padding: usize, number: u64) -> String {
    if padding == 0 { format!("{prefix}{suffix}") } else { format!("{prefix}{number:0padding$}{suffix}") }
}

/// Where a source lies and how its frames are addressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SourceKind {
    /// A file that holds all frames.
    Movie {
        /// The file.
        path: PathBuf,
        /// The one demuxer that may open it: `mov` or `mxf`.
        container: String,
    },
    /// One file per frame, numbered without a gap.
    Sequence {
        /// Folder of the files.
        folder: PathBuf,
        /// File name before the number.
        prefix: String,
        /// File name behind the number, with the extension.
        suffix: String,
        /// Digits of the number, padded with zeros; 0 for a single file without a number.
        padding: usize,
        /// Number in the name of the first file.
        first_number: u64,
    },
}

/// What became of the pictures of a variable frame rate on a grid of constant rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conformed {
    /// Pictures that the file has.
    pub pictures: u64,
    /// Pictures that no frame shows.
    pub dropped: u64,
    /// Frames that show the same picture as the frame before.
    pub repeated: u64,
}

impl Conformed {
    /// What was done, for people: `conformed from a variable frame rate to 25: ...`.
    pub fn words(&self, rate: Rate, frame_count: u64) -> String {
        let Self { pictures, dropped, repeated } = self;
        format!(
            "conformed from a variable frame rate to {rate}: {frame_count} frames of {pictures} pictures, {dropped} dropped \
             and {repeated} repeated"
        )
    }
}

/// Progressive or interlaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scan {
    /// Whole frames.
    Progressive,
    /// Two fields a frame.
    Interlaced,
    /// The file does not say.
    Unknown,
}

/// A sound stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioStream {
    /// Codec name.
    pub codec: String,
    /// Samples per second.
    pub sample_rate_hz: u32,
    /// Channels.
    pub channels: u16,
    /// Bits per sample, 0 where not known.
    pub bits: u8,
    /// Sample at which it begins, counted from the begin of the first picture; negative where it begins earlier. In a file
    /// of sound alone, counted from the begin of the file.
    #[serde(default)]
    pub first_sample: i64,
    /// Samples of each channel, where the container says how long it is.
    #[serde(default)]
    pub samples: Option<u64>,
}

/// A movie file that holds sound and no picture, such as one sound track of an OP-Atom clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundFile {
    /// The file.
    pub path: PathBuf,
    /// Its sound streams, at least one.
    pub audio: Vec<AudioStream>,
    /// Tags, keys as the file has them.
    pub metadata: BTreeMap<String, String>,
    /// Size of the file in bytes.
    pub size_bytes: u64,
}
