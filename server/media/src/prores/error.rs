//! Errors of encoding and of decoding.

use interneg_kernels::prores::PlaneError;
use interneg_spec::Raster;
use thiserror::Error;

/// Why a frame is not encoded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EncodeError {
    /// The request: a size that frames cannot have.
    #[error("ProRes has no raster {raster}: {reason}")]
    Raster {
        /// The size asked for.
        raster: Raster,
        /// What is needed.
        reason: &'static str,
    },
    /// The request: settings that do not go together.
    #[error("ProRes cannot be made with {what}: {reason}")]
    Settings {
        /// What was asked for.
        what: &'static str,
        /// Why not, and what would settle it.
        reason: &'static str,
    },
    /// The caller: a plane that is not the raster's.
    #[error("plane {plane} of the picture is wrong: {source}")]
    Plane {
        /// 0 for Y', 1 for Cb, 2 for Cr, 3 for alpha.
        plane: usize,
        /// What is wrong.
        source: PlaneError,
    },
    /// The caller: samples with higher codes than their depth.
    #[error("plane {plane} of the picture has a code above {most}, the highest of {bits} bits")]
    Code {
        /// 0 for Y', 1 for Cb, 2 for Cr, 3 for alpha.
        plane: usize,
        /// Bits of a sample.
        bits: u8,
        /// The highest code.
        most: u16,
    },
    /// The caller: another depth than the settings', or alpha where none is expected, or none where it is.
    #[error("the picture has {found}, the encoder was made for {expected}")]
    Picture {
        /// What came.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// The request: a size that even the coarsest quantiser does not keep.
    #[error("a frame of at most {limit_bytes} bytes was asked for; the smallest of this picture has {least_bytes}")]
    Limit {
        /// Bytes asked for, alpha not counted.
        limit_bytes: u64,
        /// Bytes of the smallest frame.
        least_bytes: u64,
    },
}

/// Why a frame is not decoded: the frame is damaged, or none of ProRes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Its identifier is another one.
    #[error("no ProRes frame: its identifier is not icpf")]
    NotProRes,
    /// It ends too early.
    #[error("{what} has {found} bytes, expected {needed}")]
    Short {
        /// What is cut.
        what: &'static str,
        /// Bytes expected.
        needed: usize,
        /// Bytes that are there.
        found: usize,
    },
    /// A header holds what no decoder knows.
    #[error("{what} is {value}, which ProRes does not have")]
    Header {
        /// The field.
        what: &'static str,
        /// What it says.
        value: usize,
    },
    /// A frame that this decoder takes no memory for.
    #[error("a picture of {raster} has more samples than this decoder reads, {most}")]
    Large {
        /// Its size.
        raster: Raster,
        /// The most samples of luma.
        most: usize,
    },
    /// A slice's codes make no sense.
    #[error("slice {slice} of picture {picture}: {what}")]
    Slice {
        /// Index of the picture in the frame.
        picture: usize,
        /// Index of the slice in the picture.
        slice: usize,
        /// What is wrong.
        what: SliceFault,
    },
    /// The caller: a depth that samples cannot be decoded to.
    #[error("samples of {bits} bits; 8 to 16 can be decoded to")]
    Bits {
        /// Bits asked for.
        bits: u8,
    },
}

/// What is wrong with a slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SliceFault {
    /// Header or sizes of its components reach over its end.
    #[error("its parts are larger than the slice")]
    Sizes,
    /// It is empty, or its header has no room for its own fields.
    #[error("its header of {found} bytes is shorter than the {least} that it needs")]
    Header {
        /// Bytes of the header, 0 in an empty slice.
        found: usize,
        /// The fewest.
        least: usize,
    },
    /// No such index.
    #[error("quantisation index {0}")]
    Quantiser(u8),
    /// Codes end in the middle of a word, or a word is longer than any.
    #[error("codes of component {component} are damaged")]
    Codes {
        /// 0 for Y', 1 for Cb, 2 for Cr, 3 for alpha.
        component: usize,
    },
    /// A run leads out of the component.
    #[error("a run of component {component} leads out of the slice")]
    Run {
        /// 0 for Y', 1 for Cb, 2 for Cr, 3 for alpha.
        component: usize,
    },
}
