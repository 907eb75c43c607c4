//! What must be known of a source before its samples mean anything.

use crate::picture::Layout;
use thiserror::Error;

/// Code range of integer samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Range {
    /// 0 to 2^n - 1.
    Full,
    /// ITU-R BT.2100 table 9 "narrow": 16 to 235 (chroma to 240), times 2^(n-8).
    Legal,
}

/// Coefficients that made Y'CbCr from R'G'B'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Matrix3Coefficients {
    /// ITU-R BT.601: Kr 0.299, Kb 0.114.
    Bt601,
    /// ITU-R BT.709: Kr 0.2126, Kb 0.0722.
    Bt709,
    /// ITU-R BT.2020 non-constant luminance: Kr 0.2627, Kb 0.0593.
    Bt2020,
}

/// Where chroma samples lie between luma samples (ITU-T H.273, 8.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChromaSiting {
    /// On the left luma sample; in 4:2:0 half a line below the upper one (type 0).
    Left,
    /// Between luma samples both ways (type 1).
    Centre,
    /// On the left luma sample and on the upper line (type 2).
    TopLeft,
}

/// Coding of a source's pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceCoding {
    /// Arrangement of the samples.
    pub layout: Layout,
    /// Pixels per line.
    pub width: usize,
    /// Lines.
    pub height: usize,
    /// Code range; needed for integers, ignored for floats.
    pub range: Option<Range>,
    /// Y'CbCr matrix; needed for Y'CbCr, ignored for RGB.
    pub matrix: Option<Matrix3Coefficients>,
    /// Chroma siting; ignored for RGB and 4:4:4, and vertically for 4:2:2.
    pub siting: ChromaSiting,
}

/// Why pictures of a coding cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodingError {
    /// Full or legal is not known.
    #[error("code range of the integer samples is not known: set `range` to full or legal")]
    RangeMissing,
    /// Y'CbCr without a matrix.
    #[error("matrix of the Y'CbCr samples is not known: set `matrix` to bt601, bt709 or bt2020")]
    MatrixMissing,
    /// No kernel for Y'CbCr in floats.
    #[error("Y'CbCr samples are floats, only integers can be unpacked")]
    FloatYCbCr,
    /// The value does not fit its word, or is coarser than any camera writes.
    #[error("{bits} bits shifted by {shift} in words of {word_bits} bits, expected 8 to 16 bits inside the word")]
    Bits {
        /// Significant bits.
        bits: u8,
        /// Bits that the value is shifted left.
        shift: u8,
        /// Bits of the word.
        word_bits: u8,
    },
    /// Fewer than three samples a pixel, or more than four.
    #[error("{0} samples a pixel, expected 3 or 4")]
    Components(u8),
    /// A picture without pixels.
    #[error("picture of {width}x{height} has no pixels")]
    NoPixels {
        /// Pixels per line.
        width: usize,
        /// Lines.
        height: usize,
    },
}

impl Matrix3Coefficients {
    /// Kr and Kb of the standard; Kg is the rest.
    pub const fn kr_kb(self) -> (f64, f64) {
        match self {
            Self::Bt601 => (0.299, 0.114),
            Self::Bt709 => (0.2126, 0.0722),
            Self::Bt2020 => (0.2627, 0.0593),
        }
    }
}

/// Code of black, and codes from black to white, of luma or RGB.
pub(crate) fn black_and_span(bits: u8, range: Range) -> (f32, f32) {
    match range {
        Range::Full => (0.0, ((1u32 << bits) - 1) as f32),
        Range::Legal => ((16u32 << (bits - 8)) as f32, (219u32 << (bits - 8)) as f32),
    }
}

/// Code of no colour, and codes from -1/2 to 1/2, of chroma (ITU-R BT.2100 table 9; full range: ITU-T H.273, 8.3).
pub(crate) fn zero_and_span(bits: u8, range: Range) -> (f32, f32) {
    let zero = (1u32 << (bits - 1)) as f32;
    match range {
        Range::Full => (zero, ((1u32 << bits) - 1) as f32),
        Range::Legal => (zero, (224u32 << (bits - 8)) as f32),
    }
}

/// The value that unpacking gives an RGB or luma code of `bits` (8 to 16) bits: 0 is black, 1 is white.
pub fn code_value(code: u16, bits: u8, range: Range) -> f32 {
    let (black, span) = black_and_span(bits, range);
    (f32::from(code) - black) / span
}
