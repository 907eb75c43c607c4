//! What could not be stored as it was.

/// Samples that could not be stored as they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PackCounts {
    /// NaN, stored as 0.
    pub nan: u64,
    /// Infinities, and for half floats finite values that would round to them; stored as the largest number of their
    /// sign.
    pub infinite: u64,
    /// Finite values that an integer code cannot hold; stored as the nearest code.
    pub clipped: u64,
}

impl std::ops::AddAssign for PackCounts {
    fn add_assign(&mut self, other: Self) {
        self.nan += other.nan;
        self.infinite += other.infinite;
        self.clipped += other.clipped;
    }
}
