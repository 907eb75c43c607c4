//! Renditions that a GPU encodes, from pictures that lie in its memory.

use super::EncodeError;
use crate::mux::PictureTrack;
use interneg_kernels::cuda::{CudaDevice, CudaError, KeptPicture, KernelCache, Lane};
use interneg_spec::proxy::EncoderChoice;
use thiserror::Error;

/// Encodes the frames of a rendition on one GPU: the packets of [`RenditionEncoder`](super::RenditionEncoder). May be
/// shared between threads, each with a lane of its own.
#[derive(Debug)]
pub struct GpuRenditionEncoder(Kind);

#[derive(Debug)]
enum Kind {}

/// Why a GPU has not encoded a picture.
#[derive(Debug, Error)]
pub enum GpuEncodeError {
    /// As on the processors.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// Of the GPU.
    #[error(transparent)]
    Cuda(#[from] CudaError),
}

impl GpuRenditionEncoder {
    /// Brings what encodes pictures of `track` with samples of `bits` bits to a GPU; nothing where the processors have to
    /// encode them, as they do for FFmpeg's encoders.
    ///
    /// # Errors
    /// What the codec cannot hold, and what the compiler or the driver refuses.
    pub fn new(
        device: &CudaDevice,
        kernels: &KernelCache,
        track: &PictureTrack,
        encoder: EncoderChoice,
        bits: u8,
    ) -> Result<Option<Self>, GpuEncodeError> {
        let _ = (device, kernels, track, encoder, bits);
        Ok(None)
    }

    /// Replaces the content of `packet` by the bytes of the encoded frame.
    ///
    /// # Errors
    /// As on the processors, and what the driver refuses. The content of `packet` is then of no use.
    pub fn encode(&self, lane: &mut Lane, picture: &KeptPicture, packet: &mut Vec<u8>) -> Result<(), GpuEncodeError> {
        let _ = (lane, picture, packet);
        match self.0 {}
    }
}
