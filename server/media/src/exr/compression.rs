//! Decompression of chunks, and what the `exr` crate needs to know for it.

use super::header::{Channel, Compression, SampleKind};
use super::zip::from_differences;
use ::exr::compression::Compression as Codec;
use ::exr::math::RoundingMode;
use ::exr::meta::BlockDescription;
use ::exr::meta::attribute::{ChannelDescription, IntegerBounds, LevelMode, SampleType, Text, TileDescription};
use ::exr::meta::header::Header as CodecHeader;
use ::exr::prelude::Vec2;
use libdeflater::Decompressor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A header for the `exr` crate's codecs, which read from it the channels, the compression and the size of blocks.
pub(crate) fn codec_header(
    channels: &[Channel],
    compression: Compression,
    data_size: (usize, usize),
    tile_size: Option<(usize, usize)>,
) -> CodecHeader {
    let channels = channels.iter().map(|channel| ChannelDescription {
        name: Text::new_or_none(&channel.name).unwrap_or_default(),
        sample_type: match channel.kind {
            SampleKind::Uint => SampleType::U32,
            SampleKind::Half => SampleType::F16,
            SampleKind::Float => SampleType::F32,
        },
        quantize_linearly: channel.is_linear,
        sampling: Vec2(1, 1),
    });
    let mut header = CodecHeader::new(Text::default(), Vec2(data_size.0, data_size.1), channels.collect());
    header.compression = codec(compression);
    header.blocks = tile_size.map_or(BlockDescription::ScanLines, |(width, height)| {
        BlockDescription::Tiles(TileDescription {
            tile_size: Vec2(width, height),
            level_mode: LevelMode::Singular,
            rounding_mode: RoundingMode::Down,
        })
    });
    header
}

fn codec(compression: Compression) -> Codec {
    match compression {
        Compression::None => Codec::Uncompressed,
        Compression::Rle => Codec::RLE,
        Compression::Zips => Codec::ZIP1,
        Compression::Zip => Codec::ZIP16,
        Compression::Piz => Codec::PIZ,
        Compression::Pxr24 => Codec::PXR24,
        Compression::B44 => Codec::B44,
        Compression::B44a => Codec::B44A,
        Compression::Dwaa => Codec::DWAA(None),
        Compression::Dwab => Codec::DWAB(None),
    }
}

/// The pixels of a chunk for the `exr` crate.
pub(crate) fn section(origin: (i32, i32), size: (usize, usize)) -> IntegerBounds {
    IntegerBounds { position: Vec2(origin.0, origin.1), size: Vec2(size.0, size.1) }
}

/// Decompresses the chunks of one picture.
pub(super) struct Inflater {
    header: CodecHeader,
    compression: Compression,
    deflate: Decompressor,
}

impl Inflater {
    /// For chunks of `header`'s picture.
    pub fn new(header: CodecHeader, compression: Compression) -> Self {
        Self { header, compression, deflate: Decompressor::new() }
    }

    /// Decompresses `stored` into `raw`, which has the exact size of the chunk; `work` is as long as `raw`.
    pub fn inflate(
        &mut self,
        stored: &[u8],
        bounds: IntegerBounds,
        raw: &mut [u8],
        work: &mut [u8],
    ) -> Result<(), String> {
        if stored.len() == raw.len() {
            // A chunk that does not shrink is stored as it is, in every compression.
            raw.copy_from_slice(stored);
            return Ok(());
        }
        match self.compression {
            Compression::None => Err(format!("uncompressed chunk of {} bytes, expected {}", stored.len(), raw.len())),
            Compression::Zip | Compression::Zips => {
                let size = self.deflate.zlib_decompress(stored, work).map_err(|error| error.to_string())?;
                if size != raw.len() {
                    return Err(format!("chunk inflates to {size} bytes, expected {}", raw.len()));
                }
                from_differences(work, raw);
                Ok(())
            }
            _ => self.inflate_by_crate(stored, bounds, raw),
        }
    }

    fn inflate_by_crate(&self, stored: &[u8], bounds: IntegerBounds, raw: &mut [u8]) -> Result<(), String> {
        // The decoder owns its input and may meet an invariant of its own on damaged data; that must cost a frame,
        // not the worker.
        let decode =
            || self.header.compression.decompress_image_section_from_le(&self.header, stored.to_vec(), bounds, false);
        let pixels = catch_unwind(AssertUnwindSafe(decode))
            .map_err(|_| "compressed data breaks the decoder".to_owned())?
            .map_err(|error| error.to_string())?;
        if pixels.len() != raw.len() {
            return Err(format!("chunk decodes to {} bytes, expected {}", pixels.len(), raw.len()));
        }
        raw.copy_from_slice(&pixels);
        Ok(())
    }
}
