//! Frame and picture headers (RDD 36, 5.1 and 5.2).

use super::error::DecodeError;
use super::slices::SliceWidth;
use super::{AlphaBits, DecodedPicture};
use crate::mux::{ColourTags, FieldOrder};
use interneg_spec::Raster;
use interneg_spec::proxy::Vendor;

/// Bytes of the frame header with both matrices, and of a picture header.
const HEADER_BYTES: usize = 148;
pub(super) const PICTURE_HEADER_BYTES: usize = 8;
/// Size and identifier stand before the frame header.
const BEFORE_HEADER_BYTES: usize = 8;
const IDENTIFIER: [u8; 4] = *b"icpf";
/// Bytes of a frame before its first picture.
pub(super) const FRAME_HEAD_BYTES: usize = BEFORE_HEADER_BYTES + HEADER_BYTES;
/// Bytes of a frame that belong to no slice, but for the tables of their sizes.
pub(super) const FRAME_OVERHEAD_BYTES: usize = FRAME_HEAD_BYTES + 2 * PICTURE_HEADER_BYTES;
/// Shortest frame header, without matrices.
const LEAST_HEADER_BYTES: usize = 20;
/// Where a frame says who encoded it.
pub(crate) const ENCODER: std::ops::Range<usize> = 12..16;

/// Who encoded, by our own four characters.
const OWN_MARK: [u8; 4] = *b"intn";

/// The four characters of another vendor; none where it is whoever encoded.
pub(crate) fn mark(vendor: Vendor) -> Option<[u8; 4]> {
    match vendor {
        Vendor::Interneg => None,
        Vendor::Apple => Some(*b"apl0"),
    }
}

/// Primaries, transfer and matrix as a frame header tells them. RDD 36, 5.1.1 has fewer code points than H.273: the curve of
/// BT.709 has one, whatever system it is named for, and what has none is not told.
pub(crate) fn told_colour(colour: ColourTags) -> [u8; 3] {
    const NOT_TOLD: u8 = 2;
    let primaries = match colour.primaries {
        known @ (1 | 5 | 6 | 9 | 11 | 12) => known,
        _ => NOT_TOLD,
    };
    let transfer = match colour.transfer {
        1 | 6 | 14 | 15 => 1,
        known @ (16 | 18) => known,
        _ => NOT_TOLD,
    };
    let matrix = match colour.matrix {
        known @ (1 | 6 | 9) => known,
        // BT.470's is BT.601's.
        5 => 6,
        _ => NOT_TOLD,
    };
    [primaries, transfer, matrix]
}

/// What a frame says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameHeader {
    /// Size of the picture in samples of luma.
    pub raster: Raster,
    /// Chroma has the resolution of luma; else half of it across.
    pub is_444: bool,
    /// How lines make up frames.
    pub field_order: FieldOrder,
    /// Bits of alpha, where there is any.
    pub alpha: Option<AlphaBits>,
    /// What the codes mean.
    pub colour: ColourTags,
    /// Weights of luma and of chroma, in raster order.
    pub matrices: [[u8; 64]; 2],
    /// Four characters of whoever encoded.
    pub encoder: [u8; 4],
}

impl FrameHeader {
    /// A header of our own frames.
    pub(super) fn new(
        raster: Raster,
        is_444: bool,
        field_order: FieldOrder,
        alpha: Option<AlphaBits>,
        colour: ColourTags,
        matrices: [[u8; 64]; 2],
        vendor: Vendor,
    ) -> Self {
        let encoder = mark(vendor).unwrap_or(OWN_MARK);
        Self { raster, is_444, field_order, alpha, colour, matrices, encoder }
    }

    /// Pictures of the frame: columns, rows and first line of each, in the order they are coded; lines of a picture are
    /// `pictures` apart.
    pub(crate) fn pictures(&self) -> Vec<(usize, usize, bool)> {
        let (columns, rows) = (self.raster.width as usize, self.raster.height as usize);
        let (top, bottom) = ((columns, rows.div_ceil(2), false), (columns, rows / 2, true));
        match self.field_order {
            FieldOrder::Progressive => vec![(columns, rows, false)],
            FieldOrder::TopFirst => vec![top, bottom],
            FieldOrder::BottomFirst => vec![bottom, top],
        }
    }

    /// What a level of each place of a plane's blocks stands for where a slice's scale is 1, in codes of samples of `bits` bits by
    /// the orthonormal transform, in raster order (RDD 36, 7.3 and 7.4): samples span 512, and a level is 8 coefficients by weight
    /// and scale.
    pub(crate) fn steps(&self, plane: usize, bits: u8) -> [f64; 64] {
        let of_depth = 2f64.powi(i32::from(bits)) / 512.0;
        self.matrices[plane.min(1)].map(|weight| f64::from(weight) / 8.0 * of_depth)
    }

    /// Writes size, identifier and header; the frame has `frame_bytes` in all.
    pub(super) fn write(&self, frame_bytes: u32, out: &mut [u8; FRAME_HEAD_BYTES]) {
        out.fill(0);
        let mut put = |at: usize, bytes: &[u8]| out[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &frame_bytes.to_be_bytes());
        put(4, &IDENTIFIER);
        put(8, &(HEADER_BYTES as u16).to_be_bytes());
        // Version 0 is 4:2:2 without alpha.
        put(11, &[u8::from(self.is_444 || self.alpha.is_some())]);
        put(ENCODER.start, &self.encoder);
        // Settings have been checked to have a raster of 16 bits.
        put(16, &(self.raster.width as u16).to_be_bytes());
        put(18, &(self.raster.height as u16).to_be_bytes());
        let interlace = match self.field_order {
            FieldOrder::Progressive => 0,
            FieldOrder::TopFirst => 1,
            FieldOrder::BottomFirst => 2,
        };
        put(20, &[(if self.is_444 { 3 } else { 2 }) << 6 | interlace << 2]);
        put(22, &told_colour(self.colour));
        put(25, &[self.alpha.map_or(0, |alpha| if alpha == AlphaBits::Eight { 1 } else { 2 })]);
        put(27, &[0b11]);
        put(28, &self.matrices[0]);
        put(28 + 64, &self.matrices[1]);
    }

    /// Reads the header of a frame; returns it, and the frame's bytes behind it.
    ///
    /// # Errors
    /// Where `frame` is no ProRes frame, is shorter than it says, or holds what no decoder knows.
    pub fn parse(frame: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        let wrong = |what: &'static str, value: usize| DecodeError::Header { what, value };
        let (head, _) = frame
            .split_first_chunk::<{ BEFORE_HEADER_BYTES + LEAST_HEADER_BYTES }>()
            .ok_or(DecodeError::Short { what: "frame header", needed: 28, found: frame.len() })?;
        if head[4..8] != IDENTIFIER {
            return Err(DecodeError::NotProRes);
        }
        let word = |at: usize| usize::from(u16::from_be_bytes([head[at], head[at + 1]]));
        let frame_bytes = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let header_bytes = word(8);
        let frame = frame.get(..frame_bytes).ok_or(DecodeError::Short {
            what: "frame",
            needed: frame_bytes,
            found: frame.len(),
        })?;
        if header_bytes < LEAST_HEADER_BYTES {
            return Err(wrong("header size", header_bytes));
        }
        let end = BEFORE_HEADER_BYTES + header_bytes;
        let (header, rest) = frame.split_at_checked(end).ok_or(DecodeError::Short {
            what: "frame header",
            needed: end,
            found: frame.len(),
        })?;
        if head[11] > 1 {
            return Err(wrong("bitstream version", head[11].into()));
        }
        let is_444 = match head[20] >> 6 {
            2 => false,
            3 => true,
            other => return Err(wrong("chroma format", other.into())),
        };
        let field_order = match head[20] >> 2 & 3 {
            0 => FieldOrder::Progressive,
            1 => FieldOrder::TopFirst,
            2 => FieldOrder::BottomFirst,
            other => return Err(wrong("interlace mode", other.into())),
        };
        let alpha = match head[25] & 15 {
            0 => None,
            1 => Some(AlphaBits::Eight),
            2 => Some(AlphaBits::Sixteen),
            other => return Err(wrong("alpha type", other.into())),
        };
        let raster = Raster { width: word(16) as u32, height: word(18) as u32 };
        if raster.width == 0 || raster.height == 0 {
            return Err(wrong("width or height", 0));
        }
        if field_order != FieldOrder::Progressive && raster.height < 2 {
            return Err(wrong("height of two fields", 1));
        }
        Ok((
            Self {
                raster,
                is_444,
                field_order,
                alpha,
                colour: ColourTags { primaries: head[22], transfer: head[23], matrix: head[24] },
                matrices: matrices(header, head[27])?,
                encoder: [head[12], head[13], head[14], head[15]],
            },
            rest,
        ))
    }
}

/// The matrices that `header` holds by its flags: without one for luma every weight is 4, without one for chroma it is
/// luma's.
fn matrices(header: &[u8], flags: u8) -> Result<[[u8; 64]; 2], DecodeError> {
    let mut matrices = [[4; 64]; 2];
    let mut left = &header[BEFORE_HEADER_BYTES + LEAST_HEADER_BYTES..];
    for (index, flag) in [0b10, 0b01].into_iter().enumerate() {
        if flags & flag == 0 {
            matrices[1] = matrices[0];
            continue;
        }
        let short = DecodeError::Short { what: "weighting matrix", needed: 64, found: left.len() };
        let (matrix, behind) = left.split_first_chunk::<64>().ok_or(short)?;
        if let Some(weight) = matrix.iter().find(|weight| !(2..=63).contains(*weight)) {
            return Err(DecodeError::Header { what: "weight", value: usize::from(*weight) });
        }
        matrices[index] = *matrix;
        left = behind;
    }
    Ok(matrices)
}

/// What stands at the head of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PictureHeader {
    /// Bytes of the header itself, at least 8.
    pub header_bytes: usize,
    /// Bytes from the header to the end of the last slice.
    pub picture_bytes: usize,
    /// Most macroblocks of a slice.
    pub slice_width: SliceWidth,
}

impl PictureHeader {
    pub fn write(picture_bytes: u32, slices: usize, slice_width: SliceWidth, out: &mut [u8; PICTURE_HEADER_BYTES]) {
        out[0] = (PICTURE_HEADER_BYTES as u8) << 3;
        out[1..5].copy_from_slice(&picture_bytes.to_be_bytes());
        // Decoders count slices themselves; a number that does not fit is left out.
        out[5..7].copy_from_slice(&u16::try_from(slices).unwrap_or(0).to_be_bytes());
        out[7] = slice_width.logarithm() << 4;
    }

    pub fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        let short = DecodeError::Short { what: "picture header", needed: PICTURE_HEADER_BYTES, found: bytes.len() };
        let (head, _) = bytes.split_first_chunk::<PICTURE_HEADER_BYTES>().ok_or(short)?;
        let header_bytes = usize::from(head[0] >> 3);
        let picture_bytes = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if header_bytes < PICTURE_HEADER_BYTES {
            return Err(DecodeError::Header { what: "picture header size", value: header_bytes });
        }
        if picture_bytes < header_bytes {
            return Err(DecodeError::Header { what: "picture size", value: picture_bytes });
        }
        let logarithm = head[7] >> 4;
        let slice_width = SliceWidth::of_logarithm(logarithm)
            .ok_or(DecodeError::Header { what: "slice width", value: logarithm.into() })?;
        Ok(Self { header_bytes, picture_bytes, slice_width })
    }
}

impl DecodedPicture {
    /// Size of a picture's plane in samples: 0 is luma, 3 alpha.
    pub(super) fn plane_size(header: &FrameHeader, plane: usize) -> (usize, usize) {
        let (columns, rows) = (header.raster.width as usize, header.raster.height as usize);
        let is_half = (plane == 1 || plane == 2) && !header.is_444;
        (if is_half { columns.div_ceil(2) } else { columns }, rows)
    }
}
