//! Exact lengths of all slices with some quantisers.

use interneg_kernels::prores::Quantiser;

/// Bytes of the components of slices, without headers and alpha: for each slice, one number for each of some steps in a
/// row.
#[derive(Debug)]
pub(super) struct Lengths {
    first_step: usize,
    steps: usize,
    bytes: Vec<u32>,
}

impl Lengths {
    pub fn new(first_step: usize, steps: usize, bytes: Vec<u32>) -> Self {
        Self { first_step, steps, bytes }
    }

    pub fn steps(&self) -> std::ops::RangeInclusive<usize> {
        self.first_step..=self.first_step + self.steps - 1
    }

    /// Bytes of one slice.
    pub fn of(&self, slice: usize, quantiser: Quantiser) -> u32 {
        self.bytes[slice * self.steps + quantiser.step() - self.first_step]
    }

    /// Bytes of all slices.
    pub fn total(&self, step: usize) -> u64 {
        let bytes = self.bytes.iter().skip(step - self.first_step).step_by(self.steps);
        bytes.map(|bytes| u64::from(*bytes)).sum()
    }

    pub fn slices(&self) -> usize {
        self.bytes.len() / self.steps
    }

    /// Both, where `other` has the steps before or behind these.
    pub fn joined(self, other: Self) -> Self {
        let (first, second) = if self.first_step < other.first_step { (self, other) } else { (other, self) };
        let steps = first.steps + second.steps;
        let pairs = first.bytes.chunks(first.steps).zip(second.bytes.chunks(second.steps));
        let bytes = pairs.flat_map(|(first, second)| first.iter().chain(second).copied()).collect();
        Self { first_step: first.first_step, steps, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_more_steps_join() {
        let fine = Lengths::new(3, 2, vec![30, 20, 31, 21]);
        let coarse = Lengths::new(5, 1, vec![10, 11]);
        let joined = coarse.joined(fine);
        assert_eq!((joined.steps(), joined.slices()), (3..=5, 2));
        assert_eq!([3, 4, 5].map(|step| joined.total(step)), [61, 41, 21]);
        assert_eq!(joined.of(1, Quantiser::of_step(4)), 21);
    }
}
