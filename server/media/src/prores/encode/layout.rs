//! Where everything lies in a frame.

use super::plan::Plan;
use crate::prores::EncodeError;
use crate::prores::header::{FRAME_HEAD_BYTES, PICTURE_HEADER_BYTES, PictureHeader};

/// A frame of slices whose lengths are known.
#[derive(Debug)]
pub(super) struct Layout {
    /// First byte and bytes of every slice.
    pub slices: Vec<(usize, usize)>,
    /// Of the whole frame.
    pub bytes: u32,
}

impl Layout {
    /// Pictures one behind the other: header, table of the slices' sizes, slices.
    ///
    /// # Errors
    /// `Limit` above what a frame's size field holds.
    pub fn new(plan: &Plan, slice_bytes: &[usize]) -> Result<Self, EncodeError> {
        let mut end = FRAME_HEAD_BYTES;
        let mut slices = Vec::with_capacity(slice_bytes.len());
        for of_picture in &plan.pictures {
            end += PICTURE_HEADER_BYTES + 2 * of_picture.len();
            for bytes in &slice_bytes[of_picture.clone()] {
                slices.push((end, *bytes));
                end += bytes;
            }
        }
        // A frame of the largest raster with the finest quantiser of its noise lies above what its size field holds.
        let bytes = u32::try_from(end)
            .map_err(|_| EncodeError::Limit { limit_bytes: u32::MAX.into(), least_bytes: end as u64 })?;
        Ok(Self { slices, bytes })
    }

    /// Writes everything but the slices.
    pub fn write_headers(&self, plan: &Plan, frame: &mut [u8]) {
        let mut head = [0; FRAME_HEAD_BYTES];
        plan.header.write(self.bytes, &mut head);
        frame[..FRAME_HEAD_BYTES].copy_from_slice(&head);
        let mut begin = FRAME_HEAD_BYTES;
        for of_picture in &plan.pictures {
            let slices = &self.slices[of_picture.clone()];
            let table_begin = begin + PICTURE_HEADER_BYTES;
            let table_end = table_begin + 2 * slices.len();
            let end = slices.last().map_or(table_end, |(first_byte, bytes)| first_byte + bytes);
            let mut head = [0; PICTURE_HEADER_BYTES];
            // A picture is smaller than its frame.
            PictureHeader::write((end - begin) as u32, slices.len(), plan.settings.slice_width, &mut head);
            frame[begin..table_begin].copy_from_slice(&head);
            for (entry, (_, bytes)) in frame[table_begin..table_end].chunks_exact_mut(2).zip(slices) {
                // Three components of at most 16 KiB and alpha of less than 5 fit a word.
                entry.copy_from_slice(&(*bytes as u16).to_be_bytes());
            }
            begin = end;
        }
    }
}
