//! What FFmpeg is told for each codec.

use super::EncodeError;
use crate::mux::vc3::compression_id;
use crate::mux::{FieldOrder, PictureTrack};
use interneg_spec::proxy::{CodecFamily, ProxyCodec};
use interneg_spec::{Raster, Rate, SampleRange};

/// Most pixels a side: FFmpeg's own limit on the memory of a picture lies near the square of it, and ST 2019-1 ends there.
const MOST_PIXELS_A_SIDE: u32 = 16_384;

/// DNxHD bit rates in Mb/s at 23.976 and 24, 25, 29.97 and 30, 50, 59.94 and 60 frames per second, for whole frames of 1920x1080.
const DNXHD_MBPS: [(ProxyCodec, [u32; 5]); 3] = [
    (ProxyCodec::Dnxhd36, [36, 36, 45, 75, 90]),
    (ProxyCodec::Dnxhd115, [115, 120, 145, 240, 290]),
    (ProxyCodec::Dnxhd175, [175, 185, 220, 365, 440]),
];

/// An encoder of FFmpeg and how it is set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Recipe {
    /// Name of the encoder.
    pub encoder: &'static str,
    /// Name of the pixel format.
    pub pixel_format: &'static str,
    /// Options by name.
    pub options: Vec<(&'static str, String)>,
    pub raster: Raster,
    pub rate: Rate,
    pub field_order: FieldOrder,
}

impl Recipe {
    /// Works out how `track` is encoded.
    ///
    /// # Errors
    /// Whatever the codec cannot hold.
    pub fn of(track: &PictureTrack, rate: Rate) -> Result<Self, EncodeError> {
        let codec = track.codec;
        check_raster(codec, track.raster, track.field_order)?;
        check_coding(track)?;
        if track.is_rgb() {
            let reason = "FFmpeg's encoder is given Y'CbCr here; take our own";
            return Err(EncodeError::Coding { codec, what: "R'G'B'", reason });
        }
        let mut flags = "bitexact".to_owned();
        if track.field_order != FieldOrder::Progressive {
            flags.push_str("+ildct");
        }
        let mut options = vec![("threads", "1".to_owned()), ("flags", flags)];
        let encoder = match codec.family() {
            CodecFamily::Prores => {
                options.extend([("profile", prores_profile(codec).to_owned()), ("alpha_bits", "0".to_owned())]);
                "prores_ks"
            }
            CodecFamily::Dnxhr => {
                options.push(("profile", codec.name().to_owned()));
                "dnxhd"
            }
            CodecFamily::Dnxhd => {
                let bits_per_second = u64::from(dnxhd_mbps(track, rate)?) * 1_000_000;
                options.extend([("profile", "dnxhd".to_owned()), ("b", bits_per_second.to_string())]);
                "dnxhd"
            }
        };
        if encoder == "dnxhd" {
            // The other transforms and quantisers are those of one kind of processor and round in their own ways.
            options.push(("dct", "int".to_owned()));
        }
        let pixel_format = match (codec.is_444(), codec.bits()) {
            (true, _) => "yuv444p10le",
            (false, 8) => "yuv422p",
            (false, _) => "yuv422p10le",
        };
        let (raster, field_order) = (track.raster, track.field_order);
        Ok(Self { encoder, pixel_format, options, raster, rate, field_order })
    }
}

fn prores_profile(codec: ProxyCodec) -> &'static str {
    match codec {
        ProxyCodec::ProresProxy => "proxy",
        ProxyCodec::ProresLt => "lt",
        ProxyCodec::ProresHq => "hq",
        ProxyCodec::Prores4444 => "4444",
        ProxyCodec::Prores4444Xq => "4444xq",
        _ => "standard",
    }
}

/// A bit rate by which FFmpeg knows the compression id; it shows in nothing else, for frames have their own size.
fn dnxhd_mbps(track: &PictureTrack, rate: Rate) -> Result<u32, EncodeError> {
    let codec = track.codec;
    let column = match (rate.numerator(), rate.denominator()) {
        (24000, 1001) | (24, 1) => 0,
        (25, 1) => 1,
        (30000, 1001) | (30, 1) => 2,
        (50, 1) => 3,
        (60000, 1001) | (60, 1) => 4,
        _ => return Err(EncodeError::Rate { codec, rate }),
    };
    // For fields and 720 lines one bit rate stands for all frame rates: FFmpeg's versions do not name the same ones.
    match compression_id(track) {
        Some(1242) => return Ok(120),
        Some(1243) => return Ok(185),
        Some(1251) => return Ok(90),
        Some(1252) => return Ok(60),
        _ => {}
    }
    let row = DNXHD_MBPS.iter().find(|(known, _)| *known == codec);
    row.map(|(_, rates)| rates[column]).ok_or(EncodeError::Rate { codec, rate })
}

pub(super) fn check_raster(codec: ProxyCodec, raster: Raster, field_order: FieldOrder) -> Result<(), EncodeError> {
    let refused = |reason| Err(EncodeError::Raster { codec, raster, reason });
    let Raster { width, height } = raster;
    if width > MOST_PIXELS_A_SIDE || height > MOST_PIXELS_A_SIDE {
        return refused("at most 16384 pixels a side are encoded");
    }
    match codec.family() {
        CodecFamily::Dnxhd if codec == ProxyCodec::Dnxhd36 && (width, height) != (1920, 1080) => {
            refused("it is 1920x1080 only; take DNxHR")
        }
        CodecFamily::Dnxhd if ![(1920, 1080), (1280, 720)].contains(&(width, height)) => {
            refused("it is 1920x1080 or 1280x720; take DNxHR")
        }
        CodecFamily::Dnxhr if width < 256 || height < 120 => refused("at least 256x120 is needed"),
        CodecFamily::Dnxhr if !height.is_multiple_of(2) => refused("an even number of lines is needed"),
        CodecFamily::Prores if width < 16 || height < 16 => refused("at least 16x16 is needed"),
        CodecFamily::Prores if field_order != FieldOrder::Progressive && !height.is_multiple_of(2) => {
            refused("two fields need an even number of lines")
        }
        _ if !width.is_multiple_of(2) => refused("an even width is needed"),
        _ => Ok(()),
    }
}

pub(super) fn check_coding(track: &PictureTrack) -> Result<(), EncodeError> {
    let refused = |what, reason| Err(EncodeError::Coding { codec: track.codec, what, reason });
    let is_prores = track.codec.family() == CodecFamily::Prores;
    if track.has_alpha {
        return refused("alpha", "pictures of renditions have none");
    }
    if track.is_rgb() && track.codec != ProxyCodec::Dnxhr444 {
        return refused("R'G'B'", "only DNxHR 444 says that its planes are; convert the picture to Y'CbCr");
    }
    if is_prores && track.range == SampleRange::Full {
        return refused("full-range samples", "ProRes has no place to say so; convert to legal range");
    }
    // DNxHR is progressive (ST 2019-1:2016, annex C).
    let has_fields = match track.codec {
        ProxyCodec::Dnxhd115 | ProxyCodec::Dnxhd175 => track.raster.height == 1080,
        _ => is_prores,
    };
    if !has_fields && track.field_order != FieldOrder::Progressive {
        return refused("fields", "its frames are progressive; take dnxhd_115 or dnxhd_175 of 1920x1080, or ProRes");
    }
    Ok(())
}
