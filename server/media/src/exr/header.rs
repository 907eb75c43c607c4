//! The header of a single-part OpenEXR file, read field by field before anything is allocated for pixels.

use std::collections::BTreeMap;
use thiserror::Error;

/// Largest header that is read; the reference library of ST 2065-4 has the same limit.
pub(super) const MAX_HEADER_BYTES: usize = 1 << 20;

/// Why bytes are no header of an EXR that is read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum HeaderError {
    /// The first four bytes are not the magic number.
    #[error("file begins with {0:02x?}, not 76 2f 31 01")]
    Magic([u8; 4]),
    /// The header ends before it is complete.
    #[error("header ends in {0}")]
    Truncated(String),
    /// A field that cannot be.
    #[error("{field}: {reason}")]
    Field {
        /// Name of the attribute or field.
        field: String,
        /// Found and expected.
        reason: String,
    },
    /// A kind of EXR that is not read.
    #[error("{0}")]
    Unsupported(String),
}

/// Type of the samples of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SampleKind {
    /// Unsigned 32 bits.
    Uint,
    /// IEEE half.
    Half,
    /// IEEE single.
    Float,
}

impl SampleKind {
    /// Bytes of a sample.
    pub fn bytes(self) -> usize {
        match self {
            Self::Half => 2,
            Self::Uint | Self::Float => 4,
        }
    }
}

/// A channel of the file; all have full resolution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Channel {
    /// Name with its layer.
    pub name: String,
    /// Type of its samples.
    pub kind: SampleKind,
    /// A hint for lossy compressions.
    pub is_linear: bool,
}

/// How chunks are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    /// Not at all.
    None,
    /// Run length, one line a chunk.
    Rle,
    /// Deflate, one line a chunk.
    Zips,
    /// Deflate, 16 lines a chunk.
    Zip,
    /// Wavelet and Huffman, 32 lines a chunk.
    Piz,
    /// 24 of 32 bits and deflate, 16 lines a chunk.
    Pxr24,
    /// Lossy, 32 lines a chunk.
    B44,
    /// Lossy, 32 lines a chunk.
    B44a,
    /// Lossy, 32 lines a chunk.
    Dwaa,
    /// Lossy, 256 lines a chunk.
    Dwab,
}

impl Compression {
    const ALL: [Self; 10] = [
        Self::None,
        Self::Rle,
        Self::Zips,
        Self::Zip,
        Self::Piz,
        Self::Pxr24,
        Self::B44,
        Self::B44a,
        Self::Dwaa,
        Self::Dwab,
    ];

    /// Code of the `compression` attribute.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// Name as `exrheader` and the OpenEXR documentation have it.
    pub fn name(self) -> &'static str {
        ["none", "rle", "zips", "zip", "piz", "pxr24", "b44", "b44a", "dwaa", "dwab"][self as usize]
    }

    /// Lines of a scan-line chunk.
    pub fn chunk_lines(self) -> u32 {
        match self {
            Self::None | Self::Rle | Self::Zips => 1,
            Self::Zip | Self::Pxr24 => 16,
            Self::Piz | Self::B44 | Self::B44a | Self::Dwaa => 32,
            Self::Dwab => 256,
        }
    }
}

/// A rectangle of pixels, both corners inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// Leftmost column.
    pub x_min: i32,
    /// Topmost line.
    pub y_min: i32,
    /// Pixels per line.
    pub width: u32,
    /// Lines.
    pub height: u32,
}

/// Resolutions that a tiled file holds beside the full one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Levels {
    /// None.
    One,
    /// Halves in both directions at once.
    Mip,
    /// Halves in each direction on its own.
    Rip,
}

/// What the header says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    /// Channels, in the order of the file (by name).
    pub channels: Vec<Channel>,
    /// Compression of the chunks.
    pub compression: Compression,
    /// Pixels that are stored.
    pub data_window: Window,
    /// Pixels that are the picture.
    pub display_window: Window,
    /// Width and height of tiles; `None` for scan lines.
    pub tile_size: Option<(u32, u32)>,
    /// Further resolutions; `One` for scan lines.
    pub levels: Levels,
    /// Width to height of a pixel.
    pub pixel_aspect: Option<f32>,
    /// Primaries and white.
    pub chromaticities: Option<[f32; 8]>,
    /// Time word and user word.
    pub timecode: Option<(u32, u32)>,
    /// `framesPerSecond`, numerator and denominator.
    pub frames_per_second: Option<(i32, u32)>,
    /// Texts and numbers by attribute name.
    pub tags: BTreeMap<String, String>,
    /// Where the offset table begins.
    pub end_bytes: usize,
}

/// Takes bytes from the front.
struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize, what: &str) -> Result<&'a [u8], HeaderError> {
        let end = self.position.checked_add(count).filter(|end| *end <= self.bytes.len());
        let taken = end.and_then(|end| self.bytes.get(self.position..end));
        let taken = taken.ok_or_else(|| HeaderError::Truncated(what.to_owned()))?;
        self.position += count;
        Ok(taken)
    }

    /// Takes a text up to its NUL, which must come within 256 bytes.
    fn text(&mut self, what: &str) -> Result<&'a str, HeaderError> {
        let rest = &self.bytes[self.position..];
        let Some(length) = rest.iter().take(256).position(|byte| *byte == 0) else {
            return Err(if rest.len() < 256 {
                HeaderError::Truncated(what.to_owned())
            } else {
                field(what, "longer than 255 bytes")
            });
        };
        self.position += length + 1;
        std::str::from_utf8(&rest[..length]).map_err(|_| field(what, "not UTF-8"))
    }
}

fn field(name: &str, reason: impl Into<String>) -> HeaderError {
    HeaderError::Field { field: name.to_owned(), reason: reason.into() }
}

fn words<const N: usize>(name: &str, value: &[u8]) -> Result<[u32; N], HeaderError> {
    let (words, rest) = value.as_chunks::<4>();
    match <[[u8; 4]; N]>::try_from(words) {
        Ok(words) if rest.is_empty() => Ok(words.map(u32::from_le_bytes)),
        _ => Err(field(name, format!("{} bytes long, expected {}", value.len(), 4 * N))),
    }
}

fn window(name: &str, value: &[u8], max_dimension: u32) -> Result<Window, HeaderError> {
    // Half of the range of i32, so that no sum of coordinates overflows.
    const LIMIT: i32 = i32::MAX / 2;
    let [x_min, y_min, x_max, y_max] = words::<4>(name, value)?.map(u32::cast_signed);
    let side = |min: i32, max: i32| {
        let length = i64::from(max) - i64::from(min) + 1;
        let sane = (-LIMIT..=LIMIT).contains(&min) && (-LIMIT..=LIMIT).contains(&max);
        u32::try_from(length).ok().filter(|length| sane && (1..=max_dimension).contains(length)).ok_or_else(|| {
            field(name, format!("({x_min} {y_min}) - ({x_max} {y_max}), expected 1 to {max_dimension} pixels a side"))
        })
    };
    Ok(Window { x_min, y_min, width: side(x_min, x_max)?, height: side(y_min, y_max)? })
}

fn channels(value: &[u8]) -> Result<Vec<Channel>, HeaderError> {
    const NAME: &str = "channels";
    let mut cursor = Cursor { bytes: value, position: 0 };
    let mut channels = Vec::new();
    loop {
        let name = cursor.text(NAME)?;
        if name.is_empty() {
            return Ok(channels);
        }
        let [kind, linear, x_sampling, y_sampling] = words::<4>(NAME, cursor.take(16, NAME)?)?;
        let kind = match kind {
            0 => SampleKind::Uint,
            1 => SampleKind::Half,
            2 => SampleKind::Float,
            other => return Err(field(NAME, format!("channel {name} has pixel type {other}, expected 0 to 2"))),
        };
        if (x_sampling, y_sampling) != (1, 1) {
            return Err(HeaderError::Unsupported(format!(
                "EXR channel {name} sampled {x_sampling} {y_sampling}; channels of full resolution are read"
            )));
        }
        channels.push(Channel { name: name.to_owned(), kind, is_linear: linear & 0xff != 0 });
    }
}

/// Attributes while they are collected.
#[derive(Default)]
struct Attributes {
    channels: Option<Vec<Channel>>,
    compression: Option<Compression>,
    data_window: Option<Window>,
    display_window: Option<Window>,
    tiles: Option<((u32, u32), Levels)>,
    pixel_aspect: Option<f32>,
    chromaticities: Option<[f32; 8]>,
    timecode: Option<(u32, u32)>,
    frames_per_second: Option<(i32, u32)>,
    tags: BTreeMap<String, String>,
}

impl Attributes {
    fn put(&mut self, name: &str, kind: &str, value: &[u8], max_dimension: u32) -> Result<(), HeaderError> {
        match (name, kind) {
            ("channels", "chlist") => self.channels = Some(channels(value)?),
            ("compression", "compression") => {
                let &[code] = value else { return Err(field(name, "not one byte long")) };
                let known = Compression::ALL.get(usize::from(code)).copied();
                self.compression = Some(known.ok_or_else(|| {
                    HeaderError::Unsupported(format!("EXR compression {code}; 0 (none) to 9 (DWAB) are read"))
                })?);
            }
            ("dataWindow", "box2i") => self.data_window = Some(window(name, value, max_dimension)?),
            ("displayWindow", "box2i") => self.display_window = Some(window(name, value, max_dimension)?),
            ("lineOrder", "lineOrder") if !matches!(value, [0..=2]) => {
                return Err(field(name, format!("{value:02x?}, expected 0 to 2")));
            }
            ("tiles", "tiledesc") => {
                let &[a, b, c, d, e, f, g, h, mode] = value else { return Err(field(name, "not 9 bytes long")) };
                let size = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
                if !(1..=max_dimension).contains(&size.0) || !(1..=max_dimension).contains(&size.1) {
                    return Err(field(name, format!("{} by {}, expected 1 to {max_dimension}", size.0, size.1)));
                }
                // The upper four bits tell how odd sizes are rounded.
                let levels = match mode & 15 {
                    0 => Levels::One,
                    1 => Levels::Mip,
                    2 => Levels::Rip,
                    other => return Err(field(name, format!("level mode {other}, expected 0 to 2"))),
                };
                self.tiles = Some((size, levels));
            }
            ("pixelAspectRatio", "float") => self.pixel_aspect = Some(f32::from_bits(words::<1>(name, value)?[0])),
            ("chromaticities", "chromaticities") => {
                self.chromaticities = Some(words::<8>(name, value)?.map(f32::from_bits));
            }
            ("timeCode", "timecode") => {
                let [time, user] = words(name, value)?;
                self.timecode = Some((time, user));
            }
            ("framesPerSecond", "rational") => {
                let [numerator, denominator] = words(name, value)?;
                self.frames_per_second = Some((numerator.cast_signed(), denominator));
            }
            _ => {
                if let Some(text) = text_of(name, kind, value)? {
                    self.tags.insert(name.to_owned(), text);
                }
            }
        }
        Ok(())
    }
}

/// Attributes of other names as text; `None` for types that are no text and no number.
fn text_of(name: &str, kind: &str, value: &[u8]) -> Result<Option<String>, HeaderError> {
    let join = |parts: Vec<String>| Some(parts.join(" "));
    let floats = |bits: &[u32]| join(bits.iter().map(|bits| f32::from_bits(*bits).to_string()).collect());
    let integers = |bits: &[u32]| join(bits.iter().map(|bits| bits.cast_signed().to_string()).collect());
    Ok(match kind {
        "string" => Some(String::from_utf8_lossy(value).trim_end_matches('\0').to_owned()),
        "float" => floats(&words::<1>(name, value)?),
        "v2f" => floats(&words::<2>(name, value)?),
        "v3f" => floats(&words::<3>(name, value)?),
        "m33f" => floats(&words::<9>(name, value)?),
        "m44f" => floats(&words::<16>(name, value)?),
        "int" => integers(&words::<1>(name, value)?),
        "v2i" => integers(&words::<2>(name, value)?),
        "v3i" => integers(&words::<3>(name, value)?),
        "box2i" => integers(&words::<4>(name, value)?),
        "keycode" => integers(&words::<7>(name, value)?),
        "double" => {
            let [low, high] = words::<2>(name, value)?;
            Some(f64::from_bits(u64::from(high) << 32 | u64::from(low)).to_string())
        }
        "rational" => {
            let [numerator, denominator] = words::<2>(name, value)?;
            Some(format!("{}/{denominator}", numerator.cast_signed()))
        }
        _ => None,
    })
}

impl Header {
    /// Reads the header at the start of `bytes`; windows wider or higher than `max_dimension` are refused.
    pub fn parse(bytes: &[u8], max_dimension: u32) -> Result<Self, HeaderError> {
        let mut cursor = Cursor { bytes, position: 0 };
        let magic = cursor.take(4, "magic number")?;
        if magic != [0x76, 0x2f, 0x31, 0x01] {
            return Err(HeaderError::Magic([magic[0], magic[1], magic[2], magic[3]]));
        }
        let [version] = words::<1>("version", cursor.take(4, "version")?)?;
        let is_tiled = check_version(version)?;
        let mut found = Attributes::default();
        loop {
            let name = cursor.text("attribute name")?;
            if name.is_empty() {
                break;
            }
            let kind = cursor.text(name)?;
            let [size] = words::<1>(name, cursor.take(4, name)?)?;
            let size = usize::try_from(size.cast_signed()).map_err(|_| field(name, "negative size"))?;
            found.put(name, kind, cursor.take(size, name)?, max_dimension)?;
        }
        let missing = |name: &'static str| move || field(name, "attribute is missing");
        if is_tiled && found.tiles.is_none() {
            return Err(missing("tiles")());
        }
        let tiles = found.tiles.filter(|_| is_tiled);
        Ok(Self {
            channels: found.channels.ok_or_else(missing("channels"))?,
            compression: found.compression.ok_or_else(missing("compression"))?,
            data_window: found.data_window.ok_or_else(missing("dataWindow"))?,
            display_window: found.display_window.ok_or_else(missing("displayWindow"))?,
            tile_size: tiles.map(|(size, _)| size),
            levels: tiles.map_or(Levels::One, |(_, levels)| levels),
            pixel_aspect: found.pixel_aspect,
            chromaticities: found.chromaticities,
            timecode: found.timecode,
            frames_per_second: found.frames_per_second,
            tags: found.tags,
            end_bytes: cursor.position,
        })
    }
}

/// Says whether the file is tiled; refuses parts and deep pixels.
fn check_version(version: u32) -> Result<bool, HeaderError> {
    const TILED: u32 = 0x200;
    const LONG_NAMES: u32 = 0x400;
    const DEEP: u32 = 0x800;
    const MULTI_PART: u32 = 0x1000;
    if version & 0xff != 2 {
        return Err(field("version", format!("{}, expected 2", version & 0xff)));
    }
    if version & DEEP != 0 {
        return Err(HeaderError::Unsupported("deep EXR; flat pixels are read".to_owned()));
    }
    if version & MULTI_PART != 0 {
        return Err(HeaderError::Unsupported("multi-part EXR; single-part files are read".to_owned()));
    }
    let unknown = version & !(0xff | TILED | LONG_NAMES);
    if unknown != 0 {
        return Err(field("version", format!("unknown flags {unknown:#x}")));
    }
    Ok(version & TILED != 0)
}
