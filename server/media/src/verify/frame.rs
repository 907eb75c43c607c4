//! One coded frame against the planes that it was made of.

use super::allowance::Allowance;
use super::blocks::{BlockErrors, BlockGrid, PlanePair};
use super::{Psnr, VerifyError};
use crate::encode::EncodePlanes;
use crate::mux::vc3::compression_id;
use crate::mux::{FieldOrder, PictureTrack};
use crate::prores::{self, Profile};
use crate::vc3::{self, Sampling};
use interneg_spec::proxy::CodecFamily;

/// What ProRes's coarsest quantisation index stands for (RDD 36, 5.3.2). Our encoder leaves coefficients out with it.
const COARSEST_SCALE: u16 = 512;

/// Verifies the frames of a rendition, in any order, on the thread that calls it.
pub struct FrameVerifier {
    track: PictureTrack,
    /// Of the frames before, which are all of one format.
    vc3: Option<vc3::Decoder>,
    memory: Box<BlockErrors>,
}

impl FrameVerifier {
    /// A verifier of the frames of `track`.
    ///
    /// # Errors
    /// `Codec` where our decoders do not read the codec.
    pub fn new(track: &PictureTrack) -> Result<Self, VerifyError> {
        let is_read = match track.codec.family() {
            CodecFamily::Prores => Profile::of(track.codec).is_some(),
            CodecFamily::Dnxhr | CodecFamily::Dnxhd => compression_id(track).is_some(),
        };
        if !is_read {
            return Err(VerifyError::Codec(track.codec));
        }
        Ok(Self { track: track.clone(), vc3: None, memory: Box::default() })
    }

    /// Decodes `packet` and holds it against the planes that were encoded; returns the likeness of Y', Cb and Cr.
    ///
    /// # Errors
    /// `ProRes` and `Vc3` where it does not decode, `Shape` where it is of another raster, depth, sampling or field order, `Plane`
    /// where a plane is not the one that was encoded.
    pub fn verify(&mut self, planes: &EncodePlanes<'_>, packet: &[u8]) -> Result<[Psnr; 3], VerifyError> {
        match self.track.codec.family() {
            CodecFamily::Prores => self.verify_prores(planes, packet),
            CodecFamily::Dnxhr | CodecFamily::Dnxhd => self.verify_vc3(planes, packet),
        }
    }

    fn verify_prores(&mut self, planes: &EncodePlanes<'_>, packet: &[u8]) -> Result<[Psnr; 3], VerifyError> {
        let decoded = prores::decode(packet, planes.bits)?;
        let (header, track) = (&decoded.header, &self.track);
        let said = u32::from_be_bytes([packet[0], packet[1], packet[2], packet[3]]);
        expect("size in bytes", said as usize, packet.len())?;
        expect("raster", header.raster, track.raster)?;
        expect("sampling", sampling(header.is_444), sampling(track.codec.is_444()))?;
        expect("field order", format!("{:?}", header.field_order), format!("{:?}", track.field_order))?;
        expect("alpha", format!("{:?}", header.alpha), "None".to_owned())?;
        let macroblocks_across = (header.raster.width as usize).div_ceil(16);
        let is_field = header.field_order != FieldOrder::Progressive;
        let mut compared = [Psnr::Same; 3];
        for (plane, compared) in compared.iter_mut().enumerate() {
            let blocks_across = if plane == 0 || header.is_444 { 2 } else { 1 };
            let grids: Vec<BlockGrid<'_>> = header
                .pictures()
                .into_iter()
                .zip(&decoded.scales)
                .map(|((_, _, is_second), scales)| BlockGrid {
                    first_line: usize::from(is_second),
                    line_step: if is_field { 2 } else { 1 },
                    quantisers: scales,
                    macroblocks_across,
                    blocks_across,
                })
                .collect();
            let steps = header.steps(plane, planes.bits);
            let allowance = Allowance::new(&steps, &[0.0; 64], COARSEST_SCALE);
            let found = &decoded.planes[plane];
            let pair = PlanePair {
                plane,
                columns: found.columns,
                rows: found.rows,
                bits: planes.bits,
                decoded: &found.samples,
                encoded: planes.planes[plane],
            };
            *compared = pair.compare(&grids, &allowance, &mut self.memory)?;
        }
        Ok(compared)
    }

    fn verify_vc3(&mut self, planes: &EncodePlanes<'_>, packet: &[u8]) -> Result<[Psnr; 3], VerifyError> {
        let decoder = match &mut self.vc3 {
            Some(decoder) => decoder,
            slot => slot.insert(vc3::Decoder::new(packet)?),
        };
        let decoded = decoder.decode(packet)?;
        let (format, track) = (decoder.format(), &self.track);
        let (width, height) = format.raster();
        expect("compression id", format.id(), compression_id(track).unwrap_or(0))?;
        expect("raster", interneg_spec::Raster { width, height }, track.raster)?;
        expect("field order", format!("{:?}", format.field_order()), format!("{:?}", track.field_order))?;
        expect("depth in bits", format.bits(), planes.bits)?;
        let wanted = match (track.codec.is_444(), track.is_rgb()) {
            (true, true) => Sampling::Gbr444,
            (true, false) => Sampling::YCbCr444,
            (false, _) => Sampling::YCbCr422,
        };
        expect("sampling", format!("{:?}", format.sampling()), format!("{wanted:?}"))?;
        expect("size in bytes", packet.len(), format.frame_bytes())?;
        let macroblocks_across = (width as usize).div_ceil(16);
        let mut compared = [Psnr::Same; 3];
        for (plane, compared) in compared.iter_mut().enumerate() {
            let (columns, rows) = format.plane_size(plane);
            let mut steps = format.steps(plane);
            // The mean has a step of its own, whatever the quantiser.
            let mut fixed = [0.0; 64];
            fixed[0] = std::mem::take(&mut steps[0]);
            let units = format.lines_of_units();
            let of_unit = decoded.quantisers.chunks(decoded.quantisers.len() / format.lines_of_units().count());
            let grids: Vec<BlockGrid<'_>> = units
                .zip(of_unit)
                .map(|((first_line, line_step), quantisers)| BlockGrid {
                    first_line,
                    line_step,
                    quantisers,
                    macroblocks_across,
                    blocks_across: if plane == 0 || format.sampling().is_444() { 2 } else { 1 },
                })
                .collect();
            let pair = PlanePair {
                plane,
                columns,
                rows,
                bits: planes.bits,
                decoded: &decoded.planes[plane],
                encoded: planes.planes[plane],
            };
            // A quantiser has 11 bits.
            let allowance = Allowance::new(&steps, &fixed, u16::MAX);
            *compared = pair.compare(&grids, &allowance, &mut self.memory)?;
        }
        Ok(compared)
    }
}

fn sampling(is_444: bool) -> &'static str {
    if is_444 { "4:4:4" } else { "4:2:2" }
}

/// What a frame says of itself must be what was encoded.
fn expect<T: PartialEq + std::fmt::Display>(what: &'static str, found: T, expected: T) -> Result<(), VerifyError> {
    if found == expected {
        return Ok(());
    }
    Err(VerifyError::Shape { what, found: found.to_string(), expected: expected.to_string() })
}
