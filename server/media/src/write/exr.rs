//! EXR frames: half, scan lines, channels B G R.

use super::exr_header::ExrHeader;
use super::{AssetStamp, EncodeScratch, FrameStamp, RowBlock, WriteSpec};
use crate::exr::Compression;
use crate::exr::zip::to_differences;
use interneg_spec::{ExrCompression, Raster};

/// Primaries and white of ACES2065-1 (SMPTE ST 2065-1, AP0).
const AP0: [f32; 8] = [0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767];
/// `colorInteropID` of ACES2065-1.
const AP0_INTEROP_ID: &str = "lin_ap0_scene";
/// Line number and size before the pixels of a chunk.
const CHUNK_HEADER_BYTES: usize = 8;
/// B, G and R, half.
const PIXEL_BYTES: usize = 6;

/// Writes the frames of one asset as EXR.
#[derive(Debug)]
pub(super) struct ExrWriter {
    compression: Compression,
    zip_level: u8,
    raster: Raster,
    chromaticities: [f32; 8],
    interop_id: String,
    is_aces_container: bool,
    asset: AssetStamp,
}

impl ExrWriter {
    /// Checks what is the same in all frames.
    pub fn new(spec: &WriteSpec, compression: ExrCompression, zip_level: u8) -> Result<Self, String> {
        let compression = match compression {
            ExrCompression::None => Compression::None,
            ExrCompression::Zip => Compression::Zip,
            ExrCompression::Piz => Compression::Piz,
        };
        if !(1..=9).contains(&zip_level) {
            return Err(format!("zip level {zip_level}, expected 1 to 9"));
        }
        let chromaticities = match (spec.chromaticities, spec.is_aces) {
            (Some(given), true) if given != AP0 => {
                return Err(format!("chromaticities {given:?} of ACES2065-1, expected {AP0:?}"));
            }
            (_, true) => AP0,
            (Some(given), false) => given,
            (None, false) => {
                return Err("the target space has no chromaticities; an EXR needs a linear space with known primaries"
                    .to_owned());
            }
        };
        // ST 2065-4 knows no compression, so that compressed files say their space by id alone.
        let is_aces_container = spec.is_aces && compression == Compression::None;
        let interop_id = match (&spec.interop_id, spec.is_aces) {
            _ if is_aces_container => String::new(),
            (_, true) => AP0_INTEROP_ID.to_owned(),
            (Some(id), false) => id.clone(),
            (None, false) => String::new(),
        };
        Ok(Self {
            compression,
            zip_level,
            raster: spec.raster,
            chromaticities,
            interop_id,
            is_aces_container,
            asset: spec.asset.clone(),
        })
    }

    /// Lines that `fill` is asked for at once; the last block may have fewer.
    pub fn block_rows(&self) -> usize {
        match self.compression {
            // A line is a chunk, so the block only has to suit the cache.
            Compression::None => 16,
            other => other.chunk_lines() as usize,
        }
    }

    /// Bytes of a line's pixels.
    fn line_bytes(&self) -> usize {
        PIXEL_BYTES * self.raster.width as usize
    }

    fn height(&self) -> usize {
        self.raster.height as usize
    }

    fn chunk_count(&self) -> usize {
        self.height().div_ceil(self.compression.chunk_lines() as usize)
    }

    /// No frame is larger: texts of a frame are below 1 KiB in all that names a reel.
    pub fn worst_case_bytes(&self) -> usize {
        let texts = [&self.asset.creator, &self.asset.owner, &self.asset.title, &self.asset.comments];
        let header = 2048 + 2 * texts.iter().map(|text| text.len()).sum::<usize>();
        header + self.chunk_count() * (8 + CHUNK_HEADER_BYTES) + self.height() * self.line_bytes()
    }

    /// Writes one frame into `out`, whose content is replaced.
    pub fn encode(
        &self,
        stamp: &FrameStamp,
        scratch: &mut EncodeScratch,
        out: &mut Vec<u8>,
        fill: &mut dyn FnMut(RowBlock<'_>),
    ) -> Result<(), String> {
        let mut header = std::mem::take(&mut scratch.header);
        header.clear();
        let written = self.header(stamp).map(|fields| fields.write(&mut header));
        let result = written.and_then(|()| {
            if self.compression == Compression::None {
                self.encode_plain(&header, out, fill);
                Ok(())
            } else {
                self.encode_chunks(&header, scratch, out, fill)
            }
        });
        scratch.header = header;
        result
    }

    fn header<'a>(&'a self, stamp: &'a FrameStamp) -> Result<ExrHeader<'a>, String> {
        let asset = &self.asset;
        stamp.timecode.frame_count(asset.rate).map_err(|error| error.to_string())?;
        let (word, second_of_pair) = stamp.timecode.packed_bcd(asset.rate);
        let image_counter = i32::try_from(stamp.frame_number)
            .map_err(|_| format!("frame number {} does not fit imageCounter", stamp.frame_number))?;
        Ok(ExrHeader {
            width: self.raster.width,
            height: self.raster.height,
            compression: self.compression,
            is_aces_container: self.is_aces_container,
            chromaticities: self.chromaticities,
            interop_id: &self.interop_id,
            comments: &asset.comments,
            creator: &asset.creator,
            rate: asset.rate,
            image_counter: Some(image_counter),
            owner: if asset.owner.is_empty() { &asset.title } else { &asset.owner },
            reel: &stamp.reel,
            // ST 2065-4 lists `creator` and no `software`; other readers look for the latter.
            software: if self.is_aces_container { "" } else { &asset.creator },
            timecode: word | u32::from(second_of_pair) << 15,
        })
    }

    /// Uncompressed: rows are packed straight into their place in the file.
    pub(super) fn encode_plain(&self, header: &[u8], out: &mut Vec<u8>, fill: &mut dyn FnMut(RowBlock<'_>)) {
        let (height, line_bytes) = (self.height(), self.line_bytes());
        let stride_bytes = CHUNK_HEADER_BYTES + line_bytes;
        let first_chunk = header.len() + 8 * height;
        out.resize(first_chunk + height * stride_bytes, 0);
        out[..header.len()].copy_from_slice(header);
        let table = out[header.len()..first_chunk].as_chunks_mut::<8>().0;
        for (row, entry) in table.iter_mut().enumerate() {
            *entry = ((first_chunk + row * stride_bytes) as u64).to_le_bytes();
        }
        let block_rows = self.block_rows();
        for (index, block) in out[first_chunk..].chunks_mut(block_rows * stride_bytes).enumerate() {
            let (first_row, rows) = (index * block_rows, block.len() / stride_bytes);
            fill(RowBlock { first_row, rows, bytes: &mut block[CHUNK_HEADER_BYTES..], stride_bytes });
            // After the pixels, so that a packer may write whole vectors over the end of a line.
            for (row, line) in block.chunks_exact_mut(stride_bytes).enumerate() {
                line[..CHUNK_HEADER_BYTES].copy_from_slice(&chunk_header(first_row + row, line_bytes));
            }
        }
    }

    /// Compressed: chunk after chunk, the offset table filled in as their sizes become known.
    fn encode_chunks(
        &self,
        header: &[u8],
        scratch: &mut EncodeScratch,
        out: &mut Vec<u8>,
        fill: &mut dyn FnMut(RowBlock<'_>),
    ) -> Result<(), String> {
        let (height, line_bytes, chunk_rows) = (self.height(), self.line_bytes(), self.block_rows());
        out.clear();
        out.extend_from_slice(header);
        out.resize(header.len() + 8 * self.chunk_count(), 0);
        scratch.ready(chunk_rows.min(height) * line_bytes, self.zip_level)?;
        for (index, first_row) in (0..height).step_by(chunk_rows).enumerate() {
            let rows = chunk_rows.min(height - first_row);
            let bytes = rows * line_bytes;
            fill(RowBlock { first_row, rows, bytes: &mut scratch.raw[..bytes], stride_bytes: line_bytes });
            let offset = out.len() as u64;
            out[header.len() + 8 * index..][..8].copy_from_slice(&offset.to_le_bytes());
            match self.compression {
                Compression::Zip => {
                    to_differences(&scratch.raw[..bytes], &mut scratch.transformed[..bytes]);
                    let size = scratch.deflate(bytes).map_or(bytes, <[u8]>::len);
                    out.extend_from_slice(&chunk_header(first_row, size));
                    let is_raw = size == bytes;
                    out.extend_from_slice(if is_raw { &scratch.raw[..bytes] } else { &scratch.compressed[..size] });
                }
                _ => {
                    let EncodeScratch { piz, raw, compressed, .. } = scratch;
                    let width = self.raster.width as usize;
                    let size = piz.get_or_insert_default().compress(&raw[..bytes], width, &mut compressed[..bytes]);
                    let packed = size.map_or(&raw[..bytes], |size| &compressed[..size]);
                    out.extend_from_slice(&chunk_header(first_row, packed.len()));
                    out.extend_from_slice(packed);
                }
            }
        }
        Ok(())
    }
}

/// First line and size of a chunk; both are below 2^31, because a raster has at most 65535 lines and columns.
fn chunk_header(first_row: usize, bytes: usize) -> [u8; CHUNK_HEADER_BYTES] {
    let mut header = [0; CHUNK_HEADER_BYTES];
    header[..4].copy_from_slice(&(first_row as u32).to_le_bytes());
    header[4..].copy_from_slice(&(bytes as u32).to_le_bytes());
    header
}
