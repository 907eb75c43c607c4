//! What a review file is.

use super::elements::{self, MissingPlugin, PictureEncoder, SoundEncoder};
use super::{ReviewError, colorimetry};
use crate::mux::ColourTags;
use interneg_spec::{Raster, Rate, SampleRange};

/// Most pixels a side: level 6.2 of H.264 and HEVC.
const MOST_PIXELS_A_SIDE: u32 = 8192;
/// Most bits a second: what x265enc's property holds.
const MOST_BITS_PER_SECOND: u32 = 102_400_000;

/// A review file as a plan has it. The same description makes the same pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// Encoder of the pictures, which settles the codec. A plan chooses it once, by [`super::choose`]: chunks of a clip
    /// from different encoders do not join.
    pub encoder: PictureEncoder,
    /// Size in pixels, both even.
    pub raster: Raster,
    /// Frames per second.
    pub rate: Rate,
    /// What the codes mean.
    pub colour: ColourTags,
    /// Code range.
    pub range: SampleRange,
    /// Bits per second of the pictures, 100 000 to 102 400 000.
    pub bit_rate: u32,
    /// Frames from one key frame to the next, 1 to 600.
    pub gop_frames: u32,
    /// Groups of frames that a segment of HLS holds, from 1; its length is this many times `gop_frames`.
    pub segment_gops: u32,
    /// The sound, where there is any.
    pub sound: Option<ReviewSound>,
}

/// The sound of a review file: AAC-LC at 48 kHz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewSound {
    /// Its encoder, by [`super::choose_sound`].
    pub encoder: SoundEncoder,
    /// Channels: 1 or 2. What has more is mixed down by whoever makes the description.
    pub channels: u8,
    /// Bits per second of all channels, 32 000 to 320 000.
    pub bit_rate: u32,
}

impl Description {
    /// Frames of a segment.
    pub fn segment_frames(&self) -> u64 {
        u64::from(self.gop_frames) * u64::from(self.segment_gops)
    }

    /// Checks every field.
    ///
    /// # Errors
    /// `Description`, with the field.
    pub fn check(&self) -> Result<(), ReviewError> {
        let wrong = |field, reason: String| Err(ReviewError::Description { field, reason });
        let Raster { width, height } = self.raster;
        let is_side = |pixels: u32| (16..=MOST_PIXELS_A_SIDE).contains(&pixels) && pixels.is_multiple_of(2);
        if !is_side(width) || !is_side(height) {
            let reason = format!("{}; sides are even, 16 to {MOST_PIXELS_A_SIDE} pixels", self.raster);
            return wrong("raster", reason);
        }
        if !(100_000..=MOST_BITS_PER_SECOND).contains(&self.bit_rate) {
            return wrong("bit_rate", format!("{}; 100000 to {MOST_BITS_PER_SECOND} are taken", self.bit_rate));
        }
        if !(1..=600).contains(&self.gop_frames) {
            return wrong("gop_frames", format!("{}; 1 to 600 are taken", self.gop_frames));
        }
        if !(1..=600).contains(&self.segment_gops) {
            return wrong("segment_gops", format!("{}; 1 to 600 are taken", self.segment_gops));
        }
        if let Some(sound) = self.sound {
            if !(1..=2).contains(&sound.channels) {
                return wrong("sound.channels", format!("{}; mix down to 1 or 2", sound.channels));
            }
            if !(32_000..=320_000).contains(&sound.bit_rate) {
                return wrong("sound.bit_rate", format!("{}; 32000 to 320000 are taken", sound.bit_rate));
            }
        }
        colorimetry::colorimetry(self.colour, self.range).map(drop)
    }

    /// The first element of the pipeline that this machine's GStreamer lacks.
    ///
    /// # Errors
    /// There is one.
    pub fn check_elements(&self) -> Result<(), MissingPlugin> {
        let need = |element, what, package| match elements::is_there(element) {
            true => Ok(()),
            false => Err(MissingPlugin { element, what, package }),
        };
        const BASE: &str = "gstreamer1.0-plugins-base";
        if !elements::is_there(self.encoder.element()) {
            return Err(elements::missing_picture_encoder(self.encoder));
        }
        let (parser, package) = self.encoder.codec().parser();
        need(parser, "a parser of coded pictures", package)?;
        for element in ["appsrc", "appsink"] {
            need(element, "an end of pipelines", BASE)?;
        }
        need("videoconvert", "a converter of pictures", BASE)?;
        if let Some(sound) = self.sound {
            if !elements::is_there(sound.encoder.element()) {
                return Err(elements::missing_sound_encoder(sound.encoder));
            }
            need("audioconvert", "a converter of sound", BASE)?;
            need("aacparse", "a parser of coded sound", "gstreamer1.0-plugins-good")?;
        }
        Ok(())
    }
}
