//! The DPX header (SMPTE ST 268), typed, in both byte orders.

use super::fields::{FieldReader, FieldWriter, Fields};
use interneg_kernels::ByteOrder;
use thiserror::Error;

/// Bytes of all sections that the standard defines; user data and the picture come behind.
pub(crate) const HEADER_BYTES: usize = 2048;
/// File, image and orientation sections.
pub(crate) const GENERIC_BYTES: u32 = 1664;
/// Film and television sections.
pub(crate) const INDUSTRY_BYTES: u32 = 384;
/// Image elements that a header has room for.
const MAX_ELEMENTS: usize = 8;

/// Why bytes are no DPX header.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum HeaderError {
    /// The first four bytes are neither magic.
    #[error("file begins with {0:02x?}, neither SDPX nor XPDS")]
    Magic([u8; 4]),
    /// A field contradicts the file's size, another field, or the standard.
    #[error("{field} is {found}, expected {expected}")]
    Field {
        /// Name of the field.
        field: &'static str,
        /// Value in the file.
        found: u64,
        /// What would be right.
        expected: String,
    },
}

/// Everything that a DPX header holds. `None` and empty texts are undefined fields.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Header {
    /// Byte order of the header and of the picture's words.
    pub order: ByteOrder,
    /// Distance from the start of the file to the picture.
    pub image_offset_bytes: Option<u32>,
    /// `V1.0` or `V2.0`.
    pub version: String,
    /// Size of the file.
    pub file_bytes: Option<u32>,
    /// 0 same picture as the frame before, 1 new.
    pub ditto_key: Option<u32>,
    /// Length of the file, image and orientation sections.
    pub generic_bytes: Option<u32>,
    /// Length of the film and television sections.
    pub industry_bytes: Option<u32>,
    /// Length of the user data.
    pub user_bytes: Option<u32>,
    /// Base name of the file.
    pub file_name: String,
    /// `YYYY:MM:DD:HH:MM:SS` and zone.
    pub created: String,
    /// Program that wrote the file.
    pub creator: String,
    /// Title.
    pub project: String,
    /// Copyright.
    pub copyright: String,
    /// Encryption key; undefined where the picture is in the clear.
    pub encryption_key: Option<u32>,
    /// 0 is left to right, top to bottom.
    pub orientation: Option<u16>,
    /// Elements in use, 1 to 8.
    pub element_count: Option<u16>,
    /// Pixels per line.
    pub width: Option<u32>,
    /// Lines.
    pub height: Option<u32>,
    /// The elements; those behind `element_count` are undefined.
    pub elements: [Element; MAX_ELEMENTS],
    /// Orientation and image source.
    pub source: ImageSource,
    /// Motion-picture film.
    pub film: Film,
    /// Television.
    pub television: Television,
}

/// Coding of one image element.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Element {
    /// 0 unsigned, 1 signed.
    pub data_sign: Option<u32>,
    /// Code of `low_quantity`.
    pub low_code: Option<u32>,
    /// Density or voltage of the low code.
    pub low_quantity: Option<f32>,
    /// Code of `high_quantity`.
    pub high_code: Option<u32>,
    /// Density or voltage of the high code.
    pub high_quantity: Option<f32>,
    /// 50 RGB, 51 RGBA, 52 ABGR …
    pub descriptor: Option<u8>,
    /// Transfer characteristic, table 5A.
    pub transfer: Option<u8>,
    /// Colorimetric specification, table 5B.
    pub colorimetric: Option<u8>,
    /// Bits per sample.
    pub bits: Option<u8>,
    /// 0 packed, 1 filled method A, 2 filled method B.
    pub packing: Option<u16>,
    /// 0 none, 1 run length.
    pub encoding: Option<u16>,
    /// Distance from the start of the file to this element.
    pub offset_bytes: Option<u32>,
    /// Padding at the end of a line.
    pub line_padding_bytes: Option<u32>,
    /// Padding at the end of the picture.
    pub image_padding_bytes: Option<u32>,
    /// Free text.
    pub description: String,
}

/// Orientation and image source.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ImageSource {
    /// First pixel of the original that is stored.
    pub x_offset: Option<u32>,
    /// First line of the original that is stored.
    pub y_offset: Option<u32>,
    /// Centre of the picture in pixels.
    pub x_centre: Option<f32>,
    /// Centre of the picture in lines.
    pub y_centre: Option<f32>,
    /// Pixels per line of the original.
    pub original_width: Option<u32>,
    /// Lines of the original.
    pub original_height: Option<u32>,
    /// File that the picture came from.
    pub file_name: String,
    /// When that was made.
    pub created: String,
    /// Input device; most tools keep the reel here.
    pub device: String,
    /// Serial number of the device.
    pub device_serial: String,
    /// Border left, right, top, bottom in pixels.
    pub border: [Option<u16>; 4],
    /// Pixel aspect ratio, horizontal and vertical.
    pub pixel_aspect: [Option<u32>; 2],
    /// Width that was scanned in millimetres.
    pub x_scanned_mm: Option<f32>,
    /// Height that was scanned in millimetres.
    pub y_scanned_mm: Option<f32>,
}

/// Motion-picture film.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Film {
    /// Manufacturer, type, perforation offset, prefix, count of the edge code.
    pub edge_code: [String; 5],
    /// Academy, …
    pub format: String,
    /// Index in the sequence.
    pub frame_position: Option<u32>,
    /// Frames in the sequence.
    pub sequence_length: Option<u32>,
    /// How long the frame is held.
    pub held_count: Option<u32>,
    /// Frames per second of the original.
    pub rate_fps: Option<f32>,
    /// Shutter angle in degrees.
    pub shutter_degrees: Option<f32>,
    /// Keyframe, wedge, …
    pub frame_id: String,
    /// Slate.
    pub slate: String,
}

/// Television.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Television {
    /// BCD `HHMMSSFF` with SMPTE ST 12-1 flag bits.
    pub timecode: Option<u32>,
    /// User bits of the timecode.
    pub user_bits: Option<u32>,
    /// 0 progressive, 1 two to one.
    pub interlace: Option<u8>,
    /// Field number.
    pub field: Option<u8>,
    /// Video signal standard, table 4.
    pub signal: Option<u8>,
    /// Always zero.
    pub zero: Option<u8>,
    /// Horizontal sampling in Hz.
    pub horizontal_hz: Option<f32>,
    /// Vertical sampling in Hz.
    pub vertical_hz: Option<f32>,
    /// Frames per second.
    pub rate_fps: Option<f32>,
    /// Sync to first pixel in ms; gamma; black level code; black gain; breakpoint; white level code; integration in s.
    pub analogue: [Option<f32>; 7],
}

impl Header {
    /// A header with every field undefined.
    pub fn undefined(order: ByteOrder) -> Self {
        Self {
            order,
            image_offset_bytes: None,
            version: String::new(),
            file_bytes: None,
            ditto_key: None,
            generic_bytes: None,
            industry_bytes: None,
            user_bytes: None,
            file_name: String::new(),
            created: String::new(),
            creator: String::new(),
            project: String::new(),
            copyright: String::new(),
            encryption_key: None,
            orientation: None,
            element_count: None,
            width: None,
            height: None,
            elements: Default::default(),
            source: ImageSource::default(),
            film: Film::default(),
            television: Television::default(),
        }
    }

    /// Reads the first bytes of a file (2048 of them, or the whole file where it is shorter).
    ///
    /// Fields beyond the lengths that the header itself declares are left undefined, whatever stands there:
    /// FFmpeg's 1664-byte headers have the picture where others have film and television.
    pub fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let short = || HeaderError::Field {
            field: "file size",
            found: bytes.len() as u64,
            expected: format!("at least {GENERIC_BYTES} bytes of header"),
        };
        let magic: [u8; 4] = bytes.first_chunk().copied().ok_or_else(short)?;
        let order = match &magic {
            b"SDPX" => ByteOrder::Big,
            b"XPDS" => ByteOrder::Little,
            _ => return Err(HeaderError::Magic(magic)),
        };
        let mut header = Self::undefined(order);
        header.lengths(&mut FieldReader { bytes: bytes.get(..36).ok_or_else(short)?, order });
        let generic = header.generic_bytes.unwrap_or(GENERIC_BYTES);
        if generic < GENERIC_BYTES {
            return Err(HeaderError::Field {
                field: "generic header length",
                found: generic.into(),
                expected: format!("at least {GENERIC_BYTES}"),
            });
        }
        if bytes.len() < GENERIC_BYTES as usize {
            return Err(short());
        }
        // An undefined or short industry length means that the sections are not there.
        let has_industry = header.industry_bytes.is_some_and(|length| length >= INDUSTRY_BYTES);
        let declared = if has_industry { HEADER_BYTES } else { GENERIC_BYTES as usize };
        // An offset inside the generic sections is refused later, by name; here it must not hide the fields.
        let offset = header.image_offset_bytes.map_or(declared, |offset| offset.max(GENERIC_BYTES) as usize);
        let end = declared.min(offset).min(bytes.len());
        header.walk(&mut FieldReader { bytes: &bytes[..end], order });
        Ok(header)
    }

    /// Writes all sections into the first [`HEADER_BYTES`] of `out`, which must be that long; reserved bytes are zero.
    pub fn write(&self, out: &mut [u8]) {
        out[..HEADER_BYTES].fill(0);
        out[..4].copy_from_slice(match self.order {
            ByteOrder::Big => b"SDPX",
            ByteOrder::Little => b"XPDS",
        });
        let mut header = self.clone();
        let mut writer = FieldWriter { bytes: out, order: self.order };
        header.lengths(&mut writer);
        header.walk(&mut writer);
    }

    fn lengths(&mut self, fields: &mut dyn Fields) {
        fields.u32(4, &mut self.image_offset_bytes);
        fields.ascii(8, 8, &mut self.version);
        fields.u32(16, &mut self.file_bytes);
        fields.u32(20, &mut self.ditto_key);
        fields.u32(24, &mut self.generic_bytes);
        fields.u32(28, &mut self.industry_bytes);
        fields.u32(32, &mut self.user_bytes);
    }

    /// The fields behind the lengths, in the order of the file (ST 268 tables 1 to 6).
    fn walk(&mut self, fields: &mut dyn Fields) {
        fields.ascii(36, 100, &mut self.file_name);
        fields.ascii(136, 24, &mut self.created);
        fields.ascii(160, 100, &mut self.creator);
        fields.ascii(260, 200, &mut self.project);
        fields.ascii(460, 200, &mut self.copyright);
        fields.u32(660, &mut self.encryption_key);
        fields.u16(768, &mut self.orientation);
        fields.u16(770, &mut self.element_count);
        fields.u32(772, &mut self.width);
        fields.u32(776, &mut self.height);
        let mut base = 780;
        for element in &mut self.elements {
            element.walk(base, fields);
            base += 72;
        }
        self.source.walk(fields);
        self.film.walk(fields);
        self.television.walk(fields);
    }
}

impl Element {
    fn walk(&mut self, base: usize, fields: &mut dyn Fields) {
        fields.u32(base, &mut self.data_sign);
        fields.u32(base + 4, &mut self.low_code);
        fields.f32(base + 8, &mut self.low_quantity);
        fields.u32(base + 12, &mut self.high_code);
        fields.f32(base + 16, &mut self.high_quantity);
        fields.u8(base + 20, &mut self.descriptor);
        fields.u8(base + 21, &mut self.transfer);
        fields.u8(base + 22, &mut self.colorimetric);
        fields.u8(base + 23, &mut self.bits);
        fields.u16(base + 24, &mut self.packing);
        fields.u16(base + 26, &mut self.encoding);
        fields.u32(base + 28, &mut self.offset_bytes);
        fields.u32(base + 32, &mut self.line_padding_bytes);
        fields.u32(base + 36, &mut self.image_padding_bytes);
        fields.ascii(base + 40, 32, &mut self.description);
    }
}

impl ImageSource {
    fn walk(&mut self, fields: &mut dyn Fields) {
        fields.u32(1408, &mut self.x_offset);
        fields.u32(1412, &mut self.y_offset);
        fields.f32(1416, &mut self.x_centre);
        fields.f32(1420, &mut self.y_centre);
        fields.u32(1424, &mut self.original_width);
        fields.u32(1428, &mut self.original_height);
        fields.ascii(1432, 100, &mut self.file_name);
        fields.ascii(1532, 24, &mut self.created);
        fields.ascii(1556, 32, &mut self.device);
        fields.ascii(1588, 32, &mut self.device_serial);
        for (index, border) in self.border.iter_mut().enumerate() {
            fields.u16(1620 + 2 * index, border);
        }
        for (index, part) in self.pixel_aspect.iter_mut().enumerate() {
            fields.u32(1628 + 4 * index, part);
        }
        fields.f32(1636, &mut self.x_scanned_mm);
        fields.f32(1640, &mut self.y_scanned_mm);
    }
}

impl Film {
    fn walk(&mut self, fields: &mut dyn Fields) {
        let [manufacturer, kind, perforation, prefix, count] = &mut self.edge_code;
        fields.ascii(1664, 2, manufacturer);
        fields.ascii(1666, 2, kind);
        fields.ascii(1668, 2, perforation);
        fields.ascii(1670, 6, prefix);
        fields.ascii(1676, 4, count);
        fields.ascii(1680, 32, &mut self.format);
        fields.u32(1712, &mut self.frame_position);
        fields.u32(1716, &mut self.sequence_length);
        fields.u32(1720, &mut self.held_count);
        fields.f32(1724, &mut self.rate_fps);
        fields.f32(1728, &mut self.shutter_degrees);
        fields.ascii(1732, 32, &mut self.frame_id);
        fields.ascii(1764, 100, &mut self.slate);
    }
}

impl Television {
    fn walk(&mut self, fields: &mut dyn Fields) {
        fields.u32(1920, &mut self.timecode);
        fields.u32(1924, &mut self.user_bits);
        fields.u8(1928, &mut self.interlace);
        fields.u8(1929, &mut self.field);
        fields.u8(1930, &mut self.signal);
        fields.u8(1931, &mut self.zero);
        fields.f32(1932, &mut self.horizontal_hz);
        fields.f32(1936, &mut self.vertical_hz);
        fields.f32(1940, &mut self.rate_fps);
        for (index, value) in self.analogue.iter_mut().enumerate() {
            fields.f32(1944 + 4 * index, value);
        }
    }
}

#[cfg(test)]
mod tests;
