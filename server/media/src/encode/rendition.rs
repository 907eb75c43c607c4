//! Whichever encoder a rendition is made by.

use super::recipe::{check_coding, check_raster};
use super::{EncodeError, EncodePlanes, PictureEncoder};
use crate::mux::{FieldOrder, PictureTrack, vc3::colour_volume, vc3::compression_id};
use crate::prores::{self, Profile, Settings};
use crate::vc3;
use interneg_spec::Rate;
use interneg_spec::proxy::{CodecFamily, EncoderChoice, ProxyCodec};
use std::num::NonZeroUsize;

/// Encodes the frames of a rendition, in any order, on the thread that calls it. The same planes give the same packet,
/// whatever was encoded before.
pub struct RenditionEncoder(Kind);

enum Kind {
    Ffmpeg(Box<PictureEncoder>),
    ProRes(Box<prores::Encoder>),
    Vc3 { codec: ProxyCodec, encoder: Box<vc3::Encoder> },
}

impl RenditionEncoder {
    /// Makes an encoder for pictures of `track` with samples of `bits` bits, at `rate` frames per second.
    ///
    /// # Errors
    /// `Raster`, `Rate`, `Coding`, `ProRes` and `Vc3` for what the codec cannot hold, `Encoder` where FFmpeg lacks it.
    pub fn new(track: &PictureTrack, rate: Rate, encoder: EncoderChoice, bits: u8) -> Result<Self, EncodeError> {
        let kind = match (encoder, Profile::of(track.codec)) {
            (EncoderChoice::Ffmpeg, _) => Kind::Ffmpeg(Box::new(PictureEncoder::new(track, rate)?)),
            (EncoderChoice::Interneg, Some(profile)) => {
                check_coding(track)?;
                Kind::ProRes(Box::new(prores::Encoder::new(prores_settings(track, profile, bits))?))
            }
            (EncoderChoice::Interneg, None) => {
                if track.codec.family() == CodecFamily::Dnxhd {
                    check_raster(track.codec, track.raster, track.field_order)?;
                }
                check_coding(track)?;
                let (format, volume) = vc3_format(track, bits)?;
                // Rows of macroblocks are not shared out: frames are, to one encoder a thread.
                let encoder = vc3::Encoder::new(format, volume, NonZeroUsize::MIN)?;
                Kind::Vc3 { codec: track.codec, encoder: Box::new(encoder) }
            }
        };
        Ok(Self(kind))
    }

    /// Replaces the content of `packet` by the bytes of the encoded frame.
    ///
    /// # Errors
    /// `Depth`, `Plane`, `ProRes` and `Vc3` for planes that are not those of the track. The content of `packet` is then of no
    /// use.
    pub fn encode(&mut self, planes: &EncodePlanes<'_>, packet: &mut Vec<u8>) -> Result<(), EncodeError> {
        match &mut self.0 {
            Kind::Ffmpeg(encoder) => encoder.encode(planes, packet),
            Kind::ProRes(encoder) => {
                let picture = prores::Picture { bits: planes.bits, planes: planes.planes, alpha: None };
                encoder.encode(&picture, packet)?;
                Ok(())
            }
            Kind::Vc3 { codec, encoder } => {
                let coded = encoder.format().bits();
                if planes.bits != coded {
                    return Err(EncodeError::Depth { codec: *codec, bits: planes.bits, coded });
                }
                Ok(encoder.encode(&planes.planes, packet)?)
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
            Kind::Vc3 { encoder, .. } => {
                let format = encoder.format();
                let (id, bits, bytes) = (format.id(), format.bits(), format.frame_bytes());
                format!("encoded by interneg from {bits} bits with compression id {id}, frames of {bytes} bytes")
            }
        }
    }
}

/// What ProRes of a track is made with.
pub(super) fn prores_settings(track: &PictureTrack, profile: Profile, bits: u8) -> Settings {
    let PictureTrack { field_order, colour, vendor, raster, .. } = *track;
    Settings { field_order, colour, vendor, ..Settings::new(profile, raster, bits) }
}

/// The format and colour volume of a track's VC-3.
pub(super) fn vc3_format(track: &PictureTrack, bits: u8) -> Result<(vc3::Format, u8), EncodeError> {
    let codec = track.codec;
    let reason = "no compression id has this many bits";
    let id = compression_id(&PictureTrack { bits, ..track.clone() });
    let id = id.ok_or(EncodeError::Coding { codec, what: "such samples", reason })?;
    let sampling = match (codec.is_444(), track.is_rgb()) {
        (true, true) => vc3::Sampling::Gbr444,
        (true, false) => vc3::Sampling::YCbCr444,
        (false, _) => vc3::Sampling::YCbCr422,
    };
    let format = vc3::Format::new(id, (track.raster.width, track.raster.height), bits, sampling)?;
    let format = match track.field_order {
        FieldOrder::Progressive => format,
        order => format.with_field_order(order)?,
    };
    // Frames of DNxHD have no such field.
    let volume = if codec.family() == CodecFamily::Dnxhr { colour_volume(track.colour) } else { 0 };
    Ok((format, volume))
}
