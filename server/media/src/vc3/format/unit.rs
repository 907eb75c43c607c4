//! Parts of a frame that have a header and rows of their own; ST 2019-1 calls them coding units.

use super::Format;
use crate::mux::FieldOrder;

/// What a part of a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::vc3) enum Unit {
    /// All lines.
    Frame,
    /// The first line and every other one.
    TopField,
    /// The second line and every other one.
    BottomField,
}

impl Unit {
    /// Its number in its header.
    pub fn count(self) -> u8 {
        match self {
            Self::Frame => 1,
            Self::TopField => 2,
            Self::BottomField => 3,
        }
    }

    /// Its first line in the frame.
    pub fn first_line(self) -> usize {
        usize::from(self == Self::BottomField)
    }

    /// Lines of the frame from one of its lines to the next.
    pub fn line_step(self) -> usize {
        if self == Self::Frame { 1 } else { 2 }
    }
}

impl Format {
    /// Parts of a frame, in the order of the stream.
    pub(in crate::vc3) fn units(&self) -> &'static [Unit] {
        match self.field_order() {
            FieldOrder::Progressive => &[Unit::Frame],
            FieldOrder::TopFirst => &[Unit::TopField, Unit::BottomField],
            FieldOrder::BottomFirst => &[Unit::BottomField, Unit::TopField],
        }
    }

    /// The first line of each of them in the frame, and lines of the frame from one of its lines to the next.
    pub(crate) fn lines_of_units(&self) -> impl Iterator<Item = (usize, usize)> {
        self.units().iter().map(|unit| (unit.first_line(), unit.line_step()))
    }

    /// Bytes of each of them.
    pub(in crate::vc3) fn unit_bytes(&self) -> usize {
        self.frame_bytes() / self.units().len()
    }

    /// Lines of each of them: both fields have as many, for rasters of fields are even.
    pub(in crate::vc3) fn unit_lines(&self) -> usize {
        self.raster().1 as usize / self.units().len()
    }
}
