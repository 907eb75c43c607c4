//! From chunks to the planes of the display window.

use super::compression::{Inflater, codec_header, section};
use super::geometry::{Block, Geometry};
use super::header::{Compression, Header};
use std::ops::Range;

/// The part of a file behind its header.
pub(super) struct Chunks<'a> {
    /// The header.
    pub header: &'a Header,
    /// Places of the chunks.
    pub geometry: &'a Geometry,
    /// Offset table and chunks.
    pub stored: &'a [u8],
}

impl<'a> Chunks<'a> {
    /// Where the data of the chunk of table entry `index` lies in `stored`; the coordinates before it are checked.
    fn chunk(&self, index: u32, block: &Block) -> Result<Range<usize>, String> {
        let entry = self.stored.get(8 * index as usize..).and_then(|rest| rest.first_chunk::<8>());
        let offset = entry.map(|bytes| u64::from_le_bytes(*bytes)).ok_or("offset table ends early")?;
        let outside = || format!("chunk {index} lies at byte {offset}, outside of the file's chunks");
        let begin = self.header.end_bytes as u64 + self.geometry.table_bytes() as u64;
        if offset < begin {
            return Err(outside());
        }
        let start = usize::try_from(offset - self.header.end_bytes as u64).map_err(|_| outside())?;
        let head_bytes = self.geometry.chunk_header_bytes;
        let head = self.stored.get(start..).and_then(|bytes| bytes.get(..head_bytes)).ok_or_else(outside)?;
        let (words, _) = head.as_chunks::<4>();
        let word = |at: usize| words.get(at).map_or(0, |word| i32::from_le_bytes(*word));
        // Tile column, tile row and two level numbers, or the first line.
        let tile = [index % self.geometry.columns, index / self.geometry.columns, 0, 0].map(u32::cast_signed);
        let line = [self.header.data_window.y_min + block.y.cast_signed()];
        let expected: &[i32] = if self.header.tile_size.is_some() { &tile } else { &line };
        for (at, expected) in expected.iter().enumerate() {
            if word(at) != *expected {
                return Err(format!("chunk {index} says it is at {}, expected {expected}", word(at)));
            }
        }
        let size = word(expected.len());
        let data = start + head_bytes;
        usize::try_from(size)
            .ok()
            .filter(|size| *size <= self.stored.len() - data)
            .map(|size| data..data + size)
            .ok_or_else(|| format!("chunk {index} has {} of {size} bytes", self.stored.len() - data))
    }

    /// Whether the stored bytes may themselves be planes: uncompressed lines of a data window that is the display
    /// window.
    pub fn may_be_planes(&self) -> bool {
        let Header { compression, data_window, display_window, tile_size, .. } = self.header;
        *compression == Compression::None && data_window == display_window && tile_size.is_none()
    }

    /// Offset and stride of R, G, B in the stored bytes, where the lines lie one after the other.
    pub fn as_planes(&self) -> Result<Option<[(usize, usize); 3]>, String> {
        let data_window = &self.header.data_window;
        let width = data_window.width as usize;
        let line_bytes = width * self.geometry.pixel_bytes;
        let stride_bytes = line_bytes + self.geometry.chunk_header_bytes;
        let mut first = 0;
        for index in 0..data_window.height {
            let data = self.chunk(index, &self.geometry.block_at(index, data_window))?;
            if data.len() != line_bytes {
                return Err(format!("line {index} has {} bytes, expected {line_bytes}", data.len()));
            }
            if index == 0 {
                first = data.start;
            } else if data.start != first + index as usize * stride_bytes {
                return Ok(None);
            }
        }
        Ok(Some(self.geometry.before_bytes.map(|before| (first + before * width, stride_bytes))))
    }
}

/// Decompresses all chunks that touch the display window into three planes of it, one after the other.
///
/// Pixels outside of the data window are 0. `raw` and `work` hold one chunk each.
pub(super) fn decode(chunks: &Chunks<'_>, planes: &mut [u8], raw: &mut [u8], work: &mut [u8]) -> Result<(), String> {
    let Chunks { header, geometry, .. } = chunks;
    let (data, display) = (&header.data_window, &header.display_window);
    let size = |(width, height): (u32, u32)| (width as usize, height as usize);
    let codec =
        codec_header(&header.channels, header.compression, size((data.width, data.height)), header.tile_size.map(size));
    let mut inflater = Inflater::new(codec, header.compression);
    // Position of the data window in the display window; sums stay in range because windows do (header.rs).
    let (left, top) =
        (i64::from(data.x_min) - i64::from(display.x_min), i64::from(data.y_min) - i64::from(display.y_min));
    if data != display {
        planes.fill(0);
    }
    let sample_bytes = geometry.kind.bytes();
    let stride_bytes = display.width as usize * sample_bytes;
    let plane_bytes = stride_bytes * display.height as usize;
    for index in 0..geometry.columns * geometry.rows {
        let block = geometry.block_at(index, data);
        let columns = overlap(left + i64::from(block.x), block.width, display.width);
        let lines = overlap(top + i64::from(block.y), block.height, display.height);
        let (Some(columns), Some(lines)) = (columns, lines) else { continue };
        let line_bytes = block.width as usize * geometry.pixel_bytes;
        let bytes = line_bytes * block.height as usize;
        let stored = &chunks.stored[chunks.chunk(index, &block)?];
        let origin = (data.x_min + block.x.cast_signed(), data.y_min + block.y.cast_signed());
        let bounds = section(origin, (block.width as usize, block.height as usize));
        let raw = &mut raw[..bytes];
        inflater
            .inflate(stored, bounds, raw, &mut work[..bytes])
            .map_err(|reason| format!("chunk {index}: {reason}"))?;
        for line in 0..lines.length {
            let source = &raw[(lines.source + line) * line_bytes..][..line_bytes];
            let target = (lines.target + line) * stride_bytes + columns.target * sample_bytes;
            for (plane, before) in geometry.before_bytes.iter().enumerate() {
                let from = before * block.width as usize + columns.source * sample_bytes;
                planes[plane * plane_bytes + target..][..columns.length * sample_bytes]
                    .copy_from_slice(&source[from..][..columns.length * sample_bytes]);
            }
        }
    }
    Ok(())
}

/// The part of a block that lies in the display window, along one axis.
struct Overlap {
    /// First index in the block.
    source: usize,
    /// First index in the display window.
    target: usize,
    /// Count.
    length: usize,
}

fn overlap(position: i64, length: u32, limit: u32) -> Option<Overlap> {
    let begin = position.max(0);
    let end = (position + i64::from(length)).min(i64::from(limit));
    let index = |value: i64| usize::try_from(value).ok();
    (end > begin).then_some(())?;
    Some(Overlap { source: index(begin - position)?, target: index(begin)?, length: index(end - begin)? })
}
