//! Borrowed views of pictures as decoders leave them in memory.

/// One plane of samples; line `y` begins at `y * stride_bytes`.
#[derive(Debug, Clone, Copy)]
pub struct Plane<'a> {
    /// All lines of the plane.
    pub bytes: &'a [u8],
    /// Distance from one line to the next, in bytes.
    pub stride_bytes: usize,
}

/// How one sample is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sample {
    /// Unsigned, one byte.
    U8,
    /// Unsigned, two bytes, the value in the low `bits` bits.
    U16(ByteOrder),
    /// IEEE half, little-endian.
    F16,
    /// IEEE single, little-endian.
    F32,
}

/// Order of the bytes of a sample or word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

/// Chroma resolution of Y'CbCr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subsampling {
    /// 4:2:0: half width, half height.
    S420,
    /// 4:2:2: half width.
    S422,
    /// 4:4:4: full.
    S444,
}

/// Arrangement of the samples of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Planes Y', Cb, Cr (further planes are ignored).
    YCbCrPlanar {
        /// Chroma resolution.
        subsampling: Subsampling,
        /// Significant bits, 8..=16.
        bits: u8,
        /// `U8` or `U16`.
        sample: Sample,
    },
    /// Planes Y' and interleaved Cb Cr.
    YCbCrSemiPlanar {
        /// Chroma resolution.
        subsampling: Subsampling,
        /// Significant bits, 8..=16.
        bits: u8,
        /// `U8` or `U16`.
        sample: Sample,
        /// Bits that the value is shifted left in its word (P010: 6).
        shift: u8,
    },
    /// Planes R, G, B in this order of `Picture::planes`.
    RgbPlanar {
        /// Significant bits of an integer sample; 16 or 32 for floats.
        bits: u8,
        /// Any.
        sample: Sample,
    },
    /// One plane, `components` samples a pixel: R G B, further ones are ignored.
    RgbPacked {
        /// 3 or 4.
        components: u8,
        /// Significant bits of an integer sample; 16 or 32 for floats.
        bits: u8,
        /// Any.
        sample: Sample,
        /// Bits that an integer value is shifted left in its word (12-bit DPX filled method A: 4).
        shift: u8,
    },
    /// One plane of 32-bit words, one pixel each: ST 268 10-bit RGB, filled method A.
    Dpx10FilledA(ByteOrder),
    /// As `Dpx10FilledA`, filled method B.
    Dpx10FilledB(ByteOrder),
}

/// A picture in memory.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// Pixels per line.
    pub width: usize,
    /// Lines.
    pub height: usize,
    /// Arrangement of the samples.
    pub layout: Layout,
    /// The planes that the layout has; others are empty.
    pub planes: [Plane<'a>; 3],
}

impl<'a> Plane<'a> {
    /// A plane that is not there.
    pub const EMPTY: Self = Self { bytes: &[], stride_bytes: 0 };
}
