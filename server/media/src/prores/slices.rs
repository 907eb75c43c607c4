//! How pictures are cut in slices.

/// Most macroblocks of a slice, side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SliceWidth {
    /// A slice for each macroblock.
    One,
    /// Two.
    Two,
    /// Four.
    Four,
    /// Eight, what encoders usually take: it costs the fewest bytes.
    Eight,
}

impl SliceWidth {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::One, Self::Two, Self::Four, Self::Eight];

    /// Logarithm to base 2 of the width, as picture headers bear it.
    pub(super) fn logarithm(self) -> u8 {
        self as u8
    }

    pub(super) fn of_logarithm(logarithm: u8) -> Option<Self> {
        Self::ALL.get(usize::from(logarithm)).copied()
    }

    /// Macroblocks.
    pub fn macroblocks(self) -> usize {
        1 << self.logarithm()
    }
}

/// Where a slice lies in its picture, in macroblocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slice {
    pub column: usize,
    pub row: usize,
    pub macroblocks: usize,
}

/// The slices of a picture of `columns` by `rows` samples, in coding order: each row of macroblocks is cut from the left
/// in slices of the full width as long as they fit, then of half the width and so on (RDD 36, 5.3.1).
pub(super) fn slices_of(columns: usize, rows: usize, width: SliceWidth) -> Vec<Slice> {
    let across = columns.div_ceil(16);
    let mut first_row = Vec::new();
    let (mut column, mut macroblocks) = (0, width.macroblocks());
    while column < across {
        while across - column < macroblocks {
            macroblocks /= 2;
        }
        first_row.push((column, macroblocks));
        column += macroblocks;
    }
    let row_of = |row| first_row.iter().map(move |&(column, macroblocks)| Slice { column, row, macroblocks });
    (0..rows.div_ceil(16)).flat_map(row_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_in_narrower_slices() {
        let widths = |columns, width| -> Vec<usize> {
            slices_of(columns, 16, width).iter().map(|slice| slice.macroblocks).collect()
        };
        assert_eq!(widths(720, SliceWidth::Eight), [8, 8, 8, 8, 8, 4, 1]);
        assert_eq!(widths(113, SliceWidth::Eight), [8]);
        assert_eq!(widths(112, SliceWidth::Eight), [4, 2, 1]);
        assert_eq!(widths(1, SliceWidth::Four), [1]);
        assert_eq!(widths(49, SliceWidth::Two), [2, 2]);
        let slices = slices_of(1920, 1080, SliceWidth::Eight);
        assert_eq!((slices.len(), slices[1019]), (1020, Slice { column: 112, row: 67, macroblocks: 8 }));
    }
}
