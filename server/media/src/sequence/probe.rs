//! What a sequence is, from the headers of its files.

use super::names::Series;
use super::resolve::{has_image_extension, is_pattern, resolve};
use super::still::{Still, header_timecode};
use super::storage::{open, read_at};
use crate::error::MediaError;
use crate::info::{SourceInfo, SourceKind};
use crate::source::ProbeOptions;
use crate::{dpx, exr};
use interneg_spec::Timecode;
use std::path::Path;

/// Kind of the files of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImageFormat {
    /// SMPTE ST 268.
    Dpx,
    /// OpenEXR.
    Exr,
}

impl ImageFormat {
    /// The first bytes of the file decide. A file that has none of either kind is taken as its name says, so that the
    /// reader of that kind tells what is wrong with it.
    pub fn of(path: &Path) -> Result<Self, MediaError> {
        let (file, file_bytes) = open(path)?;
        let mut magic = [0; 4];
        if file_bytes >= 4 {
            read_at(&file, path, &mut magic, 0)?;
        }
        match &magic {
            b"SDPX" | b"XPDS" => return Ok(Self::Dpx),
            [0x76, 0x2f, 0x31, 0x01] => return Ok(Self::Exr),
            _ => {}
        }
        let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
        match extension.as_deref() {
            Some("dpx") => Ok(Self::Dpx),
            Some("exr") => Ok(Self::Exr),
            _ => Err(MediaError::NotMedia {
                path: path.to_owned(),
                reason: format!("file begins with {magic:02x?}, neither DPX nor EXR"),
            }),
        }
    }

    /// Codec name of a probe.
    pub fn codec(self) -> &'static str {
        match self {
            Self::Dpx => "dpx",
            Self::Exr => "exr",
        }
    }

    /// Reads the header of a file.
    pub fn describe(self, path: &Path, max_dimension: u32) -> Result<Still, MediaError> {
        match self {
            Self::Dpx => dpx::describe(path, max_dimension),
            Self::Exr => exr::describe(path, max_dimension),
        }
    }
}

/// Whether `path` is for [`probe`]: a folder, a pattern for numbered files, or an image file.
pub(crate) fn claims(path: &Path) -> bool {
    path.is_dir() || is_pattern(path) || has_image_extension(path)
}

/// Probes one image file, a pattern (`name.####.dpx`, `name.%07d.dpx`) or a folder that holds one sequence.
///
/// # Errors
/// A gap in the numbering, files that differ in raster or coding, and damaged headers are refused.
pub(crate) fn probe(path: &Path, options: &ProbeOptions) -> Result<SourceInfo, MediaError> {
    let (folder, series) = resolve(path)?;
    probe_series(&folder, &series, options)
}

/// Probes the files of `series` in `folder`.
///
/// # Errors
/// As for [`probe`].
pub(crate) fn probe_series(folder: &Path, series: &Series, options: &ProbeOptions) -> Result<SourceInfo, MediaError> {
    let file = |number: u64| folder.join(series.file_name(number));
    let (Some(&first_number), Some(&last_number)) = (series.numbers.first(), series.numbers.last()) else {
        return Err(MediaError::NotMedia { path: folder.to_owned(), reason: "no files".to_owned() });
    };
    if let Some(number) = series.gap() {
        return Err(MediaError::MissingFrame { path: file(number), number });
    }
    let first_path = file(first_number);
    let format = ImageFormat::of(&first_path)?;
    let mut first = format.describe(&first_path, options.max_dimension)?;
    let mut size_bytes = 0;
    let mut gap = None;
    for (index, &number) in (0..).zip(&series.numbers) {
        let path = file(number);
        let metadata = std::fs::metadata(&path);
        size_bytes += metadata.map_err(|source| MediaError::Open { path: path.clone(), source })?.len();
        if number != first_number && (options.every_frame || number == last_number) {
            let still = format.describe(&path, options.max_dimension)?;
            if let Some(reason) = first.difference(&still) {
                return Err(MediaError::Mixed { path, number, reason });
            }
            gap = gap.or_else(|| timecode_gap(&first, index, &still, number));
        }
    }
    if let Some(word) = first.pair_word {
        let words = series.numbers.iter().skip(1).take(2).map(|number| {
            let still = format.describe(&file(*number), options.max_dimension)?;
            Ok(still.pair_word)
        });
        first.timecode = match words.collect::<Result<Vec<_>, MediaError>>()?.as_slice() {
            // The pair is complete, or nothing shows that it is not.
            [] | [_] => first.timecode,
            [second, _] if *second == Some(word) => first.timecode,
            // The next two frames are a pair, so the first is the second of its own.
            [second, third] if second == third => header_timecode(word, true, first.rate),
            // Three words in three frames: they do not count pairs, and there are too few bits for anything else.
            _ => None,
        };
    }
    first.metadata.extend(gap.map(|gap| ("interneg:timecode-gap".to_owned(), gap)));
    Ok(source_info(format, first, folder, series, first_number, size_bytes))
}

/// Says that the timecode of frame `index` is not the one that follows from the first frame's.
fn timecode_gap(first: &Still, index: u64, still: &Still, number: u64) -> Option<String> {
    let (start, rate, found) = (first.timecode?, first.rate?, still.timecode?);
    // Words that stand for two frames prove nothing.
    if first.pair_word.is_some() {
        return None;
    }
    let expected = Timecode::from_frame_count(start.frame_count(rate).ok()? + index, rate, start.is_drop_frame());
    (found != expected).then(|| format!("frame {number} has timecode {found}, {expected} would follow from the first"))
}

fn source_info(
    format: ImageFormat,
    first: Still,
    folder: &Path,
    series: &Series,
    first_number: u64,
    size_bytes: u64,
) -> SourceInfo {
    SourceInfo {
        kind: SourceKind::Sequence {
            folder: folder.to_owned(),
            prefix: series.prefix.clone(),
            suffix: series.suffix.clone(),
            padding: series.padding,
            first_number,
        },
        codec: format.codec().to_owned(),
        profile: None,
        codec_tag: None,
        raster: first.raster,
        pixel_aspect: first.pixel_aspect,
        scan: first.scan,
        is_top_field_first: None,
        conformed: None,
        rate: first.rate,
        frame_count: series.numbers.len() as u64,
        start_timecode: first.timecode,
        timecode_origin: first.timecode.map(|_| first.timecode_origin.to_owned()),
        reel: first.reel,
        pixel_format: first.pixel_format,
        bits: first.bits,
        is_float: first.is_float,
        is_rgb: true,
        range: first.range,
        matrix: None,
        unsupported_matrix: None,
        siting: None,
        is_subsampled: false,
        primaries: first.primaries,
        transfer: first.transfer,
        chromaticities: first.chromaticities,
        audio: Vec::new(),
        metadata: first.metadata,
        size_bytes,
    }
}
