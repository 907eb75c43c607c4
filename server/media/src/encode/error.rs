//! Errors of encoding pictures, sorted by who has to act.

use interneg_spec::proxy::ProxyCodec;
use interneg_spec::{Raster, Rate};
use thiserror::Error;

/// Why pictures are not encoded.
#[derive(Debug, Error)]
pub enum EncodeError {
    /// The request: samples of a depth that the codec is not made in. FFmpeg's encoders take at most 10 bits, so the 12
    /// that ProRes 4444 and DNxHR HQX and 444 could hold are refused by them rather than rounded.
    #[error(
        "{codec} is made of {coded}-bit samples, not of {bits}-bit ones (FFmpeg's encoders take at most 10): convert \
         the picture to {coded} bits"
    )]
    Depth {
        /// The codec.
        codec: ProxyCodec,
        /// Bits of the samples that were given.
        bits: u8,
        /// Bits of the samples that are taken.
        coded: u8,
    },
    /// The request: a picture size that the codec does not have.
    #[error("{codec} has no raster {raster}: {reason}")]
    Raster {
        /// The codec.
        codec: ProxyCodec,
        /// The size asked for.
        raster: Raster,
        /// What is needed.
        reason: &'static str,
    },
    /// The request: a frame rate that the codec has no bit rate for.
    #[error("{codec} has no bit rate for {rate} fps; it has those of 23.976, 24, 25, 29.97, 30, 50, 59.94 and 60")]
    Rate {
        /// The codec.
        codec: ProxyCodec,
        /// The rate asked for.
        rate: Rate,
    },
    /// The request: fields, colour or range that the codec cannot hold.
    #[error("{codec} cannot hold {what}: {reason}")]
    Coding {
        /// The codec.
        codec: ProxyCodec,
        /// What was asked for.
        what: &'static str,
        /// Why not, and what would settle it.
        reason: &'static str,
    },
    /// Us: planes that are smaller than the raster, or whose samples have higher codes than their depth.
    #[error("plane {plane} of the picture is wrong: {reason}")]
    Plane {
        /// 0 for Y', 1 for Cb, 2 for Cr.
        plane: usize,
        /// What is wrong.
        reason: String,
    },
    /// Our own ProRes encoder.
    #[error(transparent)]
    ProRes(#[from] crate::prores::EncodeError),
    /// Our own VC-3 encoder.
    #[error(transparent)]
    Vc3(#[from] crate::vc3::Vc3Error),
    /// The installation: FFmpeg lacks an encoder, or an option that makes it encode alike everywhere.
    #[error("FFmpeg's encoder {encoder} cannot be used: {reason}")]
    Encoder {
        /// FFmpeg's name of the encoder.
        encoder: &'static str,
        /// What it said.
        reason: String,
    },
}
