//! Renditions that a GPU encodes, from pictures that lie in its memory.

use super::EncodeError;
use super::recipe::check_coding;
use super::rendition::{prores_settings, vc3_format};
use crate::mux::PictureTrack;
use crate::prores::{self, CudaEncodeError, Profile};
use crate::vc3::{self, CudaVc3Error};
use interneg_kernels::cuda::{CudaDevice, CudaError, KeptPicture, KernelCache, Lane};
use interneg_spec::proxy::EncoderChoice;
use thiserror::Error;

/// Encodes the frames of a rendition on one GPU: the packets of [`RenditionEncoder`](super::RenditionEncoder). May be
/// shared between threads, each with a lane of its own.
pub struct GpuRenditionEncoder(Kind);

enum Kind {
    ProRes(Box<prores::CudaEncoder>),
    Vc3(Box<vc3::CudaEncoder>),
}

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

impl From<CudaEncodeError> for GpuEncodeError {
    fn from(error: CudaEncodeError) -> Self {
        match error {
            CudaEncodeError::Encode(error) => Self::Encode(error.into()),
            CudaEncodeError::Cuda(error) => Self::Cuda(error),
        }
    }
}

impl From<CudaVc3Error> for GpuEncodeError {
    fn from(error: CudaVc3Error) -> Self {
        match error {
            CudaVc3Error::Picture(error) => Self::Encode(error.into()),
            CudaVc3Error::Cuda(error) => Self::Cuda(error),
        }
    }
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
        if encoder == EncoderChoice::Ffmpeg {
            return Ok(None);
        }
        check_coding(track)?;
        let kind = match Profile::of(track.codec) {
            Some(profile) => {
                let settings = prores_settings(track, profile, bits);
                Kind::ProRes(Box::new(prores::CudaEncoder::new(device, kernels, settings)?))
            }
            None => {
                let (format, volume) = vc3_format(track, bits)?;
                Kind::Vc3(Box::new(vc3::CudaEncoder::new(device, kernels, format, volume)?))
            }
        };
        Ok(Some(Self(kind)))
    }

    /// Replaces the content of `packet` by the bytes of the encoded frame.
    ///
    /// # Errors
    /// As on the processors, and what the driver refuses. The content of `packet` is then of no use.
    pub fn encode(&self, lane: &mut Lane, picture: &KeptPicture, packet: &mut Vec<u8>) -> Result<(), GpuEncodeError> {
        match &self.0 {
            Kind::ProRes(encoder) => {
                encoder.encode(lane, picture, packet)?;
            }
            Kind::Vc3(encoder) => encoder.encode(lane, picture, packet)?,
        }
        Ok(())
    }
}
