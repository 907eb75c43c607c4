//! Where the chunks of an EXR lie and what they hold, checked against the file's size.

use super::header::{Channel, Compression, Header, HeaderError, Levels, SampleKind, Window};

/// Largest chunk that is decompressed; a tile or a block of lines of any real picture is far below.
const MAX_CHUNK_BYTES: u64 = 256 << 20;

/// The three channels that are the picture, and how chunks divide the data window.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Geometry {
    /// Type of the samples of R, G and B.
    pub kind: SampleKind,
    /// Bytes of all channels before R, G, B for one pixel, to be multiplied by the width of a chunk.
    pub before_bytes: [usize; 3],
    /// Bytes of all channels for one pixel.
    pub pixel_bytes: usize,
    /// Width and height of a chunk that no edge cuts.
    pub block: (u32, u32),
    /// Chunks in a row.
    pub columns: u32,
    /// Rows of chunks.
    pub rows: u32,
    /// Bytes before the data of a chunk: coordinates and size.
    pub chunk_header_bytes: usize,
}

/// A chunk's place in the data window, counted from its top left pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    /// Leftmost column.
    pub x: u32,
    /// Topmost line.
    pub y: u32,
    /// Pixels per line.
    pub width: u32,
    /// Lines.
    pub height: u32,
}

impl Geometry {
    /// Settles the geometry of a file of `file_bytes`.
    pub fn of(header: &Header, file_bytes: u64) -> Result<Self, HeaderError> {
        let (kind, before_bytes) = picture_channels(&header.channels)?;
        let pixel_bytes: usize = header.channels.iter().map(|channel| channel.kind.bytes()).sum();
        let Window { width, height, .. } = header.data_window;
        let block = header.tile_size.unwrap_or((width, header.compression.chunk_lines()));
        let geometry = Self {
            kind,
            before_bytes,
            pixel_bytes,
            block,
            columns: width.div_ceil(block.0),
            rows: height.div_ceil(block.1),
            chunk_header_bytes: if header.tile_size.is_some() { 20 } else { 8 },
        };
        geometry.check_sizes(header, file_bytes)?;
        Ok(geometry)
    }

    /// Refuses data windows that the file cannot hold, before memory is asked for.
    fn check_sizes(&self, header: &Header, file_bytes: u64) -> Result<(), HeaderError> {
        let Window { width, height, .. } = header.data_window;
        let field = |reason| HeaderError::Field { field: "dataWindow".to_owned(), reason };
        let chunk_bytes =
            u64::from(self.block.0.min(width)) * u64::from(self.block.1.min(height)) * self.pixel_bytes as u64;
        if chunk_bytes > MAX_CHUNK_BYTES {
            return Err(field(format!("a chunk of {chunk_bytes} bytes, expected at most {MAX_CHUNK_BYTES}")));
        }
        let raw_bytes = u64::from(width) * u64::from(height) * self.pixel_bytes as u64;
        let least_bytes = match header.compression {
            Compression::None => raw_bytes,
            // A run of at most 128 bytes takes two.
            Compression::Rle => raw_bytes / 64,
            // Deflate reaches 1032 to 1; PXR24 halves a float at most before it.
            Compression::Zips | Compression::Zip => raw_bytes / 1040,
            Compression::Pxr24 => raw_bytes / 2080,
            // No bound is known but the chunks' own headers.
            _ => 0,
        };
        let chunks = u64::from(self.columns) * u64::from(self.rows);
        let needed = header.end_bytes as u64 + chunks * (8 + self.chunk_header_bytes as u64) + least_bytes;
        if needed > file_bytes {
            return Err(field(format!(
                "{width}x{height} pixels need at least {needed} bytes, the file has {file_bytes}"
            )));
        }
        Ok(())
    }

    /// Number of chunks of the full resolution.
    pub fn chunk_count(&self) -> usize {
        self.columns as usize * self.rows as usize
    }

    /// Bytes of the offset table that are read: the full resolution comes first in files with several.
    pub fn table_bytes(&self) -> usize {
        8 * self.chunk_count()
    }

    /// Bytes of the largest chunk when it is decompressed.
    pub fn block_bytes(&self, data_window: &Window) -> usize {
        let (width, height) = (self.block.0.min(data_window.width), self.block.1.min(data_window.height));
        width as usize * height as usize * self.pixel_bytes
    }

    /// Most bytes that the offset table and all chunks can take: a chunk that does not shrink is stored raw.
    pub fn most_stored_bytes(&self, header: &Header) -> u64 {
        let Window { width, height, .. } = header.data_window;
        let chunk = 8 + self.chunk_header_bytes as u64;
        let raw = u64::from(width) * u64::from(height) * self.pixel_bytes as u64;
        let full = raw + u64::from(self.columns) * u64::from(self.rows) * chunk;
        // Smaller resolutions lie anywhere between: halves in one direction add as much again at most, in both
        // directions three times as much, and each of the at most 32 steps a direction has one chunk at least.
        match header.levels {
            Levels::One => full,
            Levels::Mip => 2 * full + 32 * chunk,
            Levels::Rip => 4 * full + 32 * 32 * chunk,
        }
    }

    /// The place of the chunk of table entry `index`.
    pub fn block_at(&self, index: u32, data_window: &Window) -> Block {
        let (x, y) = (index % self.columns * self.block.0, index / self.columns * self.block.1);
        Block { x, y, width: self.block.0.min(data_window.width - x), height: self.block.1.min(data_window.height - y) }
    }
}

/// Finds R, G and B, which must have one type; further channels are skipped.
fn picture_channels(channels: &[Channel]) -> Result<(SampleKind, [usize; 3]), HeaderError> {
    let mut found: [Option<(SampleKind, usize)>; 3] = [None; 3];
    let mut before_bytes = 0;
    for channel in channels {
        if let Some(index) = ["R", "G", "B"].iter().position(|name| *name == channel.name) {
            found[index] = Some((channel.kind, before_bytes));
        }
        before_bytes += channel.kind.bytes();
    }
    let names = || channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(" ");
    let [Some(r), Some(g), Some(b)] = found else {
        return Err(HeaderError::Unsupported(format!("EXR with channels {}; R, G and B are read", names())));
    };
    if r.0 == SampleKind::Uint || r.0 != g.0 || r.0 != b.0 {
        return Err(HeaderError::Unsupported(
            "EXR whose R, G and B are not all half or all float; one type of float is read".to_owned(),
        ));
    }
    Ok((r.0, [r.1, g.1, b.1]))
}
