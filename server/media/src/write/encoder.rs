//! One encoder for all delivery formats.

use super::dpx::DpxWriter;
use super::exr::ExrWriter;
use super::packet::PacketWriter;
use super::{EncodeScratch, FrameStamp, RowBlock, RowLayout, WriteSpec};
use crate::error::MediaError;
use interneg_spec::{DeliveryFormat, DpxBitDepth, Raster};
use std::path::PathBuf;

/// Turns packed rows into the bytes of a file, or of a movie's packet. Built once an asset; one encoder serves all threads,
/// each with its own [`EncodeScratch`]. The same stamp and the same rows give the same bytes.
#[derive(Debug)]
pub struct FrameEncoder {
    writer: Writer,
    row_layout: RowLayout,
}

#[derive(Debug)]
enum Writer {
    Exr(Box<ExrWriter>),
    Dpx(Box<DpxWriter>),
    Packet(Box<PacketWriter>),
}

impl FrameEncoder {
    /// Checks `spec` and settles all that is the same in every frame.
    ///
    /// Texts that are longer than their DPX field are cut, and characters that are no printable ASCII become `?` there.
    ///
    /// # Errors
    /// A raster or a stamp that the format cannot hold; an EXR without chromaticities.
    pub fn new(spec: &WriteSpec) -> Result<Self, MediaError> {
        let path = PathBuf::from(format!("*.{}", spec.format.extension()));
        let unwritable = |reason| MediaError::Unwritable { path: path.clone(), reason };
        let Raster { width, height } = spec.raster;
        if ![width, height].into_iter().all(|side| (1..=65_535).contains(&side)) {
            return Err(unwritable(format!("raster {}, expected 1 to 65535 a side", spec.raster)));
        }
        let (writer, row_layout) = match spec.format {
            DeliveryFormat::Exr { compression, zip_level } => {
                let writer = ExrWriter::new(spec, compression, zip_level).map_err(unwritable)?;
                (Writer::Exr(Box::new(writer)), RowLayout::ExrHalfBgr)
            }
            DeliveryFormat::Dpx { bit_depth } => {
                let layout = match bit_depth {
                    DpxBitDepth::Ten => RowLayout::Dpx10,
                    DpxBitDepth::Sixteen => RowLayout::Dpx16,
                };
                (Writer::Dpx(Box::new(DpxWriter::new(spec, bit_depth).map_err(unwritable)?)), layout)
            }
            DeliveryFormat::Quicktime { .. } => {
                let writer = PacketWriter::new(spec).map_err(unwritable)?;
                let layout = writer.row_layout();
                (Writer::Packet(Box::new(writer)), layout)
            }
        };
        Ok(Self { writer, row_layout })
    }

    /// How `fill` has to pack rows.
    pub fn row_layout(&self) -> RowLayout {
        self.row_layout
    }

    /// Most lines of a [`RowBlock`] that `fill` is asked for.
    pub fn block_rows(&self) -> usize {
        match &self.writer {
            Writer::Exr(writer) => writer.block_rows(),
            Writer::Dpx(writer) => writer.block_rows(),
            Writer::Packet(writer) => writer.block_rows(),
        }
    }

    /// Room that no frame exceeds, for the capacity of `out`; uncompressed frames need all but a few bytes of it.
    pub fn worst_case_bytes(&self) -> usize {
        match &self.writer {
            Writer::Exr(writer) => writer.worst_case_bytes(),
            Writer::Dpx(writer) => writer.file_bytes(),
            Writer::Packet(writer) => writer.worst_case_bytes(),
        }
    }

    /// Replaces the content of `out` by the bytes of the frame's file.
    ///
    /// `fill` is called for blocks of lines from top to bottom, each line once, and packs them in place. Behind the
    /// pixels of a line it may leave anything up to the next line. `out` is best the one of the frame before: its
    /// memory is used again without being cleared.
    ///
    /// # Errors
    /// A stamp that the header cannot hold. The content of `out` is then of no use.
    pub fn encode(
        &self,
        stamp: &FrameStamp,
        scratch: &mut EncodeScratch,
        out: &mut Vec<u8>,
        fill: &mut dyn FnMut(RowBlock<'_>),
    ) -> Result<(), MediaError> {
        let encoded = match &self.writer {
            Writer::Exr(writer) => writer.encode(stamp, scratch, out, fill),
            Writer::Dpx(writer) => writer.encode(stamp, out, fill),
            Writer::Packet(writer) => writer.encode(scratch, out, fill),
        };
        encoded.map_err(|reason| MediaError::Unwritable { path: PathBuf::from(&stamp.file_name), reason })
    }
}
