//! Reads DPX files: the header with one read, the picture with another, straight into the caller's buffer.

use super::coding::{Coding, CodingError, Packing};
use super::describe::still;
use super::header::{HEADER_BYTES, Header, HeaderError};
use crate::decoded::{DecodedFrame, Storage};
use crate::error::MediaError;
use crate::sequence::still::Still;
use crate::sequence::storage::{grow, open, read_at};
use interneg_kernels::ByteOrder;
use std::fs::File;
use std::path::Path;

/// What the header of the file says.
pub(crate) fn describe(path: &Path, max_dimension: u32) -> Result<Still, MediaError> {
    let (_, header, coding) = open_dpx(path, max_dimension)?;
    Ok(still(&header, &coding))
}

/// Reads the picture, after `accept` has agreed to its header.
pub(crate) fn read_picture(
    path: &Path,
    max_dimension: u32,
    mut buffer: Vec<u8>,
    accept: &dyn Fn(&Still) -> Result<(), MediaError>,
) -> Result<DecodedFrame, MediaError> {
    let (file, header, coding) = open_dpx(path, max_dimension)?;
    accept(&still(&header, &coding))?;
    let image_bytes = coding.image_bytes();
    let (width, height) = (coding.raster.width as usize, coding.raster.height as usize);
    let stride_bytes = if coding.raw_layout().is_some() {
        grow(&mut buffer, image_bytes);
        read_at(&file, path, &mut buffer[..image_bytes], coding.offset_bytes as u64)?;
        coding.stride_bytes
    } else {
        // The samples that must be moved are read behind the place that they are moved to.
        let stride_bytes = width * usize::from(coding.components) * 2;
        grow(&mut buffer, stride_bytes * height + image_bytes);
        let (picture, stored) = buffer.split_at_mut(stride_bytes * height);
        let stored = &mut stored[..image_bytes];
        read_at(&file, path, stored, coding.offset_bytes as u64)?;
        for (line, out) in stored.chunks(coding.stride_bytes).zip(picture.chunks_exact_mut(stride_bytes)) {
            unpack_line(line, &coding, out);
        }
        stride_bytes
    };
    Ok(DecodedFrame {
        storage: Storage::Image {
            bytes: buffer,
            layout: coding.layout(),
            planes: [Some((0, stride_bytes)), None, None],
            width,
            height,
        },
    })
}

fn open_dpx(path: &Path, max_dimension: u32) -> Result<(File, Header, Coding), MediaError> {
    let (file, file_bytes) = open(path)?;
    if file_bytes == 0 {
        return Err(MediaError::Damaged {
            path: path.to_owned(),
            what: "DPX header",
            reason: "file size is 0".to_owned(),
        });
    }
    let mut bytes = [0; HEADER_BYTES];
    let present = usize::try_from(file_bytes).map_or(HEADER_BYTES, |size| size.min(HEADER_BYTES));
    read_at(&file, path, &mut bytes[..present], 0)?;
    let header = Header::parse(&bytes[..present]).map_err(|error| refused(path, error))?;
    let coding = Coding::of(&header, file_bytes, max_dimension).map_err(|error| match error {
        CodingError::Damaged(error) => refused(path, error),
        CodingError::Unsupported(what) => MediaError::Unsupported { path: path.to_owned(), what },
    })?;
    Ok((file, header, coding))
}

fn refused(path: &Path, error: HeaderError) -> MediaError {
    let (path, reason) = (path.to_owned(), error.to_string());
    match error {
        HeaderError::Magic(_) => MediaError::NotMedia { path, reason },
        HeaderError::Field { .. } => MediaError::Damaged { path, what: "DPX header", reason },
    }
}

/// Moves the samples of a line into 16-bit little-endian words, R G B A.
fn unpack_line(line: &[u8], coding: &Coding, out: &mut [u8]) {
    let words = line.chunks_exact(4).map(|word| {
        let word = [word[0], word[1], word[2], word[3]];
        match coding.order {
            ByteOrder::Big => u32::from_be_bytes(word),
            ByteOrder::Little => u32::from_le_bytes(word),
        }
    });
    let (slots, _) = out.as_chunks_mut::<2>();
    let put = |(slot, sample): (&mut [u8; 2], u16)| *slot = sample.to_le_bytes();
    match (coding.bits, coding.packing) {
        (8, _) => slots.iter_mut().zip(line.iter().map(|byte| u16::from(*byte))).for_each(put),
        (10, packing) => {
            let top = if packing == Packing::FilledA { 22 } else { 20 };
            let samples = words.flat_map(|word| [top, top - 10, top - 20].map(|shift| (word >> shift & 0x3ff) as u16));
            slots.iter_mut().zip(samples).for_each(put);
        }
        (12, Packing::Packed) => {
            let (mut words, mut bits, mut held) = (words, 0u64, 0);
            for slot in slots {
                if held < 12 {
                    bits |= u64::from(words.next().unwrap_or(0)) << held;
                    held += 32;
                }
                *slot = ((bits & 0xfff) as u16).to_le_bytes();
                bits >>= 12;
                held -= 12;
            }
        }
        (bits, packing) => {
            let shift = if bits == 12 && packing == Packing::FilledA { 4 } else { 0 };
            let (stored, _) = line.as_chunks::<2>();
            let samples = stored.iter().map(|pair| match coding.order {
                ByteOrder::Big => u16::from_be_bytes(*pair) >> shift,
                ByteOrder::Little => u16::from_le_bytes(*pair) >> shift,
            });
            slots.iter_mut().zip(samples).for_each(put);
        }
    }
    if coding.is_reversed {
        let (pixels, _) = out.as_chunks_mut::<8>();
        for [a0, a1, b0, b1, g0, g1, r0, r1] in pixels {
            (*a0, *a1, *b0, *b1, *g0, *g1, *r0, *r1) = (*r0, *r1, *g0, *g1, *b0, *b1, *a0, *a1);
        }
    }
}
