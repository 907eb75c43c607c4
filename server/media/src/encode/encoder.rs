//! One frame in, one packet out.

use super::planes::PlaneShape;
use super::recipe::Recipe;
use super::stamp::stamp_header;
use super::{EncodeError, EncodePlanes, ffi};
use crate::mux::{FieldOrder, PictureTrack};
use ffmpeg_next::codec::Context;
use ffmpeg_next::frame::Video as Picture;
use ffmpeg_next::{Error, Packet, Rational, encoder, format};
use interneg_spec::Rate;

/// Encodes the frames of a proxy, in any order. The same planes give the same packet, whatever was encoded before.
///
/// It works on the thread that calls it; frames are encoded side by side by one encoder a thread.
pub struct PictureEncoder {
    track: PictureTrack,
    recipe: Recipe,
    codec: ffmpeg_next::Codec,
    pixel_format: format::Pixel,
    /// Where FFmpeg reads the planes; its memory serves every frame.
    picture: Picture,
}

impl PictureEncoder {
    /// Makes an encoder for the pictures of `track`, at `rate` frames per second.
    ///
    /// # Errors
    /// `Raster`, `Rate` and `Coding` for what the codec cannot hold, `Encoder` where FFmpeg lacks it.
    pub fn new(track: &PictureTrack, rate: Rate) -> Result<Self, EncodeError> {
        let recipe = Recipe::of(track, rate)?;
        let unusable = |reason: String| EncodeError::Encoder { encoder: recipe.encoder, reason };
        crate::movie::start_ffmpeg();
        let codec = encoder::find_by_name(recipe.encoder)
            .ok_or_else(|| unusable("this FFmpeg was built without it".to_owned()))?;
        let pixel_format: format::Pixel = recipe
            .pixel_format
            .parse()
            .map_err(|_| unusable(format!("this FFmpeg has no pixel format {}", recipe.pixel_format)))?;
        let picture = new_picture(&recipe, pixel_format)?;
        let made = Self { track: track.clone(), codec, pixel_format, picture, recipe };
        // What FFmpeg does not take is told here rather than at the first frame.
        made.open()?;
        Ok(made)
    }

    /// FFmpeg's name of the encoder.
    pub fn name(&self) -> &'static str {
        self.recipe.encoder
    }

    /// Replaces the content of `packet` by the bytes of the encoded frame.
    ///
    /// # Errors
    /// `Depth` and `Plane` for planes that are not those of the track. The content of `packet` is then of no use.
    pub fn encode(&mut self, planes: &EncodePlanes<'_>, packet: &mut Vec<u8>) -> Result<(), EncodeError> {
        let codec = self.track.codec;
        let coded = codec.bits();
        if planes.bits != coded {
            return Err(EncodeError::Depth { codec, bits: planes.bits, coded });
        }
        if !ffi::is_writable(&mut self.picture) {
            self.picture = new_picture(&self.recipe, self.pixel_format)?;
        }
        for (index, plane) in planes.planes.iter().enumerate() {
            let shape = PlaneShape::of(index, self.track.raster, codec.is_444(), coded);
            let stride_bytes = self.picture.stride(index);
            plane.copy_to(index, shape, self.picture.data_mut(index), stride_bytes)?;
        }
        let failed = |reason: String| EncodeError::Encoder { encoder: self.recipe.encoder, reason };
        // FFmpeg's DNxHD encoder begins its search for a quantiser at that of the frame before. No picture is known for
        // which it ends at another one for that, but none is proven not to. An encoder of its own for each frame leaves
        // nothing to ask: it costs ProRes nothing, and DNx 30 to 160 ms of an HD frame.
        let mut opened = self.open()?;
        let mut encoded = Packet::empty();
        opened
            .send_frame(&self.picture)
            .and_then(|()| opened.receive_packet(&mut encoded))
            .map_err(|error| failed(format!("frame not encoded: {error}")))?;
        packet.clear();
        packet.extend_from_slice(encoded.data().unwrap_or_default());
        stamp_header(packet, &self.track).ok_or_else(|| failed("its packet is no frame of the codec".to_owned()))
    }

    fn open(&self) -> Result<encoder::video::Encoder, EncodeError> {
        let refused = |what: &str, error: Error| EncodeError::Encoder {
            encoder: self.recipe.encoder,
            reason: format!("{what}: {error}"),
        };
        let mut context = Context::new_with_codec(self.codec);
        for (name, value) in &self.recipe.options {
            ffi::set_option(&mut context, name, value)
                .map_err(|error| refused(&format!("option {name}={value}"), error))?;
        }
        let mut video = context.encoder().video().map_err(|error| refused("no video encoder", error))?;
        video.set_width(self.recipe.raster.width);
        video.set_height(self.recipe.raster.height);
        video.set_format(self.pixel_format);
        video.set_time_base(frame_duration(self.recipe.rate));
        video.open().map_err(|error| refused("it does not start", error))
    }
}

fn new_picture(recipe: &Recipe, pixel_format: format::Pixel) -> Result<Picture, EncodeError> {
    let mut picture = Picture::new(pixel_format, recipe.raster.width, recipe.raster.height);
    if picture.planes() != 3 {
        let reason = format!("no memory for a picture of {}", recipe.raster);
        return Err(EncodeError::Encoder { encoder: recipe.encoder, reason });
    }
    picture.set_pts(Some(0));
    let is_interlaced = recipe.field_order != FieldOrder::Progressive;
    ffi::set_fields(&mut picture, is_interlaced, recipe.field_order == FieldOrder::TopFirst);
    Ok(picture)
}

/// Duration of a frame in seconds. Terms of a rate are at most 32 bits long; those that FFmpeg's 31 do not hold are of
/// rates that no codec cares for, and its encoders use the duration for nothing but their estimates.
fn frame_duration(rate: Rate) -> Rational {
    match (i32::try_from(rate.denominator()), i32::try_from(rate.numerator())) {
        (Ok(denominator), Ok(numerator)) => Rational::new(denominator, numerator),
        _ => Rational::new(1, i32::try_from(rate.nominal()).unwrap_or(1)),
    }
}
