//! The pipeline as text, in the language of `gst-launch-1.0`.

use super::{Description, PictureEncoder, ReviewCodec, ReviewError, ReviewSound, colorimetry};
use crate::sound::SOUND_RATE_HZ;
use interneg_spec::Raster;

/// Names of the ends.
pub(super) const PICTURE: &str = "picture";
pub(super) const SOUND: &str = "sound";
pub(super) const CODED_PICTURE: &str = "coded_picture";
pub(super) const CODED_SOUND: &str = "coded_sound";

/// Pictures that wait for the encoder.
pub(super) const MOST_WAITING_PICTURES: u64 = 4;
/// Blocks of sound that wait for the encoder.
pub(super) const MOST_WAITING_BLOCKS: u64 = 16;
/// Threads of x264 and frames that x265 works on at once. What they code depends on them, so that they are the same on
/// every machine.
const X264_THREADS: u32 = 4;
const X265_FRAME_THREADS: u32 = 2;

impl Description {
    /// The pipeline: what the plan shows, and what is built.
    ///
    /// # Errors
    /// `Description`, as [`Description::check`].
    pub fn pipeline_text(&self) -> Result<String, ReviewError> {
        self.check()?;
        let mut text = self.picture_text()?;
        if let Some(sound) = self.sound {
            text.push(' ');
            text.push_str(&sound_text(sound));
        }
        Ok(text)
    }

    fn picture_text(&self) -> Result<String, ReviewError> {
        let Raster { width, height } = self.raster;
        let (numerator, denominator) = (self.rate.numerator(), self.rate.denominator());
        let colorimetry = colorimetry::colorimetry(self.colour, self.range)?;
        let (parser, _) = self.encoder.codec().parser();
        let (profile, form) = match self.encoder.codec() {
            ReviewCodec::H264 => ("video/x-h264,profile=high", "video/x-h264,stream-format=avc,alignment=au"),
            ReviewCodec::Hevc => ("video/x-h265,profile=main", "video/x-h265,stream-format=hvc1,alignment=au"),
        };
        // Chroma lies left, where H.264 and HEVC have it when they are silent (section E.2.1 and E.3.1).
        Ok(format!(
            "appsrc name={PICTURE} format=time max-buffers={MOST_WAITING_PICTURES} max-bytes=0 max-time=0 \
             caps=\"video/x-raw,format=I420,width={width},height={height},framerate={numerator}/{denominator},\
             pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry={colorimetry},chroma-site=mpeg2\" \
             {convert}! {encoder} ! {profile} ! {parser} ! {form} ! \
             appsink name={CODED_PICTURE} sync=false async=false",
            // Processors' encoders take the planes as they are; hardware has its own arrangement of them.
            convert = if self.encoder.is_hardware() { "! videoconvert " } else { "" },
            encoder = self.encoder_text(),
        ))
    }

    /// The encoder with closed groups of exactly `gop_frames` frames.
    fn encoder_text(&self) -> String {
        let gop = self.gop_frames;
        let kilobits = self.bit_rate / 1000;
        let name = self.encoder.element();
        match self.encoder {
            PictureEncoder::X264Enc => format!(
                "{name} bitrate={kilobits} key-int-max={gop} bframes=2 speed-preset=veryfast threads={X264_THREADS} \
                 vbv-buf-capacity=1000 option-string=\"scenecut=0:open-gop=0:min-keyint={gop}\""
            ),
            PictureEncoder::X265Enc => format!(
                "{name} bitrate={kilobits} key-int-max={gop} speed-preset=veryfast \
                 option-string=\"scenecut=0:open-gop=0:min-keyint={gop}:frame-threads={X265_FRAME_THREADS}\""
            ),
            PictureEncoder::OpenH264Enc => format!(
                "{name} bitrate={} rate-control=bitrate gop-size={gop} scene-change-detection=false multi-thread=1 \
                 num-slices=1",
                self.bit_rate
            ),
            PictureEncoder::NvH264Enc | PictureEncoder::NvH265Enc => {
                format!("{name} bitrate={kilobits} rc-mode=vbr gop-size={gop} strict-gop=true")
            }
            PictureEncoder::VaH264Enc | PictureEncoder::VaH265Enc => {
                format!("{name} bitrate={kilobits} key-int-max={gop} b-frames=0")
            }
            PictureEncoder::VaapiH264Enc | PictureEncoder::VaapiH265Enc => {
                format!("{name} bitrate={kilobits} rate-control=cbr keyframe-period={gop} max-bframes=0")
            }
        }
    }
}

fn sound_text(sound: ReviewSound) -> String {
    let ReviewSound { encoder, channels, bit_rate } = sound;
    let layout = if channels == 1 { "" } else { ",channel-mask=(bitmask)0x3" };
    format!(
        "appsrc name={SOUND} format=time max-buffers={MOST_WAITING_BLOCKS} max-bytes=0 max-time=0 \
         caps=\"audio/x-raw,format=S32LE,layout=interleaved,rate={SOUND_RATE_HZ},channels={channels}{layout}\" \
         ! audioconvert dithering=none ! {encoder} bitrate={bit_rate} ! aacparse \
         ! audio/mpeg,mpegversion=4,stream-format=raw ! appsink name={CODED_SOUND} sync=false async=false"
    )
}
