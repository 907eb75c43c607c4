//! What is asked for, what is known of a source and a frame, and where the codes go.

use super::burn_in::BurnIns;
use super::geometry::Geometry;
use super::look::Look;
use interneg_kernels::resample::Filter;
use interneg_kernels::{
    ChromaSiting, Lines, Matrix3Coefficients, PackCounts, Range, SourceCoding, Subsampling, Target, YCbCrTarget,
};
use interneg_spec::Timecode;

/// What must be known of a clip's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFacts {
    /// Arrangement, range, matrix and siting of its samples.
    pub coding: SourceCoding,
    /// Name of its colour space in the configuration.
    pub colour_space: String,
    /// Its frames are two fields, woven. Their lines are never mixed: geometries that would are refused.
    pub is_interlaced: bool,
}

/// One proxy of a clip.
#[derive(Debug, Clone, PartialEq)]
pub struct RenditionPicture {
    /// What is seen of the source, where and how large.
    pub geometry: Geometry,
    /// How it is scaled, where it is.
    pub filter: Filter,
    /// Its colour.
    pub look: Look,
    /// Its samples.
    pub target: PictureTarget,
    /// What is written into it.
    pub burn_ins: Option<BurnIns>,
}

/// Samples of a rendition: planes of Y'CbCr in legal range by the matrix of BT.709, chroma on the left luma sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PictureTarget {
    /// 4:2:2 or 4:4:4.
    pub subsampling: Subsampling,
    /// Bits of a sample, 8, 10 or 12: one byte at 8, else two, little-endian.
    pub bits: u8,
    /// Noise of less than a code before rounding. Takes memory of a whole picture in single precision.
    pub is_dithered: bool,
}

/// What burn-ins tell of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameFacts<'a> {
    /// Timecode of the frame, where the clip has one.
    pub timecode: Option<Timecode>,
    /// Name of the clip.
    pub clip_name: &'a str,
    /// Reel or tape.
    pub reel: &'a str,
    /// Number of the frame in its source.
    pub source_frame: u64,
}

/// Planes of one rendition to be filled, and what could not be stored in them as it was.
#[derive(Debug)]
pub struct Planes<'a> {
    /// Y', Cb, Cr; every line of [`PictureTarget::planes`] is written, bytes between lines are left alone.
    pub lines: [Lines<'a>; 3],
    /// Of this frame. NaN and infinities are those that the look found, or those that it made where these are more.
    pub counts: PackCounts,
}

impl PictureTarget {
    /// Bytes of a line and number of lines of each plane of a canvas.
    pub const fn planes(self, width: usize, height: usize) -> [(usize, usize); 3] {
        self.kernel().planes(width, height)
    }

    pub(super) const fn kernel(self) -> Target {
        let Self { subsampling, bits, is_dithered } = self;
        let (range, matrix, siting) = (Range::Legal, Matrix3Coefficients::Bt709, ChromaSiting::Left);
        Target::YCbCr(YCbCrTarget { subsampling, bits, range, matrix, siting, is_dithered })
    }

    /// Bytes of a sample.
    pub(super) const fn sample_bytes(self) -> usize {
        if self.bits == 8 { 1 } else { 2 }
    }

    /// Pixels that share a chroma sample.
    pub(super) const fn chroma_step(self) -> usize {
        match self.subsampling {
            Subsampling::S444 => 1,
            Subsampling::S420 | Subsampling::S422 => 2,
        }
    }

    /// The code of a value that has this code at 8 bits.
    pub(super) const fn code(self, code_8bit: u16) -> u16 {
        code_8bit << (self.bits - 8)
    }

    /// # Errors
    /// What proxies have instead.
    pub(super) fn check(self) -> Result<(), &'static str> {
        match (self.subsampling, self.bits) {
            (Subsampling::S420, _) => Err("4:2:0 is no proxy's chroma: choose 4:2:2 or 4:4:4"),
            (_, 8 | 10 | 12) => Ok(()),
            _ => Err("proxies have 8, 10 or 12 bits a sample"),
        }
    }

    pub(super) fn describe(self) -> String {
        let chroma = if self.chroma_step() == 1 { "4:4:4" } else { "4:2:2, chroma left" };
        let dither = if self.is_dithered { ", dithered" } else { "" };
        format!("Y'CbCr {chroma}, {} bits, legal range, BT.709{dither}", self.bits)
    }
}

impl SourceFacts {
    /// Size and coding in words.
    pub(super) fn describe(&self) -> String {
        let SourceCoding { layout, width, height, range, matrix, .. } = self.coding;
        let range = range.map(|range| format!(", range {range:?}")).unwrap_or_default();
        let matrix = matrix.map(|matrix| format!(", matrix {matrix:?}")).unwrap_or_default();
        let scan = if self.is_interlaced { "interlaced" } else { "progressive" };
        format!("{width}x{height} {scan}, {layout:?}{range}{matrix}")
    }
}

impl Planes<'_> {
    /// The planes from a row and column on, which begins a chroma sample.
    pub(super) fn part(&mut self, row: usize, column: usize, target: PictureTarget) -> [Lines<'_>; 3] {
        let [y, cb, cr] = &mut self.lines;
        let chroma = column / target.chroma_step();
        let from = |lines, sample| from(lines, row, sample * target.sample_bytes());
        [from(y, column), from(cb, chroma), from(cr, chroma)]
    }

    /// Samples of a line of a plane from sample `first` on.
    pub(super) fn line(
        &mut self,
        plane: usize,
        y: usize,
        first: usize,
        samples: usize,
        sample_bytes: usize,
    ) -> &mut [u8] {
        let Lines { bytes, stride_bytes } = &mut self.lines[plane];
        &mut bytes[y * *stride_bytes + first * sample_bytes..][..samples * sample_bytes]
    }
}

/// The plane from a byte of a line on.
fn from<'a>(Lines { bytes, stride_bytes }: &'a mut Lines<'_>, row: usize, byte: usize) -> Lines<'a> {
    Lines { bytes: &mut bytes[row * *stride_bytes + byte..], stride_bytes: *stride_bytes }
}
