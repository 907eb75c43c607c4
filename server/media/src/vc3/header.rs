//! The header of a frame, and the mark at its end.
//!
//! Fields that nothing is known to read stay as other encoders have them.

use super::format::Profile;
use super::{Format, Sampling, Vc3Error};

/// The last bytes of a frame.
pub(super) const END_MARK: [u8; 4] = [0x60, 0x0D, 0xC0, 0xDE];
/// Where the offsets of the rows stand.
const ROW_OFFSETS: usize = 0x170;
/// Bytes of a header with room for the rows of 1088 lines, which is the least.
const LEAST_BYTES: usize = 0x280;
/// Byte of the colour volume, of the sampling and of the colour flag.
const COLOUR: usize = 0x2C;
/// Bit of [`COLOUR`]: frames of 4:4:4 whose planes are Y', Cb and Cr. FFmpeg's decoder reads it so; whether Avid's does is not
/// known.
const IS_YCBCR_444: u8 = 1;

/// Bytes before the first row.
pub(super) fn header_bytes(rows: usize) -> usize {
    if rows <= 68 { LEAST_BYTES } else { ROW_OFFSETS + 4 * rows }
}

/// Writes a header; `offsets` are the rows' from its end.
pub(super) fn write(format: &Format, colour_volume: u8, offsets: &[u32], header: &mut [u8]) {
    header.fill(0);
    let (width, height) = format.raster();
    let (_, rows) = format.macroblocks();
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    // Rasters and rows have at most 16 bits each, as the format has checked.
    let short = |number: usize| (number as u16).to_be_bytes();
    put(0x02, &short(header_bytes(rows)));
    put(0x04, &[if format.profile.is_any_raster() { 3 } else { 1 }, 1, 0x80, 0xA0]);
    put(0x18, &short(height as usize));
    put(0x1A, &short(width as usize));
    put(0x1D, &short(height as usize));
    put(0x21, &[(format.bits() / 2 - 3) << 5 | 0b11000, 0x88]);
    put(0x28, &format.id().to_be_bytes());
    let sampling = if format.sampling().is_444() { 0b10 << 5 } else { 0 };
    let colour = if format.sampling() == Sampling::YCbCr444 { IS_YCBCR_444 } else { 0 };
    put(COLOUR, &[0x80 | sampling | colour_volume << 1 | colour]);
    put(0x5F, &[1]);
    put(0x167, &[2]);
    put(0x16A, &short(4 * rows + 4));
    put(0x16C, &short(rows));
    put(0x16F, &[0x10]);
    for (row, offset) in offsets.iter().enumerate() {
        put(ROW_OFFSETS + 4 * row, &offset.to_be_bytes());
    }
}

/// A frame as its header tells it.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub format: Format,
    /// Where each row begins in the frame.
    pub rows: Vec<usize>,
}

/// Reads a header and checks it against the frame's length.
pub(super) fn read(frame: &[u8]) -> Result<Header, Vc3Error> {
    let damaged = |reason: String| Vc3Error::Header { reason };
    if frame.len() < LEAST_BYTES {
        return Err(damaged(format!("{} bytes are less than {LEAST_BYTES}", frame.len())));
    }
    // In bounds: the frame is longer than all of them.
    let short = |at: usize| usize::from(u16::from_be_bytes([frame[at], frame[at + 1]]));
    let long = |at: usize| u32::from_be_bytes([frame[at], frame[at + 1], frame[at + 2], frame[at + 3]]);
    let data = short(2);
    if frame[..2] != [0, 0] || !(1..=3).contains(&frame[4]) {
        return Err(damaged(format!("its first bytes are {:02x?}", &frame[..5])));
    }
    if frame[5] != 1 {
        return Err(damaged(format!("coding unit {} is not a progressive frame", frame[5])));
    }
    if frame[6] & 0x20 != 0 || frame[7] & 0x07 != 0 {
        return Err(damaged("adaptive macroblocks and alpha are not read".to_owned()));
    }
    let id = long(0x28);
    let profile = Profile::of(id)?;
    let bits = match frame[0x21] >> 5 {
        1 => 8,
        2 => 10,
        3 => 12,
        other => return Err(damaged(format!("bit depth {other} is none of 1, 2 and 3"))),
    };
    // Frames of HD have no sampling: their ids tell it.
    let sampling = match frame[COLOUR] >> 5 & 0b11 {
        _ if !profile.is_any_raster() => Sampling::YCbCr422,
        0b00 => Sampling::YCbCr422,
        0b10 if frame[COLOUR] & IS_YCBCR_444 != 0 => Sampling::YCbCr444,
        0b10 => Sampling::Gbr444,
        other => return Err(damaged(format!("sampling {other} is neither 4:2:2 nor 4:4:4"))),
    };
    let format = Format::new(id, (short(0x1A) as u32, short(0x18) as u32), bits, sampling)?;
    let (columns, rows) = format.macroblocks();
    if short(0x16C) != rows {
        return Err(damaged(format!("{} rows of macroblocks instead of {rows}", short(0x16C))));
    }
    if data < ROW_OFFSETS + 4 * rows || data > frame.len() {
        return Err(damaged(format!("{data} bytes of header in a frame of {}", frame.len())));
    }
    // A block has a difference and an end of three bits each at least, so that a short frame does not ask for much memory.
    let least_bits = columns * rows * (12 + 6 * format.blocks());
    if (frame.len() - data) * 8 < least_bits {
        return Err(damaged(format!("{} bytes cannot hold {columns}x{rows} macroblocks", frame.len())));
    }
    let starts = (0..rows).map(|row| {
        let start = data.saturating_add(long(ROW_OFFSETS + 4 * row) as usize);
        if start < frame.len() { Ok(start) } else { Err(damaged(format!("row {row} begins behind the frame's end"))) }
    });
    let rows = starts.collect::<Result<_, _>>()?;
    Ok(Header { format, rows })
}
