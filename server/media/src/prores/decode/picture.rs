//! A whole frame.

use super::slice::{LINE, Parts, Unweighting, Workshop};
use crate::mux::FieldOrder;
use crate::prores::header::{FrameHeader, PictureHeader};
use crate::prores::slices::{Slice, slices_of};
use crate::prores::{DecodeError, alpha};
use interneg_kernels::Level;
use interneg_kernels::prores::{Arrangement, Scan};

/// Most samples of luma: 16 384 a side. A frame of a few megabytes could ask for more memory than any machine has.
const MOST_SAMPLES: usize = 1 << 28;

/// One plane of samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedPlane {
    /// Samples of a line.
    pub columns: usize,
    /// Lines.
    pub rows: usize,
    /// The samples, line by line.
    pub samples: Vec<u16>,
}

/// A decoded frame.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedPicture {
    /// What the frame says of itself.
    pub header: FrameHeader,
    /// Bits of a sample.
    pub bits: u8,
    /// Y', Cb, Cr, and alpha where there is any.
    pub planes: Vec<DecodedPlane>,
    /// What each slice's quantisation index stands for, 1 to 512 (RDD 36, 5.3.2): of each picture of the frame in coding order,
    /// a number for each macroblock, line by line.
    pub scales: Vec<Vec<u16>>,
}

/// Decodes a frame to samples of `bits` bits, 8 to 16. Frames know no depth: it is the reader's choice.
///
/// # Errors
/// Where the frame is none of ProRes, is cut, or its codes make no sense.
pub fn decode(frame: &[u8], bits: u8) -> Result<DecodedPicture, DecodeError> {
    decode_at(frame, bits, Level::best())
}

fn decode_at(frame: &[u8], bits: u8, level: Level) -> Result<DecodedPicture, DecodeError> {
    if !(8..=16).contains(&bits) {
        return Err(DecodeError::Bits { bits });
    }
    let (header, mut rest) = FrameHeader::parse(frame)?;
    let samples = header.raster.width as usize * header.raster.height as usize;
    if samples > MOST_SAMPLES {
        return Err(DecodeError::Large { raster: header.raster, most: MOST_SAMPLES });
    }
    // Every slice has a place in the tables; a frame without them asks for no memory.
    let mut pictures = Vec::new();
    for (columns, rows, is_second) in header.pictures() {
        let (picture, behind) = Cut::of(rest, columns, rows, is_second)?;
        pictures.push(picture);
        rest = behind;
    }
    let plane_count = if header.alpha.is_some() { 4 } else { 3 };
    let planes = (0..plane_count).map(|plane| {
        let (columns, rows) = DecodedPicture::plane_size(&header, plane);
        DecodedPlane { columns, rows, samples: vec![0; columns * rows] }
    });
    let mut decoded = DecodedPicture { bits, planes: planes.collect(), scales: Vec::new(), header };
    let mut workshop = Workshop::new(level);
    for (index, picture) in pictures.iter().enumerate() {
        picture.decode(index, &mut workshop, &mut decoded)?;
    }
    Ok(decoded)
}

/// A picture cut in slices.
struct Cut<'a> {
    slices: Vec<(Slice, &'a [u8])>,
    is_second: bool,
}

impl<'a> Cut<'a> {
    /// The picture at the beginning of `bytes`, and what lies behind it.
    fn of(bytes: &'a [u8], columns: usize, rows: usize, is_second: bool) -> Result<(Self, &'a [u8]), DecodeError> {
        let header = PictureHeader::parse(bytes)?;
        let short = |what, needed, found| DecodeError::Short { what, needed, found };
        let (picture, behind) =
            bytes.split_at_checked(header.picture_bytes).ok_or(short("picture", header.picture_bytes, bytes.len()))?;
        let per_row = columns.div_ceil(16).div_ceil(header.slice_width.macroblocks());
        let least = 2 * per_row * rows.div_ceil(16);
        let tail = &picture[header.header_bytes..];
        if tail.len() < least {
            return Err(short("slice table", least, tail.len()));
        }
        let places = slices_of(columns, rows, header.slice_width);
        let table_bytes = 2 * places.len();
        let (table, mut data) =
            tail.split_at_checked(table_bytes).ok_or(short("slice table", table_bytes, tail.len()))?;
        let mut slices = Vec::with_capacity(places.len());
        for (place, size) in places.into_iter().zip(table.chunks_exact(2)) {
            let size = usize::from(u16::from_be_bytes([size[0], size[1]]));
            let (slice, left) = data.split_at_checked(size).ok_or(short("slice", size, data.len()))?;
            slices.push((place, slice));
            data = left;
        }
        Ok((Self { slices, is_second }, behind))
    }

    fn decode(&self, picture: usize, workshop: &mut Workshop, out: &mut DecodedPicture) -> Result<(), DecodeError> {
        let (header, bits) = (out.header.clone(), out.bits);
        let is_field = header.field_order != FieldOrder::Progressive;
        let scan = if is_field { Scan::Interlaced } else { Scan::Progressive };
        let unweightings = header.matrices.map(|matrix| Unweighting::new(&matrix, scan, bits));
        let lines = Lines { first: usize::from(self.is_second), step: if is_field { 2 } else { 1 } };
        let chroma = if header.is_444 { Arrangement::FullChroma } else { Arrangement::HalfChroma };
        // Slices follow one another as their macroblocks do.
        let mut scales = Vec::new();
        for (index, (place, bytes)) in self.slices.iter().enumerate() {
            let fault = |what| DecodeError::Slice { picture, slice: index, what };
            let parts = Parts::of(bytes, header.alpha.is_some()).map_err(fault)?;
            scales.extend(std::iter::repeat_n(parts.scale, place.macroblocks));
            for (component, arrangement) in [Arrangement::Luma, chroma, chroma].into_iter().enumerate() {
                let shape = (arrangement, place.macroblocks);
                let unweighting = &unweightings[component.min(1)];
                workshop.decode(&parts, component, shape, unweighting, bits).map_err(fault)?;
                let first_column = place.column * arrangement.columns();
                let columns = place.macroblocks * arrangement.columns();
                lines.put(&mut out.planes[component], place.row, first_column, &workshop.samples[..], LINE, columns);
            }
            if let Some(coded) = header.alpha {
                let columns = 16 * place.macroblocks;
                let samples = &mut workshop.samples[..16 * columns];
                let damaged = crate::prores::error::SliceFault::Codes { component: 3 };
                alpha::decode(parts.codes[3], coded, samples).ok_or(fault(damaged))?;
                samples.iter_mut().for_each(|sample| *sample = alpha::from_coded(*sample, coded, bits));
                lines.put(&mut out.planes[3], place.row, 16 * place.column, samples, columns, columns);
            }
        }
        out.scales.push(scales);
        Ok(())
    }
}

/// Which lines of a plane a picture has.
#[derive(Debug, Clone, Copy)]
struct Lines {
    first: usize,
    step: usize,
}

impl Lines {
    /// Puts 16 lines of a row of macroblocks in their place, as far as there is one.
    fn put(
        self,
        plane: &mut DecodedPlane,
        row: usize,
        first_column: usize,
        samples: &[u16],
        stride: usize,
        columns: usize,
    ) {
        let there = columns.min(plane.columns - first_column);
        for (y, line) in samples.chunks(stride).take(16).enumerate() {
            let at = (16 * row + y) * self.step + self.first;
            if at >= plane.rows {
                return;
            }
            plane.samples[at * plane.columns + first_column..][..there].copy_from_slice(&line[..there]);
        }
    }
}
