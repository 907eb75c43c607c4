//! Tracks, pictures as encoders take them, and their coded frames.

use crate::pictures::{Kind, Master};
use interneg_media::encode::{EncodePlane, EncodePlanes, RenditionEncoder};
use interneg_media::mux::{ColourTags, FieldOrder, PictureTrack};
use interneg_media::verify::{FrameVerifier, Psnr, VerifyError};
use interneg_spec::proxy::{CodecFamily, EncoderChoice, ProxyCodec, Vendor};
use interneg_spec::{Raster, Rate, SampleRange};

pub const HD: Raster = Raster { width: 1920, height: 1080 };
/// Blocks and macroblocks end outside of it on both sides.
pub const SMALL: Raster = Raster { width: 278, height: 138 };
pub const ENCODERS: [EncoderChoice; 2] = [EncoderChoice::Interneg, EncoderChoice::Ffmpeg];

/// A small progressive picture, or one of HD where there is nothing else.
pub fn track(codec: ProxyCodec, bits: u8) -> PictureTrack {
    PictureTrack {
        codec,
        bits,
        raster: if codec.family() == CodecFamily::Dnxhd { HD } else { SMALL },
        pixel_aspect: (1, 1),
        clean_aperture: None,
        has_alpha: false,
        vendor: Vendor::Interneg,
        field_order: FieldOrder::Progressive,
        colour: ColourTags::REC709,
        range: SampleRange::Legal,
    }
}

/// A picture in the encoder's own form.
#[derive(Clone)]
pub struct Shot {
    pub bits: u8,
    pub widths: [usize; 3],
    /// Samples of Y', Cb, Cr, line by line.
    pub planes: [Vec<u16>; 3],
    bytes: [Vec<u8>; 3],
}

impl Shot {
    pub fn of(bits: u8, widths: [usize; 3], planes: [Vec<u16>; 3]) -> Self {
        let bytes = planes.each_ref().map(|samples| match bits {
            8 => samples.iter().map(|sample| u8::try_from(*sample).unwrap()).collect(),
            _ => samples.iter().flat_map(|sample| sample.to_le_bytes()).collect(),
        });
        Self { bits, widths, planes, bytes }
    }

    /// A made-up picture for a track.
    pub fn made_up(kind: Kind, track: &PictureTrack, frame: usize) -> Self {
        let master = Master::new(kind, track.raster, track.codec.is_444(), track.bits, frame);
        let widths = [0, 1, 2].map(|plane| master.planes[plane].columns);
        let mut planes = master.planes.into_iter().map(|plane| plane.samples);
        Self::of(track.bits, widths, std::array::from_fn(|_| planes.next().unwrap()))
    }

    /// With other samples; gets plane, column, line and this picture.
    pub fn changed(&self, sample: impl Fn(usize, usize, usize, &Self) -> u16) -> Self {
        let planes = std::array::from_fn(|plane| {
            let width = self.widths[plane];
            (0..self.planes[plane].len()).map(|at| sample(plane, at % width, at / width, self)).collect()
        });
        Self::of(self.bits, self.widths, planes)
    }

    pub fn at(&self, plane: usize, x: usize, y: usize) -> u16 {
        self.planes[plane][y * self.widths[plane] + x]
    }

    pub fn planes(&self) -> EncodePlanes<'_> {
        let sample_bytes = if self.bits > 8 { 2 } else { 1 };
        let plane =
            |plane: usize| EncodePlane { bytes: &self.bytes[plane], stride_bytes: self.widths[plane] * sample_bytes };
        EncodePlanes { bits: self.bits, planes: [plane(0), plane(1), plane(2)] }
    }
}

pub fn encoded(track: &PictureTrack, encoder: EncoderChoice, shot: &Shot) -> Vec<u8> {
    let mut packet = Vec::new();
    let mut encoder = RenditionEncoder::new(track, Rate::FPS_24, encoder, track.bits).unwrap();
    encoder.encode(&shot.planes(), &mut packet).unwrap();
    packet
}

pub fn verified(track: &PictureTrack, shot: &Shot, packet: &[u8]) -> Result<[Psnr; 3], VerifyError> {
    FrameVerifier::new(track).unwrap().verify(&shot.planes(), packet)
}
