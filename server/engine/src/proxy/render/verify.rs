//! Frames of a chunk that are verified as they are coded.

use super::super::chunk::VerifiedStream;
use super::super::plan::PlannedClip;
use crate::EngineError;
use interneg_manifest::hash::{DigestKind, hash_buffer};
use interneg_media::encode::EncodePlanes;
use interneg_media::verify::{FrameVerifier, Verification, VerifyError};
use interneg_spec::proxy::{Rendition, VerifyChoice};

/// Verifies the frames of one rendition on the thread that encodes them, where the job asks for it.
pub(super) struct RenditionVerifier {
    verifier: Option<FrameVerifier>,
    clip: String,
    rendition: String,
}

/// The proof of one frame.
pub(super) struct VerifiedPacket {
    /// XXH3 128-bit of the packet that was decoded.
    xxh128: String,
    likeness: Verification,
}

impl RenditionVerifier {
    pub(super) fn new(clip: &PlannedClip, rendition: &Rendition) -> Result<Self, EngineError> {
        let (clip_name, name) = (clip.name.clone(), rendition.name.clone());
        let verifier = match rendition.verify {
            VerifyChoice::None => None,
            VerifyChoice::Decode => match FrameVerifier::new(&clip.track(rendition)) {
                Ok(verifier) => Some(verifier),
                Err(source) => {
                    return Err(EngineError::Verify { clip: clip_name, rendition: name, frame: 0, source });
                }
            },
        };
        Ok(Self { verifier, clip: clip_name, rendition: name })
    }

    /// Holds the packet of a frame against its planes; nothing where nothing is to be verified.
    ///
    /// # Errors
    /// It is not the picture that was encoded.
    pub(super) fn verify(
        &mut self,
        frame: u64,
        planes: &EncodePlanes<'_>,
        packet: &[u8],
    ) -> Result<Option<VerifiedPacket>, EngineError> {
        let Some(verifier) = &mut self.verifier else { return Ok(None) };
        let failed = |source: VerifyError| EngineError::Verify {
            clip: self.clip.clone(),
            rendition: self.rendition.clone(),
            frame,
            source,
        };
        let likeness = Verification::of_frame(frame, verifier.verify(planes, packet).map_err(failed)?);
        Ok(Some(VerifiedPacket { xxh128: digest_of(packet), likeness }))
    }
}

/// Adds a frame to those of its stream that were verified before it.
pub(super) fn add(stream: &mut Option<VerifiedStream>, packet: VerifiedPacket) {
    let VerifiedPacket { xxh128, likeness } = packet;
    match stream {
        Some(stream) => {
            stream.frames_xxh128.push(xxh128);
            stream.verification = stream.verification.with(&likeness);
        }
        None => *stream = Some(VerifiedStream { frames_xxh128: vec![xxh128], verification: likeness }),
    }
}

/// By which a frame of a file is compared with the one that was verified.
pub(in crate::proxy) fn digest_of(packet: &[u8]) -> String {
    hash_buffer(packet, &[DigestKind::Xxh128]).first().map(|digest| digest.text()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::super::plan::encoder_of;
    use super::*;
    use crate::ExitClass;
    use crate::proxy::assembly::tests::plan;
    use interneg_media::encode::EncodePlane;
    use std::path::Path;

    /// Planes of 64x32 in 10 bits, of one code each.
    fn planes(codes: [u16; 3]) -> [Vec<u8>; 3] {
        [(0, 64 * 32), (1, 32 * 32), (2, 32 * 32)].map(|(plane, samples)| codes[plane].to_le_bytes().repeat(samples))
    }

    fn picture(planes: &[Vec<u8>; 3]) -> EncodePlanes<'_> {
        let plane = |plane: usize, stride_bytes| EncodePlane { bytes: &planes[plane], stride_bytes };
        EncodePlanes { bits: 10, planes: [plane(0, 128), plane(1, 64), plane(2, 64)] }
    }

    #[test]
    fn a_wrong_frame_is_told_with_clip_rendition_frame_plane_and_figures() {
        let mut plan = plan(Path::new("/out"));
        plan.job.renditions[0].verify = VerifyChoice::Decode;
        let (clip, rendition) = (&plan.clips[0], &plan.job.renditions[0]);
        let (right, swapped) = (planes([300, 500, 600]), planes([300, 600, 500]));
        let mut packet = Vec::new();
        encoder_of(clip, rendition).unwrap().encode(&picture(&right), &mut packet).unwrap();
        let mut verifier = RenditionVerifier::new(clip, rendition).unwrap();
        let proof = verifier.verify(4, &picture(&right), &packet).unwrap().unwrap();
        assert_eq!((proof.xxh128, proof.likeness.frames), (digest_of(&packet), 1));
        let error = verifier.verify(5, &picture(&swapped), &packet).err().unwrap();
        // 100 codes off everywhere: 20 log10(1023 / 100), and 8 times as much in the block's mean.
        for part in [clip.name.as_str(), "rendition cut", "frame 5", "plane Cb", "20.19 dB", "off by 800"] {
            assert!(error.to_string().contains(part), "{error}");
        }
        assert_eq!(error.class(), ExitClass::Internal);
        // Nothing is held against anything where nobody asks.
        plan.job.renditions[0].verify = VerifyChoice::None;
        let mut verifier = RenditionVerifier::new(&plan.clips[0], &plan.job.renditions[0]).unwrap();
        assert!(verifier.verify(5, &picture(&swapped), &packet).unwrap().is_none());
    }
}
