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

/// Why a picture cannot be unpacked as it was announced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureMismatch {
    /// Another size or arrangement than the one the operation was built for.
    #[error("picture is {found_width}x{found_height} {found:?}, expected {width}x{height} {expected:?}")]
    Shape {
        /// Width that was expected, in pixels.
        width: usize,
        /// Height that was expected, in lines.
        height: usize,
        /// Arrangement that was expected.
        expected: Layout,
        /// Width of the picture, in pixels.
        found_width: usize,
        /// Height of the picture, in lines.
        found_height: usize,
        /// Arrangement of the picture.
        found: Layout,
    },
    /// A plane ends before its last line, or its lines overlap.
    #[error(
        "plane {plane} of the picture has {bytes} bytes at a stride of {stride_bytes}, needs {lines} lines of {line_bytes}"
    )]
    PlaneTooSmall {
        /// Which plane, from 0.
        plane: usize,
        /// Bytes that are there.
        bytes: usize,
        /// Distance from line to line, in bytes.
        stride_bytes: usize,
        /// Lines that the layout needs.
        lines: usize,
        /// Bytes that a line of the layout needs.
        line_bytes: usize,
    },
}

impl Sample {
    /// Bytes that a sample takes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::U16(_) | Self::F16 => 2,
            Self::F32 => 4,
        }
    }

    /// A float, so that code range means nothing.
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::F32)
    }
}

impl Subsampling {
    /// Chroma samples of a line of `width` pixels.
    pub const fn chroma_width(self, width: usize) -> usize {
        match self {
            Self::S444 => width,
            Self::S420 | Self::S422 => width.div_ceil(2),
        }
    }

    /// Chroma lines of `height` lines.
    pub const fn chroma_height(self, height: usize) -> usize {
        match self {
            Self::S420 => height.div_ceil(2),
            Self::S422 | Self::S444 => height,
        }
    }
}

impl Layout {
    /// Bytes of a line and number of lines of each plane; (0, 0) for planes that the layout does not have.
    pub const fn planes(self, width: usize, height: usize) -> [(usize, usize); 3] {
        match self {
            Self::YCbCrPlanar { subsampling, sample, .. } => {
                let chroma = (subsampling.chroma_width(width) * sample.bytes(), subsampling.chroma_height(height));
                [(width * sample.bytes(), height), chroma, chroma]
            }
            Self::YCbCrSemiPlanar { subsampling, sample, .. } => {
                let chroma_bytes = 2 * subsampling.chroma_width(width) * sample.bytes();
                [(width * sample.bytes(), height), (chroma_bytes, subsampling.chroma_height(height)), (0, 0)]
            }
            Self::RgbPlanar { sample, .. } => [(width * sample.bytes(), height); 3],
            Self::RgbPacked { components, sample, .. } => {
                [(width * components as usize * sample.bytes(), height), (0, 0), (0, 0)]
            }
            Self::Dpx10FilledA(_) | Self::Dpx10FilledB(_) => [(width * 4, height), (0, 0), (0, 0)],
        }
    }
}

/// A plane to be written; line `y` begins at `y * stride_bytes`.
#[derive(Debug)]
pub struct Lines<'a> {
    /// All lines of the plane.
    pub bytes: &'a mut [u8],
    /// Distance from one line to the next, in bytes.
    pub stride_bytes: usize,
}

impl Lines<'_> {
    /// # Panics
    /// When the plane is too small, or its lines overlap.
    pub(crate) fn assert_holds(&self, lines: usize, line_bytes: usize) {
        let Self { bytes, stride_bytes } = self;
        assert!(*stride_bytes >= line_bytes, "stride of {stride_bytes} bytes, lines of {line_bytes}");
        let holds = needed_bytes(lines, *stride_bytes, line_bytes).is_some_and(|needed| bytes.len() >= needed);
        assert!(holds, "plane of {} bytes does not hold {lines} lines at a stride of {stride_bytes}", bytes.len());
    }
}

/// Bytes from the first to the end of the last of `lines` lines; none where no memory is that large.
fn needed_bytes(lines: usize, stride_bytes: usize, line_bytes: usize) -> Option<usize> {
    match lines.checked_sub(1) {
        Some(last) => last.checked_mul(stride_bytes)?.checked_add(line_bytes),
        None => Some(0),
    }
}

impl Picture<'_> {
    /// Checks that the picture has this shape and that its planes hold every line of it.
    ///
    /// # Errors
    /// Says what differs.
    pub fn check(&self, layout: Layout, width: usize, height: usize) -> Result<(), PictureMismatch> {
        if (self.layout, self.width, self.height) != (layout, width, height) {
            return Err(PictureMismatch::Shape {
                width,
                height,
                expected: layout,
                found_width: self.width,
                found_height: self.height,
                found: self.layout,
            });
        }
        for (index, (line_bytes, lines)) in layout.planes(width, height).into_iter().enumerate() {
            let Plane { bytes, stride_bytes } = self.planes[index];
            let holds = needed_bytes(lines, stride_bytes, line_bytes).is_some_and(|needed| bytes.len() >= needed);
            if !holds || (lines > 1 && stride_bytes < line_bytes) {
                let bytes = bytes.len();
                return Err(PictureMismatch::PlaneTooSmall { plane: index, bytes, stride_bytes, lines, line_bytes });
            }
        }
        Ok(())
    }
}
