//! The renditions that a GPU encodes.

use super::super::picture::{FrameError, GpuFrameError, GpuPicture, Planes};
use super::super::plan::{PlannedClip, gpu_encoder_of};
use crate::render::OpenGpu;
use interneg_kernels::cuda::{CudaDevice, CudaError, KeptPicture, Lane};
use interneg_media::encode::{EncodeError, GpuEncodeError, GpuRenditionEncoder};
use interneg_spec::proxy::Rendition;

/// Encoders of a clip's renditions on one GPU; none for those that the processors encode.
pub(super) struct GpuEncoders(Vec<Option<Coding>>);

/// How a rendition is encoded.
struct Coding {
    encoder: GpuRenditionEncoder,
    /// Samples of a line and lines of each plane, and bits of a sample.
    sizes: [(usize, usize); 3],
    bits: u8,
}

/// The packet of each rendition that the GPU has encoded.
pub(super) type Packets = Vec<Option<Vec<u8>>>;

/// Why a lane has not made a frame.
#[derive(Debug)]
pub(super) enum LaneError {
    /// The picture, as on the processors.
    Frame(FrameError),
    /// A packet, as on the processors.
    Encode(EncodeError),
    /// Of the GPU.
    Cuda(CudaError),
}

impl From<GpuFrameError> for LaneError {
    fn from(error: GpuFrameError) -> Self {
        match error {
            GpuFrameError::Frame(error) => Self::Frame(error),
            GpuFrameError::Cuda(error) => Self::Cuda(error),
        }
    }
}

impl From<GpuEncodeError> for LaneError {
    fn from(error: GpuEncodeError) -> Self {
        match error {
            GpuEncodeError::Encode(error) => Self::Encode(error),
            GpuEncodeError::Cuda(error) => Self::Cuda(error),
        }
    }
}

impl From<CudaError> for LaneError {
    fn from(error: CudaError) -> Self {
        Self::Cuda(error)
    }
}

impl GpuEncoders {
    /// Brings the encoders of a clip's renditions to a GPU.
    ///
    /// # Errors
    /// What the codec cannot hold, and what the compiler or the driver refuses.
    pub(super) fn new(clip: &PlannedClip, renditions: &[Rendition], gpu: &OpenGpu) -> Result<Self, GpuEncodeError> {
        let coding = |rendition: &Rendition| {
            let encoder = gpu_encoder_of(clip, rendition, &gpu.device, &gpu.kernels)?;
            let (width, height) = (rendition.raster.width as usize, rendition.raster.height as usize);
            let chroma = (if rendition.codec.is_444() { width } else { width.div_ceil(2) }, height);
            let (sizes, bits) = ([(width, height), chroma, chroma], rendition.bits());
            Ok(encoder.map(|encoder| Coding { encoder, sizes, bits }))
        };
        renditions.iter().map(coding).collect::<Result<_, _>>().map(Self)
    }

    /// Whether the GPU encodes a rendition.
    pub(super) fn has(&self, rendition: usize) -> bool {
        self.0.get(rendition).is_some_and(Option::is_some)
    }

    /// Encodes what a lane has made: the planes that have stayed there, and `planes` that have come back to be finished.
    ///
    /// # Errors
    /// As on the processors, and what the driver refuses.
    pub(super) fn encode(
        &self,
        device: &CudaDevice,
        lane: &mut Lane,
        picture: &GpuPicture,
        planes: &[Planes<'_>],
    ) -> Result<Packets, LaneError> {
        let mut packets: Packets = self.0.iter().map(|_| None).collect();
        // Planes that are brought take the place of those that have stayed, which come first.
        for stayed in [true, false] {
            for (rendition, coding) in self.0.iter().enumerate() {
                let Some(coding) = coding else { continue };
                let kept = match (picture.kept(rendition), stayed) {
                    (Some(kept), true) => *kept,
                    (None, false) => coding.bring(device, lane, &planes[rendition])?,
                    _ => continue,
                };
                let mut packet = Vec::new();
                coding.encoder.encode(lane, &kept, &mut packet)?;
                packets[rendition] = Some(packet);
            }
        }
        Ok(packets)
    }
}

impl Coding {
    /// Planes of the host; their lines are without gaps.
    fn bring(&self, device: &CudaDevice, lane: &mut Lane, planes: &Planes<'_>) -> Result<KeptPicture, CudaError> {
        let bytes = planes.lines.each_ref().map(|lines| &*lines.bytes);
        KeptPicture::bring(device, lane, bytes, self.sizes, self.bits)
    }
}
