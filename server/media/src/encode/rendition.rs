//! Whichever encoder a rendition is made by.

use super::recipe::check_coding;
use super::{EncodeError, EncodePlanes, PictureEncoder};
use crate::mux::PictureTrack;
use crate::prores::{self, Profile, Settings};
use interneg_spec::Rate;
use interneg_spec::proxy::EncoderChoice;

/// Encodes the frames of a rendition, in any order, on the thread that calls it. The same planes give the same packet,
/// whatever was encoded before.
pub struct RenditionEncoder(Kind);

enum Kind {
    Ffmpeg(Box<PictureEncoder>),
    ProRes(Box<prores::Encoder>),
}

impl RenditionEncoder {
    /// Makes an encoder for pictures of `track` with samples of `bits` bits, at `rate` frames per second.
    ///
    /// # Errors
    /// `Raster`, `Rate`, `Coding` and `ProRes` for what the codec cannot hold, `Encoder` where FFmpeg lacks it or we do.
    pub fn new(track: &PictureTrack, rate: Rate, encoder: EncoderChoice, bits: u8) -> Result<Self, EncodeError> {
        let kind = match (encoder, Profile::of(track.codec)) {
            (EncoderChoice::Ffmpeg, _) => Kind::Ffmpeg(Box::new(PictureEncoder::new(track, rate)?)),
            (EncoderChoice::Interneg, Some(profile)) => {
                check_coding(track)?;
                let settings = Settings {
                    field_order: track.field_order,
                    colour: track.colour,
                    ..Settings::new(profile, track.raster, bits)
                };
                Kind::ProRes(Box::new(prores::Encoder::new(settings)?))
            }
            (EncoderChoice::Interneg, None) => {
                let reason = "we have an encoder of our own for ProRes only; take FFmpeg's";
                return Err(EncodeError::Coding { codec: track.codec, what: "encoder = \"interneg\"", reason });
            }
        };
        Ok(Self(kind))
    }

    /// Replaces the content of `packet` by the bytes of the encoded frame.
    ///
    /// # Errors
    /// `Depth`, `Plane` and `ProRes` for planes that are not those of the track. The content of `packet` is then of no
    /// use.
    pub fn encode(&mut self, planes: &EncodePlanes<'_>, packet: &mut Vec<u8>) -> Result<(), EncodeError> {
        match &mut self.0 {
            Kind::Ffmpeg(encoder) => encoder.encode(planes, packet),
            Kind::ProRes(encoder) => {
                let picture = prores::Picture { bits: planes.bits, planes: planes.planes, alpha: None };
                encoder.encode(&picture, packet)?;
                Ok(())
            }
        }
    }

    /// Who encodes and to which size, for plans.
    pub fn describe(&self) -> String {
        match &self.0 {
            Kind::Ffmpeg(encoder) => format!("encoded by FFmpeg's {}", encoder.name()),
            Kind::ProRes(encoder) => {
                let Settings { profile, raster, bits, .. } = encoder.settings();
                let most = prores::target_bytes(*profile, *raster);
                format!("encoded by interneg from {bits} bits, frames of at most {most} bytes")
            }
        }
    }
}
