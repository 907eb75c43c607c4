//! Coded frames of a movie: planes of Y'CbCr from the caller, a packet of our own encoders for each frame. What a movie
//! says of itself is written when its packets are joined.

use super::{EncodeScratch, RowBlock, RowLayout, WriteSpec};
use crate::encode::{EncodePlane, EncodePlanes, RenditionEncoder};
use crate::mux::PictureTrack;
use crate::mux::vc3::compression_id;
use crate::prores::{self, Profile};
use crate::vc3;
use interneg_spec::proxy::EncoderChoice;
use interneg_spec::{Matrix, Rate};

/// Bytes of a sample: 10 and 12 bits lie in 16, little-endian.
const SAMPLE_BYTES: usize = 2;

/// Bytes of a coded frame at most; none where the codec holds no such picture.
pub fn packet_bytes(track: &PictureTrack) -> Option<u64> {
    if let Some(profile) = Profile::of(track.codec) {
        return Some(prores::target_bytes(profile, track.raster));
    }
    let (raster, sampling) = ((track.raster.width, track.raster.height), vc3::Sampling::YCbCr444);
    let format = vc3::Format::new(compression_id(track)?, raster, track.bits, sampling);
    Some(format.ok()?.frame_bytes() as u64)
}

/// Encodes the frames of one movie.
#[derive(Debug)]
pub(super) struct PacketWriter {
    track: PictureTrack,
    rate: Rate,
    row_layout: RowLayout,
}

/// What a thread keeps from frame to frame.
pub(super) struct PacketScratch {
    encoder: RenditionEncoder,
    /// Y', Cb and Cr, one after the other.
    planes: Vec<u8>,
}

impl PacketWriter {
    /// Checks that the codec holds the pictures of `spec`.
    pub fn new(spec: &WriteSpec) -> Result<Self, String> {
        let track = spec.picture.clone().ok_or("nobody says what the movie's pictures are")?;
        if !track.codec.is_444() || !matches!(track.bits, 10 | 12) {
            return Err(format!("{} of {} bits, expected 4:4:4 of 10 or 12 bits", track.codec, track.bits));
        }
        // ITU-T H.273, table 4.
        let matrix = match track.colour.matrix {
            1 => Matrix::Bt709,
            9 => Matrix::Bt2020,
            code => return Err(format!("matrix {code}, expected 1 (BT.709) or 9 (BT.2020)")),
        };
        let row_layout = RowLayout::YCbCr444 { bits: track.bits, matrix };
        let made = Self { track, rate: spec.asset.rate, row_layout };
        // What the codec does not hold is told here rather than at the first frame.
        made.encoder()?;
        Ok(made)
    }

    /// How lines are packed.
    pub fn row_layout(&self) -> RowLayout {
        self.row_layout
    }

    /// All lines: an encoder looks at the whole picture.
    pub fn block_rows(&self) -> usize {
        self.track.raster.height as usize
    }

    /// Room that no packet exceeds.
    pub fn worst_case_bytes(&self) -> usize {
        packet_bytes(&self.track).and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0)
    }

    /// Encodes one frame into `out`, whose content is replaced.
    pub fn encode(
        &self,
        scratch: &mut EncodeScratch,
        out: &mut Vec<u8>,
        fill: &mut dyn FnMut(RowBlock<'_>),
    ) -> Result<(), String> {
        let PacketScratch { encoder, planes } = match &mut scratch.packet {
            Some(packet) => packet,
            none => none.insert(PacketScratch { encoder: self.encoder()?, planes: Vec::new() }),
        };
        planes.resize(self.plane_bytes() * 3, 0);
        let stride_bytes = self.line_bytes();
        fill(RowBlock { first_row: 0, rows: self.block_rows(), bytes: planes, stride_bytes });
        let (luma, chroma) = planes.split_at(self.plane_bytes());
        let (cb, cr) = chroma.split_at(self.plane_bytes());
        let planes = [luma, cb, cr].map(|bytes| EncodePlane { bytes, stride_bytes });
        encoder.encode(&EncodePlanes { bits: self.track.bits, planes }, out).map_err(|error| error.to_string())
    }

    fn encoder(&self) -> Result<RenditionEncoder, String> {
        RenditionEncoder::new(&self.track, self.rate, EncoderChoice::Interneg, self.track.bits)
            .map_err(|error| error.to_string())
    }

    fn line_bytes(&self) -> usize {
        self.track.raster.width as usize * SAMPLE_BYTES
    }

    fn plane_bytes(&self) -> usize {
        self.line_bytes() * self.block_rows()
    }
}
