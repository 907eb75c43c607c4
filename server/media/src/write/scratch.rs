//! Memory that a writer keeps from frame to frame.

use super::packet::PacketScratch;
use super::piz::Piz;
use libdeflater::{CompressionLvl, Compressor};

/// Buffers of one encoding thread. Made once and handed to every [`super::FrameEncoder::encode`] of that thread.
#[derive(Default)]
pub struct EncodeScratch {
    /// The header of the frame.
    pub(super) header: Vec<u8>,
    /// Pixels of one chunk as they were packed.
    pub(super) raw: Vec<u8>,
    /// The same after the byte transform.
    pub(super) transformed: Vec<u8>,
    /// The same compressed.
    pub(super) compressed: Vec<u8>,
    deflate: Option<(u8, Compressor)>,
    /// Tables of the PIZ coder.
    pub(super) piz: Option<Piz>,
    /// Encoder and planes of a movie's frames; a scratch serves one movie.
    pub(super) packet: Option<PacketScratch>,
}

impl EncodeScratch {
    /// Empty; the first frame sizes it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sizes the buffers of a chunk of `bytes`, and readies the compressor of `level`; nothing happens where they are.
    pub(super) fn ready(&mut self, bytes: usize, level: u8) -> Result<(), String> {
        for buffer in [&mut self.raw, &mut self.transformed, &mut self.compressed] {
            buffer.resize(bytes, 0);
        }
        if self.deflate.as_ref().is_none_or(|(made_for, _)| *made_for != level) {
            let checked =
                CompressionLvl::new(level.into()).map_err(|_| format!("zip level {level}, expected 1 to 9"))?;
            self.deflate = Some((level, Compressor::new(checked)));
        }
        Ok(())
    }

    /// Deflates the first `bytes` of `transformed`; `None` where that does not make them shorter.
    pub(super) fn deflate(&mut self, bytes: usize) -> Option<&[u8]> {
        let (_, compressor) = self.deflate.as_mut()?;
        let room = bytes.saturating_sub(1);
        let size = compressor.zlib_compress(&self.transformed[..bytes], &mut self.compressed[..room]).ok()?;
        self.compressed.get(..size)
    }
}
