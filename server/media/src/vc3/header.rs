//! The headers of a frame, one for the whole or one for each field, and the mark at the end of what each describes.
//!
//! Fields that nothing is known to read stay as other encoders have them.

use super::format::{Profile, Unit};
use super::{Format, Sampling, Vc3Error};
use crate::mux::FieldOrder;

/// The last bytes of a frame, or of a field.
pub(super) const END_MARK: [u8; 4] = [0x60, 0x0D, 0xC0, 0xDE];
/// Where the offsets of the rows stand.
const ROW_OFFSETS: usize = 0x170;
/// Bytes of a header with room for the rows of 1088 lines, which is the least.
const LEAST_BYTES: usize = 0x280;
/// Byte that says whether the source is interlaced.
const SCAN: usize = 0x22;
/// Byte of the colour volume, of the sampling and of the colour flag.
const COLOUR: usize = 0x2C;
/// Bit of [`COLOUR`]: frames of 4:4:4 whose planes are Y', Cb and Cr. FFmpeg's decoder reads it so; whether Avid's does is not
/// known.
const IS_YCBCR_444: u8 = 1;

/// Bytes before the first row.
pub(super) fn header_bytes(rows: usize) -> usize {
    if rows <= 68 { LEAST_BYTES } else { ROW_OFFSETS + 4 * rows }
}

/// Writes the header of a part of a frame; `offsets` are the rows' from its end.
pub(super) fn write(format: &Format, unit: Unit, colour_volume: u8, offsets: &[u32], header: &mut [u8]) {
    header.fill(0);
    let (width, lines) = (format.raster().0 as usize, format.unit_lines());
    let (_, rows) = format.macroblocks();
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    // Rasters and rows have at most 16 bits each, as the format has checked.
    let short = |number: usize| (number as u16).to_be_bytes();
    put(0x02, &short(header_bytes(rows)));
    put(0x04, &[format.profile.header_version(), unit.count(), 0x80, 0xA0]);
    put(0x18, &short(lines));
    put(0x1A, &short(width));
    put(0x1D, &short(lines));
    put(0x21, &[(format.bits() / 2 - 3) << 5 | 0b11000]);
    put(SCAN, &[if unit == Unit::Frame { 0x88 } else { 0x8C }]);
    put(0x28, &format.id().to_be_bytes());
    let sampling = if format.sampling().is_444() { 0b10 << 5 } else { 0 };
    let colour = if format.sampling() == Sampling::YCbCr444 { IS_YCBCR_444 } else { 0 };
    let is_frame = if unit == Unit::Frame { 0x80 } else { 0 };
    put(COLOUR, &[is_frame | sampling | colour_volume << 1 | colour]);
    put(0x5F, &[1]);
    put(0x167, &[2]);
    put(0x16A, &short(4 * rows + 4));
    put(0x16C, &short(rows));
    put(0x16F, &[0x10]);
    for (row, offset) in offsets.iter().enumerate() {
        put(ROW_OFFSETS + 4 * row, &offset.to_be_bytes());
    }
}

/// A frame as its headers tell it.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub format: Format,
    pub units: Vec<UnitRows>,
}

/// A part of a frame as its header tells it.
#[derive(Debug, Clone)]
pub(super) struct UnitRows {
    pub unit: Unit,
    /// Where each row begins in the frame.
    pub rows: Vec<usize>,
    /// Where the part ends in the frame.
    pub end: usize,
}

fn damaged(reason: String) -> Vc3Error {
    Vc3Error::Header { reason }
}

/// Reads the headers of a frame and checks them against its length and against each other.
pub(super) fn read(frame: &[u8]) -> Result<Header, Vc3Error> {
    let (format, unit) = read_format(frame)?;
    if unit == Unit::Frame {
        return Ok(Header { units: vec![read_rows(&format, unit, frame, 0..frame.len())?], format });
    }
    let bytes = format.unit_bytes();
    let Some(second) = frame.get(bytes..2 * bytes) else {
        return Err(damaged(format!("{} bytes do not hold two fields of {bytes}", frame.len())));
    };
    let (other_format, other) = read_format(second)?;
    if told(&other_format) != told(&format) || other == unit {
        let [one, two] = [(&format, unit), (&other_format, other)].map(|(format, unit)| (told(format), unit));
        return Err(damaged(format!("its fields do not belong together: {one:?} and {two:?}")));
    }
    let units = vec![read_rows(&format, unit, frame, 0..bytes)?, read_rows(&format, other, frame, bytes..2 * bytes)?];
    Ok(Header { format, units })
}

/// What frames of a stream have in common, but for the order of fields.
fn told(format: &Format) -> (u32, (u32, u32), u8, Sampling) {
    (format.id(), format.raster(), format.bits(), format.sampling())
}

/// Format of the frame that these bytes are the beginning of, or one of its fields; and which part of it they are.
fn read_format(bytes: &[u8]) -> Result<(Format, Unit), Vc3Error> {
    if bytes.len() < LEAST_BYTES {
        return Err(damaged(format!("{} bytes are less than {LEAST_BYTES}", bytes.len())));
    }
    if bytes[..2] != [0, 0] || !(1..=3).contains(&bytes[4]) {
        return Err(damaged(format!("its first bytes are {:02x?}", &bytes[..5])));
    }
    if bytes[6] & 0x20 != 0 || bytes[7] & 0x07 != 0 {
        return Err(damaged("adaptive macroblocks and alpha are not read".to_owned()));
    }
    let id = long(bytes, 0x28);
    let profile = Profile::of(id)?;
    let (unit, field_order) = match (profile.is_interlaced, bytes[5]) {
        (false, 1) => (Unit::Frame, FieldOrder::Progressive),
        (true, 2) => (Unit::TopField, FieldOrder::TopFirst),
        (true, 3) => (Unit::BottomField, FieldOrder::BottomFirst),
        (false, other) => return Err(damaged(format!("coding unit {other} is not a progressive frame"))),
        (true, other) => return Err(damaged(format!("coding unit {other} is neither field"))),
    };
    let bits = match bytes[0x21] >> 5 {
        1 => 8,
        2 => 10,
        3 => 12,
        other => return Err(damaged(format!("bit depth {other} is none of 1, 2 and 3"))),
    };
    let is_ycbcr = bytes[COLOUR] & IS_YCBCR_444 != 0;
    let sampling = match bytes[COLOUR] >> 5 & 0b11 {
        // Frames of HD need no sampling: their ids tell it.
        _ if !profile.is_any_raster() && !profile.is_444() => Sampling::YCbCr422,
        0b00 if profile.is_any_raster() => Sampling::YCbCr422,
        0b10 if is_ycbcr => Sampling::YCbCr444,
        0b10 => Sampling::Gbr444,
        0b00 => return Err(damaged(format!("it says 4:2:2, and frames of {id} are 4:4:4"))),
        other => return Err(damaged(format!("sampling {other} is neither 4:2:2 nor 4:4:4"))),
    };
    // Fields tell their own lines.
    let height = short(bytes, 0x18) as u32 * if unit == Unit::Frame { 1 } else { 2 };
    let format = Format::new(id, (short(bytes, 0x1A) as u32, height), bits, sampling)?;
    let format = if unit == Unit::Frame { format } else { format.with_field_order(field_order)? };
    Ok((format, unit))
}

/// Rows of the part of a frame whose bytes these are.
fn read_rows(format: &Format, unit: Unit, frame: &[u8], place: std::ops::Range<usize>) -> Result<UnitRows, Vc3Error> {
    // The caller has checked that the part is in the frame and has at least a header.
    let part = &frame[place.clone()];
    let data = short(part, 2);
    let (columns, rows) = format.macroblocks();
    if short(part, 0x16C) != rows {
        return Err(damaged(format!("{} rows of macroblocks instead of {rows}", short(part, 0x16C))));
    }
    if data < ROW_OFFSETS + 4 * rows || data > part.len() {
        return Err(damaged(format!("{data} bytes of header in {}", part.len())));
    }
    // A block has a difference and an end of three bits each at least, so that a short frame does not ask for much memory.
    let least_bits = columns * rows * (12 + 6 * format.blocks());
    if (part.len() - data) * 8 < least_bits {
        return Err(damaged(format!("{} bytes cannot hold {columns}x{rows} macroblocks", part.len())));
    }
    let starts = (0..rows).map(|row| {
        let start = data.saturating_add(long(part, ROW_OFFSETS + 4 * row) as usize);
        if start < part.len() {
            Ok(place.start + start)
        } else {
            Err(damaged(format!("row {row} begins behind the frame's end")))
        }
    });
    Ok(UnitRows { unit, rows: starts.collect::<Result<_, _>>()?, end: place.end })
}

/// Two bytes of a header; callers stay within its least length, or have checked more.
fn short(header: &[u8], at: usize) -> usize {
    usize::from(u16::from_be_bytes([header[at], header[at + 1]]))
}

/// Four bytes, likewise.
fn long(header: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
}
