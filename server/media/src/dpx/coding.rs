//! From a header's element to the layout of its picture, checked against the file's size.

use super::header::{GENERIC_BYTES, Header, HeaderError};
use interneg_kernels::{ByteOrder, Layout, Sample};
use interneg_spec::{Raster, SampleRange};

/// How the picture of a DPX lies in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding {
    /// Picture size.
    pub raster: Raster,
    /// Bits per sample.
    pub bits: u8,
    /// Samples per pixel, 3 or 4.
    pub components: u8,
    /// Packing of samples into words.
    pub packing: Packing,
    /// The four samples of a pixel are stored A B G R.
    pub is_reversed: bool,
    /// Byte order of the words.
    pub order: ByteOrder,
    /// Distance from the start of the file to the picture.
    pub offset_bytes: usize,
    /// Distance from line to line.
    pub stride_bytes: usize,
}

/// How samples are packed into words (ST 268 clause 6, annex C).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// A sample fills its one or two bytes.
    Whole,
    /// Three 10-bit samples a 32-bit word or one 12-bit sample a 16-bit word, unused bits lowest.
    FilledA,
    /// As method A, unused bits highest.
    FilledB,
    /// 12-bit samples follow each other from the lowest bit of 32-bit words; each line begins with a new word.
    Packed,
}

/// Why a picture is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CodingError {
    /// The header contradicts itself, the limits or the file.
    Damaged(HeaderError),
    /// A form of DPX that is not read.
    Unsupported(String),
}

fn damaged(field: &'static str, found: impl Into<u64>, expected: impl Into<String>) -> CodingError {
    CodingError::Damaged(HeaderError::Field { field, found: found.into(), expected: expected.into() })
}

/// Undefined numbers are shown as the bits that stand for them.
fn stored(value: Option<u32>) -> u64 {
    value.unwrap_or(u32::MAX).into()
}

impl Coding {
    /// Settles the coding of the first element of a file of `file_bytes`.
    ///
    /// Nothing is allocated before this has returned, so a header cannot ask for more memory than its file fills.
    pub fn of(header: &Header, file_bytes: u64, max_dimension: u32) -> Result<Self, CodingError> {
        let side = |field, value: Option<u32>| {
            value
                .filter(|side| (1..=max_dimension).contains(side))
                .ok_or_else(|| damaged(field, stored(value), format!("1 to {max_dimension}")))
        };
        let raster = Raster { width: side("pixels per line", header.width)?, height: side("lines", header.height)? };
        let count = header.element_count;
        if !count.is_some_and(|count| (1..=8).contains(&count)) {
            return Err(damaged("number of image elements", count.unwrap_or(u16::MAX), "1 to 8"));
        }
        let coding = Self::of_element(header, raster)?;
        coding.placed(header, file_bytes)
    }

    fn of_element(header: &Header, raster: Raster) -> Result<Self, CodingError> {
        let unsupported = |what: String| Err(CodingError::Unsupported(what));
        let element = &header.elements[0];
        if header.encryption_key.is_some_and(|key| key != 0) {
            return unsupported("an encrypted DPX; write it in the clear".to_owned());
        }
        if let Some(orientation @ 1..) = header.orientation {
            return unsupported(format!("DPX orientation {orientation}; 0 (left to right, top to bottom) is read"));
        }
        if element.encoding.unwrap_or(0) != 0 {
            return unsupported("a run-length encoded DPX; write it without encoding".to_owned());
        }
        if element.data_sign.unwrap_or(0) != 0 {
            return unsupported("signed DPX samples; unsigned ones are read".to_owned());
        }
        let (components, is_reversed) = match element.descriptor {
            Some(50) => (3, false),
            Some(51) => (4, false),
            Some(52) => (4, true),
            other => {
                let code = other.unwrap_or(u8::MAX);
                return unsupported(format!("DPX descriptor {code}; 50 (RGB), 51 (RGBA) and 52 (ABGR) are read"));
            }
        };
        let bits = element.bits.unwrap_or(u8::MAX);
        let packing = match (bits, element.packing.unwrap_or(u16::MAX)) {
            (8 | 16, 0..=2) => Packing::Whole,
            (10 | 12, 1) => Packing::FilledA,
            (10 | 12, 2) => Packing::FilledB,
            (12, 0) => Packing::Packed,
            (8 | 10 | 12 | 16, packing) => {
                return unsupported(format!(
                    "{bits}-bit DPX with packing {packing}; 10 bits filled method A or B, 12 bits also packed are read"
                ));
            }
            _ => return unsupported(format!("{bits}-bit DPX; 8, 10, 12 and 16 bits are read")),
        };
        Ok(Self {
            raster,
            bits,
            components,
            packing,
            is_reversed,
            order: header.order,
            offset_bytes: 0,
            stride_bytes: 0,
        })
    }

    /// Finds offset and stride, and holds the picture against the file's size.
    fn placed(mut self, header: &Header, file_bytes: u64) -> Result<Self, CodingError> {
        // The generic offset counts, not the element's own: files patched after FFmpeg has written them keep a stale
        // 1664 in the element while the picture lies where the generic field says.
        let offset = header.image_offset_bytes;
        let offset_bytes = offset
            .filter(|offset| *offset >= GENERIC_BYTES && u64::from(*offset) < file_bytes)
            .ok_or_else(|| damaged("offset to image data", stored(offset), format!("1664 to below {file_bytes}")))?;
        let present_bytes = file_bytes - u64::from(offset_bytes);
        if let Some(declared) = header.file_bytes
            && u64::from(declared) > file_bytes
        {
            return Err(damaged("file size", file_bytes, format!("{declared} as the header says")));
        }
        let bare = self.bare_line_bytes();
        let padding = u64::from(header.elements[0].line_padding_bytes.unwrap_or(0));
        let height = u64::from(self.raster.height);
        // Lines begin on 32-bit words. With padding given, bare line and padding make the line; without, some writers
        // align in silence and some do not align at all, which only the size tells.
        let aligned = bare.next_multiple_of(4);
        let candidates = if padding > 0 { [bare + padding, bare + padding] } else { [aligned, bare] };
        let fits = |stride: &u64| stride * (height - 1) + bare <= present_bytes && *stride >= bare;
        let Some(stride_bytes) = candidates.into_iter().find(fits) else {
            let needed = u64::from(offset_bytes) + candidates[0] * height;
            return Err(damaged("file size", file_bytes, format!("at least {needed} for {} pixels", self.raster)));
        };
        let too_large = || damaged("lines", height, "a picture that fits the address space");
        self.offset_bytes = usize::try_from(offset_bytes).map_err(|_| too_large())?;
        self.stride_bytes = usize::try_from(stride_bytes).map_err(|_| too_large())?;
        Ok(self)
    }

    /// Bytes of a line before alignment and padding.
    fn bare_line_bytes(&self) -> u64 {
        let samples = u64::from(self.raster.width) * u64::from(self.components);
        match (self.bits, self.packing) {
            (8, _) => samples,
            (10, _) => samples.div_ceil(3) * 4,
            (_, Packing::Packed) => (samples * 12).div_ceil(32) * 4,
            _ => samples * 2,
        }
    }

    /// Bytes of the picture in the file, without padding behind the last line.
    pub fn image_bytes(&self) -> usize {
        // `placed` found both terms inside the file.
        self.stride_bytes * (self.raster.height as usize - 1) + self.bare_line_bytes() as usize
    }

    /// The layout under which the file's own bytes are a picture; `None` where samples must be moved first.
    pub fn raw_layout(&self) -> Option<Layout> {
        let packed = |sample, shift| {
            (!self.is_reversed).then_some(Layout::RgbPacked {
                components: self.components,
                bits: self.bits,
                sample,
                shift,
            })
        };
        match (self.bits, self.packing, self.components) {
            (8, ..) => packed(Sample::U8, 0),
            (10, Packing::FilledA, 3) => Some(Layout::Dpx10FilledA(self.order)),
            (10, Packing::FilledB, 3) => Some(Layout::Dpx10FilledB(self.order)),
            (12, Packing::FilledA, _) => packed(Sample::U16(self.order), 4),
            (12, Packing::FilledB, _) | (16, ..) => packed(Sample::U16(self.order), 0),
            _ => None,
        }
    }

    /// The layout of the picture that a read hands over.
    pub fn layout(&self) -> Layout {
        self.raw_layout().unwrap_or(Layout::RgbPacked {
            components: self.components,
            bits: self.bits,
            sample: Sample::U16(ByteOrder::Little),
            shift: 0,
        })
    }

    /// The coding in words.
    pub fn name(&self) -> String {
        let family = match (self.components, self.is_reversed) {
            (3, _) => "rgb",
            (_, false) => "rgba",
            (_, true) => "abgr",
        };
        let packing = match self.packing {
            Packing::Whole => "",
            Packing::FilledA => " filled A",
            Packing::FilledB => " filled B",
            Packing::Packed => " packed",
        };
        let order = match self.order {
            ByteOrder::Big => "big-endian",
            ByteOrder::Little => "little-endian",
        };
        format!("{family}{}{packing} {order}", self.bits)
    }
}

/// The code range that the reference codes of an element say.
pub(super) fn range_of(low: Option<u32>, high: Option<u32>, bits: u8) -> Option<SampleRange> {
    let full_high = (1u32 << bits) - 1;
    // ITU-R BT.709 and BT.2100 table 9: 16 and 235 at 8 bits, times 2^(n-8).
    let (legal_low, legal_high) = (16 << (bits - 8), 235 << (bits - 8));
    match (low, high) {
        (None | Some(0), None) => Some(SampleRange::Full),
        (None | Some(0), Some(high)) if high == full_high => Some(SampleRange::Full),
        (Some(low), Some(high)) if (low, high) == (legal_low, legal_high) => Some(SampleRange::Legal),
        _ => None,
    }
}
