//! A plane of a picture or of a field of it.

use thiserror::Error;

/// Samples of one plane, right-aligned, of 8 bits in a byte each or of 9 to 16 bits in two bytes each, little-endian.
#[derive(Debug, Clone, Copy)]
pub struct SamplePlane<'a> {
    bytes: &'a [u8],
    stride_bytes: usize,
    columns: usize,
    rows: usize,
    bits: u8,
}

/// Bytes that do not hold the plane that they are said to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlaneError {
    /// The depth is none that is coded.
    #[error("samples of {bits} bits; 8 to 16 are coded")]
    Bits {
        /// Bits of a sample.
        bits: u8,
    },
    /// No column or no row.
    #[error("a plane of {columns} by {rows} samples has none")]
    Empty {
        /// Samples of a line.
        columns: usize,
        /// Lines.
        rows: usize,
    },
    /// Lines overlap.
    #[error("lines are {stride_bytes} bytes apart and {line_bytes} long")]
    Stride {
        /// Distance of lines.
        stride_bytes: usize,
        /// Bytes of a line's samples.
        line_bytes: usize,
    },
    /// The last line is not whole.
    #[error("{found} bytes, expected {needed} for its lines")]
    Short {
        /// Bytes that are there.
        found: usize,
        /// Bytes up to the end of the last line.
        needed: usize,
    },
}

impl<'a> SamplePlane<'a> {
    /// `rows` lines of `columns` samples of `bits` bits; `stride_bytes` lie between the beginnings of two lines.
    ///
    /// # Errors
    /// Where `bytes` are too few, lines overlap, there are no samples, or `bits` is not 8 to 16.
    pub fn new(
        bytes: &'a [u8],
        stride_bytes: usize,
        (columns, rows): (usize, usize),
        bits: u8,
    ) -> Result<Self, PlaneError> {
        if !(8..=16).contains(&bits) {
            return Err(PlaneError::Bits { bits });
        }
        if columns == 0 || rows == 0 || u32::try_from(columns.max(rows)).is_err() {
            return Err(PlaneError::Empty { columns, rows });
        }
        let plane = Self { bytes, stride_bytes, columns, rows, bits };
        let line_bytes = columns * plane.bytes_per_sample();
        if stride_bytes < line_bytes {
            return Err(PlaneError::Stride { stride_bytes, line_bytes });
        }
        let needed = (rows - 1).saturating_mul(stride_bytes).saturating_add(line_bytes);
        match bytes.len() {
            found if found < needed => Err(PlaneError::Short { found, needed }),
            _ => Ok(plane),
        }
    }

    /// Every other line: from the first on, or from the second, which a plane of one line does not have.
    pub fn field(&self, is_second: bool) -> Option<Self> {
        let first = usize::from(is_second);
        let rows = (self.rows - first.min(self.rows)).div_ceil(2);
        let bytes = self.bytes.get(first * self.stride_bytes..)?;
        (rows > 0).then_some(Self { bytes, stride_bytes: 2 * self.stride_bytes, rows, ..*self })
    }

    /// Samples of a line.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Lines.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bits of a sample.
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// The samples of line `row`, as words.
    ///
    /// # Panics
    /// Where there is no such line.
    pub fn line(&self, row: usize) -> impl Iterator<Item = u16> + 'a {
        assert!(row < self.rows, "no line {row}");
        let size = self.bytes_per_sample();
        let line = &self.bytes[row * self.stride_bytes..][..self.columns * size];
        line.chunks_exact(size).map(|sample| u16::from_le_bytes([sample[0], sample.get(1).copied().unwrap_or(0)]))
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn stride_bytes(&self) -> usize {
        self.stride_bytes
    }

    pub(super) fn bytes_per_sample(&self) -> usize {
        if self.bits == 8 { 1 } else { 2 }
    }
}
