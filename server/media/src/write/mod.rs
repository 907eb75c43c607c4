//! Writers of EXR and DPX: header once, rows packed straight into the file's image. And of the coded frames of movies.

mod dpx;
mod encoder;
mod exr;
mod exr_header;
mod packet;
mod piz;
mod scratch;
#[cfg(test)]
mod tests;

pub use encoder::FrameEncoder;
pub use packet::packet_bytes;
pub use scratch::EncodeScratch;

use crate::mux::PictureTrack;
use interneg_spec::{DeliveryFormat, Matrix, Raster, Rate, Timecode};

/// What is the same in all frames of an asset.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetStamp {
    /// Rate of the timeline.
    pub rate: Rate,
    /// Project title (DPX project, EXR owner where `owner` is absent).
    pub title: String,
    /// Tool and version, `interneg 0.1.0`.
    pub creator: String,
    /// `YYYY-MM-DDTHH:MM:SSZ`.
    pub created: String,
    /// Owner.
    pub owner: String,
    /// Free text, the job's identity.
    pub comments: String,
    /// Frames in the sequence.
    pub sequence_length: u64,
    /// Number of the first frame.
    pub first_frame_number: u64,
    /// Name of the colour space, for the DPX element description.
    pub colour_space: String,
}

/// What differs from frame to frame.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameStamp {
    /// Base name of the file.
    pub file_name: String,
    /// Number in the file name; the frame count of `timecode`.
    pub frame_number: u64,
    /// Record timecode.
    pub timecode: Timecode,
    /// Reel of the source.
    pub reel: String,
    /// File name of the source.
    pub source_file: String,
}

/// Everything that shapes a frame's file but the pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteSpec {
    /// Container, compression, depth.
    pub format: DeliveryFormat,
    /// Picture size.
    pub raster: Raster,
    /// EXR: chromaticities of the target space, red x, y, green x, y, blue x, y, white x, y.
    pub chromaticities: Option<[f32; 8]>,
    /// EXR: `colorInteropID` of the target space, where it has one.
    pub interop_id: Option<String>,
    /// EXR: target is ACES2065-1, so that an uncompressed file is an ST 2065-4 container.
    pub is_aces: bool,
    /// Movies: what their picture is; none for frames.
    pub picture: Option<PictureTrack>,
    /// Constant header fields.
    pub asset: AssetStamp,
}

/// How the writer wants rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowLayout {
    /// Each line: all B, all G, all R, half, little-endian (6 bytes a pixel).
    ExrHalfBgr,
    /// Each line: one big-endian 32-bit word a pixel, filled method A.
    Dpx10,
    /// Each line: R G B, 16-bit big-endian (6 bytes a pixel), then padding to 32 bits that the writer sets.
    Dpx16,
    /// Planes Y', Cb and Cr of the block's lines, one plane behind the other: samples of 16 bits, little-endian, legal
    /// range, `bits` of them used.
    YCbCr444 {
        /// 10 or 12.
        bits: u8,
        /// Coefficients of the luma.
        matrix: Matrix,
    },
}

/// Rows that the caller fills with packed pixels.
pub struct RowBlock<'a> {
    /// First line.
    pub first_row: usize,
    /// Number of lines.
    pub rows: usize,
    /// Storage; line `i` of the block begins at `i * stride_bytes`, and plane `p` at `p * rows * stride_bytes`.
    pub bytes: &'a mut [u8],
    /// Distance from line to line in bytes.
    pub stride_bytes: usize,
}
