//! Samples of a WAVE file by number.

use super::WavInfo;
use super::samples::to_s24;
use crate::MediaError;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Bytes that are read at a time.
const PIECE_BYTES: usize = 1 << 18;

/// Reads any range of a sound file as signed 24-bit numbers. May be sent between threads; one thread reads at a time.
pub struct WavReader {
    info: WavInfo,
    file: File,
    piece: Vec<u8>,
    clipped_samples: u64,
}

impl WavReader {
    /// Opens a file whose metadata was read.
    ///
    /// # Errors
    /// `Open` where the file cannot be read, `Damaged` where it has become shorter since.
    pub fn open(info: &WavInfo) -> Result<Self, MediaError> {
        let open = |source| MediaError::Open { path: info.path.clone(), source };
        let file = File::open(&info.path).map_err(open)?;
        let file_bytes = file.metadata().map_err(open)?.len();
        let sound_bytes = info.samples.checked_mul(info.format.block_bytes() as u64);
        let needed = sound_bytes.and_then(|bytes| bytes.checked_add(info.data_offset_bytes));
        if needed.is_none_or(|needed| needed > file_bytes) {
            return Err(MediaError::Damaged {
                path: info.path.clone(),
                what: "WAVE file",
                reason: format!("it has become shorter since it was looked at: {file_bytes} bytes"),
            });
        }
        Ok(Self { info: info.clone(), file, piece: Vec::new(), clipped_samples: 0 })
    }

    /// The file's metadata.
    pub fn info(&self) -> &WavInfo {
        &self.info
    }

    /// Fills `samples`, interleaved by channel, with what begins at sample `first`: numbers of 24 bits.
    ///
    /// 24-bit sound is exact, and so is 16-bit sound, shifted up by 8 bits. 32-bit integers are rounded to the nearest,
    /// halves upwards; floats are scaled by 2^23 and rounded to the nearest, halves to even, and what is beyond full scale
    /// is clipped and counted.
    ///
    /// # Errors
    /// `Damaged` where the range is not in the file or `samples` holds no whole number of blocks, `Open` where it cannot
    /// be read.
    pub fn read(&mut self, first: u64, samples: &mut [i32]) -> Result<(), MediaError> {
        let channels = usize::from(self.info.format.channels);
        let block_bytes = self.info.format.block_bytes();
        let blocks = (samples.len() / channels) as u64;
        let is_inside = first.checked_add(blocks).is_some_and(|end| end <= self.info.samples);
        if !is_inside || !samples.len().is_multiple_of(channels) {
            return Err(MediaError::Damaged {
                path: self.info.path.clone(),
                what: "WAVE file",
                reason: format!(
                    "{} values from sample {first} of {} are no part of it",
                    samples.len(),
                    self.info.samples
                ),
            });
        }
        let piece_blocks = (PIECE_BYTES / block_bytes).max(1);
        self.piece.resize(piece_blocks * block_bytes, 0);
        let mut offset_bytes = self.info.data_offset_bytes + first * block_bytes as u64;
        for part in samples.chunks_mut(piece_blocks * channels) {
            let bytes = &mut self.piece[..part.len() / channels * block_bytes];
            self.file
                .read_exact_at(bytes, offset_bytes)
                .map_err(|source: io::Error| MediaError::Open { path: self.info.path.clone(), source })?;
            self.clipped_samples += to_s24(bytes, self.info.format.coding, part);
            offset_bytes += bytes.len() as u64;
        }
        Ok(())
    }

    /// Samples that were beyond full scale, or no number, in all that was read so far.
    pub fn clipped_samples(&self) -> u64 {
        self.clipped_samples
    }
}
